"""Tempers and shares of the holders of a batch, drawn from their seeds."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np

from app.abm.agents.behaviour import Traits
from app.abm.agents.cohort import AgentCohort, Chances
from app.abm.core.month import Floats
from app.abm.core.streams import Keys

Designs: TypeAlias = Sequence[Sequence[AgentCohort]]
"""The cohorts of each design, in one order."""

MOST_KEPT = 2
"""Batches whose holders are kept; one has some 10 MB of them."""


class HolderDraws:
    """Holders that the runs of a study have in common, drawn once. Any thread may ask.

    The first few batches are kept as long as this object lives. No run may write to what it gets.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Floats] = {}

    def of(self, designs: Designs, seeds: Keys) -> Floats:
        """As `drawn`."""
        key = (seeds.tobytes(), tuple(tuple(cohort.drawn_by for cohort in cohorts) for cohorts in designs))
        batch = self._kept.get(key)
        if batch is None:
            batch = drawn(designs, seeds)
            if len(self._kept) < MOST_KEPT:
                self._kept[key] = batch
        return batch


def drawn(designs: Designs, seeds: Keys) -> Floats:
    """Every trait, and the share, of every row: (traits + 1, trials, rows).

    One piece of memory, which the system hands out in large pages.
    """
    batch = np.empty((len(Traits._fields) + 1, len(seeds), sum(cohort.rows for cohort in designs[0])))
    low = 0
    for alike in zip(*designs, strict=True):
        high = low + alike[0].rows
        _draw(alike, seeds, batch[:, :, low:high])
        low = high
    return batch


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
