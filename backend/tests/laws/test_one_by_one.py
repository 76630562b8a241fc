"""A population equals its holders: all of them together decide as each one does alone, to the bit."""

import numpy as np
import pytest

from app.abm.agents.passes import Conditions
from app.abm.agents.population import Population
from app.abm.agents.profiles import PROFILES
from app.abm.agents.token_holder import TokenHolderAgent
from tests.factories import cohort, conditions, population, seeds

MONTHS = {
    "a quiet month": {},
    "a rally": {"price": 3.0},
    "a crash": {"price": 0.2, "outside_pull": 0.01},
    "a cliff": {"cliff": 3.0, "anticipation": 1.4, "reward_rate": 0.02},
    "emissions": {"emitted": 5000.0},
    "a generous pool": {"outside_pull": 1e-9, "reward_rate": 0.1, "unlocked": 0.0},
}


def crowd() -> Population:
    """Single holders of every profile, and meta-agents, in two trials."""
    single = [cohort(name, holders=300, rows=300) for name in PROFILES]
    return population(*single, cohort("Meta", holders=77_777, rows=60), keys=seeds(1, 2), lockup_slots=2)


def month_conditions(people: Population, month: int, **changes: float) -> Conditions:
    quiet = conditions(people, month=month)
    return quiet._replace(**{name: np.full_like(getattr(quiet, name), value) for name, value in changes.items()})


def simulate_months(people: Population, months: int) -> None:
    """Simulate the first of the months above, selling most of what is offered and staking some."""
    for month, changes in enumerate(list(MONTHS.values())[:months]):
        people.decide(month_conditions(people, month, **changes))
        people.settle(month, np.array([1.0, 0.7]), np.array([0.5, 1.0]))


@pytest.mark.parametrize("month", range(len(MONTHS)), ids=MONTHS)
def test_all_holders_at_once_decide_as_each_alone(month: int) -> None:
    people = crowd()
    simulate_months(people, month)
    now = month_conditions(people, month, **list(MONTHS.values())[month])
    rows = people.share.shape[1]
    alone = [[TokenHolderAgent(people, row, trial).decide(now) for row in range(rows)] for trial in range(2)]
    people.decide(now)
    together = np.stack([people.columns.sell, people.columns.stake], axis=2)
    assert (np.array(alone) == together).all()


def test_all_holders_at_once_receive_as_each_alone() -> None:
    people = crowd()
    simulate_months(people, 4)
    now = month_conditions(people, 4, reward_rate=0.03, price=0.8)
    alone = [TokenHolderAgent(people, row, 1).receive(now) for row in range(people.share.shape[1])]
    people.decide(now)
    assert [holding.liquid for holding in alone] == people.columns.liquid[1].tolist()


def test_a_holder_looking_changes_nothing() -> None:
    people = crowd()
    simulate_months(people, 2)
    before = people.snapshot()
    TokenHolderAgent(people, 5).decide(month_conditions(people, 2))
    assert all((people.snapshot()[name] == before[name]).all() for name in before)
