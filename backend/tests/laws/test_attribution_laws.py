"""Attribution: in every month of every economy, the shifts of all actors add up to the change of the log price."""

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.abm.core.errors import CliffcastError
from app.abm.core.month import Floats
from app.abm.dynamics.demand import demand_path
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.attribution import ACTORS, SELLING, attribution, log_shifts
from tests.factories import Config, bucket, full, run, seeds, series, spec, token
from tests.laws.economies import ROW_BUDGET, economies


def run_explained(request: Config, trials: int = 2) -> SimulationResult:
    """A run of some trials with the inputs of attribution."""
    economy = SimulationSpec.model_validate(request)
    keys = seeds(*range(trials))
    return ABMSimulationLoop(economy, seeds=keys, row_budget=ROW_BUDGET, explain=True).run()


def price_change(result: SimulationResult) -> Floats:
    """Change of the log price in each month; (months, trials)."""
    change: Floats = np.diff(np.log(result.columns["price"]), axis=0, prepend=np.log(result.spec.initial_price))
    return change


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=150)
def test_the_parts_of_all_actors_add_up_to_the_change_of_the_price(model: str, data: st.DataObject) -> None:
    result = run_explained(data.draw(economies(model)))
    shifts = log_shifts(result)
    event(f"{len(shifts)} actors")
    np.testing.assert_allclose(sum(shifts.values()), price_change(result), rtol=0, atol=1e-9)


@given(data=st.data())
@settings(max_examples=100)
def test_a_pool_leaves_nothing_unexplained_but_rounding(data: st.DataObject) -> None:
    shifts = log_shifts(run_explained(data.draw(economies("amm"))))
    assert np.abs(shifts["pool"]).max() <= 1e-9


@pytest.mark.parametrize("model", ["amm", "bonding_curve"])
@given(data=st.data())
@settings(max_examples=100)
def test_buyers_lift_a_price_and_who_sells_lowers_it(model: str, data: st.DataObject) -> None:
    shifts = log_shifts(run_explained(data.draw(economies(model))))
    sellers = [part for name, part in shifts.items() if name == "resale" or name.startswith("selling by ")]
    assert shifts["buyers"].min() >= -1e-9
    assert max(part.max() for part in sellers) <= 1e-9


@given(data=st.data())
@settings(max_examples=100)
def test_what_no_factor_explains_is_the_base_of_demand(data: st.DataObject) -> None:
    result = run_explained(data.draw(economies("eoe").filter(lambda request: not request["abm"].get("enable_volume"))))
    path = np.array([demand_path(result.spec.demand, month) for month in range(result.months)])
    buys = (result.columns["volume_tokens"] > 0) & (result.columns["raw_price"] > result.pricing.min_price)
    usual = buys[1:] & buys[:-1] & (path[1:] > 0)[:, None] & (path[:-1] > 0)[:, None]
    base = np.diff(np.log(np.maximum(path, 1e-300)))[:, None] * usual
    np.testing.assert_allclose(log_shifts(result)["demand"][1:] * usual, base, rtol=0, atol=1e-9)


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=25)
def test_to_be_explained_changes_no_number(model: str, data: st.DataObject) -> None:
    request = data.draw(economies(model))
    economy, result = SimulationSpec.model_validate(request), run_explained(request, trials=1)
    plain = ABMSimulationLoop(economy, seeds=seeds(0), row_budget=ROW_BUDGET).run()
    assert [name for name in plain.columns if plain.columns[name].tobytes() != result.columns[name].tobytes()] == []


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=25)
def test_every_actor_is_a_bucket_or_has_a_meaning(model: str, data: st.DataObject) -> None:
    result = run_explained(data.draw(economies(model)), trials=1)
    buckets = {SELLING.format(bucket.bucket) for bucket in result.spec.buckets}
    assert attribution(result)["actors"].keys() <= buckets | ACTORS.keys()


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_a_year_that_is_resumed_is_explained_like_one_that_never_stopped(model: str) -> None:
    first, second = (ABMSimulationLoop(spec(**full(pricing_model=model)), explain=True) for _ in range(2))
    for _ in range(6):
        first.step()
    second.restore_bytes(first.snapshot_bytes())
    assert attribution(second.run()) == attribution(first.run())


