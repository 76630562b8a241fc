"""The unlock schedule of one bucket."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.segments import LinearSegment, LumpSegment, Segment

SHARE_TOLERANCE = 1e-6
"""How far TGE and segments may be from 100 % of the bucket, in percentage points."""


class VestingSchedule:
    """The part of a bucket unlocked by the end of each month: it never falls, and it ends at exactly 1.

    The usual triple (TGE, cliff, vesting) is sugar for one segment: with vesting, nothing but the TGE share unlocks up
    to and including the cliff month and equal instalments follow; without, the rest unlocks in the cliff month.
    """

    def __init__(self, tge_pct: float, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.last_month = max((segment.last_month for segment in segments), default=0)
        month = np.arange(self.last_month + 1, dtype=np.float64)
        share = np.full(len(month), tge_pct / 100)
        for segment in segments:
            share += segment.pct / 100 * segment.unlocked_share(month)
        self._share = np.minimum(np.maximum.accumulate(share), 1.0)
        self._share[-1] = 1.0

    @classmethod
    def from_triple(cls, tge_pct: float, cliff_months: int, vesting_months: int) -> "VestingSchedule":
        """The schedule of a TGE share (%), a cliff and a linear vesting after it (months)."""
        rest = max(100 - tge_pct, 0.0)
        if vesting_months == 0:
            return cls(tge_pct, [LumpSegment(kind="lump", month=cliff_months, pct=rest)])
        end = cliff_months + vesting_months
        return cls(tge_pct, [LinearSegment(kind="linear", start_month=cliff_months, end_month=end, pct=rest)])

    def unlocked_share(self, months: int) -> Floats:
        """Part of the bucket unlocked by the end of months 0 … `months` − 1; shape (months,)."""
        return self._share[np.minimum(np.arange(months), self.last_month)]

    @property
    def cliff_month(self) -> int | None:
        """First month ≥ 1 in which anything unlocks, if that is month 2 or later: the month of the cliff shock."""
        later = np.flatnonzero(np.diff(self._share) > 0) + 1
        return int(later[0]) if len(later) and later[0] >= 2 else None


@lru_cache(maxsize=1024)
def schedule_of(
    tge_pct: float, cliff_months: int, vesting_months: int, segments: tuple[Segment, ...] | None = None
) -> VestingSchedule:
    """The schedule of a bucket by its segments, else by its triple; buckets of many designs share it."""
    if segments is not None:
        return VestingSchedule(tge_pct, segments)
    return VestingSchedule.from_triple(tge_pct, cliff_months, vesting_months)
