"""The engine against a second telling of the same economics: an object per holder, written from docs/model.md."""

import asyncio
from typing import Any

import numpy as np
import pytest

from app.abm.engine.metrics import COHORT_SERIES, SERIES
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.oracle.bench_economy import COHORTS, economy
from tests.oracle.object_per_holder import Economy

HOLDERS, MONTHS = 300, 24

ECONOMIES: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "stakes free every month": {"staking_config": {"lockup_months": 0}},
    "a pool too small": {"staking_config": {"max_capacity_pct": 0.02}},
    "rewards the treasury cannot pay for long": {
        "staking_config": {"reward_source": "treasury"},
        "treasury_config": {"initial_balance_pct": 0.005},
    },
    "a treasury that keeps what it buys": {
        "treasury_config": {
            "initial_balance_pct": 0.0005,
            "burn_bought_tokens": False,
            "transaction_fee_pct": 0.1,
        }
    },
    "a rush of buyers": {"demand": {"initial_monthly_fiat": 5e8}},
    "a token that starts without a float": {
        "cohorts": [(name, part, 0, max(cliff, 2), vesting) for name, part, _, cliff, vesting in COHORTS]
    },
    "a price without memory": {"pricing_config": {"holding_time": 0.5, "smoothing_factor": 0.0}},
}


def told_by_objects(spec: SimulationSpec) -> Economy:
    """The run of a spec, holder by holder."""
    telling = Economy(spec)
    asyncio.run(telling.live(spec.horizon))
    return telling


@pytest.mark.parametrize("abm", ECONOMIES.values(), ids=ECONOMIES)
def test_columns_and_objects_tell_the_same_story(abm: dict[str, Any]) -> None:
    spec = economy(HOLDERS, MONTHS, **abm)
    engine, objects = ABMSimulationLoop(spec).run(), told_by_objects(spec)
    assert objects.history.keys() == SERIES.keys()
    for name, column in engine.columns.items():
        np.testing.assert_allclose(column[:, 0], objects.history[name], rtol=1e-9, err_msg=name)


def test_columns_and_objects_tell_the_same_story_of_every_cohort() -> None:
    spec = economy(HOLDERS, MONTHS)
    engine, objects = ABMSimulationLoop(spec).run(), told_by_objects(spec)
    for index, cohort in enumerate(engine.population.cohorts):
        for name in COHORT_SERIES:
            told = objects.cohort_history[cohort.name][name]
            np.testing.assert_allclose(
                engine.cohort_columns[name][:, 0, index], told, rtol=1e-9, err_msg=f"{cohort.name} {name}"
            )
