"""Base of everything that owns numbers in the economy and lives through its months."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.core.errors import SnapshotError
from app.abm.core.month import Floats
from app.abm.core.series import Figure, Series

State: TypeAlias = dict[str, NDArray[np.generic]]
"""Named arrays that say everything about a controller after a month."""


class ABMController:
    """A part of the economy that owns its own numbers and is given everything else.

    What a controller remembers from month to month are the arrays named in `STATE`, one row per trial; restoring a
    snapshot of them gives the same future to the bit.
    """

    STATE: ClassVar[tuple[str, ...]] = ()
    SERIES: ClassVar[Mapping[str, Series]] = {}
    """The series it adds to a run's months, by name; those that nothing derives are in `report`."""
    FIGURES: ClassVar[Mapping[str, Figure]] = {}
    """The figures it adds to a run, by name."""

    def report(self) -> dict[str, Floats]:
        """The month that has just closed: every recorded series of `SERIES`; (trials,) each."""
        return {}

    def remarks(self) -> list[str]:
        """What went otherwise than configured, in sentences."""
        return []

    def snapshot(self) -> State:
        """A copy of everything this controller remembers."""
        return {name: np.copy(getattr(self, name)) for name in self.STATE}

    def restore(self, state: State) -> None:
        """Take over a remembered state; it must have the shape of this controller's own."""
        for name in self.STATE:
            own, saved = getattr(self, name), remembered(state, name, self)
            if saved.shape != own.shape:
                raise SnapshotError(
                    f"'{name}' of {type(self).__name__} has shape {own.shape}; the snapshot's has {saved.shape}"
                )
            setattr(self, name, saved.astype(own.dtype, copy=True))


def remembered(state: State, name: str, owner: ABMController) -> NDArray[np.generic]:
    """One array of a snapshot. Raises SnapshotError when it is missing."""
    if name not in state:
        raise SnapshotError(f"the snapshot has no '{name}' for {type(owner).__name__}")
    return state[name]
