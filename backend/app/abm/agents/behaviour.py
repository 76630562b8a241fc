"""What a holder decides in a month: scalar rules, compiled once and used for one holder as for a million.

Symbols and formulas: docs/model.md, section 5.
"""

import warnings
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numba import literal_unroll

from app.abm.core.compiled import kernel
from app.abm.core.month import Floats

# Unrolling the table of drivers makes Numba warn of a feature that it then does not use: every driver is inlined.
warnings.filterwarnings("ignore", message="First-class function type feature is experimental")

LOSS_AVERSION = 2.25
"""λ of prospect theory: losses weigh 2.25 times as much as gains (Tversky & Kahneman, 1992)."""

RISK_PREMIUM = 0.05
"""Yearly yield that the most cautious holder, ρ = 0, demands on top of the outside yield."""


Value = TypeVar("Value")


class Traits(NamedTuple, Generic[Value]):
    """The traits of one holder, or columns with those of all holders; they are drawn once and never change."""

    risk: Value
    """ρ, 0 (cautious) … 1 (bold)."""
    memory: Value
    """1 / max(h, 1): share of the gap to the market price that the reference price closes in a month."""
    turnover: Value
    """1 − e^(−1/h): share of the balance from earlier months that is offered for sale in a month."""
    sell_pressure: Value
    """s: share of a new unlock that is offered for sale."""
    sensitivity: Value
    """κ: how strongly gains and losses change selling."""
    take_profit: Value
    """Gain from which more is sold."""
    stop_loss: Value
    """Gain, negative, down from which more is sold."""
    staking: Value
    """σ: share of liquid and staked tokens that would be staked at full appetite."""
    yield_caution: Value
    """e^(0.05·(1 − ρ)/0.03): the factor of risk tolerance in the staking appetite."""


class Balance(NamedTuple):
    """A holder's tokens and reference price (fiat per token) before a month, and the tokens that it brings."""

    liquid: float
    staked: float
    reference: float
    unlocked: float
    matured: float
    """Stakes whose lock-up ends this month, part of `staked`."""


class Holding(NamedTuple):
    """A holder's tokens and reference price (fiat per token) when deciding."""

    unlocked: float
    """This month's unlock, part of `liquid`."""
    liquid: float
    staked: float
    """Tokens still locked up in the staking pool."""
    reference: float
    gain: float
    """Price over the holder's reference price, less one."""


class MonthFactors(NamedTuple):
    """Factors of a month on the decisions of all holders of a cohort."""

    cliff: float
    """Multiplier c of the sell pressure: the cliff shock in the cohort's cliff month, else 1."""
    noise: float
    """η / √w: largest relative random change of selling."""
    anticipation: float
    """Factor on selling ahead of next month's unlocks."""
    outside_pull: float
    """e^(−(apy − outside yield)/0.03): the factor of yields in the staking appetite; infinite if staking is off."""


@kernel
def remember(reference: float, price: float, memory: float) -> float:
    """The new reference price: exponential smoothing of the market price with weight `memory`."""
    return reference + (price - reference) * memory


@kernel
def receive(holder: Traits[float], before: Balance, price: float, reward_rate: float) -> Holding:
    """The holder after the month's unlock, matured stakes and rewards have been credited."""
    liquid = before.liquid + before.unlocked + before.matured + reward_rate * before.staked
    reference = remember(before.reference, price, holder.memory)
    locked = max(before.staked - before.matured, 0.0)
    return Holding(before.unlocked, liquid, locked, reference, price / reference - 1.0)


@kernel
def price_trigger(holder: Traits[float], holding: Holding, factors: MonthFactors, draw: float) -> float:
    """More is sold at a gain of `take_profit` or more, and at a loss of `stop_loss` or more."""
    taking = 1.0 + holder.sensitivity
    cutting = 1.0 + LOSS_AVERSION * holder.sensitivity * (1.0 - holder.risk)
    return taking if holding.gain >= holder.take_profit else (cutting if holding.gain <= holder.stop_loss else 1.0)


@kernel
def caution(holder: Traits[float], holding: Holding, factors: MonthFactors, draw: float) -> float:
    """Cautious holders sell more: 1.5 − ρ."""
    return 1.5 - holder.risk


@kernel
def chance(holder: Traits[float], holding: Holding, factors: MonthFactors, draw: float) -> float:
    """Random variation; `draw` is uniform in [0, 1)."""
    return 1.0 + factors.noise * (2.0 * draw - 1.0)


@kernel
def unlock_anticipation(holder: Traits[float], holding: Holding, factors: MonthFactors, draw: float) -> float:
    """More is sold ahead of next month's unlocks."""
    return factors.anticipation


SELL_DRIVERS = (price_trigger, caution, chance, unlock_anticipation)
"""The factors on a month's selling. To add one, write a function like those above and name it here."""


@kernel
def selling(holder: Traits[float], holding: Holding, factors: MonthFactors, draw: float) -> float:
    """Tokens offered for sale: a share of the new unlock and a share of the older balance, times every driver."""
    of_unlock = min(holder.sell_pressure * factors.cliff, 1.0) * holding.unlocked
    desired = of_unlock + holder.turnover * (holding.liquid - holding.unlocked)
    for driver in literal_unroll(SELL_DRIVERS):
        desired *= driver(holder, holding, factors, draw)
    return min(holding.liquid, max(desired, 0.0))


@kernel
def appetite(yield_caution: float, outside_pull: float) -> float:
    """Staking appetite, 0 … 1: logistic in the pool's yield less the outside yield and the holder's risk premium."""
    return 1.0 / (1.0 + outside_pull * yield_caution)


@kernel
def appetite_by_trial(yield_caution: float, outside_pull: Floats) -> Floats:
    """Staking appetite of holders of one risk tolerance in each trial; (trials,)."""
    appetites = np.empty_like(outside_pull)
    for trial in range(len(outside_pull)):
        appetites[trial] = appetite(yield_caution, outside_pull[trial])
    return appetites


@kernel
def appetite_by_cohort(yield_caution: Floats, outside_pull: Floats) -> Floats:
    """Staking appetite of cohorts, each by the `yield_caution` of its mean risk tolerance; both (trials, cohorts)."""
    appetites = np.empty_like(yield_caution)
    for trial in range(appetites.shape[0]):
        for cohort in range(appetites.shape[1]):
            appetites[trial, cohort] = appetite(yield_caution[trial, cohort], outside_pull[trial])
    return appetites


@kernel
def staking(holder: Traits[float], holding: Holding, factors: MonthFactors, sold: float) -> float:
    """Tokens offered to the staking pool: what is missing from the target stake, as far as liquid tokens go."""
    unsold = holding.liquid - sold
    target = holder.staking * appetite(holder.yield_caution, factors.outside_pull) * (unsold + holding.staked)
    return min(max(target - holding.staked, 0.0), unsold)


@kernel
def decide(holder: Traits[float], holding: Holding, factors: MonthFactors, draw: float) -> tuple[float, float]:
    """Tokens to sell and tokens to stake this month."""
    sold = selling(holder, holding, factors, draw)
    return sold, staking(holder, holding, factors, sold)
