"""The table of all series of a run, with the formulas of those that are derived from others."""

from typing import TypeAlias

import numpy as np

from app.abm.core.month import Floats
from app.abm.core.series import Series, SeriesLookup
from app.abm.dynamics.parts import PARTS

Columns: TypeAlias = dict[str, Floats]
"""Series by name; (months, trials)."""

COHORT_SERIES = {
    "total_locked": "Tokens not yet vested.",
    "total_unlocked": "Tokens that vesting released during the month.",
    "total_sold": "Tokens the holders sold during the month.",
    "total_staked": "Tokens the holders have in the staking pool.",
    "total_held": "Liquid tokens in the holders' hands.",
    "sold_fiat": "Fiat the holders were paid for what they sold during the month.",
}
"""The series of each cohort, in tokens, or in fiat if the name says so."""


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _in_existence(of: SeriesLookup) -> Floats:
    """All tokens that have an owner."""
    owners = ("locked", "total_held", "total_staked", "market", "treasury_tokens", "liquidity_tokens", "unallocated")
    tokens: Floats = np.add.reduce([of(name) for name in owners])
    return tokens


SERIES: dict[str, Series] = {
    "price": Series("Price", "price", "fiat per token", "Closing price of the month."),
    "circulating_supply": Series(
        "Circulating supply",
        "supply",
        "tokens",
        "Tokens that can change hands: holders' liquid and the market's.",
        lambda of: of("total_held") + of("market"),
    ),
    "total_unlocked": Series("Unlocked", "flows", "tokens", "Tokens that vesting released during the month."),
    "total_sold": Series("Sold by holders", "flows", "tokens", "Tokens holders sold during the month."),
    "sold_fiat": Series("Paid to holders", "flows", "fiat", "Fiat holders were paid for what they sold in the month."),
    "total_staked": Series("Staked", "owners", "tokens", "Tokens in the staking pool, the market's included."),
    "total_held": Series("Held", "owners", "tokens", "Liquid tokens in holders' hands."),
    "locked": Series("Locked", "owners", "tokens", "Tokens not yet vested."),
    "market": Series("Market", "owners", "tokens", "Float of outside buyers."),
    "locked_staked": Series(
        "Staked before vesting", "staking", "tokens", "Locked tokens that count as staked; they stay in `locked`."
    ),
    "market_staked": Series("Staked by buyers", "staking", "tokens", "Outside buyers' part of total_staked."),
    "treasury_tokens": Series("Treasury", "owners", "tokens", "Tokens of the treasury."),
    "liquidity_tokens": Series("Liquidity", "owners", "tokens", "Tokens in the liquidity pool."),
    "unallocated": Series("Unallocated", "owners", "tokens", "Tokens that no bucket, treasury or pool has."),
    "burned": Series("Burned", "owners", "tokens", "Tokens burned since the start."),
    "minted": Series("Minted", "supply", "tokens", "Tokens minted since the start."),
    "issued_supply": Series("Issued", "supply", "tokens", "Tokens unlocked and rewards minted since the start."),
    "market_cap": Series(
        "Market cap", "price", "fiat", "Price × circulating supply.", lambda of: of("price") * of("circulating_supply")
    ),
    "fully_diluted_value": Series(
        "Fully diluted value",
        "price",
        "fiat",
        "Price × all tokens in existence.",
        lambda of: of("price") * _in_existence(of),
    ),
    "demand_fiat": Series("Demand", "demand", "fiat", "Fiat that outside buyers spent during the month."),
    "market_index": Series("Market index", "demand", "", "Level of the market as a whole, 1 where its path begins."),
    "attention": Series("Attention", "demand", "", "Factor of attention on demand: 1 and the rush at the launch."),
    "velocity": Series(
        "Velocity",
        "demand",
        "per month",
        "Volume over the supply the pricing model used.",
        lambda of: _ratio(of("volume_tokens"), of("supply_used")),
    ),
    "supply_used": Series(
        "Supply seen by pricing",
        "demand",
        "tokens",
        "Supply the pricing model saw: circulating, on the curve, issued, or in the pool.",
    ),
    "raw_price": Series(
        "Price before smoothing",
        "price",
        "fiat per token",
        "The pricing model's price before smoothing and the minimum.",
    ),
    "volume_tokens": Series("Volume", "demand", "tokens", "Tokens that changed hands during the month."),
    "volume_fiat": Series(
        "Volume",
        "demand",
        "fiat",
        "Value of that volume at the closing price.",
        lambda of: of("volume_tokens") * of("price"),
    ),
    "apy": Series("Yield", "staking", "fraction a year", "Yield the staking pool quotes after the month."),
    "staking_utilization": Series(
        "Staking utilisation", "staking", "fraction", "Part of the pool's capacity in use after the month."
    ),
    "staking_ratio": Series(
        "Staking ratio",
        "staking",
        "fraction",
        "Staked tokens, vested or not, over all tokens that are not burned.",
        lambda of: _ratio(of("total_staked") + of("locked_staked"), _in_existence(of)),
    ),
    "staked_in": Series(
        "Newly staked", "staking", "tokens", "Tokens newly staked during the month, the market's included."
    ),
    "staked_out": Series(
        "Lock-up ended", "staking", "tokens", "Tokens whose lock-up ended during the month, the market's included."
    ),
    "rewards_paid": Series(
        "Rewards paid", "staking", "tokens", "Staking rewards paid during the month, the market's included."
    ),
    "fee_fiat": Series("Fees", "treasury", "fiat", "Fees taken on the month's sales."),
    "fee_to_reserve": Series("Fees kept", "treasury", "fiat", "Of the fee, what is kept."),
    "fee_to_liquidity": Series("Fees to liquidity", "treasury", "fiat", "Of the fee, what is meant for liquidity."),
    "fee_to_buyback": Series("Fees to buybacks", "treasury", "fiat", "Of the fee, what is meant for buying back."),
    "treasury_fiat": Series(
        "Treasury reserve",
        "treasury",
        "fiat",
        "Fiat the treasury has: all fees less what went into liquidity or was spent.",
    ),
    "liquidity_fiat": Series(
        "Put into liquidity", "treasury", "fiat", "Fiat the treasury has put into liquidity since the start."
    ),
    "treasury_spent_fiat": Series(
        "Spent on tokens", "treasury", "fiat", "Fiat the treasury has spent on tokens since the start."
    ),
    "buyback_tokens": Series("Bought back", "treasury", "tokens", "Tokens bought back during the month."),
    "tokens_burned": Series("Burned of these", "treasury", "tokens", "Bought-back tokens burned during the month."),
    "pool_fiat": Series(
        "Fiat in the pool", "treasury", "fiat", "Fiat in the AMM's pool; 0 under other pricing models."
    ),
    **{name: series for part in PARTS.values() for name, series in part.SERIES.items()},
}
"""Reports, exports, charts and tests read this table."""

RECORDED = tuple(name for name, series in SERIES.items() if series.derive is None)


def with_derived(recorded: Columns) -> Columns:
    """The recorded series and those derived from them, in the order of `SERIES`."""
    columns = dict(recorded)
    for name, series in SERIES.items():
        if series.derive is not None:
            columns[name] = series.derive(columns.__getitem__)
    return {name: columns[name] for name in SERIES}
