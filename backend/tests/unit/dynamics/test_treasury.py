"""Fees, and what becomes of them, by hand."""

from typing import Any

import numpy as np
import pytest

from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.treasury import TreasuryController, TreasuryParams
from tests.factories import SUPPLY, bucket, economy, full, pricing, run, series


def acted(paid: float = 1e6, price: float = 1.0, tokens: float = 0.0, **params: Any) -> tuple[Any, TokenEconomy, Any]:
    """A treasury with so many tokens after a month in which sellers were paid so much, the ledger, and its flows."""
    treasury = TreasuryController(TreasuryParams(**params), 1)
    ledger = economy(market=1e8, treasury=tokens)
    flows = treasury.act(np.array([paid]), np.array([price]), pricing("constant"), ledger)
    return treasury, ledger, flows


def test_a_fee_of_two_percent_is_split_half_three_two() -> None:
    treasury, _, flows = acted(paid=1e6, price=2.0, tokens=1e6)
    parts = [treasury.part(name) * flows.fee[0] for name in ("hold_pct", "liquidity_pct", "buyback_pct")]
    assert (flows.fee[0], *parts) == pytest.approx((20_000, 10_000, 6_000, 4_000))


@pytest.mark.parametrize(
    ("given", "shares"),
    [
        ({}, (0.5, 0.3, 0.2)),
        ({"buyback_pct": 0.30}, (0.4375, 0.2625, 0.30)),
        ({"hold_pct": 0.0}, (0.0, 0.6, 0.4)),
        ({"hold_pct": 0.6, "buyback_pct": 0.3}, (0.6, 0.1, 0.3)),
        ({"liquidity_pct": 1.0}, (0.0, 1.0, 0.0)),
        ({"hold_pct": 0.2, "liquidity_pct": 0.2, "buyback_pct": 0.6}, (0.2, 0.2, 0.6)),
    ],
    ids=str,
)
def test_shares_given_are_kept_and_the_others_divide_the_rest(given: Any, shares: tuple[float, ...]) -> None:
    filled = TreasuryParams(**given).filled()
    assert (filled.hold_pct, filled.liquidity_pct, filled.buyback_pct) == pytest.approx(shares)


def test_liquidity_is_half_fiat_and_half_tokens_of_equal_value() -> None:
    treasury, ledger, _ = acted(price=2.0, tokens=1e6)
    assert treasury.liquidity[0] == pytest.approx(3_000)
    assert ledger["liquidity"][0] == pytest.approx(1_500)


def test_a_treasury_without_tokens_buys_them_with_the_other_half() -> None:
    treasury, ledger, _ = acted(price=2.0, tokens=0.0, burn_bought_tokens=False)
    assert (treasury.liquidity[0], ledger["liquidity"][0]) == pytest.approx((3_000, 1_500))
    assert treasury.spent[0] == pytest.approx(3_000 + 4_000)


def test_what_liquidity_does_not_need_stays_reserve() -> None:
    treasury, _, _ = acted(tokens=1e6)
    assert treasury.reserve[0] == pytest.approx(20_000 - 3_000 - 4_000)


def test_bought_tokens_are_burned() -> None:
    _, ledger, flows = acted(price=2.0, tokens=1e6)
    assert (flows.bought[0], ledger.burned[0]) == pytest.approx((2_000, 2_000))


def test_bought_tokens_may_join_the_treasury() -> None:
    _, ledger, flows = acted(tokens=1e6, burn_bought_tokens=False)
    assert (flows.burned[0], ledger["treasury"][0]) == pytest.approx((0, 1e6 - 3_000 + 4_000))


def test_no_more_is_bought_than_there_is() -> None:
    treasury, ledger = TreasuryController(TreasuryParams(), 1), economy(market=100.0)
    treasury.act(np.array([1e6]), np.array([1.0]), pricing("constant"), ledger)
    assert ledger["market"][0] == 0
    assert treasury.reserve[0] == pytest.approx(20_000 - treasury.liquidity[0] - treasury.spent[0])


def test_a_split_within_tolerance_of_the_whole_loses_no_fiat() -> None:
    treasury, _, flows = acted(hold_pct=0.0, liquidity_pct=0.5, buyback_pct=0.500_000_9)
    assert treasury.reserve + treasury.liquidity + treasury.spent == pytest.approx(flows.fee, rel=1e-9)


def test_the_opening_balance_comes_out_of_what_no_bucket_has() -> None:
    treasury, ledger = TreasuryController(TreasuryParams(initial_balance_pct=0.1), 1), economy()
    assert treasury.open(ledger) == []
    assert (ledger["treasury"][0], ledger["unallocated"][0]) == (0.1 * SUPPLY, 0.9 * SUPPLY)


def test_an_opening_balance_larger_than_what_is_left_is_reduced_and_said_so() -> None:
    table = [bucket("Team", allocation=95)]
    result = run(buckets=table, enable_treasury=True, treasury_config={"initial_balance_pct": 0.2})
    assert series(result, "treasury_tokens")[0] == pytest.approx(0.05 * SUPPLY)
    assert any("initial_balance_pct" in warning for warning in result.remarks)


def test_an_opening_balance_is_never_minted() -> None:
    result = run(enable_treasury=True, treasury_config={"initial_balance_pct": 0.5})
    assert series(result, "minted")[0] == 0


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_a_row_takes_its_fee_on_what_sellers_were_paid(model: str) -> None:
    result = run(**full(pricing_model=model, treasury_config={"transaction_fee_pct": 0.03}))
    assert series(result, "fee_fiat").any()
    assert series(result, "fee_fiat") == pytest.approx(0.03 * series(result, "sold_fiat"), rel=1e-12)


def test_tokens_that_a_curve_cannot_redeem_pay_no_fee() -> None:
    dry = {"pricing_model": "bonding_curve", "pricing_config": {"initial_supply": 1e6}}
    result = run(**dry, demand={"initial_monthly_fiat": 0}, enable_treasury=True, behaviour_noise=0)
    reserve = 1e6 / 3
    assert series(result, "total_sold").sum() == pytest.approx(1e6)
    assert series(result, "fee_fiat").sum() == pytest.approx(0.02 * reserve)


def test_rows_buy_back_with_their_share_of_the_fee() -> None:
    result = run(**full(treasury_config={"buyback_pct": 0.3, "liquidity_pct": 0}))
    spent = np.diff(series(result, "treasury_spent_fiat"), prepend=0.0)
    bought = series(result, "buyback_tokens") * series(result, "price")
    assert bought == pytest.approx(spent)
    assert spent[1:] == pytest.approx(0.3 * series(result, "fee_fiat")[1:])


def test_no_treasury_takes_no_fee() -> None:
    result = run()
    assert not any(series(result, name).any() for name in ("fee_fiat", "treasury_fiat", "burned", "liquidity_fiat"))


def test_fees_on_sales_do_not_depend_on_reward_payments() -> None:
    treasury = {"initial_balance_pct": 0.05, "transaction_fee_pct": 0.0}
    result = run(**full(treasury_config=treasury, staking_config={"reward_source": "treasury"}))
    paid = 0.05 * SUPPLY - series(result, "treasury_tokens")
    assert paid == pytest.approx(series(result, "rewards_paid").cumsum())
