"""A file that is written whole or not at all, and tried before anything is computed."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

Write: TypeAlias = Callable[[bytes], None]


class OutputError(Exception):
    """The file cannot be written; the message is one line that says why."""


@contextmanager
def output_file(path: Path, source: Path | None = None) -> Iterator[Write]:
    """Makes room for a file beside it, and takes its content at the end; what was there before stays until then.

    Raises OutputError where it cannot be written, or is the `source` that is read.
    """
    place = Path(os.path.realpath(path))
    if source is not None and place == Path(os.path.realpath(source)):
        raise OutputError(f"cannot write {path}: it is the file that is read")
    draft = place.with_name(f".{place.name[:100]}.{os.getpid()}")
    with _told(path):
        if place.is_dir():
            raise IsADirectoryError(0, "Is a directory")
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError(0, "Permission denied")
        draft.open("xb").close()

    def write(content: bytes) -> None:
        with _told(path):
            draft.write_bytes(content)
            if place.exists():
                shutil.copymode(place, draft)
            os.replace(draft, place)

    try:
        yield write
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
