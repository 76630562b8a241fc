"""Runs whose clients wait for the answer: so many behind each thread, and none for a client who has left."""

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
        self._present = 0
        self._most = threads.workers * (1 + WAITING_PER_THREAD)

    async def answer(self, plan: Plan[Any], receive: Receive) -> bytes:
        """The result of a plan of one chunk, whose request has been read to its end.

        Raises ProblemError 429 where too many wait, ClientGoneError where this client has left, and whatever the model
        raises. What nobody waits for is stopped between two months, or never begun.
        """
        if self._present >= self._most:
            detail = "As many runs wait as may wait; try again in a few seconds, or submit it as a job."
            raise ProblemError(429, detail, headers={"Retry-After": "2"})
        stop = threading.Event()
        self._present += 1
        running = self._threads.submit(_simulated, plan, stop)
        try:
            return await _unless_gone(asyncio.wrap_future(running), receive)
        finally:
            stop.set()
            running.cancel()
            self._present -= 1

    async def close(self) -> None:
        """Begin nothing more."""
        await self._threads.close(drain=0)


def _simulated(plan: Plan[Any], stop: threading.Event) -> bytes:
    def look_up(done: int, total: int) -> None:
        if stop.is_set():
            raise SimulationCancelled("nobody waits for the run")

    begin, created_at = time.perf_counter(), datetime.now(UTC)
    part = plan.run_chunk(plan.chunks[0], look_up)
    return plan.reduce([part], time.perf_counter() - begin, created_at)


async def _unless_gone(answer: asyncio.Future[bytes], receive: Receive) -> bytes:
    leaving = asyncio.ensure_future(_hung_up(receive))
    try:
        either: set[asyncio.Future[Any]] = {answer, leaving}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientGoneError
        return answer.result()
    finally:
        leaving.cancel()
        answer.cancel()


async def _hung_up(receive: Receive) -> None:
    """Returns when the connection has ended."""
    while (await receive())["type"] != "http.disconnect":
        pass
