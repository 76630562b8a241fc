"""What a worker does with a run: lays it out, runs its chunks, reduces them, and looks for work that got lost.

Every step is idempotent, and on the leases until what follows from it is there. So a message may come twice or never,
and a process may die anywhere.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias, TypeVar

import structlog

from app.abm.async_engine.failures import LOST, MIXED, out_of_time, sentence_of
from app.abm.async_engine.job import Instant, Run
from app.abm.async_engine.ports import LARGE, StoreUnavailableError
from app.abm.async_engine.progress import progress_of
from app.abm.async_engine.result_cache import blob_of
from app.abm.async_engine.worker_ports import Attempt, Leases, RunStore
from app.abm.core.errors import CliffcastError, SimulationCancelled
from app.abm.engine.spec import ENGINE_VERSION
from app.abm.studies.codec import part_bytes, part_from
from app.abm.studies.plan import Plan, run_chunk
from app.execution.heartbeat import Heartbeat

log = structlog.get_logger()

Answer = TypeVar("Answer")
Step: TypeAlias = Literal["begin", "chunk", "reduce"]
Send: TypeAlias = Callable[[Step, str, int, bool], None]
"""Hands a step of a run to whichever worker is free; the number is that of the chunk; last whether it is large."""

LOOK_EVERY = 1.0
"""Seconds after which a node looks around."""

_PATIENCE = 15.0
_REPORT_EVERY = 0.1
"""Seconds between two reports of progress."""
_PARTIAL_AFTER = 1.0
_INSIST_EVERY, _INSIST_TIMES = 0.25, 240
_REDUCE, _STAMP = "reduce", b"\n"


class SupersededError(SimulationCancelled):
    """The task we work on has become somebody else's: whatever we make of it does not count."""


class MixedVersionsError(CliffcastError):
    """The parts of a run are not all of one version of the engine."""


