"""Simulations on the threads of this process: the kernels run without the interpreter lock."""

import asyncio
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

from app.abm.agents.population import Split
from app.abm.async_engine.job import Progress
from app.abm.async_engine.ports import Blob
from app.abm.async_engine.progress import progress_of
from app.abm.async_engine.result_cache import blob_of
from app.abm.core.errors import SimulationCancelled
from app.abm.engine.parallel_execution import over_threads, single_threaded
from app.abm.studies.plan import Chunk, Part, Plan, run_chunk
from app.execution.memory_trim import WORTH_IT, give_back

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

OnProgress: TypeAlias = Callable[[Progress], None]
"""Told how far a run has come; called from any thread."""

_NICE = 10
_REPORT_EVERY = 0.1
"""Seconds between two reports of progress."""


class SimulationThreads:
    """A fixed number of threads; what they are given waits for its turn."""

    def __init__(self, workers: int, runs_at_once: int = 1) -> None:
        """`workers` chunks of one run at a time, and threads enough that each of so many runs has one of its own."""
        self.workers = workers
        self._pool = ThreadPoolExecutor(max(workers, runs_at_once), "simulation", initializer=_lower_priority)
        self._stops: dict[str, threading.Event] = {}
        self._chunks: defaultdict[str, set[Future[None]]] = defaultdict(set)
        """What each run has on the threads, or waiting for one."""

    def submit(
        self, work: Callable[Parameters, Answer], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Answer]:
        """Run `work` on one of the threads."""
        return self._pool.submit(work, *args, **kwargs)

    async def run(self, run_id: str, plan: Plan[Any], on_progress: OnProgress) -> Blob:
        """Run every chunk, at most `workers` at a time, and reduce them to a result.

        Raises SimulationCancelled after `cancel`, and whatever the model raises.
        """
        stop = self._stops[run_id] = threading.Event()
        begin, created_at = time.perf_counter(), datetime.now(UTC)
        split = over_threads(self._pool, self.workers)
        progress, slots = RunProgress(plan, on_progress, stop, split), asyncio.Semaphore(self.workers)

        async def run_chunk(chunk: Chunk) -> None:
            async with slots:
                if not stop.is_set():
                    working = self.submit(progress.run, chunk)
                    self._chunks[run_id].add(working)
                    await asyncio.wrap_future(working)

        try:
            async with asyncio.TaskGroup() as chunks:
                for chunk in plan.chunks:
                    chunks.create_task(run_chunk(chunk))
            if stop.is_set():
                raise SimulationCancelled("the run was cancelled")
            return await asyncio.wrap_future(self.submit(progress.answer, begin, created_at))
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            stop.set()
            del self._stops[run_id], self._chunks[run_id]
            self._trim_memory(plan)

    def _trim_memory(self, plan: Plan[Any]) -> None:
        """Give back what a large run has freed, once nothing runs."""
        if plan.work > WORTH_IT and not self._stops:
            with suppress(RuntimeError):  # the threads have been closed meanwhile
                self.submit(give_back)

    def cancel(self, run_id: str) -> None:
        """Stop a run between two months; nothing happens if it is not under way."""
        if (stop := self._stops.get(run_id)) is not None:
            stop.set()
            for working in self._chunks[run_id]:
                working.cancel()  # what waits for a thread need not get one

    async def close(self, drain: float) -> None:
        """Stop: runs get `drain` seconds to notice."""
        for stop in self._stops.values():
            stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + drain
        while self._stops and time.monotonic() < deadline:
            await asyncio.sleep(0.02)


class RunProgress(Generic[Part]):
    """What the chunks of one run have come to so far; its methods are called from many threads."""

    def __init__(
        self, plan: Plan[Part], on_progress: OnProgress, stop: threading.Event, split: Split = single_threaded
    ) -> None:
        self._plan, self._on_progress, self._stop, self._split = plan, on_progress, stop, split
        self._lock = threading.Lock()
        self._parts: dict[Chunk, Part] = {}
        self._done: dict[Chunk, float] = {}
        """Part of each chunk that is done, 0 … 1; the last step is its part."""
        self._reported, self._partial_at = time.monotonic(), 0
        self._found: dict[str, Any] | None = None

    def run(self, chunk: Chunk) -> None:
        """Run one chunk. Raises SimulationCancelled when the run is stopped."""
        if self._stop.is_set():
            raise SimulationCancelled("the run was cancelled")
        part = run_chunk(
            self._plan,
            chunk,
            lambda done, total: self._advance(chunk, done / (total + 1)),
            self._note_partial,
            self._split,
        )
        with self._lock:
            self._parts[chunk], self._done[chunk] = part, 1.0
            self._report(self._partial())

    def answer(self, begin: float, created_at: datetime) -> Blob:
        """Reduce the parts in the order of the chunks."""
        parts = [self._parts[chunk] for chunk in self._plan.chunks]
        return blob_of(self._plan.reduce(parts, time.perf_counter() - begin, created_at))

    def _advance(self, chunk: Chunk, done: float) -> None:
        if self._stop.is_set():
            raise SimulationCancelled("the run was cancelled")
        with self._lock:
            self._done[chunk] = done
            if time.monotonic() - self._reported >= _REPORT_EVERY:
                found, self._found = self._found, None
                self._report(found)

    def _note_partial(self, partial: dict[str, Any]) -> None:
        """What a chunk has found so far; told with the next report."""
        with self._lock:
            self._found = partial

    def _report(self, partial: dict[str, Any] | None) -> None:
        """Tell how far all chunks together have come, unless that is all the way."""
        progress = progress_of(self._plan, self._done, partial)
        due = partial is not None or time.monotonic() - self._reported >= _REPORT_EVERY
        if progress.part < 1 and due:
            self._reported = time.monotonic()
            self._on_progress(progress)

    @property
    def _trials_done(self) -> int:
        return sum(high - low for low, high in self._parts)

    def _partial(self) -> dict[str, Any] | None:
        """What is known so far, each time twice as many trials are done."""
        done = self._trials_done
        if done < 2 * self._partial_at or done == self._plan.trials:
            return None
        self._partial_at = done
        return self._plan.partial([part for _, part in sorted(self._parts.items(), key=lambda item: item[0])])


def _lower_priority() -> None:
    """Where threads have a priority of their own, let the event loop's come first when processors are short."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
