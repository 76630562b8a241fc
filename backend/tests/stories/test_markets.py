"""Markets to simulate in: what `GET /markets` offers, and what a request makes of it."""

import math
from typing import Any

import httpx
import pytest

from tests.stories.posts import PREFIX, Json, Row, simulated, small, validated


@pytest.fixture(scope="module")
def told(client: httpx.Client) -> Json:
    answer: Json = client.get(f"{PREFIX}/markets").json()
    return answer


@pytest.fixture(scope="module")
def markets(told: Json) -> Json:
    return {market["id"]: market for market in told["markets"]}


def in_market(client: httpx.Client, path: str | list[float], months: int = 12, **market: Any) -> list[Row]:
    """Rows of a year, or so many months, whose demand follows a market and nothing else."""
    request = small(demand={}, market={"path": path} | market)
    request["token"] |= {"horizon_months": months}
    found: list[Row] = simulated(client, request)["global_metrics"]
    return found


def test_the_markets_are_ether_and_bitcoin_with_their_source(told: Json) -> None:
    assert [(market["id"], market["name"]) for market in told["markets"]] == [("eth", "Ether"), ("btc", "Bitcoin")]
    assert told["source"]


def test_the_presets_of_demand_come_with_what_they_fill_in(told: Json) -> None:
    presets = told["presets"]
    assert list(presets) == ["typical", "flat", "bull", "bear"]
    assert presets["flat"] == {}
    for name, growth in (("bull", 0.04), ("bear", -0.04)):
        assert presets[name] == presets["typical"] | {"model": "growth", "monthly_growth": growth}


@pytest.mark.parametrize("asset", ["eth", "btc"])
def test_a_market_has_a_path_from_every_month_with_a_close(markets: Json, asset: str) -> None:
    market = markets[asset]
    months = [entry["month"] for entry in market["closes"]]
    assert market["paths"] == [f"{asset}-{month}" for month in months]
    assert (market["first"], market["last"]) == ("2020-09-18", "2025-11-12")
    assert (months[0], months[-1], len(months)) == ("2020-09", "2025-10", 62)
    assert all(entry["close"] > 0 for entry in market["closes"])


@pytest.mark.parametrize("asset", ["eth", "btc"])
def test_every_path_that_is_listed_can_be_asked_for(client: httpx.Client, markets: Json, asset: str) -> None:
    for path in markets[asset]["paths"]:
        report = validated(client, small(market={"path": path}))
        assert (path, report["valid"], report["errors"]) == (path, True, [])


def test_a_path_is_the_closes_of_its_months_over_the_first(client: httpx.Client, markets: Json) -> None:
    closes = {entry["month"]: entry["close"] for entry in markets["eth"]["closes"]}
    rows = in_market(client, "eth-2021-05", months=4)
    wanted = [closes[f"2021-0{month}"] / closes["2021-05"] for month in (5, 6, 7, 8)]
    assert [row["market_index"] for row in rows] == pytest.approx(wanted, rel=1e-9)


def test_a_path_starts_where_it_says_whenever_the_token_does(client: httpx.Client) -> None:
    request = small(market={"path": "eth-2021-05"})
    request["token"]["start_date"] = "2024-02-29"
    rows = simulated(client, request)["global_metrics"]
    assert [row["market_index"] for row in rows] == [row["market_index"] for row in in_market(client, "eth-2021-05")]


def test_a_path_may_start_on_any_day_with_closes(client: httpx.Client) -> None:
    first, second = (in_market(client, path, months=2) for path in ("btc-2022-11-09", "btc-2022-12-09"))
    assert first[0]["market_index"] == second[0]["market_index"] == 1
    assert first[1]["market_index"] != second[1]["market_index"]


def test_the_market_is_flat_unless_it_is_given(client: httpx.Client) -> None:
    for request in (small(), small(market={}), small(market={"path": "flat", "beta": 2})):
        rows = simulated(client, request)["global_metrics"]
        assert {row["market_index"] for row in rows} == {1}


def test_of_levels_only_their_ratios_count_and_the_last_one_stays(client: httpx.Client) -> None:
    rows = in_market(client, [200, 100, 300], months=5)
    assert [row["market_index"] for row in rows] == pytest.approx([1, 0.5, 1.5, 1.5, 1.5])


@pytest.mark.parametrize("beta", [0, 0.5, 1, 2])
def test_demand_follows_the_market_with_power_beta(client: httpx.Client, beta: float) -> None:
    rows = in_market(client, [1, 2, 4, 0.5], beta=beta)
    spent = [row["demand_fiat"] / rows[0]["demand_fiat"] for row in rows]
    assert spent == pytest.approx([row["market_index"] ** beta for row in rows], rel=1e-12)


def test_a_market_with_a_chance_of_its_own_moves_demand_alone(client: httpx.Client) -> None:
    rows = in_market(client, "flat", volatility=0.3)
    logs = [math.log(row["market_index"]) for row in rows]
    assert len(set(logs)) == 12
    assert [row["attention"] for row in rows] == [1] * 12
    assert all(
        row["demand_fiat"] == pytest.approx(rows[0]["demand_fiat"] * row["market_index"] / rows[0]["market_index"])
        for row in rows
    )


def test_attention_of_a_typical_launch_halves_down_to_its_floor(client: httpx.Client, told: Json) -> None:
    typical = told["presets"]["typical"]
    floor, half_life = typical["attention_floor"], typical["attention_half_life_months"]
    rows = simulated(client, small())["global_metrics"]
    wanted = [floor + (1 - floor) * 2 ** (-month / half_life) for month in range(1, 12)]
    assert [row["attention"] for row in rows[1:]] == pytest.approx(wanted)
    assert rows[0]["attention"] == pytest.approx(1 + typical["launch_rush"])
