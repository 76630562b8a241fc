"""What the tests of workers are given."""

from collections.abc import AsyncIterator

import pytest

from app.abm.async_engine.ports import StoreLimits
from app.storage.redis.leases import RedisLeases
from app.storage.redis.store import RedisJobStore
from app.storage.redis.sync_store import RedisRunStore
from tests.redis_server import RedisServer
from tests.unit.execution.worker_bench import BLINK, Bench


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def bench(redis: RedisServer) -> AsyncIterator[Bench]:
    replica, store = RedisJobStore(redis.url, StoreLimits()), RedisRunStore(redis.url, StoreLimits())
    yield Bench(replica, store, RedisLeases(redis.url, lease=BLINK), redis)
    store.close()
    await replica.close(0.0)
