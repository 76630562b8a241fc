"""The benchmark economy: five cohorts of equal size, staking and treasury on, every series recorded."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from app.abm.engine.spec import SimulationSpec

CohortLine: TypeAlias = tuple[str, float, float, int, int]
"""Name, allocation and TGE share in %, months of cliff and vesting."""

COHORTS: tuple[CohortLine, ...] = (
    ("Team", 20, 0, 12, 24),
    ("VC", 20, 5, 6, 18),
    ("Community", 35, 10, 0, 36),
    ("Investors", 15, 10, 3, 12),
    ("Advisors", 5, 0, 6, 0),
)
"""What is left of the supply, 5 %, stays unallocated."""


def economy(holders: int, months: int, cohorts: Sequence[CohortLine] = COHORTS, **abm: Any) -> SimulationSpec:
    """An economy of `holders` rows, one holder each."""
    return SimulationSpec.model_validate(
        {
            "token": {
                "total_supply": 1e9,
                "start_date": "2026-01-01",
                "horizon_months": months,
                "initial_price": 1.0,
            },
            "buckets": [
                {
                    "bucket": name,
                    "allocation": allocation,
                    "tge_unlock_pct": tge,
                    "cliff_months": cliff,
                    "vesting_months": vesting,
                    "num_holders": holders // len(cohorts),
                }
                for name, allocation, tge, cliff, vesting in cohorts
            ],
            "abm": {
                "pricing_model": "eoe",
                "agent_granularity": "full_individual",
                "enable_staking": True,
                "enable_treasury": True,
                "seed": 7,
            }
            | abm,
        }
    )
