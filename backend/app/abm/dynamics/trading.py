"""The history of a run as its pricing model needs it to attribute price changes, and the arithmetic for that."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.abm.core.month import Floats

Shifts: TypeAlias = dict[str, Floats]
"""Change of the log price due to each actor, (months, trials); together they are the whole change. Those of `SALES` are
(months, trials, cohorts), where a last column may stand for emissions."""

SALES = "sales"
"""The actor that is split by cohort: selling by holders."""

DEMAND = "demand"
"""The actor that is split into the factors of demand, for models that follow demand."""

LOG_FLOOR = 1e-300
"""Replaces 0 in a logarithm."""


@dataclass(frozen=True)
class TradingHistory:
    """State and outcome of the market in every month of a run; (months, trials) unless said otherwise."""

    opening: float
    """Price before the first month."""
    price: Floats
    raw: Floats
    demand: Floats
    depth: Floats
    """Fiat the treasury had put into liquidity before the month."""
    floating: Floats
    """Float of outside buyers before the month cleared."""
    held: Floats
    """Holders' liquid tokens after selling."""
    sold: Floats
    """Tokens sold by each cohort, and of emissions in a last column if there are any; (months, trials, sellers)."""
    bought: Floats
    """Tokens bought back by revenue after the month cleared."""
    spent: Floats
    """Fiat spent on these buybacks."""
    supply: Floats
    """Supply that the model used."""
    volume: Floats
    pool_tokens: Floats
    """Tokens in the pool before the month cleared."""
    pool_fiat: Floats

    @property
    def total_sold(self) -> Floats:
        """Tokens sold by all holders; (months, trials)."""
        total: Floats = self.sold.sum(axis=2)
        return total

    def change(self) -> Floats:
        """Change of the log price in each month."""
        return differences(np.log(self.price), np.log(self.opening))

    def by_cohort(self, shift: Floats) -> Floats:
        """A shift due to all sellers, split in proportion to their sales, evenly if there are none; like `sold`."""
        total = self.total_sold[:, :, None]
        part = np.divide(self.sold, total, out=np.full_like(self.sold, 1 / self.sold.shape[2]), where=total > 0)
        return part * shift[:, :, None]


def differences(values: Floats, first: float | Floats) -> Floats:
    """Differences between consecutive months; the first is taken from `first`."""
    return np.diff(values, axis=0, prepend=np.broadcast_to(first, values[:1].shape))


def lagged(values: Floats, first: float | Floats) -> Floats:
    """The value of the month before; that of the first month is `first`."""
    return np.concatenate([np.broadcast_to(first, values[:1].shape), values[:-1]])


def logarithmic_mean(one: Floats, other: Floats) -> Floats:
    """Logarithmic mean (a − b) / ln(a / b), a if they are equal, 0 if either is 0: the weight of LMDI decomposition.

    Source: Ang, "Decomposition analysis for policymaking in energy", Energy Policy 32 (2004).
    """
    both = (one > 0) & (other > 0)
    rise = np.log(np.divide(one, other, out=np.ones_like(one), where=both))
    growth = np.divide(np.expm1(rise), rise, out=np.ones_like(rise), where=rise != 0)
    return np.where(both, other * growth, 0.0)
