"""The library's requests, posted as they come: real tokens first of all."""

from itertools import accumulate

import httpx
import pytest

from app.scenarios.library import Scenario, ScenarioLibrary
from tests.stories.posts import PREFIX, Json, Row, owned, simulated, validated

IDS = [scenario.id for scenario in ScenarioLibrary.shipped().featured()]


def request_of(client: httpx.Client, scenario_id: str) -> httpx.Response:
    return client.get(f"{PREFIX}/scenarios/{scenario_id}/request")


@pytest.fixture(scope="module")
def arbitrum(client: httpx.Client) -> Json:
    answer: Json = client.post(
        f"{PREFIX}/simulate-sync",
        content=request_of(client, "arb").content,
        headers={"content-type": "application/json"},
    ).json()
    return answer


@pytest.fixture(scope="module")
def rows(arbitrum: Json) -> list[Row]:
    found: list[Row] = arbitrum["global_metrics"]
    return found


def test_arbitrum_unlocks_1111_75_million_tokens_in_march_2024(rows: list[Row]) -> None:
    unlocked = {row["date"]: row["total_unlocked"] for row in rows}
    assert unlocked["2024-03-16"] == pytest.approx(1_111.75e6, rel=1e-12)


def test_nothing_of_arbitrum_unlocks_in_the_year_before(rows: list[Row]) -> None:
    assert [row["total_unlocked"] for row in rows[1:12]] == [0] * 11


def test_arbitrum_unlocks_over_three_more_years_what_is_left(rows: list[Row]) -> None:
    assert [row["total_unlocked"] for row in rows[13:]] == pytest.approx([3 * 1_111.75e6 / 36] * 36)


def test_all_of_arbitrums_buckets_is_out_in_the_end(rows: list[Row]) -> None:
    assert sum(row["total_unlocked"] for row in rows) == pytest.approx(5_722e6)
    assert rows[-1]["locked"] == 0


def test_every_row_of_arbitrum_adds_up(rows: list[Row]) -> None:
    for row in rows:
        assert owned(row) == pytest.approx(10e9 + row["minted"] - row["burned"], rel=1e-9)


def test_what_arbitrum_unlocked_is_what_is_issued(rows: list[Row]) -> None:
    assert [row["issued_supply"] for row in rows] == pytest.approx(
        list(accumulate(row["total_unlocked"] for row in rows))
    )


def test_the_price_of_arbitrum_is_a_fifth_the_last_and_four_fifths_the_exchanges(
    arbitrum: Json, rows: list[Row]
) -> None:
    previous, floating = arbitrum["config"]["token"]["initial_price"], 0.0
    for row in rows:
        volume = (floating + 0.05 * row["total_held"]) / 6 + row["total_sold"]
        assert row["price"] == pytest.approx(0.2 * previous + 0.8 * row["demand_fiat"] / volume, rel=1e-9)
        previous, floating = row["price"], row["market"]


def test_arbitrum_trades_in_the_market_there_was(rows: list[Row]) -> None:
    assert rows[0]["market_index"] == 1
    assert len({row["market_index"] for row in rows[:30]}) == 30


@pytest.fixture(scope="module")
def past(client: httpx.Client) -> dict[int, tuple[str, float]]:
    """What ARB really cost, by the row that is compared with it."""
    history = client.get(f"{PREFIX}/scenarios/arb").json()["history"]
    return {close["month"]: (close["date"], close["close"]) for close in history}


def test_arbitrum_s_past_begins_with_its_first_close_the_day_it_traded(past: dict[int, tuple[str, float]]) -> None:
    assert past[-1] == ("2023-03-23", 1.321)


def test_a_row_is_compared_with_the_close_a_month_after_its_unlock(past: dict[int, tuple[str, float]]) -> None:
    assert past[0] == ("2023-04-16", 1.6982)
    assert past[12] == ("2024-04-16", 1.1534)


def test_the_past_has_a_close_a_month_without_a_gap(past: dict[int, tuple[str, float]]) -> None:
    assert list(past) == list(range(-1, 31))
    assert past[30][0] == "2025-10-16"


@pytest.mark.parametrize("scenario", ScenarioLibrary.shipped().featured(), ids=lambda scenario: scenario.id)
def test_real_tokens_have_a_past_and_teaching_cases_have_none(client: httpx.Client, scenario: Scenario) -> None:
    history = client.get(f"{PREFIX}/scenarios/{scenario.id}").json()["history"]
    if scenario.kind == "teaching":
        assert history is None
    else:
        assert history[0]["month"] == -1
        assert [close["month"] for close in history] == sorted({close["month"] for close in history})
        assert all(close["close"] > 0 for close in history)


