"""Plans of runs that take milliseconds, take seconds, or break."""

from typing import Any

from app.abm.studies.calibrate import CalibrateParams, CalibratePlan
from app.abm.studies.comparison import ComparisonPlan
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.objectives import OptimizeParams
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.plan import Plan, SimulationPlan
from app.abm.studies.sensitivity import SensitivityParams, SensitivityPlan
from app.abm.studies.stress import StressParams, StressPlan
from app.abm.studies.sweep import SweepParams, SweepPlan
from tests.factories import bucket, config, spec, token

VARIED = [
    {"pointer": "/abm/staking_config/base_apy", "low": 0.05, "high": 0.5, "steps": 6},
    {"pointer": "/buckets/0/cliff_months", "low": 0, "high": 6, "steps": 7, "whole": True},
]

BETTER = {
    "levers": [{"pointer": "/abm/staking_config/base_apy", "low": 0.05, "high": 0.5}],
    "objectives": [{"figure": "final_price", "goal": "max"}],
    "trials": 4,
    "designs": 20,
}

PAST = {"history": {"months": [{"date": f"2025-{month:02d}-01", "close": 1 - month / 20} for month in range(1, 13)]}}


def short(**overrides: Any) -> SimulationPlan:
    """A year of 30 holders: milliseconds."""
    return SimulationPlan(spec(**overrides))


def long(seed: int = 1, holders: int = 900_000) -> SimulationPlan:
    """Twenty years of 900 000 holders: seconds."""
    table = [bucket(name, allocation=15, num_holders=holders // 5) for name in "ABCDE"]
    return short(token=token(horizon_months=240), buckets=table, agent_granularity="full_individual", seed=seed)


def broken(**overrides: Any) -> SimulationPlan:
    """A curve that leaves the range of numbers in its first month."""
    return short(pricing_model="issuance_curve", pricing_config={"alpha": 20, "max_supply": 1e-20}, **overrides)


def every_kind(trials: int = 300) -> list[Plan[Any]]:
    """One plan of each kind, all but the simulation, the search and the fit of several chunks."""
    staking, params = config(enable_staking=True), MonteCarloParams(num_trials=trials, seed=3)
    analysis = SensitivityParams.model_validate({"parameters": VARIED, "samples": 12})
    return [
        short(),
        MonteCarloPlan(spec(), params),
        ComparisonPlan(spec(), spec(enable_staking=True), params),
        SweepPlan(staking, SweepParams.model_validate({"parameters": VARIED}), 12),
        SensitivityPlan(staking, analysis, 12),
        StressPlan(staking, StressParams(trials=10), 12),
        OptimizePlan(staking, OptimizeParams.model_validate(BETTER), 12),
        CalibratePlan(staking, CalibrateParams.model_validate(PAST), 12),
    ]
