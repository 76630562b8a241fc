"""Many variants of one request."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.abm.core.errors import ConfigError, SimulationCancelled
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.summary import summary
from app.abm.studies.sweep import FIGURES, SweepParams, SweepPlan
from app.abm.studies.variant import SweptParameter, variant
from tests.factories import config, full

NOW = datetime(2026, 1, 1, tzinfo=UTC)
APY = {"pointer": "/abm/staking_config/base_apy", "name": "apy", "low": 0.0, "high": 0.2, "steps": 3}
CLIFF = {"pointer": "/buckets/0/cliff_months", "low": 0, "high": 12, "whole": True}


def params(*parameters: dict[str, Any], **rest: Any) -> SweepParams:
    return SweepParams.model_validate({"parameters": list(parameters or (APY,)), **rest})


def swept(*parameters: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """The answer of a sweep of an economy with everything on."""
    plan = SweepPlan(config(**full()), params(*parameters, **rest), 12)
    told: dict[str, Any] = orjson.loads(plan.reduce([plan.run_chunk(chunk) for chunk in plan.chunks], 1.0, NOW))
    return told


def put(pointer: str, value: float = 0.1, **overrides: Any) -> SimulationSpec:
    return variant(config(**overrides), params({"pointer": pointer, "values": [1]}).parameters, (value,))


def test_a_grid_is_every_combination() -> None:
    points = params(APY, CLIFF | {"values": [0, 6]}).points()
    assert points == [(0.0, 0), (0.0, 6), (0.1, 0), (0.1, 6), (0.2, 0), (0.2, 6)]


def test_whole_numbers_of_a_grid_come_once() -> None:
    assert params(CLIFF | {"low": 0, "high": 2, "steps": 9}).points() == [(0,), (1,), (2,)]


def test_a_whole_parameter_is_rounded_to_the_nearest_whole_number() -> None:
    months = params(CLIFF | {"low": 0.4, "high": 11.6}).parameters[0]
    design = variant(config(), [months], (5.6,))
    assert (months.bounds, months.between([0.49]), design.buckets[0].cliff_months) == ((0, 12), [6], 6)


@given(st.integers(2, 300), st.integers(0, 2**53 - 1))
def test_a_latin_hypercube_has_one_run_in_each_stratum(samples: int, seed: int) -> None:
    points = params(APY | {"high": 1.0}, method="latin_hypercube", samples=samples, seed=seed).points()
    assert sorted(int(value * samples) for (value,) in points) == list(range(samples))


def test_every_run_of_a_sweep_is_the_run_of_its_variant() -> None:
    told = swept(APY, CLIFF | {"values": [0, 6]})
    for row in told["rows"]:
        request = config(**full(staking_config={"base_apy": row["apy"]}))
        request["buckets"][0]["cliff_months"] = row["/buckets/0/cliff_months"]
        alone = summary(ABMSimulationLoop(SimulationSpec.model_validate(request)).run())
        assert (row["final_price"], row["total_tokens_sold"]) == (alone["final_price"], alone["total_tokens_sold"])


def test_a_row_has_its_run_parameters_figures_and_error() -> None:
    assert list(swept()["rows"][1]) == ["run", "apy", *FIGURES, "error"]


def test_a_row_says_the_value_that_was_run() -> None:
    told = swept(CLIFF, method="latin_hypercube", samples=8)
    assert all(row["/buckets/0/cliff_months"].is_integer() for row in told["rows"])


def test_a_variant_that_cannot_be_is_data() -> None:
    told = swept(APY | {"values": [0.1, -1.0]})
    assert [row["error"] is None for row in told["rows"]] == [True, False]
    assert "abm.staking_config.base_apy" in told["rows"][1]["error"]
    assert (told["failed_runs"], told["rows"][1]["final_price"]) == (1, None)


def test_the_runs_of_a_sweep_are_shared_out_equally() -> None:
    plan = SweepPlan(config(agents_per_cohort=1000), params(APY | {"steps": 200}), 12)
    assert plan.chunks == ((0, 100), (100, 200))


@pytest.mark.parametrize("agents", [1, 1000, 100_000])
def test_every_run_is_in_one_chunk(agents: int) -> None:
    plan = SweepPlan(config(agents_per_cohort=agents), params(APY | {"steps": 60}), 12)
    assert [run for low, high in plan.chunks for run in range(low, high)] == list(range(60))


def test_runs_of_many_holders_go_one_by_one() -> None:
    plan = SweepPlan(config(agents_per_cohort=200_000), params(), 12)
    assert plan.chunks == ((0, 1), (1, 2), (2, 3))


def test_figures_of_what_is_off_are_nothing() -> None:
    plan = SweepPlan(config(), params({"pointer": "/token/initial_price", "values": [1, 2]}), 12)
    row = orjson.loads(plan.reduce([plan.run_chunk(plan.chunks[0])], 1.0, NOW))["rows"][0]
    assert (row["total_staked"], row["fiat_balance"]) == (0, 0)


def test_objects_on_the_way_are_made() -> None:
    assert put("/abm/treasury_config/hold_pct", 0.4, enable_treasury=True).abm.treasury_config is not None


def test_an_object_on_the_way_may_be_null() -> None:
    assert put("/abm/treasury_config/hold_pct", 0.4, enable_treasury=True, treasury_config=None).abm.treasury_config


def test_profiles_at_the_top_of_the_request_can_be_varied() -> None:
    assert put("/cohort_profiles/Team/size_sigma", 0.7).abm.cohort_profiles["Team"].size_sigma == 0.7


def test_a_sweep_of_what_is_switched_off_says_so() -> None:
    plan = SweepPlan(config(), params(APY), 12)
    told = orjson.loads(plan.reduce([plan.run_chunk(chunk) for chunk in plan.chunks], 1.0, NOW))
    assert told["warnings"] == ["staking_config is ignored while enable_staking is off"]


def test_variants_leave_the_request_as_it_was() -> None:
    request = config()
    variant(request, params({"pointer": "/token/total_supply", "values": [5]}).parameters, (5.0,))
    assert request == config()


@pytest.mark.parametrize(
    "pointer",
    [
        "/buckets/9/allocation",
        "/buckets/-1/allocation",
        "/buckets/-1",
        "/buckets/-/x",
        "/buckets/-",
        "/buckets/01/allocation",
        "/buckets/+1/allocation",
        "/buckets/ 1/allocation",
        "/buckets/٠/allocation",
        "/buckets/x",
        "/token/total_supply/deeper",
        "/abm/seed/0",
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused_by_name(pointer: str) -> None:
    with pytest.raises(ConfigError, match=r"parameters\.0\.pointer: leads nowhere in the request"):
        put(pointer)


@pytest.mark.parametrize("pointer", ["/abm~2/x", "/abm/~"])
def test_a_pointer_that_is_none_is_refused(pointer: str) -> None:
    with pytest.raises((ConfigError, ValidationError), match="pointer"):
        put(pointer)


def test_a_pointer_to_an_unknown_field_is_refused_with_the_one_meant() -> None:
    with pytest.raises(ConfigError, match="did you mean 'base_apy'"):
        put("/abm/staking_config/base_apyy", enable_staking=True)


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ({"low": 1}, "give low and high, or values"),
        ({"low": 2, "high": 1}, "greater than low"),
        ({"low": 1, "high": 1}, "greater than low"),
        ({"values": []}, "at least 1"),
        ({"low": -1e308, "high": 1e308, "whole": True}, "greater than or equal to -1000"),
        ({"values": [1e308]}, "less than or equal to 1000"),
        ({"low": 0, "high": 1, "steps": 1}, "greater than or equal to 2"),
        ({"low": 0, "high": 1, "step": 3}, "Extra inputs"),
    ],
)
def test_a_range_that_is_none_is_refused(parameter: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        SweptParameter.model_validate({"pointer": "/a"} | parameter)


def test_a_grid_of_too_many_runs_is_refused() -> None:
    with pytest.raises(ValidationError, match="more than 10,000 runs"):
        params(APY | {"steps": 101}, CLIFF | {"high": 99, "steps": 100})


def test_seven_parameters_are_refused() -> None:
    with pytest.raises(ValidationError, match="at most 6"):
        params(*[APY] * 7)


@pytest.mark.parametrize("pointer", [APY["pointer"], "/abm/staking_config", "/abm/staking_config/base_apy/0"])
def test_two_parameters_may_not_lead_to_the_same_place_or_into_each_other_s(pointer: str) -> None:
    with pytest.raises(ValidationError, match="leads to what another parameter varies"):
        params(APY, CLIFF | {"pointer": pointer})


@pytest.mark.parametrize("method", ["grid", "latin_hypercube"])
@pytest.mark.parametrize("whole", [True, False])
def test_the_widest_bounds_give_finite_values(method: str, whole: bool) -> None:
    points = params(APY | {"low": -1e300, "high": 1e300, "whole": whole}, method=method).points()
    assert np.isfinite(points).all()


@pytest.mark.parametrize("name", ["run", "final_price", "error"])
def test_a_parameter_may_not_take_the_name_of_another_column(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        params(APY | {"name": name})


def test_two_parameters_may_not_share_a_name() -> None:
    with pytest.raises(ValidationError, match="name"):
        params(APY, CLIFF | {"name": "apy"})


def test_a_sweep_can_be_stopped_between_two_months() -> None:
    def stop(done: int, total: int) -> None:
        if done > 0:
            raise SimulationCancelled("stopped")

    plan, seen = SweepPlan(config(), params(), 12), 0
    with pytest.raises(SimulationCancelled):
        plan.run_chunk((0, 1), stop)
    assert seen == 0


def test_sweeps_of_different_seeds_are_different_sweeps() -> None:
    one, other = (SweepPlan(config(), params(method="latin_hypercube", seed=seed), 12) for seed in (1, 2))
    assert one.points != other.points
    assert one.fingerprint != other.fingerprint
