"""The job service: takes submissions, runs so many at once, answers for each job."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from app.abm.async_engine.job import Instant, JobState, Progress, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    ChunkEngine,
    JobStore,
    Page,
    PageQuery,
    StoreStats,
    Submission,
)
from app.abm.async_engine.result_cache import run_hash
from app.abm.core.errors import CliffcastError, SimulationCancelled
from app.abm.engine.plan import Plan

log = structlog.get_logger()

_STOPPED = "The service was stopped before the simulation finished; submit it again."
_BROKEN = "The simulation stopped unexpectedly; this is a fault of the service, and it has been logged."


class UnknownJobError(CliffcastError):
    """There is no such job, or no longer, or it is somebody else's."""


class JobUnfinishedError(CliffcastError):
    """The job has no result; `state` says why."""

    def __init__(self, state: JobState) -> None:
        self.state = state
        super().__init__(f"job {state.job.job_id} is {state.status}")


class JobFinishedError(JobUnfinishedError):
    """The job has finished and cannot be cancelled."""


class QueueFullError(CliffcastError):
    """As many runs wait as may wait."""


class KeyConflictError(CliffcastError):
    """The idempotency key was used for another configuration."""


class ServiceStoppingError(CliffcastError):
    """The service is on its way out and takes no new work."""


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How much runs at once, and for how long."""

    max_concurrent: int = 5
    """Most runs at once; the next ones wait their turn."""
    timeout: float = 600.0
    """Seconds a run may take."""
    sweep_every: float = 30.0
    """Seconds between two sweeps of expired jobs."""


class AsyncJobQueue:
    """Submissions in, results out: first come, first served, never more at once than allowed.

    Identical submissions share a run, which goes on until its last job is cancelled. All state is the store's; the
    queue only remembers which plans wait for their turn.
    """

    def __init__(
        self,
        store: JobStore,
        engine: ChunkEngine,
        limits: QueueLimits,
        clock: Callable[[], Instant],
        on_end: Callable[[Run], None] = lambda run: None,
    ) -> None:
        self.store, self.engine, self.limits, self._clock, self._on_end = store, engine, limits, clock, on_end
        self._waiting: deque[tuple[str, Plan[Any]]] = deque()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._begun: set[str] = set()
        """Runs that have told the store of their beginning: they wait no more."""
        self._background: set[asyncio.Task[None]] = set()
        self._stopping = False

    def start(self) -> None:
        """Begin to forget expired jobs from time to time."""
        self._spawn(self._sweep_regularly())

    async def submit(
        self, plan: Plan[Any], owner: str, *, fresh: bool = False, idempotency_key: str | None = None
    ) -> JobState:
        """Give a plan a job. Raises QueueFullError, KeyConflictError or ServiceStoppingError."""
        if self._stopping:
            raise ServiceStoppingError("the service is stopping")
        submission = Submission(
            run_hash(plan, owner),
            plan.kind,
            owner,
            plan.months,
            plan.trials,
            fresh,
            idempotency_key,
            idle_places=self.limits.max_concurrent - len(self._begun),
        )
        admission = await self.store.admit(submission, self._clock())
        state = _admitted(admission)
        if admission.verdict == "new":
            self._waiting.append((state.run.run_id, plan))
            self._start_more()
        return state

    async def status(self, job_id: str, owner: str) -> JobState:
        """The state of a job. Raises UnknownJobError."""
        state = await self.store.get(job_id, owner)
        if state is None:
            raise UnknownJobError(job_id)
        return state

    async def result(self, job_id: str, owner: str) -> Blob:
        """The result of a completed job. Raises UnknownJobError or JobUnfinishedError."""
        state = await self.status(job_id, owner)
        if state.status != "completed":
            raise JobUnfinishedError(state)
        blob = await self.store.get_blob(state.run.run_id)
        if blob is None:
            raise UnknownJobError(job_id)
        return blob

    async def cancel(self, job_id: str, owner: str) -> JobState:
        """Cancel a pending or running job. Raises UnknownJobError or JobFinishedError."""
        cancellation = await self.store.request_cancel(job_id, owner, self._clock())
        if cancellation is None:
            raise UnknownJobError(job_id)
        if not cancellation.accepted:
            raise JobFinishedError(cancellation.state)
        if cancellation.orphaned_run is not None:
            await self._stop_run(cancellation.orphaned_run)
        return cancellation.state

    async def page(self, query: PageQuery) -> Page:
        """An owner's jobs, newest first."""
        return await self.store.page(query)

    async def stats(self, owner: str | None) -> StoreStats:
        """Counts of an owner's jobs, or of everyone's, and of the cache."""
        return await self.store.stats(owner)

    async def close(self, drain: float) -> None:
        """Take nothing new, end every unfinished run as failed, and stop the engine within `drain` seconds."""
        self._stopping = True
        now = self._clock()
        for run_id in [run_id for run_id, _ in self._waiting] + list(self._running):
            await self.store.append(run_id, lambda run: run.failed(now, _STOPPED))
            self.engine.cancel(run_id)
        self._waiting.clear()
        for task in list(self._background - set(self._running.values())):
            task.cancel()
        await self.engine.close(drain)

    def _start_more(self) -> None:
        while self._waiting and len(self._running) < self.limits.max_concurrent:
            run_id, plan = self._waiting.popleft()
            self._running[run_id] = self._spawn(self._run(run_id, plan))

    async def _run(self, run_id: str, plan: Plan[Any]) -> None:
        """Live a run from its start to its end; whatever happens, its place is free afterwards."""
        try:
            run = await self.store.append(run_id, lambda run: run.begun(self._clock()))
            self._begun.add(run_id)
            if run is not None and not run.is_final:
                await self._execute(run_id, plan)
            if (ended := await self.store.run(run_id)) is not None:
                self._on_end(ended)
        finally:
            del self._running[run_id]
            self._begun.discard(run_id)
            self._start_more()

    async def _execute(self, run_id: str, plan: Plan[Any]) -> None:
        try:
            async with asyncio.timeout(self.limits.timeout):
                blob = await self.engine.run(run_id, plan, self._reporter(run_id))
            await self.store.put_blob(run_id, blob, self._clock())
            await self.store.append(run_id, lambda run: run.completed(self._clock()))
        except TimeoutError:
            self.engine.cancel(run_id)
            await self._fail(run_id, f"The simulation took longer than the {self.limits.timeout:g} seconds allowed.")
        except SimulationCancelled:
            await self.store.append(run_id, lambda run: run.cancelled(self._clock()))
        except CliffcastError as error:
            await self._fail(run_id, f"{error}.")
        except Exception as error:
            log.error("run failed", run_id=run_id, exc_info=error)
            await self._fail(run_id, _BROKEN)

    async def _fail(self, run_id: str, sentence: str) -> None:
        sentence = sentence[:1].upper() + sentence[1:]
        await self.store.append(run_id, lambda run: run.failed(self._clock(), sentence))

    def _reporter(self, run_id: str) -> Callable[[Progress], None]:
        """Carries progress from the engine's threads to the store, on the event loop."""
        loop = asyncio.get_running_loop()

        def report(progress: Progress) -> None:
            loop.call_soon_threadsafe(lambda: self._spawn(self._advance(run_id, progress)))

        return report

    async def _advance(self, run_id: str, progress: Progress) -> None:
        await self.store.append(run_id, lambda run: run.advanced(progress))

    async def _stop_run(self, run_id: str) -> None:
        """End a run that no job wants: at once if it waits, else as soon as the engine notices."""
        kept = [(waiting, plan) for waiting, plan in self._waiting if waiting != run_id]
        if len(kept) < len(self._waiting):
            self._waiting = deque(kept)
        await self.store.append(run_id, lambda run: run.cancelled(self._clock()))
        self.engine.cancel(run_id)

    async def _sweep_regularly(self) -> None:
        while True:
            await asyncio.sleep(self.limits.sweep_every)
            await self.store.sweep(self._clock())

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task


def _admitted(admission: Admission) -> JobState:
    if admission.verdict == "key_conflict":
        raise KeyConflictError("the idempotency key was used for another configuration")
    if admission.state is None:
        raise QueueFullError("the queue is full")
    return admission.state
