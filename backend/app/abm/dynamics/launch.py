"""What the schedule alone says to buyers."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.unlock_table import UnlockTable, first_float
from app.abm.vesting.vesting_schedule import VestingSchedule

FIRST_FLOAT_PART = 0.01
"""Part of the supply whose unlock makes a first float, by which demand is sized when none is given."""


@dataclass(frozen=True, slots=True, eq=False)
class Launch:
    """What the schedule alone says to buyers."""

    initial_price: float
    total_supply: float
    first_float: float
    """Tokens of the first month in which the float that trades reaches 1 % of the supply."""
    scheduled: Floats
    """Cumulative unlocks of the buckets that trade, up to one month past the horizon; (months + 1,)."""

    def grown(self) -> Floats:
        """F: the scheduled float over the first, at least 1, and 1 where nothing ever floats; (months + 1,)."""
        if not self.first_float:
            return np.ones_like(self.scheduled)
        return np.maximum(self.scheduled, self.first_float) / self.first_float

    def coming(self) -> Floats:
        """u/(1 + u): next month's unlock as a part of the float that it makes; (months,)."""
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
    """The launch of these buckets, of which some trade; tokens that are only spent, as a treasury's, are no float.

    Designs that launch alike share it.
    """
    traded = [index for index, counts in enumerate(trades) if counts] or list(range(len(trades)))
    locked: Floats = np.sort(table.locked_by_bucket[:, traded], axis=1).sum(axis=1)
    own = tuple(tokens[index] for index in traded)
    first = first_float(own, tuple(schedules[index] for index in traded), FIRST_FLOAT_PART * supply)
    return Launch(price, supply, first, np.maximum(sum(sorted(own)) - locked, 0.0))
