"""Whatever a client sends, the answer is small, says which field is wrong, and never repeats what was sent."""

import json
from typing import Any

import httpx
import pytest

from tests.stories.posts import PREFIX, SIMULATE, VALIDATE, Json, crowd, documented, small

PROBLEM = "application/problem+json"
SMALL = 2048
"""Bytes of an answer to one mistake."""

DEEP = 100_000
LARGE = b'{"token": "' + b"x" * 2**21 + b'"}'
HUGE = "9" * 5000
NO_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "true", '"12"', "[12]", HUGE, "-1e300"]


def post(client: httpx.Client, body: Any, media_type: str = "application/json", to: str = SIMULATE) -> httpx.Response:
    return client.post(to, content=body, headers={"content-type": media_type})


def refusal(response: httpx.Response, status: int = 422, sent: str = "") -> Json:
    """The problem of an answer that refuses, after a look at everything that holds for all of them."""
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"].endswith((".", "?"))
    assert len(response.content) < SMALL
    assert "Traceback" not in response.text
    assert not sent or sent not in response.text
    answer: Json = problem
    return answer


def written(path: str, value: str) -> str:
    """A small request as JSON text, with `value`, itself JSON text, at the path."""
    request = small()
    *outer, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    inner: Any = request
    for part in outer:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
    inner[last] = "@"
    return json.dumps(request).replace('"@"', value)


def places(problem: Json) -> list[str]:
    return [".".join(map(str, error["loc"][1:])) for error in problem["errors"]]


def refused_at(client: httpx.Client, path: str, value: str) -> Json:
    """The problem of a request with this value, which must name its place, in a sentence too."""
    problem = refusal(post(client, written(path, value)), sent=value.strip('"[]'))
    assert path in places(problem)
    assert path in problem["detail"]
    return problem


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: value[:10])
@pytest.mark.parametrize(
    "path",
    [
        "token.total_supply",
        "token.initial_price",
        "token.horizon_months",
        "buckets.0.allocation",
        "buckets.1.num_holders",
        "abm.behaviour_noise",
        "abm.seed",
        "abm.staking_config.base_apy",
        "abm.treasury_config.transaction_fee_pct",
        "abm.pricing_config.holding_time",
        "abm.pricing_config.k",
        "abm.demand.initial_monthly_fiat",
        "abm.cohort_profiles.Team.risk_alpha",
        "abm.market.beta",
        "abm.market.volatility",
        "abm.demand.float_elasticity",
    ],
)
def test_what_is_no_number_is_refused(client: httpx.Client, path: str, value: str) -> None:
    refused_at(client, path, value)


@pytest.mark.parametrize(
    "path", ["token.horizon_months", "buckets.0.cliff_months", "buckets.0.vesting_months", "abm.agents_per_cohort"]
)
def test_a_part_of_a_month_or_agent_is_refused(client: httpx.Client, path: str) -> None:
    assert "must be a whole number" in refused_at(client, path, "12.5")["detail"]


@pytest.mark.parametrize("date", ["2025-02-30", "2025-13-01", "01.02.2025", "", "yesterday", "2025-02-28T00:00"])
def test_what_is_no_day_is_refused(client: httpx.Client, date: str) -> None:
    assert "calendar date written YYYY-MM-DD" in refused_at(client, "token.start_date", f'"{date}"')["detail"]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_far_off_is_refused(client: httpx.Client, year: str) -> None:
    refused_at(client, "token.start_date", f'"{year}-06-01"')


def test_more_than_all_tokens_are_refused(client: httpx.Client) -> None:
    assert "more than 100 %" in refused_at(client, "buckets.1.allocation", "70.6")["detail"]


@pytest.mark.parametrize("name", ['"Team"', '" Team "'])
def test_two_buckets_of_one_name_are_refused(client: httpx.Client, name: str) -> None:
    problem = refusal(post(client, written("buckets.1.bucket", name)))
    assert places(problem) == ["buckets.1.bucket"]


@pytest.mark.parametrize("name", ['""', '"   "', '"\\ud800"', '"\\udfff-whale"', "7", "null", f'"{"x" * 101}"'])
def test_a_bucket_without_a_proper_name_is_refused(client: httpx.Client, name: str) -> None:
    refused_at(client, "buckets.0.bucket", name)


