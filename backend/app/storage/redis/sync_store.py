"""What workers ask of the store: the same script and the same keys, without an event loop."""

import secrets
from collections.abc import Callable
from typing import Any

from app.abm.async_engine.job import Instant, Run
from app.abm.async_engine.ports import Blob, StoreLimits
from app.abm.async_engine.worker_ports import Attempt, ChunkProgress, NotWorthIt
from app.abm.engine.spec import ENGINE_VERSION
from app.abm.studies.codec import plan_from
from app.abm.studies.plan import Plan
from app.storage.redis.connection import for_workers, unavailable_when_away
from app.storage.redis.operations import SCRIPT, Answer, Operation, Operations


class RedisRunStore:
    """The runs of a `RedisJobStore`, told from outside: their turns, chunks, changes and results.

    Every method raises StoreUnavailableError where Redis is away.
    """

    def __init__(
        self,
        url: str,
        limits: StoreLimits,
        prefix: str = "cliffcast",
        *,
        version: str = ENGINE_VERSION,
        keeps_time: bool = True,
    ) -> None:
        """`limits` and `prefix` are those of the replicas."""
        self._prefix, self._holder = prefix, secrets.token_hex(16)
        self._operations = Operations(limits, version, keeps_time)
        self._client = for_workers(url)
        self._script = self._client.register_script(SCRIPT)

    def run(self, run_id: str) -> Run | None:
        """A run by its id."""
        return self._do(self._operations.run(run_id))

    def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """Apply a step of a run's life and tell everyone who watches."""
        return self._do(self._operations.update(run_id, change))

    def clock(self) -> Instant:
        """The time of Redis."""
        with unavailable_when_away():
            seconds, microseconds = self._client.time()
        return float(seconds + microseconds / 1e6)

    def dequeue(self, now: Instant, places: int) -> list[str]:
        """The runs that shall begin now; see `JobStore.dequeue`."""
        return self._do(self._operations.dequeue(now, places))

    def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """Runs that have waited or been under way for so long; see `JobStore.overdue`."""
        return self._do(self._operations.overdue(now, waiting, running))

    def plan(self, run_id: str) -> Plan[Any] | None:
        """What an unfinished run has to do."""
        plan = self._do(self._operations.plan(run_id))
        return None if plan is None else plan_from(plan)

    def is_cancelled(self, run_id: str) -> bool:
        """Whether nobody waits for the run any more: it has ended, its jobs were cancelled, or it is not known."""
        return self._do(self._operations.is_cancelled(run_id))

    def heartbeat(self, run_id: str, attempt: Attempt, chunk: int, done: float) -> ChunkProgress | NotWorthIt:
        """See `RunStore.heartbeat`."""
        return self._do(self._operations.heartbeat(run_id, attempt, chunk, done))

    def put_part(
        self, run_id: str, attempt: Attempt, chunk: int, part: bytes, chunks: int
    ) -> tuple[ChunkProgress, bool]:
        """See `RunStore.put_part`."""
        return self._do(self._operations.put_part(run_id, attempt, chunk, part, chunks))

    def parts(self, run_id: str) -> dict[int, bytes]:
        """The results of the chunks that are done."""
        return self._do(self._operations.parts(run_id))

    def put_blob(self, run_id: str, attempt: Attempt, blob: Blob, now: Instant) -> bool:
        """Keep the first result of a run; whether it has one now, whoever brought it."""
        return self._do(self._operations.put_blob(run_id, blob, now, attempt))

    def lease(self, name: str, seconds: float) -> bool:
        """Hold for a while what only one process may do, or go on holding it; false while another one holds it."""
        return self._do(self._operations.lease(f"{self._operations.version} {name}", self._holder, seconds))

    def close(self) -> None:
        """Leave."""
        self._client.close()

    def _do(self, operation: Operation[Answer]) -> Answer:
        reply: object = None
        with unavailable_when_away():
            while True:
                try:
                    call = operation.send(reply)
                except StopIteration as end:
                    answer: Answer = end.value
                    return answer
                reply = self._script([self._prefix], [call.answer, *call.arguments])
