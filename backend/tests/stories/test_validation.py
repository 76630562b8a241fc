"""`/validate`: what is wrong, what is worth knowing, what it would cost."""

import pytest
from posts import crowd, documented, small, validated

from app.models.examples import SIMULATE_EXAMPLES


def said(client, request):
    return " · ".join(validated(client, request)["warnings"])


def bucket(**changes):
    request = small()
    request["buckets"][0] |= changes
    return request


@pytest.mark.parametrize("request_", [documented(), {"config": documented()}], ids=["bare", "under config"])
def test_a_good_configuration_is_valid_bare_or_under_config(client, request_):
    report = validated(client, request_)
    assert (report["valid"], report["errors"]) == (True, [])


def test_a_run_is_estimated_before_it_starts(client):
    cost = validated(client, documented())["estimate"]
    assert (cost["agents"], cost["months"], cost["trials"], cost["work"]) == (150, 36, 1, 5400)
    assert 0 < cost["seconds"] < 1
    assert 0 < cost["memory_mb"] < 100


@pytest.mark.parametrize("partial", [{}, {"token": {"total_supply": 1e9}}, {"config": {}}, {"buckets": []}])
def test_a_partial_configuration_is_answered_with_what_is_missing(client, partial):
    report = validated(client, partial)
    assert (report["valid"], report["estimate"]) == (False, None)
    assert "is required" in {error["msg"] for error in report["errors"]}


def test_every_problem_is_told_at_once(client):
    request = small(agents_per_cohort=0, pricing_modle="eoe")
    request["token"]["total_supply"] = -1
    places = [error["loc"] for error in validated(client, request)["errors"]]
    assert places == [
        ["body", "token", "total_supply"],
        ["body", "abm", "agents_per_cohort"],
        ["body", "abm", "pricing_modle"],
    ]


def test_too_many_agents_are_answered_not_refused(client):
    assert "at most 1,000,000 are allowed" in validated(client, crowd(1_000_001, 1))["errors"][0]["msg"]


def test_a_run_over_the_budget_is_told_with_its_number(modest):
    error = validated(modest, documented())["errors"][0]
    assert "5,400, over the budget of 5,000" in error["msg"]


@pytest.mark.parametrize("value", [[], 1, "text", False])
def test_what_is_no_object_is_answered(client, value):
    assert [error["msg"] for error in validated(client, value)["errors"]] == ["must be a JSON object"]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (small(), "the buckets add up to 80 % of the supply; the rest stays unallocated"),
        (bucket(cliff_months=12), "'Team' vests until month 18, past the horizon of 12 months"),
        (bucket(cliff_months=6, vesting_months=0), "'Team' unlocks 30 % of the supply at once in month 6"),
        (bucket(cliff_months=6, vesting_months=0), "more than 5 % of the supply unlocks in one month (month 6)"),
        (small(pricing_model="issuance_curve"), "prices vesting"),
        (small(pricing_model="constant"), "a constant price ignores selling and demand"),
        (small(), "demand is flat, sized by the first float: a low float then falls hard"),
        (small(enable_treasury=True), "the treasury opens without tokens"),
        (small(staking_config={}), "staking_config is ignored while enable_staking is off"),
        (crowd(600_000, 100), "heavy work: 60,000,000 agent-months"),
    ],
)
def test_what_a_designer_should_know_is_said_in_words(client, request_, words):
    assert words in said(client, request_)


@pytest.mark.parametrize("request_", SIMULATE_EXAMPLES.values())
def test_the_examples_are_valid(client, request_):
    assert validated(client, request_)["valid"] is True
