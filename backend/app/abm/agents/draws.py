"""Traits and shares of the holders of a batch, drawn from their seeds."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np

from app.abm.agents.behaviour import Traits
from app.abm.agents.cohort import AgentCohort, Uniforms
from app.abm.core.month import Floats
from app.abm.core.streams import Keys

Designs: TypeAlias = Sequence[Sequence[AgentCohort]]
"""The cohorts of each design, in the same order."""

MAX_KEPT = 2
"""Greatest number of batches whose holders are kept; each takes some 10 MB."""


class HolderDraws:
    """A cache of the holders that several runs of a study have in common; thread-safe.

    The first `MAX_KEPT` batches are kept for the life of this object. Runs share the arrays and must not change them.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Floats] = {}

    def of(self, designs: Designs, seeds: Keys) -> Floats:
        """The result of `draw_holders`, drawn or taken from the cache."""
        key = (seeds.tobytes(), tuple(tuple(cohort.draw_key for cohort in cohorts) for cohorts in designs))
        columns = self._kept.get(key)
        if columns is None:
            columns = draw_holders(designs, seeds)
            if len(self._kept) < MAX_KEPT:
                self._kept[key] = columns
        return columns


def draw_holders(designs: Designs, seeds: Keys) -> Floats:
    """Every trait and the share of every row: (traits + 1, trials, rows).

    One array, because the operating system backs a large one with large pages.
    """
    columns = np.empty((len(Traits._fields) + 1, len(seeds), sum(cohort.rows for cohort in designs[0])))
    low = 0
    for cohorts in zip(*designs, strict=True):
        high = low + cohorts[0].rows
        _draw_cohort(cohorts, seeds, columns[:, :, low:high])
        low = high
    return columns


def _draw_cohort(designs: Sequence[AgentCohort], seeds: Keys, columns: Floats) -> None:
    """Fill the rows of one cohort in every design; designs with equal profiles and seeds share their draws."""
    if len(designs) == 1:
        for target, drawn in zip(columns, _trait_columns(designs[0], seeds), strict=True):
            target[:] = drawn
        return
    groups: dict[tuple[object, float], list[int]] = defaultdict(list)
    for index, cohort in enumerate(designs):
        groups[cohort.profile, cohort.jitter].append(index)
    trials_of_design = np.arange(len(seeds)).reshape(len(designs), -1)
    uniform_draws: dict[bytes, Uniforms] = {}
    for members in groups.values():
        cohort, trials = designs[members[0]], trials_of_design[members].reshape(-1)
        unique_seeds, inverse = np.unique(seeds[trials], return_inverse=True)
        key = unique_seeds.tobytes()
        if key not in uniform_draws:
            uniform_draws[key] = cohort.uniform_draws(unique_seeds)
        for target, drawn in zip(columns, _trait_columns(cohort, unique_seeds, uniform_draws[key]), strict=True):
            target[trials] = drawn[inverse]


def _trait_columns(cohort: AgentCohort, seeds: Keys, uniform_draws: Uniforms | None = None) -> tuple[Floats, ...]:
    """Traits and share of every row of one cohort; (trials, rows) each."""
    traits, share = cohort.draw(seeds, uniform_draws)
    return *traits, share
