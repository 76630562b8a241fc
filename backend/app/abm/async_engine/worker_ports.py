"""What the processes that run chunks share: the runs, as the store knows them, and the agenda of who works on what."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol, TypeAlias

from app.abm.async_engine.job import Instant, Job, Run
from app.abm.async_engine.ports import Blob
from app.abm.engine.plan import Plan


class RunStore(Protocol):
    """The runs of a `JobStore`, without an event loop. Raises StoreUnavailableError where it is not there."""

    def run(self, run_id: str) -> Run | None:
        """A run by its id."""

    def append(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """Apply a step of a run's life and tell everyone who watches."""

    def jobs(self, run_id: str) -> list[Job]:
        """The jobs behind a run that have not been cancelled."""

    def take_turns(self, now: Instant) -> list[str]:
        """The runs that shall begin now; see `JobStore.take_turns`."""

    def plan(self, run_id: str) -> Plan[Any] | None:
        """What an unfinished run has to do."""

    def is_cancelled(self, run_id: str) -> bool:
        """Whether nobody waits for the run any more."""

    def live(self, run_id: str, chunk: int, lived: float) -> dict[int, float]:
        """Tell which part of a chunk is done, 0 … 1; the parts of all chunks, none of which ever falls."""

    def put_part(self, run_id: str, chunk: int, part: bytes) -> dict[int, float]:
        """Keep the result of a chunk until the run ends; as `live`, with the chunk done."""

    def parts(self, run_id: str) -> dict[int, bytes]:
        """The results of the chunks that are done."""

    def put_blob(self, run_id: str, blob: Blob, now: Instant) -> None:
        """Keep the result of a run; see `JobStore.put_blob`."""

    def lease(self, name: str, seconds: float) -> bool:
        """Hold for a while what only one process may do, or go on holding it; false while another one holds it."""


Taken: TypeAlias = Literal["taken", "held", "worn", "gone"]
"""A piece of work is ours; somebody else's, who is alive; has cost too many their lives; or is no longer to be done."""


class Agenda(Protocol):
    """Every piece of work that is still to be done, and when it has to be presumed lost.

    Whoever works on a piece holds it, and says so again and again. What nobody has held for its time comes back, so
    that work is done however many messages, processes and machines are lost. The clock is the store's alone.
    """

    def put(self, pieces: Sequence[str], seconds: float) -> None:
        """Pieces that are lost unless somebody takes them within so many seconds; one that is there stays as it is."""

    def take(self, piece: str) -> Taken:
        """Begin to work on a piece."""

    def hold(self, piece: str) -> None:
        """Still at work on a piece we have taken."""

    def finish(self, piece: str, *following: str) -> None:
        """A piece is done or no longer wanted; what follows from it comes at once in its place."""

    def lost(self) -> list[str]:
        """The pieces that are lost, each told to one who asks; it comes back later and later if nobody takes it."""

    def enrol(self, node: str, processes: int) -> None:
        """A node that works on pieces is alive."""

    def processes(self) -> int:
        """Processes of all nodes that are alive."""
