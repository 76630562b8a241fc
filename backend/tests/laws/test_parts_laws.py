"""What holds of the parts that a request may switch on: which way they move a price, and when they do nothing."""

from typing import Any

import pytest
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

from app.abm.core.errors import NumberRangeError
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.spec import SimulationSpec
from tests.factories import Config, bucket, full, run, series, token
from tests.finished import present
from tests.laws.economies import economies
from tests.laws.test_market_laws import SLACK, TRADING, first_difference, simulated, with_abm


def without_parts(request: Config) -> Config:
    """The same economy without emissions and revenue, in which no demand follows the price."""
    abm = {name: value for name, value in request["abm"].items() if name not in ("emissions", "revenue")}
    if "demand" in abm:
        abm["demand"] = abm["demand"] | {"reflexivity": 0}
    return request | {"abm": abm}


def by_demand(model: str) -> st.SearchStrategy[Config]:
    """Economies whose demand is no trading volume, which counts what circulates."""
    drawn = economies(model).filter(lambda request: not request["abm"].get("enable_volume"))
    return drawn.map(without_parts)


def differ_in_price(less: Config, more: Config) -> tuple[float, float] | None:
    """The two prices of the first month in which they are apart; an economy beyond the range of numbers has none."""
    try:
        left, right = simulated(less), simulated(more)
    except NumberRangeError:
        reject()
    month = first_difference(left, right, "price")
    event(f"differs: {month is not None}")
    return None if month is None else (series(left, "price")[month], series(right, "price")[month])


@pytest.mark.parametrize("model", TRADING)
@given(data=st.data(), factor=st.sampled_from([1.5, 20]))
@settings(max_examples=25)
def test_more_emissions_to_holders_never_raise_the_price_by_them(
    model: str, data: st.DataObject, factor: float
) -> None:
    request = data.draw(by_demand(model))
    request = with_abm(request, seed=1, enable_staking=False, unlock_anticipation=0)
    holders = data.draw(st.sampled_from(request["buckets"]))["bucket"]
    size = request["token"]["total_supply"] / 1000
    few, many = (
        with_abm(request, emissions=[{"name": "m", "profile": holders, "kind": "fixed", "amount": amount}])
        for amount in (size, size * factor)
    )
    prices = differ_in_price(few, many)
    assert prices is None or prices[1] <= prices[0] * SLACK


@pytest.mark.parametrize("model", TRADING)
@given(data=st.data(), part_of_worth=st.sampled_from([0.001, 0.1]))
@settings(max_examples=25)
def test_more_buybacks_never_lower_the_price_by_them(model: str, data: st.DataObject, part_of_worth: float) -> None:
    request = with_abm(data.draw(by_demand(model)), seed=1, enable_staking=False, unlock_anticipation=0)
    if model == "amm":  # a fee stays in the pool, and a richer pool gains less by it
        request = with_abm(request, pricing_config=request["abm"].get("pricing_config", {}) | {"fee_pct": 0})
    fiat = part_of_worth * request["token"]["total_supply"] * SimulationSpec.model_validate(request).initial_price
    few, many = (with_abm(request, revenue={"initial_monthly_fiat": fiat, "to_buyback": part}) for part in (0.1, 1))
    prices = differ_in_price(few, many)
    assert prices is None or prices[1] >= prices[0] / SLACK


@pytest.mark.parametrize("model", TRADING)
def test_emissions_lower_the_price(model: str) -> None:
    given = [{"name": "m", "profile": "Community", "kind": "percent_of_supply", "percent": 30}]
    plain, diluted = (run(pricing_model=model, emissions=emissions) for emissions in ([], given))
    assert series(diluted, "price")[-1] < series(plain, "price")[-1]


@pytest.mark.parametrize("model", TRADING)
def test_buybacks_raise_the_price(model: str) -> None:
    plain, supported = (
        run(pricing_model=model, revenue={"initial_monthly_fiat": 2e6, "to_buyback": part}) for part in (0, 1)
    )
    assert series(supported, "price")[-1] > series(plain, "price")[-1]


PARTS: list[dict[str, Any]] = [
    {"emissions": [{"name": "m", "profile": "VC", "kind": "fixed", "amount": 0}]},
    {"emissions": [{"name": "m", "profile": "VC", "kind": "fixed", "amount": 1e6, "start_month": 12}]},
    {"revenue": {"initial_monthly_fiat": 0, "to_buyback": 0.5, "to_stakers": 0.5}},
]


@pytest.mark.parametrize("model", PRICING_MODELS)
@pytest.mark.parametrize("part", PARTS, ids=["no tokens", "not yet", "no fiat"])
def test_a_part_that_does_nothing_changes_no_bit(model: str, part: dict[str, Any]) -> None:
    plain, other = run(**full(pricing_model=model)), run(**full(pricing_model=model, **part))
    assert [name for name in plain.columns if plain.columns[name].tobytes() != other.columns[name].tobytes()] == []


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_parts_in_other_units_are_the_same_parts(model: str) -> None:
    plain, other = (
        run(
            pricing_model=model,
            token=token(total_supply=1e9 * tokens, initial_price=1 / tokens),
            emissions=[{"name": "m", "profile": "VC", "kind": "fixed", "amount": 1e6 * tokens}],
            revenue={"initial_monthly_fiat": 1e6, "to_buyback": 0.5},
        )
        for tokens in (1, 1000)
    )
    assert series(other, "price") * 1000 == pytest.approx(series(plain, "price"), rel=1e-9)


def test_what_is_emitted_is_explained_apart_from_what_the_bucket_would_have_sold() -> None:
    still = [bucket("VC", cliff_months=30, tge_unlock_pct=50), bucket("Team", cliff_months=30)]
    given = [{"name": "m", "profile": "Team", "kind": "fixed", "amount": 1e7}]
    result = run(buckets=still, emissions=given, attribution=True)
    assert (present(result.journal)["sold"][0, 0, :-1] > 0).tolist() == [False, True]
    assert present(result.journal)["sold"][0, 0, -1] == pytest.approx(result.cohort_columns["total_sold"][0, 0, 0])
