"""Every series of a run: its name, unit and meaning, and how the derived ones follow from the recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.abm.core.controller import ABMController, State, remembered
from app.abm.core.errors import SnapshotError
from app.abm.core.month import Floats
from app.abm.core.params import Unit

Columns: TypeAlias = dict[str, Floats]
"""Series by name; (months, trials)."""

COHORT_SERIES = {
    "total_locked": "Tokens not yet vested.",
    "total_unlocked": "Tokens that vesting released during the month.",
    "total_sold": "Tokens the holders sold during the month.",
    "total_staked": "Tokens the holders have in the staking pool.",
    "total_held": "Liquid tokens in the holders' hands.",
}
"""What is reported of each cohort, in tokens."""


@dataclass(frozen=True, slots=True)
class Series:
    """One column of a run's monthly report."""

    unit: Unit
    description: str
    derive: Callable[[Columns], Floats] | None = None
    """How it follows from columns above it; none for what the loop records."""


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


SERIES: dict[str, Series] = {
    "price": Series("fiat per token", "Closing price of the month."),
    "circulating_supply": Series(
        "tokens",
        "Tokens that can change hands: holders' liquid and the market's.",
        lambda c: c["total_held"] + c["market"],
    ),
    "total_unlocked": Series("tokens", "Tokens that vesting released during the month."),
    "total_sold": Series("tokens", "Tokens holders sold during the month."),
    "total_staked": Series("tokens", "Tokens in the staking pool, the market's included."),
    "total_held": Series("tokens", "Liquid tokens in holders' hands."),
    "locked": Series("tokens", "Tokens not yet vested."),
    "market": Series("tokens", "Float of outside buyers."),
    "market_staked": Series("tokens", "Outside buyers' part of total_staked."),
    "treasury_tokens": Series("tokens", "Tokens of the treasury."),
    "liquidity_tokens": Series("tokens", "Tokens in the liquidity pool."),
    "unallocated": Series("tokens", "Tokens that no bucket, treasury or pool has."),
    "burned": Series("tokens", "Tokens burned since the start."),
    "minted": Series("tokens", "Tokens minted since the start."),
    "issued_supply": Series("tokens", "Tokens unlocked and rewards minted since the start."),
    "market_cap": Series("fiat", "Price × circulating supply.", lambda c: c["price"] * c["circulating_supply"]),
    "fully_diluted_value": Series(
        "fiat",
        "Price × all tokens in existence.",
        lambda c: (
            c["price"]
            * sum(
                c[name]
                for name in (
                    "locked",
                    "total_held",
                    "total_staked",
                    "market",
                    "treasury_tokens",
                    "liquidity_tokens",
                    "unallocated",
                )
            )
        ),
    ),
    "demand_fiat": Series("fiat", "Fiat that outside buyers brought during the month."),
    "velocity": Series(
        "per month",
        "Volume over the supply the pricing model used.",
        lambda c: _ratio(c["volume_tokens"], c["supply_used"]),
    ),
    "supply_used": Series("tokens", "Supply the pricing model saw: circulating, on the curve, issued, or in the pool."),
    "raw_price": Series("fiat per token", "The pricing model's price before smoothing and the minimum."),
    "volume_tokens": Series("tokens", "Tokens that changed hands during the month."),
    "volume_fiat": Series(
        "fiat", "Value of that volume at the closing price.", lambda c: c["volume_tokens"] * c["price"]
    ),
    "apy": Series("fraction a year", "Yield the staking pool quotes after the month."),
    "staking_utilization": Series("fraction", "Part of the pool's capacity in use after the month."),
    "staked_in": Series("tokens", "Tokens newly staked during the month, the market's included."),
    "staked_out": Series("tokens", "Tokens whose lock-up ended during the month, the market's included."),
    "rewards_paid": Series("tokens", "Staking rewards paid during the month, the market's included."),
    "fee_fiat": Series("fiat", "Fees taken on the month's sales."),
    "fee_to_reserve": Series("fiat", "Of the fee, what is kept."),
    "fee_to_liquidity": Series("fiat", "Of the fee, what is meant for liquidity."),
    "fee_to_buyback": Series("fiat", "Of the fee, what is meant for buying back."),
    "treasury_fiat": Series("fiat", "Fiat the treasury has: all fees less what went into liquidity or was spent."),
    "liquidity_fiat": Series("fiat", "Fiat the treasury has put into liquidity since the start."),
    "treasury_spent_fiat": Series("fiat", "Fiat the treasury has spent on tokens since the start."),
    "buyback_tokens": Series("tokens", "Tokens bought back during the month."),
    "tokens_burned": Series("tokens", "Bought-back tokens burned during the month."),
    "pool_fiat": Series("fiat", "Fiat in the AMM's pool; 0 under other pricing models."),
}
"""Whatever joins this table is reported, exported, charted and checked."""

RECORDED = tuple(name for name, series in SERIES.items() if series.derive is None)


def with_derived(recorded: Columns) -> Columns:
    """All series, in the table's order."""
    columns = dict(recorded)
    for name, series in SERIES.items():
        if series.derive is not None:
            columns[name] = series.derive(columns)
    return {name: columns[name] for name in SERIES}


class Recorder(ABMController):
    """Writes down every month as it closes."""

    STATE = ("table", "cohorts")

    def __init__(self, months: int, trials: int, cohorts: int) -> None:
        self.months = months
        self.table = np.zeros((len(RECORDED), months, trials))
        self.cohorts = np.zeros((len(COHORT_SERIES), months if cohorts else 0, trials, cohorts))

    def record(self, month: int, columns: Columns) -> None:
        """One number per recorded series and trial."""
        row = np.concatenate([columns[name] for name in RECORDED])
        self.table[:, month] = row.reshape(len(RECORDED), -1)

    def record_cohorts(self, month: int, columns: Columns) -> None:
        """One number per cohort series, trial and cohort; nothing where no cohort details are wanted."""
        if self.cohorts.shape[1]:
            for row, name in enumerate(COHORT_SERIES):
                self.cohorts[row, month] = columns[name]

    def columns(self, months: int) -> Columns:
        """Every series of the first `months` months; (months, trials)."""
        return with_derived(dict(zip(RECORDED, self.table[:, :months], strict=True)))

    def cohort_columns(self, months: int) -> Columns:
        """Every cohort series; (months, trials, cohorts)."""
        return dict(zip(COHORT_SERIES, self.cohorts[:, :months], strict=True))

    def restore(self, state: State) -> None:
        """Take over what was recorded, up to this run's own horizon, shorter or longer."""
        for name in self.STATE:
            own, saved = getattr(self, name), remembered(state, name, self)
            if saved.ndim != own.ndim or (saved.shape[0], *saved.shape[2:]) != (own.shape[0], *own.shape[2:]):
                raise SnapshotError(f"the snapshot recorded other series, trials or cohorts in '{name}'")
            months = min(own.shape[1], saved.shape[1])
            own[:, :months] = saved[:, :months]
