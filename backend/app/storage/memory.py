"""Jobs and results in this process: gone with it, and exactly as long as promised before."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from app.abm.async_engine.failures import STOPPED
from app.abm.async_engine.job import FINAL, Instant, Job, JobState, JobStatus, Run
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
from app.abm.async_engine.result_cache import PackedBlob, ResultCache
from app.abm.studies.plan import Plan
from app.storage.memory_counts import Counts, Unarchived
from app.storage.memory_queue import UnfinishedRuns


class MemoryJobStore:
    """The `JobStore` of one process. What changes jobs and runs never awaits, so it is atomic on the event loop."""

    def __init__(self, limits: StoreLimits) -> None:
        self.limits = limits
        self.cache = ResultCache(limits.max_result_bytes, limits.cache_ttl, lambda run_id: run_id in self._unarchived)
        self._arrivals = 0
        self._jobs: dict[str, Job] = {}
        self._runs: dict[str, Run] = {}
        self._jobs_of_run: defaultdict[str, set[str]] = defaultdict(set)
        self._unfinished = UnfinishedRuns(limits)
        self._etags: dict[str, str] = {}
        """The result of each run that ever had one, even where it is there no more."""
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}
        """Job and hash by owner and idempotency key."""
        self._counts, self._unarchived = Counts(), Unarchived()
        self._finished: dict[str, Instant] = {}
        """When each finished job finished, in that order."""
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
            active = self._unfinished.under_way(submission.run_hash)
            if active is not None and not self._has_too_many(submission.owner):
                return self._joined("joined", submission, self._runs[active], now)
        if self._has_too_many(submission.owner):
            return Admission("too_many", None)
        if not self._unfinished.has_room:
            return Admission("full", None)
        plan = submission.plan
        run = Run(secrets.token_hex(16), submission.run_hash, plan.kind, plan.months, plan.trials)
        self._runs[run.run_id] = run
        self._unfinished.add(run, submission, now)
        return self._joined("new", submission, run, now)

    async def needs_run(self, submission: Submission, now: Instant) -> bool:
        """See `JobStore.needs_run`."""
        run_hash = submission.run_hash
        is_known = self._unfinished.under_way(run_hash) or self.cache.has(run_hash, now)
        return not (is_known or self._repeated(submission))

    async def adopt(self, run: Run, blob: Blob, now: Instant) -> None:
        """See `JobStore.adopt`."""
        self._runs[run.run_id], self._etags[run.run_id] = run, blob.etag
        self.cache.keep(run.run_id, run.run_hash, blob, now)

    async def forget(self, run_hash: str) -> None:
        """See `JobStore.forget`."""
        if (run_id := self.cache.forget(run_hash)) is not None:
            self._unarchived.discard(run_id)

    async def dequeue(self, now: Instant, places: int | None = None) -> list[str]:
        """See `JobStore.dequeue`."""
        return self._unfinished.take(places)

    async def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """See `JobStore.overdue`."""
        return self._unfinished.overdue(now, waiting, running)

    async def plan(self, run_id: str) -> Plan[Any] | None:
        """See `JobStore.plan`."""
        return self._unfinished.plans.get(run_id)

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """See `JobStore.get`."""
        job = self._jobs.get(job_id)
        return self._state(job) if job is not None and job.owner == owner else None

    async def run(self, run_id: str) -> Run | None:
        """See `JobStore.run`."""
        return self._runs.get(run_id)

    async def completed_run(self, run_hash: str) -> Run | None:
        """See `JobStore.completed_run`."""
        run_id = self.cache.run_of(run_hash)
        return self._runs[run_id] if run_id is not None and self._is_complete(run_id) else None

    async def jobs(self, run_id: str) -> list[Job]:
        """See `JobStore.jobs`."""
        behind = (self._jobs[job_id] for job_id in self._jobs_of_run.get(run_id, ()))
        return [job for job in behind if job.cancelled_at is None]

    async def page(self, query: PageQuery) -> Page:
        """See `JobStore.page`."""
        found = (state for job in reversed(self._jobs.values()) if query.names(state := self._state(job)))
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
        while (large := self.cache.to_pack()) is not None:
            self.cache.pack(large[0], await asyncio.to_thread(PackedBlob.of, large[1]))

    async def get_blob(self, run_id: str) -> Blob | None:
        """See `JobStore.get_blob`."""
        blob = self.cache.get(run_id)
        return await asyncio.to_thread(blob.unpacked) if isinstance(blob, PackedBlob) else blob

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """See `JobStore.request_cancel`."""
        state = await self.get(job_id, owner)
        if state is None:
            return None
        if state.is_final:
            return Cancellation(state, accepted=False)
        job = replace(state.job, cancelled_at=now, run_when_cancelled=state.run)
        self._jobs[job_id] = job
        self._counts.moves(job.owner, state.status, "cancelled")
        self._finished[job_id] = now
        self._tell(job_id)
        alone = all(self._jobs[other].cancelled_at is not None for other in self._jobs_of_run[job.run_id])
        if alone:
            self._unfinished.leave_alone(state.run)
        return Cancellation(self._state(job), accepted=True, orphaned_run=job.run_id if alone else None)

    async def take_unarchived(self, limit: int) -> list[str]:
        """See `JobStore.take_unarchived`. There is nobody else."""
        return self._unarchived.first(limit)

    async def archived(self, run_id: str, *, lost: bool = False) -> None:
        """See `JobStore.archived`."""
        self._unarchived.discard(run_id, lost=lost)

    async def stats(self, owner: str | None) -> StoreStats:
        """See `JobStore.stats`."""
        counts, waiting = self._counts, self._unarchived
        cache, outbox = (len(self.cache), self.cache.hits, self.cache.misses), (len(waiting), waiting.age, waiting.lost)
        ended, seconds = dict(counts.ended), dict(counts.run_seconds)
        return StoreStats(counts.by_status(owner), *cache, ended, *outbox, run_seconds=seconds)

    async def sweep(self, now: Instant) -> int:
        """See `JobStore.sweep`."""
        surplus = len(self._finished) - self.limits.max_finished_jobs
        expired = []
        for index, (job_id, finished_at) in enumerate(self._finished.items()):
            if index >= surplus and now - finished_at < self.limits.job_ttl:
                break
            expired.append(job_id)
        kept = [job_id for job_id in expired if self._jobs[job_id].run_id in self._unarchived]
        for job_id in kept:
            del self._finished[job_id]
            self._finished[job_id] = now  # once more, and so long after
        for job_id in expired:
            if job_id not in kept:
                self._forget(job_id)
        return len(expired) - len(kept)

    async def close(self, now: Instant) -> None:
        """See `JobStore.close`."""
        for run_id in list(self._unfinished.plans):
            await self.update(run_id, lambda run: run.failed(now, STOPPED))

    def _has_too_many(self, owner: str) -> bool:
        most = self.limits.max_jobs_of_owner
        return most is not None and self._counts.unfinished(owner) >= most

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
        self._counts.joins(job.owner, run.status)
        if run.is_final:
            self._finished[job_id] = now
        if key is not None:
            self._keys[job.owner, key] = (job_id, submission.run_hash)
        return Admission(verdict, self._state(job))

    def _replace(self, before: Run, after: Run) -> None:
        self._runs[after.run_id] = after
        if after.status == "running":
            self._unfinished.begins(after)
        if after.status == "completed" and self.limits.archived:
            self._unarchived.add(after.run_id)
        if after.is_final:
            self._counts.ends(after)
            self._unfinished.ends(after)
        if after.ended_badly:
            self.cache.drop(after.run_id)
        for job_id in self._jobs_of_run[after.run_id]:
            job = self._jobs[job_id]
            if job.cancelled_at is not None:
                continue
            self._counts.moves(job.owner, before.status, after.status)
            if after.is_final:
                self._finished[job_id] = after.completed_at or 0.0
            self._tell(job_id)

    def _state(self, job: Job) -> JobState:
        if job.run_when_cancelled is not None:
            return JobState(job, job.run_when_cancelled)
        return JobState(job, self._runs[job.run_id], self._unfinished.position(job.run_id))

    def _is_complete(self, run_id: str) -> bool:
        return self._runs[run_id].status == "completed"

    def _tell(self, job_id: str) -> None:
        for listener in self._listeners.get(job_id, ()):
            listener.set()

    def _forget(self, job_id: str) -> None:
        job = self._jobs.pop(job_id)
        del self._finished[job_id]
        run = self._runs[job.run_id]
        status: JobStatus = run.status if job.cancelled_at is None else "cancelled"
        self._counts.leaves(job.owner, status)
        jobs = self._jobs_of_run[job.run_id]
        jobs.discard(job_id)
        if not jobs and run.status in FINAL:
            del self._runs[job.run_id], self._jobs_of_run[job.run_id]
            self.cache.drop(job.run_id)
            self._etags.pop(job.run_id, None)
        if job.idempotency_key is not None:
            del self._keys[job.owner, job.idempotency_key]
