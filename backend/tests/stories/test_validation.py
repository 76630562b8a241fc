"""`/validate`: what is wrong, what is worth knowing, what it would cost."""

from typing import Any

import httpx
import pytest

from app.models.examples import SIMULATE_EXAMPLES
from tests.stories.posts import Json, crowd, documented, simulated, small, validated


def said(client: httpx.Client, request: Json) -> str:
    return " · ".join(validated(client, request)["warnings"])


def bucket(**changes: Any) -> Json:
    request = small()
    request["buckets"][0] |= changes
    return request


@pytest.mark.parametrize("request_", [documented(), {"config": documented()}], ids=["bare", "under config"])
def test_a_good_configuration_is_valid_bare_or_under_config(client: httpx.Client, request_: Json) -> None:
    report = validated(client, request_)
    assert (report["valid"], report["errors"]) == (True, [])


def test_a_run_is_estimated_before_it_starts(client: httpx.Client) -> None:
    cost = validated(client, documented())["estimate"]
    assert (cost["agents"], cost["months"], cost["trials"], cost["work"]) == (150, 36, 1, 5400)
    assert 0 < cost["seconds"] < 1
    assert 0 < cost["memory_mb"] < 100


@pytest.mark.parametrize("partial", [{}, {"token": {"total_supply": 1e9}}, {"config": {}}, {"buckets": []}])
def test_a_partial_configuration_is_answered_with_what_is_missing(client: httpx.Client, partial: Json) -> None:
    report = validated(client, partial)
    assert (report["valid"], report["estimate"]) == (False, None)
    assert "is required" in {error["msg"] for error in report["problems"]}


def test_errors_are_sentences_and_problems_name_their_fields(client: httpx.Client) -> None:
    request = small(pricing_modle="eoe")
    request["token"]["total_supply"] = -1
    report = validated(client, request)
    assert report["errors"] == [
        "token.total_supply: must be greater than or equal to 0.000000001.",
        "abm.pricing_modle: unknown field; did you mean 'pricing_model'?",
    ]
    assert [problem["type"] for problem in report["problems"]] == ["greater_than_equal", "extra_forbidden"]


def test_every_problem_is_told_at_once(client: httpx.Client) -> None:
    request = small(agents_per_cohort=0, pricing_modle="eoe")
    request["token"]["total_supply"] = -1
    places = [error["loc"] for error in validated(client, request)["problems"]]
    assert places == [
        ["body", "token", "total_supply"],
        ["body", "abm", "agents_per_cohort"],
        ["body", "abm", "pricing_modle"],
    ]


def test_too_many_agents_are_answered_not_refused(client: httpx.Client) -> None:
    assert "at most 1,000,000 are allowed" in validated(client, crowd(1_000_001, 1))["problems"][0]["msg"]


def test_a_run_over_the_budget_is_told_with_its_number(modest: httpx.Client) -> None:
    error = validated(modest, documented())["problems"][0]
    assert "5,400, over the budget of 5,000" in error["msg"]


def test_amounts_and_days_are_previewed_as_what_they_come_to(client: httpx.Client) -> None:
    request = small()
    lump = {"kind": "lump", "date": "2025-03-01", "pct": 100}
    request["buckets"] = [{"bucket": "Team", "amount": 2e5, "segments": [lump]}]
    preview = validated(client, request)["preview"]
    assert preview["unlocks"][0]["tokens"] == pytest.approx([0, 0, 2e5, *[0] * 9])


@pytest.mark.parametrize("request_", [crowd(2001, 12), crowd(10, 121)], ids=["rows", "months"])
def test_a_large_run_is_worth_a_word(client: httpx.Client, request_: Json) -> None:
    assert "a large run: " in said(client, request_)


@pytest.mark.parametrize("value", [[], 1, "text", False])
def test_what_is_no_object_is_answered(client: httpx.Client, value: Any) -> None:
    assert [error["msg"] for error in validated(client, value)["problems"]] == ["must be a JSON object"]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (small(), "the buckets add up to 80 % of the supply; the rest stays unallocated"),
        (bucket(cliff_months=12), "'Team' vests until month 18, past the horizon of 12 months"),
        (bucket(cliff_months=6, vesting_months=0), "'Team' unlocks 30 % of the supply at once in month 6"),
        (bucket(cliff_months=6, vesting_months=0), "more than 5 % of the supply unlocks in one month (month 6)"),
        (small(pricing_model="issuance_curve"), "prices vesting"),
        (small(pricing_model="constant"), "a constant price ignores selling and demand"),
        (small(), "demand is that of a typical launch (omitted): it starts at "),
        (small(demand={"preset": "bull"}), "demand is that of a typical launch (preset 'bull'): it starts at "),
        (small(demand={"preset": "flat"}), "and no factor is at work but those that are given beside it"),
        (small(demand={}), "demand takes no notice of the float, so every unlock spreads it over more tokens"),
        (bucket(bucket="Seed investors"), "bucket 'Seed investors' is recognised by its words; it behaves like VC"),
        (small(market={"path": [1, 2, 3]}), "the market path ends with month 2; its last level stays"),
        (small(enable_treasury=True), "the treasury opens without tokens"),
        (small(staking_config={}), "staking_config is ignored while enable_staking is off"),
        (crowd(600_000, 100), "heavy work: 60,000,000 agent-months"),
    ],
)
def test_what_a_designer_should_know_is_said_in_words(client: httpx.Client, request_: Json, words: str) -> None:
    assert words in said(client, request_)


