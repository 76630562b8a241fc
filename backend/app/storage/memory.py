"""Jobs and results in this process: gone with it, and exactly as long as promised before."""

import asyncio
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from app.abm.async_engine.failures import STOPPED
from app.abm.async_engine.fair_queue import FairQueue
from app.abm.async_engine.job import FINAL, STATUSES, Instant, Job, JobState, JobStatus, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    Cancellation,
    Page,
    PageQuery,
    StoreLimits,
    StoreStats,
    Submission,
    Verdict,
)
from app.abm.async_engine.result_cache import ResultCache
from app.abm.studies.plan import JobKind, Plan


class MemoryJobStore:
    """The `JobStore` of one process. Each method runs without awaiting, so it is atomic on the event loop."""

    def __init__(self, limits: StoreLimits) -> None:
        self.limits = limits
        self.cache = ResultCache(limits.max_result_bytes, limits.cache_ttl, self._waits_for_the_archive)
        self._arrivals = 0
        self._jobs: dict[str, Job] = {}
        self._runs: dict[str, Run] = {}
        self._jobs_of_run: defaultdict[str, set[str]] = defaultdict(set)
        self._active: dict[str, str] = {}
        """Run under way by hash: what an identical submission joins."""
        self._plans: dict[str, Plan[Any]] = {}
        """What each unfinished run has to do."""
        self._line = FairQueue()
        self._since: dict[str, Instant] = {}
        """When each unfinished run came, or began."""
        self._etags: dict[str, str] = {}
        """The result of each run that ever had one, even where it is there no more."""
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}
        """Job and hash by owner and idempotency key."""
        self._counts: Counter[tuple[str, JobStatus]] = Counter()
        self._ended: Counter[tuple[JobKind, JobStatus]] = Counter()
        self._run_seconds: defaultdict[tuple[JobKind, JobStatus], float] = defaultdict(float)
        self._finished: dict[str, Instant] = {}
        """When each finished job finished, in that order."""
        self._outbox: dict[str, float] = {}
        """When each completed run that the archive does not have completed, on the clock of this process."""
        self._lost = 0
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def ping(self) -> None:
        """See `JobStore.ping`: as long as there is a process, it is there."""

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """See `JobStore.admit`."""
        if (earlier := self._repeated(submission)) is not None:
            return earlier
        if not submission.fresh:
            run_id = self.cache.find(submission.run_hash, now, self._is_complete)
            if run_id is not None:
                return self._joined("cached", submission, self._runs[run_id], now)
            active = self._active.get(submission.run_hash)
            if active is not None and not self._has_too_many(submission.owner):
                return self._joined("joined", submission, self._runs[active], now)
        if self._has_too_many(submission.owner):
            return Admission("too_many", None)
        if len(self._line) >= self.limits.max_queue + self._idle_places:
            return Admission("full", None)
        plan = submission.plan
        run = Run(secrets.token_hex(16), submission.run_hash, plan.kind, plan.months, plan.trials)
        self._runs[run.run_id], self._plans[run.run_id] = run, plan
        self._active[run.run_hash] = run.run_id
        self._line.join(run.run_id, submission.owner, is_large=submission.is_large)
        self._since[run.run_id] = now
        return self._joined("new", submission, run, now)

    async def needs_run(self, submission: Submission, now: Instant) -> bool:
        """See `JobStore.needs_run`."""
        run_hash = submission.run_hash
        return not (self._repeated(submission) or run_hash in self._active or self.cache.has(run_hash, now))

    async def adopt(self, run: Run, blob: Blob, now: Instant) -> None:
        """See `JobStore.adopt`."""
        self._runs[run.run_id], self._etags[run.run_id] = run, blob.etag
        self.cache.keep(run.run_id, run.run_hash, blob, now)

    async def forget(self, run_hash: str) -> None:
        """See `JobStore.forget`."""
        if (run_id := self.cache.forget(run_hash)) is not None:
            self._outbox.pop(run_id, None)

    async def dequeue(self, now: Instant, places: int | None = None) -> list[str]:
        """See `JobStore.dequeue`."""
        most = self.limits.max_concurrent
        return self._line.take(most) if places is None else self._line.take(min(places, most), kept=1)

    async def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """See `JobStore.overdue`."""
        allowed = {"pending": waiting, "running": running}
        return [run_id for run_id, since in self._since.items() if now - since >= allowed[self._runs[run_id].status]]

    async def plan(self, run_id: str) -> Plan[Any] | None:
        """See `JobStore.plan`."""
        return self._plans.get(run_id)

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """See `JobStore.get`."""
        job = self._jobs.get(job_id)
        return self._state(job) if job is not None and job.owner == owner else None

    async def run(self, run_id: str) -> Run | None:
        """See `JobStore.run`."""
        return self._runs.get(run_id)

    async def jobs(self, run_id: str) -> list[Job]:
        """See `JobStore.jobs`."""
        behind = (self._jobs[job_id] for job_id in self._jobs_of_run.get(run_id, ()))
        return [job for job in behind if job.cancelled_at is None]

    async def page(self, query: PageQuery) -> Page:
        """See `JobStore.page`."""
        found = (state for job in reversed(self._jobs.values()) if _matches(state := self._state(job), query))
        states = list(islice(found, query.limit + 1))
        more = len(states) > query.limit
        return Page(states[: query.limit], states[query.limit - 1].job.number if more else None)

    async def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """See `JobStore.update`."""
        before = self._runs.get(run_id)
        if before is None:
            return None
        after = change(before)
        if after is not before:
            self._replace(before, after)
        return after

    async def events(self, job_id: str, owner: str, after: int | None) -> AsyncIterator[JobState]:
        """See `JobStore.events`."""
        changed = asyncio.Event()
        self._listeners[job_id].add(changed)
        try:
            while (state := await self.get(job_id, owner)) is not None:
                if state.is_final or after is None or state.sequence > after:
                    after = state.sequence
                    yield state
                if state.is_final:
                    return
                await changed.wait()
                changed.clear()
        finally:
            self._listeners[job_id].discard(changed)
            if not self._listeners[job_id]:
                del self._listeners[job_id]

    async def put_blob(self, run_id: str, blob: Blob, now: Instant) -> None:
        """See `JobStore.put_blob`."""
        run = self._runs.get(run_id)
        if run is not None and not run.ended_badly and run_id not in self._etags:
            self._etags[run_id] = blob.etag
            self.cache.keep(run_id, run.run_hash, blob, now)

    async def get_blob(self, run_id: str) -> Blob | None:
        """See `JobStore.get_blob`."""
        return self.cache.get(run_id)

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """See `JobStore.request_cancel`."""
        state = await self.get(job_id, owner)
        if state is None:
            return None
        if state.is_final:
            return Cancellation(state, accepted=False)
        job = replace(state.job, cancelled_at=now, run_when_cancelled=state.run)
        self._jobs[job_id] = job
        self._count(job.owner, state.status, "cancelled")
        self._finished[job_id] = now
        self._tell(job_id)
        alone = all(self._jobs[other].cancelled_at is not None for other in self._jobs_of_run[job.run_id])
        if alone and self._active.get(state.run.run_hash) == job.run_id:
            del self._active[state.run.run_hash]
        return Cancellation(self._state(job), accepted=True, orphaned_run=job.run_id if alone else None)

    async def take_unarchived(self, limit: int) -> list[str]:
        """See `JobStore.take_unarchived`. There is nobody else."""
        return list(islice(self._outbox, limit))

    async def archived(self, run_id: str, *, lost: bool = False) -> None:
        """See `JobStore.archived`."""
        if self._outbox.pop(run_id, None) is not None:
            self._lost += lost

    async def stats(self, owner: str | None) -> StoreStats:
        """See `JobStore.stats`."""
        jobs = dict.fromkeys(STATUSES, 0)
        for (whose, status), count in self._counts.items():
            if owner in (None, whose):
                jobs[status] += count
        age = time.monotonic() - next(iter(self._outbox.values())) if self._outbox else 0.0
        cache, outbox = (len(self.cache), self.cache.hits, self.cache.misses), (len(self._outbox), age, self._lost)
        return StoreStats(jobs, *cache, dict(self._ended), *outbox, run_seconds=dict(self._run_seconds))

    async def sweep(self, now: Instant) -> int:
        """See `JobStore.sweep`."""
        surplus = len(self._finished) - self.limits.max_finished_jobs
        expired = []
        for index, (job_id, finished_at) in enumerate(self._finished.items()):
            if index >= surplus and now - finished_at < self.limits.job_ttl:
                break
            expired.append(job_id)
        kept = [job_id for job_id in expired if self._waits_for_the_archive(self._jobs[job_id].run_id)]
        for job_id in kept:
            del self._finished[job_id]
            self._finished[job_id] = now  # once more, and so long after
        for job_id in expired:
            if job_id not in kept:
                self._forget(job_id)
        return len(expired) - len(kept)

    async def close(self, now: Instant) -> None:
        """See `JobStore.close`."""
        for run_id in list(self._plans):
            await self.update(run_id, lambda run: run.failed(now, STOPPED))

    @property
    def _idle_places(self) -> int:
        return max(self.limits.max_concurrent - self._line.placed, 0)

    def _has_too_many(self, owner: str) -> bool:
        unfinished = self._counts[owner, "pending"] + self._counts[owner, "running"]
        return self.limits.max_jobs_of_owner is not None and unfinished >= self.limits.max_jobs_of_owner

    def _waits_for_the_archive(self, run_id: str) -> bool:
        return run_id in self._outbox

    def _repeated(self, submission: Submission) -> Admission | None:
        """The same key and body give the same job; the same key with another body is a conflict."""
        if submission.idempotency_key is None:
            return None
        known = self._keys.get((submission.owner, submission.idempotency_key))
        if known is None:
            return None
        job_id, run_hash = known
        if run_hash != submission.run_hash:
            return Admission("key_conflict", None)
        return Admission("repeated", self._state(self._jobs[job_id]))

    def _joined(self, verdict: Verdict, submission: Submission, run: Run, now: Instant) -> Admission:
        prefix, key = "mc_" if submission.plan.kind == "monte_carlo" else "abm_", submission.idempotency_key
        job_id = prefix + secrets.token_hex(16)
        self._arrivals = max(self._arrivals + 1, round(1e6 * now))  # later than the jobs of every earlier process
        job = Job(job_id, run.run_id, submission.owner, now, self._arrivals, verdict == "cached", key)
        self._jobs[job_id] = job
        self._jobs_of_run[run.run_id].add(job_id)
        self._counts[job.owner, run.status] += 1
        if run.is_final:
            self._finished[job_id] = now
        if key is not None:
            self._keys[job.owner, key] = (job_id, submission.run_hash)
        return Admission(verdict, self._state(job))

    def _replace(self, before: Run, after: Run) -> None:
        self._runs[after.run_id] = after
        if after.status == "running":
            self._line.place(after.run_id)
            if before.status == "pending":
                self._since[after.run_id] = after.started_at or 0.0
        if after.status == "completed" and self.limits.archived:
            self._outbox[after.run_id] = time.monotonic()
        if after.is_final:
            self._ended[after.kind, after.status] += 1
            if after.started_at is not None and after.completed_at is not None:
                self._run_seconds[after.kind, after.status] += max(after.completed_at - after.started_at, 0.0)
            self._leave(after)
        if after.ended_badly:
            self.cache.drop(after.run_id)
        for job_id in self._jobs_of_run[after.run_id]:
            job = self._jobs[job_id]
            if job.cancelled_at is not None:
                continue
            self._count(job.owner, before.status, after.status)
            if after.is_final:
                self._finished[job_id] = after.completed_at or 0.0
            self._tell(job_id)

    def _leave(self, run: Run) -> None:
        """A run that has ended waits no more, has no place, and is no longer joined."""
        self._line.leave(run.run_id)
        self._since.pop(run.run_id, None)
        self._plans.pop(run.run_id, None)
        if self._active.get(run.run_hash) == run.run_id:
            del self._active[run.run_hash]

    def _state(self, job: Job) -> JobState:
        if job.run_when_cancelled is not None:
            return JobState(job, job.run_when_cancelled)
        return JobState(job, self._runs[job.run_id], self._line.position(job.run_id))

    def _is_complete(self, run_id: str) -> bool:
        return self._runs[run_id].status == "completed"

    def _count(self, owner: str, before: JobStatus, after: JobStatus) -> None:
        self._counts[owner, before] -= 1
        self._counts[owner, after] += 1

    def _tell(self, job_id: str) -> None:
        for listener in self._listeners.get(job_id, ()):
            listener.set()

    def _forget(self, job_id: str) -> None:
        job = self._jobs.pop(job_id)
        del self._finished[job_id]
        run = self._runs[job.run_id]
        status: JobStatus = run.status if job.cancelled_at is None else "cancelled"
        self._counts[job.owner, status] -= 1
        jobs = self._jobs_of_run[job.run_id]
        jobs.discard(job_id)
        if not jobs and run.status in FINAL:
            del self._runs[job.run_id], self._jobs_of_run[job.run_id]
            self.cache.drop(job.run_id)
            self._etags.pop(job.run_id, None)
        if job.idempotency_key is not None:
            del self._keys[job.owner, job.idempotency_key]


def _matches(state: JobState, query: PageQuery) -> bool:
    return (
        state.job.owner == query.owner
        and (query.before is None or state.job.number < query.before)
        and query.status in (None, state.status)
        and query.kind in (None, state.run.kind)
    )
