"""What a calibration doubts: its market's path, parameters that do nothing; and what its request is good for."""

from typing import Any

import numpy as np
import pytest

from app.abm.core.errors import ConfigError
from app.abm.dynamics.estimates import estimate
from app.abm.studies.variant import spec_of
from app.api.request_parsing import validated
from app.models.designs import CalibrateRequest
from tests.laws.economies import ROW_BUDGET
from tests.unit.studies.test_calibrate import MONTHS, answer, closes_of, economy, made, months_of, parameters, plan_for

CLOSES = made(2, volatility=0.2)
"""The launch, and 24 months."""

FLAT_LEVELS = [1.0 + month / 100 for month in range(200)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (FLAT_LEVELS[: MONTHS + 1], "leave out the level of the first day"),
        (FLAT_LEVELS[:3], "has 3 levels for 24 months: its last level stays"),
        ("eth-2023-02-01", "starts on 2023-02-01, but the first month of the token ended on 2025-02-01"),
        ("eth-2025-02-01", "its last level stays"),
        ("flat", "taken to be flat"),
    ],
    ids=["a level for each close", "short", "another time", "the future", "flat"],
)
def test_a_market_path_that_cannot_be_the_tokens_is_doubted(path: Any, said: str) -> None:
    warnings = answer(plan_for(CLOSES, market={"path": path}))["warnings"]
    assert [said in warning for warning in warnings].count(True) == 1


@pytest.mark.parametrize("levels", [MONTHS, 200], ids=["a level for each month", "more"])
def test_a_market_path_of_the_right_length_is_not_doubted(levels: int) -> None:
    warnings = answer(plan_for(CLOSES, market={"path": FLAT_LEVELS[:levels]}))["warnings"]
    assert [warning for warning in warnings if "market" in warning] == []


def test_the_fitted_path_has_no_chance_of_the_market() -> None:
    shaken = {"path": FLAT_LEVELS[:MONTHS], "volatility": 0.5}
    told = answer(plan_for(CLOSES, market=shaken))
    steady = answer(plan_for(CLOSES, market=shaken | {"volatility": 0.0}))
    assert told["rows"] == steady["rows"]
    assert closes_of(told["request"]) == pytest.approx([row["fitted"] for row in told["rows"]], rel=1e-12)


def test_trials_of_the_calibrated_request_are_as_wild_as_the_fit_says() -> None:
    told = answer(plan_for(CLOSES))
    request = told["request"]
    demand = request["abm"]["demand"] | {"volatility": told["volatility"]}
    spec = spec_of(request | {"abm": request["abm"] | {"demand": demand}})
    parts = np.maximum(np.array(spec.launch.scheduled[:-1]) / spec.token.total_supply, 0.01)
    assert spec.demand_baseline.sigma == pytest.approx(told["volatility"] * parts ** -estimate("volatility_decay"))


def test_a_parameter_that_no_close_depends_on_is_named() -> None:
    told = answer(plan_for(CLOSES, fit=["level", "beta"], market={"path": "flat"}))
    assert parameters(told)["beta"]["learnt"] == pytest.approx(0)
    assert "nothing of beta can be told from these closes: its estimate is the prior's" in told["warnings"]


@pytest.mark.parametrize(
    ("months", "place", "said"),
    [
        (
            [{"date": f"2025-01-{day:02d}", "close": 1.0} for day in range(1, 29)],
            1,
            "daily prices can be given as text",
        ),
        (months_of(CLOSES, circulating_supply=1e12), 0, "many times the total supply"),
    ],
    ids=["daily", "supply in another unit"],
)
def test_a_history_of_another_kind_is_refused_at_its_first_entry(months: Any, place: int, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        validated({"base": economy(), "history": {"months": months}}, CalibrateRequest).plan(ROW_BUDGET)
    assert refused.value.problems[0].location[:3] == ("history", "months", place)
    assert said in refused.value.problems[0].message
