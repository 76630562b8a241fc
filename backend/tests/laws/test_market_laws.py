"""What holds of whole runs: more selling, more demand, other units, and what becomes of the fiat."""

from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.abm.core.month import Floats
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.pricing_model import TradingParams
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.factories import SUPPLY, Config, bucket, full, run, series, spec, token
from tests.finished import present
from tests.laws.economies import ROW_BUDGET, economies

SLACK = 1 + 1e-9
"""Rounding that is no rise and no fall."""
TRADING = [name for name, model in PRICING_MODELS.items() if issubclass(model.Params, TradingParams)]


def simulated(request: Config) -> SimulationResult:
    return ABMSimulationLoop(SimulationSpec.model_validate(request), row_budget=ROW_BUDGET).run()


def with_abm(request: Config, **changes: Any) -> Config:
    """The same economy with something changed, and the same chance."""
    return request | {"abm": request["abm"] | {"seed": 1} | changes}


def first_difference(one: SimulationResult, other: SimulationResult, name: str) -> int | None:
    """The first month in which a series of two runs differs by more than rounding."""
    left, right = series(one, name), series(other, name)
    apart = np.flatnonzero(np.abs(left - right) > 1e-9 * np.maximum(np.abs(left), np.abs(right)))
    return int(apart[0]) if len(apart) else None


# ── More selling, more demand ────────────────────────────────────────────────


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=60)
def test_a_bucket_that_sells_more_never_raises_the_price_by_it(model: str, data: st.DataObject) -> None:
    request = data.draw(economies(model).filter(lambda request: not request["abm"].get("enable_volume")))
    pool = request["abm"]["staking_config"] | {"market_staking_propensity": 0}  # else buyers may take the room left
    request = with_abm(request, behaviour_noise=0, staking_config=pool)
    name = data.draw(st.sampled_from(request["buckets"]))["bucket"]
    calm, eager = (simulated(with_abm(request, cohort_profiles={name: {"sell_pressure_mean": s}})) for s in (0.1, 0.6))
    month = first_difference(calm, eager, "total_sold")
    event(f"differs: {month is not None}")
    if month is not None:  # where a curve could not redeem everything before, it may be the calm who sell more now
        more, less = sorted((calm, eager), key=lambda result: -series(result, "total_sold")[month])
        assert series(more, "price")[month] <= series(less, "price")[month] * SLACK


@pytest.mark.parametrize("model", ["eoe", "amm", "bonding_curve"])
def test_a_bucket_that_sells_more_lowers_the_price(model: str) -> None:
    profiles = [{"VC": {"sell_pressure_mean": part}} for part in (0.1, 0.6)]
    calm, eager = (run(pricing_model=model, behaviour_noise=0, cohort_profiles=profile) for profile in profiles)
    assert series(eager, "price")[0] < series(calm, "price")[0]


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data(), factor=st.sampled_from([1.001, 3, 100]))
@settings(max_examples=40)
def test_more_demand_never_lowers_the_price_by_it(model: str, data: st.DataObject, factor: float) -> None:
    request = data.draw(economies(model).filter(lambda request: "demand" in request["abm"]))
    fiat = present(SimulationSpec.model_validate(request).demand.initial_monthly_fiat)
    few, many = (
        simulated(with_abm(request, demand=request["abm"]["demand"] | {"initial_monthly_fiat": amount}))
        for amount in (fiat, fiat * factor)
    )
    month = first_difference(few, many, "price")
    event(f"differs: {month is not None}")
    assert month is None or series(many, "price")[month] > series(few, "price")[month]


@pytest.mark.parametrize("model", ["eoe", "amm", "bonding_curve"])
def test_more_demand_raises_the_price(model: str) -> None:
    few, many = (run(pricing_model=model, demand={"initial_monthly_fiat": fiat}) for fiat in (1e6, 2e6))
    assert series(many, "price")[0] > series(few, "price")[0]


# ── Explicit demand ──────────────────────────────────────────────────────────


