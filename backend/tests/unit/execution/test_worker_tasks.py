"""The steps of a run, message by message, over a real Redis: twice, in any order, or lost on the way."""

import asyncio
import random
import time
from typing import Any

import pytest

from app.abm.async_engine.failures import MIXED
from app.abm.async_engine.ports import StoreLimits, Submission
from app.abm.async_engine.worker_ports import node_name
from app.abm.engine.spec import ENGINE_VERSION
from app.abm.studies.codec import part_bytes
from app.execution.heartbeat import Heartbeat
from app.execution.worker_tasks import WorkerTasks
from app.storage.redis.leases import MOST_TAKEN, RedisLeases
from app.storage.redis.sync_store import RedisRunStore
from tests.redis_server import RedisServer
from tests.unit.async_engine.plans import short
from tests.unit.execution.worker_bench import BLINK, TRIALS, Bench, Message, undisturbed

pytestmark = pytest.mark.anyio

CHUNKS = len(TRIALS.chunks)


def _part(chunk: int, version: str = ENGINE_VERSION) -> bytes:
    """What another process made of a chunk."""
    return version.encode() + b"\n" + part_bytes("monte_carlo", TRIALS.run_chunk(TRIALS.chunks[chunk]))


async def test_every_chunk_is_sent_once_and_the_last_one_reduces(bench: Bench) -> None:
    run_id = await bench.begun()
    assert bench.sent == [("chunk", run_id, chunk) for chunk in range(5)]
    bench.deliver(*bench.sent)
    assert bench.run(run_id).status == "completed"
    assert await bench.answer(run_id) == undisturbed(TRIALS)


@pytest.mark.parametrize("seed", range(3))
async def test_messages_may_come_twice_and_in_any_order(bench: Bench, seed: int) -> None:
    run_id = await bench.begun()
    messages: list[Message] = [*bench.sent, *bench.sent, ("begin", run_id, 0), ("reduce", run_id, 0)]
    random.Random(seed).shuffle(messages)
    bench.deliver(*messages)
    assert await bench.answer(run_id) == undisturbed(TRIALS)


