"""Who moved the price: every month's parts add up to its change, in every model, and are there when they are asked."""

import math
from itertools import pairwise

import httpx
import pytest

from app.abm.dynamics.pricing import PRICING_MODELS
from tests.stories.posts import Json, documented, simulated, small
from tests.stories.test_monte_carlo import answered, with_trials

EVERYTHING = {
    "enable_staking": True,
    "enable_treasury": True,
    "demand": {"preset": "typical", "volatility": 0.2, "reflexivity": 0.5},
    "market": {"path": "eth-2021-05", "volatility": 0.1},
}


def changes(answer: Json) -> list[float]:
    """What the price did in every month, in log points."""
    prices = [answer["summary"]["initial_price"], *(row["price"] for row in answer["global_metrics"])]
    return [math.log(price / before) for before, price in pairwise(prices)]


def together(answer: Json) -> list[float]:
    return [math.fsum(month["parts"].values()) for month in answer["attribution"]["months"]]


@pytest.mark.parametrize("settings", [{}, {"demand": {}}, EVERYTHING], ids=["typical", "flat", "everything"])
@pytest.mark.parametrize("model", PRICING_MODELS)
def test_the_parts_of_every_month_add_up_to_the_change_of_the_price(
    client: httpx.Client, model: str, settings: Json
) -> None:
    answer = simulated(client, small(pricing_model=model, initial_price=0.5, **settings))
    assert together(answer) == pytest.approx(changes(answer), abs=1e-9)


def test_the_parts_of_the_documented_example_add_up(client: httpx.Client) -> None:
    answer = simulated(client, documented())
    assert together(answer) == pytest.approx(changes(answer), abs=1e-9)


def test_every_month_is_explained_once_and_in_order(client: httpx.Client) -> None:
    months = simulated(client, small())["attribution"]["months"]
    assert [month["month_index"] for month in months] == list(range(12))


def test_every_actor_of_a_month_is_said_to_be_somebody(client: httpx.Client) -> None:
    told = simulated(client, small(**EVERYTHING))["attribution"]
    assert all(told["actors"].values())
    assert {name for month in told["months"] for name in month["parts"]} == told["actors"].keys()


def test_selling_is_told_by_bucket_and_lowers_the_price_where_somebody_begins_to_sell(client: httpx.Client) -> None:
    answer = simulated(client, small(demand={"initial_monthly_fiat": 10_000}))
    first = answer["attribution"]["months"][0]["parts"]
    assert first["selling by Community"] < 0
    assert first.get("selling by Team", 0) == 0


def test_the_market_moves_the_price_only_where_there_is_one(client: httpx.Client) -> None:
    flat, fallen = ({"path": [1]}, {"path": [1, 0.5]})
    told = [simulated(client, small(demand={}, market=market))["attribution"] for market in (flat, fallen)]
    assert "market" not in told[0]["actors"]
    assert told[1]["months"][1]["parts"]["market"] == pytest.approx(math.log(0.5))


def test_attention_of_a_typical_launch_lowers_the_price_by_its_own_fall(client: httpx.Client) -> None:
    answer = simulated(client, small())
    attention = [row["attention"] for row in answer["global_metrics"]]
    parts = [month["parts"]["attention"] for month in answer["attribution"]["months"]]
    assert parts[1:] == pytest.approx([math.log(after / before) for before, after in pairwise(attention)])


def test_a_fixed_price_is_moved_by_nobody(client: httpx.Client) -> None:
    told = simulated(client, small(pricing_model="constant"))["attribution"]
    assert told["actors"] == {}
    assert [month["parts"] for month in told["months"]] == [{}] * 12


def test_nobody_is_told_of_when_attribution_is_switched_off(client: httpx.Client) -> None:
    answer = simulated(client, small(attribution=False))
    assert answer["attribution"] is None
    assert answer["global_metrics"] == simulated(client, small())["global_metrics"]


def test_many_trials_say_nothing_of_it_unless_they_are_asked(client: httpx.Client) -> None:
    assert answered(client, with_trials(small(), 5))["attribution"] is None


def test_many_trials_that_are_asked_say_who_moved_the_price_on_average(client: httpx.Client) -> None:
    told = answered(client, with_trials(small(attribution=True), 5))
    moved = [math.log(trial["final_price"]) for trial in told["trials"]]
    assert [month["month_index"] for month in told["attribution"]["months"]] == list(range(12))
    assert math.fsum(together(told)) == pytest.approx(math.fsum(moved) / 5, abs=1e-9)
    assert {"own shocks", "market"} <= told["attribution"]["actors"].keys()
