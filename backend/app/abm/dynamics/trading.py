"""What months of trading were like, written down, and the arithmetic of who moved their price."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.abm.core.month import Floats

Shifts: TypeAlias = dict[str, Floats]
"""What each actor did to the logarithm of the price, by actor; (months, trials), and (months, trials, cohorts) for
`SALES`, where a last column may stand for emissions. Together they are the price's own change."""

SALES = "sales"
"""The actor that is split by cohort: holders who sell."""

DEMAND = "demand"
"""The actor that the demand side splits into its factors, where a model follows demand."""

LEAST = 1e-300
"""Stands for 0 where a logarithm is taken."""


@dataclass(frozen=True)
class Trading:
    """Every month of a run as its pricing model found and left it; (months, trials) unless said otherwise."""

    opening: float
    """Price before the first month."""
    price: Floats
    raw: Floats
    demand: Floats
    depth: Floats
    """Fiat the treasury had put into liquidity before the month."""
    floating: Floats
    """Outside buyers' float when the month cleared."""
    held: Floats
    """Holders' liquid tokens after selling."""
    sold: Floats
    """By seller: the cohorts, and what emissions fed where there are any; (months, trials, sellers)."""
    bought: Floats
    """Tokens that revenue had bought back after the month."""
    spent: Floats
    """Fiat meant for them."""
    supply: Floats
    """Supply the model used."""
    volume: Floats
    pool_tokens: Floats
    """Tokens in the pool before the month."""
    pool_fiat: Floats

    @property
    def total_sold(self) -> Floats:
        """Tokens of all cohorts."""
        total: Floats = self.sold.sum(axis=2)
        return total

    def change(self) -> Floats:
        """Change of the logarithm of the price."""
        return steps(np.log(self.price), np.log(self.opening))

    def by_cohort(self, shift: Floats) -> Floats:
        """A shift of all sellers, shared in proportion to what each cohort sold; (months, trials, cohorts)."""
        total = self.total_sold[:, :, None]
        part = np.divide(self.sold, total, out=np.full_like(self.sold, 1 / self.sold.shape[2]), where=total > 0)
        return part * shift[:, :, None]


def steps(values: Floats, first: float | Floats) -> Floats:
    """Differences from month to month, the first one from `first`."""
    return np.diff(values, axis=0, prepend=np.broadcast_to(first, values[:1].shape))


def shifted(values: Floats, first: float | Floats) -> Floats:
    """Each month's value of the month before, the first one's `first`."""
    return np.concatenate([np.broadcast_to(first, values[:1].shape), values[:-1]])


def log_mean(one: Floats, other: Floats) -> Floats:
    """(a − b) / ln(a / b), a where they are equal, 0 where either is 0: the weight of LMDI decomposition.

    Source: Ang, "Decomposition analysis for policymaking in energy", Energy Policy 32 (2004).
    """
    both = (one > 0) & (other > 0)
    rise = np.log(np.divide(one, other, out=np.ones_like(one), where=both))
    growth = np.divide(np.expm1(rise), rise, out=np.ones_like(rise), where=rise != 0)
    return np.where(both, other * growth, 0.0)
