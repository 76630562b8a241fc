"""Prices by hand."""

from typing import Any

import numpy as np
import pytest

from app.abm.core.month import Clearing
from app.abm.dynamics.pricing import PricingModel
from app.abm.dynamics.token_economy import TokenEconomy
from tests.factories import SUPPLY, bucket, economy, full, month, pricing, run, series, token


def opened(name: str, **params: Any) -> tuple[PricingModel, TokenEconomy]:
    """A model in a market of 100 million liquid and 50 million market tokens."""
    model, ledger = pricing(name, **params), economy(liquid=1e8, market=5e7)
    model.open(ledger)
    return model, ledger


def cleared(name: str, sold: float = 0.0, demand: float = 0.0, depth: float = 0.0, **params: float) -> Clearing:
    model, ledger = opened(name, **params)
    return model.clear(month(demand=demand, depth=depth), np.array([sold]), ledger)


def test_a_constant_price_stays() -> None:
    assert cleared("constant", sold=1e8, demand=0.0).price[0] == 1


def test_a_constant_price_may_be_another_than_the_first() -> None:
    assert cleared("constant", constant_price=3.0).price[0] == 3


# ── Equation of exchange ─────────────────────────────────────────────────────
# S·V = v·M + λ·v·L + max(1, v)·q / (1 + L$/D) with M 50 million, L 100 million less what is sold, v 1/6 and λ 0.05.

RESALE = 5e7 / 6
IDLE = 0.05 / 6


def test_eoe_is_demand_over_what_changes_hands() -> None:
    found = cleared("eoe", sold=6e6, demand=15e6)
    volume = RESALE + IDLE * 94e6 + 6e6
    assert (found.volume[0], found.raw_price[0]) == pytest.approx((volume, 15e6 / volume), rel=1e-12)


def test_eoe_sees_the_supply_that_circulates_sold_or_not() -> None:
    assert cleared("eoe", sold=6e6, demand=15e6).supply_used[0] == pytest.approx(1.5e8)


def test_eoe_the_old_rule_turns_over_idle_tokens_like_the_float() -> None:
    found = cleared("eoe", sold=6e6, demand=15e6, idle_turnover=1.0)
    assert found.volume[0] == pytest.approx(1.44e8 / 6 + 6e6, rel=1e-12)


def test_eoe_idle_tokens_may_count_for_nothing() -> None:
    assert cleared("eoe", demand=15e6, idle_turnover=0.0).volume[0] == pytest.approx(RESALE, rel=1e-12)


def test_eoe_smooths_with_a_fifth_of_the_previous_price() -> None:
    found = cleared("eoe", demand=2 * (RESALE + IDLE * 1e8))
    assert (found.raw_price[0], found.price[0]) == pytest.approx((2.0, 0.2 * 1 + 0.8 * 2))


def test_eoe_depth_softens_selling() -> None:
    found = cleared("eoe", sold=6e6, demand=15e6, depth=45e6)
    assert found.volume[0] == pytest.approx(RESALE + IDLE * 94e6 + 6e6 / (1 + 45 / 15), rel=1e-12)


def test_eoe_a_sold_token_never_counts_for_less_than_an_idle_one() -> None:
    deep = {"demand": 15e6, "depth": 1e15}
    assert cleared("eoe", sold=6e6, **deep).volume[0] == pytest.approx(cleared("eoe", **deep).volume[0], rel=1e-12)


def test_eoe_a_float_faster_than_a_month_trades_every_sold_token_as_fast() -> None:
    found = cleared("eoe", sold=1e7, demand=1e8, holding_time=0.5)
    assert found.volume[0] == pytest.approx(2 * 5e7 + 0.05 * 2 * 9e7 + 2 * 1e7, rel=1e-12)


def test_eoe_keeps_its_price_while_nothing_changes_hands() -> None:
    model = pricing("eoe")
    found = model.clear(month(price=0.4), np.array([0.0]), economy())
    assert (found.price[0], found.supply_used[0]) == (pytest.approx(0.4), 0)


def test_eoe_without_demand_falls_by_its_smoothing_to_the_minimum() -> None:
    assert cleared("eoe").price[0] == pytest.approx(0.2)
    assert cleared("eoe", smoothing_factor=0.0).price[0] == 1e-6


def test_eoe_pays_holders_what_their_tokens_bring_before_smoothing() -> None:
    found = cleared("eoe", sold=6e6, demand=15e6)
    assert found.sold_fiat[0] == pytest.approx(6e6 * 15e6 / (RESALE + IDLE * 94e6 + 6e6), rel=1e-12)


