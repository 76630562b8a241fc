"""The input of a batch: one design, or several of equal structure, joined along the trial axis."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from app.abm.agents.calendar import Calendar, calendar_of
from app.abm.agents.cohort import AgentCohort
from app.abm.agents.draws import HolderDraws
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.batch import batched, structure
from app.abm.core.month import Number, Opening
from app.abm.core.streams import Keys
from app.abm.dynamics.demand import DemandBaseline
from app.abm.dynamics.emissions import Emissions
from app.abm.dynamics.market import MarketBaseline
from app.abm.dynamics.part import EconomyPart, Rules
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing_model import PricingParams
from app.abm.engine.spec import SimulationSpec


@dataclass(frozen=True)
class Designs:
    """Designs of equal structure with equally many trials each; `seeds` lists those of the first design first."""

    specs: Sequence[SimulationSpec]
    seeds: Keys
    row_budget: int = DEFAULT_ROW_BUDGET
    details: bool = False
    """Whether several designs record their cohorts, too, as a single design does by default."""
    first_trial: int = 0
    """Index of the first trial of each design."""
    draws: HolderDraws | None = None
    """A cache of holders that several runs have in common, if any."""

    @classmethod
    def single(cls, spec: SimulationSpec, row_budget: int = DEFAULT_ROW_BUDGET, seeds: Keys | None = None) -> "Designs":
        """One design with a trial per seed, by default a single one with its own seed."""
        return cls([spec], np.array([spec.seed], dtype=np.uint64) if seeds is None else seeds, row_budget)

    @property
    def first(self) -> SimulationSpec:
        """The first design, which has all values on which the designs agree."""
        return self.specs[0]

    @property
    def trials(self) -> int:
        """Number of trials of each design."""
        return len(self.seeds) // len(self.specs)

    @cached_property
    def cohorts(self) -> Sequence[Sequence[AgentCohort]]:
        """The cohorts of each design. Raises ConfigError when they need more rows than the budget."""
        return [spec.cohorts(self.row_budget) for spec in self.specs]

    @property
    def opening(self) -> Opening:
        """The economy before its first month."""
        openings = [spec.opening(len(self.seeds)) for spec in self.specs]
        if not self.first.rules(Emissions):  # only emissions need the cohorts' tokens, which may differ between designs
            openings = [replace(opening, cohorts=openings[0].cohorts) for opening in openings]
        return batched(openings, self.trials)

    @property
    def calendar(self) -> Calendar:
        """The unlocks of each cohort by month."""
        calendars = [calendar_of(spec.unlocks, cohorts) for spec, cohorts in zip(self.specs, self.cohorts, strict=True)]
        return batched(calendars, self.trials)

    @property
    def pricing(self) -> PricingParams:
        """The parameters of the pricing model."""
        return batched([spec.pricing_params for spec in self.specs], self.trials)

    def rules(self, part: type[EconomyPart[Rules]]) -> Rules | None:
        """The rules in force of a part, None while it is off."""
        return batched([spec.rules(part) for spec in self.specs], self.trials)

    @property
    def demand(self) -> DemandBaseline:
        """The factors of demand that depend on neither chance nor prices."""
        return batched([spec.demand_baseline for spec in self.specs], self.trials)

    @property
    def market(self) -> MarketBaseline:
        """The deterministic part of the market index."""
        return batched([spec.market.baseline(spec.horizon) for spec in self.specs], self.trials)

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
        return batched(numbers, self.trials)


def structure_of(spec: SimulationSpec, row_budget: int) -> Hashable:
    """What designs must agree on to share a batch: months, cohorts, models and switches.

    With emissions, also the profile and the tokens of every bucket, by which these are split. Raises ConfigError when
    the holders need more rows than the budget.
    """
    cohorts = [(cohort.name, cohort.holders, cohort.rows, cohort.profile.trades) for cohort in spec.cohorts(row_budget)]
    parts = [structure(spec.pricing_params), *(structure(spec.rules(part)) for part in PARTS.values())]
    volume = None if spec.volume_params is None else spec.volume_params.volume_model
    receivers, staking = spec.opening(trials=1).cohorts if spec.rules(Emissions) else (), spec.staking_params
    has_capacity = staking is not None and staking.max_capacity_pct * spec.token.total_supply > 0
    return spec.horizon, spec.abm.pricing_model, *parts, receivers, has_capacity, volume, *cohorts
