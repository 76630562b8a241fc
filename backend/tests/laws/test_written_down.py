"""Plans and parts serialised for another process give the same bits for every economy."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.abm.core.errors import NumberRangeError, RunsFailedError
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.calibrate import CalibrateParams, CalibratePlan
from app.abm.studies.codec import PLANS, part_bytes, part_from, plan_bytes, plan_from
from app.abm.studies.comparison import ComparisonPlan
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.objectives import OptimizeParams
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.plan import Plan, SimulationPlan
from app.abm.studies.sensitivity import SensitivityParams, SensitivityPlan
from app.abm.studies.stress import StressParams, StressPlan
from app.abm.studies.sweep import SweepParams, SweepPlan, SweptRun
from tests.factories import config, spec
from tests.laws.economies import ROW_BUDGET, economies
from tests.unit.async_engine.plans import BETTER, PAST, every_kind

NOW = datetime.now(UTC)
CUT = ((0, 3), (3, 4))
"""Four trials, or runs, in two chunks."""
VARIED = {"parameters": [{"pointer": "/abm/behaviour_noise", "low": 0, "high": 1, "steps": 4}]}


@st.composite
def plans(draw: st.DrawFn) -> Plan[Any]:
    """A plan of any kind over any economy; one that varies something has four trials."""
    request = draw(st.sampled_from(list(PRICING_MODELS)).flatmap(economies))
    economy, kind = SimulationSpec.model_validate(request), draw(st.sampled_from(list(PLANS)))
    options: dict[str, Any] = draw(
        st.sampled_from([{}, {"seed": 7}, {"include_trials": False}, {"confidence_levels": [2.5]}])
    )
    params = MonteCarloParams(num_trials=4, variance_level=draw(st.sampled_from(["low", "high"])), **options)
    varied, months = SweepParams.model_validate(VARIED), economy.horizon
    analysis = SensitivityParams.model_validate(VARIED | {"samples": 2})
    futures = StressParams.model_validate({"trials": 2, "stresses": ["eth-bear-2022", "large-seller", "forgotten"]})
    every: dict[str, Callable[[], Plan[Any]]] = {
        "simulation": lambda: SimulationPlan(economy, ROW_BUDGET),
        "monte_carlo": lambda: MonteCarloPlan(economy, params, ROW_BUDGET),
        "comparison": lambda: ComparisonPlan(economy, spec(seed=None), params, ROW_BUDGET),
        "sweep": lambda: SweepPlan(request, varied, months, ROW_BUDGET),
        "sensitivity": lambda: SensitivityPlan(request, analysis, months, ROW_BUDGET),
        "stress": lambda: StressPlan(request, futures, months, ROW_BUDGET),
        "optimization": lambda: OptimizePlan(request, OptimizeParams.model_validate(BETTER), months, ROW_BUDGET),
        "calibration": lambda: CalibratePlan(request, CalibrateParams.model_validate(PAST), months, ROW_BUDGET),
    }
    return every[kind]()


def answer(plan: Plan[Any], parts: list[Any]) -> bytes:
    """The bytes of the answer, or the sentence of an economy that left the range of numbers."""
    try:
        return plan.reduce(parts, 1.5, NOW)
    except (NumberRangeError, RunsFailedError) as error:
        return str(error).encode()


@given(plans())
def test_a_plan_that_is_read_again_is_the_same_plan(plan: Plan[Any]) -> None:
    read = plan_from(plan_bytes(plan))
    assert (type(read), read.fingerprint, read.chunks) == (type(plan), plan.fingerprint, plan.chunks)
    assert plan_bytes(read) == plan_bytes(plan)


@given(plans().filter(lambda plan: len(plan.chunks) > 1))
@settings(max_examples=40)
def test_parts_that_are_read_again_give_the_same_bytes(plan: Plan[Any]) -> None:
    read = plan_from(plan_bytes(plan))
    parts = [part_from(plan.kind, part_bytes(plan.kind, read.run_chunk(chunk))) for chunk in CUT]
    assert answer(read, parts) == answer(plan, [plan.run_chunk(chunk) for chunk in CUT])


@given(plans().filter(lambda plan: plan.kind == "simulation"))
@settings(max_examples=20)
def test_a_simulation_that_is_read_again_gives_the_same_bytes(plan: Plan[Any]) -> None:
    read = plan_from(plan_bytes(plan))
    results = []
    for one in (plan, read):
        try:
            results.append(answer(one, [one.run_chunk((0, 1))]))
        except (NumberRangeError, RunsFailedError) as error:
            results.append(str(error).encode())
    assert results[0] == results[1]


@pytest.mark.parametrize("plan", every_kind(), ids=lambda plan: plan.kind)
def test_a_kind_with_several_chunks_can_write_its_parts_down(plan: Plan[Any]) -> None:
    if len(plan.chunks) > 1:
        part = plan.run_chunk(plan.chunks[0])
        assert part_bytes(plan.kind, part_from(plan.kind, part_bytes(plan.kind, part))) == part_bytes(plan.kind, part)


@pytest.mark.parametrize("figure", [float("inf"), -0.0, 5e-324, 0.1 + 0.2])
def test_any_figure_of_a_run_comes_back_to_the_bit(figure: float) -> None:
    runs = [SweptRun((1.0, figure), {"final_price": figure}), SweptRun((2.0,), None, "It broke.")]
    read = part_from("sweep", part_bytes("sweep", runs))
    assert read == runs
    assert str(read[0].figures["final_price"]) == str(figure)


def test_what_was_not_given_is_not_written() -> None:
    plan = MonteCarloPlan(SimulationSpec.model_validate(config()), MonteCarloParams(num_trials=2))
    again = plan_from(plan_bytes(plan))
    assert isinstance(again, MonteCarloPlan)
    assert again.base.abm.model_fields_set == plan.base.abm.model_fields_set
