"""The data of one month: the state when it opens, the holders' orders, and how the market cleared them."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.core.compiled import kernel

Floats: TypeAlias = NDArray[np.float64]
"""64-bit numbers; shape (trials,) unless said otherwise."""


APPETITE_WIDTH = 0.03
"""Scale of the logistic staking appetite, as a yearly yield: this much more yield raises it from 0.5 to 0.73."""


Number: TypeAlias = float | Floats
"""One number for all trials, or one for each, (trials,)."""


class CohortSummary(NamedTuple):
    """Name, profile and size of a cohort, which is all that other parts of the economy know of it."""

    name: str
    profile: str
    """Name of its behaviour profile."""
    tokens: float
    """Tokens of the bucket, vested or not."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The economy before its first month, the same for every trial of a design."""

    trials: int
    total_supply: Number
    initial_price: Number
    first_unlock: Number
    """Tokens unlocked in month 0."""
    months: int = 0
    """Months to simulate."""
    has_staking: bool = False
    """Whether there is a staking pool."""
    cohorts: tuple[CohortSummary, ...] = ()
    """The cohorts, sorted by name as in `Population`."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the pricing model knows of a month before it clears."""

    index: int
    price: Floats
    """Last month's closing price."""
    demand: Floats
    """Fiat that outside buyers bring this month."""
    issued: Floats
    """Tokens unlocked, and minted as rewards or emissions, since the start, this month's included."""
    depth: Floats
    """Fiat that the treasury has put into liquidity since the start."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """How a month cleared: the price, and the quantities it follows from."""

    price: Floats
    raw_price: Floats
    supply_used: Floats
    volume: Floats
    """Tokens that changed hands."""
    sold: Floats
    """Tokens that holders sold; less than they offered only if the market could not take them all."""
    sold_fiat: Floats
    """Fiat paid to them."""


class Orders:
    """What holders want to do this month, in tokens; every row is counted with its weight."""

    def __init__(self, by_cohort: Floats) -> None:
        self.by_cohort = by_cohort
        """Stakes whose lock-up ends, tokens offered for sale, tokens offered for staking; (trials, cohorts, 3)."""
        self.matured, self.sell, self.stake = over_cohorts(by_cohort)
        """The same three, summed over the cohorts; (trials,) each."""


@kernel
def over_cohorts(quantities: Floats) -> Floats:
    """Sums over the cohorts of an array (trials, cohorts, quantities), added in their order; (quantities, trials)."""
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
    """The part over the whole, and 0 where the whole is not positive."""
    quotient = np.zeros_like(whole)
    for trial in range(len(whole)):
        if whole[trial] > 0:
            quotient[trial] = part[trial] / whole[trial]
    return quotient


@kernel
def all_finite(one: Floats, other: Floats, third: Floats) -> bool:
    """Whether every sum of the three columns is finite, and so every number in them."""
    finite = True
    for trial in range(len(one)):
        finite = finite and np.isfinite(one[trial] + other[trial] + third[trial])
    return finite
