"""What is asked of the archive, and how long anybody waits for the answer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import structlog

from app.abm.async_engine.archive_protocol import ArchiveError, ArchiveRefusedError
from app.storage.breaker import Breaker

log = structlog.get_logger()

Answer = TypeVar("Answer")

TO_READ = 5.0
"""Seconds the archive may take while a reader waits for it."""
SOON = 1.0
"""Seconds it may take while a run waits for it."""

_LEFT_ALONE = 5.0
"""Seconds for which nobody waits for an archive that has just failed."""
_THREADS = 4


class ArchiveLeftAloneError(ArchiveError):
    """The archive was not asked."""


class ArchiveCalls:
    """Calls of an archive that blocks, from an event loop that must not.

    After a failure the archive is left alone for some seconds; failures are logged and told to `on_failure`.
    """

    def __init__(self, on_failure: Callable[[], None]) -> None:
        self._on_failure = on_failure
        self._threads = ThreadPoolExecutor(_THREADS, "archive")
        self._breaker = Breaker(_LEFT_ALONE)

    async def ask(
        self, question: Callable[..., Answer], *args: object, within: float = TO_READ, may_try: bool = False
    ) -> Answer:
        """What the archive answers in time. Raises ArchiveError, at once where it has just failed."""
        if not (may_try or self._breaker.may_try()):
            raise ArchiveLeftAloneError("the archive has just failed, and is left alone for some seconds")
        try:
            answering = asyncio.get_running_loop().run_in_executor(self._threads, partial(question, *args))
            answer = await asyncio.wait_for(answering, within)
        except ArchiveRefusedError:
            raise
        except ArchiveError:
            self._breaker.failed()
            raise
        except TimeoutError:
            self._breaker.failed()
            raise ArchiveError(f"the archive has not answered within {within:g} seconds") from None
        self._breaker.worked()
        return answer

    async def tried(self, write: Callable[..., object], *args: object, within: float = SOON) -> bool:
        """Whether the archive has done something in time."""
        try:
            await self.ask(write, *args, within=within)
        except ArchiveError as error:
            self.failed(error)
            return False
        return True

    def failed(self, error: ArchiveError) -> None:
        """Tell of a failure, unless nobody asked."""
        if isinstance(error, ArchiveLeftAloneError):
            return
        log.error("the archive failed", reason=str(error))
        self._on_failure()
