"""The two seams of the job service: where jobs are kept, and where chunks of work run."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from app.abm.async_engine.job import Instant, JobState, JobStatus, Progress, Run
from app.abm.engine.plan import JobKind, Plan


@dataclass(frozen=True, slots=True)
class Submission:
    """A configuration a client wants run."""

    run_hash: str
    """Names the result: equal hashes, equal results."""
    kind: JobKind
    owner: str
    """Whose job it is; empty where there are no API keys."""
    total_months: int
    total_trials: int
    fresh: bool = False
    """Run it again, whatever is cached or under way."""
    idempotency_key: str | None = None
    idle_places: int = 0
    """Runs that could begin at once, and so need not wait."""


Verdict: TypeAlias = Literal["new", "joined", "cached", "repeated", "key_conflict", "full"]


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a submission; no job when the key was used for another body or the queue is full."""

    verdict: Verdict
    state: JobState | None


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Which jobs to list, newest first."""

    owner: str
    limit: int
    before: int | None = None
    """Only jobs that arrived before the one with this number."""
    status: JobStatus | None = None
    kind: JobKind | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some jobs, and where the next ones begin."""

    states: list[JobState]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What became of the wish to cancel a job."""

    state: JobState
    accepted: bool
    """False where the job had already finished."""
    orphaned_run: str | None = None
    """The run that no job wants any more."""


@dataclass(frozen=True, slots=True)
class StoreStats:
    """Jobs by status, and the cache."""

    jobs: dict[JobStatus, int]
    cache_size: int
    cache_hits: int
    cache_misses: int


@dataclass(frozen=True, slots=True)
class Blob:
    """A finished result: JSON bytes, and the hash that names them."""

    content: bytes
    etag: str


class JobStore(Protocol):
    """Where jobs, runs and results are kept. Every method is atomic; a state that was final never changes."""

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """Give the submission a job: over a cached result, a run under way, or a new run."""

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """The state of an owner's job; none if there is no such job, or no longer."""

    async def page(self, query: PageQuery) -> Page:
        """An owner's jobs, newest first."""

    async def run(self, run_id: str) -> Run | None:
        """A run by its id."""

    async def append(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """Apply a step of a run's life and tell everyone who watches."""

    def events(self, job_id: str, owner: str, after: int | None) -> AsyncIterator[JobState]:
        """The job's states as they change: the newest only, never a backlog; ends with the final one.

        With `after`, the sequence of a state already seen, it begins with the next newer one.
        """

    async def put_blob(self, run_id: str, blob: Blob, now: Instant) -> None:
        """Keep the result of a run. It answers for its hash once the run is completed; a bad end drops it."""

    async def get_blob(self, run_id: str) -> Blob | None:
        """The result of a run; none if there is none, or no longer."""

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """Cancel a job; its run goes on as long as another job wants it."""

    async def stats(self, owner: str | None) -> StoreStats:
        """Counts of an owner's jobs, or of everyone's, and of the cache."""

    async def sweep(self, now: Instant) -> int:
        """Forget finished jobs past their time to live; how many."""


OnProgress: TypeAlias = Callable[[Progress], None]
"""Told how far a run has come; called from any thread, as often as the engine likes."""


@dataclass(frozen=True, slots=True)
class EngineStats:
    """What an engine has to work with."""

    workers: int


class ChunkEngine(Protocol):
    """Where chunks of work run. Chunks are idempotent, so running one twice does no harm."""

    async def run(self, run_id: str, plan: Plan[Any], on_progress: OnProgress) -> Blob:
        """Run every chunk and reduce them to a result.

        Raises SimulationCancelled after `cancel`, and whatever the model raises.
        """

    def cancel(self, run_id: str) -> None:
        """Stop a run between two months; nothing happens if it is not under way."""

    def stats(self) -> EngineStats:
        """What there is to work with."""

    async def close(self, drain: float) -> None:
        """Stop: runs get `drain` seconds to notice."""
