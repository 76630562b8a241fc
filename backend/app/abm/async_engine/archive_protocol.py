"""What outlives the service: completed runs with their results, and the jobs that asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import Blob, PageQuery, StoreUnavailableError
from app.abm.studies.plan import JobKind


class ArchiveError(StoreUnavailableError):
    """The archive does not answer, or cannot take what it is given; the message is one line that says why."""


class ArchiveAwayError(ArchiveError):
    """The archive cannot be reached, or somebody else has it to himself; it may be there later."""


class ArchiveRefusedError(ArchiveError):
    """The archive will never take what it is given, however often it is tried."""


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A completed run as the archive lists it. Its `run_id` is its hash: one run is kept for each."""

    run: Run
    owner: str
    name: str
    """The token's; empty where it has none."""
    created_at: Instant
    """When the first job asked for it."""
    etag: str
    size: int
    """Bytes of the result's JSON."""


@dataclass(frozen=True, slots=True)
class RunDocuments:
    """What a result says besides its rows."""

    config: dict[str, Any]
    manifest: dict[str, Any]
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Where a list of runs, newest first, is cut: behind this one."""

    completed_at: Instant
    run_hash: str


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Which finished runs to list, newest first."""

    owner: str
    limit: int
    after: RunPlace | None = None
    name: str = ""
    """Part of the token's name, in any case."""
    run_hash: str = ""
    """How the hash begins."""
    since: Instant | None = None
    until: Instant | None = None
    """Completed between these two, both included."""
    kind: JobKind | None = None


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some finished runs, and where the next ones begin."""

    runs: list[FinishedRun]
    following: RunPlace | None


class Archive(Protocol):
    """Where completed runs are kept until someone deletes them, or they must make room.

    Methods block, are atomic, may be called from any thread, and raise ArchiveError. A result that cannot be read is as
    good as none.
    """

    damaged: int
    """How often a result could not be read."""

    def keep(self, run: Run, blob: Blob, jobs_of_run: Sequence[Job]) -> None:
        """Keep a completed run, in the place of an earlier one with its hash, and the jobs, one at least, behind it."""

    def keep_jobs(self, states: Sequence[JobState]) -> None:
        """Keep further jobs of runs that are kept; those of other runs are let be."""

    def forget_jobs(self, job_ids: Sequence[str]) -> None:
        """Forget some jobs; their runs stay."""

    def forget_answered_jobs(self, before: Instant) -> None:
        """Forget the jobs that were answered at once, and came before this."""

    def make_room(self, before: Instant | None, max_bytes: float | None) -> int:
        """Delete runs that completed before this, and the oldest as long as all take more bytes; how many."""

    def page(self, query: RunQuery) -> RunPage:
        """An owner's runs, newest first."""

    def find(self, run_hash: str, owner: str) -> tuple[FinishedRun, RunDocuments] | None:
        """An owner's run by its hash."""

    def result(self, run_hash: str) -> tuple[FinishedRun, Blob] | None:
        """Anyone's run and its result."""

    def delete(self, run_hash: str, owner: str) -> bool:
        """Forget an owner's run, its result and its jobs; false where there is none."""

    def job(self, job_id: str, owner: str) -> JobState | None:
        """An owner's job by its id. A noted one that never ended has failed, or is pending if its process lives."""

    def note(self, process: str, states: Sequence[JobState], now: Instant) -> None:
        """Note jobs that a process has acknowledged."""

    def hear(self, process: str, now: Instant) -> None:
        """The process whose jobs are noted is alive."""

    def strike(self, job_ids: Sequence[str]) -> None:
        """Jobs that were noted have ended."""

    def jobs(self, query: PageQuery) -> list[JobState]:
        """An owner's jobs, newest first: one more than asked for where there are more."""

    def close(self) -> None:
        """Leave."""


def amendments(kept: Sequence[Job], jobs: Sequence[Job], ended: Run | None) -> tuple[list[JobState], list[str]]:
    """What has to be made good once a run that was kept with some jobs has ended.

    The jobs that joined it meanwhile, and ids of those that were cancelled: all of them where the run was.
    """
    if ended is None or ended.status != "completed":
        return [], [job.job_id for job in kept]
    before, now = {job.job_id for job in kept}, {job.job_id for job in jobs}
    late = [JobState(job, ended) for job in jobs if job.job_id not in before]
    return late, [job.job_id for job in kept if job.job_id not in now]
