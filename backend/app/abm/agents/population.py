"""All holders of a batch of trials, one column per attribute, and the two passes that live their month."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.agents.behaviour import Balance, Mood, Traits, decide, receive
from app.abm.agents.cohort import AgentCohort, Chances
from app.abm.agents.sums import BLOCK, add_pairwise
from app.abm.core.along import Whole, by_trial, column, ring_place
from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.controller import ABMController
from app.abm.core.month import Floats, Number, Orders
from app.abm.core.streams import Keys, month_key, stream_keys, uniform

Ints: TypeAlias = NDArray[np.int64]
Split: TypeAlias = Callable[[Callable[[int, int], None], int], None]
"""Runs a task over the blocks [0, n), whole or cut into ranges that may run at once."""


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


class Population(ABMController):
    """The holders of every cohort, for every trial of a batch.

    Cohorts lie in the order of their names, so the order of the request's buckets cannot change a sum.
    """

    STATE = ("liquid", "staked", "reference", "tranche")

    def __init__(self, designs: Sequence[Sequence[AgentCohort]], seeds: Keys, noise: Number, split: Split) -> None:
        """The cohorts of one design, or of several that have as many rows and holders in each.

        `seeds` are those of every design's trials, design after design; each has equally many.
        """
        in_order = [sorted(cohorts, key=lambda cohort: cohort.name) for cohorts in designs]
        self.cohorts = tuple(in_order[0])
        """Those of the first design."""
        self.weight = np.array([cohort.weight for cohort in self.cohorts])
        self._split = split
        self.layout = _layout(self.cohorts, seeds, noise)
        *traits, self.share = _drawn(in_order, seeds)
        self.traits = Traits(*traits)
        self.liquid, self.staked, self._sell, self._stake, self.reference = np.zeros((5, *self.share.shape))
        self._lockup_slots: Whole = 1
        self.tranche = np.zeros((1, *self.share.shape))

    def open(self, initial_price: Number, lockup_slots: Whole) -> None:
        """Remember the starting price, and make room for the stakes of `lockup_slots` ≥ 1 months."""
        self.reference[:] = column(initial_price)
        self._lockup_slots = lockup_slots
        self.tranche = np.zeros((int(np.max(lockup_slots)), *self.share.shape))

    @property
    def columns(self) -> Columns:
        """The holders' own columns, not copies."""
        return Columns(self.share, self.liquid, self.staked, self.reference, self._sell, self._stake)

    def decide(self, conditions: Conditions) -> Orders:
        """Unlock, mature and reward every holder, and ask what each sells and stakes."""
        columns, maturing = self.columns, self.tranche_of(conditions.month)
        sums = np.empty((len(self.share), len(self.layout.blocks), 3))

        def task(low: int, high: int) -> None:
            _decide_blocks(self.traits, columns, maturing, self.layout, conditions, sums, low, high)

        self._split(task, sums.shape[0] * sums.shape[1])
        return Orders(self._weighted(sums))

    def settle(self, month: int, sold: Floats, staked: Floats) -> Floats:
        """Take from every holder the accepted part, 0 … 1 by trial, of what was offered for sale and for staking.

        Returns the liquid and staked tokens of each cohort after the month, added up anew over all rows:
        (trials, cohorts, 2).
        """
        columns, tranche, place = self.columns, self.tranche_of(month), ring_place(month, self._lockup_slots)
        sums = np.empty((len(self.share), len(self.layout.blocks), 2))

        def task(low: int, high: int) -> None:
            _settle_blocks(columns, tranche, self.layout, sold, staked, sums, low, high)

        self._split(task, sums.shape[0] * sums.shape[1])
        if isinstance(place, tuple):  # of lock-ups that differ, the tranches of a month are a copy
            self.tranche[place] = tranche
        return self._weighted(sums)

    def tranche_of(self, month: int) -> Floats:
        """Stakes that mature in `month`, whose place those made in it take; (trials, rows)."""
        tranche: Floats = self.tranche[ring_place(month, self._lockup_slots)]
        return tranche

    def stakers(self) -> Floats:
        """Holders with anything staked; (trials,)."""
        rows = np.add.reduceat(self.staked > 0, self.layout.first, axis=1, dtype=np.float64)
        return np.asarray((rows * self.weight).sum(axis=1), dtype=np.float64)

    def _weighted(self, sums: Floats) -> Floats:
        """Σ w·x by cohort from the plain sums of blocks; every total over holders comes from here."""
        totals = np.empty((len(sums), len(self.cohorts), sums.shape[2]))
        _add_blocks(sums, self.layout.edges, self.weight, totals)
        return totals


def _drawn(designs: Sequence[Sequence[AgentCohort]], seeds: Keys) -> Floats:
    """Every trait, and the share, of every row: (traits + 1, trials, rows).

    One piece of memory, which the system hands out in large pages.
    """
    drawn = np.empty((len(Traits._fields) + 1, len(seeds), sum(cohort.rows for cohort in designs[0])))
    low = 0
    for alike in zip(*designs, strict=True):
        high = low + alike[0].rows
        _draw(alike, seeds, drawn[:, :, low:high])
        low = high
    return drawn


