"""The base class of everything that holds state from month to month."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.core.errors import SnapshotError
from app.abm.core.month import Floats
from app.abm.core.series import Figure, Series

State: TypeAlias = dict[str, NDArray[np.generic]]
"""The complete state of a controller after a month, by attribute name."""


class ABMController:
    """A component that holds its own state and is given everything else.

    The attributes named in `STATE` are all it carries from month to month, arrays with an axis of trials. Restoring a
    snapshot of them continues the run to the same bits.
    """

    STATE: ClassVar[tuple[str, ...]] = ()
    SERIES: ClassVar[Mapping[str, Series]] = {}
    """The series it adds to a run, by name; `report` returns those that are not derived from others."""
    FIGURES: ClassVar[Mapping[str, Figure]] = {}
    """The key figures it adds to a run, by name."""

    def report(self) -> dict[str, Floats]:
        """The recorded series of `SERIES` for the month that has just closed; (trials,) each."""
        return {}

    def remarks(self) -> list[str]:
        """Sentences about what could not happen as configured."""
        return []

    def snapshot(self) -> State:
        """A copy of the arrays named in `STATE`."""
        return {name: np.copy(getattr(self, name)) for name in self.STATE}

    def restore(self, state: State) -> None:
        """Replace the state by a snapshot. Raises SnapshotError when an array is missing or has another shape."""
        for name in self.STATE:
            current, saved = getattr(self, name), saved_array(state, name, self)
            if saved.shape != current.shape:
                raise SnapshotError(
                    f"'{name}' of {type(self).__name__} has shape {current.shape}; the snapshot's has {saved.shape}"
                )
            setattr(self, name, saved.astype(current.dtype, copy=True))


def saved_array(state: State, name: str, owner: ABMController) -> NDArray[np.generic]:
    """One array of a snapshot. Raises SnapshotError when it is missing."""
    if name not in state:
        raise SnapshotError(f"the snapshot has no '{name}' for {type(owner).__name__}")
    return state[name]


def restore_months(current: NDArray[np.generic], saved: NDArray[np.generic], axis: int, message: str) -> None:
    """Copy the months that two arrays have in common along `axis`, as their horizons may differ.

    Raises SnapshotError with the message if they differ in another axis.
    """
    other_axes = [array.shape[:axis] + array.shape[axis + 1 :] for array in (current, saved)]
    if saved.ndim != current.ndim or other_axes[0] != other_axes[1]:
        raise SnapshotError(message)
    months = min(current.shape[axis], saved.shape[axis])
    common = (slice(None),) * axis + (slice(months),)
    current[common] = saved[common]
