"""The runs of one process that have not ended, and whose turn it is."""

from typing import Any

from app.abm.async_engine.fair_queue import FairQueue
from app.abm.async_engine.job import Instant, Run
from app.abm.async_engine.ports import StoreLimits, Submission
from app.abm.studies.plan import Plan


class UnfinishedRuns:
    """Runs that wait, and runs that have begun."""

    def __init__(self, limits: StoreLimits) -> None:
        self._limits, self._line = limits, FairQueue()
        self.plans: dict[str, Plan[Any]] = {}
        """What each of them has to do."""
        self._joined: dict[str, str] = {}
        """Run by hash: what an identical submission joins."""
        self._waiting: dict[str, Instant] = {}
        self._running: dict[str, Instant] = {}
        """When each run came, or began."""

    @property
    def has_room(self) -> bool:
        """Whether one more run may wait."""
        idle = max(self._limits.max_concurrent - self._line.placed, 0)
        return len(self._line) < self._limits.max_queue + idle

    def add(self, run: Run, submission: Submission, now: Instant) -> None:
        """A run waits from now on."""
        self.plans[run.run_id] = submission.plan
        self._joined[run.run_hash], self._waiting[run.run_id] = run.run_id, now
        self._line.join(run.run_id, submission.owner, is_large=submission.is_large)

    def take(self, places: int | None) -> list[str]:
        """The runs whose turn it is; see `JobStore.dequeue`."""
        most = self._limits.max_concurrent
        return self._line.take(most) if places is None else self._line.take(min(places, most), kept=1)

    def begins(self, run: Run) -> None:
        """A run is under way."""
        self._line.place(run.run_id)
        if self._waiting.pop(run.run_id, None) is not None:
            self._running[run.run_id] = run.started_at or 0.0

    def ends(self, run: Run) -> None:
        """A run that has ended waits no more, has no place, and is no longer joined."""
        self._line.leave(run.run_id)
        for known in (self._waiting, self._running, self.plans):
            known.pop(run.run_id, None)
        self.leave_alone(run)

    def under_way(self, run_hash: str) -> str | None:
        """The run that a submission with this hash joins."""
        return self._joined.get(run_hash)

    def leave_alone(self, run: Run) -> None:
        """From now on nobody joins this run."""
        if self._joined.get(run.run_hash) == run.run_id:
            del self._joined[run.run_hash]

    def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """Runs that have waited, or been under way, for so many seconds."""
        allowed = ((self._waiting, waiting), (self._running, running))
        return [run_id for known, most in allowed for run_id, since in known.items() if now - since >= most]

    def position(self, run_id: str) -> int | None:
        """Place of a run among those that wait, from 1."""
        return self._line.position(run_id)
