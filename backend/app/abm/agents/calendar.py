"""The unlocks and cliffs of each cohort by month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.agents.cohort import AgentCohort, yield_caution
from app.abm.core.month import Floats, Number
from app.abm.vesting.unlock_table import UnlockTable


@dataclass(frozen=True)
class Calendar:
    """Unlocks and cliffs by cohort, sorted by name as in `Population`, up to one month past the horizon.

    Tables are (months + 1, cohorts), or (months + 1, trials, cohorts) where designs differ; totals have no cohort axis.
    """

    unlocked: Floats
    """Tokens unlocked during the month."""
    locked: Floats
    """Tokens still locked after the month."""
    cliff: Floats
    """Factor on the selling of a new unlock: the cliff shock in the cliff month, else 1."""
    total_unlocked: Floats
    total_locked: Floats
    allocated: Number
    caution: Floats
    """`yield_caution` of each cohort's mean risk tolerance; one row for all months."""
    trades: Floats
    """1 for a cohort that trades, 0 for one that only spends its tokens; one row for all months."""


def calendar_of(unlocks: UnlockTable, cohorts: Sequence[AgentCohort]) -> Calendar:
    """The calendar of cohorts that are in the order of the table's buckets."""
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
