"""The staking pool: rewards, lock-ups, and a yield that falls as the pool fills."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from app.abm.core.batch import WholeNumber, by_trial, column, ring_index
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
    """Months a stake is locked; 0 allows withdrawal every month."""
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
    """Tokens that the pool paid, returned and took in a month, of holders and outside buyers together."""

    rewards: Floats
    returned: Floats
    taken: Floats


class StakingPool(EconomyPart[StakingParams]):
    """The stakes of holders and outside buyers; new stakes are accepted pro rata when capacity is short.

    A pool without parameters is closed: it takes no stakes and pays no rewards.
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
        self.accepts_locked = bool(np.any(self.params.locked_can_stake))
        """Whether locked tokens may be staked."""
        self.market_tranche = np.zeros((int(np.max(self.lockup_slots)), trials))
        self.market_staked = np.zeros(trials)
        """Tokens staked by outside buyers."""
        self.locked_staked = np.zeros((trials, cohorts))
        """Locked tokens that count as staked, by cohort; (trials, cohorts)."""
        self.fell_short = np.zeros(trials, dtype=np.bool_)
        """Whether the treasury has ever had less than the rewards due."""
        self.apy = self.quoted_apy(np.zeros(trials))
        """Yearly yield quoted at the last close; it sets this month's rewards and enters decisions."""
        self.flows = StakingFlows(*np.zeros((3, trials)))
        self.last_utilization = np.zeros(trials)
        """Utilization at the last close, 0 … 1."""

    @classmethod
    def from_rules(cls, rules: StakingParams | None, opening: Opening) -> Self:
        """The pool before anyone has staked; closed without rules."""
        return cls(rules, opening.trials, opening.total_supply, len(opening.cohorts))

    @classmethod
    def with_defaults(cls, given: StakingParams | None) -> StakingParams:
        """The given rules, else the default pool."""
        return given or StakingParams()

    @property
    def lockup_slots(self) -> WholeNumber:
        """Months from a stake to its maturity, at least 1, the time step of the model."""
        slots: WholeNumber = np.maximum(self.params.lockup_months, 1)
        return slots

    def utilization(self, staked: Floats) -> Floats:
        """Part of the capacity in use, 0 … 1; a pool without capacity counts as full, a closed one as empty."""
        if self._has_capacity:
            return np.minimum(staked / self.capacity, 1.0)
        return np.full_like(staked, float(self.is_open))

    def quoted_apy(self, staked: Floats) -> Floats:
        """Yearly yield with so many tokens staked, linear in utilization between the two multiples of `base_apy`."""
        return self._apy_at(self.utilization(staked))

    def _apy_at(self, utilization: Floats) -> Floats:
        empty, full = self.params.apy_multiplier_at_empty, self.params.apy_multiplier_at_full
        return self.params.base_apy * (empty + (full - empty) * utilization)

    def outside_pull(self, extra_yield: Floats | float = 0.0) -> Floats:
        """e^(−(apy − outside yield)/0.03): the factor of yields in the staking appetite; infinite for a closed pool.

        `extra_yield` is the yearly yield on stakes that emissions and revenue pay.
        """
        if not self.is_open:
            return np.full_like(self.apy, np.inf)
        return np.exp((self.apy + extra_yield - self.params.outside_yield) / -APPETITE_WIDTH)

    def pay_rewards(self, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Pay a month's rewards on all stakes at the opening of the month, to liquid balances.

        Returns the tokens paid per token staked, reduced if the treasury cannot pay all that is due, and their total.
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
        """The part of the rewards that was minted: all or none."""
        return rewards if self.params.reward_source == "emission" else np.zeros_like(rewards)

    def mature(self, month: int, holders: Floats, economy: TokenEconomy) -> Floats:
        """Return stakes whose lock-up ends: `holders` tokens of holders, and outside buyers' own; returns their sum."""
        market = self.market_tranche[ring_index(month, self.lockup_slots)].copy()
        self.market_staked = np.maximum(self.market_staked - market, 0.0)
        economy.transfer("staked", "liquid", holders)
        economy.transfer("staked", "market", market)
        returned: Floats = holders + market
        return returned

    def accept(
        self, month: int, offered: Floats, market_appetite: Floats, economy: TokenEconomy
    ) -> tuple[Floats, Floats]:
        """Take stakes pro rata up to the free capacity; returns the part accepted, 0 … 1, and all tokens taken.

        `offered` are holders' tokens; outside buyers aim to stake propensity × `market_appetite` of all they own.
        """
        target_part, market = self._propensity * market_appetite, economy["market"]
        part, taken, from_holders, from_market = _accepted(
            offered, target_part, market, self.market_staked, self._capacity, self.in_use(economy)
        )
        economy.transfer("liquid", "staked", from_holders)
        economy.transfer("market", "staked", from_market)
        self.market_staked = self.market_staked + from_market
        self.market_tranche[ring_index(month, self.lockup_slots)] = from_market
        return part, taken

    def stake_locked(self, locked: Floats, appetite: Floats, economy: TokenEconomy) -> None:
        """Count locked tokens as staked by their holders' appetite, pro rata up to the capacity. No token moves.

        `locked` is (cohorts,) or (trials, cohorts); `appetite`, 0 … 1, is (trials, cohorts).
        """
        wanted = column(self.params.locked_can_stake) * appetite * locked
        room = np.maximum(self.capacity - economy["staked"], 0.0)
        self.locked_staked = wanted * np.minimum(ratio(room, wanted.sum(axis=1)), 1.0)[:, None]

    def in_use(self, economy: TokenEconomy) -> Floats:
        """Tokens that use capacity: those in the pool, and locked ones that count as staked."""
        if not self.accepts_locked:
            return economy["staked"]
        in_use: Floats = economy["staked"] + self.locked_staked.sum(axis=1)
        return in_use

    def close(self, flows: StakingFlows, economy: TokenEconomy) -> None:
        """Record the flows of the month, and quote the yield at its utilization."""
        self.flows, in_use = flows, self.in_use(economy)
        self.last_utilization = self.utilization(in_use)
        self.apy = self._apy_at(self.last_utilization)

    def report(self) -> dict[str, Floats]:
        """The pool after the month, and its flows in it."""
        return {
            "market_staked": self.market_staked,
            "locked_staked": np.add.reduce(self.locked_staked, axis=1),
            "apy": self.apy,
            "staking_utilization": self.last_utilization,
            "staked_in": self.flows.taken,
            "staked_out": self.flows.returned,
            "rewards_paid": self.flows.rewards,
        }

    def remarks(self, trials: slice = slice(None)) -> list[str]:
        """Sentences about what could not happen as configured in any of these trials."""
        if not self.fell_short[trials].any():
            return []
        return ["the treasury could not pay all staking rewards; what it had was paid pro rata"]

    def _affordable(self, rate: Floats, staked: Floats, funds: Floats) -> Floats:
        """The reward rate, reduced to what the treasury's funds allow."""
        due = rate * staked
        self.fell_short = self.fell_short | (due > funds)
        return np.where(due > funds, rate * ratio(funds, due), rate)


@kernel
def _accepted(
    offered: Floats, target_part: Floats, market: Floats, market_staked: Floats, capacity: Floats, in_use: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """New stakes of holders, who offer tokens, and of outside buyers, who aim at a part of all they own, 0 … 1.

    Returns the part accepted, all tokens taken, those of holders and those of buyers; (trials,) each.
    """
    part, taken, from_holders, from_market = np.zeros((4, len(offered)))
    for trial in range(len(offered)):
        owned = market[trial] + market_staked[trial]
        offer = np.minimum(np.maximum(target_part[trial] * owned - market_staked[trial], 0.0), market[trial])
        wanted, room = offered[trial] + offer, np.maximum(capacity[trial] - in_use[trial], 0.0)
        if wanted > 0:
            part[trial] = np.minimum(room / wanted, 1.0)
        taken[trial] = part[trial] * wanted
        from_holders[trial], from_market[trial] = part[trial] * offered[trial], part[trial] * offer
    return part, taken, from_holders, from_market
