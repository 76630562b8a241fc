"""One holder, seen alone: a view of a population's row that decides by the very same rules."""

from dataclasses import dataclass

import numpy as np

from app.abm.agents.behaviour import SELL_DRIVERS, Balance, Holding, Mood, Traits, decide, receive
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
        """Who the holder is."""
        return Traits(*(float(column[self.trial, self.row]) for column in self.population.traits))

    def receive(self, conditions: Conditions) -> Holding:
        """What the holder has when the month's unlock, maturing stake and reward are in; changes nothing."""
        columns, at, place = self.population.columns, (self.trial, self.row), (self.trial, self.cohort)
        fresh = float(conditions.unlocked[place] + conditions.emitted[place])
        before = Balance(
            liquid=float(columns.liquid[at] + columns.share[at] * conditions.income[place]),
            staked=float(columns.staked[at]),
            reference=float(columns.reference[at]),
            unlocked=float(columns.share[at]) * fresh,
            matured=float(self.population.tranche_of(conditions.month)[at]),
        )
        return receive(
            self.traits,
            before,
            float(conditions.price[self.trial]),
            float(conditions.reward_rate[self.trial]),
        )

    def decide(self, conditions: Conditions) -> tuple[float, float]:
        """Tokens this holder sells and stakes in the month; changes nothing."""
        return decide(self.traits, self.receive(conditions), *self._month(conditions))

    def drivers(self, conditions: Conditions) -> list[float]:
        """Every factor of `SELL_DRIVERS` on what this holder sells in the month."""
        seen = (self.traits, self.receive(conditions), *self._month(conditions))
        return [float(driver(*seen)) for driver in SELL_DRIVERS]

    def _month(self, conditions: Conditions) -> tuple[Mood, float]:
        """What the month is like, and the holder's chance."""
        layout = self.population.layout
        mood = Mood(
            cliff=float(conditions.cliff[self.trial, self.cohort]),
            noise=float(layout.noise[self.trial, self.cohort]),
            anticipation=float(conditions.anticipation[self.trial]),
            outside_pull=float(conditions.outside_pull[self.trial]),
        )
        key = np.uint64(month_key(layout.keys[self.trial, self.cohort], conditions.month))
        return mood, uniform(key, self.row - int(layout.first[self.cohort]))
