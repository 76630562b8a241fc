"""The search for the best designs: generation by generation, until the budget is spent or nothing improves."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from app.abm.agents.population import Split
from app.abm.core.errors import ConfigError
from app.abm.core.month import Floats
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.assess import Assessment, assess, trial_spec
from app.abm.studies.evolution import Breeder, best_first, hypervolume, ranks, thinned
from app.abm.studies.levers import moved
from app.abm.studies.objectives import OptimizeParams
from app.abm.studies.trial_figures import Spread
from app.abm.studies.variant import Request, Values, spec_of

PATIENCE, STILL = 6, 1e-3
"""Generations without a gain of hypervolume worth the name, relative, after which a search stops."""

Costs: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A design that was tried."""

    index: int
    """Order of trying; 0 is the start design."""
    values: Values | None
    """Values of the levers; None for the start design."""
    genes: Values
    """The values on the scale of each lever's range, 0 … 1."""
    costs: Costs
    """Objectives, turned so that less is better; infinite where one has no value."""
    violation: float
    """Sum of the relative excess over each constraint; infinite for a design that could not be run."""
    figures: Mapping[str, Spread] | None
    failed: int = 0
    message: str | None = None


@dataclass
class Search:
    """The state of a search: the designs tried so far, and their front."""

    base: Request
    params: OptimizeParams
    row_budget: int
    on_month: OnMonth | None = None
    split: Split = single_threaded
    assessed: list[Assessed] = field(default_factory=list)
    front: list[Assessed] = field(default_factory=list)
    """Designs that keep every constraint and that no other dominates, best first by the first objective."""
    generations: int = 0
    stopped_early: bool = False
    hypervolumes: list[float] = field(default_factory=list)
    """Hypervolume of the front after each generation, in the units of the objectives."""
    _known: set[Values] = field(default_factory=set)
    _reference: Floats | None = None

    def run(self, on_generation: Callable[[], None]) -> None:
        """Try designs; `on_generation` is called after each generation."""
        breeder = Breeder(len(self.params.levers), self.params.size, self.params.seed)
        self._known |= self._values_of_start()
        pool = self._try(self._first(breeder))
        self._close_generation(pool)
        on_generation()
        while not self._is_over():
            parents = np.array([design.genes for design in pool])
            children = self._try(breeder.children(parents, _order(pool), self.generations))
            pool += children
            pool = [pool[index] for index in _order(pool)[: self.params.size]]
            self._close_generation(children)
            on_generation()

    def _first(self, breeder: Breeder) -> Floats:
        """Genes of the first generation: each lever alone at either end, and a Latin hypercube."""
        start = np.array(self._start()[1])
        alone = np.repeat(start[None], 2 * len(start), axis=0)
        alone[np.arange(len(alone)), np.arange(len(alone)) // 2] = np.arange(len(alone)) % 2
        return np.vstack([alone, breeder.first()])

    def _values_of_start(self) -> set[Values]:
        """The values of the levers in the start design, if setting them changes nothing."""
        start = spec_of(self.base)
        current = [lever.found_in(self.base, start.effective()) for lever in self.params.levers]
        values = tuple(value for value in current if value is not None)
        if len(values) < len(current):
            return set()
        same = spec_of(moved(self.base, self.params.levers, values, keep_shares=False))
        return {values} if same.fingerprint() == start.fingerprint() else set()

    def _start(self) -> tuple[Values | None, Values]:
        """The start design and its genes."""
        effective = spec_of(self.base).effective()
        return None, tuple(lever.part(lever.found_in(self.base, effective)) for lever in self.params.levers)

    def _try(self, generation: Floats) -> list[Assessed]:
        """Assess the designs that are new, as far as the budget allows; before all others the start design."""
        candidates: dict[Values | None, Values] = dict([self._start()]) if not self.assessed else {}
        for genes in generation.tolist():
            values = tuple(lever.value(gene) for lever, gene in zip(self.params.levers, genes, strict=True))
            if values not in self._known:
                candidates.setdefault(values, tuple(genes))
        tried = self._assess(list(candidates.items())[: self.params.designs - len(self.assessed)])
        self.assessed += tried
        self._known |= {design.values for design in tried if design.values is not None}
        return tried

    def _assess(self, candidates: Sequence[tuple[Values | None, Values]]) -> list[Assessed]:
        report = _progress(self.on_month, len(self.assessed), len(candidates), self.params.designs)
        specs = list[SimulationSpec | ConfigError]()
        for values, _ in candidates:
            if report is not None:
                report(0, 1)  # a search may be cancelled here, too: large designs take a while to be read
            specs.append(self._spec(values))
        valid = [spec for spec in specs if isinstance(spec, SimulationSpec)]
        results = iter(assess(valid, self.params.trials, self.row_budget, report, split=self.split) if valid else [])
        designs = zip(candidates, specs, strict=True)
        return [
            self._assessed(index, values, genes, next(results) if isinstance(spec, SimulationSpec) else spec)
            for index, ((values, genes), spec) in enumerate(designs, len(self.assessed))
        ]

    def _spec(self, values: Values | None) -> SimulationSpec | ConfigError:
        """The economy of each trial of a design, or why the design is invalid."""
        request = self.base
        try:
            if values is not None:
                request = moved(self.base, self.params.levers, values, self.params.keep_shares)
            return trial_spec(spec_of(request), self.params.monte_carlo)
        except ConfigError as error:
            return error

    def _assessed(self, index: int, values: Values | None, genes: Values, result: Assessment | ConfigError) -> Assessed:
        """Costs and violation of a design; both are infinite where it could not be run."""
        if isinstance(result, ConfigError):
            result = Assessment(None, (), self.params.trials, (), f"{result}.")
        figures = result.figures
        if figures is None:
            costs: Costs = tuple(math.inf for _ in self.params.objectives)
            return Assessed(index, values, genes, costs, math.inf, None, result.failed, result.message)
        costs = tuple(goal.cost(figures[goal.figure][goal.at]) for goal in self.params.objectives)
        violation = sum(constraint.excess(figures) for constraint in self.params.constraints)
        violation = violation if all(map(math.isfinite, costs)) else math.inf
        return Assessed(index, values, genes, costs, violation, figures, result.failed)

    def _close_generation(self, tried: Sequence[Assessed]) -> None:
        """Count a generation, and add its designs to the front."""
        self.generations += 1
        self.front = front_of([*self.front, *tried])
        if self._reference is None:
            self._reference = _reference_point(self.assessed)
        if self._reference is None or not self.front:
            self.hypervolumes.append(0.0)
        else:
            self.hypervolumes.append(hypervolume(np.array([design.costs for design in self.front]), self._reference))

    def _is_over(self) -> bool:
        """Whether the budget is spent, or the front stands still."""
        if len(self.assessed) >= self.params.designs:
            return True
        recent = self.hypervolumes[-1 - PATIENCE :]
        gained = recent[-1] - recent[0]
        self.stopped_early = len(recent) > PATIENCE and recent[-1] > 0 and gained <= STILL * recent[-1]
        return self.stopped_early


def _reference_point(assessed: Sequence[Assessed]) -> Floats | None:
    """The reference point of the hypervolume: worse than every design in every objective; None without values."""
    valued = [design.costs for design in assessed if all(map(math.isfinite, design.costs))]
    if not valued:
        return None
    costs = np.array(valued)
    low, high = costs.min(axis=0), costs.max(axis=0)
    corner: Floats = high + 0.1 * np.maximum(high - low, 1e-9 * np.maximum(np.abs(high), 1.0))
    return corner


def _progress(on_month: OnMonth | None, done: int, designs: int, budget: int) -> OnMonth | None:
    """Reports the months of a generation as a part of the budget of designs."""
    if on_month is None:
        return None
    return lambda month, months: on_month(done * months + designs * month, budget * months)


def moved_alone(assessed: Sequence[Assessed], axis: int) -> list[Assessed]:
    """The designs tried that differ from the start design in one lever only, this one."""
    genes = np.array([design.genes for design in assessed])
    differs = genes != genes[0]
    indices = np.flatnonzero(differs[:, axis] & (differs.sum(axis=1) == 1))
    return [assessed[index] for index in indices.tolist()]


def shown_front(front: Sequence[Assessed], most: int) -> list[Assessed]:
    """At most so many designs of a front, those with the nearest neighbours left out."""
    if len(front) <= most:
        return list(front)
    return [front[index] for index in thinned(np.array([design.costs for design in front]), most)]


def front_of(assessed: Sequence[Assessed]) -> list[Assessed]:
    """Designs that keep every constraint and that none of these dominates, best first by the first objective."""
    kept = [design for design in assessed if design.violation == 0]
    if not kept:
        return []
    rank = ranks(np.array([design.costs for design in kept]), np.zeros(len(kept)))
    best = {
        design.costs: design for design, level in zip(reversed(kept), reversed(rank.tolist()), strict=True) if not level
    }
    return sorted(best.values(), key=lambda design: design.costs)


def _order(designs: Sequence[Assessed]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    costs = np.array([design.costs for design in designs])
    return best_first(costs, np.array([design.violation for design in designs]))
