"""What describes a series and a key figure of a run: title, unit, meaning, and the formula."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.abm.core.month import Floats
from app.abm.core.params import Unit

Group: TypeAlias = Literal["price", "owners", "supply", "flows", "demand", "staking", "treasury"]
"""Subject of a series; the series of `owners` add up to the total supply plus all tokens minted."""

SeriesLookup: TypeAlias = Callable[[str], Floats]
"""Looks up a series by its name; (months, trials)."""


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a run's monthly report."""

    title: str
    group: Group
    unit: Unit
    description: str
    derive: Callable[[SeriesLookup], Floats] | None = None
    """Its formula from other series; None if it is recorded month by month."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a whole run, computed from its series alone."""

    title: str
    unit: Unit
    description: str
    of: Callable[[SeriesLookup], Floats]
    """The figure of each trial; (trials,)."""
