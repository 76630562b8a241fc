"""A store of jobs with an archive behind it: what has completed stays known."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from app.abm.async_engine.archive_protocol import Archive, ArchiveError, amendments
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
from app.abm.studies.plan import Plan
from app.storage.archive_calls import ArchiveCalls
from app.storage.journal import Journal
from app.storage.outbox import Outbox

OFF = "off"
"""The address of no archive."""

_AT_ONCE = 0.25
"""Seconds the archive may take while a submission waits for it."""
_MAKE_ROOM_EVERY = 20.0
_AT_A_TIME = 1000
"""Most jobs of one write."""
_GATHER_SECONDS = 0.25
"""How long jobs that are answered at once gather before they are written."""


@dataclass(frozen=True, slots=True)
class ArchiveBounds:
    """What an archive may hold; the oldest runs go first."""

    max_bytes: float | None = None
    max_age: float | None = None
    """Seconds since a run completed."""


class ArchivedJobStore:
    """The `JobStore` of another one, and an archive.

    Where the archive answers, a run is archived before anyone is told that it is completed; where it does not, the run
    is completed all the same, stays in the outbox of the store, and is archived as soon as that works. What the archive
    has answers submissions, and for jobs the other store knows no more. Nobody waits long for it, and after a failure
    it is left alone for some seconds; failures are logged and told to `on_failure`.
    """

    def __init__(
        self,
        store: JobStore,
        archive: Archive,
        on_failure: Callable[[], None] = lambda: None,
        bounds: ArchiveBounds = ArchiveBounds(),
        *,
        outlives: bool = True,
    ) -> None:
        """Where the other store does not outlive this process, what it acknowledges is noted in the archive."""
        self.limits = store.limits
        self._store, self._archive, self._bounds = store, archive, bounds
        self._calls = ArchiveCalls(on_failure)
        self._outbox = Outbox(store, archive, self._calls, self._note_end)
        self._journal = None if outlives else Journal(archive, self._calls.tried)
        self._room_made_at = -_MAKE_ROOM_EVERY
        self._answered: list[JobState] = []
        """Jobs answered at once that the archive shall hear of."""
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def ping(self) -> None:
        """See `JobStore.ping`."""
        await self._store.ping()

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """See `JobStore.admit`. What the archive has is taken in first, unless it takes long to say so."""
        self._outbox.look_after()
        if not submission.fresh and await self._store.needs_run(submission, now):
            await self._recall(submission.run_hash, now)
        admission = await self._store.admit(submission, now)
        if self._journal is not None and admission.verdict in ("new", "joined") and admission.state is not None:
            self._journal.note(admission.state)
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

    async def dequeue(self, now: Instant, places: int | None = None) -> list[str]:
        """See `JobStore.dequeue`."""
        return await self._store.dequeue(now, places)

    async def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """See `JobStore.overdue`."""
        return await self._store.overdue(now, waiting, running)

    async def plan(self, run_id: str) -> Plan[Any] | None:
        """See `JobStore.plan`."""
        return await self._store.plan(run_id)

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """See `JobStore.get`."""
        known = await self._store.get(job_id, owner)
        return known or await self._calls.ask(self._archive.job, job_id, owner)

    async def completed_run(self, run_hash: str) -> Run | None:
        """See `JobStore.completed_run`."""
        return await self._store.completed_run(run_hash)

    async def jobs(self, run_id: str) -> list[Job]:
        """See `JobStore.jobs`."""
        return await self._store.jobs(run_id)

    async def page(self, query: PageQuery) -> Page:
        """See `JobStore.page`. Both have their jobs in the order of their arrival; some are in both."""
        page = await self._store.page(query)
        if query.status not in (None, "completed"):
            return page
        archived = await self._calls.ask(self._archive.jobs, query)
        known = {state.job.job_id: state for state in (*archived, *page.states)}
        states = sorted(known.values(), key=lambda state: state.job.number, reverse=True)
        more = page.next_before is not None or len(states) > query.limit
        shown = states[: query.limit]
        return Page(shown, shown[-1].job.number if more else None)

    async def run(self, run_id: str) -> Run | None:
        """See `JobStore.run`."""
        return await self._store.run(run_id)

    async def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """See `JobStore.update`."""
        before = await self._store.run(run_id)
        if before is None or before.is_final:
            return before
        after = change(before)
        if after.status != "completed":
            ended = await self._store.update(run_id, change)
            self._note_end(ended)
            return ended
        self._outbox.look_after()
        kept = await self._outbox.keep(after)
        ended = await self._store.update(run_id, lambda run: run.completed(after.completed_at or 0.0))
        if kept:
            await self._store.archived(run_id)
            await self._amend(run_id, kept, ended)
            self._note_end(ended)
        return ended

    async def events(self, job_id: str, owner: str, after: int | None) -> AsyncIterator[JobState]:
        """See `JobStore.events`."""
        heard = False
        async for state in self._store.events(job_id, owner, after):
            heard = True
            yield state
        if not heard and (archived := await self._calls.ask(self._archive.job, job_id, owner)) is not None:
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
        found = await self._calls.ask(self._archive.result, run_id if run is None else run.run_hash)
        return None if found is None else found[1]

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """See `JobStore.request_cancel`."""
        cancellation = await self._store.request_cancel(job_id, owner, now)
        if cancellation is not None:
            if self._journal is not None and cancellation.accepted:
                self._journal.cancelled(cancellation.state.job.run_id, job_id)
            return cancellation
        archived = await self._calls.ask(self._archive.job, job_id, owner)
        return None if archived is None else Cancellation(archived, accepted=False)

    async def stats(self, owner: str | None) -> StoreStats:
        """See `JobStore.stats`. What only the archive knows is not counted."""
        return replace(await self._store.stats(owner), damaged=self._archive.damaged)

    async def take_unarchived(self, limit: int) -> list[str]:
        """See `JobStore.take_unarchived`."""
        return await self._store.take_unarchived(limit)

    async def archived(self, run_id: str, *, lost: bool = False) -> None:
        """See `JobStore.archived`."""
        await self._store.archived(run_id, lost=lost)

    async def sweep(self, now: Instant) -> int:
        """See `JobStore.sweep`. The archive keeps the jobs behind its runs, but not all that were answered at once."""
        self._outbox.look_after()
        await self._calls.tried(self._archive.forget_answered_jobs, now - self.limits.job_ttl)
        if self._bounds != ArchiveBounds() and time.monotonic() - self._room_made_at > _MAKE_ROOM_EVERY:
            self._room_made_at = time.monotonic()
            before = None if self._bounds.max_age is None else now - self._bounds.max_age
            await self._calls.tried(self._archive.make_room, before, self._bounds.max_bytes)
        return await self._store.sweep(now)

    async def close(self, now: Instant) -> None:
        """See `JobStore.close`. What can be archived within some seconds is."""
        self._closing.set()
        await self._outbox.close()
        await self._store.close(now)
        if self._writing is not None:
            await self._writing
        await self._outbox.wait()
        if self._journal is not None:
            await self._journal.close()

    async def _recall(self, run_hash: str, now: Instant) -> None:
        """Take in what the archive has for a hash; if it does not answer at once, the run is run."""
        try:
            found = await self._calls.ask(self._archive.result, run_hash, within=_AT_ONCE)
        except ArchiveError as error:
            self._calls.failed(error)
            return
        if found is not None:
            await self._store.adopt(found[0].run, found[1], now)

    async def _amend(self, run_id: str, kept: list[Job], ended: Run | None) -> None:
        late, gone = amendments(kept, await self._store.jobs(run_id), ended)
        if late:
            await self._calls.tried(self._archive.keep_jobs, late)
        if gone:
            await self._calls.tried(self._archive.forget_jobs, gone)

    async def _keep_answered(self) -> None:
        """Write what has gathered, until nothing has: many submissions a second are a few writes."""
        while self._answered:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _GATHER_SECONDS)
            states, self._answered = self._answered[:_AT_A_TIME], self._answered[_AT_A_TIME:]
            await self._calls.tried(self._archive.keep_jobs, states)

    def _note_end(self, run: Run | None) -> None:
        if self._journal is not None and run is not None and run.is_final:
            self._journal.ended(run.run_id)


def open_archive(url: str) -> Archive | None:
    """The archive at an address, which may be away for now; none where there is none, or it is off.

    Raises ArchiveError where it will never be there.
    """
    if url in ("", OFF):
        return None
    from app.storage.sql_archive import SqlArchive  # noqa: PLC0415 – a fifth of a second that not everyone needs

    return SqlArchive(url, may_be_away=True)
