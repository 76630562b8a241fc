"""The unlocks of all buckets, month by month, in tokens."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.vesting_schedule import VestingSchedule


class UnlockTable:
    """What each bucket unlocks in each month, up to one month past the horizon: holders may look one month ahead."""

    def __init__(self, tokens: Sequence[float], schedules: Sequence[VestingSchedule], months: int) -> None:
        whole = np.array(tokens, dtype=np.float64)
        share, fresh = _shares(tuple(schedules), months + 1)
        self.by_bucket = fresh * whole
        """Tokens unlocked during each month; (months + 1, buckets)."""
        self.locked_by_bucket = (1 - share) * whole
        """Tokens still locked after each month, exactly 0 at the end; (months + 1, buckets)."""
        self.total, self.locked = _over_buckets(self.by_bucket), _over_buckets(self.locked_by_bucket)
        """The same two over all buckets."""
        self.allocated = float(_over_buckets(whole[None, :])[0])
        """Tokens of all buckets."""
        self.cliff_month = [schedule.cliff_month for schedule in schedules]


@lru_cache(maxsize=64)
def _shares(schedules: tuple[VestingSchedule, ...], months: int) -> tuple[Floats, Floats]:
    """Parts of the buckets unlocked by the end of each month, and during it, each (months, buckets)."""
    share = np.stack([schedule.unlocked_share(months) for schedule in schedules], axis=1)
    return share, np.diff(share, axis=0, prepend=0.0)


@lru_cache(maxsize=64)
def unlock_table(tokens: tuple[float, ...], schedules: tuple[VestingSchedule, ...], months: int) -> UnlockTable:
    """The table of these buckets; designs that unlock alike share it."""
    return UnlockTable(tokens, schedules, months)


@lru_cache(maxsize=64)
def first_float(tokens: tuple[float, ...], schedules: tuple[VestingSchedule, ...], threshold: float) -> float:
    """Tokens unlocked in all once `threshold` is reached, or everything there is if it never is."""
    months = max(schedule.last_month for schedule in schedules) + 1
    unlocked = _over_buckets(_shares(schedules, months)[0] * np.array(tokens, dtype=np.float64))
    reached = np.flatnonzero(unlocked >= threshold * (1 - 1e-12))
    return float(unlocked[reached[0] if len(reached) else -1])


def _over_buckets(column: Floats) -> Floats:
    """Sum over buckets, from the smallest number to the largest: no order of the table can change a bit of it."""
    total: Floats = np.sort(column, axis=1).sum(axis=1)
    return total
