"""The table of parts: whatever of an economy a request may switch on."""

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
"""By name, in the order in which they open. Whatever joins this table has its field in a request and in the
configuration of an answer, its series and figures, its advice, its part of a snapshot, and its section of the form."""
