"""All holders of a batch of trials, one column per attribute."""

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from app.abm.agents.behaviour import Traits
from app.abm.agents.cohort import AgentCohort
from app.abm.agents.draws import HolderDraws, draw_holders
from app.abm.agents.passes import Columns, Conditions, Ints, Layout, add_blocks, decide_blocks, settle_blocks
from app.abm.agents.sums import BLOCK
from app.abm.core.batch import WholeNumber, by_trial, column, ring_index
from app.abm.core.controller import ABMController
from app.abm.core.month import Floats, Number, Orders
from app.abm.core.streams import Keys, stream_keys


class Split(Protocol):
    """Runs a task(low, high) over the range [0, count), in one call or in ranges that may run in parallel."""

    def __call__(self, task: Callable[[int, int], None], count: int, min_count: int | None = None) -> None:
        """Split the range if `count` ≥ `min_count`, by default as many blocks of rows as pay for a second thread."""


SAMPLED_ROWS = 1000
"""Greatest number of rows that the aggregation level `sampled` reports."""


class Population(ABMController):
    """The holders of every cohort, for every trial of a batch.

    Cohorts are sorted by name, so that the order of the request's buckets cannot change a sum.
    """

    STATE = ("liquid", "staked", "reference", "tranche")

    def __init__(
        self,
        designs: Sequence[Sequence[AgentCohort]],
        seeds: Keys,
        noise: Number,
        split: Split,
        draws: HolderDraws | None = None,
    ) -> None:
        """The cohorts of one design, or of several with equal names, rows and holders.

        `seeds` has one seed per trial, all trials of the first design first; each design has equally many. `draws`
        caches the traits of holders that runs have in common.
        """
        sorted_designs = [sorted(cohorts, key=lambda cohort: cohort.name) for cohorts in designs]
        self.cohorts = tuple(sorted_designs[0])
        """The cohorts of the first design."""
        self.weight = np.array([cohort.weight for cohort in self.cohorts])
        self._split = split
        self.layout = _layout(self.cohorts, seeds, noise)
        *traits, self.share = (draw_holders if draws is None else draws.of)(sorted_designs, seeds)
        self.traits = Traits(*traits)
        self.liquid, self.staked, self._sell, self._stake, self.reference = np.zeros((5, *self.share.shape))
        self._lockup_slots: WholeNumber = 1
        self.tranche = np.zeros((1, *self.share.shape))

    def open(self, initial_price: Number, lockup_slots: WholeNumber) -> None:
        """Set all reference prices to the start price, and make room for the stakes of `lockup_slots` ≥ 1 months."""
        self.reference[:] = column(initial_price)
        self._lockup_slots = lockup_slots
        self.tranche = np.zeros((int(np.max(lockup_slots)), *self.share.shape))

    @property
    def columns(self) -> Columns:
        """Views of the holders' columns, not copies."""
        return Columns(self.share, self.liquid, self.staked, self.reference, self._sell, self._stake)

    def decide(self, conditions: Conditions) -> Orders:
        """Credit every holder with unlocks, matured stakes and rewards, and collect the orders to sell and stake."""
        columns, maturing = self.columns, self.tranche_of(conditions.month)
        sums = np.empty((len(self.share), len(self.layout.blocks), 3))

        def task(low: int, high: int) -> None:
            decide_blocks(self.traits, columns, maturing, self.layout, conditions, sums, low, high)

        self._split(task, sums.shape[0] * sums.shape[1])
        return Orders(self._weighted(sums))

    def settle(self, month: int, sold_part: Floats, staked_part: Floats) -> Floats:
        """Book the accepted part, 0 … 1, of what holders offered for sale and for staking; (trials,) each.

        Returns the liquid and staked tokens of each cohort after the month, summed over all rows: (trials, cohorts, 2).
        """
        columns, tranche, index = self.columns, self.tranche_of(month), ring_index(month, self._lockup_slots)
        sums = np.empty((len(self.share), len(self.layout.blocks), 2))

        def task(low: int, high: int) -> None:
            settle_blocks(columns, tranche, self.layout, sold_part, staked_part, sums, low, high)

        self._split(task, sums.shape[0] * sums.shape[1])
        if isinstance(index, tuple):  # lock-ups differ between trials: `tranche` is a copy, not a view
            self.tranche[index] = tranche
        return self._weighted(sums)

    def tranche_of(self, month: int) -> Floats:
        """Stakes that mature in `month`, to be replaced by those made in it; (trials, rows)."""
        tranche: Floats = self.tranche[ring_index(month, self._lockup_slots)]
        return tranche

    def sampled(self, level: str) -> Ints:
        """Rows whose balances an aggregation level reports: all for `full`, else an even sample."""
        rows = self.share.shape[1]
        return np.linspace(0, rows - 1, rows if level == "full" else min(rows, SAMPLED_ROWS)).astype(np.int64)

    def stakers(self) -> Floats:
        """Holders with anything staked; (trials,)."""
        rows = np.add.reduceat(self.staked > 0, self.layout.first, axis=1, dtype=np.float64)
        return np.asarray((rows * self.weight).sum(axis=1), dtype=np.float64)

    def _weighted(self, sums: Floats) -> Floats:
        """Σ w·x of each cohort from the unweighted sums of blocks; all totals over holders are computed here."""
        totals = np.empty((len(sums), len(self.cohorts), sums.shape[2]))
        add_blocks(sums, self.layout.edges, self.weight, totals)
        return totals


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
