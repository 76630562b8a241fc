"""One entry for one configuration: what is answered at once, what is run, and what a key repeats."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.stories.posts import PREFIX, Json, small
from tests.stories.serving import Serve
from tests.stories.submissions import (
    SUBMIT,
    becomes,
    broken,
    cancel,
    completed,
    ended,
    endless,
    long,
    nothing_left,
    stats,
    status,
    submit,
    told,
    unique,
)


@pytest.fixture(autouse=True)
def _nothing_left(client: httpx.Client) -> Iterator[None]:
    with nothing_left(client):
        yield


def sent(client: httpx.Client, body: bytes, **how: Any) -> httpx.Response:
    """The answer to a body, byte by byte as given."""
    return client.post(SUBMIT, content=body, headers={"Content-Type": "application/json"}, **how)


def turned(value: Any) -> Any:
    """The same JSON value, its keys in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


def test_a_known_result_is_answered_at_once(client: httpx.Client) -> None:
    request = unique()
    first = completed(client, request)
    response = client.post(SUBMIT, json=request)
    again = response.json()
    assert (response.status_code, again["status"], again["cached"]) == (200, "completed", True)
    assert again["job_id"] != first["job_id"]
    assert client.get(again["results_url"]).content == client.get(first["results_url"]).content
    assert [event["status"] for event in told(client, again["stream_url"])] == ["completed"]


def test_a_job_says_of_itself_that_it_was_cached(client: httpx.Client) -> None:
    request = unique()
    jobs = [completed(client, request) for _ in range(2)]
    assert [status(client, job)["cached"] for job in jobs] == [False, True]


def test_hits_and_misses_are_counted(client: httpx.Client) -> None:
    request, before = unique(), stats(client)
    for _ in range(3):
        completed(client, request)
    after = stats(client)
    assert (after["cache_hits"] - before["cache_hits"], after["cache_misses"] - before["cache_misses"]) == (2, 1)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda request: json.dumps(turned(request)),
        lambda request: json.dumps(request, indent=7) + "\n\n \t",
        lambda request: json.dumps(request).replace('"agents_per_cohort": 5', '"agents_per_cohort": 5.0'),
        lambda request: json.dumps(request).replace('"agents_per_cohort": 5', '"agents_per_cohort": 0.5e1'),
        lambda request: json.dumps(request).replace("1000000.0", "1e6"),
        lambda request: json.dumps(request).replace("1000000.0", "1000000"),
        lambda request: json.dumps(request | {"abm": request["abm"] | {"pricing_model": "eoe"}}),
        lambda request: json.dumps(request | {"abm": request["abm"] | {"enable_staking": False, "demand": None}}),
        lambda request: json.dumps(request | {"token": request["token"] | {"initial_price": 1}}),
        lambda request: json.dumps(request).replace("Team", "\\u0054eam"),
    ],
    ids=["key order", "white space", "5.0", "0.5e1", "1e6", "whole", "default", "nulls", "start price", "escapes"],
)
def test_however_a_configuration_is_written_it_is_one_entry(
    client: httpx.Client, rewrite: Callable[[Json], bytes]
) -> None:
    request = unique()
    completed(client, request)
    body = rewrite(request)
    assert body != json.dumps(request).encode()
    assert sent(client, body).json()["cached"] is True


def test_the_effective_configuration_of_a_result_is_the_same_entry(client: httpx.Client) -> None:
    first = completed(client, unique())
    config = client.get(first["results_url"]).json()["config"]
    assert submit(client, config)["cached"] is True


@pytest.mark.parametrize(
    "change",
    [
        lambda request: request["abm"].update(seed=10**6),
        lambda request: request["token"].update(total_supply=1e6 + 1),
        lambda request: request["buckets"].reverse(),
        lambda request: request["buckets"][0].update(bucket="team"),
        lambda request: request["token"].update(name="Cliff"),
        lambda request: request["abm"].update(store_cohort_details=False),
    ],
    ids=["seed", "supply", "bucket order", "bucket name", "token name", "details"],
)
def test_another_configuration_is_another_entry(client: httpx.Client, change: Callable[[Json], object]) -> None:
    request = unique()
    completed(client, request)
    change(request)
    assert submit(client, request, params={"fresh": False})["cached"] is False


