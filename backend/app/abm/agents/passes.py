"""The two compiled passes over all holders in a month: one to decide, one to settle."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.agents.behaviour import Balance, MonthFactors, Traits, decide, receive
from app.abm.agents.sums import BLOCK, add_pairwise
from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats
from app.abm.core.streams import Keys, month_key, uniform

Ints: TypeAlias = NDArray[np.int64]


class Conditions(NamedTuple):
    """What holders know of a month; (trials,) unless said otherwise, cohorts sorted by name as in `Population`."""

    month: int
    price: Floats
    reward_rate: Floats
    """Tokens paid per token that was staked when the month opened."""
    anticipation: Floats
    outside_pull: Floats
    unlocked: Floats
    """Tokens that each cohort unlocks this month; (trials, cohorts)."""
    emitted: Floats
    """Tokens minted for each cohort this month, treated like an unlock; (trials, cohorts)."""
    income: Floats
    """Rewards of each cohort on locked tokens that are staked; (trials, cohorts)."""
    cliff: Floats
    """Factor of each cohort on the selling of a new unlock; (trials, cohorts)."""


class Columns(NamedTuple):
    """The holders' state and orders, in tokens of one holder; (trials, rows) each."""

    share: Floats
    """One holder's share of the cohort's tokens."""
    liquid: Floats
    staked: Floats
    reference: Floats
    """Reference price, fiat per token."""
    sell: Floats
    """Tokens offered for sale this month."""
    stake: Floats
    """Tokens offered for staking this month."""


class Layout(NamedTuple):
    """The rows of each cohort and block, and each cohort's random stream."""

    first: Ints
    """First row of each cohort."""
    blocks: Ints
    """Cohort, first row and end row (exclusive) of each block; (blocks, 3)."""
    edges: Ints
    """First block of each cohort, then the number of blocks; (cohorts + 1,)."""
    noise: Floats
    """η / √w of each cohort; (trials, cohorts)."""
    keys: Keys
    """Key of the stream of decisions of each cohort; (trials, cohorts)."""


class CohortMonth(NamedTuple):
    """Price and reward rate of a month, and the tokens that a whole cohort receives in it."""

    price: float
    reward_rate: float
    unlock: float
    """Tokens unlocked or emitted."""
    income: float
    """Rewards on locked tokens that are staked."""


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
    """Credit holders and take their orders in blocks [low, high); fills `sums` with matured, sell and stake.

    Blocks are numbered through all trials, those of the first trial first; `sums` is (trials, blocks, 3).
    """
    draws = np.empty(BLOCK)
    for item in range(low, high):
        trial, block = item // len(layout.blocks), item % len(layout.blocks)
        cohort, start, stop = layout.blocks[block]
        key = month_key(layout.keys[trial, cohort], conditions.month)
        for index in range(stop - start):
            draws[index] = uniform(key, start - layout.first[cohort] + index)
        factors, month = _cohort_month(conditions, layout.noise, trial, cohort)
        _decide_rows(traits, columns, maturing[trial, start:stop], draws, factors, month, (trial, start, stop))
        sell, stake = _sums(columns.sell[trial, start:stop], columns.stake[trial, start:stop])
        sums[trial, block, 0] = _sum(maturing[trial, start:stop])
        sums[trial, block, 1], sums[trial, block, 2] = sell, stake


@kernel
def _cohort_month(conditions: Conditions, noise: Floats, trial: int, cohort: int) -> tuple[MonthFactors, CohortMonth]:
    """The month's factors and receipts of one cohort in one trial."""
    factors = MonthFactors(
        conditions.cliff[trial, cohort],
        noise[trial, cohort],
        conditions.anticipation[trial],
        conditions.outside_pull[trial],
    )
    month = CohortMonth(
        conditions.price[trial],
        conditions.reward_rate[trial],
        conditions.unlocked[trial, cohort] + conditions.emitted[trial, cohort],
        conditions.income[trial, cohort],
    )
    return factors, month


@kernel
def _decide_rows(
    traits: Traits[Floats],
    columns: Columns,
    maturing: Floats,
    draws: Floats,
    factors: MonthFactors,
    month: CohortMonth,
    rows: tuple[int, int, int],
) -> None:
    """One block of one trial. Columns are sliced first, because the compiler vectorises a loop over plain slices."""
    trial, start, stop = rows
    block, share = _sliced(traits, trial, start, stop), columns.share[trial, start:stop]
    liquid, staked = columns.liquid[trial, start:stop], columns.staked[trial, start:stop]
    sell, stake = columns.sell[trial, start:stop], columns.stake[trial, start:stop]
    reference = columns.reference[trial, start:stop]
    for row in range(len(share)):
        holder = _holder(block, row)
        balance = liquid[row] + share[row] * month.income
        before = Balance(balance, staked[row], reference[row], share[row] * month.unlock, maturing[row])
        holding = receive(holder, before, month.price, month.reward_rate)
        liquid[row], staked[row], reference[row] = holding.liquid, holding.staked, holding.reference
        sell[row], stake[row] = decide(holder, holding, factors, draws[row])


@kernel
def _sliced(traits: Traits[Floats], trial: int, start: int, stop: int) -> Traits[Floats]:
    """The traits of some rows of one trial."""
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
    """The traits of one row."""
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
    sold_part: Floats,
    staked_part: Floats,
    sums: Floats,
    low: int,
    high: int,
) -> None:
    """Book the accepted orders in blocks [low, high); fills `sums`, (trials, blocks, 2), with liquid and staked.

    `sold_part` and `staked_part` are the parts accepted of what was offered, 0 … 1; (trials,).
    """
    for item in range(low, high):
        trial, block = item // len(layout.blocks), item % len(layout.blocks)
        _, start, stop = layout.blocks[block]
        _settle_rows(columns, tranche[trial, start:stop], (sold_part[trial], staked_part[trial]), (trial, start, stop))
        liquid, staked = _sums(columns.liquid[trial, start:stop], columns.staked[trial, start:stop])
        sums[trial, block, 0], sums[trial, block, 1] = liquid, staked


@kernel
def _settle_rows(columns: Columns, tranche: Floats, accepted: tuple[float, float], rows: tuple[int, int, int]) -> None:
    sold_part, staked_part = accepted
    trial, start, stop = rows
    liquid, staked = columns.liquid[trial, start:stop], columns.staked[trial, start:stop]
    sell, stake = columns.sell[trial, start:stop], columns.stake[trial, start:stop]
    for row in range(len(liquid)):
        newly_staked = staked_part * stake[row]
        liquid[row] = liquid[row] - sold_part * sell[row] - newly_staked
        staked[row] += newly_staked
        tranche[row] = newly_staked


@kernel
def _sum(rows: Floats) -> float:
    total = 0.0
    for row in range(len(rows)):
        total += rows[row]
    return total


@kernel
def _sums(first: Floats, second: Floats) -> tuple[float, float]:
    """Sums of two columns in the order of the rows; together, because each addition waits for the one before it."""
    one = other = 0.0
    for row in range(len(first)):
        one += first[row]
        other += second[row]
    return one, other


@kernel
def add_blocks(sums: Floats, edges: Ints, weight: Floats, totals: Floats) -> None:
    """Weighted sum over each cohort's blocks, added pairwise, in `totals` (trials, cohorts, …); overwrites `sums`."""
    for trial in range(sums.shape[0]):
        for cohort in range(len(weight)):
            parts = sums[trial, edges[cohort] : edges[cohort + 1]]
            add_pairwise(parts)
            for quantity in range(sums.shape[2]):
                totals[trial, cohort, quantity] = weight[cohort] * parts[0, quantity]