def test_a_lone_surrogate_as_a_key_is_refused(client: httpx.Client) -> None:
    refusal(post(client, json.dumps(small()).replace('"seed"', '"\\ud800"')))


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("token.totl_supply", "total_supply"),
        ("buckets.0.cliff_month", "cliff_months"),
        ("abm.pricing_modle", "pricing_model"),
        ("abm.staking_config.base_apr", "base_apy"),
        ("abm.treasury_config.buy_back_pct", "buyback_pct"),
        ("abm.pricing_config.smoothing_facter", "smoothing_factor"),
        ("abm.cohort_profiles.Team.risk_alfa", "risk_alpha"),
        ("abm.demand.volatilty", "volatility"),
        ("abm.market.betta", "beta"),
        ("abm.demand.atention_floor", "attention_floor"),
        ("abm.pricing_config.idle_turnovr", "idle_turnover"),
        ("abm.staking_config.locked_can_steak", "locked_can_stake"),
    ],
)
def test_an_unknown_field_is_refused_with_the_one_meant(client: httpx.Client, path: str, meant: str) -> None:
    assert f"unknown field; did you mean '{meant}'?" in refused_at(client, path, "4711")["detail"]


def test_an_unknown_field_that_resembles_none_is_refused(client: httpx.Client) -> None:
    assert refused_at(client, "abm.zzz", "4711")["detail"] == "abm.zzz: unknown field."


def test_the_name_of_an_unknown_field_is_cut_short(client: httpx.Client) -> None:
    assert "z" * 101 not in post(client, written(f"abm.{'z' * 5000}", "1")).text


def test_of_a_thousand_mistakes_the_first_are_told(client: httpx.Client) -> None:
    request = small() | {f"unknown{number}": 4711 for number in range(1000)}
    response = post(client, json.dumps(request))
    assert response.status_code == 422
    assert len(response.json()["errors"]) == 20
    assert len(response.content) < 2 * SMALL


def test_a_pool_without_a_token_is_refused_and_told_how_many_to_leave(client: httpx.Client) -> None:
    request = small(pricing_model="amm", pricing_config={"pool_fiat": 50_000}, initial_price=2)
    request["buckets"][0]["allocation"] = 50
    problem = refusal(post(client, json.dumps(request)))
    assert places(problem) == ["abm.pricing_model"]
    assert "leave 2.5 % of the supply unallocated" in problem["detail"]


@pytest.mark.parametrize("places_", [("token", "abm"), ("token", "pricing_config"), ("abm", "pricing_config")])
def test_two_start_prices_are_refused(client: httpx.Client, places_: tuple[str, str]) -> None:
    request = small(pricing_model="issuance_curve", pricing_config={})
    table = {"token": request["token"], "abm": request["abm"], "pricing_config": request["abm"]["pricing_config"]}
    for place, price in zip(places_, (123.25, 456.75), strict=True):
        table[place]["initial_price"] = price
    problem = refusal(post(client, json.dumps(request)), sent="123.25")
    assert "initial_price" in problem["detail"]
    assert "456.75" not in problem["detail"]


@pytest.mark.parametrize(
    "shares",
    [
        {"hold_pct": 0.6, "buyback_pct": 0.41},
        {"hold_pct": 0.5, "liquidity_pct": 0.3, "buyback_pct": 0.1},
        {"hold_pct": 1, "liquidity_pct": 1, "buyback_pct": 1},
    ],
)
def test_shares_of_the_fee_that_do_not_add_up_are_refused(client: httpx.Client, shares: Json) -> None:
    problem = refused_at(client, "abm.treasury_config", json.dumps(shares))
    assert "hold_pct, liquidity_pct and buyback_pct" in problem["detail"]


def scheduled(*segments: Json, **bucket: Any) -> str:
    request = small()
    request["buckets"][0] = {"bucket": "Team", "allocation": 30, "segments": list(segments)} | bucket
    return json.dumps(request)


def test_segments_that_do_not_add_up_are_refused(client: httpx.Client) -> None:
    problem = refusal(post(client, scheduled({"kind": "lump", "month": 3, "pct": 99})))
    assert places(problem)[0] == "buckets.0.segments"
    assert "add up to 100" in problem["detail"]


def test_segments_beside_a_cliff_are_refused(client: httpx.Client) -> None:
    problem = refusal(post(client, scheduled({"kind": "lump", "month": 3, "pct": 100}, cliff_months=3)))
    assert "not both" in problem["detail"]


