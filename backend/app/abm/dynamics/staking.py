"""The staking pool: a yield that falls as the pool fills, lock-ups, rewards."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from app.abm.core.along import Whole, by_trial, column, ring_place
from app.abm.core.compiled import kernel
from app.abm.core.month import APPETITE_WIDTH, Floats, Number, Opening, ratio
from app.abm.core.params import WHOLE, Fraction, Params, label
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.token_economy import TokenEconomy

MAX_LOCKUP = 60
Multiplier = Annotated[float, Field(ge=0, le=10)]


class StakingParams(Params):
    """What the pool pays, how much it takes and for how long."""

    BY_TRIAL = frozenset({"lockup_months"})

    base_apy: Annotated[float, Field(ge=0, le=10), label("Base yield", "fraction a year")] = 0.12
    """Yearly yield of a half-full pool, as a fraction (0.12 is 12 %)."""
    max_capacity_pct: Annotated[Fraction, label("Capacity", "fraction")] = 0.5
    """Most tokens the pool takes, as a fraction of the total supply."""
    lockup_months: Annotated[int, Field(ge=0, le=MAX_LOCKUP), WHOLE, label("Lock-up", "months")] = 6
    """Months a stake is locked; 0 lets it go, or stay, every month."""
    reward_source: Annotated[
        Literal["emission", "treasury"],
        label("Rewards come from", options={"emission": "Minted tokens", "treasury": "The treasury"}),
    ] = "emission"
    """emission mints rewards; treasury pays them while it has tokens."""
    apy_multiplier_at_empty: Annotated[Multiplier, label("Yield when empty", "")] = 1.5
    """Yield of an empty pool over the base yield."""
    apy_multiplier_at_full: Annotated[Multiplier, label("Yield when full", "")] = 0.5
    """Yield of a full pool over the base yield."""
    market_staking_propensity: Annotated[Fraction, label("Buyers who stake", "fraction")] = 0.8
    """Part of outside buyers' tokens that would be staked at full appetite."""
    outside_yield: Annotated[float, Field(ge=0, le=1), label("Outside yield", "fraction a year")] = 0.04
    """Yearly yield to be had elsewhere, as a fraction."""
    locked_can_stake: Annotated[Fraction, label("Locked tokens that may stake", "fraction")] = 0.0
    """Part of tokens not yet vested that may be staked where they lie, as a fraction; their rewards are liquid."""


@dataclass(frozen=True, slots=True)
class StakingFlows:
    """What the pool did in a month, holders and outside buyers together; tokens."""

    rewards: Floats
    returned: Floats
    taken: Floats


