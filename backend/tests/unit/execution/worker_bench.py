"""A worker of which messages wait until a test delivers them, over a real Redis."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

import orjson

from app.abm.async_engine.job import Run
from app.abm.async_engine.ports import Submission
from app.abm.async_engine.worker_ports import Attempt, node_name
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import Plan
from app.execution.worker_tasks import Step, WorkerTasks
from app.storage.redis.leases import RedisLeases
from app.storage.redis.store import RedisJobStore
from app.storage.redis.sync_store import RedisRunStore
from tests.factories import spec
from tests.redis_server import RedisServer

Message: TypeAlias = tuple[Step, str, int]

TRIALS = MonteCarloPlan(spec(), MonteCarloParams(num_trials=600))
"""Five chunks."""
BLINK = 0.05
"""Seconds after which a holder who is silent is presumed dead."""


@dataclass
class Bench:
    """A store, and a worker whose messages wait until they are delivered."""

    replica: RedisJobStore
    store: RedisRunStore
    leases: RedisLeases
    redis: RedisServer
    sent: list[Message] = field(default_factory=list)
    patience: float = 15.0
    """Seconds after which a chunk that nobody has taken is lost."""

    def worker(self, timeout: float = 600.0, later: float = 0.0) -> WorkerTasks:
        """One more worker, whose clock says that it is later."""
        return WorkerTasks(
            self.store, self.leases, self.send, lambda: time.time() + later, timeout, patience=self.patience
        )

    def send(self, step: Step, run_id: str, chunk: int, large: bool) -> None:
        self.sent.append((step, run_id, chunk))

    async def begun(self, plan: Plan[Any] = TRIALS, worker: WorkerTasks | None = None) -> str:
        """A run whose chunks have been sent out."""
        state = (await self.replica.admit(Submission("a", plan), time.time())).state
        assert state is not None
        assert await self.replica.dequeue(time.time()) == [state.run.run_id]
        (worker or self.worker()).begin(state.run.run_id)
        return state.run.run_id

    def deliver(self, *messages: Message, later: float = 0.0) -> None:
        """Hand messages to a worker, one after the other, so many seconds later."""
        worker = self.worker(later=later)
        handlers: dict[str, Callable[[str, int], None]] = {
            "begin": lambda run_id, chunk: worker.begin(run_id),
            "chunk": worker.chunk,
            "reduce": lambda run_id, chunk: worker.reduce(run_id),
        }
        for step, run_id, chunk in messages:
            handlers[step](run_id, chunk)

    def find_what_was_lost(self) -> list[Message]:
        """What a node sends again."""
        before = len(self.sent)
        self.worker().supervise(node_name(), 1)
        return self.sent[before:]

    def taken(self, task: str) -> Attempt:
        """Somebody's attempt at a task."""
        attempt = self.leases.acquire(task)
        assert isinstance(attempt, Attempt)
        return attempt

    def run(self, run_id: str) -> Run:
        run = self.store.run(run_id)
        assert run is not None
        return run

    async def answer(self, run_id: str) -> dict[str, Any]:
        """What the run came to, less what the clock says."""
        blob = await self.replica.get_blob(run_id)
        assert blob is not None
        return _without_times(blob.content)


def _without_times(content: bytes) -> dict[str, Any]:
    result: dict[str, Any] = orjson.loads(content)
    del result["execution_time_seconds"], result["manifest"]["created_at"]
    return result


def undisturbed(plan: Plan[Any]) -> dict[str, Any]:
    parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
    return _without_times(plan.reduce(parts, 0.0, datetime.now(UTC)))
