"""What one process counts of its jobs and runs."""

import time
from collections import Counter, defaultdict
from itertools import islice

from app.abm.async_engine.job import STATUSES, JobStatus, Run
from app.abm.studies.plan import JobKind


class Counts:
    """Jobs by owner and status, and what has become of runs."""

    def __init__(self) -> None:
        self._jobs: Counter[tuple[str, JobStatus]] = Counter()
        self.ended: Counter[tuple[JobKind, JobStatus]] = Counter()
        """All runs that have ended, those that are forgotten among them."""
        self.run_seconds: defaultdict[tuple[JobKind, JobStatus], float] = defaultdict(float)
        """For how long they ran."""

    def joins(self, owner: str, status: JobStatus) -> None:
        """A job has come."""
        self._jobs[owner, status] += 1

    def moves(self, owner: str, before: JobStatus, after: JobStatus) -> None:
        """A job has got on."""
        self._jobs[owner, before] -= 1
        self._jobs[owner, after] += 1

    def leaves(self, owner: str, status: JobStatus) -> None:
        """A job is forgotten."""
        self._jobs[owner, status] -= 1

    def ends(self, run: Run) -> None:
        """A run has ended."""
        self.ended[run.kind, run.status] += 1
        if run.started_at is not None and run.completed_at is not None:
            self.run_seconds[run.kind, run.status] += max(run.completed_at - run.started_at, 0.0)

    def unfinished(self, owner: str) -> int:
        """An owner's jobs that wait or run."""
        return self._jobs[owner, "pending"] + self._jobs[owner, "running"]

    def by_status(self, owner: str | None) -> dict[JobStatus, int]:
        """An owner's jobs, or everyone's."""
        jobs = dict.fromkeys(STATUSES, 0)
        for (whose, status), count in self._jobs.items():
            if owner in (None, whose):
                jobs[status] += count
        return jobs


class Unarchived:
    """Completed runs that the archive does not have yet, oldest first."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        """When each of them completed, on the clock of this process."""
        self.lost = 0
        """Those that the archive will never have."""

    def add(self, run_id: str) -> None:
        """A run has completed."""
        self._since[run_id] = time.monotonic()

    def first(self, limit: int) -> list[str]:
        """Some of them."""
        return list(islice(self._since, limit))

    def discard(self, run_id: str, *, lost: bool = False) -> None:
        """The archive has a run, or never will; of one that is not here nothing is said."""
        if self._since.pop(run_id, None) is not None:
            self.lost += lost

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._since

    def __len__(self) -> int:
        return len(self._since)

    @property
    def age(self) -> float:
        """Seconds for which the oldest has waited."""
        return time.monotonic() - next(iter(self._since.values())) if self._since else 0.0