def test_a_segment_of_an_unknown_kind_is_refused(client: httpx.Client) -> None:
    problem = refusal(post(client, scheduled({"kind": "zigzag", "month": 3, "pct": 100})), sent="zigzag")
    assert places(problem)[0] == "buckets.0.segments.0"
    assert "kind must be one of 'lump', 'linear', 'steps', 'decay'" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("abm.pricing_model", '"zigzag"'),
        ("abm.aggregation_level", '"zigzag"'),
        ("abm.agent_granularity", '"zigzag"'),
        ("abm.demand.model", '"zigzag"'),
        ("abm.staking_config.reward_source", '"zigzag"'),
        ("abm.bucket_cohort_mapping.Team", '"zigzag"'),
        ("abm.demand.preset", '"zigzag"'),
        ("buckets.0.profile", '"zigzag"'),
    ],
)
def test_a_choice_nobody_offers_is_refused(client: httpx.Client, path: str, value: str) -> None:
    refused_at(client, path, value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("abm.pricing_config.holding_time", "0"),
        ("abm.pricing_config.smoothing_factor", "1"),
        ("token.horizon_months", "481"),
        ("token.horizon_months", "0"),
        ("token.total_supply", "0"),
        ("abm.seed", "-1"),
        ("abm.seed", "18446744073709551616"),
        ("abm.cohort_profiles.Team.stop_loss_mean", "0.5"),
        ("abm.cohort_profiles.Team.risk_beta", "0"),
        ("abm.market.beta", "-0.1"),
        ("abm.market.volatility", "2.1"),
        ("abm.demand.attention_floor", "1.1"),
        ("abm.demand.attention_half_life_months", "0"),
        ("abm.pricing_config.idle_turnover", "1.5"),
        ("abm.staking_config.locked_can_stake", "-1"),
    ],
)
def test_a_number_out_of_bounds_is_refused(client: httpx.Client, path: str, value: str) -> None:
    problem = refusal(post(client, written(path, value)))
    assert path in places(problem)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("sol-2021-05", "must be 'flat', or like 'eth-2021-05' or 'btc-2022-11-09'"),
        ("doge", "must be 'flat', or like 'eth-2021-05' or 'btc-2022-11-09'"),
        ("eth-2021-13", "names no day of the calendar"),
        ("btc-2021-02-29", "names no day of the calendar"),
        ("eth-2015-08", "must start between 2020-09-18 and 2025-11-12, where closes are shipped"),
        ("btc-2025-11-13", "must start between 2020-09-18 and 2025-11-12, where closes are shipped"),
    ],
)
def test_a_market_path_nobody_ships_is_refused(client: httpx.Client, path: str, words: str) -> None:
    problem = refused_at(client, "abm.market.path", f'"{path}"')
    assert problem["detail"].startswith(f"abm.market.path: {words}")
    assert places(problem) == ["abm.market.path"]


@pytest.mark.parametrize("level", ["0", "-1", "1e-10", '"1"', "null", "true", "NaN", "1e400"])
def test_a_level_of_the_market_that_is_not_above_zero_is_refused_by_its_place(client: httpx.Client, level: str) -> None:
    problem = refusal(post(client, written("abm.market.path", f"[1, {level}]")))
    assert places(problem) == ["abm.market.path.1"]
    assert problem["detail"].startswith("abm.market.path.1: ")


@pytest.mark.parametrize("path", ["[]", "{}", "7", "true", str([1] * 481)])
def test_what_is_neither_levels_nor_a_shipped_path_is_refused(client: httpx.Client, path: str) -> None:
    assert set(places(refusal(post(client, written("abm.market.path", path))))) == {"abm.market.path"}


def test_a_profile_nobody_knows_is_refused_with_the_one_meant(client: httpx.Client) -> None:
    assert "did you mean 'Airdrop'?" in refused_at(client, "buckets.1.profile", '"Airdorp"')["detail"]


def test_a_profile_that_contradicts_the_mapping_is_refused_at_its_bucket(client: httpx.Client) -> None:
    request = small(bucket_cohort_mapping={"Team": "conservative"})
    request["buckets"][0]["profile"] = "VC"
    problem = refusal(post(client, json.dumps(request)))
    assert places(problem) == ["buckets.0.profile"]
    assert "differs from the profile that bucket_cohort_mapping gives the bucket" in problem["detail"]


def test_an_exponent_that_overflows_is_refused_by_name(client: httpx.Client) -> None:
    config = {"alpha": 20, "max_supply": 1e-12}
    problem = refusal(post(client, json.dumps(small(pricing_model="issuance_curve", pricing_config=config))))
    assert places(problem) == ["abm.pricing_config"]
    assert "price is no longer a finite number" in problem["detail"]


def test_more_agents_than_fit_are_refused_before_they_are_made(client: httpx.Client) -> None:
    problem = refusal(post(client, json.dumps(crowd(10_000_000, 1))))
    assert places(problem) == ["abm.agent_granularity"]
    assert "at most 1,000,000 are allowed" in problem["detail"]


def test_a_full_report_of_too_many_is_refused(client: httpx.Client) -> None:
    problem = refusal(post(client, json.dumps(crowd(100_001, 1, aggregation_level="full"))))
    assert places(problem) == ["abm.aggregation_level"]


