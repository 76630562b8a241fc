"""Saving the complete state of a simulation to bytes, and restoring it."""

import io
import zipfile
from collections.abc import Mapping

import numpy as np

from app.abm.core.controller import ABMController
from app.abm.core.errors import SnapshotError


def to_bytes(month: int, owners: Mapping[str, ABMController]) -> bytes:
    """The state of all controllers after `month` months, as an uncompressed NumPy archive without pickles."""
    buffer = io.BytesIO()
    arrays = {f"{key}.{name}": array for key, owner in owners.items() for name, array in owner.snapshot().items()}
    np.savez(buffer, allow_pickle=False, months=np.array(month), **arrays)
    return buffer.getvalue()


def restore(saved: bytes, owners: Mapping[str, ABMController], horizon: int) -> int:
    """Restore the controllers; returns the months simulated. Raises SnapshotError if the state does not fit."""
    try:
        with np.load(io.BytesIO(saved), allow_pickle=False) as archive:
            state = dict(archive)
        months = int(state.pop("months"))
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise SnapshotError("these bytes are not a saved simulation") from error
    if months > horizon:
        raise SnapshotError(f"the state is of month {months}, beyond the horizon of {horizon} months")
    for key, owner in owners.items():
        prefix = f"{key}."
        owner.restore({name.removeprefix(prefix): array for name, array in state.items() if name.startswith(prefix)})
    return months
