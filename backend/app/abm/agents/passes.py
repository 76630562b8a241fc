"""The two compiled passes over the holders of a batch that live their month: to decide, and to settle."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.agents.behaviour import Balance, Mood, Traits, decide, receive
from app.abm.agents.sums import BLOCK, add_pairwise
from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats
from app.abm.core.streams import Keys, month_key, uniform

Ints: TypeAlias = NDArray[np.int64]


class Conditions(NamedTuple):
    """A month as holders find it: by trial, and by cohort in the population's own order."""

    month: int
    price: Floats
    reward_rate: Floats
    """Tokens paid per token that was staked when the month opened."""
    anticipation: Floats
    outside_pull: Floats
    unlocked: Floats
    """Tokens each cohort unlocks this month; (trials, cohorts)."""
    emitted: Floats
    """Tokens minted for each cohort this month, taken like an unlock; (trials, cohorts)."""
    income: Floats
    """Tokens each cohort earns on locked tokens that are staked; (trials, cohorts)."""
    cliff: Floats
    """Factor of each cohort on the selling of its fresh unlock; (trials, cohorts)."""


class Columns(NamedTuple):
    """What holders own, remember and order; each (trials, rows), balances of one holder in tokens."""

    share: Floats
    """Part of the cohort's tokens that is this one holder's."""
    liquid: Floats
    staked: Floats
    reference: Floats
    sell: Floats
    stake: Floats


class Layout(NamedTuple):
    """Where cohorts and blocks lie among the rows, and each cohort's chance."""

    first: Ints
    """First row of each cohort."""
    blocks: Ints
    """Cohort, first row and last row + 1 of each block; (blocks, 3)."""
    edges: Ints
    """First block of each cohort, and last block + 1 of the last."""
    noise: Floats
    """η / √w of each cohort; (trials, cohorts)."""
    keys: Keys
    """Stream of the decisions; (trials, cohorts)."""


class Market(NamedTuple):
    """What a month brings each holder of a cohort: price and reward rate, and the whole cohort's tokens."""

    price: float
    reward_rate: float
    unlock: float
    """Unlocked or emitted."""
    income: float
    """Earned on locked stakes."""


@long_kernel
def decide_blocks(
    traits: Traits[Floats],
    columns: Columns,
    maturing: Floats,
    layout: Layout,
    conditions: Conditions,
    sums: Floats,
    low: int,
    high: int,
) -> None:
    """Live the month up to the orders in blocks [low, high) of all trials; `sums` gets matured, sell and stake."""
    draws = np.empty(BLOCK)
    for place in range(low, high):
        trial, block = place // len(layout.blocks), place % len(layout.blocks)
        cohort, start, stop = layout.blocks[block]
        key = month_key(layout.keys[trial, cohort], conditions.month)
        for index in range(stop - start):
            draws[index] = uniform(key, start - layout.first[cohort] + index)
        mood, market = _month_of(conditions, layout.noise, trial, cohort)
        _decide_rows(traits, columns, maturing[trial, start:stop], draws, mood, market, (trial, start, stop))
        sell, stake = _sums(columns.sell[trial, start:stop], columns.stake[trial, start:stop])
        sums[trial, block, 0] = _sum(maturing[trial, start:stop])
        sums[trial, block, 1], sums[trial, block, 2] = sell, stake


@kernel
def _month_of(conditions: Conditions, noise: Floats, trial: int, cohort: int) -> tuple[Mood, Market]:
    """The month as every holder of one cohort finds it."""
    mood = Mood(
        conditions.cliff[trial, cohort],
        noise[trial, cohort],
        conditions.anticipation[trial],
        conditions.outside_pull[trial],
    )
    market = Market(
        conditions.price[trial],
        conditions.reward_rate[trial],
        conditions.unlocked[trial, cohort] + conditions.emitted[trial, cohort],
        conditions.income[trial, cohort],
    )
    return mood, market