def test_work_for_longer_than_one_waits_is_sent_to_the_queue(client: httpx.Client) -> None:
    problem = refusal(post(client, json.dumps(crowd(1_000_000, 51))))
    assert places(problem) == ["token.horizon_months"]
    assert "51,000,000, over the budget of 50,000,000" in problem["detail"]
    assert f"{PREFIX}/simulate" in problem["detail"]


def test_work_over_every_budget_is_refused_with_its_number(modest: httpx.Client) -> None:
    problem = refusal(post(modest, json.dumps(documented())))
    assert "5,400, over the budget of 5,000; ask for fewer holders, months or trials" in problem["detail"]


def test_work_that_only_a_job_may_take_is_told_by_its_type(modest: httpx.Client) -> None:
    problem = refusal(post(modest, json.dumps(crowd(10, 200))))
    assert [error["type"] for error in problem["errors"]] == ["needs_a_job"]


@pytest.mark.parametrize("to", [SIMULATE, VALIDATE])
@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b'{"token": {"total_supply": 1', b"token=1", b"\xff\xfe", b"{'token': 1}", b'{"token": 1e}'],
)
def test_what_is_not_json_is_refused(client: httpx.Client, body: bytes, to: str) -> None:
    assert "not JSON" in refusal(post(client, body, to=to), 400)["detail"]


@pytest.mark.parametrize("to", [SIMULATE, VALIDATE])
@pytest.mark.parametrize("body", ["[" * DEEP, '{"token":' * DEEP, "[" * DEEP + "]" * DEEP], ids=["[", "{", "[]"])
def test_json_a_hundred_thousand_deep_is_refused(client: httpx.Client, body: str, to: str) -> None:
    assert "nested too deeply" in refusal(post(client, body, to=to), 400)["detail"]


@pytest.mark.parametrize("body", ["[]", "null", "1", '"text"', "true"])
def test_json_that_is_no_object_is_refused(client: httpx.Client, body: str) -> None:
    assert refusal(post(client, body))["detail"] == "request: must be a JSON object."


@pytest.mark.parametrize("part", ["token", "buckets", "buckets.0", "abm", "abm.demand", "abm.cohort_profiles"])
def test_a_number_in_place_of_an_object_is_refused(client: httpx.Client, part: str) -> None:
    refused_at(client, part, "4711")


@pytest.mark.parametrize("to", [SIMULATE, VALIDATE])
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_is_not_declared_as_json_is_refused(client: httpx.Client, media_type: str, to: str) -> None:
    assert "application/json" in refusal(post(client, json.dumps(small()), media_type, to), 415)["detail"]


@pytest.mark.parametrize("to", [SIMULATE, VALIDATE])
@pytest.mark.parametrize("body", [LARGE, [LARGE[:1000], LARGE[1000:]]], ids=["whole", "in chunks"])
def test_two_mebibytes_are_refused(client: httpx.Client, body: Any, to: str) -> None:
    response = post(client, body if isinstance(body, bytes) else iter(body), to=to)
    assert "larger than the 1,048,576 bytes allowed" in refusal(response, 413)["detail"]


def test_an_address_nobody_answers_is_refused(client: httpx.Client) -> None:
    refusal(client.get("/api/v2/abm/zigzag"), 404, sent="zigzag")


@pytest.mark.parametrize(("method", "address"), [("GET", SIMULATE), ("DELETE", VALIDATE), ("POST", "/health")])
def test_a_method_an_address_does_not_answer_is_refused(client: httpx.Client, method: str, address: str) -> None:
    response = client.request(method, address)
    refusal(response, 405)
    assert response.headers["allow"]


def test_an_endless_scenario_name_is_refused(client: httpx.Client) -> None:
    refusal(client.get(f"{PREFIX}/scenarios/{'x' * 5000}"), sent="x" * 100)


def test_one_bucket_mapped_twice_is_refused(client: httpx.Client) -> None:
    mapping = '{"Team": "conservative", "team": "aggressive"}'
    problem = refusal(post(client, written("abm.bucket_cohort_mapping", mapping)))
    assert places(problem) == ["abm.bucket_cohort_mapping.team"]


def test_one_profile_given_twice_is_refused(client: httpx.Client) -> None:
    profiles = '{"VC": {"risk_alpha": 2}, "vc": {"risk_alpha": 3}}'
    problem = refusal(post(client, written("abm.cohort_profiles", profiles)))
    assert places(problem) == ["abm.cohort_profiles.vc"]


def test_profiles_given_at_both_places_are_refused(client: httpx.Client) -> None:
    profiles = {"cohort_profiles": {"VC": {"risk_alpha": 2}}}
    assert "given twice" in refusal(post(client, json.dumps(small(**profiles) | profiles)))["detail"]
