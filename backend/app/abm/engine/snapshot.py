"""The whole state of a simulation as bytes, and back."""

import io
import zipfile
from collections.abc import Mapping

import numpy as np

from app.abm.core.controller import ABMController
from app.abm.core.errors import SnapshotError


def to_bytes(month: int, parts: Mapping[str, ABMController]) -> bytes:
    """Everything the parts remember after `month` months, as an uncompressed NumPy archive without pickles."""
    buffer = io.BytesIO()
    arrays = {f"{part}.{name}": array for part, owner in parts.items() for name, array in owner.snapshot().items()}
    np.savez(buffer, allow_pickle=False, months=np.array(month), **arrays)
    return buffer.getvalue()


def restore(saved: bytes, parts: Mapping[str, ABMController], horizon: int) -> int:
    """Give the parts their state back; returns the months lived. Raises SnapshotError when it does not fit."""
    try:
        with np.load(io.BytesIO(saved), allow_pickle=False) as archive:
            state = dict(archive)
        months = int(state.pop("months"))
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise SnapshotError("these bytes are not a saved simulation") from error
    if months > horizon:
        raise SnapshotError(f"the state is of month {months}, beyond the horizon of {horizon} months")
    for part, owner in parts.items():
        prefix = f"{part}."
        owner.restore({name.removeprefix(prefix): array for name, array in state.items() if name.startswith(prefix)})
    return months
