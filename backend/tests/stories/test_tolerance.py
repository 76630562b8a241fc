"""What clients may write although it has no effect, or could stand elsewhere."""

import httpx
import pytest

from tests.stories.posts import SIMULATE, crowd, documented, simulated, small

SUB_CONFIGS = ["pricing_config", "demand", "staking_config", "treasury_config", "volume_config"]


@pytest.mark.parametrize("name", [*SUB_CONFIGS, "bucket_cohort_mapping", "cohort_profiles", "initial_price"])
def test_null_is_the_default(client: httpx.Client, name: str) -> None:
    rows = [simulated(client, small(**settings))["global_metrics"] for settings in ({}, {name: None})]
    assert rows[0] == rows[1]


def test_a_behaviour_of_null_is_the_default(client: httpx.Client) -> None:
    assert simulated(client, small() | {"abm": None})["num_agents"] == 100


@pytest.mark.parametrize("name", ["staking", "treasury", "volume"])
def test_a_sub_config_whose_switch_is_off_is_ignored_and_said_to_be(client: httpx.Client, name: str) -> None:
    answer = simulated(client, small(**{f"{name}_config": {}}))
    assert answer["warnings"] == [f"{name}_config is ignored while enable_{name} is off"]
    assert answer["global_metrics"] == simulated(client, small())["global_metrics"]


@pytest.mark.parametrize(
    ("model", "field"),
    [("eoe", "n"), ("bonding_curve", "alpha"), ("issuance_curve", "k"), ("constant", "fee_pct"), ("amm", "max_supply")],
)
def test_a_field_of_another_pricing_model_is_ignored_with_a_warning(
    client: httpx.Client, model: str, field: str
) -> None:
    answer = simulated(client, small(pricing_model=model, pricing_config={field: 0.1}))
    assert answer["warnings"] == [
        f"pricing_config.{field} belongs to another pricing model than {model} and is ignored"
    ]
    assert answer["global_metrics"] == simulated(client, small(pricing_model=model))["global_metrics"]


def test_profiles_may_stand_at_the_top_level(client: httpx.Client) -> None:
    profiles = {"Team": {"sell_pressure_mean": 0.9}}
    inside = simulated(client, small(cohort_profiles=profiles))
    on_top = simulated(client, small() | {"cohort_profiles": profiles})
    assert on_top["global_metrics"] == inside["global_metrics"]
    assert on_top["global_metrics"] != simulated(client, small())["global_metrics"]


def test_profiles_may_stand_at_the_top_level_of_a_request_without_behaviour(client: httpx.Client) -> None:
    request = small() | {"cohort_profiles": {"Team": {"size_sigma": 0}}}
    del request["abm"]
    assert simulated(client, request)["num_agents"] == 100


@pytest.mark.parametrize("place", ["token", "abm", "pricing_config"])
def test_the_start_price_may_stand_in_three_places(client: httpx.Client, place: str) -> None:
    request = small(pricing_model="issuance_curve", pricing_config={})
    places = {"token": request["token"], "abm": request["abm"], "pricing_config": request["abm"]["pricing_config"]}
    places[place]["initial_price"] = 3
    assert simulated(client, request)["summary"]["initial_price"] == 3


def test_the_start_price_may_be_said_twice_if_it_is_the_same(client: httpx.Client) -> None:
    request = small(initial_price=2)
    request["token"]["initial_price"] = 2.0
    assert simulated(client, request)["summary"]["initial_price"] == 2


def test_a_bucket_nobody_knows_behaves_like_community_and_is_named(client: httpx.Client) -> None:
    request = small()
    request["buckets"][0]["bucket"] = "Whales"
    assert simulated(client, request)["warnings"] == [
        "bucket 'Whales' has a name that says nothing; it behaves like Community"
    ]


def test_a_bucket_may_be_named_in_any_script(client: httpx.Client) -> None:
    request = small(bucket_cohort_mapping={"Команда 🚀": "conservative"})
    request["buckets"][0]["bucket"] = "Команда 🚀"
    assert simulated(client, request)["cohort_metrics"][0]["cohort_name"] == "Команда 🚀"


def test_nobodys_final_balances_are_told_unless_asked_for(client: httpx.Client) -> None:
    assert simulated(client, documented())["agent_snapshots"] is None


def test_a_sample_of_a_crowd_is_a_thousand_final_balances(client: httpx.Client) -> None:
    assert len(simulated(client, crowd(3000, 3, aggregation_level="sampled"))["agent_snapshots"]) == 1000


def test_a_full_report_has_everyones_final_balances(client: httpx.Client) -> None:
    answer = simulated(client, crowd(3000, 12, aggregation_level="full"))
    snapshots, last = answer["agent_snapshots"], answer["global_metrics"][-1]
    assert [snapshot["agent_id"] for snapshot in snapshots] == list(range(3000))
    assert sum(each["liquid"] * each["weight"] for each in snapshots) == pytest.approx(last["total_held"])
    assert sum(each["allocation"] for each in snapshots) == pytest.approx(0.9e9)


def test_cohorts_are_left_out_where_nobody_wants_them(client: httpx.Client) -> None:
    answer = simulated(client, small(store_cohort_details=False))
    assert answer["cohort_metrics"] is None
    assert answer["global_metrics"] == simulated(client, small())["global_metrics"]


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "application/merge-patch+json", "Application/JSON"]
)
def test_json_may_be_declared_in_several_ways(client: httpx.Client, media_type: str) -> None:
    response = client.post(SIMULATE, content=b'{"token": {}}', headers={"content-type": media_type})
    assert response.status_code == 422


def test_names_match_whatever_their_case(client: httpx.Client) -> None:
    request = small()
    request["buckets"][0]["bucket"] = "TEAM"
    assert simulated(client, request)["warnings"] == []
