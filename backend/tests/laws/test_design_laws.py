"""Designs in one batch: each gives the same bits as alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.designs import structure_of
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.summary import summary
from app.abm.studies.designs import run_designs
from app.abm.studies.monte_carlo import TrialBatch, run_trials
from app.abm.studies.sweep import FIGURES, run_variants
from app.abm.studies.variant import SweptParameter, variant
from tests.factories import Config, config, full
from tests.laws.economies import ROW_BUDGET, economies


def batches(designs: list[SimulationSpec], trials: int) -> list[TrialBatch]:
    return run_designs(designs, trials, ROW_BUDGET)


def reported(batch: TrialBatch) -> tuple[Any, ...]:
    """Everything that a batch of trials reports."""
    return batch.index, batch.table.tobytes(), batch.failed, batch.warnings, batch.actors


SWEPT = tuple(
    SweptParameter(pointer=pointer, values=values)
    for pointer, values in {
        "/token/total_supply": (1e3, 1e12),
        "/buckets/0/cliff_months": (0, 9),
        "/buckets/1/allocation": (0, 20),
        "/abm/staking_config/base_apy": (0, 0.1, 2),
        "/abm/staking_config/lockup_months": (0, 3),
        "/abm/treasury_config/buyback_pct": (0, 0.7),
        "/abm/demand/reflexivity": (0, 0.5, 1, 3),
        "/abm/market/beta": (0, 1, 1.3, 2),
        "/abm/unlock_anticipation": (0, 3),
        "/cohort_profiles/Team/sell_pressure_mean": (0.1, 0.9),
        "/token/horizon_months": (1, 30, 200),
    }.items()
)
"""Parameters of drawn sweeps."""

MINED = {"name": "Mining", "kind": "fixed", "profile": "Community"}
INFLATION = {"name": "Inflation", "kind": "percent_of_supply"}

NUMBERS: dict[str, list[Any]] = {
    "/token/total_supply": [1e3, 5e8, 1e12],
    "/token/initial_price": [0.01, 3.0],
    "/buckets/0/allocation": [1.0, 15.5],
    "/buckets/0/tge_unlock_pct": [0.0, 12.5],
    "/buckets/1/cliff_months": [0, 5],
    "/buckets/0/vesting_months": [0, 7],
    "/buckets/1/profile": ["VC", "Public", None],
    "/abm/behaviour_noise": [0.0, 0.8],
    "/abm/trait_jitter": [0.0, 0.2],
    "/abm/unlock_anticipation": [0.0, 2.0],
    "/abm/market": [{}, {"path": "eth-2021-05"}, {"path": [3, 1, 8], "beta": 2}, {"volatility": 0.3, "beta": 0.5}],
    "/abm/demand": [
        {},
        {"preset": "flat"},
        {"volatility": 0.4, "volatility_decay": 0.5},
        {"reflexivity": 0.5, "unlock_caution": 0.3},
        {"reflexivity": 2, "level": 0.2},
        {"model": "growth", "monthly_growth": 0.05, "float_elasticity": 1},
        {"model": "adoption", "midpoint_month": 4},
    ],
    "/abm/staking_config": [
        {},
        {"base_apy": 1.5, "max_capacity_pct": 0.01},
        {"max_capacity_pct": 0},
        {"locked_can_stake": 0.5, "outside_yield": 0.1},
        {"lockup_months": 0},
        {"lockup_months": 1, "locked_can_stake": 0.3},
        {"lockup_months": 60},
        {"reward_source": "treasury"},
    ],
    "/abm/treasury_config": [
        {},
        {"transaction_fee_pct": 0},
        {"initial_balance_pct": 0.05, "hold_pct": 0.1},
        {"buyback_pct": 0.9, "burn_bought_tokens": False},
    ],
    "/abm/cohort_profiles": [{}, {"Team": {"risk_alpha": 2, "cliff_shock_mult": 5}}, {"Team": {"spending": 0.1}}],
    "/abm/emissions": [
        [],
        [MINED | {"amount": 1e6, "decay_per_year": 0.1}, INFLATION | {"percent": 8, "decay_per_year": 0.3}],
        [MINED | {"amount": 3e7}, INFLATION | {"percent": 900}],
    ],
    "/abm/revenue": [
        None,
        {"initial_monthly_fiat": 1e6, "to_buyback": 0.4},
        {"initial_monthly_fiat": 3e7, "to_buyback": 1},
        {"model": "growth", "initial_monthly_fiat": 1e5, "monthly_growth": 0.07, "to_stakers": 0.3},
        {"model": "growth", "initial_monthly_fiat": 2e5, "monthly_growth": 0.21, "to_stakers": 0.9},
    ],
    "/abm/seed": [1, 77],
}
"""What designs of a drawn sweep differ in, and by what."""

PRICING: dict[str, list[Config]] = {
    "eoe": [{}, {"holding_time": 0.5, "idle_turnover": 0.5}, {"smoothing_factor": 0.7, "min_price": 0.5}],
    "bonding_curve": [
        {},
        {"n": 0.5},
        {"n": 1, "initial_supply": 1e8},
        {"n": 0.5, "k": 1e-8},
        {"n": 2.5},
        {"holding_time": 1},
    ],
    "issuance_curve": [{}, {"alpha": 0}, {"alpha": 1}, {"alpha": 2}, {"alpha": 1.7, "max_supply": 1e8}],
    "constant": [{}, {"constant_price": 0.2}],
    "amm": [{}, {"fee_pct": 0.05}, {"pool_fiat": 1e4, "holding_time": 2}, {"pool_fiat": 1e12}],
}


def set_value(request: Config, pointer: str, value: Any) -> None:
    """Set the value at a JSON pointer."""
    target: Any = request
    *path, last = pointer.strip("/").split("/")
    for part in path:
        target = target[int(part)] if isinstance(target, list) else target[part]
    target[last] = value


@st.composite
def sweeps(draw: st.DrawFn, model: str) -> list[SimulationSpec]:
    """Designs of one economy with everything on that differ in some of the numbers."""
    pointers = draw(st.lists(st.sampled_from(list(NUMBERS)), min_size=1, max_size=5, unique=True))
    designs = []
    for _ in range(draw(st.integers(2, 6))):
        request = config(**full(pricing_model=model, pricing_config=draw(st.sampled_from(PRICING[model]))))
        request["abm"]["cohort_profiles"] = {}
        for pointer in pointers:
            set_value(request, pointer, draw(st.sampled_from(NUMBERS[pointer])))
        designs.append(SimulationSpec.model_validate(request))
    return designs


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=40)
def test_a_design_of_any_sweep_is_the_design_alone(model: str, data: st.DataObject) -> None:
    designs, trials = data.draw(sweeps(model)), data.draw(st.sampled_from([1, 3]))
    together = batches(designs, trials)
    for design, batch in zip(designs, together, strict=True):
        assert reported(batch) == reported(run_trials(design, 0, trials, ROW_BUDGET))


@given(data=st.data())
@settings(max_examples=40)
def test_designs_that_have_nothing_in_common_are_run_side_by_side(data: st.DataObject) -> None:
    models = st.sampled_from(list(PRICING_MODELS))
    drawn = [data.draw(economies(data.draw(models))) for _ in range(data.draw(st.integers(1, 4)))]
    designs = [SimulationSpec.model_validate(request) for request in drawn]
    for design, batch in zip(designs, batches(designs, 2), strict=True):
        assert reported(batch) == reported(run_trials(design, 0, 2, ROW_BUDGET))


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=15)
def test_a_row_of_any_sweep_is_the_summary_of_its_run(model: str, data: st.DataObject) -> None:
    request = config(**full(pricing_model=model, enable_treasury=data.draw(st.booleans())))
    drawn = data.draw(st.lists(st.sampled_from(SWEPT), min_size=1, max_size=4, unique_by=lambda p: p.pointer))
    points = [tuple(data.draw(st.sampled_from(p.grid)) for p in drawn) for _ in range(data.draw(st.integers(1, 5)))]
    for run in run_variants(request, drawn, points, ROW_BUDGET):
        assert run.figures == figures_alone(variant(request, drawn, run.values))


def figures_alone(design: SimulationSpec) -> dict[str, float]:
    """The figures of a sweep as the run alone reports them; what is off is 0."""
    reported: dict[str, Any] = dict(summary(ABMSimulationLoop(design).run()))
    flat = reported | (reported["staking_metrics"] or {}) | (reported["treasury_metrics"] or {})
    return {name: float(flat.get(name) or 0) for name in FIGURES}


@pytest.mark.parametrize("part", ["/abm/emissions", "/abm/revenue"])
def test_designs_that_differ_in_the_numbers_of_a_part_live_in_one_batch(part: str) -> None:
    request = config(**full())
    structures = set()
    for rules in NUMBERS[part][-2:]:
        set_value(request, part, rules)
        structures.add(structure_of(SimulationSpec.model_validate(request), ROW_BUDGET))
    assert len(structures) == 1
