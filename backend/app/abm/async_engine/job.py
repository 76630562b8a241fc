"""The life of a run and of the jobs that share it, without clock or event loop: every step makes a new value.

A *run* is one execution of a configuration. A *job* is one client's submission; identical submissions share a run.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from app.abm.studies.plan import JobKind

JobStatus: TypeAlias = Literal["pending", "running", "completed", "failed", "cancelled"]
Instant: TypeAlias = float
"""Seconds since 1970, UTC."""

STATUSES: tuple[JobStatus, ...] = get_args(JobStatus)
FINAL: frozenset[JobStatus] = frozenset({"completed", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; never falls."""

    current_month: int = 0
    completed_trials: int = 0
    part: float = 0.0
    """Part of the work that is done, 0 … 1."""
    partial: dict[str, Any] | None = None
    """What the finished trials say so far."""


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a configuration."""

    run_id: str
    run_hash: str
    kind: JobKind
    total_months: int
    total_trials: int
    status: JobStatus = "pending"
    progress: Progress = Progress()
    started_at: Instant | None = None
    completed_at: Instant | None = None
    error: str | None = None
    sequence: int = 0
    """Counts the changes; the id of a progress event."""

    @property
    def is_final(self) -> bool:
        """Whether nothing about the run can change any more."""
        return self.status in FINAL

    @property
    def ended_badly(self) -> bool:
        """Whether the run is over, and there will never be a result."""
        return self.is_final and self.status != "completed"

    def begun(self, now: Instant) -> "Run":
        """Taken up by an engine."""
        return self._changed(status="running", started_at=now) if self.status == "pending" else self

    def advanced(self, progress: Progress) -> "Run":
        """Further on; a report that comes late changes nothing."""
        if self.status != "running" or progress.part <= self.progress.part:
            return self
        return self._changed(progress=replace(progress, partial=progress.partial or self.progress.partial))

    def completed(self, now: Instant) -> "Run":
        """Finished, with a result."""
        whole = Progress(self.total_months, self.total_trials, 1.0, self.progress.partial)
        return self._ended("completed", now, progress=whole)

    def failed(self, now: Instant, error: str) -> "Run":
        """Ended without a result; `error` is a sentence for the client."""
        return self._ended("failed", now, error=error)

    def cancelled(self, now: Instant) -> "Run":
        """Ended because nobody wants it any more."""
        return self._ended("cancelled", now)

    def _ended(self, status: JobStatus, now: Instant, **changes: object) -> "Run":
        return self if self.is_final else self._changed(status=status, completed_at=now, **changes)

    def _changed(self, **changes: object) -> "Run":
        return replace(self, sequence=self.sequence + 1, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Job:
    """One client's submission of a configuration."""

    job_id: str
    run_id: str
    owner: str
    created_at: Instant
    number: int
    """Place in the order of arrival."""
    cached: bool = False
    idempotency_key: str | None = None
    cancelled_at: Instant | None = None
    run_when_cancelled: Run | None = None
    """The run as it was then: what becomes of it later is no longer this job's."""


@dataclass(frozen=True, slots=True)
class JobState:
    """What a client can know of a job: its own part and its run's."""

    job: Job
    run: Run
    queue_position: int | None = None
    """Place among the waiting runs, from 1."""

    @property
    def status(self) -> JobStatus:
        """A cancelled job is cancelled whatever becomes of the run that others share."""
        return self.run.status if self.job.cancelled_at is None else "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether the job's state can change no more."""
        return self.status in FINAL

    @property
    def sequence(self) -> int:
        """Id of the newest event."""
        return self.run.sequence + (self.job.cancelled_at is not None)

    @property
    def completed_at(self) -> Instant | None:
        """When the job's state became final."""
        return self.job.cancelled_at or self.run.completed_at

    @property
    def progress_pct(self) -> float:
        """Part of the work that is done, %."""
        return round(100 * self.run.progress.part, 1)

    def eta_seconds(self, now: Instant) -> float | None:
        """Time the rest will take at the pace so far; none unless the job is running and has come some way."""
        part, started = self.run.progress.part, self.run.started_at
        if self.status != "running" or started is None or part <= 0:
            return None
        return round(max(now - started, 0.0) * (1 - part) / part, 2)
