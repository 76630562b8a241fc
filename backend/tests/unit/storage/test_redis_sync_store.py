"""What workers ask of the store, and share with the replicas."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.abm.async_engine.worker_ports import Attempt
from app.abm.engine.spec import ENGINE_VERSION
from app.storage.redis.sync_store import RedisRunStore
from tests.redis_server import RedisServer
from tests.unit.storage.conftest import OpenReplica
from tests.unit.storage.lives import (
    BLOB,
    NOW,
    PLAN,
    begin,
    cancel,
    complete,
    completed,
    running,
    status_of,
    submit,
    up_to,
)

ANYBODYS = Attempt("", "")
"""Where it does not matter who holds a task."""
CHUNKS = 1000
"""More than any of these runs ever has parts."""

pytestmark = pytest.mark.anyio


async def test_a_worker_takes_a_turn_and_finds_what_to_do(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    state, runs = await submit(replica()), worker()
    assert runs.dequeue(NOW, 1) == [state.run.run_id]
    plan = runs.plan(state.run.run_id)
    assert plan is not None
    assert plan.fingerprint == PLAN.fingerprint
    assert runs.plan("nobody") is None


async def test_replicas_see_what_a_worker_makes_of_a_run(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    store, runs = replica(), worker()
    state = await submit(store)
    runs.update(state.run.run_id, begin)
    runs.put_blob(state.run.run_id, ANYBODYS, BLOB, NOW)
    after = runs.update(state.run.run_id, complete)
    assert after == runs.run(state.run.run_id) == await store.run(state.run.run_id)
    assert await status_of(store, state) == "completed"
    assert await store.get_blob(state.run.run_id) == BLOB


async def test_parts_are_kept_byte_by_byte_until_the_run_ends(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    store, runs = replica(), worker()
    run_id = (await running(store)).run.run_id
    parts = {index: bytes(range(256)) * 4096 * size for index, size in enumerate([0, 1, 2, 0, 0, 1])}
    for index, part in parts.items():
        runs.put_part(run_id, ANYBODYS, index, part, CHUNKS)
    assert runs.parts(run_id) == parts
    await store.update(run_id, complete)
    assert runs.parts(run_id) == {}


async def test_how_much_of_a_chunk_is_done_never_falls(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    run_id, runs = (await running(replica())).run.run_id, worker()
    told = [runs.heartbeat(run_id, ANYBODYS, chunk, part) for chunk, part in [(0, 0.5), (1, 0.25), (0, 0.1), (0, 0.75)]]
    assert told == [{0: 0.5}, {0: 0.5, 1: 0.25}, {0: 0.5, 1: 0.25}, {0: 0.75, 1: 0.25}]


async def test_a_chunk_with_a_result_is_done(replica: OpenReplica, worker: Callable[..., RedisRunStore]) -> None:
    run_id, runs = (await running(replica())).run.run_id, worker()
    runs.heartbeat(run_id, ANYBODYS, 0, 0.5)
    assert runs.put_part(run_id, ANYBODYS, 0, b"part", CHUNKS) == ({0: 1.0}, False)
    assert runs.heartbeat(run_id, ANYBODYS, 0, 0.1) == {0: 1.0}


async def test_what_comes_after_the_end_of_a_run_leaves_no_trace(
    redis: RedisServer, replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    run_id, runs = (await completed(replica())).run.run_id, worker()
    assert runs.heartbeat(run_id, ANYBODYS, 0, 0.5) == "unwanted"
    assert runs.put_part(run_id, ANYBODYS, 1, b"part", CHUNKS) == ({}, False)
    with redis.client() as client:
        assert client.exists(f"test:lived:{run_id}", f"test:parts:{run_id}") == 0


async def test_a_run_is_cancelled_when_nobody_waits_for_it(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    store, runs = replica(), worker()
    first, second = await running(store), await submit(store)
    told = [runs.is_cancelled(first.run.run_id)]
    for state in (first, second):
        await store.request_cancel(state.job.job_id, "", NOW)
        told.append(runs.is_cancelled(first.run.run_id))
    assert told == [False, False, True]


async def test_a_run_that_has_ended_or_is_unknown_is_not_worth_any_more_work(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    store, runs = replica(), worker()
    done, left = await completed(store, "a"), await running(store, "b")
    await cancel(store, left)
    assert [runs.is_cancelled(run_id) for run_id in (done.run.run_id, left.run.run_id, "nobody")] == [True] * 3


async def test_workers_report_at_once_and_nothing_is_lost(
    replica: OpenReplica, worker: Callable[..., RedisRunStore]
) -> None:
    store, stores = replica(), [worker() for _ in range(4)]
    run_id = (await running(store)).run.run_id
    with ThreadPoolExecutor(4) as threads:
        for index in range(40):
            threads.submit(stores[index % 4].update, run_id, up_to((index + 1) / 50))
            threads.submit(stores[index % 4].put_part, run_id, ANYBODYS, index, b"part", CHUNKS)
    run = await store.run(run_id)
    assert run is not None
    assert (run.progress.part, len(stores[0].parts(run_id))) == (0.8, 40)


def test_a_lease_is_held_by_one_who_may_go_on_holding_it(worker: Callable[..., RedisRunStore]) -> None:
    one, other = worker(), worker()
    assert [one.lease("sweep", 60), other.lease("sweep", 60), one.lease("sweep", 60)] == [True, False, True]
    assert other.lease("something else", 60)


def test_a_lease_ends_by_itself(redis: RedisServer, worker: Callable[..., RedisRunStore]) -> None:
    worker().lease("sweep", 60)
    with redis.client() as client:
        assert 0 < client.pttl(f"test:lease:{ENGINE_VERSION} sweep") <= 60_000
