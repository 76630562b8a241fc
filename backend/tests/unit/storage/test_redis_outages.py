"""While Redis is away every call says so soon, and the same stores work on when it is back."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

import pytest

from app.abm.async_engine.ports import PageQuery, StoreLimits, StoreUnavailableError, Submission
from app.storage.redis.store import RedisJobStore
from app.storage.redis.sync_store import RedisRunStore
from tests.redis_server import RedisServer, redis_server
from tests.unit.storage.conftest import OpenReplica
from tests.unit.storage.lives import BLOB, NOW, PLAN, begin, running, status_of, submit

pytestmark = pytest.mark.anyio

Call: TypeAlias = Callable[[RedisJobStore], Awaitable[object]]

SOON = 3.0
"""Seconds until a call says that Redis is away: two are promised, and a busy machine may take one more."""
RECOVERY = 5.0
"""Seconds until a store works again."""
CALLS: dict[str, Call] = {
    "ping": lambda store: store.ping(),
    "admit": lambda store: store.admit(Submission("a", PLAN), NOW),
    "dequeue": lambda store: store.dequeue(NOW),
    "plan": lambda store: store.plan("run"),
    "get": lambda store: store.get("job", ""),
    "run": lambda store: store.run("run"),
    "page": lambda store: store.page(PageQuery("", 20)),
    "update": lambda store: store.update("run", begin),
    "events": lambda store: anext(store.events("job", "", None)),
    "put_blob": lambda store: store.put_blob("run", BLOB, NOW),
    "get_blob": lambda store: store.get_blob("run"),
    "request_cancel": lambda store: store.request_cancel("job", "", NOW),
    "stats": lambda store: store.stats(None),
    "sweep": lambda store: store.sweep(NOW),
}
AWAY: dict[str, Callable[[RedisServer], None]] = {"killed": RedisServer.kill, "frozen": RedisServer.freeze}
BACK: dict[str, Callable[[RedisServer], None]] = {"killed": RedisServer.start, "frozen": RedisServer.thaw}


@pytest.fixture
def mortal() -> Iterator[RedisServer]:
    """A Redis of the test's own, which remembers what it was told when it is started again."""
    with redis_server(durable=True) as server:
        yield server


async def seconds_until_refused(call: Awaitable[object]) -> float:
    begun = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        await call
    return time.monotonic() - begun


async def recovered(store: RedisJobStore) -> None:
    """Wait until a store answers again."""
    async with asyncio.timeout(RECOVERY):
        while True:
            try:
                return await store.ping()
            except StoreUnavailableError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("outage", AWAY)
async def test_every_call_says_soon_that_redis_is_away(mortal: RedisServer, replica: OpenReplica, outage: str) -> None:
    store = replica(url=mortal.url)
    await submit(store)
    AWAY[outage](mortal)
    refused = await asyncio.gather(*(seconds_until_refused(call(store)) for call in CALLS.values()))
    assert max(refused) < SOON


@pytest.mark.parametrize("outage", AWAY)
async def test_a_crowd_hears_as_soon_as_one_that_redis_is_away(
    mortal: RedisServer, replica: OpenReplica, outage: str
) -> None:
    store = replica(url=mortal.url)
    await asyncio.gather(*(store.ping() for _ in range(100)))
    AWAY[outage](mortal)
    refused = await asyncio.gather(*(seconds_until_refused(store.get("job", "")) for _ in range(300)))
    assert max(refused) < SOON


@pytest.mark.parametrize("outage", AWAY)
async def test_the_same_store_works_on_when_redis_is_back(
    mortal: RedisServer, replica: OpenReplica, outage: str
) -> None:
    store = replica(url=mortal.url)
    state = await running(store)
    AWAY[outage](mortal)
    await seconds_until_refused(store.ping())
    BACK[outage](mortal)
    await recovered(store)
    assert await status_of(store, state) == "running"


async def test_a_restart_between_two_calls_is_not_noticed(mortal: RedisServer, replica: OpenReplica) -> None:
    store = replica(url=mortal.url)
    state = await running(store)
    mortal.kill()
    mortal.start()
    assert await status_of(store, state) == "running"


async def test_a_store_whose_redis_was_never_there_says_so(replica: OpenReplica) -> None:
    store = replica(url="redis://127.0.0.1:1/0")
    assert await seconds_until_refused(store.ping()) < SOON


@pytest.mark.parametrize("outage", AWAY)
def test_a_worker_hears_soon_that_redis_is_away_and_works_on_when_it_is_back(mortal: RedisServer, outage: str) -> None:
    worker = RedisRunStore(mortal.url, StoreLimits())
    assert worker.run("run") is None
    AWAY[outage](mortal)
    begun = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        worker.update("run", begin)
    assert time.monotonic() - begun < SOON
    BACK[outage](mortal)
    assert worker.run("run") is None
    worker.close()


async def test_a_redis_that_is_full_takes_no_submission_and_says_how_full_it_is(replica: OpenReplica) -> None:
    with redis_server(options=["--maxmemory", "100kb"]) as full:
        store = replica(url=full.url)
        with pytest.raises(StoreUnavailableError, match="OutOfMemory"):
            await store.admit(Submission("a", PLAN), NOW)
        memory = (await store.stats(None)).memory
    assert memory is not None
    used, most = memory
    assert most is not None
    assert used > most == 100 * 1024