@given(fiat=st.sampled_from([1e3, 4e6, 1e9]), hold=st.sampled_from([0.5, 6, 30]), idle=st.sampled_from([0, 0.05, 1]))
@settings(max_examples=27)
def test_a_constant_demand_over_what_changes_hands_is_the_price_of_every_row(
    fiat: float, hold: float, idle: float
) -> None:
    params = {"holding_time": hold, "idle_turnover": idle, "smoothing_factor": 0, "min_price": 1e-15}
    result = run(demand={"initial_monthly_fiat": fiat}, pricing_config=params)
    float_before = np.insert(series(result, "market"), 0, 0.0)[:-1]
    volume = float_before / hold + idle / hold * series(result, "total_held")
    volume = volume + max(1, 1 / hold) * series(result, "total_sold")
    assert series(result, "price") == pytest.approx(fiat / volume, rel=1e-9)


def test_selling_alone_into_a_pool_follows_its_closed_form() -> None:
    params = {"fee_pct": 0, "holding_time": 1200}
    result = run(pricing_model="amm", pricing_config=params, demand={"initial_monthly_fiat": 0})
    pool = 0.02 * SUPPLY
    assert series(result, "market").max() < 1e-12 * SUPPLY
    expected = (pool / (pool + series(result, "total_sold").cumsum())) ** 2
    assert series(result, "price") == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=30)
def test_no_demand_follows_what_holders_do(model: str, data: st.DataObject) -> None:
    request = data.draw(economies(model).filter(lambda request: not request["abm"].get("enable_volume")))
    steady = {"demand": request["abm"].get("demand", {"preset": "typical"}) | {"reflexivity": 0}}
    name = request["buckets"][0]["bucket"]
    calm, eager = (
        simulated(with_abm(request, **steady, cohort_profiles={name: {"sell_pressure_mean": part}}))
        for part in (0.1, 0.9)
    )
    assert series(calm, "demand_fiat").tobytes() == series(eager, "demand_fiat").tobytes()


@given(data=st.data())
@settings(max_examples=60)
def test_spending_is_postponed_and_never_lost(data: st.DataObject) -> None:
    request = data.draw(economies("eoe").filter(lambda request: not request["abm"].get("enable_volume")))
    loop = ABMSimulationLoop(SimulationSpec.model_validate(request), row_budget=ROW_BUDGET, explain=True)
    result = loop.run()
    intended = present(result.journal)["intended"].sum(axis=0)
    spent = result.columns["demand_fiat"].sum(axis=0) + loop.demand.held_back
    assert spent == pytest.approx(intended, rel=1e-9)


# ── Proceeds ─────────────────────────────────────────────────────────────────


def cohorts_are_paid_what_all_are(result: SimulationResult) -> bool:
    paid = result.cohort_columns["sold_fiat"].sum(axis=2)
    return bool(np.allclose(paid, result.columns["sold_fiat"], rtol=1e-9, atol=0))


def fees_are_their_part_of_it(result: SimulationResult) -> bool:
    params = result.spec.treasury_params
    part = params.transaction_fee_pct if params else 0.0
    return bool(np.allclose(result.columns["fee_fiat"], part * result.columns["sold_fiat"], rtol=1e-9, atol=0))


def nobody_is_paid_for_nothing(result: SimulationResult) -> bool:
    return not result.columns["sold_fiat"][result.columns["total_sold"] == 0].any()


def nobody_is_paid_fiat_that_is_not_there(result: SimulationResult) -> bool:
    column = result.columns
    match result.spec.abm.pricing_model:
        case "eoe":
            available = np.where(column["demand_fiat"] > 0, column["demand_fiat"], 0.0)
            has_depth = result.spec.treasury_params is not None
            return has_depth or bool((column["sold_fiat"] <= available * SLACK).all())
        case "amm":
            before = np.concatenate([opening_pool(result), column["pool_fiat"][:-1]])
            added = np.diff(column["liquidity_fiat"] + column["treasury_spent_fiat"], axis=0, prepend=0.0)
            came = before + column["demand_fiat"] + added
            return bool((column["sold_fiat"] <= came - column["pool_fiat"] + 1e-9 * came).all())
        case _:
            return True


