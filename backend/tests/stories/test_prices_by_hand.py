"""Each pricing model's price, computed again from its row."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.stories.posts import Json, Row, simulated, small

BUYERS = {"initial_monthly_fiat": 50_000}
"""Enough of them, month after month, that nobody finds a curve or pool empty."""


def rows_and_parameters(
    client: httpx.Client, model: str, demand: Json | None = None, **config: Any
) -> tuple[list[Row], Json]:
    request = small(pricing_model=model, pricing_config=config, initial_price=0.5, demand=BUYERS | (demand or {}))
    answer = simulated(client, request)
    return answer["global_metrics"], answer["config"]["abm"]["pricing_config"]


def test_a_constant_price_is_constant(client: httpx.Client) -> None:
    rows, _ = rows_and_parameters(client, "constant")
    assert {row["price"] for row in rows} == {0.5}


def test_constant_price_may_stand_beside_the_model(client: httpx.Client) -> None:
    answer = simulated(client, small(pricing_model="constant", constant_price=2))
    assert {row["price"] for row in answer["global_metrics"]} == {2.0}


def test_the_issuance_curve_prices_what_is_issued(client: httpx.Client) -> None:
    rows, config = rows_and_parameters(client, "issuance_curve", alpha=0.5)
    assert config["max_supply"] == 1e6
    for row in rows:
        assert row["supply_used"] == row["issued_supply"]
        assert row["price"] == pytest.approx(0.5 * (1 + row["issued_supply"] / 1e6) ** 0.5, rel=1e-12)


def test_the_bonding_curve_prices_what_is_on_the_curve(client: httpx.Client) -> None:
    rows, config = rows_and_parameters(client, "bonding_curve")
    assert (config["n"], config["initial_supply"]) == (2.0, 100_000)
    for row in rows:
        assert row["price"] == pytest.approx(config["k"] * row["supply_used"] ** 2, rel=1e-9)


def test_what_is_on_the_curve_is_what_it_began_with_and_minted_less_what_it_burned(client: httpx.Client) -> None:
    rows, config = rows_and_parameters(client, "bonding_curve")
    for row in rows:
        assert row["supply_used"] == pytest.approx(config["initial_supply"] + row["minted"] - row["burned"], rel=1e-9)


def test_the_pool_quotes_its_fiat_over_its_tokens(client: httpx.Client) -> None:
    rows, config = rows_and_parameters(client, "amm")
    assert config["pool_fiat"] == pytest.approx(0.02 * 0.5 * 1e6)
    for row in rows:
        assert row["price"] == pytest.approx(row["pool_fiat"] / row["liquidity_tokens"], rel=1e-12)


def test_a_fee_makes_the_pool_deeper_and_none_leaves_it_as_deep(client: httpx.Client) -> None:
    depths = {}
    for fee in (0, 0.01):
        rows, config = rows_and_parameters(client, "amm", fee_pct=fee)
        opened = config["pool_fiat"] ** 2 / 0.5
        depths[fee] = rows[-1]["pool_fiat"] * rows[-1]["liquidity_tokens"] / opened
    assert depths[0] == pytest.approx(1, rel=1e-9)
    assert depths[0.01] > 1


def with_the_floats(rows: list[Row]) -> Iterator[tuple[float, Row]]:
    """Every row with the float that outside buyers had before it: none before the first."""
    return zip([0.0, *(row["market"] for row in rows)], rows, strict=False)


@pytest.mark.parametrize("months", [0.5, 1, 4])
def test_the_float_turns_over_once_a_holding_time_and_idle_tokens_a_twentieth_of_that(
    client: httpx.Client, months: float
) -> None:
    rows, _ = rows_and_parameters(client, "eoe", holding_time=months, smoothing_factor=0)
    for floating, row in with_the_floats(rows):
        turned = (floating + 0.05 * row["total_held"]) / months + max(1, 1 / months) * row["total_sold"]
        assert row["volume_tokens"] == pytest.approx(turned, rel=1e-9)
        assert row["price"] == pytest.approx(row["demand_fiat"] / turned, rel=1e-9)


def test_tokens_that_turn_over_like_the_float_are_the_older_rule(client: httpx.Client) -> None:
    rows, _ = rows_and_parameters(client, "eoe", idle_turnover=1, smoothing_factor=0)
    for row in rows:
        turned = row["supply_used"] / 6 + (1 - 1 / 6) * row["total_sold"]
        assert row["price"] == pytest.approx(row["demand_fiat"] / turned, rel=1e-9)


def test_the_float_of_a_bonding_curve_redeems_a_sixth_a_month(client: httpx.Client) -> None:
    rows, _ = rows_and_parameters(client, "bonding_curve")
    burned = minted = 0.0
    for floating, row in with_the_floats(rows):
        assert row["burned"] - burned == pytest.approx(row["total_sold"] + floating / 6, rel=1e-9)
        assert row["market"] == pytest.approx(5 / 6 * floating + row["minted"] - minted, rel=1e-9)
        burned, minted = row["burned"], row["minted"]


def test_the_float_of_a_pool_resells_a_sixth_a_month(client: httpx.Client) -> None:
    rows, _ = rows_and_parameters(client, "amm")
    for floating, row in with_the_floats(rows):
        bought = row["volume_tokens"] - row["total_sold"] - floating / 6
        assert row["market"] == pytest.approx(5 / 6 * floating + bought, rel=1e-9)


def test_sellers_are_paid_the_exchanges_price_before_smoothing(client: httpx.Client) -> None:
    rows, _ = rows_and_parameters(client, "eoe")
    assert all(row["sold_fiat"] == pytest.approx(row["total_sold"] * row["raw_price"], rel=1e-12) for row in rows)


@pytest.mark.parametrize("model", ["issuance_curve", "constant"])
def test_sellers_are_paid_the_months_price_where_there_is_no_market(client: httpx.Client, model: str) -> None:
    rows, _ = rows_and_parameters(client, model)
    assert all(row["sold_fiat"] == pytest.approx(row["total_sold"] * row["price"], rel=1e-12) for row in rows)


def test_the_reserve_of_a_bonding_curve_pays_sellers_their_part_of_what_leaves_it(client: httpx.Client) -> None:
    rows, config = rows_and_parameters(client, "bonding_curve")
    before = config["initial_supply"]
    for floating, row in with_the_floats(rows):
        redeemed = row["total_sold"] + floating / 6
        top = row["supply_used"] + redeemed
        left = config["k"] / 3 * (top**3 - row["supply_used"] ** 3)
        assert row["sold_fiat"] == pytest.approx(left * row["total_sold"] / redeemed, rel=1e-9)
        assert row["demand_fiat"] == pytest.approx(config["k"] / 3 * (top**3 - before**3), rel=1e-9)
        before = row["supply_used"]


def test_a_curve_from_which_everything_is_redeemed_pays_all_its_fiat_and_asks_the_least_price(
    client: httpx.Client,
) -> None:
    rows, config = rows_and_parameters(client, "bonding_curve", demand={"initial_monthly_fiat": 0})
    paid = sum(row["sold_fiat"] for row in rows)
    assert rows[-1]["supply_used"] == 0
    assert (rows[-1]["raw_price"], rows[-1]["price"]) == (0, config["min_price"])
    assert paid == pytest.approx(config["k"] / 3 * 100_000**3, rel=1e-9)


def test_holders_share_by_tokens_with_the_float_what_the_pool_had_and_got_and_has_no_more(client: httpx.Client) -> None:
    rows, config = rows_and_parameters(client, "amm")
    before = config["pool_fiat"]
    for floating, row in with_the_floats(rows):
        gone = before + row["demand_fiat"] - row["pool_fiat"]
        part = row["total_sold"] / (row["total_sold"] + floating / 6)
        assert row["sold_fiat"] == pytest.approx(part * gone, rel=1e-9)
        before = row["pool_fiat"]
