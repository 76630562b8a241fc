"""Runs on the threads of this process, from their beginning to their end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from app.abm.async_engine.failures import sentence_of, took_too_long
from app.abm.async_engine.job import Instant, Progress
from app.abm.async_engine.ports import EngineStats, JobStore, OnEnd
from app.abm.core.errors import CliffcastError, SimulationCancelled
from app.abm.studies.plan import Plan
from app.execution.threads import OnProgress, SimulationThreads

log = structlog.get_logger()


class LocalEngine:
    """The `ChunkEngine` of one process: chunks run on its threads."""

    def __init__(
        self, store: JobStore, threads: SimulationThreads, clock: Callable[[], Instant], timeout: float = 600.0
    ) -> None:
        """A run may take `timeout` seconds."""
        self._store, self._threads, self._clock, self.timeout = store, threads, clock, timeout
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, run_id: str, on_end: OnEnd) -> None:
        """See `ChunkEngine.start`."""
        self._spawn(self._run(run_id, on_end))

    def cancel(self, run_id: str) -> None:
        """See `ChunkEngine.cancel`."""
        self._threads.cancel(run_id)

    async def stats(self) -> EngineStats:
        """See `ChunkEngine.stats`."""
        return EngineStats(self._threads.workers)

    async def close(self, drain: float) -> None:
        """See `ChunkEngine.close`."""
        await self._threads.close(drain)

    async def _run(self, run_id: str, on_end: OnEnd) -> None:
        """Whatever happens, it ends."""
        try:
            run = await self._store.update(run_id, lambda run: run.begun(self._clock()))
            plan = await self._store.plan(run_id)
            if plan is not None and run is not None and not run.is_final:
                await self._execute(run_id, plan)
        finally:
            await on_end(run_id)

    async def _execute(self, run_id: str, plan: Plan[Any]) -> None:
        try:
            async with asyncio.timeout(self.timeout):
                blob = await self._threads.run(run_id, plan, self._reporter(run_id))
            await self._store.put_blob(run_id, blob, self._clock())
            await self._store.update(run_id, lambda run: run.completed(self._clock()))
        except TimeoutError:
            await self._fail(run_id, took_too_long(self.timeout))
        except SimulationCancelled:
            await self._store.update(run_id, lambda run: run.cancelled(self._clock()))
        except Exception as error:
            if not isinstance(error, CliffcastError):
                log.error("run failed", run_id=run_id, exc_info=error)
            await self._fail(run_id, sentence_of(error))

    async def _fail(self, run_id: str, sentence: str) -> None:
        await self._store.update(run_id, lambda run: run.failed(self._clock(), sentence))

    def _reporter(self, run_id: str) -> OnProgress:
        """Carries progress from the threads to the store, on the event loop."""
        loop = asyncio.get_running_loop()

        def report(progress: Progress) -> None:
            loop.call_soon_threadsafe(lambda: self._spawn(self._advance(run_id, progress)))

        return report

    async def _advance(self, run_id: str, progress: Progress) -> None:
        await self._store.update(run_id, lambda run: run.advanced(progress))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
