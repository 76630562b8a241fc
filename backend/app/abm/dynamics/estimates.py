"""What real tokens have taught: the shared numbers of a typical launch, from `make calibrate` (docs/calibration.md)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "estimates.json"

PRIOR_SPREAD = 0.3
"""Standard deviation, relative, of what is believed of a number before data are seen."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number fitted over all tokens together."""

    name: str
    value: float
    low: float
    """5 % of the fits with tokens drawn anew lie below."""
    high: float
    """5 % lie above."""
    meaning: str


@cache
def findings() -> dict[str, Any]:
    """All that the last calibration wrote down."""
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
