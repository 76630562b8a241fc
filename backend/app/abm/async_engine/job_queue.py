"""The job service: takes submissions, runs so many at once, answers for each job."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from app.abm.async_engine.failures import out_of_time
from app.abm.async_engine.job import Instant, JobState, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    ChunkEngine,
    JobStore,
    Page,
    PageQuery,
    StoreStats,
    StoreUnavailableError,
    Submission,
)
from app.abm.async_engine.result_cache import run_hash
from app.abm.core.errors import CliffcastError
from app.abm.studies.plan import Plan

log = structlog.get_logger()


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


class TooManyJobsError(QueueFullError):
    """The owner has as many unfinished jobs as one may have."""


class ResultGoneError(UnknownJobError):
    """The job has completed, and its result was dropped since."""


class KeyConflictError(CliffcastError):
    """The idempotency key was used for another configuration."""


class ServiceStoppingError(CliffcastError):
    """The service is on its way out and takes no new work."""


class AsyncJobQueue:
    """Submissions in, results out: owners in turns, first come, first served, never more at once than allowed.

    Identical submissions share a run, which goes on until its last job is cancelled. Which runs wait and whose turn it
    is, the store knows; how a run is carried out, the engine. The queue brings them together.
    """

    def __init__(
        self,
        store: JobStore,
        engine: ChunkEngine,
        clock: Callable[[], Instant],
        sweep_every: float = 30.0,
        on_end: Callable[[Run], None] = lambda run: None,
        *,
        timeout: float = 600.0,
        queue_timeout: float = 3600.0,
    ) -> None:
        """Expired jobs are forgotten every so many seconds; `on_end` is told of runs that end in this process.

        A run may take `timeout` seconds, and wait for its turn for `queue_timeout`.
        """
        self._timeout, self._queue_timeout = timeout, queue_timeout
        self.store, self.engine = store, engine
        self._clock, self._sweep_every, self._on_end = clock, sweep_every, on_end
        self._background: set[asyncio.Task[None]] = set()
        self._stopping = False

    def start(self) -> None:
        """Begin to look after the store from time to time."""
        self._spawn(self._sweep_regularly())

    async def submit(
        self, plan: Plan[Any], owner: str, *, fresh: bool = False, idempotency_key: str | None = None
    ) -> JobState:
        """Give a plan a job. Raises QueueFullError, KeyConflictError or ServiceStoppingError."""
        if self._stopping:
            raise ServiceStoppingError("the service is stopping")
        submission = Submission(run_hash(plan, owner), plan, owner, fresh, idempotency_key)
        admission = await self.store.admit(submission, self._clock())
        state = _admitted(admission)
        if admission.verdict == "new":
            self._spawn(self._dequeue())
        return state

    async def status(self, job_id: str, owner: str) -> JobState:
        """The state of a job. Raises UnknownJobError."""
        state = await self.store.get(job_id, owner)
        if state is None:
            raise UnknownJobError(job_id)
        return state

    async def result(self, job_id: str, owner: str) -> Blob:
        """The result of a completed job. Raises UnknownJobError, ResultGoneError or JobUnfinishedError."""
        state = await self.status(job_id, owner)
        if state.status != "completed":
            raise JobUnfinishedError(state)
        blob = await self.store.get_blob(state.run.run_id)
        if blob is None:
            raise ResultGoneError(job_id)
        return blob

    async def cancel(self, job_id: str, owner: str) -> JobState:
        """Cancel a pending or running job. Raises UnknownJobError or JobFinishedError."""
        cancellation = await self.store.request_cancel(job_id, owner, self._clock())
        if cancellation is None:
            raise UnknownJobError(job_id)
        if not cancellation.accepted:
            raise JobFinishedError(cancellation.state)
        if cancellation.orphaned_run is not None:
            await self._stop(cancellation.orphaned_run)
        return cancellation.state

    async def page(self, query: PageQuery) -> Page:
        """An owner's jobs, newest first."""
        return await self.store.page(query)

    async def stats(self, owner: str | None) -> StoreStats:
        """Counts of an owner's jobs, or of everyone's, and of the cache."""
        return await self.store.stats(owner)

    def refuse_work(self) -> None:
        """Take nothing new."""
        self._stopping = True

    async def close(self, drain: float) -> None:
        """Take nothing new and leave; what runs in this process gets `drain` seconds to notice."""
        self.refuse_work()
        for task in self._background:
            task.cancel()
        await self.store.close(self._clock())
        await self.engine.close(drain)

    async def _dequeue(self) -> None:
        """Let the runs begin whose turn it is; what fails here is tried again by the next sweep."""
        try:
            places = (await self.engine.stats()).places
            for run_id in await self.store.dequeue(self._clock(), places):
                await self.engine.start(run_id, self._ended)
        except StoreUnavailableError as error:
            log.warning("runs wait for the store", reason=str(error))

    async def _ended(self, run_id: str) -> None:
        if (run := await self.store.run(run_id)) is not None:
            self._on_end(run)
        self._spawn(self._dequeue())

    async def _stop(self, run_id: str) -> None:
        """End a run that no job wants: its place is free at once, its threads as soon as they notice."""
        await self.store.update(run_id, lambda run: run.cancelled(self._clock()))
        self.engine.cancel(run_id)
        self._spawn(self._dequeue())

    async def _sweep_regularly(self) -> None:
        while True:
            await asyncio.sleep(self._sweep_every)
            try:
                await self.store.sweep(self._clock())
                await self._end_overdue()
            except StoreUnavailableError as error:
                log.warning("the store is not swept", reason=str(error))
            await self._dequeue()

    async def _end_overdue(self) -> None:
        for run_id in await self.store.overdue(self._clock(), self._queue_timeout, self._timeout):
            await self.store.update(
                run_id, lambda run: out_of_time(run, self._clock(), self._queue_timeout, self._timeout)
            )
            self.engine.cancel(run_id)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _admitted(admission: Admission) -> JobState:
    if admission.verdict == "key_conflict":
        raise KeyConflictError("the idempotency key was used for another configuration")
    if admission.verdict == "too_many":
        raise TooManyJobsError("there are as many unfinished jobs as one may have")
    if admission.state is None:
        raise QueueFullError("the queue is full")
    return admission.state
