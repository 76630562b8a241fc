"""Atomic output files: checked before anything is computed, and written completely or not at all."""

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
    """Create a temporary file beside `path`; the function that is yielded writes the content and renames it to `path`.

    Raises OutputError where the file cannot be written, or where it is the `source` that is read.
    """
    target = Path(os.path.realpath(path))
    if source is not None and target == Path(os.path.realpath(source)):
        raise OutputError(f"cannot write {path}: it is the file that is read")
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}")
    with _as_output_error(path):
        if target.is_dir():
            raise IsADirectoryError(0, "Is a directory")
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(0, "Permission denied")
        temporary.open("xb").close()

    def write(content: bytes) -> None:
        with _as_output_error(path):
            temporary.write_bytes(content)
            if target.exists():
                shutil.copymode(target, temporary)
            os.replace(temporary, target)

    try:
        yield write
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def _as_output_error(path: Path) -> Iterator[None]:
    """Raise OutputError for any OSError within."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
