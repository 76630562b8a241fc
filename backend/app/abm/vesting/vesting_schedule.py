"""The unlock schedule of one bucket."""

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.segments import LinearSegment, LumpSegment, NeverSegment, Segment


class VestingSchedule:
    """The part of a bucket unlocked by the end of each month: it never falls, and it ends at exactly 1.

    Where a part of it never unlocks, it ends at exactly what is left of 1.

    The usual triple (TGE, cliff, vesting) is sugar for one segment: with vesting, nothing but the TGE share unlocks up
    to and including the cliff month and equal instalments follow; without, the rest unlocks in the cliff month.
    """

    def __init__(self, tge_pct: float, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.last_month = max((segment.last_month for segment in segments), default=0)
        month = np.arange(self.last_month + 1, dtype=np.float64)
        share = np.full(len(month), tge_pct / 100)
        for segment in segments:
            share += (segment.pct or 0.0) / 100 * segment.unlocked_share(month)
        never = [segment.pct or 0.0 for segment in segments if isinstance(segment, NeverSegment)]
        whole = 1.0 - sum(never) / 100
        self._share = np.minimum(np.maximum.accumulate(share), whole)
        self._share[-1] = whole

    @classmethod
    def from_triple(cls, tge_pct: float, cliff_months: int, vesting_months: int) -> "VestingSchedule":
        """The schedule of a TGE share (%), a cliff and a linear vesting after it (months)."""
        rest = max(100 - tge_pct, 0.0)
        if vesting_months == 0:
            return cls(tge_pct, [LumpSegment(kind="lump", month=cliff_months, pct=rest)])
        end = cliff_months + vesting_months
        return cls(tge_pct, [LinearSegment(kind="linear", start_month=cliff_months, end_month=end, pct=rest)])

    @classmethod
    def with_cliff_included(cls, tge_pct: float, cliff_months: int, vesting_months: int) -> "VestingSchedule":
        """The same with the cliff as part of the vesting, as contracts have it: at the cliff its part is due at once.

        Without a cliff or without a vesting that is the triple as ever.
        """
        if not 0 < cliff_months <= vesting_months:
            return cls.from_triple(tge_pct, cliff_months, vesting_months)
        rest = max(100 - tge_pct, 0.0)
        due = rest * cliff_months / vesting_months
        lump = LumpSegment(kind="lump", month=cliff_months, pct=due)
        if cliff_months == vesting_months:
            return cls(tge_pct, [lump])
        later = LinearSegment(kind="linear", start_month=cliff_months, end_month=vesting_months, pct=rest - due)
        return cls(tge_pct, [lump, later])

    def unlocked_share(self, months: int) -> Floats:
        """Part of the bucket unlocked by the end of months 0 … `months` − 1; shape (months,)."""
        return self._share[np.minimum(np.arange(months), self.last_month)]

    @cached_property
    def cliff_month(self) -> int | None:
        """First month ≥ 1 in which anything unlocks, if that is month 2 or later: the month of the cliff shock."""
        later = np.flatnonzero(np.diff(self._share) > 0) + 1
        return int(later[0]) if len(later) and later[0] >= 2 else None


@lru_cache(maxsize=1024)
def schedule_of(
    tge_pct: float,
    cliff_months: int,
    vesting_months: int,
    segments: tuple[Segment, ...] | None = None,
    *,
    cliff_included: bool = False,
) -> VestingSchedule:
    """The schedule of a bucket by its segments, else by its triple; buckets of many designs share it."""
    if segments is not None:
        return VestingSchedule(tge_pct, segments)
    if cliff_included:
        return VestingSchedule.with_cliff_included(tge_pct, cliff_months, vesting_months)
    return VestingSchedule.from_triple(tge_pct, cliff_months, vesting_months)
