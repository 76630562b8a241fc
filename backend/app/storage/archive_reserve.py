"""Space that is kept so that space can be made: on a full disk even a deletion needs some."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

_BYTES = 2**20
"""More than the pages that the deletion of some runs touches."""


class Reserve:
    """A file beside a SQLite archive that takes space while there is some."""

    def __init__(self, archive: str) -> None:
        self._path = Path(f"{archive}-reserve")

    def take_up(self) -> None:
        """Have the space, where there is much more of it."""
        if self._path.exists():
            return
        try:
            if shutil.disk_usage(self._path.parent).free < 4 * _BYTES:
                return
            with self._path.open("wb") as file:
                file.write(bytes(_BYTES))
                os.fsync(file.fileno())
        except OSError:
            self.give_up()

    def give_up(self) -> None:
        """Let somebody else have it."""
        with suppress(OSError):
            self._path.unlink()