def opening_pool(result: SimulationResult) -> Floats:
    """Fiat in the pool before the first month; (1, trials)."""
    return ABMSimulationLoop(result.spec, row_budget=ROW_BUDGET).pricing.pool_fiat[None, :]


PROCEEDS = (
    cohorts_are_paid_what_all_are,
    fees_are_their_part_of_it,
    nobody_is_paid_for_nothing,
    nobody_is_paid_fiat_that_is_not_there,
)


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
def test_proceeds_are_accounted_for_in_every_economy(model: str, data: st.DataObject) -> None:
    result = simulated(data.draw(economies(model)))
    assert [law.__name__ for law in PROCEEDS if not law(result)] == []


def test_a_pool_pays_holders_what_leaves_it_while_there_is_no_float() -> None:
    result = run(pricing_model="amm", demand={"initial_monthly_fiat": 0})
    left = np.diff(series(result, "pool_fiat"), prepend=0.02 * SUPPLY)
    assert series(result, "sold_fiat") == pytest.approx(-left, rel=1e-9)


def test_a_curve_pays_holders_the_integral_of_what_they_redeem() -> None:
    result = run(pricing_model="bonding_curve", demand={"initial_monthly_fiat": 0})
    params = result.spec.effective()["abm"]["pricing_config"]
    supply = np.insert(series(result, "supply_used"), 0, params["initial_supply"])
    reserve = params["k"] / (params["n"] + 1) * supply ** (params["n"] + 1)
    assert series(result, "sold_fiat") == pytest.approx(-np.diff(reserve), rel=1e-9)


# ── One meaning of demand ────────────────────────────────────────────────────

SOLD_OUT: Config = {
    "buckets": [bucket("VC", allocation=50, tge_unlock_pct=100, profile="VC")],
    "cohort_profiles": {"VC": {"sell_pressure_mean": 1, "sell_pressure_std": 0, "risk_alpha": 0.05, "risk_beta": 1000}},
    "behaviour_noise": 0,
    "token": token(horizon_months=240),
}
"""Everything there is belongs to outside buyers after the first month."""


@pytest.mark.parametrize("fiat", [1e6, 2e7])
@pytest.mark.parametrize("hold", [2, 6, 24])
def test_a_flat_demand_has_one_fixed_point_under_the_equation_of_exchange(hold: float, fiat: float) -> None:
    result = run(**SOLD_OUT, demand={"initial_monthly_fiat": fiat}, pricing_config={"holding_time": hold})
    assert series(result, "total_held")[-1] == 0
    assert series(result, "price")[-1] == pytest.approx(fiat * hold / series(result, "market")[-1], rel=1e-9)


def pooled(hold: float, fiat: float, **economy: Any) -> SimulationResult:
    """A flat demand and a float against a pool without fee."""
    params = {"holding_time": hold, "fee_pct": 0}
    return run(**economy, pricing_model="amm", demand={"initial_monthly_fiat": fiat}, pricing_config=params)


def last_slice(result: SimulationResult) -> float:
    """Closing price of a pool over the mean price of its last slice, at rest: the float's resale comes last in it."""
    resold = series(result, "market")[-1] / result.spec.pricing_params.model_dump()["holding_time"] / 20
    return float(1 - resold / series(result, "liquidity_tokens")[-1])


@pytest.mark.parametrize("fiat", [1e6, 2e7])
@pytest.mark.parametrize("hold", [6, 24])
def test_a_flat_demand_has_the_same_fixed_point_under_a_pool(hold: float, fiat: float) -> None:
    result = pooled(hold, fiat, **SOLD_OUT)
    found = series(result, "price")[-1] / last_slice(result)
    assert found == pytest.approx(fiat * hold / series(result, "market")[-1], rel=1e-6)


