"""The engine against a reference implementation with an object per holder, written from docs/model.md."""

import asyncio
from typing import Any

import numpy as np
import pytest

from app.abm.dynamics.series import COHORT_SERIES, SERIES
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.oracle.bench_economy import COHORTS, economy
from tests.oracle.object_per_holder import Economy

HOLDERS, MONTHS = 300, 24
DUST = {"tokens": 1e-6, "fiat": 1e-6}
"""A millionth of a token in a billion, or of its price, by the unit of a series: what a full pool rounds to nothing."""

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
    "demand that goes away": {"demand": {"initial_monthly_fiat": 1e7, "model": "growth", "monthly_growth": -0.3}},
    "nobody who buys": {"demand": {"initial_monthly_fiat": 0}},
    "a token that starts without a float": {
        "cohorts": [(name, part, 0, max(cliff, 2), vesting) for name, part, _, cliff, vesting in COHORTS]
    },
    "a price without memory": {"pricing_config": {"holding_time": 0.5, "smoothing_factor": 0.0}},
    "idle tokens that count like the float": {"pricing_config": {"idle_turnover": 1.0, "smoothing_factor": 0.7}},
    "idle tokens that do not count": {"pricing_config": {"idle_turnover": 0.0}},
    "a market that goes up and down": {"demand": {}, "market": {"path": [3, 4, 2.5, 6, 1, 0.5], "beta": 1.3}},
    "attention that fades": {
        "demand": {"attention_half_life_months": 5, "attention_floor": 0.2, "launch_rush": 0.4, "level": 2}
    },
    "buyers who come with the float, and wait for it": {"demand": {"float_elasticity": 0.7, "unlock_caution": 0.9}},
    "buyers who wait for a first float": {
        "cohorts": [("Team", 40, 0, 3, 0), ("VC", 50, 0, 8, 12)],
        "demand": {"unlock_caution": 0.9, "float_elasticity": 0.7},
    },
    "locked tokens that stake": {"staking_config": {"locked_can_stake": 0.8}},
    "locked tokens in a pool too small": {"staking_config": {"locked_can_stake": 1.0, "max_capacity_pct": 0.05}},
    "locked tokens that a poor treasury pays": {
        "staking_config": {"locked_can_stake": 1.0, "reward_source": "treasury"},
        "treasury_config": {"initial_balance_pct": 0.01},
    },
    "emissions for holders and stakers": {
        "emissions": [
            {"name": "mining", "profile": "Community", "kind": "fixed", "amount": 2e6, "end_month": 18},
            {
                "name": "grants",
                "profile": "VC",
                "kind": "fixed",
                "amount": 1e6,
                "start_month": 3,
                "decay_per_year": 0.5,
            },
            {"name": "inflation", "kind": "percent_of_supply", "percent": 9, "decay_per_year": 0.1},
        ],
        "staking_config": {"locked_can_stake": 0.5},
    },
    "emissions beside rewards that the treasury pays": {
        "emissions": [{"name": "inflation", "kind": "percent_of_supply", "percent": 9}],
        "staking_config": {"reward_source": "treasury"},
        "treasury_config": {"initial_balance_pct": 0.02},
    },
    "revenue for everyone": {
        "revenue": {
            "model": "growth",
            "initial_monthly_fiat": 2e6,
            "monthly_growth": 0.1,
            "to_buyback": 0.5,
            "to_stakers": 0.3,
        },
    },
    "revenue that keeps what it buys": {
        "revenue": {"initial_monthly_fiat": 1e9, "to_buyback": 0.7, "to_treasury": 0.1},
        "treasury_config": {"burn_bought_tokens": False},
    },
    "a treasury among the buckets": {
        "cohorts": [*COHORTS[:3], ("Treasury", 15, 30, 0, 12), ("Liquidity", 5, 100, 0, 0)],
        "staking_config": {"locked_can_stake": 0.8},
        "demand": {"preset": "typical"},
    },
}


def run_objects(spec: SimulationSpec) -> Economy:
    """A run of the reference implementation."""
    economy = Economy(spec)
    asyncio.run(economy.live(spec.horizon))
    return economy


@pytest.mark.parametrize("abm", ECONOMIES.values(), ids=ECONOMIES)
def test_columns_and_objects_tell_the_same_story(abm: dict[str, Any]) -> None:
    spec = economy(HOLDERS, MONTHS, **abm)
    engine, objects = ABMSimulationLoop(spec).run(), run_objects(spec)
    assert objects.history.keys() == SERIES.keys()
    for name, column in engine.columns.items():
        dust = DUST.get(SERIES[name].unit, 0.0)
        np.testing.assert_allclose(column[:, 0], objects.history[name], rtol=1e-9, atol=dust, err_msg=name)


@pytest.mark.parametrize("abm", ECONOMIES.values(), ids=ECONOMIES)
def test_columns_and_objects_tell_the_same_story_of_every_cohort(abm: dict[str, Any]) -> None:
    spec = economy(HOLDERS, MONTHS, **abm)
    engine, objects = ABMSimulationLoop(spec).run(), run_objects(spec)
    for index, cohort in enumerate(engine.population.cohorts):
        for name in COHORT_SERIES:
            expected = objects.cohort_history[cohort.name][name]
            column = engine.cohort_columns[name][:, 0, index]
            np.testing.assert_allclose(column, expected, rtol=1e-9, atol=1e-6, err_msg=f"{cohort.name} {name}")