def test_eoe_pays_holders_no_more_than_buyers_spend() -> None:
    found = cleared("eoe", sold=1e8, demand=15e6)
    assert 0.9 * 15e6 < found.sold_fiat[0] < 15e6


def test_eoe_rows_explain_their_raw_price() -> None:
    column = run(**full()).columns
    explained = column["demand_fiat"] / (column["supply_used"] * column["velocity"])
    assert column["raw_price"] == pytest.approx(explained)


def test_eoe_rows_explain_their_velocity() -> None:
    column = {name: values[:, 0] for name, values in run(**full(enable_staking=False)).columns.items()}
    depth = np.insert(column["liquidity_fiat"], 0, 0.0)[:-1]
    floating = np.insert(column["market"], 0, 0.0)[:-1]
    selling = column["total_sold"] / (1 + depth / column["demand_fiat"])
    assert column["volume_tokens"] == pytest.approx(floating / 6 + IDLE * column["total_held"] + selling)


def test_eoe_rows_explain_their_price() -> None:
    result = run(**full())
    price, raw = series(result, "price"), series(result, "raw_price")
    assert price == pytest.approx(0.2 * np.insert(price, 0, 1.0)[:-1] + 0.8 * raw)


# ── Bonding curve ────────────────────────────────────────────────────────────


def on_curve(sold: float = 0.0, demand: float = 0.0, floating: float = 0.0) -> tuple[Clearing, TokenEconomy]:
    """A month of P = (S/10⁶)² with a million tokens on the curve, 100 million liquid and a float of so many."""
    model, ledger = pricing("bonding_curve", n=2.0, initial_supply=1e6), economy(liquid=1e8, market=floating)
    return model.clear(month(demand=demand), np.array([sold]), ledger), ledger


def test_bonding_demand_mints_along_the_integral() -> None:
    found, ledger = on_curve(demand=7e6 / 3)
    assert (ledger.minted[0], found.price[0]) == pytest.approx((1e6, 4.0))


def test_bonding_a_redemption_undoes_a_purchase() -> None:
    assert on_curve(demand=7e6 / 3, sold=1e6)[0].price[0] == pytest.approx(1.0)


def test_bonding_a_redemption_pays_what_the_purchase_cost() -> None:
    assert on_curve(demand=7e6 / 3, sold=1e6)[0].sold_fiat[0] == pytest.approx(7e6 / 3)


def test_bonding_sellers_burn_what_they_redeem() -> None:
    _, ledger = on_curve(sold=4e5)
    assert (ledger.burned[0], ledger["liquid"][0]) == (4e5, 1e8 - 4e5)


def test_bonding_sellers_are_paid_the_integral_of_what_they_redeem() -> None:
    assert on_curve(sold=4e5)[0].sold_fiat[0] == pytest.approx(1e6 / 3 * (1 - 0.6**3))


def test_bonding_the_float_redeems_a_sixth_of_itself_a_month() -> None:
    found, ledger = on_curve(floating=3e6)
    assert (ledger["market"][0], found.price[0]) == pytest.approx((2.5e6, 0.25))
    assert found.sold_fiat[0] == 0


def test_bonding_sellers_and_float_share_the_reserve_by_their_tokens() -> None:
    found, _ = on_curve(sold=2e5, floating=1.8e6)
    assert found.sold_fiat[0] == pytest.approx(2 / 5 * 1e6 / 3 * (1 - 0.5**3))


def test_bonding_a_redemption_past_the_last_token_stays_with_the_holder() -> None:
    found, ledger = on_curve(sold=3e6)
    assert (found.sold[0], ledger["liquid"][0], found.price[0]) == (1e6, 99e6, 1e-6)
    assert found.sold_fiat[0] == pytest.approx(1e6 / 3)


def test_bonding_what_the_curve_lacks_stays_with_holders_and_float_alike() -> None:
    found, ledger = on_curve(sold=3e6, floating=6e6)
    assert (found.sold[0], ledger["market"][0]) == pytest.approx((0.75e6, 5.75e6))


def test_bonding_starts_at_the_first_unlock_or_a_hundredth_of_the_supply() -> None:
    free = run(pricing_model="bonding_curve", buckets=[bucket(tge_unlock_pct=50)])
    held = run(pricing_model="bonding_curve", buckets=[bucket()])
    starts = [result.spec.effective()["abm"]["pricing_config"]["initial_supply"] for result in (free, held)]
    assert starts == [0.1 * SUPPLY, 0.01 * SUPPLY]


