"""The leases of all workers, in Redis and by the clock of Redis: machines need not agree on the time."""

import secrets
from collections.abc import Sequence
from typing import Any

from app.abm.async_engine.worker_ports import Attempt, NotAcquired, node_name
from app.abm.engine.spec import ENGINE_VERSION
from app.storage.redis.connection import for_workers, unavailable_when_away
from app.storage.redis.operations import SCRIPT

LEASE = 5.0
"""Seconds after which a task whose holder is silent, or a node, is lost."""
MOST_TAKEN = 3
"""How often a task may be acquired: one that has cost three processes their lives is not tried on a fourth."""
MOST_MOVED = 10
"""How often a task may be lost together with its whole node, which is seldom its own fault."""
PATIENCE = 15.0
"""Seconds after which a lost task that nobody acquires is lost again; twice as many each time."""

_LONGEST_PATIENCE = 600.0
_BATCH = 200
"""Most lost tasks told at once."""


class RedisLeases:
    """The `Leases` of a node and all processes that it forks. Raises StoreUnavailableError where Redis is away."""

    def __init__(
        self,
        url: str,
        prefix: str = "cliffcast",
        *,
        version: str = ENGINE_VERSION,
        lease: float = LEASE,
        patience: float = PATIENCE,
    ) -> None:
        """`prefix` is that of the store; there are leases for each version of the engine."""
        self._prefix, self._version = prefix, version
        self._lease, self._patience = lease, patience
        self._node = node_name()
        self._script = for_workers(url).register_script(SCRIPT)

    def add(self, tasks: Sequence[str], seconds: float) -> list[str]:
        """See `Leases.add`."""
        return self._listed("add_tasks", seconds, *tasks)

    def acquire(self, task: str, run_id: str = "") -> Attempt | NotAcquired:
        """See `Leases.acquire`."""
        attempt = Attempt(task, secrets.token_hex(8), self._lease)
        limits = (self._lease, MOST_TAKEN, MOST_MOVED)
        became: Any = self._ask("acquire", task, run_id, attempt.token, self._node, *limits).decode()
        return attempt if became == "acquired" else became

    def renew(self, attempt: Attempt) -> bool:
        """See `Leases.renew`."""
        return bool(self._ask("renew", attempt.task, attempt.token, self._lease))

    def complete(self, attempt: Attempt, following: Sequence[str] = (), seconds: float = 0.0) -> list[str]:
        """See `Leases.complete`."""
        return self._listed("complete", attempt.task, attempt.token, seconds, *following)

    def discard(self, task: str) -> None:
        """See `Leases.discard`."""
        self._ask("complete", task, "", 0.0)

    def expired(self) -> list[str]:
        """See `Leases.expired`."""
        return self._listed("expired", self._patience, _LONGEST_PATIENCE, _BATCH, self._lease)

    def register_node(self, node: str, processes: int) -> None:
        """See `Leases.register_node`."""
        self._ask("register_node", node, processes, self._lease)

    def processes(self) -> int:
        """See `Leases.processes`."""
        return int(self._ask("processes"))

    def backlog(self) -> tuple[int, float, int]:
        """See `Leases.backlog`."""
        tasks, seconds, exhausted = self._ask("backlog")
        return int(tasks), float(seconds), int(exhausted)

    def _listed(self, answer: str, *arguments: str | float) -> list[str]:
        return [task.decode() for task in self._ask(answer, *arguments)]

    def _ask(self, answer: str, *arguments: str | float) -> Any:
        with unavailable_when_away():
            return self._script([self._prefix], [answer, self._version, *arguments])
