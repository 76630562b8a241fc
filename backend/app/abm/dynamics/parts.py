"""The table of the parts of the economy that a request may switch on."""

from collections.abc import Mapping
from typing import Any

from app.abm.dynamics.emissions import Emissions
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.revenue import Revenue
from app.abm.dynamics.staking import StakingPool
from app.abm.dynamics.treasury import TreasuryController

PARTS: Mapping[str, type[EconomyPart[Any]]] = {
    "staking": StakingPool,
    "treasury": TreasuryController,
    "emissions": Emissions,
    "revenue": Revenue,
}
"""By name, in the order in which they open. Requests, reported configurations, series, figures, advice, snapshots and
the form read this table, so a part needs an entry here and a line in the loop, no more."""
