"""What a worker does with a run: cuts it into tasks, runs its chunks, reduces them, and sends again what got lost.

Every step is idempotent, and a task until what follows from it is there. So a message may come twice or never, and a
process may die anywhere.
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
from app.abm.async_engine.worker_ports import Attempt, ChunkProgress, Leases, RunStore
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

SUPERVISE_EVERY = 1.0
"""Seconds between two rounds of a node."""

_PATIENCE = 15.0
_REPORT_EVERY = 0.2
"""Seconds between two reports of progress."""
_PARTIAL_AFTER = 1.0
_RETRY_EVERY, _RETRIES = 0.25, 240
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
        self._reported_at = 0.0
        """When this process reported progress, on its own clock."""

    def begin(self, run_id: str) -> None:
        """Add every chunk of a run to the tasks, and send it out. The run is pending until somebody acquires one."""
        run, plan = self._store.run(run_id), self._store.plan(run_id)
        if run is None or run.status != "pending" or plan is None:
            return
        for task in self._leases.add([_task(run_id, chunk) for chunk in range(len(plan.chunks))], self._patience):
            self._send("chunk", run_id, int(task.split(":")[1]), plan.work > LARGE)

    def chunk(self, run_id: str, chunk: int) -> None:
        """Run a chunk; who brings the last part reduces them all."""
        if (acquired := self._acquired(_task(run_id, chunk), run_id)) is None:
            return
        attempt, plan = acquired
        is_kept = can_be_reduced = False
        with (
            self._ending(run_id, attempt),
            Heartbeat(lambda done, found: self._beat(attempt, run_id, plan, chunk, done, found)) as heartbeat,
        ):
            part = run_chunk(plan, plan.chunks[chunk], heartbeat.on_month, heartbeat.on_partial)
            if len(plan.chunks) == 1:
                self._complete(run_id, attempt, plan, [part])
            else:
                can_be_reduced, is_kept = self._put_part(run_id, attempt, plan, chunk, part), True
        if not is_kept:
            retried(lambda: self._leases.complete(attempt))
        if can_be_reduced:
            self.reduce(run_id)

    def reduce(self, run_id: str) -> None:
        """Turn the parts of a run into its result: all of them, of this version, or none."""
        if (acquired := self._acquired(_task(run_id, _REDUCE), run_id)) is None:
            return
        attempt, plan = acquired
        missing: list[str] = []
        with self._ending(run_id, attempt), Heartbeat(lambda done, found: self._renew(attempt)):
            found = self._store.parts(run_id)
            missing = [_task(run_id, chunk) for chunk in range(len(plan.chunks)) if chunk not in found]
            if not missing:
                self._complete(run_id, attempt, plan, [_opened(plan, part) for _, part in sorted(found.items())])
        if missing and self._store.is_cancelled(run_id):
            missing = []  # the run has ended meanwhile, and its parts are gone for good
        retried(lambda: self._leases.complete(attempt, missing))

    def supervise(self, node: str, processes: int) -> None:
        """Say that this node is alive; if no other one does so now, send lost tasks again, let runs begin and end."""
        self._leases.register_node(node, processes)
        if self._store.lease("look around", 2 * SUPERVISE_EVERY):
            for task in self._leases.expired():
                self._send_again(task)
            for run_id in self._store.overdue(self._clock(), self._queue_timeout, self._timeout):
                self._end(run_id, lambda run: out_of_time(run, self._clock(), self._queue_timeout, self._timeout))
            self._dequeue()

    def _send_again(self, task: str) -> None:
        run_id, what = task.split(":")
        if (plan := self._store.plan(run_id)) is None:
            self._leases.discard(task)
        elif what == _REDUCE:
            self._send("reduce", run_id, 0, plan.work > LARGE)
        else:
            self._send("chunk", run_id, int(what), plan.work > LARGE)

    def _acquired(self, task: str, run_id: str) -> tuple[Attempt, Plan[Any]] | None:
        """Our attempt at a task that is still wanted, and what its run has to do."""
        attempt = self._leases.acquire(task, run_id)
        if attempt == "exhausted":
            self._end(run_id, lambda run: run.failed(self._clock(), LOST))
        elif attempt == "unwanted":
            self._end(run_id, lambda run: run.cancelled(self._clock()))
            self._leases.discard(task)
        if not isinstance(attempt, Attempt):
            return None
        if (plan := self._plan(run_id)) is not None:
            return attempt, plan
        self._leases.complete(attempt)
        return None

    def _plan(self, run_id: str) -> Plan[Any] | None:
        """What a run has to do, which is under way from now on; the next chunk is likely to be of the same run."""
        if run_id != self._known[0]:
            if (plan := self._store.plan(run_id)) is not None:
                self._store.update(run_id, lambda run: run.begun(self._clock()))
            self._known = (run_id, plan)
        return self._known[1]

    def _renew(self, attempt: Attempt) -> None:
        """Show that we are alive. Raises SupersededError when the task is not ours any more."""
        if not self._leases.renew(attempt):
            raise SupersededError("somebody else does this task")

    def _beat(
        self, attempt: Attempt, run_id: str, plan: Plan[Any], chunk: int, done: float, found: dict[str, Any] | None
    ) -> None:
        """Show that we are alive, and how far we are. Raises SimulationCancelled when nobody wants it any more."""
        progress = self._store.heartbeat(run_id, attempt, chunk, done)
        if progress == "superseded":
            raise SupersededError("somebody else does this task")
        if progress == "unwanted":
            raise SimulationCancelled("the run was cancelled")
        self._report(run_id, plan, progress, found)

    def _put_part(self, run_id: str, attempt: Attempt, plan: Plan[Any], chunk: int, part: object) -> bool:
        """Keep a part, with which its task is done; whether it was the last one, and all can be reduced."""
        content, chunks = _stamped(part_bytes(plan.kind, part)), len(plan.chunks)
        progress, can_be_reduced = retried(lambda: self._store.put_part(run_id, attempt, chunk, content, chunks))
        done = sum(part == 1 for part in progress.values())
        if 0 < done < chunks:
            with suppress(StoreUnavailableError):  # the part is kept, and that is what counts
                self._report(run_id, plan, progress, self._partial(run_id, plan, done))
        return can_be_reduced

    def _partial(self, run_id: str, plan: Plan[Any], done: int) -> dict[str, Any] | None:
        """What is known so far, each time twice as many chunks are done; nobody asks that of a run of a second."""
        if done & (done - 1) or self._age(run_id) < _PARTIAL_AFTER:
            return None
        return plan.partial([_opened(plan, part) for _, part in sorted(self._store.parts(run_id).items())])

    def _age(self, run_id: str) -> float:
        """Seconds since a run has begun."""
        run = self._store.run(run_id)
        return 0.0 if run is None or run.started_at is None else self._clock() - run.started_at

    def _report(self, run_id: str, plan: Plan[Any], done: ChunkProgress, partial: dict[str, Any] | None = None) -> None:
        """Report progress, unless that was done a moment ago, here or elsewhere."""
        if partial is None and not self._may_report(run_id):
            return
        progress = progress_of(plan, {plan.chunks[chunk]: part for chunk, part in done.items()}, partial)
        self._store.update(run_id, lambda run: run.advanced(progress))

    def _may_report(self, run_id: str) -> bool:
        if time.monotonic() - self._reported_at < _REPORT_EVERY:
            return False
        self._reported_at = time.monotonic()
        return self._store.lease(f"progress {run_id}", _REPORT_EVERY)

    def _complete(self, run_id: str, attempt: Attempt, plan: Plan[Any], parts: list[Any]) -> None:
        run = self._store.run(run_id)
        if run is None or run.started_at is None:
            return
        seconds, created_at = self._clock() - run.started_at, datetime.fromtimestamp(run.started_at, UTC)
        blob = blob_of(plan.reduce(parts, seconds, created_at))
        if retried(lambda: self._store.put_blob(run_id, attempt, blob, self._clock())):
            retried(lambda: self._end(run_id, lambda run: run.completed(self._clock())))

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
            retried(lambda: self._end(run_id, lambda run: run.cancelled(self._clock())))
        except Exception as error:
            sentence = MIXED if isinstance(error, MixedVersionsError) else sentence_of(error)
            if not isinstance(error, CliffcastError):
                log.error("run failed", run_id=run_id, exc_info=error)
            if retried(lambda: self._leases.renew(attempt)):
                retried(lambda: self._end(run_id, lambda run: run.failed(self._clock(), sentence)))

    def _end(self, run_id: str, change: Callable[[Run], Run]) -> None:
        self._store.update(run_id, change)
        self._dequeue()

    def _dequeue(self) -> None:
        for run_id in self._store.dequeue(self._clock(), self._leases.processes()):
            self._send("begin", run_id, 0, False)


def retried(action: Callable[[], Answer]) -> Answer:
    """Do it although the store is away for a while: what was computed shall not have to be computed again."""
    for _ in range(_RETRIES):
        with suppress(StoreUnavailableError):
            return action()
        time.sleep(_RETRY_EVERY)
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
