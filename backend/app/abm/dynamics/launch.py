"""The unlock schedule as buyers see it, which sizes demand and its growth."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.unlock_table import UnlockTable, first_float
from app.abm.vesting.vesting_schedule import VestingSchedule

FIRST_FLOAT_PART = 0.01
"""Part of the supply that must have unlocked to count as the first float, which sizes demand by default."""


@dataclass(frozen=True, slots=True, eq=False)
class Launch:
    """Start price, supply and scheduled float: what demand depends on besides its own parameters."""

    initial_price: float
    total_supply: float
    first_float: float
    """S_ref: `scheduled` in the first month in which it reaches 1 % of the supply."""
    scheduled: Floats
    """Cumulative unlocks of the buckets that trade, up to one month past the horizon; (months + 1,)."""

    def float_growth(self) -> Floats:
        """F = max(scheduled, S_ref) / S_ref, and 1 if nothing ever unlocks; (months + 1,)."""
        if not self.first_float:
            return np.ones_like(self.scheduled)
        return np.maximum(self.scheduled, self.first_float) / self.first_float

    def upcoming_share(self) -> Floats:
        """u/(1 + u): next month's unlock as a part of the scheduled float after it; (months,)."""
        after = self.scheduled[1:]
        return np.divide(np.diff(self.scheduled), after, out=np.zeros_like(after), where=after > 0)


@lru_cache(maxsize=64)
def launch_of(
    price: float,
    supply: float,
    tokens: tuple[float, ...],
    schedules: tuple[VestingSchedule, ...],
    trades: tuple[bool, ...],
    table: UnlockTable,
) -> Launch:
    """The launch of these buckets, cached for designs that share it.

    Only buckets that trade count as float, not those whose tokens are only spent, as a treasury's.
    """
    traded = [index for index, is_traded in enumerate(trades) if is_traded] or list(range(len(trades)))
    locked: Floats = np.sort(table.locked_by_bucket[:, traded], axis=1).sum(axis=1)
    traded_tokens = tuple(tokens[index] for index in traded)
    first_tokens = first_float(traded_tokens, tuple(schedules[index] for index in traded), FIRST_FLOAT_PART * supply)
    return Launch(price, supply, first_tokens, np.maximum(sum(sorted(traded_tokens)) - locked, 0.0))
