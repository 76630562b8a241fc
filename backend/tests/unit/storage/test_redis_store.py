"""What replicas that share a Redis can rely on, beyond what every store promises."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from app.abm.async_engine.job import Run
from app.abm.async_engine.ports import Blob, StoreLimits, StoreUnavailableError, Submission
from app.abm.async_engine.worker_ports import Attempt
from app.abm.studies.codec import plan_bytes
from app.storage.redis.operations import PATIENCE, PIECE, SCRIPT, Operations
from app.storage.redis.store import RedisJobStore
from app.storage.redis.sync_store import RedisRunStore
from tests.redis_server import RedisServer
from tests.unit.storage.conftest import OpenReplica
from tests.unit.storage.lives import (
    BLOB,
    NOW,
    PLAN,
    begin,
    cancel,
    completed,
    fail,
    running,
    status_of,
    submit,
    up_to,
)

pytestmark = pytest.mark.anyio

LASTING = {"test:counters"}
"""All that an empty store still has."""


def keys(redis: RedisServer) -> set[str]:
    with redis.client() as client:
        return set(client.scan_iter(count=1000))


async def every_kind_of_end(store_of: OpenReplica, worker: RedisRunStore) -> None:
    """Jobs that end in every way, with everything that can be kept of them."""
    store = store_of(job_ttl=60)
    done = await completed(store, "done", idempotency_key="k", owner="ann")
    await submit(store, "done", owner="ann")
    failed, left, shared = await running(store, "failed"), await running(store, "left"), await running(store, "shared")
    worker.heartbeat(failed.run.run_id, Attempt("", ""), 0, 0.5)
    worker.put_part(failed.run.run_id, Attempt("", ""), 1, b"part", 3)
    await store.update(failed.run.run_id, fail)
    await cancel(store, left)
    await cancel(store, await submit(store, "shared"))
    await store.update(shared.run.run_id, fail)
    await cancel(store, await submit(store, "never began"))
    await store.dequeue(NOW)
    assert await store.get_blob(done.run.run_id) == BLOB


# ── Several replicas ─────────────────────────────────────────────────────────


async def test_identical_submissions_to_several_replicas_have_one_run(replica: OpenReplica) -> None:
    stores = [replica(), replica()]
    admissions = await asyncio.gather(*(stores[n % 2].admit(Submission("a", PLAN), NOW) for n in range(40)))
    assert Counter(admission.verdict for admission in admissions) == {"new": 1, "joined": 39}
    assert len({admission.state.run.run_id for admission in admissions if admission.state}) == 1
    assert (await stores[0].stats(None)).jobs["pending"] == 40


async def test_places_are_counted_over_all_replicas_and_workers(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    stores = [replica(max_concurrent=3), replica(max_concurrent=3)]
    runs = [(await submit(stores[0], str(name))).run.run_id for name in range(5)]
    turns = [run for taken in await asyncio.gather(*(store.dequeue(NOW) for store in stores)) for run in taken]
    assert sorted(turns + worker(max_concurrent=3).dequeue(NOW, 9)) == sorted(runs[:3])


async def test_a_turn_that_was_not_used_is_given_again(replica: OpenReplica) -> None:
    store = replica(max_concurrent=1)
    first, second = await submit(store, "a"), await submit(store, "b")
    given = [await store.dequeue(NOW + later) for later in (0.0, PATIENCE - 1, PATIENCE, PATIENCE + 1)]
    assert given == [[first.run.run_id], [], [first.run.run_id], []]
    assert await status_of(store, second) == "pending"


async def test_a_turn_that_was_used_is_not_given_again(replica: OpenReplica) -> None:
    store = replica(max_concurrent=1)
    first = await submit(store)
    await store.dequeue(NOW)
    await store.update(first.run.run_id, begin)
    assert await store.dequeue(NOW + 1000 * PATIENCE) == []


async def test_two_deployments_in_one_redis_know_nothing_of_each_other(replica: OpenReplica) -> None:
    here, there = replica("here"), replica("there")
    state = await completed(here)
    assert await there.get(state.job.job_id, "") is None
    assert (await there.admit(Submission("a", PLAN), NOW)).verdict == "new"


async def test_steps_taken_by_many_at_once_are_all_taken(replica: OpenReplica) -> None:
    stores = [replica(), replica()]
    state = await running(stores[0])
    parts = [part / 100 for part in range(1, 31)]
    await asyncio.gather(*(stores[n % 2].update(state.run.run_id, up_to(part)) for n, part in enumerate(parts)))
    run = await stores[1].run(state.run.run_id)
    assert run is not None
    assert run.progress.part == 0.3


async def test_a_change_that_never_gets_its_turn_is_given_up(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    store, other = replica(), worker()
    state = await running(store)

    def too_late(run: Run) -> Run:
        other.update(run.run_id, lambda run: up_to(run.progress.part + 0.001)(run))
        return fail(run)

    with pytest.raises(StoreUnavailableError):
        await store.update(state.run.run_id, too_late)
    assert await status_of(store, state) == "running"


@pytest.mark.parametrize("ahead", [86_400.0, -86_400.0])
async def test_a_replica_whose_clock_is_wrong_forgets_nothing_and_keeps_nothing_too_long(
    redis: RedisServer, ahead: float
) -> None:
    wrong, store = time.time() + ahead, RedisJobStore(redis.url, StoreLimits(job_ttl=3600, cache_ttl=3600))
    state = (await store.admit(Submission("a", PLAN), wrong)).state
    assert state is not None
    assert abs(state.job.created_at - time.time()) < 60
    await store.update(state.run.run_id, lambda run: run.begun(wrong))
    await store.put_blob(state.run.run_id, BLOB, wrong)
    await store.update(state.run.run_id, lambda run: run.completed(wrong))
    assert await store.sweep(wrong) == 0
    assert (await store.admit(Submission("a", PLAN), wrong)).verdict == "cached"
    assert await store.overdue(wrong, 3600, 3600) == []
    await store.close(wrong)


# ── What is lost on the way ──────────────────────────────────────────────────


@pytest.mark.parametrize("before", ["nothing", "a run under way", "a result"])
async def test_a_submission_whose_answer_was_lost_is_not_taken_twice(
    redis: RedisServer, replica: OpenReplica, before: str
) -> None:
    store = replica()
    if before != "nothing":
        await (completed if before == "a result" else running)(store)
    call = next(Operations(StoreLimits()).admit(Submission("a", PLAN), plan_bytes(PLAN), NOW))
    with redis.client() as client:
        script = client.register_script(SCRIPT)
        answers = [script(["test"], [call.answer, *call.arguments]) for _ in range(2)]
    assert answers[0] == answers[1]
    assert sum((await store.stats(None)).jobs.values()) == (1 if before == "nothing" else 2)


async def test_a_redis_that_has_forgotten_the_script_learns_it_again(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    state = await submit(store)
    with redis.client() as client:
        client.script_flush()
    assert await status_of(store, state) == "pending"


# ── What stays ───────────────────────────────────────────────────────────────


async def test_nothing_is_left_of_what_was_swept(
    redis: RedisServer, replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    await every_kind_of_end(replica, worker())
    assert await replica(job_ttl=60).sweep(NOW + 60) == 7
    assert keys(redis) == LASTING


async def test_what_nobody_sweeps_goes_by_itself(
    redis: RedisServer, replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    await every_kind_of_end(replica, worker())
    with redis.client() as client:
        lasting = {key.split(":")[1] for key in client.scan_iter() if client.ttl(key) == -1}
        assert all(client.ttl(key) <= 2 * 7200 for key in client.scan_iter())
    assert lasting == {"counters", "finished", "keys", "listed", "results", "sizes", "totals"}


async def test_a_result_that_comes_after_the_end_goes_by_itself_too(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    state = await completed(store)
    await store.put_blob(state.run.run_id, BLOB, NOW)
    with redis.client() as client:
        assert client.ttl(f"test:blob:{state.run.run_id}") > 0


async def test_whoever_is_answered_from_the_cache_keeps_the_run_as_long_as_their_job(
    redis: RedisServer, replica: OpenReplica
) -> None:
    store = replica()
    run_id = (await completed(store)).run.run_id
    with redis.client() as client:
        for name in ("run", "blob", "jobs"):
            client.expire(f"test:{name}:{run_id}", 10)
        await submit(store)
        assert all(client.ttl(f"test:{name}:{run_id}") > 10 for name in ("run", "blob", "jobs"))


async def test_a_large_result_of_a_run_that_ended_badly_leaves_nothing(
    redis: RedisServer, replica: OpenReplica
) -> None:
    store = replica(job_ttl=60)
    state = await running(store)
    await store.update(state.run.run_id, fail)
    await store.put_blob(state.run.run_id, Blob(b"x" * 3 * PIECE, "large"), NOW)
    await store.sweep(NOW + 60)
    assert keys(redis) == LASTING


async def test_a_large_result_that_is_never_complete_goes_by_itself(redis: RedisServer, replica: OpenReplica) -> None:
    state = await running(replica())
    operation = Operations(StoreLimits()).put_blob(state.run.run_id, Blob(b"x" * 3 * PIECE, "large"), NOW)
    call = next(operation)
    with redis.client() as client:
        client.register_script(SCRIPT)(["test"], [call.answer, *call.arguments])
        (upload,) = client.scan_iter("test:upload:*")
        assert 0 < client.ttl(upload) <= 60


async def test_what_went_by_itself_is_forgotten_when_somebody_sweeps_again(
    redis: RedisServer, replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    await every_kind_of_end(replica, worker())
    with redis.client() as client:
        client.delete(*(key for key in client.scan_iter() if client.ttl(key) != -1))
    store = replica(job_ttl=60)
    assert await store.sweep(NOW + 60) == 7
    assert keys(redis) == LASTING
    assert sum((await store.stats(None)).jobs.values()) == 0


async def test_a_run_that_ends_after_its_jobs_were_forgotten_leaves_nothing(
    redis: RedisServer, replica: OpenReplica
) -> None:
    store = replica(job_ttl=60)
    state = await running(store)
    await store.request_cancel(state.job.job_id, "", NOW)
    await store.sweep(NOW + 60)
    await store.update(state.run.run_id, lambda run: run.cancelled(NOW + 60))
    assert keys(redis) == LASTING


async def test_the_oldest_finished_jobs_make_room(replica: OpenReplica) -> None:
    store = replica(max_finished_jobs=2)
    jobs = [await submit(store, name) for name in "abc"]
    for second, state in enumerate(jobs):
        await store.update(state.run.run_id, partial(Run.failed, now=NOW + second, error="It broke."))
    assert await store.sweep(NOW) == 1
    assert [await store.get(state.job.job_id, "") is None for state in jobs] == [True, False, False]


async def test_more_jobs_than_one_call_forgets_are_all_forgotten(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica(job_ttl=60)
    await completed(store)
    await asyncio.gather(*(submit(store) for _ in range(1200)))
    assert await store.sweep(NOW + 60) == 1201
    assert keys(redis) == LASTING


async def test_the_stream_of_a_run_is_its_newest_event(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    state = await running(store)
    for part in (0.2, 0.4, 0.6):
        await store.update(state.run.run_id, up_to(part))
    run = await store.run(state.run.run_id)
    with redis.client() as client:
        ids = [entry_id for entry_id, _ in client.xrange(f"test:events:{state.run.run_id}")]
    assert run is not None
    assert ids == [f"{run.sequence}-0"]


async def test_a_submission_that_is_sent_again_to_another_version_is_the_job_it_was(redis: RedisServer) -> None:
    old, new = (RedisJobStore(redis.url, StoreLimits(), version=version) for version in ("1", "2"))
    first = await old.admit(Submission("hash of 1", PLAN, idempotency_key="k"), NOW)
    again = await new.admit(Submission("hash of 2", PLAN, idempotency_key="k"), NOW)
    assert (again.verdict, again.state) == ("repeated", first.state)
    for store in (old, new):
        await store.close(NOW)
