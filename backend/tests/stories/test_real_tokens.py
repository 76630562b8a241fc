"""The library's requests, posted as they come: real tokens first of all."""

from itertools import accumulate

import pytest
from posts import PREFIX, owned, simulated, validated

from app.scenarios.library import ScenarioLibrary

IDS = [scenario.id for scenario in ScenarioLibrary.shipped().all()]


def request_of(client, scenario_id):
    return client.get(f"{PREFIX}/scenarios/{scenario_id}/request")


@pytest.fixture(scope="module")
def arbitrum(client):
    return client.post(
        f"{PREFIX}/simulate-sync",
        content=request_of(client, "arb").content,
        headers={"content-type": "application/json"},
    ).json()


@pytest.fixture(scope="module")
def rows(arbitrum):
    return arbitrum["global_metrics"]


def test_arbitrum_unlocks_1111_75_million_tokens_in_march_2024(rows):
    unlocked = {row["date"]: row["total_unlocked"] for row in rows}
    assert unlocked["2024-03-16"] == pytest.approx(1_111.75e6, rel=1e-12)


def test_nothing_of_arbitrum_unlocks_in_the_year_before(rows):
    assert [row["total_unlocked"] for row in rows[1:12]] == [0] * 11


def test_arbitrum_unlocks_over_three_more_years_what_is_left(rows):
    assert [row["total_unlocked"] for row in rows[13:]] == pytest.approx([3 * 1_111.75e6 / 36] * 36)


def test_all_of_arbitrums_buckets_is_out_in_the_end(rows):
    assert sum(row["total_unlocked"] for row in rows) == pytest.approx(5_722e6)
    assert rows[-1]["locked"] == 0


def test_every_row_of_arbitrum_adds_up(rows):
    for row in rows:
        assert owned(row) == pytest.approx(10e9 + row["minted"] - row["burned"], rel=1e-9)


def test_what_arbitrum_unlocked_is_what_is_issued(rows):
    assert [row["issued_supply"] for row in rows] == pytest.approx(
        list(accumulate(row["total_unlocked"] for row in rows))
    )


def test_the_price_of_arbitrum_is_half_the_last_and_half_the_exchanges(rows):
    previous = 1.2
    for row in rows:
        volume = row["supply_used"] / 6 + (1 - 1 / 6) * row["total_sold"]
        assert row["price"] == pytest.approx(0.5 * previous + 0.5 * row["demand_fiat"] / volume, rel=1e-9)
        previous = row["price"]


def test_the_library_lists_nineteen_scenarios(client):
    listed = client.get(f"{PREFIX}/scenarios").json()["scenarios"]
    assert [entry["id"] for entry in listed] == IDS
    assert len(IDS) == 19


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_runs_as_it_comes_and_adds_up(client, scenario_id):
    answer = simulated(client, request_of(client, scenario_id).json())
    supply = answer["config"]["token"]["total_supply"]
    assert answer["warnings"] == []
    for row in answer["global_metrics"]:
        assert owned(row) == pytest.approx(supply + row["minted"] - row["burned"], rel=1e-9)


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_is_valid_and_cheap(client, scenario_id):
    report = validated(client, request_of(client, scenario_id).json())
    assert (report["valid"], report["errors"]) == (True, [])
    assert report["estimate"]["seconds"] < 1


@pytest.mark.parametrize("scenario_id", IDS)
def test_the_request_of_a_scenario_is_the_one_it_shows(client, scenario_id):
    scenario = client.get(f"{PREFIX}/scenarios/{scenario_id}").json()
    assert scenario["request"] == request_of(client, scenario_id).json()
    assert {"id", "name", "kind", "description", "sources", "notes"} <= scenario.keys()


@pytest.mark.parametrize("address", ["scenarios/arp", "scenarios/arp/request"])
def test_an_unknown_scenario_is_answered_with_the_one_meant(client, address):
    response = client.get(f"{PREFIX}/{address}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert "did you mean 'arb'?" in response.json()["detail"]
