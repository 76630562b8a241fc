"""A single holder as a view of one row of a population; it decides by the same compiled rules."""

from dataclasses import dataclass

import numpy as np

from app.abm.agents.behaviour import SELL_DRIVERS, Balance, Holding, MonthFactors, Traits, decide, receive
from app.abm.agents.passes import Conditions
from app.abm.agents.population import Population
from app.abm.core.streams import month_key, uniform


@dataclass(frozen=True, slots=True)
class TokenHolderAgent:
    """The holder in one row of one trial of a population."""

    population: Population
    row: int
    trial: int = 0

    @property
    def cohort(self) -> int:
        """Index of the holder's cohort in the population."""
        return int(self.population.layout.first.searchsorted(self.row, side="right")) - 1

    @property
    def traits(self) -> Traits[float]:
        """The holder's traits."""
        return Traits(*(float(column[self.trial, self.row]) for column in self.population.traits))

    def receive(self, conditions: Conditions) -> Holding:
        """The holder after the month's unlock, matured stakes and rewards; the population is not changed."""
        columns, row, cohort = self.population.columns, (self.trial, self.row), (self.trial, self.cohort)
        cohort_unlock = float(conditions.unlocked[cohort] + conditions.emitted[cohort])
        before = Balance(
            liquid=float(columns.liquid[row] + columns.share[row] * conditions.income[cohort]),
            staked=float(columns.staked[row]),
            reference=float(columns.reference[row]),
            unlocked=float(columns.share[row]) * cohort_unlock,
            matured=float(self.population.tranche_of(conditions.month)[row]),
        )
        return receive(
            self.traits,
            before,
            float(conditions.price[self.trial]),
            float(conditions.reward_rate[self.trial]),
        )

    def decide(self, conditions: Conditions) -> tuple[float, float]:
        """Tokens that this holder offers for sale and for staking; the population is not changed."""
        return decide(self.traits, self.receive(conditions), *self._factors_and_draw(conditions))

    def drivers(self, conditions: Conditions) -> list[float]:
        """The value of each factor of `SELL_DRIVERS` for this holder in the month."""
        arguments = (self.traits, self.receive(conditions), *self._factors_and_draw(conditions))
        return [float(driver(*arguments)) for driver in SELL_DRIVERS]

    def _factors_and_draw(self, conditions: Conditions) -> tuple[MonthFactors, float]:
        """The month's factors on the holder's cohort, and the holder's uniform draw."""
        layout = self.population.layout
        factors = MonthFactors(
            cliff=float(conditions.cliff[self.trial, self.cohort]),
            noise=float(layout.noise[self.trial, self.cohort]),
            anticipation=float(conditions.anticipation[self.trial]),
            outside_pull=float(conditions.outside_pull[self.trial]),
        )
        key = np.uint64(month_key(layout.keys[self.trial, self.cohort], conditions.month))
        return factors, uniform(key, self.row - int(layout.first[self.cohort]))