def test_bonding_vesting_never_mints() -> None:
    result = run(pricing_model="bonding_curve", demand={"initial_monthly_fiat": 0})
    assert not series(result, "minted").any()


def test_bonding_rows_explain_their_price() -> None:
    result = run(**full(pricing_model="bonding_curve"))
    params = result.spec.effective()["abm"]["pricing_config"]
    assert series(result, "raw_price") == pytest.approx(params["k"] * series(result, "supply_used") ** params["n"])


# ── Issuance curve ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "price"), [(0.25, 1.118033988749895), (0.5, 1.224744871391589), (1.0, 1.414213562373095)]
)
def test_issuance_by_hand(part: float, price: float) -> None:
    found = pricing("issuance_curve").clear(month(issued=part * SUPPLY), np.array([0.0]), economy())
    assert found.price[0] == pytest.approx(price, rel=1e-15)


def test_issuance_counts_unlocks_and_minted_rewards() -> None:
    result = run(**full(pricing_model="issuance_curve"))
    issued = (series(result, "total_unlocked") + series(result, "rewards_paid")).cumsum()
    assert series(result, "raw_price") == pytest.approx((1 + issued / SUPPLY) ** 0.5)


# ── AMM ──────────────────────────────────────────────────────────────────────


def pooled(sold: float = 0.0, demand: float = 0.0, floating: float = 0.0, **params: Any) -> Clearing:
    """A month of a pool of 20 million tokens at 1, 100 million liquid and a float of so many."""
    model, ledger = pricing("amm", **params), economy(liquid=1e8, market=floating)
    model.open(ledger)
    return model.clear(month(demand=demand), np.array([sold]), ledger)


@pytest.mark.parametrize("sold", [1.0, 5e6, 2e7, 1e8])
def test_amm_selling_alone_without_fee_follows_the_oracle(sold: float) -> None:
    found = pooled(sold=sold, fee_pct=0.0)
    assert found.price[0] == pytest.approx((2e7 / (2e7 + sold)) ** 2, rel=1e-12)
    assert found.sold_fiat[0] == pytest.approx(2e7 * sold / (2e7 + sold), rel=1e-7)


def test_amm_buying_alone_without_fee_is_the_oracle_turned_round() -> None:
    assert pooled(demand=2e7, fee_pct=0.0).price[0] == pytest.approx(4.0)


def test_amm_the_float_alone_resells_a_sixth_of_itself() -> None:
    found = pooled(floating=6e7, fee_pct=0.0)
    assert (found.volume[0], found.price[0]) == pytest.approx((1e7, (2 / 3) ** 2))
    assert found.sold_fiat[0] == 0


def test_amm_a_float_faster_than_a_month_resells_no_token_twice() -> None:
    found = pooled(floating=2e7, holding_time=0.5, fee_pct=0.0)
    assert (found.volume[0], found.price[0]) == pytest.approx((2e7, 0.25))


def test_amm_buyers_holders_and_float_take_turns_in_twenty_slices() -> None:
    fiat, tokens = 2e7, 2e7
    for _ in range(20):
        fiat, tokens = fiat + 5e6 / 20, tokens * fiat / (fiat + 5e6 / 20)
        traded = (8e6 + 3e7 / 6) / 20
        fiat, tokens = fiat * tokens / (tokens + traded), tokens + traded
    found = pooled(sold=8e6, demand=5e6, floating=3e7, fee_pct=0.0)
    assert (found.price[0], found.supply_used[0]) == pytest.approx((fiat / tokens, tokens), rel=1e-12)


def test_amm_fees_stay_in_the_pool() -> None:
    fiat, tokens, paid = 2e7, 2e7, 0.0
    for _ in range(20):
        fiat, tokens = fiat + 5e6 / 20, tokens * fiat / (fiat + 0.997 * 5e6 / 20)
        left = fiat * tokens / (tokens + 0.997 * 8e6 / 20)
        paid, fiat, tokens = paid + fiat - left, left, tokens + 8e6 / 20
    found = pooled(sold=8e6, demand=5e6)
    assert (found.price[0], found.sold_fiat[0]) == pytest.approx((fiat / tokens, paid), rel=1e-12)


def test_amm_holders_are_paid_the_fiat_that_left_the_pool() -> None:
    model, ledger = pricing("amm"), economy(liquid=1e8)
    model.open(ledger)
    found = model.clear(month(demand=5e6), np.array([8e6]), ledger)
    assert found.sold_fiat[0] == pytest.approx(2e7 + 5e6 - model.pool_fiat[0], rel=1e-12)


