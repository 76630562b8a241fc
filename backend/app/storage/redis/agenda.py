"""The agenda of all workers, in Redis and by the clock of Redis: machines need not agree on the time."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.abm.async_engine.worker_ports import Attempt, NotTaken, node_name
from app.abm.engine.spec import ENGINE_VERSION
from app.storage.redis.connection import for_workers, unavailable_when_away

LEASE = 5.0
"""Seconds after which a piece whose holder is silent, or a node, is lost."""
MOST_TAKEN = 3
"""How often a piece may be taken: one that has cost three processes their lives is not tried on a fourth."""
MOST_MOVED = 10
"""How often a piece may be lost together with its whole node, which is seldom its own fault."""
PATIENCE = 15.0
"""Seconds after which a lost piece that nobody takes is lost again; twice as many each time."""

_LONGEST_PATIENCE = 600.0
_BATCH = 200
"""Most lost pieces told at once."""
_SCRIPT = (Path(__file__).parent / "scripts" / "agenda.lua").read_text()


class RedisAgenda:
    """The `Agenda` of a node and all processes that it forks. Raises StoreUnavailableError where Redis is away."""

    def __init__(
        self,
        url: str,
        prefix: str = "cliffcast",
        *,
        version: str = ENGINE_VERSION,
        lease: float = LEASE,
        patience: float = PATIENCE,
    ) -> None:
        """`prefix` is that of the store; there is an agenda for each version of the engine."""
        self._prefix, self._lease, self._patience = f"{prefix}:agenda:{version}", lease, patience
        self._node = node_name()
        self._script = for_workers(url).register_script(_SCRIPT)

    def put(self, pieces: Sequence[str], seconds: float) -> list[str]:
        """See `Agenda.put`."""
        return self._listed("put", seconds, *pieces)

    def take(self, piece: str) -> Attempt | NotTaken:
        """See `Agenda.take`."""
        attempt = Attempt(piece, secrets.token_hex(8))
        limits = (self._lease, MOST_TAKEN, MOST_MOVED)
        taken: Any = self._ask("take", piece, attempt.token, self._node, *limits).decode()
        return attempt if taken == "taken" else taken

    def hold(self, attempt: Attempt) -> bool:
        """See `Agenda.hold`."""
        return bool(self._ask("hold", attempt.piece, attempt.token, self._lease))

    def finish(self, attempt: Attempt, following: Sequence[str] = (), seconds: float = 0.0) -> list[str]:
        """See `Agenda.finish`."""
        return self._listed("finish", attempt.piece, attempt.token, seconds, *following)

    def drop(self, piece: str) -> None:
        """See `Agenda.drop`."""
        self._ask("finish", piece, "", 0.0)

    def lost(self) -> list[str]:
        """See `Agenda.lost`."""
        return self._listed("lost", self._patience, _LONGEST_PATIENCE, _BATCH, self._lease)

    def enrol(self, node: str, processes: int) -> None:
        """See `Agenda.enrol`."""
        self._ask("enrol", node, processes, self._lease)

    def processes(self) -> int:
        """See `Agenda.processes`."""
        return int(self._ask("processes"))

    def backlog(self) -> tuple[int, float]:
        """See `Agenda.backlog`."""
        pieces, seconds = self._ask("backlog")
        return int(pieces), float(seconds)

    def _listed(self, answer: str, *arguments: str | float) -> list[str]:
        return [piece.decode() for piece in self._ask(answer, *arguments)]

    def _ask(self, answer: str, *arguments: str | float) -> Any:
        with unavailable_when_away():
            return self._script([self._prefix], [answer, *arguments])