@pytest.mark.parametrize("request_", SIMULATE_EXAMPLES.values())
def test_the_examples_are_valid(client: httpx.Client, request_: Json) -> None:
    assert validated(client, request_)["valid"] is True


@pytest.mark.parametrize(
    ("request_", "kind", "place"),
    [
        (small(), "allocation_below_100", ["buckets"]),
        (bucket(cliff_months=12), "cliff_past_horizon", ["buckets", 0, "cliff_months"]),
        (bucket(cliff_months=11), "cliff_past_horizon", ["buckets", 0, "cliff_months"]),
        (bucket(cliff_months=12), "vests_past_horizon", ["buckets", 0, "vesting_months"]),
        (bucket(cliff_months=6, vesting_months=0), "large_unlock", ["buckets", 0, "vesting_months"]),
        (bucket(cliff_months=6, vesting_months=0), "heavy_month", ["buckets"]),
        (small(enable_treasury=True), "empty_treasury", ["abm", "treasury_config", "initial_balance_pct"]),
        (small(pricing_model="constant"), "ignores_selling", ["abm", "pricing_model"]),
        (small(), "demand_preset", ["abm", "demand"]),
        (small(demand={"preset": "flat"}), "demand_preset", ["abm", "demand"]),
        (small(demand={}), "rigid_demand", ["abm", "demand", "float_elasticity"]),
        (small(market={"path": [1, 2]}), "market_path_ends", ["abm", "market", "path"]),
        (bucket(bucket="Foundation"), "recognised_profile", ["buckets", 0, "bucket"]),
        (small(staking_config={}), "ignored", ["abm", "staking_config"]),
        (small(constant_price=1.0), "ignored", ["abm", "constant_price"]),
        (small(pricing_config={"alpha": 1}), "ignored", ["abm", "pricing_config", "alpha"]),
        (small(bucket_cohort_mapping={"Fund": "VC"}), "unused_name", ["abm", "bucket_cohort_mapping", "Fund"]),
        (bucket(bucket="Whales"), "assumed_profile", ["buckets", 0, "bucket"]),
        (crowd(600_000, 100), "heavy_work", ["token", "horizon_months"]),
    ],
)
def test_advice_names_the_field_it_is_about(client: httpx.Client, request_: Json, kind: str, place: Any) -> None:
    advice = validated(client, request_)["advice"]
    assert ["body", *place] in [each["loc"] for each in advice if each["type"] == kind]


def test_every_warning_is_the_words_of_an_advice(client: httpx.Client) -> None:
    report = validated(client, small(enable_treasury=True, staking_config={}))
    assert report["warnings"] == [advice["msg"] for advice in report["advice"]]


def test_a_table_in_which_nothing_unlocks_at_the_start_is_told_so(client: httpx.Client) -> None:
    request = crowd(10, 12)
    request["buckets"][0] |= {"tge_unlock_pct": 0, "cliff_months": 3}
    assert "nothing unlocks until month 4: there is nothing to sell or to price" in said(client, request)


def test_a_bucket_given_by_segments_is_advised_on_its_segments(client: httpx.Client) -> None:
    segments = [{"kind": "lump", "month": 20, "pct": 100}]
    request = bucket(cliff_months=0, vesting_months=0, segments=segments)
    advice = [each["type"] for each in validated(client, request)["advice"] if each["loc"][2:] == [0, "segments"]]
    assert advice == ["cliff_past_horizon", "vests_past_horizon"]


def test_unlocks_are_previewed_while_the_rest_is_still_wrong(client: httpx.Client) -> None:
    request = small(pricing_model="none")
    report = validated(client, request)
    assert (report["valid"], report["preview"]["allocated_pct"]) == (False, 80)
    assert report["preview"]["unlocks"][1]["tokens"][:2] == pytest.approx([1e5, 4e5 / 12])


def test_the_preview_unlocks_what_the_run_does(client: httpx.Client) -> None:
    months = simulated(client, small())["global_metrics"]
    preview = validated(client, small())["preview"]
    assert preview["dates"] == [month["date"] for month in months]
    assert preview["total"]["tokens"] == pytest.approx([month["total_unlocked"] for month in months])
