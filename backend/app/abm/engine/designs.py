"""What a batch is told: one design, or several of one structure whose numbers lie along the trials."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from app.abm.agents.calendar import Calendar, calendar_of
from app.abm.agents.cohort import AgentCohort
from app.abm.agents.draws import HolderDraws
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.along import along, structure
from app.abm.core.month import Number, Opening
from app.abm.core.streams import Keys
from app.abm.dynamics.demand import DemandCourse
from app.abm.dynamics.emissions import Emissions
from app.abm.dynamics.market import MarketCourse
from app.abm.dynamics.part import EconomyPart, Rules
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing_model import PricingParams
from app.abm.engine.spec import SimulationSpec


@dataclass(frozen=True)
class Designs:
    """Designs of one structure and the seeds of their trials, design after design, equally many each."""

    specs: Sequence[SimulationSpec]
    seeds: Keys
    row_budget: int = DEFAULT_ROW_BUDGET
    details: bool = False
    """Whether several designs report their buckets, too, as one that says so does."""
    first_trial: int = 0
    """Index of the first trial of each."""
    draws: HolderDraws | None = None
    """Where holders are found that another run has drawn."""

    @classmethod
    def alone(cls, spec: SimulationSpec, row_budget: int = DEFAULT_ROW_BUDGET, seeds: Keys | None = None) -> "Designs":
        """One design in a trial per seed, by default in one with its own seed."""
        return cls([spec], np.array([spec.seed], dtype=np.uint64) if seeds is None else seeds, row_budget)

    @property
    def first(self) -> SimulationSpec:
        """The design that stands for all in what they agree on."""
        return self.specs[0]

    @property
    def trials(self) -> int:
        """Trials of each design."""
        return len(self.seeds) // len(self.specs)

    @cached_property
    def cohorts(self) -> Sequence[Sequence[AgentCohort]]:
        """The holders of each design. Raises ConfigError when they need more rows than the budget."""
        return [spec.cohorts(self.row_budget) for spec in self.specs]

    @property
    def opening(self) -> Opening:
        """The eve of the first month."""
        eves = [spec.opening(len(self.seeds)) for spec in self.specs]
        if not self.first.rules(Emissions):  # nobody asks how much each has, which designs need not agree on
            eves = [replace(eve, cohorts=eves[0].cohorts) for eve in eves]
        return along(eves, self.trials)

    @property
    def calendar(self) -> Calendar:
        """What unlocks when."""
        calendars = [calendar_of(spec.unlocks, cohorts) for spec, cohorts in zip(self.specs, self.cohorts, strict=True)]
        return along(calendars, self.trials)

    @property
    def pricing(self) -> PricingParams:
        """What the pricing model is told."""
        return along([spec.pricing_params for spec in self.specs], self.trials)

    def rules(self, part: type[EconomyPart[Rules]]) -> Rules | None:
        """A part's rules in force, none when it is off."""
        return along([spec.rules(part) for spec in self.specs], self.trials)

    @property
    def demand(self) -> DemandCourse:
        """Demand as it is known beforehand."""
        return along([spec.demand_course for spec in self.specs], self.trials)

    @property
    def market(self) -> MarketCourse:
        """The market as it is known beforehand."""
        return along([spec.market.course(spec.horizon) for spec in self.specs], self.trials)

    @property
    def noise(self) -> Number:
        """η: largest random change of one holder's selling."""
        return self._number("behaviour_noise")

    @property
    def anticipation(self) -> Number:
        """a: extra selling ahead of unlocks."""
        return self._number("unlock_anticipation")

    def _number(self, name: str) -> Number:
        numbers: Sequence[Number] = [getattr(spec.abm, name) for spec in self.specs]
        return along(numbers, self.trials)


def structure_of(spec: SimulationSpec, row_budget: int) -> Hashable:
    """What designs must agree on to live in one batch: months, holders, models, switches and lock-up slots.

    With emissions, also the profile and the tokens of every bucket, by which they are split.

    Raises ConfigError when the holders need more rows than the budget.
    """
    cohorts = [(c.name, c.holders, c.rows, c.profile.trades) for c in spec.cohorts(row_budget)]
    parts = [structure(spec.pricing_params), *(structure(spec.rules(part)) for part in PARTS.values())]
    volume = None if spec.volume_params is None else spec.volume_params.volume_model
    heads, staking = spec.opening(trials=1).cohorts if spec.rules(Emissions) else (), spec.staking_params
    has_capacity = staking is not None and staking.max_capacity_pct * spec.token.total_supply > 0
    return spec.horizon, spec.abm.pricing_model, *parts, heads, has_capacity, volume, *cohorts
