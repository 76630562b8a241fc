"""The agenda of all workers, in Redis and by the clock of Redis: machines need not agree on the time."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.abm.async_engine.worker_ports import Taken
from app.storage.redis.connection import for_workers, unavailable_when_away

LEASE = 5.0
"""Seconds after which a piece whose holder is silent, or a node, is lost."""
MOST_TAKEN = 3
"""How often a piece may be taken: one that has cost three processes their lives is not tried on a fourth."""
PATIENCE = 15.0
"""Seconds after which a lost piece that nobody takes is lost again; twice as many each time."""

_LONGEST_PATIENCE = 600.0
_BATCH = 200
"""Most lost pieces told at once."""
_SCRIPT = (Path(__file__).parent / "scripts" / "agenda.lua").read_text()


class RedisAgenda:
    """The `Agenda` of one process. Every method raises StoreUnavailableError where Redis is away."""

    def __init__(
        self, url: str, prefix: str = "cliffcast", *, lease: float = LEASE, patience: float = PATIENCE
    ) -> None:
        """`prefix` is that of the store."""
        self._prefix, self._origin, self._lease, self._patience = prefix, secrets.token_hex(8), lease, patience
        self._script = for_workers(url).register_script(_SCRIPT)

    def put(self, pieces: Sequence[str], seconds: float) -> None:
        """See `Agenda.put`."""
        self._ask("put", seconds, *pieces)

    def take(self, piece: str) -> Taken:
        """See `Agenda.take`."""
        taken: Taken = self._ask("take", piece, self._holder, self._lease, MOST_TAKEN).decode()
        return taken

    def hold(self, piece: str) -> None:
        """See `Agenda.hold`."""
        self._ask("hold", piece, self._holder, self._lease)

    def finish(self, piece: str, *following: str) -> None:
        """See `Agenda.finish`."""
        self._ask("finish", piece, *following)

    def lost(self) -> list[str]:
        """See `Agenda.lost`."""
        pieces: list[bytes] = self._ask("lost", self._patience, _LONGEST_PATIENCE, _BATCH)
        return [piece.decode() for piece in pieces]

    def enrol(self, node: str, processes: int) -> None:
        """See `Agenda.enrol`."""
        self._ask("enrol", node, processes, self._lease)

    def processes(self) -> int:
        """See `Agenda.processes`."""
        return int(self._ask("processes"))

    @property
    def _holder(self) -> str:
        """This very process: an agenda made before a fork has a holder for each side of it."""
        return f"{self._origin}-{os.getpid()}"

    def _ask(self, answer: str, *arguments: str | float) -> Any:
        with unavailable_when_away():
            return self._script([self._prefix], [answer, *arguments])
