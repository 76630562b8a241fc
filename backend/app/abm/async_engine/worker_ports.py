"""What the processes that run chunks share: the runs, as the store knows them, and the leases of who works on what."""

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from app.abm.async_engine.job import Instant, Run
from app.abm.async_engine.ports import Blob
from app.abm.studies.plan import Plan


def node_name() -> str:
    """What the node of this process is called, if it is the first of its processes."""
    return f"cliffcast-{os.getpid()}@{socket.gethostname()}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that somebody works on a task: once the task is somebody else's, nothing of this attempt counts."""

    task: str
    token: str


class RunStore(Protocol):
    """The runs of a `JobStore`, without an event loop. Raises StoreUnavailableError where it is not there.

    Of runs of another version of the engine it knows no plan and no parts, and takes none.
    """

    def run(self, run_id: str) -> Run | None:
        """A run by its id."""

    def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """Apply a step of a run's life and tell everyone who watches."""

    def clock(self) -> Instant:
        """What time it is: the same for everyone."""

    def dequeue(self, now: Instant, places: int) -> list[str]:
        """The runs that shall begin now; see `JobStore.dequeue`."""

    def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """Runs that have waited or been under way for so long; see `JobStore.overdue`."""

    def plan(self, run_id: str) -> Plan[Any] | None:
        """What an unfinished run has to do."""

    def is_cancelled(self, run_id: str) -> bool:
        """Whether nobody waits for the run any more."""

    def heartbeat(self, run_id: str, chunk: int, lived: float) -> dict[int, float]:
        """Tell which part of a chunk is done, 0 … 1; the parts of all chunks, none of which ever falls."""

    def put_part(self, run_id: str, attempt: Attempt, chunk: int, part: bytes) -> dict[int, float]:
        """Keep the first result of a chunk until the run ends; as `heartbeat`, with the chunk done."""

    def parts(self, run_id: str) -> dict[int, bytes]:
        """The results of the chunks that are done."""

    def put_blob(self, run_id: str, attempt: Attempt, blob: Blob, now: Instant) -> bool:
        """Keep the first result of a run; whether it has one now, whoever brought it."""

    def lease(self, name: str, seconds: float) -> bool:
        """Hold for a while what only one process may do, or go on holding it; false while another one holds it."""


NotTaken: TypeAlias = Literal["held", "exhausted", "gone"]
"""A task is somebody else's, who is alive; has cost too many their lives; or is no longer to be done."""


class Leases(Protocol):
    """Every task that is still to be done, and when it has to be presumed lost.

    Whoever works on a task holds it, and says so again and again. What nobody has held for its time comes back, so
    that work is done however many messages, processes and machines are lost. The clock is the store's alone.
    """

    def put(self, tasks: Sequence[str], seconds: float) -> list[str]:
        """Tasks that are lost unless somebody takes them within so many seconds; those that were not there before."""

    def take(self, task: str) -> Attempt | NotTaken:
        """Begin to work on a task."""

    def hold(self, attempt: Attempt) -> bool:
        """Still at work on a task; false where it has become somebody else's, or nobody's."""

    def finish(self, attempt: Attempt, following: Sequence[str] = (), seconds: float = 0.0) -> list[str]:
        """A task of ours is done; what follows from it comes in its place: as `put`. Nothing if it is not ours."""

    def drop(self, task: str) -> None:
        """A task is no longer wanted."""

    def lost(self) -> list[str]:
        """The tasks that are lost, each told to one who asks; it comes back later and later if nobody takes it."""

    def enrol(self, node: str, processes: int) -> None:
        """A node that works on tasks is alive."""

    def processes(self) -> int:
        """Processes of all nodes that are alive."""

    def backlog(self) -> tuple[int, float, int]:
        """Tasks that are to be done, seconds for which the oldest lost one has been so, tasks that were given up."""