@pytest.mark.parametrize("start", [0.01, 1.0, 30.0])
def test_a_flat_demand_forgets_where_the_price_began(start: float) -> None:
    economy = SOLD_OUT | {"token": token(horizon_months=240, initial_price=start)}
    ends = [run(**economy, demand={"initial_monthly_fiat": 1e7}), pooled(6, 1e7, **economy)]
    assert series(ends[0], "price")[-1] * series(ends[0], "market")[-1] == pytest.approx(6e7, rel=1e-9)
    assert series(ends[1], "price")[-1] * series(ends[1], "market")[-1] / last_slice(ends[1]) == pytest.approx(6e7)


# ── Units ────────────────────────────────────────────────────────────────────

TOKENS = [*(f"total_{name}" for name in ("sold", "held", "staked", "unlocked")), "market", "locked_staked", "minted"]
FIAT = ["demand_fiat", "sold_fiat", "fee_fiat", "market_cap"]


def scaled(model: str, tokens: float, fiat: float) -> SimulationResult:
    """An economy with everything on, counted in other units."""
    params = {"amm": {"pool_fiat": 3e7 * fiat}, "bonding_curve": {"initial_supply": 2e7 * tokens}}.get(model, {})
    known = token(total_supply=SUPPLY * tokens, initial_price=0.7 * fiat / tokens)
    demand = {"initial_monthly_fiat": 5e6 * fiat, "volatility": 0.2, "reflexivity": 0.5, "float_elasticity": 0.5}
    staking = {"staking_config": {"locked_can_stake": 0.5}}
    return run(**full(pricing_model=model, token=known, demand=demand, pricing_config=params, **staking))


@pytest.mark.parametrize(("tokens", "fiat"), [(1000, 1), (1, 100), (1e-3, 7)], ids=str)
@pytest.mark.parametrize("model", PRICING_MODELS)
def test_an_economy_in_other_units_is_the_same_economy(model: str, tokens: float, fiat: float) -> None:
    plain, other = scaled(model, 1, 1), scaled(model, tokens, fiat)
    factors = {"price": fiat / tokens, "apy": 1.0} | dict.fromkeys(TOKENS, tokens) | dict.fromkeys(FIAT, fiat)
    for name, factor in factors.items():
        np.testing.assert_allclose(series(other, name), factor * series(plain, name), rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_a_typical_launch_in_other_units_is_the_same_launch(model: str) -> None:
    plain, other = (
        run(pricing_model=model, token=token(total_supply=SUPPLY * tokens, initial_price=2 / tokens))
        for tokens in (1, 1000)
    )
    assert series(other, "price") * 1000 == pytest.approx(series(plain, "price"), rel=1e-9)


# ── The middle of many ───────────────────────────────────────────────────────


@pytest.mark.parametrize("preset", ["typical", "flat"])
def test_the_single_run_is_the_median_of_its_trials(preset: str) -> None:
    keys, chance = np.arange(4000, dtype=np.uint64), {"volatility": 0.25}
    many = ABMSimulationLoop(spec(demand={"preset": preset} | chance, agents_per_cohort=1), seeds=keys).run()
    middle = np.median(np.log(many.columns["demand_fiat"]), axis=1)
    single = np.log(series(run(demand={"preset": preset}), "demand_fiat"))
    spread = 1.2533 * 0.25 * np.sqrt(np.arange(12) + 1) / np.sqrt(len(keys))
    assert (np.abs(middle - single) < 4 * spread).all()


def test_the_price_of_the_single_run_is_close_to_the_median_of_its_trials() -> None:
    alike = {name: {"size_sigma": 0} for name in ("Team", "VC", "Community")}
    still = {"behaviour_noise": 0, "agents_per_cohort": 100, "cohort_profiles": alike}
    single = np.log(series(run(**still), "price"))
    shaken = spec(**still, demand={"preset": "typical", "volatility": 0.25})
    many = ABMSimulationLoop(shaken, seeds=np.arange(2000, dtype=np.uint64)).run()
    assert np.abs(np.median(np.log(many.columns["price"]), axis=1) - single).max() < 0.06
