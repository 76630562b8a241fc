"""The parameters of a typical launch, estimated from real tokens by `make calibrate` (docs/calibration.md)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "estimates.json"

PRIOR_SPREAD = 0.3
"""Relative standard deviation of the prior of every parameter."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A parameter fitted to all tokens together."""

    name: str
    value: float
    low: float
    """5 % quantile of the fits to bootstrap samples of the tokens."""
    high: float
    """95 % quantile of them."""
    meaning: str


@cache
def findings() -> dict[str, Any]:
    """The whole file that the last calibration wrote."""
    text = files("app.abm.dynamics").joinpath(FILE).read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def estimates() -> dict[str, Estimate]:
    """Every estimate, by name."""
    return {entry["name"]: Estimate(**entry) for entry in findings()["estimates"]}


def estimate(name: str) -> float:
    """The value of one estimate."""
    return estimates()[name].value
