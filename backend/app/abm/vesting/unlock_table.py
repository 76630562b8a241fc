"""Unlocked and locked tokens of all buckets by month."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.vesting_schedule import VestingSchedule


class UnlockTable:
    """The unlocks of each bucket up to one month past the horizon, because holders may look one month ahead."""

    def __init__(self, tokens: Sequence[float], schedules: Sequence[VestingSchedule], months: int) -> None:
        bucket_tokens = np.array(tokens, dtype=np.float64)
        cumulative, during = _unlocked_shares(tuple(schedules), months + 1)
        self.by_bucket = during * bucket_tokens
        """Tokens unlocked during each month; (months + 1, buckets)."""
        self.locked_by_bucket = (1 - cumulative) * bucket_tokens
        """Tokens still locked after each month, exactly 0 at the end; (months + 1, buckets)."""
        self.total, self.locked = _bucket_sums(self.by_bucket), _bucket_sums(self.locked_by_bucket)
        """The sums of the two over all buckets; (months + 1,)."""
        self.allocated = float(_bucket_sums(bucket_tokens[None, :])[0])
        """Tokens of all buckets."""
        self.cliff_month = [schedule.cliff_month for schedule in schedules]


@lru_cache(maxsize=64)
def _unlocked_shares(schedules: tuple[VestingSchedule, ...], months: int) -> tuple[Floats, Floats]:
    """Shares of the buckets unlocked by the end of each month, and during it; (months, buckets) each."""
    cumulative = np.stack([schedule.unlocked_share(months) for schedule in schedules], axis=1)
    return cumulative, np.diff(cumulative, axis=0, prepend=0.0)


@lru_cache(maxsize=64)
def unlock_table(tokens: tuple[float, ...], schedules: tuple[VestingSchedule, ...], months: int) -> UnlockTable:
    """The table of these buckets, cached for designs with equal schedules."""
    return UnlockTable(tokens, schedules, months)


@lru_cache(maxsize=64)
def first_float(tokens: tuple[float, ...], schedules: tuple[VestingSchedule, ...], threshold: float) -> float:
    """Cumulative unlocks in the first month in which they reach `threshold` tokens, or all if they never do."""
    months = max(schedule.last_month for schedule in schedules) + 1
    unlocked = _bucket_sums(_unlocked_shares(schedules, months)[0] * np.array(tokens, dtype=np.float64))
    reached = np.flatnonzero(unlocked >= threshold * (1 - 1e-12))
    return float(unlocked[reached[0] if len(reached) else -1])


def _bucket_sums(column: Floats) -> Floats:
    """Sums over the buckets, added in ascending order, so that the order of the table cannot change a bit."""
    sums: Floats = np.sort(column, axis=1).sum(axis=1)
    return sums
