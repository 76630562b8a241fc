"""Revenue by hand: what is earned, whom it reaches, and what is refused."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.abm.dynamics.revenue import Revenue, RevenueParams
from app.abm.dynamics.staking import StakingParams, StakingPool
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.treasury import TreasuryController, TreasuryParams
from app.abm.reports.advice import input_warnings
from tests.factories import SUPPLY, economy, full, opening, pricing, run, series, spec


def paid_out(
    ledger: TokenEconomy, *, staked: float = 0.0, model: str = "eoe", burn: bool = True, **params: Any
) -> tuple[Revenue, TreasuryController]:
    """A month that earned 1,000 fiat at a price of 2, and a treasury without fees."""
    given = RevenueParams(**{"initial_monthly_fiat": 1000.0} | params)
    part = Revenue(given, opening(len(ledger.minted), months=12))
    treasury = TreasuryController(TreasuryParams(burn_bought_tokens=burn), len(ledger.minted))
    pool = StakingPool(StakingParams(), len(ledger.minted), SUPPLY)
    part.pay_out(np.full(len(ledger.minted), 2.0), pool, treasury, pricing(model, len(ledger.minted)), ledger)
    return part, treasury


def test_buybacks_take_tokens_off_the_market_and_burn_them() -> None:
    ledger = economy(market=1e6)
    part, treasury = paid_out(ledger, to_buyback=0.4)
    assert (part.bought[0], ledger["market"][0], ledger.burned[0]) == (200, 1e6 - 200, 200)
    assert treasury.reserve[0] == pytest.approx(600)


def test_a_treasury_that_keeps_what_it_buys_keeps_what_revenue_buys() -> None:
    ledger = economy(market=1e6)
    paid_out(ledger, to_buyback=0.4, burn=False)
    assert (ledger["treasury"][0], ledger.burned[0]) == (200, 0)


def test_fiat_for_which_there_are_no_tokens_stays_in_reserve() -> None:
    ledger = economy(market=50.0)
    part, treasury = paid_out(ledger, to_buyback=1)
    assert (part.bought[0], treasury.reserve[0]) == (50, 900)


def test_stakers_are_paid_fiat_on_the_value_of_what_is_staked() -> None:
    part, treasury = paid_out(economy(staked=6000.0), to_stakers=0.5)
    assert part.real_yield[0] == pytest.approx(12 * 500 / 12_000)
    assert treasury.reserve[0] == pytest.approx(500)


def test_fiat_for_stakers_who_are_not_there_stays_with_the_treasury() -> None:
    part, treasury = paid_out(economy(), to_stakers=0.5)
    assert (part.real_yield[0], treasury.reserve[0]) == (0, 1000)


def test_what_has_no_share_pays_for_running_the_protocol() -> None:
    _, treasury = paid_out(economy(), to_treasury=0.3)
    assert treasury.reserve[0] == pytest.approx(300)


def test_a_pool_is_bought_from_along_its_curve() -> None:
    ledger, model = economy(), pricing("amm", pool_fiat=1e6, fee_pct=0)
    model.open(ledger)
    part = Revenue(RevenueParams(initial_monthly_fiat=1e6, to_buyback=1), opening(months=1))
    part.pay_out(np.ones(1), StakingPool(None, 1, SUPPLY), TreasuryController(None, 1), model, ledger)
    assert (part.bought[0], model.pool_fiat[0]) == pytest.approx((5e5, 2e6))


def test_every_figure_may_differ_from_trial_to_trial() -> None:
    shares = {"to_buyback": np.array([0.0, 0.5]), "to_stakers": np.zeros(2), "to_treasury": np.array([1.0, 0.5])}
    figures = shares | {"initial_monthly_fiat": np.array([1000.0, 4000.0])}
    part = Revenue(RevenueParams(initial_monthly_fiat=1).model_copy(update=figures), opening(2, months=1))
    ledger, treasury = economy(2, market=1e6), TreasuryController(None, 2)
    part.pay_out(np.full(2, 2.0), StakingPool(None, 2, SUPPLY), treasury, pricing("eoe", 2), ledger)
    assert (part.bought.tolist(), treasury.reserve.tolist()) == ([0, 1000], [1000, 2000])


@pytest.mark.parametrize(
    ("params", "earned"),
    [
        ({"initial_monthly_fiat": 5.0}, [5, 5, 5]),
        ({"model": "growth", "initial_monthly_fiat": 5.0, "monthly_growth": 0.2}, [5, 6, 7.2]),
        ({"model": "series", "series": [3.0, 1.0]}, [3, 1, 1]),
        ({"model": "adoption", "fiat_per_user": 2, "users_start": 10, "users_max": 10}, [20, 20, 20]),
    ],
    ids=lambda value: value.get("model", "constant") if isinstance(value, dict) else "",
)
def test_revenue_follows_a_path_as_demand_does(params: dict[str, Any], earned: list[float]) -> None:
    assert series(run(revenue=params), "revenue_fiat")[:3] == pytest.approx(earned)


def test_revenue_fills_the_reserve_of_an_economy_without_a_treasury() -> None:
    assert series(run(revenue={"initial_monthly_fiat": 10.0}), "treasury_fiat") == pytest.approx(10 * np.arange(1, 13))


def test_who_is_paid_fiat_for_staking_stakes_more() -> None:
    plain, paid = run(**full()), run(**full(revenue={"initial_monthly_fiat": 5e6, "to_stakers": 1}))
    assert series(paid, "total_staked")[3] > series(plain, "total_staked")[3]


def test_a_buyback_of_revenue_is_told_with_the_treasurys_own() -> None:
    result = run(revenue={"initial_monthly_fiat": 1e4, "to_buyback": 1})
    bought = series(result, "buyback_tokens")
    assert bought == pytest.approx(1e4 / series(result, "price"))
    assert series(result, "tokens_burned").cumsum() == pytest.approx(series(result, "burned"))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "is needed by the constant model"),
        ({"model": "adoption"}, "is needed by the adoption model"),
        ({"model": "series"}, "needs 'series'"),
        ({"initial_monthly_fiat": 1, "to_buyback": 0.8, "to_stakers": 0.5}, "1.3 together"),
        ({"initial_monthly_fiat": 1, "to_treasury": 1.5}, "less than or equal to 1"),
    ],
)
def test_a_revenue_that_cannot_be_is_refused(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        spec(revenue=params)


def test_the_treasurys_share_in_force_is_shown() -> None:
    shown = spec(revenue={"initial_monthly_fiat": 1, "to_buyback": 0.25}).effective()["abm"]["revenue"]
    assert (shown["to_buyback"], shown["to_stakers"], shown["to_treasury"]) == (0.25, 0, 0.75)


def test_revenue_for_stakers_without_a_pool_is_advised_against() -> None:
    notes = input_warnings(spec(revenue={"initial_monthly_fiat": 1, "to_stakers": 0.5}))
    assert [(note.location, note.kind) for note in notes] == [(("abm", "revenue", "to_stakers"), "ignored")]


def test_a_configuration_without_revenue_keeps_its_hash() -> None:
    assert spec(revenue=None).fingerprint() == spec().fingerprint()
