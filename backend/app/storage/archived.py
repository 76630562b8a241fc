"""A store of jobs with an archive behind it: what has completed stays known."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, ParamSpec

import structlog

from app.abm.async_engine.archive import Archive, ArchiveError, amendments
from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    Cancellation,
    JobStore,
    Page,
    PageQuery,
    StoreStats,
    Submission,
)
from app.abm.engine.plan import Plan

log = structlog.get_logger()

OFF = "off"
"""The address of no archive."""

Parameters = ParamSpec("Parameters")

_AT_A_TIME = 1000
"""Most jobs of one write."""
_GATHER_SECONDS = 0.25
"""How long jobs that are answered at once gather before they are written."""


class ArchivedJobStore:
    """The `JobStore` of another one, and an archive.

    A run is archived before anyone is told that it is completed. What the archive has answers submissions, and for jobs
    the other store knows no more. An archive that fails holds up no job: the failure is logged and told to
    `on_failure`.
    """

    def __init__(self, store: JobStore, archive: Archive, on_failure: Callable[[], None] = lambda: None) -> None:
        self.limits = store.limits
        self._store, self._archive, self._on_failure = store, archive, on_failure
        self._answered: list[JobState] = []
        """Jobs answered at once that the archive shall hear of."""
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def ping(self) -> None:
        """See `JobStore.ping`."""
        await self._store.ping()

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """See `JobStore.admit`. What the archive has is taken in first."""
        if not submission.fresh and await self._store.needs_run(submission, now):
            await self._recall(submission.run_hash, now)
        admission = await self._store.admit(submission, now)
        if admission.verdict == "cached" and admission.state is not None:
            self._answered.append(admission.state)
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._keep_answered())
        return admission

    async def needs_run(self, submission: Submission, now: Instant) -> bool:
        """See `JobStore.needs_run`."""
        return await self._store.needs_run(submission, now)

    async def adopt(self, run: Run, blob: Blob, now: Instant) -> None:
        """See `JobStore.adopt`."""
        await self._store.adopt(run, blob, now)

    async def forget(self, run_hash: str) -> None:
        """See `JobStore.forget`."""
        await self._store.forget(run_hash)

    async def take_turns(self, now: Instant, places: int | None = None) -> list[str]:
        """See `JobStore.take_turns`."""
        return await self._store.take_turns(now, places)

    async def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """See `JobStore.overdue`."""
        return await self._store.overdue(now, waiting, running)

    async def plan(self, run_id: str) -> Plan[Any] | None:
        """See `JobStore.plan`."""
        return await self._store.plan(run_id)

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """See `JobStore.get`."""
        known = await self._store.get(job_id, owner)
        return known or await asyncio.to_thread(self._archive.job, job_id, owner)

    async def jobs(self, run_id: str) -> list[Job]:
        """See `JobStore.jobs`."""
        return await self._store.jobs(run_id)

    async def page(self, query: PageQuery) -> Page:
        """See `JobStore.page`. Both have their jobs in the order of their arrival; some are in both."""
        page = await self._store.page(query)
        if query.status not in (None, "completed"):
            return page
        archived = await asyncio.to_thread(self._archive.jobs, query)
        known = {state.job.job_id: state for state in (*archived, *page.states)}
        states = sorted(known.values(), key=lambda state: state.job.number, reverse=True)
        more = page.next_before is not None or len(states) > query.limit
        shown = states[: query.limit]
        return Page(shown, shown[-1].job.number if more else None)

    async def run(self, run_id: str) -> Run | None:
        """See `JobStore.run`."""
        return await self._store.run(run_id)

    async def append(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """See `JobStore.append`."""
        before = await self._store.run(run_id)
        if before is None or before.is_final:
            return before
        after = change(before)
        if after.status != "completed":
            return await self._store.append(run_id, change)
        kept = await self._keep(after)
        ended = await self._store.append(run_id, lambda run: run.completed(after.completed_at or 0.0))
        if kept:
            await self._amend(run_id, kept, ended)
        return ended

    async def events(self, job_id: str, owner: str, after: int | None) -> AsyncIterator[JobState]:
        """See `JobStore.events`."""
        heard = False
        async for state in self._store.events(job_id, owner, after):
            heard = True
            yield state
        if not heard and (archived := await asyncio.to_thread(self._archive.job, job_id, owner)) is not None:
            yield archived

    async def put_blob(self, run_id: str, blob: Blob, now: Instant) -> None:
        """See `JobStore.put_blob`."""
        await self._store.put_blob(run_id, blob, now)

    async def get_blob(self, run_id: str) -> Blob | None:
        """See `JobStore.get_blob`. A run that is known from the archive alone has its hash for an id."""
        if (blob := await self._store.get_blob(run_id)) is not None:
            return blob
        run = await self._store.run(run_id)
        if run is not None and run.status != "completed":
            return None
        found = await asyncio.to_thread(self._archive.result, run_id if run is None else run.run_hash)
        return None if found is None else found[1]

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """See `JobStore.request_cancel`."""
        cancellation = await self._store.request_cancel(job_id, owner, now)
        if cancellation is not None:
            return cancellation
        archived = await asyncio.to_thread(self._archive.job, job_id, owner)
        return None if archived is None else Cancellation(archived, accepted=False)

    async def stats(self, owner: str | None) -> StoreStats:
        """See `JobStore.stats`. What only the archive knows is not counted."""
        return await self._store.stats(owner)

    async def sweep(self, now: Instant) -> int:
        """See `JobStore.sweep`. The archive keeps the jobs behind its runs, but not all that were answered at once."""
        await self._tried(self._archive.forget_answered_jobs, now - self.limits.job_ttl)
        return await self._store.sweep(now)

    async def close(self, now: Instant) -> None:
        """See `JobStore.close`."""
        await self._store.close(now)
        self._closing.set()
        if self._writing is not None:
            await self._writing

    async def _recall(self, run_hash: str, now: Instant) -> None:
        """Take in what the archive has for a hash; if it does not answer, the run is run."""
        try:
            found = await asyncio.to_thread(self._archive.result, run_hash)
        except ArchiveError as error:
            self._failed(error)
            return
        if found is not None:
            await self._store.adopt(found[0].run, found[1], now)

    async def _keep(self, run: Run) -> list[Job]:
        """Archive a run that is about to be completed; the jobs with which that was done."""
        blob, jobs = await self._store.get_blob(run.run_id), await self._store.jobs(run.run_id)
        if blob is None or not jobs or not await self._tried(self._archive.keep, run, blob, jobs):
            return []
        return jobs

    async def _amend(self, run_id: str, kept: list[Job], ended: Run | None) -> None:
        late, gone = amendments(kept, await self._store.jobs(run_id), ended)
        if late:
            await self._tried(self._archive.keep_jobs, late)
        if gone:
            await self._tried(self._archive.forget_jobs, gone)

    async def _keep_answered(self) -> None:
        """Write what has gathered, until nothing has: many submissions a second are a few writes."""
        while self._answered:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _GATHER_SECONDS)
            states, self._answered = self._answered[:_AT_A_TIME], self._answered[_AT_A_TIME:]
            await self._tried(self._archive.keep_jobs, states)

    async def _tried(
        self, write: Callable[Parameters, None], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> bool:
        try:
            await asyncio.to_thread(write, *args, **kwargs)
        except ArchiveError as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: ArchiveError) -> None:
        log.error("the archive failed", reason=str(error))
        self._on_failure()


def open_archive(url: str) -> Archive | None:
    """The archive at an address; none where there is none, or it is off. Raises ArchiveError."""
    if url in ("", OFF):
        return None
    from app.storage.archive import SqlArchive  # noqa: PLC0415 – a fifth of a second that not everyone needs

    return SqlArchive(url)
