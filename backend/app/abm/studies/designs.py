"""Many designs of an economy under the same trials: what sweeps, optimisers and stress tests have in common.

Designs of one structure live in one batch of the engine, so that a design costs what a trial of a Monte Carlo costs.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from app.abm.agents.draws import HolderDraws
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.errors import LedgerError, NumberRangeError
from app.abm.core.streams import trial_seed
from app.abm.dynamics.series import RECORDED
from app.abm.engine.designs import Designs, structure_of
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import unheeded
from app.abm.studies.monte_carlo import ROWS_AT_ONCE, TrialBatch, check_numbers, chunks, run_trials

TRIALS_IN_A_BATCH = 500
"""Most trials, over all designs of a batch: the months' share of Python is then a tenth of a small economy's cost."""

Outcome = TypeVar("Outcome")


def run_designs(
    specs: Sequence[SimulationSpec],
    trials: int = 1,
    row_budget: int = DEFAULT_ROW_BUDGET,
    on_month: OnMonth | None = None,
    first: int = 0,
) -> list[TrialBatch]:
    """So many trials of every design from the one of index `first` on, in the order of the designs.

    Trial k of a design has the seed of trial k of its own seed, so designs with one seed live under common random
    numbers. Each batch is `run_trials` of its design, to the bit; trials that fail are data of their design.
    `on_month` is told the months done and the months in all, over all designs. Raises ConfigError when the holders of
    a design need more rows than the budget.
    """

    def alone(spec: SimulationSpec, on_month: OnMonth | None) -> TrialBatch:
        return run_design(spec, range(first, first + trials), row_budget, on_month)

    return Batches(row_budget, trials, _trial_batches, alone, first=first).run(specs, on_month)


def run_design(
    spec: SimulationSpec,
    trials: range,
    row_budget: int,
    on_month: OnMonth | None = None,
    draws: HolderDraws | None = None,
) -> TrialBatch:
    """Those trials of one design, as `run_trials`, in batches that stay near the processor."""
    cuts = [(trials.start + low, trials.start + high) for low, high in chunks(len(trials), spec.rows(row_budget))]
    months = Months(on_month, len(cuts) * spec.horizon)
    parts = [run_trials(spec, *cut, row_budget, months.of(spec.horizon), draws) for cut in cuts]
    return parts[0] if len(parts) == 1 else TrialBatch.joined(parts)


@dataclass(frozen=True)
class Batches(Generic[Outcome]):
    """Runs designs in batches of one structure each; what a design came to is `found` in a batch."""

    row_budget: int
    trials: int
    """Trials of each design."""
    found: Callable[[Designs, ABMSimulationLoop], list[Outcome]]
    """What each design of a batch that has lived its months came to; raises NumberRangeError where that is nothing."""
    alone: Callable[[SimulationSpec, OnMonth | None], Outcome]
    """What becomes of a design by itself: of one that failed, or must say who moved its price."""
    details: bool = False
    """Whether the buckets are reported."""
    first: int = 0
    """Index of the first trial."""

    def run(self, specs: Sequence[SimulationSpec], on_month: OnMonth | None = None) -> list[Outcome]:
        """One outcome a design, in their order. Raises ConfigError for more rows than the budget."""
        outcomes: dict[int, Outcome] = {}
        months = Months(on_month, sum(spec.horizon for spec in specs))
        for members in self._cut(specs):
            designs = [specs[member] for member in members]
            outcomes |= zip(members, self._outcomes(designs, months.of(sum(d.horizon for d in designs))), strict=True)
        return [outcomes[index] for index in range(len(specs))]

    def _cut(self, specs: Sequence[SimulationSpec]) -> Iterator[Sequence[int]]:
        """The designs of each batch: of one structure, and few enough to stay near the processor."""
        kinds: dict[Hashable, list[int]] = defaultdict(list)
        for index, spec in enumerate(specs):
            kinds[index if spec.abm.attribution else structure_of(spec, self.row_budget)].append(index)
        for members in kinds.values():
            size = designs_at_once(specs[members[0]].rows(self.row_budget), self.trials)
            for low in range(0, len(members), size):
                yield members[low : low + size]

    def _outcomes(self, specs: Sequence[SimulationSpec], on_month: OnMonth | None) -> Sequence[Outcome]:
        """What each design came to; where one fails, the others without it."""
        if len(specs) == 1:
            return [self.alone(specs[0], on_month)]
        trials = range(self.first, self.first + self.trials)
        designs = Designs(specs, _seeds(specs, trials), self.row_budget, self.details, self.first)
        try:
            loop = ABMSimulationLoop(designs)
            loop.run(on_month)
            return self.found(designs, loop)
        except (NumberRangeError, LedgerError):
            middle = len(specs) // 2
            return [outcome for half in (specs[:middle], specs[middle:]) for outcome in self._outcomes(half, on_month)]


def designs_at_once(rows: int, trials: int) -> int:
    """Designs in a batch of which each has so many rows in each of so many trials."""
    return max(1, min(TRIALS_IN_A_BATCH // trials, ROWS_AT_ONCE // max(rows * trials, 1)))


class Months:
    """Months done of a study's, told as they pass, and never fewer than before."""

    def __init__(self, on_month: OnMonth | None, total: int) -> None:
        self._on_month, self._total = on_month, total
        self._begun = self._told = 0

    def of(self, months: int) -> OnMonth | None:
        """Tells a part's months as so many of the study's, after those of the parts before."""
        begun, self._begun = self._begun, self._begun + months
        return None if self._on_month is None else lambda done, total: self._tell(begun + months * done // total)

    def _tell(self, done: int) -> None:
        self._told = max(self._told, done)
        if self._on_month is not None:
            self._on_month(self._told, self._total)


def _seeds(specs: Sequence[SimulationSpec], trials: range) -> np.ndarray:
    return np.array([trial_seed(spec.seed, trial) for spec in specs for trial in trials], dtype=np.uint64)


def _trial_batches(designs: Designs, loop: ABMSimulationLoop) -> list[TrialBatch]:
    """Each design's trials, as if they had been alone."""
    result = loop.result()
    check_numbers(result.columns)
    table, trials = np.stack([result.columns[name] for name in RECORDED]), designs.trials
    index, batches = tuple(range(designs.first_trial, designs.first_trial + trials)), []
    for place, spec in enumerate(designs.specs):
        own = slice(trials * place, trials * (place + 1))
        remarks = _remarks(spec, loop, own) if result.remarks else ()
        warnings = (*(advice.message for advice in unheeded(spec)), *remarks)
        batches.append(TrialBatch(index, table[:, :, own].copy(), (), warnings))
    return batches


def _remarks(spec: SimulationSpec, loop: ABMSimulationLoop, trials: slice) -> tuple[str, ...]:
    """Of a batch's remarks those of one design, which has these trials: what it says as it opens, and later."""
    return *ABMSimulationLoop(spec).result().remarks, *loop.staking.remarks(trials)
