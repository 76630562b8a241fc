"""Which parameters matter: on functions whose indices are known, and on an economy."""

from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import orjson
import pytest
from pydantic import ValidationError

from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.studies.sensitivity import SensitivityParams, SensitivityPlan, indices
from tests.factories import config, full

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("large", "middling", "small", "none")
SLOPES = np.array([4.0, 2.0, 1.0, 0.0])
PARTS = SLOPES**2 / (SLOPES**2).sum()
"""Parts of the variance of Σ slope·x over the unit cube, where every x has the same variance."""


def cube(method: Literal["morris", "sobol"], samples: int, seed: int = 1) -> SensitivityParams:
    """Four parameters between 0 and 1."""
    parameters = [{"pointer": f"/{name}", "name": name, "low": 0, "high": 1} for name in NAMES]
    return SensitivityParams.model_validate(
        {"parameters": parameters, "method": method, "samples": samples, "seed": seed}
    )


def explained(params: SensitivityParams, slopes: Floats = SLOPES) -> dict[str, dict[str, Any]]:
    """Indices of the additive function."""
    points = np.array(SensitivityPlan(config(), params, 12).points)
    return {row["parameter"]: row for row in indices(params, points, points @ slopes)}


def analysed(**overrides: Any) -> dict[str, Any]:
    """The answer for an economy with everything on."""
    parameters = [
        {"pointer": "/abm/staking_config/base_apy", "name": "apy", "low": 0.01, "high": 0.5},
        {"pointer": "/token/name", "name": "supply", "low": 1e8, "high": 1e9} | {"pointer": "/token/total_supply"},
    ]
    params = SensitivityParams.model_validate({"parameters": parameters, "samples": 4} | overrides)
    plan = SensitivityPlan(config(**full()), params, 12)
    told: dict[str, Any] = orjson.loads(plan.reduce([plan.run_chunk(chunk) for chunk in plan.chunks], 1.0, NOW))
    return told


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_an_analysis_made_again_says_the_same_intervals_included(method: Literal["morris", "sobol"]) -> None:
    assert explained(cube(method, 16, seed=0)) == explained(cube(method, 16, seed=0))


@pytest.mark.parametrize("order", ["first_order", "total_order"])
@pytest.mark.parametrize("seed", range(5))
def test_sobol_indices_of_an_additive_function_are_within_their_intervals(order: str, seed: int) -> None:
    found = explained(cube("sobol", 512, seed))
    for name, part in zip(NAMES, PARTS, strict=True):
        assert found[name][order] == pytest.approx(part, abs=found[name][f"{order}_ci95"] + 1e-12)


def test_sobol_indices_of_an_additive_function_add_up_to_one() -> None:
    found = explained(cube("sobol", 512))
    assert sum(row["first_order"] for row in found.values()) == pytest.approx(1, abs=0.02)


def test_more_samples_make_sobol_indices_surer() -> None:
    few, many = (explained(cube("sobol", samples))["large"]["total_order_ci95"] for samples in (32, 512))
    assert many < few / 2


def test_morris_finds_the_order_of_importance() -> None:
    found = explained(cube("morris", 20))
    assert sorted(NAMES, key=lambda name: -found[name]["mu_star"]) == list(NAMES)


def test_morris_finds_the_slopes_of_a_straight_function() -> None:
    found = explained(cube("morris", 20))
    assert [found[name]["mu"] for name in NAMES] == pytest.approx(SLOPES.tolist(), abs=1e-9)
    assert [found[name]["sigma"] for name in NAMES] == pytest.approx([0] * 4, abs=1e-9)


def test_morris_sees_a_falling_parameter_fall() -> None:
    found = explained(cube("morris", 20), -SLOPES)
    assert found["large"]["mu"] == pytest.approx(-found["large"]["mu_star"]) == pytest.approx(-4)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_nothing_explains_a_figure_that_never_changes(method: Literal["morris", "sobol"]) -> None:
    found = explained(cube(method, 16), np.zeros(4))
    assert {value for row in found.values() for name, value in row.items() if name != "parameter"} == {0.0}


@pytest.mark.parametrize(("method", "runs"), [("morris", 80), ("sobol", 160)])
def test_a_method_needs_as_many_runs_as_it_says(method: Literal["morris", "sobol"], runs: int) -> None:
    params = cube(method, 16)
    assert params.runs == runs == len(SensitivityPlan(config(), params, 12).points)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_the_same_seed_gives_the_same_runs(method: Literal["morris", "sobol"]) -> None:
    one, again, other = (SensitivityPlan(config(), cube(method, 16, seed), 12).points for seed in (3, 3, 4))
    assert one == again != other


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_every_index_comes_with_its_confidence(method: str) -> None:
    keys = {
        "morris": ["parameter", "mu", "mu_star", "mu_star_ci95", "sigma"],
        "sobol": ["parameter", "first_order", "first_order_ci95", "total_order", "total_order_ci95"],
    }
    assert [list(row) for row in analysed(method=method)["indices"]] == [keys[method]] * 2


def test_the_supply_sold_is_explained_by_the_supply_there_is() -> None:
    found = {row["parameter"]: row for row in analysed(figure="total_tokens_sold", samples=8)["indices"]}
    assert found["supply"]["mu_star"] > 10 * found["apy"]["mu_star"]


def test_an_analysis_of_which_a_run_failed_says_so() -> None:
    curve = {"pricing_model": "issuance_curve", "pricing_config": {"alpha": 20, "max_supply": 1e-20}}
    params = SensitivityParams.model_validate(
        {"parameters": [{"pointer": "/token/total_supply", "low": 1e8, "high": 1e9}], "samples": 2}
    )
    plan = SensitivityPlan(config(**curve), params, 12)
    with pytest.raises(RunsFailedError, match="4 of 4 runs failed; the first: price is no longer a finite number"):
        plan.reduce([plan.run_chunk(chunk) for chunk in plan.chunks], 1.0, NOW)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"samples": 12, "method": "sobol"}, "power of two"),
        ({"samples": 4096}, "more than 10,000 runs"),
        ({"figure": "happiness"}, "Input should be 'final_price'"),
        ({"method": "fast"}, "'morris' or 'sobol'"),
        ({"parameters": []}, "at least 1"),
        ({"parameters": [{"pointer": "/a", "values": [3]}]}, "greater than low"),
        ({"sample": 4}, "Extra inputs"),
    ],
)
def test_an_analysis_that_cannot_be_is_refused(change: dict[str, Any], words: str) -> None:
    parameters = [{"pointer": "/a", "low": 0, "high": 1}, {"pointer": "/b", "low": 0, "high": 1}]
    with pytest.raises(ValidationError, match=words):
        SensitivityParams.model_validate({"parameters": parameters} | change)
