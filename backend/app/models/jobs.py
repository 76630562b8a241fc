"""Responses and events about jobs."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

from app.abm.async_engine import job
from app.abm.async_engine.job import Instant, JobState
from app.abm.async_engine.ports import StoreStats
from app.abm.studies import plan

PREFIX = "/api/v2/abm"

# Named types, so that OpenAPI has a schema for each.
JobStatus = TypeAliasType("JobStatus", Annotated[job.JobStatus, Field(description="How far a job has come.")])
JobKind = TypeAliasType("JobKind", Annotated[plan.JobKind, Field(description="What a job runs.")])


class JobAccepted(BaseModel):
    """A submission has become a job."""

    job_id: str = Field(pattern=r"^(abm|mc)_[0-9a-f]{32}$")
    status: JobStatus
    status_url: str
    stream_url: str = Field(description="Server-sent events; carries a token of its own where keys are asked for.")
    results_url: str
    cached: bool = Field(description="The result was there already.")

    @classmethod
    def of(cls, state: JobState, token: str | None, root_path: str = "") -> "JobAccepted":
        """The answer to a submission; `token` is for the stream, and addresses begin with `root_path`."""
        job_id, prefix = state.job.job_id, root_path + PREFIX
        results = f"monte-carlo/results/{job_id}" if state.run.kind == "monte_carlo" else f"jobs/{job_id}/results"
        return cls(
            job_id=job_id,
            status=state.status,
            status_url=f"{prefix}/jobs/{job_id}/status",
            stream_url=f"{prefix}/jobs/{job_id}/stream" + (f"?token={token}" if token else ""),
            results_url=f"{prefix}/{results}",
            cached=state.job.cached,
        )


class JobStatusResponse(BaseModel):
    """How a job is doing."""

    job_id: str
    kind: JobKind
    status: JobStatus
    progress_pct: float = Field(ge=0, le=100)
    current_month: int
    total_months: int
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    eta_seconds: float | None = Field(description="Time the rest will take; null while that is unknown.")
    queue_position: int | None = Field(description="Place among the waiting runs, from 1; null unless pending.")
    cached: bool
    error: str | None
    completed_trials: int | None = Field(description="Null for a single run.")
    total_trials: int | None = Field(description="Null for a single run.")
    run_hash: str = Field(description="Names what is run, and its result: for `branch_from`, and among finished runs.")
    partial: dict[str, Any] | None = Field(
        description="Price bands of the trials finished so far; of a search the front so far, each design with the "
        "`patch` that makes it of the request, and the design as it is."
    )

    @classmethod
    def of(cls, state: JobState, now: Instant) -> "JobStatusResponse":
        """The state at this instant."""
        return cls.model_construct(
            job_id=state.job.job_id,
            kind=state.run.kind,
            status=state.status,
            progress_pct=state.progress_pct,
            current_month=state.run.progress.current_month,
            total_months=state.run.total_months,
            created_at=utc(state.job.created_at),
            started_at=utc(state.run.started_at) if state.run.started_at is not None else None,
            completed_at=utc(state.completed_at) if state.completed_at is not None else None,
            eta_seconds=state.eta_seconds(now),
            queue_position=state.queue_position,
            cached=state.job.cached,
            error=state.run.error if state.status == "failed" else None,
            completed_trials=state.run.progress.completed_trials if state.run.kind != "simulation" else None,
            total_trials=state.run.total_trials if state.run.kind != "simulation" else None,
            run_hash=state.run.run_hash,
            partial=state.run.progress.partial,
        )


class JobList(BaseModel):
    """Some jobs, newest first."""

    jobs: list[JobStatusResponse]
    next_cursor: str | None = Field(description="Give it as `cursor` for the jobs that follow; null at the end.")


class JobCancelled(BaseModel):
    """A job has been cancelled."""

    job_id: str
    status: Literal["cancelled"]
    message: str


class QueueStats(BaseModel):
    """The queue in numbers; with API keys, the jobs are the caller's."""

    total_jobs: int
    pending_jobs: int
    running_jobs: int
    completed_jobs: int
    failed_jobs: int
    cancelled_jobs: int
    cache_size: int
    cache_hits: int
    cache_misses: int
    max_concurrent_jobs: int
    workers: int

    @classmethod
    def of(cls, stats: StoreStats, max_concurrent: int, workers: int) -> "QueueStats":
        """The counts of the store, with the capacity of the engine."""
        return cls(
            total_jobs=sum(stats.jobs.values()),
            pending_jobs=stats.jobs["pending"],
            running_jobs=stats.jobs["running"],
            completed_jobs=stats.jobs["completed"],
            failed_jobs=stats.jobs["failed"],
            cancelled_jobs=stats.jobs["cancelled"],
            cache_size=stats.cache_size,
            cache_hits=stats.cache_hits,
            cache_misses=stats.cache_misses,
            max_concurrent_jobs=max_concurrent,
            workers=workers,
        )


class _Event(BaseModel):
    job_id: str
    kind: JobKind
    progress_pct: float
    current_month: int
    total_months: int
    queue_position: int | None
    error: str | None
    completed_trials: int | None = None
    total_trials: int | None = None


class ProgressEvent(_Event):
    """A job has come further."""

    type: Literal["progress"]
    status: Literal["pending", "running"]
    partial: dict[str, Any] | None = Field(
        None, description="Of a search, the front so far, in the first event after it has changed."
    )


class DoneEvent(_Event):
    """A job has ended; the last event, exactly once."""

    type: Literal["done"]
    status: Literal["completed", "failed", "cancelled"]
    partial: dict[str, Any] | None = Field(None, description="Of a search, its last front, unless it was told before.")


def utc(instant: Instant) -> datetime:
    """A time in seconds since 1970 as a date-time, UTC."""
    return datetime.fromtimestamp(instant, UTC)
