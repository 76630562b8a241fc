"""Plans of runs that take milliseconds, take seconds, or break."""

from typing import Any

from app.abm.engine.plan import SimulationPlan
from tests.factories import bucket, spec, token


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
