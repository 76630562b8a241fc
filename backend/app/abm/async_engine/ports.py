"""The two seams of the job service: where jobs are kept, and where chunks of work run."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from app.abm.async_engine.job import Instant, Job, JobState, JobStatus, Run
from app.abm.core.errors import CliffcastError
from app.abm.studies.plan import JobKind, Plan


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """How many runs may run and wait, and what is kept for how long."""

    max_concurrent: int = 5
    """Most runs at once; the next ones wait their turn."""
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
    max_jobs_of_owner: int | None = None
    """Most jobs of one owner that are pending or running, those among them that share a run."""
    archived: bool = False
    """Whether completed runs are to be archived, and stay until they are."""


class StoreUnavailableError(CliffcastError):
    """The store does not answer; what was asked of it may or may not have been done."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A configuration a client wants run."""

    run_hash: str
    """Names the result: equal hashes, equal results."""
    plan: Plan[Any]
    owner: str = ""
    """Whose job it is; empty where there are no API keys."""
    fresh: bool = False
    """Run it again, whatever is cached or under way."""
    idempotency_key: str | None = None

    @property
    def is_large(self) -> bool:
        """Whether it may keep a process long."""
        return self.plan.work > LARGE


LARGE = 5e7
"""Agents × months × trials of a run from which it is large: half a second of an ordinary core."""

Verdict: TypeAlias = Literal["new", "joined", "cached", "repeated", "key_conflict", "full", "too_many"]


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a submission; no job when the key was used for another body, or there is no room for it."""

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

    def names(self, state: JobState) -> bool:
        """Whether a job is one of those to list."""
        return (
            state.job.owner == self.owner
            and (self.before is None or state.job.number < self.before)
            and self.status in (None, state.status)
            and self.kind in (None, state.run.kind)
        )


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
    """Jobs by status, the cache, and what has become of runs."""

    jobs: dict[JobStatus, int]
    cache_size: int
    cache_hits: int
    cache_misses: int
    ended: dict[tuple[JobKind, JobStatus], int]
    """Everyone's runs that have ended since the store was new, those that are forgotten among them."""
    outbox: int = 0
    """Completed runs that the archive does not have yet."""
    outbox_age: float = 0.0
    """Seconds for which the oldest of them has waited."""
    outbox_lost: int = 0
    """Completed runs that the archive will never have: refused, or dropped for want of room before it had them."""
    damaged: int = 0
    """Archived results that could not be read, as often as one was asked for."""
    run_seconds: dict[tuple[JobKind, JobStatus], float] = field(default_factory=dict, compare=False)
    """For how many seconds the runs that ended ran, all together."""
    memory: tuple[int, int | None] | None = field(default=None, compare=False)
    """Bytes that a store of its own takes, and may take; unknown for one in this process, which shares its memory."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A finished result: JSON bytes, and the hash that names them."""

    content: bytes
    etag: str


class JobStore(Protocol):
    """Where jobs, runs, their order and their results are kept.

    Every method is atomic; a state that was final never changes. Raises StoreUnavailableError where it is not there.
    """

    limits: StoreLimits

    async def ping(self) -> None:
        """Whether the store is there. Raises StoreUnavailableError."""

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """Give the submission a job: over a cached result, a run under way, or a new run."""

    async def needs_run(self, submission: Submission, now: Instant) -> bool:
        """Whether nothing here answers a submission: it repeats no job, and joins no run, finished or under way."""

    async def adopt(self, run: Run, blob: Blob, now: Instant) -> None:
        """Take in a run that completed in earlier times: from now on it answers for its hash."""

    async def forget(self, run_hash: str) -> None:
        """Drop the result that answers for a hash: the next submission needs a run."""

    async def dequeue(self, now: Instant, places: int | None = None) -> list[str]:
        """The runs that shall begin now: owners in turns, each first come, first served, as many as have idle places.

        There are as many places as the limits say; where a place is a process, no more than `places`, of which one is
        kept for small runs if there are several. Each run takes its place until it ends. A store that several processes
        share gives a turn again when whoever took it has not begun the run within some seconds.
        """

    async def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """Runs that nobody has begun for so many seconds, and runs that are under way for so many."""

    async def plan(self, run_id: str) -> Plan[Any] | None:
        """What an unfinished run has to do."""

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """The state of an owner's job; none if there is no such job, or no longer."""

    async def completed_run(self, run_hash: str) -> Run | None:
        """The completed run whose result is here for a hash, whether or not the archive has it as well."""

    async def jobs(self, run_id: str) -> list[Job]:
        """The jobs behind a run that have not been cancelled."""

    async def page(self, query: PageQuery) -> Page:
        """An owner's jobs, newest first."""

    async def run(self, run_id: str) -> Run | None:
        """A run by its id."""

    async def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """Apply a step of a run's life and tell everyone who watches."""

    def events(self, job_id: str, owner: str, after: int | None) -> AsyncIterator[JobState]:
        """The job's states as they change: the newest only, never a backlog; ends with the final one.

        With `after`, the sequence of a state already seen, it begins with the next newer one.
        """

    async def put_blob(self, run_id: str, blob: Blob, now: Instant) -> None:
        """Keep the first result of a run; any further one is let be.

        It answers for its hash once the run is completed; a bad end drops it.
        """

    async def get_blob(self, run_id: str) -> Blob | None:
        """The result of a run; none if there is none, or no longer."""

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """Cancel a job; its run goes on as long as another job wants it."""

    async def take_unarchived(self, limit: int) -> list[str]:
        """Some completed runs that the archive does not have, oldest first; others are not told of them for a while.

        A run is among them from the very step that completes it, where the limits say that runs are archived.
        """

    async def archived(self, run_id: str, *, lost: bool = False) -> None:
        """The archive has a run now, or, where that is `lost`, never will."""

    async def stats(self, owner: str | None) -> StoreStats:
        """Counts of an owner's jobs, or of everyone's, and of the cache."""

    async def sweep(self, now: Instant) -> int:
        """Forget finished jobs past their time to live; how many."""

    async def close(self, now: Instant) -> None:
        """End every stream of events and leave.

        A store that ends with this process ends its unfinished runs as failed; one that outlives it leaves them alone.
        """


OnEnd: TypeAlias = Callable[[str], Awaitable[None]]
"""Told of a run that has ended."""


@dataclass(frozen=True, slots=True)
class EngineStats:
    """What an engine has to work with."""

    workers: int
    places: int | None = None
    """Most runs that can be under way at once; none where every run that begins gets a thread of its own."""
    backlog: int = 0
    """Tasks that are to be done."""
    backlog_age: float = 0.0
    """Seconds for which the oldest of them has been lost without anybody taking it."""
    exhausted: int = 0
    """Tasks that were given up, and their runs with them: lost again and again with whoever did them."""


class ChunkEngine(Protocol):
    """Where runs are carried out: begun, chunk by chunk, reduced to a result; the store is told from beginning to end.

    Chunks are idempotent, so running one twice does no harm.
    """

    async def start(self, run_id: str, on_end: OnEnd) -> None:
        """Let a run that has its turn begin. `on_end` is told when it has ended, if that happens in this process."""

    def cancel(self, run_id: str) -> None:
        """Stop a run between two months, once the store knows of it; what is not under way is let be."""

    async def stats(self) -> EngineStats:
        """What there is to work with."""

    async def close(self, drain: float) -> None:
        """Leave: what runs in this process gets `drain` seconds to notice."""
