"""What the schedules bring to each cohort, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.agents.cohort import AgentCohort, yield_caution
from app.abm.core.month import Floats, Number
from app.abm.vesting.unlock_table import UnlockTable


@dataclass(frozen=True)
class Calendar:
    """Unlocks and cliffs by cohort, in the population's order, up to one month past the horizon.

    Tables are (months + 1, cohorts), or (months + 1, trials, cohorts) where designs differ; totals go without cohorts.
    """

    unlocked: Floats
    """Tokens unlocked during the month."""
    locked: Floats
    """Tokens still locked after it."""
    cliff: Floats
    """Factor on the selling of a fresh unlock."""
    total_unlocked: Floats
    total_locked: Floats
    allocated: Number
    caution: Floats
    """What a cohort's mean caution does to its appetite for staking; one row for all months."""
    trades: Floats
    """1 for a cohort that trades, 0 for one that only spends; one row for all months."""


def calendar_of(unlocks: UnlockTable, cohorts: Sequence[AgentCohort]) -> Calendar:
    """What unlocks when for these cohorts, which the table has in their order."""
    order = sorted(range(len(cohorts)), key=lambda index: cohorts[index].name)
    profiles = [cohorts[index].profile for index in order]
    months = np.arange(len(unlocks.total))[:, None]
    cliff = np.array([-1 if unlocks.cliff_month[index] is None else unlocks.cliff_month[index] for index in order])
    shock = np.array([profile.cliff_shock_mult for profile in profiles])
    trades = np.array([float(profile.trades) for profile in profiles])
    caution = yield_caution(np.array([profile.mean_risk for profile in profiles]))
    return Calendar(
        unlocked=np.ascontiguousarray(unlocks.by_bucket[:, order]),
        locked=unlocks.locked_by_bucket[:, order],
        cliff=np.where(months == cliff, shock, 1.0),
        total_unlocked=unlocks.total,
        total_locked=unlocks.locked,
        allocated=unlocks.allocated,
        caution=caution[None, :],
        trades=trades[None, :],
    )
