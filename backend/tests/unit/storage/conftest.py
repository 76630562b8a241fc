"""What the tests of the store in Redis are given: replicas and workers of one deployment."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from typing import Any, TypeAlias

import pytest

from app.abm.async_engine.ports import StoreLimits
from app.storage.redis.store import RedisJobStore
from app.storage.redis.sync_store import RedisRunStore
from tests.redis_server import RedisServer

OpenReplica: TypeAlias = Callable[..., RedisJobStore]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def replica(redis: RedisServer) -> AsyncIterator[OpenReplica]:
    """Opens the store of a replica: `replica(max_queue=1)`."""
    async with AsyncExitStack() as stores:

        def opened(prefix: str = "test", url: str = redis.url, **limits: Any) -> RedisJobStore:
            store = RedisJobStore(url, StoreLimits(**limits), prefix, keeps_time=False)
            stores.push_async_callback(store.close, 0.0)
            return store

        yield opened


@pytest.fixture
def worker(redis: RedisServer) -> Iterator[Callable[..., RedisRunStore]]:
    """Opens the store of a worker."""
    with ExitStack() as stores:

        def opened(prefix: str = "test", **limits: Any) -> RedisRunStore:
            store = RedisRunStore(redis.url, StoreLimits(**limits), prefix, keeps_time=False)
            stores.callback(store.close)
            return store

        yield opened