def _draw(designs: Sequence[AgentCohort], seeds: Keys, drawn: Floats) -> None:
    """One cohort of every design; holders who behave alike and have the same seed are drawn once."""
    if len(designs) == 1:
        for target, part in zip(drawn, _columns(designs[0], seeds), strict=True):
            target[:] = part
        return
    kinds: dict[tuple[object, float], list[int]] = defaultdict(list)
    for index, cohort in enumerate(designs):
        kinds[cohort.profile, cohort.jitter].append(index)
    places = np.arange(len(seeds)).reshape(len(designs), -1)
    chances: dict[bytes, Chances] = {}
    for members in kinds.values():
        cohort, trials = designs[members[0]], places[members].reshape(-1)
        own, back = np.unique(seeds[trials], return_inverse=True)
        key = own.tobytes()
        if key not in chances:
            chances[key] = cohort.chances(own)
        for target, part in zip(drawn, _columns(cohort, own, chances[key]), strict=True):
            target[trials] = part[back]


def _columns(cohort: AgentCohort, seeds: Keys, chances: Chances | None = None) -> tuple[Floats, ...]:
    """Traits and share of every row of one cohort, each (trials, rows)."""
    traits, share = cohort.draw(seeds, chances)
    return *traits, share


def _layout(cohorts: Sequence[AgentCohort], seeds: Keys, noise: Number) -> Layout:
    edges = np.cumsum([0, *(cohort.rows for cohort in cohorts)], dtype=np.int64)
    starts = [np.arange(low, high, BLOCK) for low, high in itertools.pairwise(edges)]
    counts = [len(start) for start in starts]
    cohort = np.repeat(np.arange(len(cohorts)), counts)
    start = np.concatenate(starts)
    blocks = np.stack([cohort, start, np.minimum(start + BLOCK, edges[cohort + 1])], axis=1)
    keys = np.stack([stream_keys(seeds, "decision", cohort.name) for cohort in cohorts], axis=1)
    noises = column(by_trial(noise, len(seeds))) * np.array([cohort.noise for cohort in cohorts])
    return Layout(
        first=edges[:-1],
        blocks=np.ascontiguousarray(blocks, dtype=np.int64),
        edges=np.cumsum([0, *counts], dtype=np.int64),
        noise=noises,
        keys=keys,
    )


@long_kernel
def _decide_blocks(
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
        mood = Mood(
            conditions.cliff[trial, cohort],
            layout.noise[trial, cohort],
            conditions.anticipation[trial],
            conditions.outside_pull[trial],
        )
        market = (
            conditions.price[trial],
            conditions.reward_rate[trial],
            conditions.unlocked[trial, cohort] + conditions.emitted[trial, cohort],
            conditions.income[trial, cohort],
        )
        _decide_rows(traits, columns, maturing[trial, start:stop], draws, mood, market, (trial, start, stop))
        sell, stake = _sums(columns.sell[trial, start:stop], columns.stake[trial, start:stop])
        sums[trial, block, 0] = _sum(maturing[trial, start:stop])
        sums[trial, block, 1], sums[trial, block, 2] = sell, stake


@kernel
def _decide_rows(
    traits: Traits[Floats],
    columns: Columns,
    maturing: Floats,
    draws: Floats,
    mood: Mood,
    market: tuple[float, float, float, float],
    rows: tuple[int, int, int],
) -> None:
    """One block of one trial. Columns are sliced first: the loop over plain slices is what the compiler vectorises."""
    price, reward_rate, cohort_unlock, income = market
    trial, start, stop = rows
    risk, memory = traits.risk[trial, start:stop], traits.memory[trial, start:stop]
    turnover, sell_pressure = traits.turnover[trial, start:stop], traits.sell_pressure[trial, start:stop]
    sensitivity, staking = traits.sensitivity[trial, start:stop], traits.staking[trial, start:stop]
    take_profit, stop_loss = traits.take_profit[trial, start:stop], traits.stop_loss[trial, start:stop]
    yield_caution, share = traits.yield_caution[trial, start:stop], columns.share[trial, start:stop]
    liquid, staked = columns.liquid[trial, start:stop], columns.staked[trial, start:stop]
    sell, stake = columns.sell[trial, start:stop], columns.stake[trial, start:stop]
    reference = columns.reference[trial, start:stop]
    for row in range(len(share)):
        holder = Traits(
            risk[row],
            memory[row],
            turnover[row],
            sell_pressure[row],
            sensitivity[row],
            take_profit[row],
            stop_loss[row],
            staking[row],
            yield_caution[row],
        )
        balance = liquid[row] + share[row] * income
        before = Balance(balance, staked[row], reference[row], share[row] * cohort_unlock, maturing[row])
        holding = receive(holder, before, price, reward_rate)
        liquid[row], staked[row], reference[row] = holding.liquid, holding.staked, holding.reference
        sell[row], stake[row] = decide(holder, holding, mood, draws[row])


@long_kernel
def _settle_blocks(
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
def _add_blocks(sums: Floats, edges: Ints, weight: Floats, totals: Floats) -> None:
    """Weighted sum over each cohort's blocks, pairwise; uses `sums` up."""
    for trial in range(sums.shape[0]):
        for cohort in range(len(weight)):
            parts = sums[trial, edges[cohort] : edges[cohort + 1]]
            add_pairwise(parts)
            for quantity in range(sums.shape[2]):
                totals[trial, cohort, quantity] = weight[cohort] * parts[0, quantity]
