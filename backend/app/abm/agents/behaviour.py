"""What a holder does in a month: one scalar rule per idea, compiled once, used for one holder or a million.

Symbols and formulas: docs/model.md, section 5.
"""

import warnings
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numba import literal_unroll

from app.abm.core.compiled import kernel
from app.abm.core.month import Floats

# Unrolling the table of drivers makes Numba mention a feature it then does not use: every driver is inlined.
warnings.filterwarnings("ignore", message="First-class function type feature is experimental")

LOSS_AVERSION = 2.25
"""Losses loom 2.25 times larger than gains (Tversky & Kahneman, "Advances in prospect theory", 1992)."""

RISK_PREMIUM = 0.05
"""Yearly yield the most cautious holder asks on top of the outside yield."""


Value = TypeVar("Value")


class Traits(NamedTuple, Generic[Value]):
    """Who a holder is, or who all holders are, one column each; nothing here changes after the first month."""

    risk: Value
    """ρ, 0 (cautious) … 1 (bold)."""
    memory: Value
    """1 / max(h, 1): how fast the reference price follows the market, a month."""
    turnover: Value
    """1 − e^(−1/h): part of the old balance that comes up for sale in a month."""
    sell_pressure: Value
    """s: part of a fresh unlock that is sold."""
    sensitivity: Value
    """κ: how strongly gains and losses are acted on."""
    take_profit: Value
    stop_loss: Value
    staking: Value
    """σ: part of the holding that would be staked at full appetite."""
    yield_caution: Value
    """e^(0.05·(1 − ρ)/0.03): the holder's part of the staking appetite."""


class Balance(NamedTuple):
    """A holder on the eve of a month, and the tokens the month brings; tokens, and fiat per token for the reference."""

    liquid: float
    staked: float
    reference: float
    unlocked: float
    matured: float
    """Principal whose lock-up ends this month."""


class Holding(NamedTuple):
    """What a holder has and sees when deciding; tokens, and fiat per token for the reference."""

    unlocked: float
    """This month's unlock, part of `liquid`."""
    liquid: float
    staked: float
    """Still locked in the pool."""
    reference: float
    gain: float
    """Price over the holder's own reference price, less one."""


class Mood(NamedTuple):
    """What a month is like for every holder of a cohort."""

    cliff: float
    """Multiplier of the cohort's sell pressure: its cliff shock in the cliff month, else 1."""
    noise: float
    """η / √w."""
    anticipation: float
    """Factor on selling for the unlocks of next month."""
    outside_pull: float
    """e^(−(apy − outside yield)/0.03); infinite where nothing may be staked."""


@kernel
def remember(reference: float, price: float, memory: float) -> float:
    """The holder's reference price, drawn towards the market's over the holder's own horizon."""
    return reference + (price - reference) * memory


@kernel
def receive(holder: Traits[float], before: Balance, price: float, reward_rate: float) -> Holding:
    """What the holder has once the month's unlock, maturing stakes and rewards have arrived."""
    liquid = before.liquid + before.unlocked + before.matured + reward_rate * before.staked
    reference = remember(before.reference, price, holder.memory)
    locked = max(before.staked - before.matured, 0.0)
    return Holding(before.unlocked, liquid, locked, reference, price / reference - 1.0)


@kernel
def price_trigger(holder: Traits[float], holding: Holding, mood: Mood, draw: float) -> float:
    """Take profit or cut a loss: more is sold once the gain leaves the holder's comfort zone."""
    taking = 1.0 + holder.sensitivity
    cutting = 1.0 + LOSS_AVERSION * holder.sensitivity * (1.0 - holder.risk)
    return taking if holding.gain >= holder.take_profit else (cutting if holding.gain <= holder.stop_loss else 1.0)


@kernel
def caution(holder: Traits[float], holding: Holding, mood: Mood, draw: float) -> float:
    """The cautious de-risk sooner."""
    return 1.5 - holder.risk


@kernel
def chance(holder: Traits[float], holding: Holding, mood: Mood, draw: float) -> float:
    """What no rule explains; `draw` is uniform in [0, 1)."""
    return 1.0 + mood.noise * (2.0 * draw - 1.0)


@kernel
def unlock_anticipation(holder: Traits[float], holding: Holding, mood: Mood, draw: float) -> float:
    """Sell ahead of next month's unlock."""
    return mood.anticipation


SELL_DRIVERS = (price_trigger, caution, chance, unlock_anticipation)
"""Every factor on a month's selling; another driver is one function above and its name here."""


@kernel
def selling(holder: Traits[float], holding: Holding, mood: Mood, draw: float) -> float:
    """Tokens offered for sale: part of the fresh unlock and part of the old balance, times every driver."""
    fresh = min(holder.sell_pressure * mood.cliff, 1.0) * holding.unlocked
    wish = fresh + holder.turnover * (holding.liquid - holding.unlocked)
    for driver in literal_unroll(SELL_DRIVERS):
        wish *= driver(holder, holding, mood, draw)
    return min(holding.liquid, max(wish, 0.0))


@kernel
def appetite(yield_caution: float, outside_pull: float) -> float:
    """Wish to stake, 0 … 1, at the pool's yield against the outside yield and the holder's caution."""
    return 1.0 / (1.0 + outside_pull * yield_caution)


@kernel
def appetites(yield_caution: float, outside_pull: Floats) -> Floats:
    """The same wish of one kind of holder, by trial."""
    wish = np.empty_like(outside_pull)
    for trial in range(len(outside_pull)):
        wish[trial] = appetite(yield_caution, outside_pull[trial])
    return wish


@kernel
def appetite_of(yield_caution: Floats, outside_pull: Floats) -> Floats:
    """The same wish of several kinds of holders, whose caution may differ by trial; both (trials, kinds)."""
    wish = np.empty_like(yield_caution)
    for trial in range(wish.shape[0]):
        for kind in range(wish.shape[1]):
            wish[trial, kind] = appetite(yield_caution[trial, kind], outside_pull[trial])
    return wish


@kernel
def staking(holder: Traits[float], holding: Holding, mood: Mood, sold: float) -> float:
    """Tokens newly offered to the pool; what is locked already counts towards the aim."""
    left = holding.liquid - sold
    aim = holder.staking * appetite(holder.yield_caution, mood.outside_pull) * (left + holding.staked)
    return min(max(aim - holding.staked, 0.0), left)


@kernel
def decide(holder: Traits[float], holding: Holding, mood: Mood, draw: float) -> tuple[float, float]:
    """Tokens to sell and tokens to stake this month."""
    sold = selling(holder, holding, mood, draw)
    return sold, staking(holder, holding, mood, sold)
