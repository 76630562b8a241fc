"""What every pricing model promises: a finite price over its minimum, that more selling never raises and more demand
never lowers. A model joins by its name in PRICING_MODELS."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.abm.config.behaviour import PricingModelName
from app.abm.core.month import Clearing
from app.abm.dynamics.pricing import PRICING_MODELS
from tests.factories import economy, month, pricing

VARIANTS: dict[str, list[dict[str, float]]] = {
    "eoe": [
        {"holding_time": 0.2, "smoothing_factor": 0.0, "idle_turnover": 1.0},
        {"holding_time": 600.0, "smoothing_factor": 0.95, "idle_turnover": 0.0},
    ],
    "bonding_curve": [{"n": 0.3, "initial_supply": 1e4, "holding_time": 0.2}, {"n": 8.0}],
    "issuance_curve": [{"alpha": 0.0}, {"alpha": 5.0, "max_supply": 1e6}],
    "amm": [{"fee_pct": 0.0, "holding_time": 0.2}, {"pool_fiat": 1e4}, {"fee_pct": 0.3, "pool_fiat": 1e9}],
}
CASES = [(name, params) for name in PRICING_MODELS for params in [{}, *VARIANTS.get(name, [])]]
SLACK = 1 + 1e-9
"""Rounding that is no rise and no fall."""

fiat = st.sampled_from([0.0, 1e-9, 1.0, 1e6, 1e9, 1e13, 1e18]) | st.floats(0, 1e10)
parts = st.sampled_from([0.0, 1e-15, 1.0]) | st.floats(0, 1)
past = st.tuples(fiat, parts, parts, st.booleans())
"""An earlier month: demand, part of the holders' tokens sold, part of its means the treasury uses, whether it acts."""
more = st.sampled_from([1 + 1e-12, 1 + 1e-9, 1 + 1e-6, 1.001, 2.0, 1e6])


def clear(case: tuple[str, dict[str, float]], past: Any, demand: Any, sold: Any, depth: float) -> Clearing:
    """One market lives an earlier month, then clears two alternatives of the next, one per trial."""
    model, ledger = pricing(case[0], trials=2, **case[1]), economy(trials=2, liquid=6e8, market=1e8, treasury=5e7)
    model.open(ledger)
    earlier_demand, earlier_sold, treasury, acts = past
    closed = model.clear(month(2, demand=earlier_demand), earlier_sold * ledger["liquid"], ledger)
    if acts:
        model.buy_back(np.full(2, treasury * 1e6), closed.price, ledger)
        model.add_liquidity(np.full(2, treasury * 1e6), treasury * ledger["treasury"], ledger)
    now = month(2, price=closed.price, demand=demand, depth=depth)
    return model.clear(now, np.array(sold) * ledger["liquid"], ledger)


@pytest.mark.parametrize("case", CASES, ids=str)
@given(past=past, demand=fiat, sold=parts, more=more, depth=fiat)
@settings(max_examples=100)
def test_more_selling_never_raises_the_price(
    case: Any, past: Any, demand: float, sold: float, more: float, depth: float
) -> None:
    price = clear(case, past, demand, [sold, min(sold * more, 1.0)], depth).price
    assert price[1] <= price[0] * SLACK


@pytest.mark.parametrize("case", CASES, ids=str)
@given(past=past, demand=fiat, sold=parts, more=more, depth=fiat)
@settings(max_examples=100)
def test_more_demand_never_lowers_the_price(
    case: Any, past: Any, demand: float, sold: float, more: float, depth: float
) -> None:
    price = clear(case, past, [demand, demand * more], [sold, sold], depth).price
    assert price[1] * SLACK >= price[0]


@pytest.mark.parametrize("case", CASES, ids=str)
@given(past=past, demand=fiat, sold=parts, depth=fiat)
def test_the_price_is_finite_and_at_least_the_minimum(
    case: Any, past: Any, demand: float, sold: float, depth: float
) -> None:
    price = clear(case, past, demand, [sold, sold], depth).price
    assert np.isfinite(price).all()
    assert (price >= pricing(*case[:1], **case[1]).min_price).all()


@pytest.mark.parametrize("case", CASES, ids=str)
@given(past=past, demand=fiat, sold=parts, depth=fiat)
def test_clearing_creates_and_loses_no_token(case: Any, past: Any, demand: float, sold: float, depth: float) -> None:
    model, ledger = pricing(case[0], **case[1]), economy(liquid=6e8, market=1e8, treasury=5e7)
    model.open(ledger)
    model.clear(month(demand=demand, depth=depth), sold * ledger["liquid"], ledger)
    ledger.check(ledger["liquid"], ledger["staked"])
    assert (ledger.balance >= 0).all()


@pytest.mark.parametrize("case", CASES, ids=str)
@given(past=past, demand=fiat, sold=parts, depth=fiat)
def test_sellers_are_paid_and_only_they_are(case: Any, past: Any, demand: float, sold: float, depth: float) -> None:
    found = clear(case, past, demand, [sold, 0.0], depth)
    assert np.isfinite(found.sold_fiat).all()
    assert (found.sold_fiat[0] >= 0, found.sold_fiat[1]) == (True, 0)


@pytest.mark.parametrize("case", CASES, ids=str)
@given(past=past, demand=fiat, sold=parts, depth=fiat)
def test_no_more_is_sold_than_offered(case: Any, past: Any, demand: float, sold: float, depth: float) -> None:
    model, ledger = pricing(case[0], **case[1]), economy(liquid=6e8, market=1e8)
    model.open(ledger)
    offered = sold * ledger["liquid"]
    found = model.clear(month(demand=demand, depth=depth), offered, ledger)
    assert (found.sold <= offered).all()
    assert ledger["liquid"] == pytest.approx(6e8 - found.sold)


@pytest.mark.parametrize("name", PRICING_MODELS)
def test_a_model_says_what_it_is(name: str) -> None:
    assert PRICING_MODELS[name].summary.endswith(".")


def test_a_request_can_name_every_model() -> None:
    assert set(get_args(PricingModelName)) == set(PRICING_MODELS)