def test_a_failed_run_is_never_cached(client: httpx.Client) -> None:
    request = broken()
    jobs = [submit(client, request) for _ in range(2) if ended(client, submit(client, request))]
    assert [job["cached"] for job in jobs] == [False, False]


@pytest.mark.parametrize("running", [True, False], ids=["running", "waiting"])
def test_a_cancelled_run_is_never_cached(client: httpx.Client, running: bool) -> None:
    request = long()
    others = [] if running else [submit(client, endless()) for _ in range(5)]
    job = submit(client, request)
    becomes(client, job, "running" if running else "pending")
    for one in [job, *others]:
        cancel(client, one)
    again = submit(client, request)
    assert (again["cached"], ended(client, again)["status"]) == (False, "completed")


def test_a_fresh_run_is_asked_for_by_name(client: httpx.Client) -> None:
    request = unique()
    first = completed(client, request)
    second = submit(client, request, params={"fresh": "true"})
    assert (second["cached"], ended(client, second)["status"]) == (False, "completed")
    etags = [client.get(job["results_url"]).headers["ETag"] for job in (first, second, submit(client, request))]
    assert etags[0] != etags[1] == etags[2]


def test_a_fresh_run_has_the_same_numbers(client: httpx.Client) -> None:
    request = unique()
    jobs = [completed(client, request, params={"fresh": "true"}) for _ in range(2)]
    rows = [client.get(job["results_url"]).json()["global_metrics"] for job in jobs]
    assert rows[0] == rows[1]


def test_what_is_answered_while_one_waits_is_not_from_the_cache(client: httpx.Client) -> None:
    request, before = unique(), stats(client)
    assert client.post(f"{PREFIX}/simulate-sync", json=request).status_code == 200
    assert stats(client)["cache_size"] == before["cache_size"]


def test_cached_results_expire(serve: Serve) -> None:
    client, request = serve(cache_ttl_hours=0).client, small()
    first = completed(client, request)
    assert submit(client, request)["cached"] is False
    assert client.get(first["results_url"]).status_code == 200


# ── Idempotency keys ─────────────────────────────────────────────────────────


def test_the_same_idempotency_key_and_body_give_the_same_job(client: httpx.Client) -> None:
    request, key = unique(), {"Idempotency-Key": "first"}
    job = submit(client, request, headers=key)
    assert submit(client, request, headers=key)["job_id"] == job["job_id"]
    ended(client, job)
    assert submit(client, request, headers=key)["job_id"] == job["job_id"]


def test_an_idempotency_key_outweighs_fresh(client: httpx.Client) -> None:
    how = {"headers": {"Idempotency-Key": "fresh"}, "params": {"fresh": "true"}}
    request = unique()
    assert submit(client, request, **how)["job_id"] == submit(client, request, **how)["job_id"]


def test_the_same_body_written_otherwise_is_the_same_for_a_key(client: httpx.Client) -> None:
    request, key = unique(), {"Idempotency-Key": "written otherwise"}
    job = submit(client, request, headers=key)
    assert submit(client, turned(request), headers=key)["job_id"] == job["job_id"]


def test_the_same_idempotency_key_with_another_body_is_refused(client: httpx.Client) -> None:
    key = {"Idempotency-Key": "second"}
    submit(client, unique(), headers=key)
    response = client.post(SUBMIT, json=unique(), headers=key)
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
    assert "Idempotency-Key" in response.json()["detail"]


def test_a_refused_body_does_not_use_up_its_key(client: httpx.Client) -> None:
    key = {"Idempotency-Key": "third"}
    assert client.post(SUBMIT, json={}, headers=key).status_code == 422
    assert submit(client, unique(), headers=key)


def test_other_idempotency_keys_give_other_jobs_of_one_run(client: httpx.Client) -> None:
    request = unique()
    jobs = [submit(client, request, headers={"Idempotency-Key": key})["job_id"] for key in ("a", "b")]
    assert len(set(jobs)) == 2