@pytest.mark.parametrize("model", ["eoe", "amm", "bonding_curve"])
def test_holders_who_sell_lower_the_price_and_those_who_do_not_leave_it_alone(model: str) -> None:
    table = [bucket("Team", cliff_months=20), bucket("VC", tge_unlock_pct=50)]
    shifts = log_shifts(run_explained_by(buckets=table, pricing_model=model))
    assert shifts["selling by VC"][0, 0] < 0
    assert not shifts["selling by Team"].any()


def run_explained_by(**overrides: object) -> SimulationResult:
    return ABMSimulationLoop(spec(**overrides), explain=True).run()


def test_the_factors_of_demand_are_told_apart_exactly() -> None:
    demand = {"initial_monthly_fiat": 1e7, "attention_half_life_months": 3, "model": "growth", "monthly_growth": 0.1}
    shifts = log_shifts(run_explained_by(demand=demand, market={"path": [1, 2, 4], "beta": 0.5}))
    assert shifts["attention"][1:, 0] == pytest.approx(-np.log(2) / 3)
    assert shifts["market"][:4, 0] == pytest.approx([0, 0.5 * np.log(2), 0.5 * np.log(2), 0])
    assert shifts["demand"][1:, 0] == pytest.approx(np.log(1.1))


def test_a_sale_into_a_pool_explains_its_closed_form() -> None:
    result = run_explained_by(pricing_model="amm", pricing_config={"fee_pct": 0}, demand={"initial_monthly_fiat": 0})
    tokens = 2e7 + np.insert(series(result, "total_sold").cumsum(), 0, 0.0)
    selling = sum(part[:, 0] for name, part in log_shifts(result).items() if name.startswith("selling by "))
    assert selling == pytest.approx(-2 * np.diff(np.log(tokens)))


def test_cohorts_who_sell_alike_lower_the_price_alike() -> None:
    equal_cohorts = [
        bucket(name, allocation=part, profile="VC", tge_unlock_pct=50) for name, part in (("a", 10), ("b", 30))
    ]
    identical_traits = {"sell_pressure_std": 0, "risk_alpha": 1000, "risk_beta": 1000}
    shifts = log_shifts(
        run_explained_by(buckets=equal_cohorts, cohort_profiles={"VC": identical_traits}, behaviour_noise=0)
    )
    assert shifts["selling by b"][0, 0] / shifts["selling by a"][0, 0] == pytest.approx(3, rel=0.1)


def test_a_price_without_memory_has_no_inertia() -> None:
    shifts = log_shifts(run_explained_by(pricing_config={"smoothing_factor": 0}))
    assert np.abs(shifts["smoothing"]).max() < 1e-12


def test_a_run_that_was_not_asked_cannot_explain_itself() -> None:
    with pytest.raises(CliffcastError, match="explain=True"):
        log_shifts(run())


def test_the_block_of_an_answer_has_every_month_and_leaves_out_who_never_moved_the_price() -> None:
    result = run_explained_by(demand={"initial_monthly_fiat": 1e7}, token=token(horizon_months=7))
    block = attribution(result)
    assert [month["month_index"] for month in block["months"]] == list(range(7))
    assert {"attention", "depth", "treasury"}.isdisjoint(block["actors"])
    total = [sum(month["parts"].values()) for month in block["months"]]
    assert np.cumsum(total) == pytest.approx(np.log(series(result, "price")))


def test_a_price_that_never_moves_has_months_without_parts() -> None:
    block = attribution(run_explained_by(pricing_model="constant", token=token(horizon_months=3)))
    assert (block["actors"], [month["parts"] for month in block["months"]]) == ({}, [{}, {}, {}])
