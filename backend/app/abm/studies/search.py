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
    """In the order of trying; 0 is the design as it is."""
    values: Values | None
    """Where the levers stood; none for the design as it is."""
    part: Values
    """The same in the unit cube."""
    costs: Costs
    """Every objective as something to be minimised; infinite where it has no value."""
    violation: float
    """How far constraints are broken, relative, added up; infinite for a design that could not be run."""
    figures: Mapping[str, Spread] | None
    failed: int = 0
    message: str | None = None


@dataclass
class Search:
    """What has been tried so far."""

    base: Request
    params: OptimizeParams
    row_budget: int
    on_month: OnMonth | None = None
    split: Split = single_threaded
    assessed: list[Assessed] = field(default_factory=list)
    front: list[Assessed] = field(default_factory=list)
    """Those that keep every constraint and that no other beats, best first by the first objective."""
    generations: int = 0
    stopped_early: bool = False
    hypervolumes: list[float] = field(default_factory=list)
    """What the front dominates after each generation, in the objectives' own units."""
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
            parents = np.array([design.part for design in pool])
            children = self._try(breeder.children(parents, _order(pool), self.generations))
            pool += children
            pool = [pool[place] for place in _order(pool)[: self.params.size]]
            self._close_generation(children)
            on_generation()

    def _first(self, breeder: Breeder) -> Floats:
        """Each lever alone at either end, the rest as it is, and a Latin hypercube."""
        start = np.array(self._start()[1])
        alone = np.repeat(start[None], 2 * len(start), axis=0)
        alone[np.arange(len(alone)), np.arange(len(alone)) // 2] = np.arange(len(alone)) % 2
        return np.vstack([alone, breeder.first()])

    def _values_of_start(self) -> set[Values]:
        """The values of the levers that say just what the design as it is says."""
        settled = spec_of(self.base)
        found = [lever.found_in(self.base, settled.effective()) for lever in self.params.levers]
        values = tuple(value for value in found if value is not None)
        if len(values) < len(found):
            return set()
        same = spec_of(moved(self.base, self.params.levers, values, keep_shares=False))
        return {values} if same.fingerprint() == settled.fingerprint() else set()

    def _start(self) -> tuple[Values | None, Values]:
        """The design as it is, and where it stands in the unit cube."""
        settled = spec_of(self.base).effective()
        levers = self.params.levers
        return None, tuple(lever.part(lever.found_in(self.base, settled)) for lever in levers)

    def _try(self, parts: Floats) -> list[Assessed]:
        """Run the points that are new, as one batch, as far as the budget goes; the design as it is before all."""
        wanted: dict[Values | None, Values] = dict([self._start()]) if not self.assessed else {}
        for part in parts.tolist():
            values = tuple(lever.value(gene) for lever, gene in zip(self.params.levers, part, strict=True))
            if values not in self._known:
                wanted.setdefault(values, tuple(part))
        tried = self._assess(list(wanted.items())[: self.params.designs - len(self.assessed)])
        self.assessed += tried
        self._known |= {design.values for design in tried if design.values is not None}
        return tried

    def _assess(self, wanted: Sequence[tuple[Values | None, Values]]) -> list[Assessed]:
        share = _share(self.on_month, len(self.assessed), len(wanted), self.params.designs)
        specs = list[SimulationSpec | ConfigError]()
        for values, _ in wanted:
            if share is not None:
                share(0, 1)  # a search may be cancelled here, too: large designs take a while to be read
            specs.append(self._spec(values))
        possible = [spec for spec in specs if isinstance(spec, SimulationSpec)]
        found = iter(assess(possible, self.params.trials, self.row_budget, share, split=self.split) if possible else [])
        first, designs = len(self.assessed), zip(wanted, specs, strict=True)
        return [
            self._judged(first + place, values, part, next(found) if isinstance(spec, SimulationSpec) else spec)
            for place, ((values, part), spec) in enumerate(designs)
        ]

    def _spec(self, values: Values | None) -> SimulationSpec | ConfigError:
        """The economy each trial of a design lives in, or why there is none."""
        request = self.base
        try:
            if values is not None:
                request = moved(self.base, self.params.levers, values, self.params.keep_shares)
            return trial_spec(spec_of(request), self.params.monte_carlo)
        except ConfigError as error:
            return error

    def _judged(self, index: int, values: Values | None, part: Values, found: Assessment | ConfigError) -> Assessed:
        """What a design is worth; one that could not be run breaks everything."""
        if isinstance(found, ConfigError):
            found = Assessment(None, (), self.params.trials, (), f"{found}.")
        figures = found.figures
        if figures is None:
            costs: Costs = tuple(math.inf for _ in self.params.objectives)
            return Assessed(index, values, part, costs, math.inf, None, found.failed, found.message)
        costs = tuple(each.cost(figures[each.figure][each.at]) for each in self.params.objectives)
        violation = sum(each.excess(figures) for each in self.params.constraints)
        violation = violation if all(map(math.isfinite, costs)) else math.inf
        return Assessed(index, values, part, costs, violation, figures, found.failed)

    def _close_generation(self, tried: Sequence[Assessed]) -> None:
        """Count a generation, and let its designs join the front."""
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
    """A point that is worse in every objective than each of some designs; none where they have no values."""
    valued = [design.costs for design in assessed if all(map(math.isfinite, design.costs))]
    if not valued:
        return None
    costs = np.array(valued)
    low, high = costs.min(axis=0), costs.max(axis=0)
    corner: Floats = high + 0.1 * np.maximum(high - low, 1e-9 * np.maximum(np.abs(high), 1.0))
    return corner


def _share(on_month: OnMonth | None, done: int, designs: int, budget: int) -> OnMonth | None:
    """Reports the months of a generation as a part of the whole budget."""
    if on_month is None:
        return None
    return lambda lived, total: on_month(done * total + designs * lived, budget * total)


def moved_alone(assessed: Sequence[Assessed], axis: int) -> list[Assessed]:
    """The designs tried in which one lever stands elsewhere than in the design as it is, and no other lever does."""
    start = np.array(assessed[0].part)
    parts = np.array([design.part for design in assessed])
    differs = parts != start
    places = np.flatnonzero(differs[:, axis] & (differs.sum(axis=1) == 1))
    return [assessed[place] for place in places.tolist()]


def shown_front(front: Sequence[Assessed], most: int) -> list[Assessed]:
    """A front without those that have the nearest neighbours, where it has more designs than that."""
    if len(front) <= most:
        return list(front)
    return [front[place] for place in thinned(np.array([design.costs for design in front]), most)]


def front_of(assessed: Sequence[Assessed]) -> list[Assessed]:
    """Designs that keep every constraint and that none of these beats, best first by the first objective."""
    kept = [design for design in assessed if design.violation == 0]
    if not kept:
        return []
    rank = ranks(np.array([design.costs for design in kept]), np.zeros(len(kept)))
    best = {
        design.costs: design for design, place in zip(reversed(kept), reversed(rank.tolist()), strict=True) if not place
    }
    return sorted(best.values(), key=lambda design: design.costs)


def _order(designs: Sequence[Assessed]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    costs = np.array([design.costs for design in designs])
    return best_first(costs, np.array([design.violation for design in designs]))
