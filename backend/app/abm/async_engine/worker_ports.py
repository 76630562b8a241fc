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
    seconds: float = 0.0
    """Time after which the task is lost, unless its lease is renewed."""


ChunkProgress: TypeAlias = dict[int, float]
"""By chunk that has begun: the fraction of it that is done, 0 … 1."""
NotWorthIt: TypeAlias = Literal["superseded", "unwanted"]
"""Why not to go on with a task: it is somebody else's now, or nobody waits for its run."""


class RunStore(Protocol):
    """The runs of a `JobStore`, without an event loop. Raises StoreUnavailableError where it is not there.

    Of runs of another version of the engine it knows no plan and no parts, and takes none.
    """

    def run(self, run_id: str) -> Run | None:
        """A run by its id."""

    def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """Apply a change of a run's state and tell everyone who watches."""

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

    def heartbeat(self, run_id: str, attempt: Attempt, chunk: int, done: float) -> ChunkProgress | NotWorthIt:
        """Renew the lease of a chunk, of which that fraction is done; how far all chunks are, which never falls."""

    def put_part(
        self, run_id: str, attempt: Attempt, chunk: int, part: bytes, chunks: int
    ) -> tuple[ChunkProgress, bool]:
        """Keep the first result of a chunk until the run ends; with it the task is done.

        How far all are, and whether this was the last of so many `chunks`: then the reduction is the next task.
        """

    def parts(self, run_id: str) -> dict[int, bytes]:
        """The results of the chunks that are done."""

    def put_blob(self, run_id: str, attempt: Attempt, blob: Blob, now: Instant) -> bool:
        """Keep the first result of a run; whether it has one now, whoever brought it."""

    def lease(self, name: str, seconds: float) -> bool:
        """Hold for a while what only one process may do, or go on holding it; false while another one holds it."""


NotAcquired: TypeAlias = Literal["held", "exhausted", "unwanted", "gone"]
"""Somebody alive has the task; it has cost too many their lives; nobody waits for its run; or it is done."""


class Leases(Protocol):
    """Every task that is still to be done, and when it has to be presumed lost.

    Whoever works on a task has a lease of it, and renews that again and again. A task whose lease expires comes back,
    so that work is done however many messages, processes and machines are lost. The clock is the store's alone.
    """

    def add(self, tasks: Sequence[str], seconds: float) -> list[str]:
        """Tasks that are lost unless they are acquired within so many seconds; those that were not there before."""

    def acquire(self, task: str, run_id: str = "") -> Attempt | NotAcquired:
        """Begin to work on a task, provided that somebody waits for the run, where one is named."""

    def renew(self, attempt: Attempt) -> bool:
        """Still at work on a task; false where it has become somebody else's, or nobody's."""

    def complete(self, attempt: Attempt, following: Sequence[str] = (), seconds: float = 0.0) -> list[str]:
        """A task of ours is done; what follows from it comes in its place: as `add`. Nothing if it is not ours."""

    def discard(self, task: str) -> None:
        """A task is no longer wanted."""

    def expired(self) -> list[str]:
        """The tasks that are lost, each told to one who asks; it comes back later and later if nobody acquires it."""

    def register_node(self, node: str, processes: int) -> None:
        """A node that works on tasks is alive, for as long as a lease lasts."""

    def processes(self) -> int:
        """Processes of all nodes that are alive."""

    def backlog(self) -> tuple[int, float, int]:
        """Tasks that are to be done, seconds for which the oldest lost one has been so, tasks that were given up."""
