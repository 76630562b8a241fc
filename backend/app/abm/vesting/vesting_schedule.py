"""The unlock schedule of one bucket."""

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from app.abm.core.month import Floats
from app.abm.vesting.segments import LinearSegment, LumpSegment, NeverSegment, Segment


class VestingSchedule:
    """The share of a bucket unlocked by the end of each month.

    It never falls, and ends at exactly 1 less the share that never unlocks. The usual triple (TGE, cliff, vesting) is
    one segment: with vesting, only the TGE share unlocks up to and including the cliff month, and equal monthly
    instalments follow; without, the rest unlocks in the cliff month. See docs/model.md, section 2.
    """

    def __init__(self, tge_pct: float, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.last_month = max((segment.last_month for segment in segments), default=0)
        month = np.arange(self.last_month + 1, dtype=np.float64)
        share = np.full(len(month), tge_pct / 100)
        for segment in segments:
            share += (segment.pct or 0.0) / 100 * segment.unlocked_share(month)
        never = [segment.pct or 0.0 for segment in segments if isinstance(segment, NeverSegment)]
        final_share = 1.0 - sum(never) / 100
        self._share = np.minimum(np.maximum.accumulate(share), final_share)
        self._share[-1] = final_share

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
        """The schedule of a triple whose vesting counts from the start, as in most contracts.

        In the cliff month the instalments of the months before it unlock at once. Without a cliff, or with a vesting
        shorter than the cliff, it is `from_triple`.
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
        """Share of the bucket unlocked by the end of each of months 0 … `months` − 1; (months,)."""
        return self._share[np.minimum(np.arange(months), self.last_month)]

    @cached_property
    def cliff_month(self) -> int | None:
        """First month ≥ 1 in which anything unlocks, if that is month 2 or later: the month of the cliff shock."""
        unlock_months = np.flatnonzero(np.diff(self._share) > 0) + 1
        return int(unlock_months[0]) if len(unlock_months) and unlock_months[0] >= 2 else None


@lru_cache(maxsize=1024)
def schedule_of(
    tge_pct: float,
    cliff_months: int,
    vesting_months: int,
    segments: tuple[Segment, ...] | None = None,
    *,
    cliff_included: bool = False,
) -> VestingSchedule:
    """The schedule of a bucket by its segments if given, else by its triple; cached for buckets that share it."""
    if segments is not None:
        return VestingSchedule(tge_pct, segments)
    if cliff_included:
        return VestingSchedule.with_cliff_included(tge_pct, cliff_months, vesting_months)
    return VestingSchedule.from_triple(tge_pct, cliff_months, vesting_months)