def test_amm_holders_are_never_paid_fiat_that_is_not_there() -> None:
    assert 0 < pooled(sold=1e8, demand=1e6).sold_fiat[0] < 2e7 + 1e6


def test_amm_keeps_its_product_without_fee_and_raises_it_with_one() -> None:
    products = []
    for fee in (0.0, 0.003):
        model, ledger = opened("amm", fee_pct=fee)
        model.clear(month(demand=1e7), np.array([3e7]), ledger)
        products.append(model.pool_fiat[0] * ledger["liquidity"][0])
    assert products[0] == pytest.approx((0.02 * SUPPLY) ** 2)
    assert products[1] > products[0]


def test_amm_opens_with_two_percent_of_the_value_of_the_supply() -> None:
    model, ledger = opened("amm")
    assert (model.pool_fiat[0], ledger["liquidity"][0]) == pytest.approx((2e7, 2e7))


def test_amm_takes_the_treasurys_tokens_where_nothing_is_unallocated() -> None:
    model, ledger = pricing("amm"), economy(locked=SUPPLY - 3e7, treasury=3e7)
    assert model.open(ledger) == []
    assert ledger["treasury"][0] == pytest.approx(1e7)


def test_amm_takes_both_sides_of_what_the_treasury_adds() -> None:
    model, ledger = opened("amm")
    before = model.pool_fiat[0], ledger["liquidity"][0]
    ledger.mint("treasury", np.array([50.0]))
    model.add_liquidity(np.array([20.0]), np.array([50.0]), ledger)
    assert (model.pool_fiat[0], ledger["liquidity"][0]) == pytest.approx((before[0] + 20, before[1] + 50))


def test_amm_with_too_few_tokens_opens_a_smaller_pool_and_says_so() -> None:
    table = [bucket("Team", allocation=60), bucket("VC", allocation=39, tge_unlock_pct=50)]
    result = run(pricing_model="amm", buckets=table, pricing_config={"pool_fiat": 4e7})
    assert any("AMM" in warning for warning in result.remarks)
    assert 0 < series(result, "pool_fiat")[0] < 4e7


def test_amm_with_a_smaller_pool_still_opens_at_the_start_price() -> None:
    model, ledger = pricing("amm", pool_fiat=4e7), economy(locked=SUPPLY - 1e7)
    model.open(ledger)
    assert (ledger["liquidity"][0], model.pool_fiat[0]) == pytest.approx((1e7, 1e7))


def test_amm_what_leaves_the_pool_is_in_the_float() -> None:
    model, ledger = opened("amm", fee_pct=0.0)
    found = model.clear(month(demand=1e6), np.array([3e6]), ledger)
    assert ledger["market"][0] + ledger["liquidity"][0] == pytest.approx(5e7 + 2e7 + 3e6)
    assert ledger["market"][0] - 5e7 == pytest.approx(found.volume[0] - 3e6 - 2 * 5e7 / 6)


def test_amm_buying_back_moves_the_pool_for_the_next_month() -> None:
    model, ledger = opened("amm", fee_pct=0.0)
    model.buy_back(np.array([1e6]), np.array([1.0]), ledger)
    assert model.pool_fiat[0] / ledger["liquidity"][0] == pytest.approx((21 / 20) ** 2)


def test_amm_rows_explain_their_price() -> None:
    result = run(pricing_model="amm", demand={"volatility": 0.2})
    assert series(result, "raw_price") == pytest.approx(series(result, "pool_fiat") / series(result, "supply_used"))


# ── Proceeds and minimum, of all ─────────────────────────────────────────────


@pytest.mark.parametrize(("name", "price"), [("constant", 3.0), ("issuance_curve", 1.1**0.5)])
def test_a_model_without_a_market_pays_its_price(name: str, price: float) -> None:
    params = {"constant_price": 3.0} if name == "constant" else {}
    assert cleared(name, sold=5e6, **params).sold_fiat[0] == pytest.approx(5e6 * price)


def test_the_minimum_price_is_a_millionth_of_the_first_unless_given() -> None:
    assert (pricing("eoe").min_price, pricing("eoe", min_price=0.5).min_price) == (1e-6, 0.5)


def test_no_price_is_below_its_minimum() -> None:
    result = run(token=token(horizon_months=60), pricing_config={"min_price": 0.25}, demand={"initial_monthly_fiat": 0})
    assert series(result, "price").min() == 0.25