class WorkerTasks:
    """The steps of runs, whoever brings the messages."""

    def __init__(
        self,
        store: RunStore,
        leases: Leases,
        send: Send,
        clock: Callable[[], Instant],
        timeout: float,
        queue_timeout: float = 3600.0,
        patience: float = _PATIENCE,
    ) -> None:
        """A run may take `timeout` seconds from its first chunk on, and wait for that for `queue_timeout`.

        A chunk that no worker has taken is sent again after `patience` seconds.
        """
        self._store, self._leases, self._send, self._clock = store, leases, send, clock
        self._timeout, self._queue_timeout, self._patience = timeout, queue_timeout, patience
        self._known: tuple[str, Plan[Any] | None] = ("", None)
        """The run that was worked on last, and its plan."""
        self._told = 0.0
        """When this process reported progress, on its own clock."""

    def begin(self, run_id: str) -> None:
        """Put every chunk of a run on the leases, and send it out. The run is pending until somebody takes one."""
        run, plan = self._store.run(run_id), self._store.plan(run_id)
        if run is None or run.status != "pending" or plan is None:
            return
        for task in self._leases.put([_task(run_id, chunk) for chunk in range(len(plan.chunks))], self._patience):
            self._send("chunk", run_id, int(task.split(":")[1]), plan.work > LARGE)

    def chunk(self, run_id: str, chunk: int) -> None:
        """Run a chunk; who brings the last part reduces them all."""
        if (taken := self._taken(_task(run_id, chunk), run_id)) is None:
            return
        attempt, plan = taken
        following: list[str] = []
        with (
            self._ending(run_id, attempt),
            Heartbeat(lambda lived, found: self._live(attempt, run_id, plan, chunk, lived, found)) as pulse,
        ):
            part = run_chunk(plan, plan.chunks[chunk], pulse.on_month, pulse.on_partial)
            if len(plan.chunks) == 1:
                self._complete(run_id, attempt, plan, [part])
            elif self._hand_in(run_id, attempt, plan, chunk, part):
                following.append(_task(run_id, _REDUCE))
        if insist(lambda: self._leases.finish(attempt, following)):
            self.reduce(run_id)

    def reduce(self, run_id: str) -> None:
        """Turn the parts of a run into its result: all of them, of this version, or none."""
        if (taken := self._taken(_task(run_id, _REDUCE), run_id)) is None:
            return
        attempt, plan = taken
        missing: list[str] = []
        with self._ending(run_id, attempt), Heartbeat(lambda lived, found: self._hold(attempt)):
            found = self._store.parts(run_id)
            missing = [_task(run_id, chunk) for chunk in range(len(plan.chunks)) if chunk not in found]
            if not missing:
                self._complete(run_id, attempt, plan, [_opened(plan, part) for _, part in sorted(found.items())])
        if missing and self._store.is_cancelled(run_id):
            missing = []  # the run has ended meanwhile, and its parts are gone for good
        insist(lambda: self._leases.finish(attempt, missing))

    def look_around(self, node: str, processes: int) -> None:
        """Say that this node is alive; and if nobody else does so now, find what was lost and who may begin."""
        self._leases.enrol(node, processes)
        if self._store.lease("look around", 2 * LOOK_EVERY):
            for task in self._leases.lost():
                self._find(task)
            for run_id in self._store.overdue(self._clock(), self._queue_timeout, self._timeout):
                self._end(run_id, lambda run: out_of_time(run, self._clock(), self._queue_timeout, self._timeout))
            self._take_turns()

    def _find(self, task: str) -> None:
        run_id, what = task.split(":")
        if (plan := self._store.plan(run_id)) is None:
            self._leases.drop(task)
        elif what == _REDUCE:
            self._send("reduce", run_id, 0, plan.work > LARGE)
        else:
            self._send("chunk", run_id, int(what), plan.work > LARGE)

    def _taken(self, task: str, run_id: str) -> tuple[Attempt, Plan[Any]] | None:
        """Our attempt at a task that is still wanted, and what its run has to do."""
        attempt = self._leases.take(task)
        if attempt == "exhausted":
            self._end(run_id, lambda run: run.failed(self._clock(), LOST))
        if not isinstance(attempt, Attempt):
            return None
        if self._store.is_cancelled(run_id):
            self._end(run_id, lambda run: run.cancelled(self._clock()))
        elif (plan := self._plan(run_id)) is not None:
            return attempt, plan
        self._leases.finish(attempt)
        return None

    def _plan(self, run_id: str) -> Plan[Any] | None:
        """What a run has to do, which is under way from now on; the next chunk is likely to be of the same run."""
        if run_id != self._known[0]:
            if (plan := self._store.plan(run_id)) is not None:
                self._store.update(run_id, lambda run: run.begun(self._clock()))
            self._known = (run_id, plan)
        return self._known[1]

    def _hold(self, attempt: Attempt) -> None:
        """Show that we are alive. Raises SupersededError when the task is not ours any more."""
        if not self._leases.hold(attempt):
            raise SupersededError("somebody else does this task")

    def _live(
        self, attempt: Attempt, run_id: str, plan: Plan[Any], chunk: int, lived: float, found: dict[str, Any] | None
    ) -> None:
        """Show that we are alive, and how far we are. Raises SimulationCancelled when nobody wants it any more."""
        self._hold(attempt)
        if self._store.is_cancelled(run_id):
            raise SimulationCancelled("the run was cancelled")
        self._tell(run_id, plan, self._store.heartbeat(run_id, chunk, lived), found)

    def _hand_in(self, run_id: str, attempt: Attempt, plan: Plan[Any], chunk: int, part: object) -> bool:
        """Keep a part; whether it was the last one."""
        content = _stamped(part_bytes(plan.kind, part))
        lived = insist(lambda: self._store.put_part(run_id, attempt, chunk, content))
        done = sum(part == 1 for part in lived.values())
        if 0 < done < len(plan.chunks):
            with suppress(StoreUnavailableError):  # the part is handed in, and that is what counts
                self._tell(run_id, plan, lived, self._partial(run_id, plan, done))
        return done == len(plan.chunks)

    def _partial(self, run_id: str, plan: Plan[Any], done: int) -> dict[str, Any] | None:
        """What is known so far, each time twice as many chunks are done; nobody asks that of a run of a second."""
        if done & (done - 1) or self._age(run_id) < _PARTIAL_AFTER:
            return None
        return plan.partial([_opened(plan, part) for _, part in sorted(self._store.parts(run_id).items())])

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
        self._store.update(run_id, lambda run: run.advanced(progress))

    def _is_time_to_tell(self, run_id: str) -> bool:
        if time.monotonic() - self._told < _REPORT_EVERY:
            return False
        self._told = time.monotonic()
        return self._store.lease(f"progress {run_id}", _REPORT_EVERY)

    def _complete(self, run_id: str, attempt: Attempt, plan: Plan[Any], parts: list[Any]) -> None:
        run = self._store.run(run_id)
        if run is None or run.started_at is None:
            return
        seconds, created_at = self._clock() - run.started_at, datetime.fromtimestamp(run.started_at, UTC)
        blob = blob_of(plan.reduce(parts, seconds, created_at))
        if insist(lambda: self._store.put_blob(run_id, attempt, blob, self._clock())):
            insist(lambda: self._end(run_id, lambda run: run.completed(self._clock())))

    @contextmanager
    def _ending(self, run_id: str, attempt: Attempt) -> Iterator[None]:
        """A run whose task cannot be done ends with a sentence; where the store is away, the task is lost."""
        try:
            yield
        except StoreUnavailableError:
            raise
        except SupersededError:
            log.info("somebody else does this task", run_id=run_id, task=attempt.task)
        except SimulationCancelled:
            insist(lambda: self._end(run_id, lambda run: run.cancelled(self._clock())))
        except Exception as error:
            sentence = MIXED if isinstance(error, MixedVersionsError) else sentence_of(error)
            if not isinstance(error, CliffcastError):
                log.error("run failed", run_id=run_id, exc_info=error)
            if insist(lambda: self._leases.hold(attempt)):
                insist(lambda: self._end(run_id, lambda run: run.failed(self._clock(), sentence)))

    def _end(self, run_id: str, change: Callable[[Run], Run]) -> None:
        self._store.update(run_id, change)
        self._take_turns()

    def _take_turns(self) -> None:
        for run_id in self._store.dequeue(self._clock(), self._leases.processes()):
            self._send("begin", run_id, 0, False)


def insist(action: Callable[[], Answer]) -> Answer:
    """Do it although the store is away for a while: what was computed shall not have to be computed again."""
    for _ in range(_INSIST_TIMES):
        with suppress(StoreUnavailableError):
            return action()
        time.sleep(_INSIST_EVERY)
    return action()


def _stamped(part: bytes) -> bytes:
    """A part that says which version of the engine it is of."""
    return ENGINE_VERSION.encode() + _STAMP + part


def _opened(plan: Plan[Any], content: bytes) -> Any:
    """A part of our own version. Raises MixedVersionsError where it is of another one."""
    version, _, part = content.partition(_STAMP)
    if version.decode(errors="replace") != ENGINE_VERSION:
        raise MixedVersionsError(f"a part is not of version {ENGINE_VERSION}")
    return part_from(plan.kind, part)


def _task(run_id: str, what: int | str) -> str:
    return f"{run_id}:{what}"
