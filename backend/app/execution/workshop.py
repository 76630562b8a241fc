"""What a worker does with a run: lays it out, runs its chunks, reduces them, and looks for work that got lost.

Every step is idempotent, and on the agenda until what follows from it is there. So a message may come twice or never,
and a process may die anywhere.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Literal, Self, TypeAlias, TypeVar

import structlog

from app.abm.async_engine.failures import LOST, sentence_of, took_too_long
from app.abm.async_engine.job import Instant, Run
from app.abm.async_engine.ports import StoreUnavailableError
from app.abm.async_engine.result_cache import blob_of
from app.abm.async_engine.tally import progress_of
from app.abm.async_engine.worker_ports import Agenda, RunStore
from app.abm.core.errors import CliffcastError, SimulationCancelled
from app.abm.engine.codec import part_bytes, part_from
from app.abm.engine.plan import Plan

log = structlog.get_logger()

Answer = TypeVar("Answer")
Step: TypeAlias = Literal["begin", "chunk", "reduce"]
Send: TypeAlias = Callable[[Step, str, int, bool], None]
"""Hands a step of a run to whichever worker is free; the number is that of the chunk; last whether it is large."""

BEAT = 0.25
"""Seconds between two signs of life."""
LOOK_EVERY = 1.0
"""Seconds after which a node looks around."""

LARGE = 5e7
"""Agents × months × trials of a run from which it is large: half a second of an ordinary core."""

_PATIENCE = 15.0
"""Seconds a chunk may wait for a worker before it is sent again."""
_REPORT_EVERY = 0.1
"""Seconds between two reports of progress."""
_PARTIAL_AFTER = 1.0
_INSIST_EVERY, _INSIST_TIMES = 0.25, 240
_REDUCE, _END = "reduce", "end"


class Workshop:
    """The steps of runs, whoever brings the messages."""

    def __init__(
        self, store: RunStore, agenda: Agenda, send: Send, clock: Callable[[], Instant], timeout: float
    ) -> None:
        """A run may take `timeout` seconds."""
        self._store, self._agenda, self._send, self._clock, self._timeout = store, agenda, send, clock, timeout
        self._known: tuple[str, Plan[Any] | None] = ("", None)
        """The run that was worked on last, and its plan."""
        self._told = 0.0
        """When this process reported progress, on its own clock."""

    def begin(self, run_id: str) -> None:
        """Put every chunk of a run on the agenda, and send it out."""
        run, plan = self._store.run(run_id), self._store.plan(run_id)
        if run is None or run.status != "pending" or plan is None:
            return
        chunks = range(len(plan.chunks))
        self._agenda.put([_piece(run_id, chunk) for chunk in chunks], _PATIENCE)
        self._agenda.put([_piece(run_id, _END)], self._timeout)
        self._store.append(run_id, lambda run: run.begun(self._clock()))
        for chunk in chunks:
            self._send("chunk", run_id, chunk, plan.work > LARGE)

    def chunk(self, run_id: str, chunk: int) -> None:
        """Run a chunk; who brings the last part reduces them all."""
        piece = _piece(run_id, chunk)
        if (plan := self._taken(piece, run_id)) is None:
            return
        following: list[str] = []
        with self._ending(run_id), Pulse(lambda lived: self._live(piece, run_id, plan, chunk, lived)) as pulse:
            part = plan.run_chunk(plan.chunks[chunk], pulse.on_month)
            if len(plan.chunks) == 1:
                self._complete(run_id, plan, [part])
            elif self._hand_in(run_id, plan, chunk, part):
                following.append(_piece(run_id, _REDUCE))
        insist(lambda: self._agenda.finish(piece, *following))
        if following:
            self.reduce(run_id)

    def reduce(self, run_id: str) -> None:
        """Turn the parts of a run into its result."""
        piece = _piece(run_id, _REDUCE)
        if (plan := self._taken(piece, run_id)) is None:
            return
        with self._ending(run_id), Pulse(lambda lived: self._agenda.hold(piece)):
            parts = sorted(self._store.parts(run_id).items())
            self._complete(run_id, plan, [part_from(plan.kind, part) for _, part in parts])
        insist(lambda: self._agenda.finish(piece))

    def look_around(self, node: str, processes: int) -> None:
        """Say that this node is alive; and if nobody else does so now, find what was lost and who may begin."""
        self._agenda.enrol(node, processes)
        if self._store.lease("look around", 2 * LOOK_EVERY):
            for piece in self._agenda.lost():
                self._find(piece)
            self._take_turns()

    def _find(self, piece: str) -> None:
        run_id, what = piece.split(":")
        if (plan := self._store.plan(run_id)) is None:
            self._agenda.finish(piece)
        elif what == _END:
            self._end(run_id, lambda run: run.failed(self._clock(), took_too_long(self._timeout)))
        elif what == _REDUCE:
            self._send("reduce", run_id, 0, plan.work > LARGE)
        else:
            self._send("chunk", run_id, int(what), plan.work > LARGE)

    def _taken(self, piece: str, run_id: str) -> Plan[Any] | None:
        """The plan of a piece that is ours now, and still wanted."""
        taken = self._agenda.take(piece)
        if taken == "worn":
            self._end(run_id, lambda run: run.failed(self._clock(), LOST))
        if taken != "taken":
            return None
        if not self._store.is_cancelled(run_id) and (plan := self._plan(run_id)) is not None:
            return plan
        self._end(run_id, lambda run: run.cancelled(self._clock()))
        self._agenda.finish(piece)
        return None

    def _plan(self, run_id: str) -> Plan[Any] | None:
        """What a run has to do; the next chunk is likely to be of the same run."""
        if run_id != self._known[0]:
            self._known = (run_id, self._store.plan(run_id))
        return self._known[1]

    def _live(self, piece: str, run_id: str, plan: Plan[Any], chunk: int, lived: float) -> None:
        """Show that we are alive, and how far we are. Raises SimulationCancelled when nobody wants it any more."""
        self._agenda.hold(piece)
        if self._store.is_cancelled(run_id):
            raise SimulationCancelled("the run was cancelled")
        self._tell(run_id, plan, self._store.live(run_id, chunk, lived))

    def _hand_in(self, run_id: str, plan: Plan[Any], chunk: int, part: object) -> bool:
        """Keep a part; whether it was the last one."""
        content = part_bytes(plan.kind, part)
        lived = insist(lambda: self._store.put_part(run_id, chunk, content))
        done = sum(part == 1 for part in lived.values())
        if 0 < done < len(plan.chunks):
            with suppress(StoreUnavailableError):  # the part is handed in, and that is what counts
                self._tell(run_id, plan, lived, self._partial(run_id, plan, done))
        return done == len(plan.chunks)

    def _partial(self, run_id: str, plan: Plan[Any], done: int) -> dict[str, Any] | None:
        """What is known so far, each time twice as many chunks are done; nobody asks that of a run of a second."""
        if done & (done - 1) or self._age(run_id) < _PARTIAL_AFTER:
            return None
        return plan.partial([part_from(plan.kind, part) for _, part in sorted(self._store.parts(run_id).items())])

    def _age(self, run_id: str) -> float:
        """Seconds since a run has begun."""
        run = self._store.run(run_id)
        return 0.0 if run is None or run.started_at is None else self._clock() - run.started_at

    def _tell(
        self, run_id: str, plan: Plan[Any], lived: dict[int, float], partial: dict[str, Any] | None = None
    ) -> None:
        """Report progress, unless that was done a moment ago, here or elsewhere."""
        if partial is None and not self._is_time_to_tell(run_id):
            return
        progress = progress_of(plan, {plan.chunks[chunk]: part for chunk, part in lived.items()}, partial)
        self._store.append(run_id, lambda run: run.advanced(progress))

    def _is_time_to_tell(self, run_id: str) -> bool:
        if time.monotonic() - self._told < _REPORT_EVERY:
            return False
        self._told = time.monotonic()
        return self._store.lease(f"progress {run_id}", _REPORT_EVERY)

    def _complete(self, run_id: str, plan: Plan[Any], parts: list[Any]) -> None:
        run = self._store.run(run_id)
        if run is None or run.started_at is None:
            return
        seconds, created_at = self._clock() - run.started_at, datetime.fromtimestamp(run.started_at, UTC)
        blob = blob_of(plan.reduce(parts, seconds, created_at))
        insist(lambda: self._store.put_blob(run_id, blob, self._clock()))
        insist(lambda: self._end(run_id, lambda run: run.completed(self._clock())))

    @contextmanager
    def _ending(self, run_id: str) -> Iterator[None]:
        """A run whose piece cannot be done ends with a sentence; where the store is away, the piece is lost."""
        try:
            yield
        except StoreUnavailableError:
            raise
        except SimulationCancelled:
            insist(lambda: self._end(run_id, lambda run: run.cancelled(self._clock())))
        except Exception as error:
            sentence = sentence_of(error)
            if not isinstance(error, CliffcastError):
                log.error("run failed", run_id=run_id, exc_info=error)
            insist(lambda: self._end(run_id, lambda run: run.failed(self._clock(), sentence)))

    def _end(self, run_id: str, change: Callable[[Run], Run]) -> None:
        self._store.append(run_id, change)
        self._agenda.finish(_piece(run_id, _END))
        self._take_turns()

    def _take_turns(self) -> None:
        for run_id in self._store.take_turns(self._clock()):
            self._send("begin", run_id, 0, False)


class Pulse:
    """A thread that beats while a piece is worked on, and stops the work when the beat says so."""

    def __init__(self, beat: Callable[[float], None]) -> None:
        """`beat` is told which part of the piece is done; raises SimulationCancelled to stop the work."""
        self._beat, self._lived, self._stopped = beat, 0.0, False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="pulse", daemon=True)

    def on_month(self, done: int, total: int) -> None:
        """Months of the piece that are lived; the last step is its result. Raises SimulationCancelled."""
        self._lived = done / (total + 1)
        if self._stopped:
            raise SimulationCancelled("the run was cancelled")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _keep_beating(self) -> None:
        while not self._over.wait(BEAT):
            try:
                self._beat(self._lived)
            except SimulationCancelled:
                self._stopped = True
            except StoreUnavailableError as error:
                log.warning("a chunk goes on without the store", reason=str(error))


def insist(action: Callable[[], Answer]) -> Answer:
    """Do it although the store is away for a while: what was computed shall not have to be computed again."""
    for _ in range(_INSIST_TIMES):
        with suppress(StoreUnavailableError):
            return action()
        time.sleep(_INSIST_EVERY)
    return action()


def _piece(run_id: str, what: int | str) -> str:
    return f"{run_id}:{what}"