class StakingPool(EconomyPart[StakingParams]):
    """Stakes of holders and outside buyers under one roof, rationed pro rata when room is short.

    A pool without parameters is closed: it takes nothing and pays nothing.
    """

    STATE = ("market_tranche", "market_staked", "locked_staked", "apy", "fell_short")
    title = "Staking"
    summary = "A pool that pays a yield, takes stakes up to its capacity and locks them up."
    field = "staking_config"
    switch = "enable_staking"
    Params = StakingParams

    def __init__(self, params: StakingParams | None, trials: int, total_supply: Number, cohorts: int = 1) -> None:
        self.is_open = params is not None
        self.params = params or StakingParams(base_apy=0, max_capacity_pct=0, lockup_months=0)
        self.capacity = self.params.max_capacity_pct * total_supply
        self._has_capacity = bool(np.all(np.greater(self.capacity, 0)))
        self._capacity = by_trial(self.capacity, trials)
        self._propensity = by_trial(self.params.market_staking_propensity, trials)
        self.takes_locked = bool(np.any(self.params.locked_can_stake))
        """Whether tokens that have not vested may be staked."""
        self.market_tranche = np.zeros((int(np.max(self.lockup_slots)), trials))
        self.market_staked = np.zeros(trials)
        """Outside buyers' part of what is staked."""
        self.locked_staked = np.zeros((trials, cohorts))
        """Tokens staked before they have vested, which stay locked; by cohort."""
        self.fell_short = np.zeros(trials, dtype=np.bool_)
        """Whether the treasury ever had less than the rewards due."""
        self.apy = self.quoted_apy(np.zeros(trials))
        """Yield quoted at the last close, by which this month's rewards and decisions go."""
        self.flows = StakingFlows(*np.zeros((3, trials)))
        self.filled_part = np.zeros(trials)
        """Utilisation at the last close."""

    @classmethod
    def at(cls, rules: StakingParams | None, opening: Opening) -> Self:
        """The pool before anyone has staked."""
        return cls(rules, opening.trials, opening.total_supply, len(opening.cohorts))

    @classmethod
    def filled(cls, given: StakingParams | None) -> StakingParams:
        """The usual pool unless another is given."""
        return given or StakingParams()

    @property
    def lockup_slots(self) -> Whole:
        """Months from a stake to its maturity: at least one, for a month is the shortest time there is."""
        slots: Whole = np.maximum(self.params.lockup_months, 1)
        return slots

    def utilization(self, staked: Floats) -> Floats:
        """Part of the capacity in use, 0 … 1; a pool without capacity is full, a closed one empty."""
        if self._has_capacity:
            return np.minimum(staked / self.capacity, 1.0)
        return np.full_like(staked, float(self.is_open))

    def quoted_apy(self, staked: Floats) -> Floats:
        """Yearly yield at this filling, on a line from `apy_multiplier_at_empty` to `_at_full` times the base."""
        return self._quoted(self.utilization(staked))

    def _quoted(self, utilization: Floats) -> Floats:
        empty, full = self.params.apy_multiplier_at_empty, self.params.apy_multiplier_at_full
        return self.params.base_apy * (empty + (full - empty) * utilization)

    def outside_pull(self, on_top: Floats | float = 0.0) -> Floats:
        """e^(−(apy − outside yield)/0.03): the yield's part in everyone's appetite; infinite for a closed pool.

        `on_top` is the yearly yield that others pay on what is staked here.
        """
        if not self.is_open:
            return np.full_like(self.apy, np.inf)
        return np.exp((self.apy + on_top - self.params.outside_yield) / -APPETITE_WIDTH)

    def pay_rewards(self, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Pay a month's yield on everything staked when the month opened, to liquid balances.

        Returns the tokens paid per token staked, less than due where the treasury runs short, and all tokens paid.
        """
        rate, staked = self.apy / 12, self.in_use(economy)
        if not self.is_open:
            return rate, np.zeros_like(rate)
        if self.params.reward_source == "treasury":
            rate = self._affordable(rate, staked, economy["treasury"])
        to_market = rate * self.market_staked
        to_holders = rate * (staked - self.market_staked)
        if self.params.reward_source == "emission":
            economy.mint("liquid", to_holders)
            economy.mint("market", to_market)
        else:
            economy.transfer("treasury", "liquid", to_holders)
            economy.transfer("treasury", "market", to_market)
        return rate, to_holders + to_market

    def minted_part(self, rewards: Floats) -> Floats:
        """Of the rewards paid, the tokens minted for them."""
        return rewards if self.params.reward_source == "emission" else np.zeros_like(rewards)

    def mature(self, month: int, holders: Floats, economy: TokenEconomy) -> Floats:
        """Return what was locked long enough: `holders` tokens of holders, and the market's own; all of it together."""
        market = self.market_tranche[ring_place(month, self.lockup_slots)].copy()
        self.market_staked = np.maximum(self.market_staked - market, 0.0)
        economy.transfer("staked", "liquid", holders)
        economy.transfer("staked", "market", market)
        returned: Floats = holders + market
        return returned

    def accept(
        self, month: int, offered: Floats, market_appetite: Floats, economy: TokenEconomy
    ) -> tuple[Floats, Floats]:
        """Take stakes up to the room there is, pro rata; returns the part accepted, 0 … 1, and all tokens taken.

        `offered` is holders'; outside buyers aim at their propensity times `market_appetite` of what they own.
        """
        wish, market = self._propensity * market_appetite, economy["market"]
        part, taken, from_holders, from_market = _accepted(
            offered, wish, market, self.market_staked, self._capacity, self.in_use(economy)
        )
        economy.transfer("liquid", "staked", from_holders)
        economy.transfer("market", "staked", from_market)
        self.market_staked = self.market_staked + from_market
        self.market_tranche[ring_place(month, self.lockup_slots)] = from_market
        return part, taken

    def stake_locked(self, locked: Floats, wish: Floats, economy: TokenEconomy) -> None:
        """Count as staked what holders wish to of their locked tokens, as far as there is room.

        `locked` is (cohorts,) or (trials, cohorts); `wish`, 0 … 1, is (trials, cohorts). No token moves.
        """
        wanted = column(self.params.locked_can_stake) * wish * locked
        room = np.maximum(self.capacity - economy["staked"], 0.0)
        self.locked_staked = wanted * np.minimum(ratio(room, wanted.sum(axis=1)), 1.0)[:, None]

    def in_use(self, economy: TokenEconomy) -> Floats:
        """Tokens that fill the pool: those in it, and locked ones that count as staked."""
        if not self.takes_locked:
            return economy["staked"]
        in_use: Floats = economy["staked"] + self.locked_staked.sum(axis=1)
        return in_use

    def close(self, flows: StakingFlows, economy: TokenEconomy) -> None:
        """Quote the yield of the filling after a month of these flows."""
        self.flows, in_use = flows, self.in_use(economy)
        self.filled_part = self.utilization(in_use)
        self.apy = self._quoted(self.filled_part)

    def report(self) -> dict[str, Floats]:
        """The pool after the month, and what it did in it."""
        return {
            "market_staked": self.market_staked,
            "locked_staked": np.add.reduce(self.locked_staked, axis=1),
            "apy": self.apy,
            "staking_utilization": self.filled_part,
            "staked_in": self.flows.taken,
            "staked_out": self.flows.returned,
            "rewards_paid": self.flows.rewards,
        }

    def remarks(self, trials: slice = slice(None)) -> list[str]:
        """What went otherwise than configured in any of these trials."""
        if not self.fell_short[trials].any():
            return []
        return ["the treasury could not pay all staking rewards; what it had was paid pro rata"]

    def _affordable(self, rate: Floats, staked: Floats, funds: Floats) -> Floats:
        due = rate * staked
        self.fell_short = self.fell_short | (due > funds)
        return np.where(due > funds, rate * ratio(funds, due), rate)


@kernel
def _accepted(
    offered: Floats, wish: Floats, market: Floats, market_staked: Floats, capacity: Floats, in_use: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """What a pool takes of what holders offer and what outside buyers wish, 0 … 1 of all they own; (trials,) each.

    Returns the part accepted, all tokens taken, and those of holders and of buyers.
    """
    part, taken, from_holders, from_market = np.zeros((4, len(offered)))
    for trial in range(len(offered)):
        owned = market[trial] + market_staked[trial]
        offer = np.minimum(np.maximum(wish[trial] * owned - market_staked[trial], 0.0), market[trial])
        wanted, room = offered[trial] + offer, np.maximum(capacity[trial] - in_use[trial], 0.0)
        if wanted > 0:
            part[trial] = np.minimum(room / wanted, 1.0)
        taken[trial] = part[trial] * wanted
        from_holders[trial], from_market[trial] = part[trial] * offered[trial], part[trial] * offer
    return part, taken, from_holders, from_market