async def test_a_run_that_has_begun_does_not_begin_again(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.deliver(("begin", run_id, 0))
    assert len(bench.sent) == 5


async def test_a_chunk_that_died_with_its_process_is_sent_again(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.leases.acquire(f"{run_id}:3")
    bench.deliver(*(message for message in bench.sent if message[2] != 3))
    assert bench.run(run_id).status == "running"
    await asyncio.sleep(2 * BLINK)
    again = bench.find_what_was_lost()
    assert again == [("chunk", run_id, 3)]
    bench.deliver(*again)
    assert await bench.answer(run_id) == undisturbed(TRIALS)


async def test_a_reduction_that_died_with_its_process_is_sent_again(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.deliver(*bench.sent[:4])
    bench.store.put_part(run_id, bench.taken(f"{run_id}:4"), 4, _part(4), CHUNKS)
    again = bench.find_what_was_lost()
    assert again == [("reduce", run_id, 0)]
    bench.deliver(*again)
    assert await bench.answer(run_id) == undisturbed(TRIALS)


async def test_only_who_has_the_lease_of_a_chunk_brings_its_part_or_says_how_far_it_is(bench: Bench) -> None:
    run_id = await bench.begun()
    first = bench.taken(f"{run_id}:0")
    await asyncio.sleep(2 * BLINK)
    second = bench.taken(f"{run_id}:0")
    told = [bench.store.heartbeat(run_id, attempt, 0, 0.5) for attempt in (first, second)]
    assert told == ["superseded", {0: 0.5}]
    kept = [bench.store.put_part(run_id, attempt, 0, b"part", CHUNKS) for attempt in (first, second)]
    assert kept == [({}, False), ({0: 1.0}, False)]


async def test_who_says_how_far_a_chunk_is_keeps_its_lease(bench: Bench) -> None:
    run_id = await bench.begun()
    attempt = bench.taken(f"{run_id}:0")
    for _ in range(5):
        await asyncio.sleep(BLINK / 2)
        assert bench.store.heartbeat(run_id, attempt, 0, 0.5) == {0: 0.5}


async def test_a_process_that_dies_after_its_part_is_kept_costs_nothing(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.store.put_part(run_id, bench.taken(f"{run_id}:4"), 4, _part(4), CHUNKS)
    bench.deliver(*bench.sent[:4])
    await asyncio.sleep(2 * BLINK)
    bench.deliver(*bench.find_what_was_lost())
    assert await bench.answer(run_id) == undisturbed(TRIALS)


async def test_a_chunk_that_costs_too_many_their_lives_fails_its_run(bench: Bench) -> None:
    run_id = await bench.begun()
    for _ in range(MOST_TAKEN):
        bench.taken(f"{run_id}:0")
        await asyncio.sleep(BLINK)
        bench.leases.register_node(node_name(), 1)
        await asyncio.sleep(BLINK / 5)
    bench.deliver(bench.sent[0])
    run = bench.run(run_id)
    assert (run.status, str(run.error)[:47]) == ("failed", "A part of the simulation was lost again and aga")


async def test_a_run_that_is_out_of_time_fails(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.deliver(bench.sent[0])
    bench.worker(timeout=0.0).supervise("node", 1)
    run = bench.run(run_id)
    assert (run.status, run.error) == ("failed", "The simulation took longer than the 0 seconds allowed.")


async def test_nobody_works_on_a_run_that_was_cancelled(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.store.update(run_id, lambda run: run.cancelled(time.time()))
    bench.deliver(*bench.sent)
    assert bench.store.parts(run_id) == {}
    assert await bench.replica.get_blob(run_id) is None


async def test_a_run_that_no_job_wants_is_cancelled_although_nobody_said_so(bench: Bench) -> None:
    state = (await bench.replica.admit(Submission("a", TRIALS), time.time())).state
    assert state is not None
    (run_id,) = await bench.replica.dequeue(time.time())
    bench.worker().begin(run_id)
    await bench.replica.request_cancel(state.job.job_id, "", time.time())
    bench.deliver(bench.sent[0])
    assert bench.run(run_id).status == "cancelled"


async def test_whoever_ends_a_run_lets_the_next_begin(bench: Bench) -> None:
    run_id = await bench.begun(short())
    RedisLeases(bench.redis.url).register_node("another", 9)
    later = [await bench.replica.admit(Submission(name, short()), time.time()) for name in "bcdef"]
    bench.deliver(*bench.sent)
    begun = [(step, after) for step, after, _ in bench.sent[1:]]
    assert bench.run(run_id).status == "completed"
    assert begun == [("begin", admission.state.run.run_id) for admission in later if admission.state]


async def test_what_the_chunks_say_together_is_told_while_they_run(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.deliver(bench.sent[0])
    bench.deliver(*bench.sent[1:4], later=10.0)
    progress = bench.run(run_id).progress
    assert (progress.completed_trials, progress.partial and progress.partial["trials"]) == (500, 500)


async def test_what_a_long_chunk_has_found_is_told_once_with_the_next_beat() -> None:
    told: list[dict[str, Any] | None] = []
    with Heartbeat(lambda done, found: told.append(found)) as heartbeat:
        heartbeat.on_partial({"generation": 1})
        while len(told) < 3:
            await asyncio.sleep(0.01)
    assert told[:3] == [{"generation": 1}, None, None]


async def test_a_run_that_is_done_leaves_nothing_on_the_leases(bench: Bench, redis: RedisServer) -> None:
    await bench.begun()
    bench.deliver(*bench.sent)
    with redis.client() as client:
        assert client.keys("cliffcast:leases*") == []


async def test_parts_of_two_versions_are_never_reduced(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.store.put_part(run_id, bench.taken(f"{run_id}:4"), 4, _part(4, version="0.0.0"), CHUNKS)
    bench.deliver(*bench.sent[:4])
    await asyncio.sleep(2 * BLINK)
    for message in bench.find_what_was_lost():
        bench.deliver(message)
    run = bench.run(run_id)
    assert (run.status, run.error) == ("failed", MIXED)
    assert await bench.replica.get_blob(run_id) is None


async def test_a_worker_leaves_the_runs_of_another_version_alone(bench: Bench) -> None:
    run_id = await bench.begun()
    old = RedisRunStore(bench.redis.url, StoreLimits(), version="0.0.0")
    worker = WorkerTasks(old, bench.leases, bench.send, time.time, 600.0)
    before = bench.run(run_id)
    worker.chunk(run_id, 0)
    worker.supervise(node_name(), 1)
    assert (bench.run(run_id), old.plan(run_id), old.parts(run_id)) == (before, None, {})
    old.close()


async def test_a_reduction_that_finds_a_part_missing_has_it_made_again(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.deliver(*bench.sent[:4])
    bench.leases.complete(bench.taken(f"{run_id}:4"), [f"{run_id}:reduce"])
    bench.deliver(("reduce", run_id, 0))
    assert bench.run(run_id).status == "running"
    again = bench.find_what_was_lost()
    assert again == [("chunk", run_id, 4)]
    bench.deliver(*again)
    assert await bench.answer(run_id) == undisturbed(TRIALS)


# ── Time ─────────────────────────────────────────────────────────────────────


async def test_a_run_is_pending_until_somebody_takes_its_first_chunk(bench: Bench) -> None:
    run_id = await bench.begun()
    assert bench.run(run_id).status == "pending"
    bench.deliver(bench.sent[0])
    assert bench.run(run_id).status == "running"


async def test_the_time_of_a_run_that_waits_does_not_pass(bench: Bench) -> None:
    run_id = await bench.begun()
    bench.worker(timeout=0.0).supervise(node_name(), 1)
    assert bench.run(run_id).status == "pending"


async def test_a_run_that_waits_too_long_says_so_in_its_own_sentence(bench: Bench) -> None:
    run_id = await bench.begun()
    impatient = WorkerTasks(bench.store, bench.leases, bench.send, time.time, 600.0, queue_timeout=0.0)
    impatient.supervise(node_name(), 1)
    run = bench.run(run_id)
    assert run.status == "failed"
    assert run.error == "The simulation waited longer than the 0 seconds allowed for its turn; submit it again."


async def test_no_more_runs_begin_than_there_are_processes(bench: Bench) -> None:
    for name in "abc":
        await bench.replica.admit(Submission(name, short()), time.time())
    bench.worker().supervise(node_name(), 2)
    assert len(bench.sent) == 2
