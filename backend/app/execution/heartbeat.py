"""The signs of life of whoever works on a task."""

import threading
from collections.abc import Callable
from typing import Any, Self

import structlog

from app.abm.async_engine.ports import StoreUnavailableError
from app.abm.core.errors import SimulationCancelled

log = structlog.get_logger()

BEAT = 0.25
"""Seconds between two signs of life."""


class Heartbeat:
    """A thread that beats while a task is worked on, and stops the work when the beat says so."""

    def __init__(self, beat: Callable[[float, dict[str, Any] | None], None]) -> None:
        """`beat` is told the fraction of the task that is done, and what it has found since the last one.

        It raises SimulationCancelled where the work shall stop.
        """
        self._beat, self._done = beat, 0.0
        self._found: dict[str, Any] | None = None
        self._stopped: SimulationCancelled | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)

    def on_month(self, done: int, total: int) -> None:
        """So many months of the task are done; the last step is its result. Raises SimulationCancelled."""
        self._done = done / (total + 1)
        if self._stopped is not None:
            raise self._stopped

    def on_partial(self, found: dict[str, Any]) -> None:
        """What the task has found so far; told with the next beat."""
        self._found = found

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _keep_beating(self) -> None:
        while not self._over.wait(BEAT):
            try:
                found, self._found = self._found, None
                self._beat(self._done, found)
            except SimulationCancelled as stopped:
                self._stopped = stopped
            except StoreUnavailableError as error:
                log.warning("a chunk goes on without the store", reason=str(error))
