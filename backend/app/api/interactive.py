"""Runs whose clients wait for the answer: a bounded number, stopped when the client disconnects."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from typing import Any

from starlette.types import Receive

from app.abm.core.errors import SimulationCancelled
from app.abm.studies.plan import Plan
from app.api.errors import ClientGoneError, ProblemError
from app.execution.threads import SimulationThreads

WAITING_PER_THREAD = 8
"""Most runs that wait for each thread: the largest take half a second."""


class InteractiveRuns:
    """Threads for runs whose clients wait; jobs have threads of their own."""

    def __init__(self, threads: SimulationThreads) -> None:
        self._threads = threads
        self._count = 0
        self._capacity = threads.workers * (1 + WAITING_PER_THREAD)

    async def answer(self, plan: Plan[Any], receive: Receive) -> bytes:
        """The result of a plan of one chunk; the body of its request has been read to its end.

        Raises ProblemError 429 when too many runs wait, ClientGoneError when the client has disconnected, and whatever
        the model raises. A run whose client has gone stops between two months, or never starts.
        """
        if self._count >= self._capacity:
            detail = "As many runs wait as may wait; try again in a few seconds, or submit it as a job."
            raise ProblemError(429, detail, headers={"Retry-After": "2"})
        stop = threading.Event()
        self._count += 1
        future = self._threads.submit(_simulate, plan, stop)
        try:
            return await _unless_disconnected(asyncio.wrap_future(future), receive)
        finally:
            stop.set()
            future.cancel()
            self._count -= 1

    async def close(self) -> None:
        """Start no more runs."""
        await self._threads.close(drain=0)


def _simulate(plan: Plan[Any], stop: threading.Event) -> bytes:
    def check_stop(done: int, total: int) -> None:
        if stop.is_set():
            raise SimulationCancelled("nobody waits for the run")

    started, created_at = time.perf_counter(), datetime.now(UTC)
    chunk_result = plan.run_chunk(plan.chunks[0], check_stop)
    return plan.reduce([chunk_result], time.perf_counter() - started, created_at)


async def _unless_disconnected(answer: asyncio.Future[bytes], receive: Receive) -> bytes:
    """The answer. Raises ClientGoneError when the client disconnects before it."""
    disconnect = asyncio.ensure_future(_disconnected(receive))
    try:
        either: set[asyncio.Future[Any]] = {answer, disconnect}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientGoneError
        return answer.result()
    finally:
        disconnect.cancel()
        answer.cancel()


async def _disconnected(receive: Receive) -> None:
    """Returns when the connection has ended."""
    while (await receive())["type"] != "http.disconnect":
        pass
