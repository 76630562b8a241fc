"""The vocabulary of one month: what is true when it opens, what holders order, what the market makes of it."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.core.compiled import kernel

Floats: TypeAlias = NDArray[np.float64]
"""64-bit numbers; shape (trials,) unless said otherwise."""


APPETITE_WIDTH = 0.03
"""Yearly yield over the outside yield by which the appetite for staking rises from a half to almost three quarters."""


Number: TypeAlias = float | Floats
"""One number for all trials, or one for each, (trials,)."""


class CohortHead(NamedTuple):
    """The holders of a bucket, as the rest of the economy knows them."""

    name: str
    profile: str
    """Name of the profile they behave by."""
    tokens: float
    """Tokens of the bucket, vested or not."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The economy on the eve of its first month, the same for every trial of a design."""

    trials: int
    total_supply: Number
    initial_price: Number
    first_unlock: Number
    """Tokens unlocked in month 0."""
    months: int = 0
    """Months to live."""
    stakes: bool = False
    """Whether there is a staking pool."""
    cohorts: tuple[CohortHead, ...] = ()
    """The holders of every bucket, in the order in which a population keeps them: by name."""


@dataclass(frozen=True, slots=True)
class Month:
    """What everyone knows when a month opens."""

    index: int
    price: Floats
    """Last month's closing price."""
    demand: Floats
    """Fiat that outside buyers bring this month."""
    issued: Floats
    """Tokens ever unlocked, plus rewards ever minted, this month's included."""
    depth: Floats
    """Fiat the treasury has put into liquidity so far."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """How a month cleared: the price and the numbers it was computed from."""

    price: Floats
    raw_price: Floats
    supply_used: Floats
    volume: Floats
    """Tokens that changed hands."""
    sold: Floats
    """Tokens holders did sell; less than they offered only when the market could not take them."""
    sold_fiat: Floats
    """What they were paid, fiat."""


class Orders:
    """What holders want to do this month, in tokens with their weights."""

    def __init__(self, by_cohort: Floats) -> None:
        self.by_cohort = by_cohort
        """Principal that matured, tokens offered for sale, tokens offered for staking: (trials, cohorts, 3)."""
        self.matured, self.sell, self.stake = over_cohorts(by_cohort)
        """Principal of stakes whose lock-up ends, tokens offered for sale, and to the staking pool, of all cohorts."""


@kernel
def over_cohorts(quantities: Floats) -> Floats:
    """Sums of (trials, cohorts, quantities) over the cohorts, in their order; (quantities, trials)."""
    totals = np.empty((quantities.shape[2], quantities.shape[0]))
    for trial in range(quantities.shape[0]):
        for quantity in range(quantities.shape[2]):
            total = quantities[trial, 0, quantity]
            for cohort in range(1, quantities.shape[1]):
                total += quantities[trial, cohort, quantity]
            totals[quantity, trial] = total
    return totals


@kernel
def ratio(part: Floats, whole: Floats) -> Floats:
    """Share of a part in a whole, and 0 where there is no whole."""
    quotient = np.zeros_like(whole)
    for trial in range(len(whole)):
        if whole[trial] > 0:
            quotient[trial] = part[trial] / whole[trial]
    return quotient


@kernel
def all_finite(one: Floats, other: Floats, third: Floats) -> bool:
    """Whether every number of three columns, and what they are together, is in the range of numbers."""
    finite = True
    for trial in range(len(one)):
        finite = finite and np.isfinite(one[trial] + other[trial] + third[trial])
    return finite
