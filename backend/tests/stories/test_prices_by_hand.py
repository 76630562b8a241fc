"""Each pricing model's price, computed again from its row."""

import pytest
from posts import simulated, small


def rows_and_parameters(client, model, **config):
    answer = simulated(client, small(pricing_model=model, pricing_config=config, initial_price=0.5))
    return answer["global_metrics"], answer["config"]["abm"]["pricing_config"]


def test_a_constant_price_is_constant(client):
    rows, _ = rows_and_parameters(client, "constant")
    assert {row["price"] for row in rows} == {0.5}


def test_constant_price_may_stand_beside_the_model(client):
    answer = simulated(client, small(pricing_model="constant", constant_price=2))
    assert {row["price"] for row in answer["global_metrics"]} == {2.0}


def test_the_issuance_curve_prices_what_is_issued(client):
    rows, config = rows_and_parameters(client, "issuance_curve", alpha=0.5)
    assert config["max_supply"] == 1e6
    for row in rows:
        assert row["supply_used"] == row["issued_supply"]
        assert row["price"] == pytest.approx(0.5 * (1 + row["issued_supply"] / 1e6) ** 0.5, rel=1e-12)


def test_the_bonding_curve_prices_what_is_on_the_curve(client):
    rows, config = rows_and_parameters(client, "bonding_curve")
    assert (config["n"], config["initial_supply"]) == (2.0, 100_000)
    for row in rows:
        assert row["price"] == pytest.approx(config["k"] * row["supply_used"] ** 2, rel=1e-9)


def test_what_is_on_the_curve_is_what_it_began_with_and_minted_less_what_it_burned(client):
    rows, config = rows_and_parameters(client, "bonding_curve")
    for row in rows:
        assert row["supply_used"] == pytest.approx(config["initial_supply"] + row["minted"] - row["burned"], rel=1e-9)


def test_the_pool_quotes_its_fiat_over_its_tokens(client):
    rows, config = rows_and_parameters(client, "amm")
    assert config["pool_fiat"] == pytest.approx(0.02 * 0.5 * 1e6)
    for row in rows:
        assert row["price"] == pytest.approx(row["pool_fiat"] / row["liquidity_tokens"], rel=1e-12)


def test_a_fee_makes_the_pool_deeper_and_none_leaves_it_as_deep(client):
    depths = {}
    for fee in (0, 0.01):
        rows, config = rows_and_parameters(client, "amm", fee_pct=fee)
        opened = config["pool_fiat"] ** 2 / 0.5
        depths[fee] = rows[-1]["pool_fiat"] * rows[-1]["liquidity_tokens"] / opened
    assert depths[0] == pytest.approx(1, rel=1e-9)
    assert depths[0.01] > 1


@pytest.mark.parametrize("months", [1, 4])
def test_the_float_turns_over_once_a_holding_time(client, months):
    rows, _ = rows_and_parameters(client, "eoe", holding_time=months, smoothing_factor=0)
    for row in rows:
        turned = row["supply_used"] / months + (1 - 1 / months) * row["total_sold"]
        assert row["price"] == pytest.approx(row["demand_fiat"] / turned, rel=1e-9)
