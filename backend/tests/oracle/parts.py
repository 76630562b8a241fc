"""Emissions and revenue of the reference implementation, from docs/model.md."""

from dataclasses import dataclass
from typing import Any

from app.abm.engine.spec import SimulationSpec
from tests.oracle.holder_objects import Cohort


@dataclass
class Minting:
    """Tokens that a month's emissions mint."""

    to_cohorts: list[float]
    to_stakers: float


def minting(spec: SimulationSpec, cohorts: list[Cohort], month: int, in_existence: float) -> Minting:
    """The emissions of a month, of `in_existence` tokens."""
    emissions = Minting([0.0] * len(cohorts), 0.0)
    for emission in spec.effective()["abm"].get("emissions", []):
        tokens = size(emission, month, in_existence)
        if emission["profile"] == "stakers":
            emissions.to_stakers += tokens
            continue
        receivers = receivers_of(emission["profile"], spec, cohorts)
        for index in receivers:
            whole = sum(cohorts[other].tokens for other in receivers)
            emissions.to_cohorts[index] += tokens * cohorts[index].tokens / whole
    return emissions


def size(emission: dict[str, Any], month: int, in_existence: float) -> float:
    """Tokens of one emission."""
    first, last = emission["start_month"], emission["end_month"]
    if month < first or (last is not None and month > last):
        return 0.0
    decayed = 1.0
    for _ in range((month - first) // 12):
        decayed *= 1.0 - emission["decay_per_year"]
    if emission["kind"] == "fixed":
        return float(decayed * emission["amount"])
    return float(in_existence * ((1.0 + decayed * emission["percent"] / 100.0) ** (1.0 / 12.0) - 1.0))


def receivers_of(name: str, spec: SimulationSpec, cohorts: list[Cohort]) -> list[int]:
    """The bucket of that name, else all that have the profile."""
    named = [index for index, cohort in enumerate(cohorts) if cohort.bucket.bucket == name]
    return named or [index for index, choice in enumerate(spec.profile_choices) if choice.name == name]


def earned(spec: SimulationSpec, month: int) -> tuple[float, float, float, float]:
    """Revenue of a month, and its parts for buybacks, stakers and the treasury."""
    revenue = spec.effective()["abm"].get("revenue")
    if revenue is None:
        return 0.0, 0.0, 0.0, 0.0
    fiat = revenue["initial_monthly_fiat"]
    if revenue["model"] == "growth":
        fiat *= (1.0 + revenue["monthly_growth"]) ** month
    else:
        assert revenue["model"] == "constant"
    return fiat, revenue["to_buyback"] * fiat, revenue["to_stakers"] * fiat, revenue["to_treasury"] * fiat
