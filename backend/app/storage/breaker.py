"""Leave alone for a while what has just failed."""

import time
from collections.abc import Callable


class Breaker:
    """Says whether to try what may fail: after a failure once every so many seconds, until it works.

    Of use on one event loop or thread.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._not_before: float | None = None

    def may_try(self) -> bool:
        """Whether to try now; whoever is told so after a failure is the only one for a while."""
        if self._not_before is None:
            return True
        if self._clock() < self._not_before:
            return False
        self.failed()
        return True

    def failed(self) -> None:
        """It did not work."""
        self._not_before = self._clock() + self._seconds

    def worked(self) -> None:
        """It works."""
        self._not_before = None
