"""What a design's trials come to does not depend on how they were run."""

import pytest

from app.abm.agents.draws import HolderDraws
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.assess import assess, trial_spec
from app.abm.studies.monte_carlo import TRIALS_AT_ONCE, MonteCarloParams, run_trials
from app.abm.studies.trial_figures import figures_of, spreads_of
from tests.factories import full, spec, token
from tests.laws.economies import ROW_BUDGET

MANY = TRIALS_AT_ONCE + 1


@pytest.fixture
def economy() -> SimulationSpec:
    few = spec(**full(token=token(horizon_months=6), agents_per_cohort=3))
    return trial_spec(few, MonteCarloParams(num_trials=MANY))


def test_more_trials_than_go_into_a_batch_are_assessed_as_one(economy: SimulationSpec) -> None:
    at_once = run_trials(economy, 0, MANY, ROW_BUDGET)
    assert assess([economy], MANY, ROW_BUDGET)[0].figures == spreads_of(
        figures_of(economy, at_once.series, at_once.proceeds)
    )


def test_holders_drawn_by_a_run_before_change_no_figure(economy: SimulationSpec) -> None:
    draws = HolderDraws()
    first, second = (assess([economy], MANY, ROW_BUDGET, draws=draws) for _ in range(2))
    assert first == second == assess([economy], MANY, ROW_BUDGET)
