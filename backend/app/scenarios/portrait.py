"""Figures of a token's allocation and schedule, and its distance to another one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.abm.core.month import Floats
from app.abm.engine.spec import SimulationSpec

MONTHS = 49
"""Months in which two tables are compared: the launch, and four years."""

OWNERS: Mapping[str, tuple[str, ...]] = {
    "team": ("Team", "Advisors"),
    "investors": ("VC", "Investors"),
    "ecosystem": ("Ecosystem",),
    "treasury": ("Treasury", "Liquidity"),
}
"""Profiles of buckets by the owner of their tokens; all other profiles belong to the community."""

INSIDERS = ("team", "investors")


@dataclass(frozen=True, slots=True)
class Portrait:
    """The schedule of a token in a few numbers, as shares of the supply, %."""

    float_pct: float
    """Unlocked at launch."""
    largest_unlock_pct: float
    """Unlocked in the largest month after the launch."""
    largest_unlock_month: int
    """That month; 0 where nothing unlocks after the launch."""
    insiders_pct: float
    """Allocated to team, advisers and investors."""
    holdings: Floats
    """Unlocked and locked tokens by owner, and what is unallocated; (MONTHS, 2 × owners + 1), rows add up to 100."""

    def distance(self, other: "Portrait") -> float:
        """Share of the supply that another owner holds, or that is locked otherwise; mean of four years, 0 … 100 %."""
        return float(np.abs(self.holdings - other.holdings).sum(axis=1).mean() / 2)

    def distance_of_owners(self, other: "Portrait") -> float:
        """Share of the supply that another owner holds, locked or not, %; the rest of `distance` is timing."""
        return float(np.abs(self._allocated() - other._allocated()).sum() / 2)

    def _allocated(self) -> Floats:
        """Allocated tokens by owner, and unallocated ones, %; (owners + 1,)."""
        (*by_owner, unallocated) = self.holdings[0]
        unlocked, locked = np.array(by_owner).reshape(2, -1)
        return np.append(unlocked + locked, unallocated)


def portrait(spec: SimulationSpec) -> Portrait:
    """The portrait of an economy, which depends on its allocation table alone."""
    owners = [*OWNERS, "community"]
    owner_of_bucket = [owners.index(_owner(choice.name)) for choice in spec.profile_choices]
    supply = np.array(spec.bucket_tokens) / spec.token.total_supply * 100
    months = max(MONTHS, spec.horizon)
    share = np.stack([bucket.schedule().unlocked_share(months) for bucket in spec.buckets], axis=1)
    by_owner = np.eye(len(owners))[owner_of_bucket]
    unlocked = (share * supply) @ by_owner
    allocated = supply @ by_owner
    monthly = np.diff(unlocked.sum(axis=1))
    largest = int(monthly.argmax()) if len(monthly) and monthly.max() > 0 else -1
    return Portrait(
        float_pct=float(unlocked[0].sum()),
        largest_unlock_pct=float(monthly[largest]) if largest >= 0 else 0.0,
        largest_unlock_month=largest + 1,
        insiders_pct=float(sum(allocated[owners.index(owner)] for owner in INSIDERS)),
        holdings=_holdings(unlocked[:MONTHS], allocated),
    )


def _owner(profile: str) -> str:
    return next((owner for owner, profiles in OWNERS.items() if profile in profiles), "community")


def _holdings(unlocked: Floats, allocated: Floats) -> Floats:
    unallocated = np.full((len(unlocked), 1), 100 - allocated.sum())
    return np.concatenate([unlocked, allocated - unlocked, unallocated], axis=1)
