"""Jobs and results in this process: gone with it, and exactly as long as promised before."""

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from itertools import islice

from app.abm.async_engine.job import FINAL, STATUSES, Instant, Job, JobState, JobStatus, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    Cancellation,
    Page,
    PageQuery,
    StoreStats,
    Submission,
    Verdict,
)
from app.abm.async_engine.result_cache import ResultCache


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """What the store keeps, and for how long."""

    max_queue: int = 100
    """Most runs that wait."""
    job_ttl: float = 24 * 3600
    """Seconds a finished job is remembered."""
    cache_ttl: float = 2 * 3600
    """Seconds a result answers for its configuration."""
    max_result_bytes: int = 512 * 2**20
    """Most bytes of results; the least recently used go first."""
    max_finished_jobs: int = 50_000
    """Most finished jobs; the oldest go first."""


class MemoryJobStore:
    """The `JobStore` of one process. Each method runs without awaiting, so it is atomic on the event loop."""

    def __init__(self, limits: StoreLimits) -> None:
        self.limits = limits
        self.cache = ResultCache(limits.max_result_bytes, limits.cache_ttl)
        self._arrivals = 0
        self._jobs: dict[str, Job] = {}
        self._runs: dict[str, Run] = {}
        self._jobs_of_run: defaultdict[str, set[str]] = defaultdict(set)
        self._active: dict[str, str] = {}
        """Run under way by hash: what an identical submission joins."""
        self._waiting: dict[str, None] = {}
        """Runs that wait, in the order of their arrival."""
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}
        """Job and hash by owner and idempotency key."""
        self._counts: Counter[tuple[str, JobStatus]] = Counter()
        self._finished: dict[str, Instant] = {}
        """When each finished job finished, in that order."""
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """See `JobStore.admit`."""
        if (earlier := self._repeated(submission)) is not None:
            return earlier
        if not submission.fresh:
            run_id = self.cache.find(submission.run_hash, now, self._is_complete)
            if run_id is not None:
                return self._joined("cached", submission, self._runs[run_id], now)
            active = self._active.get(submission.run_hash)
            if active is not None:
                return self._joined("joined", submission, self._runs[active], now)
        if len(self._waiting) >= self.limits.max_queue + submission.idle_places:
            return Admission("full", None)
        run = Run(
            run_id=secrets.token_hex(16),
            run_hash=submission.run_hash,
            kind=submission.kind,
            total_months=submission.total_months,
            total_trials=submission.total_trials,
        )
        self._runs[run.run_id] = run
        self._active[run.run_hash] = run.run_id
        self._waiting[run.run_id] = None
        return self._joined("new", submission, run, now)

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """See `JobStore.get`."""
        job = self._jobs.get(job_id)
        return self._state(job) if job is not None and job.owner == owner else None

    async def run(self, run_id: str) -> Run | None:
        """See `JobStore.run`."""
        return self._runs.get(run_id)

    async def page(self, query: PageQuery) -> Page:
        """See `JobStore.page`."""
        found = (state for job in reversed(self._jobs.values()) if _matches(state := self._state(job), query))
        states = list(islice(found, query.limit + 1))
        more = len(states) > query.limit
        return Page(states[: query.limit], states[query.limit - 1].job.number if more else None)

    async def append(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """See `JobStore.append`."""
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
        if run is not None and not _ended_badly(run):
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

    async def stats(self, owner: str | None) -> StoreStats:
        """See `JobStore.stats`."""
        jobs = dict.fromkeys(STATUSES, 0)
        for (whose, status), count in self._counts.items():
            if owner in (None, whose):
                jobs[status] += count
        return StoreStats(jobs, len(self.cache), self.cache.hits, self.cache.misses)

    async def sweep(self, now: Instant) -> int:
        """See `JobStore.sweep`."""
        surplus = len(self._finished) - self.limits.max_finished_jobs
        expired = []
        for index, (job_id, finished_at) in enumerate(self._finished.items()):
            if index >= surplus and now - finished_at < self.limits.job_ttl:
                break
            expired.append(job_id)
        for job_id in expired:
            self._forget(job_id)
        return len(expired)

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
        job_id, key = (
            ("mc_" if submission.kind == "monte_carlo" else "abm_") + secrets.token_hex(16),
            submission.idempotency_key,
        )
        self._arrivals += 1
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
        if after.status != "pending":
            self._waiting.pop(after.run_id, None)
        if after.is_final and self._active.get(after.run_hash) == after.run_id:
            del self._active[after.run_hash]
        if _ended_badly(after):
            self.cache.drop(after.run_id)
        for job_id in self._jobs_of_run[after.run_id]:
            job = self._jobs[job_id]
            if job.cancelled_at is not None:
                continue
            self._count(job.owner, before.status, after.status)
            if after.is_final:
                self._finished[job_id] = after.completed_at or 0.0
            self._tell(job_id)

    def _state(self, job: Job) -> JobState:
        run = job.run_when_cancelled or self._runs[job.run_id]
        if run.status != "pending" or job.cancelled_at is not None:
            return JobState(job, run)
        return JobState(job, run, queue_position=list(self._waiting).index(run.run_id) + 1)

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
        if job.idempotency_key is not None:
            del self._keys[job.owner, job.idempotency_key]


def _ended_badly(run: Run) -> bool:
    return run.is_final and run.status != "completed"


def _matches(state: JobState, query: PageQuery) -> bool:
    return (
        state.job.owner == query.owner
        and (query.before is None or state.job.number < query.before)
        and query.status in (None, state.status)
        and query.kind in (None, state.run.kind)
    )
