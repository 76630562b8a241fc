"""Events across replicas: any number of listeners on one connection, and none is ever left without the newest state."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

import pytest

from app.abm.async_engine.job import JobState
from app.abm.async_engine.ports import JobStore
from app.storage.redis.connection import BLOCK_SECONDS
from tests.redis_server import RedisServer, redis_server
from tests.unit.storage.conftest import OpenReplica
from tests.unit.storage.lives import complete, completed, running, submit, up_to

pytestmark = pytest.mark.anyio

PATIENCE = 30
"""Seconds after which a test has hung."""


@pytest.fixture
def mortal() -> Iterator[RedisServer]:
    """A Redis of the test's own, which remembers what it was told when it is started again."""
    with redis_server(durable=True) as server:
        yield server


def watch(store: JobStore, state: JobState, after: int | None = None) -> AsyncIterator[JobState]:
    return store.events(state.job.job_id, state.job.owner, after)


async def heard(store: JobStore, state: JobState, after: int | None = None) -> list[JobState]:
    """All the events of a job, to its end."""
    async with asyncio.timeout(PATIENCE):
        return [event async for event in watch(store, state, after)]


async def reads(redis: RedisServer, replicas: int = 1) -> None:
    """Wait until so many replicas hear what happens."""
    async with asyncio.timeout(PATIENCE):
        while len(reading(redis)) < replicas:
            await asyncio.sleep(0.01)


def reading(redis: RedisServer) -> list[object]:
    """The connections that wait for events."""
    with redis.client() as client:
        return [who for who in client.client_list() if who["cmd"] == "xread"]


async def test_what_one_replica_tells_is_heard_on_another(redis: RedisServer, replica: OpenReplica) -> None:
    here, there = replica(), replica()
    state = await running(here)
    events = watch(there, state)
    await anext(events)
    await reads(redis)
    await here.update(state.run.run_id, up_to(0.5))
    assert (await anext(events)).progress_pct == 50
    await here.update(state.run.run_id, complete)
    assert [event.status async for event in events] == ["completed"]


async def test_many_listeners_share_one_connection(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    jobs = [await running(store, str(place % 20)) for place in range(200)]
    streams = [watch(store, state) for state in jobs]
    await asyncio.gather(*(anext(stream) for stream in streams))
    await reads(redis)
    assert len(reading(redis)) == 1
    for state in jobs[:20]:
        await store.update(state.run.run_id, complete)
    async with asyncio.timeout(PATIENCE):
        ends = await asyncio.gather(*(anext(stream) for stream in streams))
    assert [(end.job.job_id, end.status) for end in ends] == [(state.job.job_id, "completed") for state in jobs]


async def test_nobody_waits_for_events_that_nobody_listens_for(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    events = watch(store, await running(store))
    assert isinstance(events, AsyncGenerator)
    await anext(events)
    await reads(redis)
    await events.aclose()
    async with asyncio.timeout(PATIENCE):
        while reading(redis):
            await asyncio.sleep(0.01)


async def test_a_listener_who_comes_while_others_listen_hears_at_once(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    first, second = await running(store, "a"), await running(store, "b")
    hearing = asyncio.create_task(heard(store, first))
    await reads(redis)
    events = watch(store, second)
    await anext(events)
    await store.update(second.run.run_id, up_to(0.5))
    async with asyncio.timeout(PATIENCE):
        assert (await anext(events)).progress_pct == 50
    await store.update(first.run.run_id, complete)
    assert (await hearing)[-1].status == "completed"


@pytest.mark.parametrize("after", range(5))
async def test_who_returns_to_another_replica_misses_nothing_and_hears_nothing_twice(
    replica: OpenReplica, after: int
) -> None:
    here, there = replica(), replica()
    state = await running(here)
    for part in (0.25, 0.5, 0.75):
        await here.update(state.run.run_id, up_to(part))
    hearing = asyncio.create_task(heard(there, state, after))
    await here.update(state.run.run_id, complete)
    events = await hearing
    ids = [event.sequence for event in events]
    assert ids == sorted({*ids} - {*range(after + 1)})
    assert [event.status for event in events if event.is_final] == ["completed"]


async def test_a_cancelled_job_hears_its_end_on_another_replica_while_others_go_on(
    redis: RedisServer, replica: OpenReplica
) -> None:
    here, there = replica(), replica()
    leaving, staying = await running(here), await submit(here)
    gone, stays = watch(there, leaving), watch(there, staying)
    await asyncio.gather(anext(gone), anext(stays))
    await reads(redis)
    await here.request_cancel(leaving.job.job_id, "", 1.0)
    assert [event.status async for event in gone] == ["cancelled"]
    await here.update(staying.run.run_id, complete)
    assert [event.status async for event in stays][-1] == "completed"


@pytest.mark.parametrize("outage", ["killed", "frozen"])
async def test_no_event_is_lost_while_redis_is_away(mortal: RedisServer, replica: OpenReplica, outage: str) -> None:
    here, there = replica(url=mortal.url), replica(url=mortal.url)
    state = await running(here)
    hearing = asyncio.create_task(heard(there, state))
    await reads(mortal)
    if outage == "killed":
        mortal.kill()
        mortal.start()
    else:
        mortal.freeze()
        await asyncio.sleep(BLOCK_SECONDS + 1.5)  # longer than a replica waits for what it reads
        mortal.thaw()
    await here.update(state.run.run_id, complete)
    assert [event.status for event in await hearing if event.is_final] == ["completed"]


async def test_the_stream_of_a_job_that_was_lost_with_redis_ends(replica: OpenReplica) -> None:
    with redis_server() as forgetful:
        store = replica(url=forgetful.url)
        hearing = asyncio.create_task(heard(store, await running(store)))
        await reads(forgetful)
        forgetful.kill()
        forgetful.start()
        assert [event.status for event in await hearing] == ["running"]


async def test_the_stream_of_a_job_that_somebody_has_wiped_out_of_redis_ends(
    redis: RedisServer, replica: OpenReplica
) -> None:
    store = replica()
    state = await running(store)
    events = watch(store, state)
    await anext(events)
    await reads(redis)
    with redis.client() as client:
        client.flushall()
    async with asyncio.timeout(6 * BLOCK_SECONDS):
        assert [event async for event in events] == []


async def test_a_stream_ends_when_its_replica_leaves(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    hearing = asyncio.create_task(heard(store, await running(store)))
    await reads(redis)
    await store.close(1.0)
    assert [event.status for event in await hearing] == ["running"]


async def test_a_finished_job_needs_no_listener(redis: RedisServer, replica: OpenReplica) -> None:
    store = replica()
    assert [event.status for event in await heard(store, await completed(store))] == ["completed"]
    assert reading(redis) == []
