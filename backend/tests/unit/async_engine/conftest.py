"""What the tests of the job service are given: the real queue over the real store and engine."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeAlias

import pytest

from app.abm.async_engine.job_queue import AsyncJobQueue
from app.abm.async_engine.ports import StoreLimits
from app.execution.local import LocalEngine
from app.execution.threads import SimulationThreads
from app.storage.memory import MemoryJobStore

OpenQueue: TypeAlias = Callable[..., Awaitable[AsyncJobQueue]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def open_queue() -> AsyncIterator[OpenQueue]:
    """Opens queues: `await open_queue(workers=1, timeout=0.5, max_queue=3)`."""
    async with AsyncExitStack() as queues:

        async def opened(
            workers: int = 2, timeout: float = 600.0, sweep_every: float = 30.0, **limits: Any
        ) -> AsyncJobQueue:
            store = MemoryJobStore(StoreLimits(**limits))
            threads = SimulationThreads(workers, store.limits.max_concurrent)
            queue = AsyncJobQueue(store, LocalEngine(store, threads, time.time, timeout), time.time, sweep_every)
            queue.start()
            queues.push_async_callback(queue.close, 5.0)
            return queue

        yield opened


@pytest.fixture
async def queue(open_queue: OpenQueue) -> AsyncJobQueue:
    """A queue with everything at its default, on two threads."""
    return await open_queue()
