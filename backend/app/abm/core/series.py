"""What a series and a figure of a run are: a name in words, a unit, a meaning, and where the numbers come from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.abm.core.month import Floats
from app.abm.core.params import Unit

Group: TypeAlias = Literal["price", "owners", "supply", "flows", "demand", "staking", "treasury"]
"""What a series is about; the `owners` add up to all tokens there ever were, total supply + minted."""

SeriesOf: TypeAlias = Callable[[str], Floats]
"""Gives a series by its name; (months, trials)."""


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a run's monthly report."""

    title: str
    group: Group
    unit: Unit
    description: str
    derive: Callable[[SeriesOf], Floats] | None = None
    """How it follows from other series; none for what is recorded month by month."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a whole run that follows from its series alone."""

    title: str
    unit: Unit
    description: str
    of: Callable[[SeriesOf], Floats]
    """The figure of each trial; (trials,)."""
