"""Many designs of an economy under the same trials: the common part of sweeps, searches and stress tests.

Designs of one structure are simulated in one batch, so that a design costs about what a Monte Carlo trial costs.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from app.abm.agents.draws import HolderDraws
from app.abm.agents.population import Split
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.errors import LedgerError, NumberRangeError
from app.abm.core.streams import trial_seed
from app.abm.dynamics.series import RECORDED
from app.abm.engine.designs import Designs, structure_of
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import input_warnings
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
    numbers. Each `TrialBatch` equals `run_trials` of its design, to the bit; a failed trial is data of its design.
    `on_month` is told the months done and the months in all, over all designs. Raises ConfigError when the holders of
    a design need more rows than the budget.
    """

    def run_alone(spec: SimulationSpec, on_month: OnMonth | None) -> TrialBatch:
        return run_design(spec, range(first, first + trials), row_budget, on_month)

    return Batches(row_budget, trials, _trial_batches, run_alone, first=first).run(specs, on_month)


def run_design(
    spec: SimulationSpec,
    trials: range,
    row_budget: int,
    on_month: OnMonth | None = None,
    draws: HolderDraws | None = None,
) -> TrialBatch:
    """Trials of one design, as `run_trials`, in batches small enough for the processor's cache."""
    cuts = [(trials.start + low, trials.start + high) for low, high in chunks(len(trials), spec.rows(row_budget))]
    months = MonthCounter(on_month, len(cuts) * spec.horizon)
    parts = [run_trials(spec, *cut, row_budget, months.of(spec.horizon), draws) for cut in cuts]
    return parts[0] if len(parts) == 1 else TrialBatch.joined(parts)


@dataclass(frozen=True)
class Batches(Generic[Outcome]):
    """Runs designs in batches of one structure each, and collects an outcome for each design."""

    row_budget: int
    trials: int
    """Trials of each design."""
    collect: Callable[[Designs, ABMSimulationLoop], list[Outcome]]
    """Outcomes of the designs of a finished batch; raises NumberRangeError where a trial of any failed."""
    run_alone: Callable[[SimulationSpec, OnMonth | None], Outcome]
    """Outcome of a design in a batch of its own: of one that failed, or has to attribute its price."""
    details: bool = False
    """Whether the buckets are reported."""
    first: int = 0
    """Index of the first trial."""
    split: Split = single_threaded
    """Shares the batches out, among threads or not."""

    def run(self, specs: Sequence[SimulationSpec], on_month: OnMonth | None = None) -> list[Outcome]:
        """One outcome a design, in their order. Raises ConfigError for more rows than the budget."""
        outcomes: dict[int, Outcome] = {}
        months = MonthCounter(on_month, sum(spec.horizon for spec in specs))
        batches = [(indices, [specs[index] for index in indices]) for indices in self._batches(specs)]

        def run_range(low: int, high: int) -> None:
            for indices, batch in batches[low:high]:
                report = months.of(sum(spec.horizon for spec in batch))
                outcomes.update(zip(indices, self._outcomes(batch, report), strict=True))

        self.split(run_range, len(batches), min_count=2)
        return [outcomes[index] for index in range(len(specs))]

    def _batches(self, specs: Sequence[SimulationSpec]) -> Iterator[Sequence[int]]:
        """Indices of the designs of each batch: of one structure, and few enough for the processor's cache."""
        by_structure: dict[Hashable, list[int]] = defaultdict(list)
        for index, spec in enumerate(specs):
            structure = index if spec.abm.attribution else structure_of(spec, self.row_budget)
            by_structure[structure].append(index)
        for indices in by_structure.values():
            size = designs_at_once(specs[indices[0]].rows(self.row_budget), self.trials)
            for low in range(0, len(indices), size):
                yield indices[low : low + size]

    def _outcomes(self, specs: Sequence[SimulationSpec], on_month: OnMonth | None) -> Sequence[Outcome]:
        """Outcomes of one batch; where a design fails, the batch is halved until it is alone."""
        if len(specs) == 1:
            return [self.run_alone(specs[0], on_month)]
        trials = range(self.first, self.first + self.trials)
        designs = Designs(specs, _seeds(specs, trials), self.row_budget, self.details, self.first)
        try:
            loop = ABMSimulationLoop(designs)
            loop.run(on_month)
            return self.collect(designs, loop)
        except (NumberRangeError, LedgerError):
            middle = len(specs) // 2
            return [outcome for half in (specs[:middle], specs[middle:]) for outcome in self._outcomes(half, on_month)]


def designs_at_once(rows: int, trials: int) -> int:
    """Designs in a batch of which each has so many rows in each of so many trials."""
    return max(1, min(TRIALS_IN_A_BATCH // trials, ROWS_AT_ONCE // max(rows * trials, 1)))


class MonthCounter:
    """Reports the months done over all batches of a study, from any thread; the number never falls."""

    def __init__(self, on_month: OnMonth | None, total: int) -> None:
        self._on_month, self._total = on_month, total
        self._done = self._reported = 0
        self._lock = threading.Lock()

    def of(self, months: int) -> OnMonth | None:
        """Callback for a batch, whose progress counts for `months` of the study's."""
        on_month = self._on_month
        if on_month is None:
            return None
        counted = 0

        def count(done: int, total: int) -> None:
            nonlocal counted
            before, counted = counted, months * done // total
            with self._lock:
                self._done += counted - before
                self._reported = max(self._reported, self._done)
                on_month(self._reported, self._total)

        return count


def _seeds(specs: Sequence[SimulationSpec], trials: range) -> np.ndarray:
    return np.array([trial_seed(spec.seed, trial) for spec in specs for trial in trials], dtype=np.uint64)


def _trial_batches(designs: Designs, loop: ABMSimulationLoop) -> list[TrialBatch]:
    """The trials of each design of a batch."""
    result = loop.result()
    check_numbers(result.columns)
    table, trials = np.stack([result.columns[name] for name in RECORDED]), designs.trials
    index, batches = tuple(range(designs.first_trial, designs.first_trial + trials)), []
    for place, spec in enumerate(designs.specs):
        columns = slice(trials * place, trials * (place + 1))
        remarks = _remarks(spec, loop, columns) if result.remarks else ()
        warnings = (*(advice.message for advice in input_warnings(spec)), *remarks)
        batches.append(TrialBatch(index, table[:, :, columns].copy(), (), warnings))
    return batches


def _remarks(spec: SimulationSpec, loop: ABMSimulationLoop, trials: slice) -> tuple[str, ...]:
    """Remarks of one design of a batch, which has these trials: of its opening, and of its staking pool."""
    return *ABMSimulationLoop(spec).result().remarks, *loop.staking.remarks(trials)