@kernel
def _decide_rows(
    traits: Traits[Floats],
    columns: Columns,
    maturing: Floats,
    draws: Floats,
    mood: Mood,
    market: Market,
    rows: tuple[int, int, int],
) -> None:
    """One block of one trial. Columns are sliced first: the loop over plain slices is what the compiler vectorises."""
    trial, start, stop = rows
    block, share = _sliced(traits, trial, start, stop), columns.share[trial, start:stop]
    liquid, staked = columns.liquid[trial, start:stop], columns.staked[trial, start:stop]
    sell, stake = columns.sell[trial, start:stop], columns.stake[trial, start:stop]
    reference = columns.reference[trial, start:stop]
    for row in range(len(share)):
        holder = _holder(block, row)
        balance = liquid[row] + share[row] * market.income
        before = Balance(balance, staked[row], reference[row], share[row] * market.unlock, maturing[row])
        holding = receive(holder, before, market.price, market.reward_rate)
        liquid[row], staked[row], reference[row] = holding.liquid, holding.staked, holding.reference
        sell[row], stake[row] = decide(holder, holding, mood, draws[row])


@kernel
def _sliced(traits: Traits[Floats], trial: int, start: int, stop: int) -> Traits[Floats]:
    """The tempers of some rows of one trial."""
    return Traits(
        traits.risk[trial, start:stop],
        traits.memory[trial, start:stop],
        traits.turnover[trial, start:stop],
        traits.sell_pressure[trial, start:stop],
        traits.sensitivity[trial, start:stop],
        traits.take_profit[trial, start:stop],
        traits.stop_loss[trial, start:stop],
        traits.staking[trial, start:stop],
        traits.yield_caution[trial, start:stop],
    )


@kernel
def _holder(traits: Traits[Floats], row: int) -> Traits[float]:
    """The temper of one row."""
    return Traits(
        traits.risk[row],
        traits.memory[row],
        traits.turnover[row],
        traits.sell_pressure[row],
        traits.sensitivity[row],
        traits.take_profit[row],
        traits.stop_loss[row],
        traits.staking[row],
        traits.yield_caution[row],
    )


@long_kernel
def settle_blocks(
    columns: Columns,
    tranche: Floats,
    layout: Layout,
    sold: Floats,
    staked: Floats,
    sums: Floats,
    low: int,
    high: int,
) -> None:
    """Book the accepted orders in blocks [low, high) of all trials; `sums` gets liquid and staked."""
    for place in range(low, high):
        trial, block = place // len(layout.blocks), place % len(layout.blocks)
        _, start, stop = layout.blocks[block]
        _settle_rows(columns, tranche[trial, start:stop], (sold[trial], staked[trial]), (trial, start, stop))
        liquid, bound = _sums(columns.liquid[trial, start:stop], columns.staked[trial, start:stop])
        sums[trial, block, 0], sums[trial, block, 1] = liquid, bound


@kernel
def _settle_rows(columns: Columns, tranche: Floats, accepted: tuple[float, float], rows: tuple[int, int, int]) -> None:
    part_sold, part_staked = accepted
    trial, start, stop = rows
    liquid, staked = columns.liquid[trial, start:stop], columns.staked[trial, start:stop]
    sell, stake = columns.sell[trial, start:stop], columns.stake[trial, start:stop]
    for row in range(len(liquid)):
        bound = part_staked * stake[row]
        liquid[row] = liquid[row] - part_sold * sell[row] - bound
        staked[row] += bound
        tranche[row] = bound


@kernel
def _sum(rows: Floats) -> float:
    total = 0.0
    for row in range(len(rows)):
        total += rows[row]
    return total


@kernel
def _sums(first: Floats, second: Floats) -> tuple[float, float]:
    """Sums of two columns, row after row; side by side, because each addition waits for the one before."""
    one = other = 0.0
    for row in range(len(first)):
        one += first[row]
        other += second[row]
    return one, other


@kernel
def add_blocks(sums: Floats, edges: Ints, weight: Floats, totals: Floats) -> None:
    """Weighted sum over each cohort's blocks, pairwise; uses `sums` up."""
    for trial in range(sums.shape[0]):
        for cohort in range(len(weight)):
            parts = sums[trial, edges[cohort] : edges[cohort + 1]]
            add_pairwise(parts)
            for quantity in range(sums.shape[2]):
                totals[trial, cohort, quantity] = weight[cohort] * parts[0, quantity]