def test_the_library_lists_featured_scenarios_before_the_others(client: httpx.Client) -> None:
    listed = client.get(f"{PREFIX}/scenarios").json()
    assert [entry["id"] for entry in listed["scenarios"]][: len(IDS)] == IDS
    assert [entry["featured"] for entry in listed["scenarios"]] == [True] * len(IDS) + [False] * 40


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_runs_as_it_comes_and_adds_up(client: httpx.Client, scenario_id: str) -> None:
    answer = simulated(client, request_of(client, scenario_id).json())
    supply = answer["config"]["token"]["total_supply"]
    assert answer["warnings"] == []
    for row in answer["global_metrics"]:
        assert owned(row) == pytest.approx(supply + row["minted"] - row["burned"], rel=1e-9)


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_is_valid_and_cheap(client: httpx.Client, scenario_id: str) -> None:
    report = validated(client, request_of(client, scenario_id).json())
    assert (report["valid"], report["errors"]) == (True, [])
    assert report["estimate"]["seconds"] < 1


@pytest.mark.parametrize("scenario_id", IDS)
def test_the_request_of_a_scenario_is_the_one_it_shows(client: httpx.Client, scenario_id: str) -> None:
    scenario = client.get(f"{PREFIX}/scenarios/{scenario_id}").json()
    assert scenario["request"] == request_of(client, scenario_id).json()
    assert {"id", "name", "kind", "description", "sources", "notes"} <= scenario.keys()


@pytest.mark.parametrize("address", ["scenarios/arp", "scenarios/arp/request"])
def test_an_unknown_scenario_is_answered_with_the_one_meant(client: httpx.Client, address: str) -> None:
    response = client.get(f"{PREFIX}/{address}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert "did you mean 'arb'?" in response.json()["detail"]


def test_a_query_finds_the_tokens_within_its_bounds(client: httpx.Client) -> None:
    found = client.get(f"{PREFIX}/scenarios", params={"q": "cliff>15", "limit": 2}).json()
    assert len(found["scenarios"]) == 2 < found["total"]
    assert all(entry["largest_unlock_pct"] >= 15 for entry in found["scenarios"])


@pytest.mark.parametrize("query", ["nothing has this name", "'; --", "float<", "(((((", "\\"])
def test_a_query_that_finds_nothing_is_answered_with_nothing(client: httpx.Client, query: str) -> None:
    found = client.get(f"{PREFIX}/scenarios", params={"q": query})
    assert (found.status_code, found.json()) == (200, {"scenarios": [], "total": 0})


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": "many"}, {"q": "a" * 201}])
def test_a_query_out_of_bounds_is_refused(client: httpx.Client, query: Json) -> None:
    assert client.get(f"{PREFIX}/scenarios", params=query).status_code == 422


def test_the_tokens_most_like_a_design_are_named_with_their_distance(client: httpx.Client) -> None:
    buckets = request_of(client, "strk").json()["buckets"]
    answer = client.post(f"{PREFIX}/similar", json={"buckets": buckets, "limit": 3}).json()
    near = answer["similar"]
    assert answer["design"].items() <= near[0]["scenario"].items()
    assert all(0 <= each["owners_pct"] <= each["distance_pct"] for each in near)
    assert [near[0]["scenario"]["id"], near[0]["distance_pct"]] == ["strk", 0]
    assert [each["distance_pct"] for each in near] == sorted(each["distance_pct"] for each in near)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "buckets: is required"),
        ({"buckets": [{"bucket": "Team", "amount": 1}]}, "token: is required where buckets have amounts"),
        ({"buckets": [{"bucket": "Team", "allocation": 60}] * 2}, "buckets.1.bucket: must differ"),
        ({"buckets": [{"bucket": "Team", "allocation": 60}, {"bucket": "b", "allocation": 60}]}, "add up to 120 %"),
    ],
)
def test_a_design_that_cannot_be_compared_is_refused(client: httpx.Client, body: Json, words: str) -> None:
    answer = client.post(f"{PREFIX}/similar", json=body)
    assert (answer.status_code, words in answer.json()["detail"]) == (422, True)
