"""How much one client, and one request, may ask for."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.stories.posts import PREFIX, SIMULATE, VALIDATE, Json, crowd
from tests.stories.serving import Serve
from tests.stories.submissions import (
    JOBS,
    SUBMIT,
    becomes,
    becomes_true,
    cancel,
    completed,
    endless,
    nothing_left,
    status,
    submit,
    unique,
)

KEYS = [f"key-{number:04}" for number in range(20)]
_unused = iter(KEYS)


def is_problem(response: httpx.Response, status: int) -> bool:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].endswith((".", "…"))
    return True


@pytest.fixture(scope="module")
def strict(serve: Serve) -> httpx.Client:
    """A client of a server that takes three submissions a minute of each key, and only small ones."""
    return serve(rate_limit="3/minute", api_keys=",".join(KEYS), max_body_bytes=2048, max_work=1e6).client


@pytest.fixture(scope="module")
def lean(serve: Serve) -> httpx.Client:
    """A client of a server where a run may take 20 MB."""
    return serve(max_memory_mb=20).client


@pytest.fixture
def key() -> dict[str, str]:
    """The headers of somebody who has asked for nothing yet."""
    return {"X-API-Key": next(_unused)}


@pytest.fixture(scope="module")
def brisk(serve: Serve) -> httpx.Client:
    """A client of a server that takes two submissions a second of each address."""
    return serve(rate_limit="2/second").client


@pytest.fixture(scope="module")
def narrow(serve: Serve) -> httpx.Client:
    """A client of a server that runs one job at a time, lets two wait, and has three streams for a client."""
    return serve(max_concurrent_jobs=1, max_queue=2, max_sse_per_client=3).client


@pytest.fixture(scope="module")
def impatient(serve: Serve) -> httpx.Client:
    """A client of a server where nothing may wait, that has three streams in all."""
    return serve(max_queue=0, max_sse=3).client


# ── Submissions ──────────────────────────────────────────────────────────────


def test_submissions_over_the_rate_are_refused_and_told_when_to_come_again(
    strict: httpx.Client, key: dict[str, str]
) -> None:
    answers = [strict.post(SUBMIT, json=unique(), headers=key) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert is_problem(answers[3], 429)
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60


def test_every_submission_is_told_how_many_are_left(strict: httpx.Client, key: dict[str, str]) -> None:
    answers = [strict.post(SUBMIT, json=unique(), headers=key) for _ in range(4)]
    for answer, left in zip(answers, (2, 1, 0, 0), strict=True):
        assert f"remaining={left}" in answer.headers["RateLimit"]
        assert answer.headers["RateLimit-Policy"] == "3;w=60"


def test_questions_are_not_counted_as_submissions(strict: httpx.Client, key: dict[str, str]) -> None:
    for _ in range(5):
        assert strict.post(VALIDATE, json=unique(), headers=key).status_code == 200
        assert strict.post(SIMULATE, json=unique(), headers=key).status_code in (200, 429)
        assert strict.get(JOBS, headers=key).status_code == 200
    assert [strict.post(SUBMIT, json=unique(), headers=key).status_code for _ in range(4)] == [202, 202, 202, 429]


def test_without_a_rate_nothing_is_said_of_one(client: httpx.Client) -> None:
    assert "RateLimit" not in client.post(SUBMIT, json=unique()).headers


def test_who_has_waited_as_told_may_submit_again(brisk: httpx.Client) -> None:
    answers = [brisk.post(SUBMIT, json=unique()) for _ in range(6)]
    refused = [answer for answer in answers if answer.status_code == 429]
    time.sleep(int(refused[-1].headers["Retry-After"]))
    assert submit(brisk, unique())


def test_the_rate_is_per_address_which_no_client_may_make_up(brisk: httpx.Client) -> None:
    made_up = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in range(6)]
    codes = {brisk.post(SUBMIT, json=unique(), headers=headers).status_code for headers in made_up}
    assert 429 in codes


def test_a_trusted_proxy_tells_the_address_that_is_counted(serve: Serve) -> None:
    client = serve(rate_limit="1/hour", trusted_proxies="127.0.0.1").client
    told = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in (1, 2, 1, 2)]
    codes = [client.post(SUBMIT, json=unique(), headers=headers).status_code for headers in told]
    assert codes == [202, 202, 429, 429]


# ── The queue ────────────────────────────────────────────────────────────────


def test_a_full_queue_refuses_until_there_is_room(narrow: httpx.Client) -> None:
    with nothing_left(narrow):
        running, waiting, _ = filled(narrow)
        refusal = narrow.post(SUBMIT, json=endless())
        assert is_problem(refusal, 429)
        assert int(refusal.headers["Retry-After"]) >= 1
        cancel(narrow, waiting)
        assert submit(narrow, endless())["status"] == "pending"
        assert status(narrow, running)["status"] == "running"


def test_a_full_queue_still_answers_what_is_known_or_under_way(narrow: httpx.Client) -> None:
    known, requests = unique(), [endless() for _ in range(3)]
    completed(narrow, known)
    with nothing_left(narrow):
        filled(narrow, requests)
        assert is_problem(narrow.post(SUBMIT, json=unique()), 429)
        assert [narrow.post(SUBMIT, json=request).status_code for request in (*requests, known)] == [202, 202, 202, 200]


def filled(client: httpx.Client, requests: list[Json] | None = None) -> list[Json]:
    """Three jobs, of which one runs and two wait."""
    requests = requests or [endless() for _ in range(3)]
    jobs = [submit(client, requests[0])]
    becomes(client, jobs[0], "running")
    return jobs + [submit(client, request) for request in requests[1:]]


def test_where_nothing_may_wait_a_free_place_still_takes_a_job(impatient: httpx.Client) -> None:
    with nothing_left(impatient):
        assert [impatient.post(SUBMIT, json=endless()).status_code for _ in range(6)] == [202] * 5 + [429]


# ── Streams ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("limited", ["narrow", "impatient"], ids=["per client", "in all"])
def test_streams_over_the_limit_are_refused_until_one_is_closed(request: pytest.FixtureRequest, limited: str) -> None:
    client = request.getfixturevalue(limited)
    with nothing_left(client), ExitStack() as streams:
        url = submit(client, endless())["stream_url"]
        for _ in range(3):
            assert streams.enter_context(client.stream("GET", url)).status_code == 200
        refusal = client.get(url)
        assert is_problem(refusal, 429)
        assert int(refusal.headers["Retry-After"]) >= 1
        streams.close()
        assert becomes_true(lambda: opens(client, url), within=10)


def test_streams_that_are_opened_at_once_do_not_pass_the_limit_together(narrow: httpx.Client) -> None:
    with nothing_left(narrow), ExitStack() as streams, ThreadPoolExecutor(30) as listeners:
        url = filled(narrow)[2]["stream_url"]
        opened = [narrow.stream("GET", url) for _ in range(30)]
        codes = [response.status_code for response in listeners.map(streams.enter_context, opened)]
        assert sorted(codes) == [200] * 3 + [429] * 27


def test_without_a_limit_of_its_own_a_client_may_have_as_many_streams_as_there_are(serve: Serve) -> None:
    client = serve(max_sse_per_client=0, max_sse=25).client
    with nothing_left(client), ExitStack() as streams:
        url = submit(client, endless())["stream_url"]
        codes = [streams.enter_context(client.stream("GET", url)).status_code for _ in range(26)]
    assert codes == [200] * 25 + [429]


def opens(client: httpx.Client, url: str) -> bool:
    with client.stream("GET", url) as response:
        return response.status_code == 200


# ── One request ──────────────────────────────────────────────────────────────


def test_a_body_that_is_too_large_is_refused(strict: httpx.Client, key: dict[str, str]) -> None:
    assert is_problem(strict.post(SUBMIT, json=unique() | {"padding": "x" * 3000}, headers=key), 413)


def test_a_body_that_does_not_say_its_size_is_read_no_further_than_the_limit(
    strict: httpx.Client, key: dict[str, str]
) -> None:
    pieces = (b"x" * 500 for _ in range(10))
    response = strict.post(SUBMIT, content=pieces, headers=key | {"Content-Type": "application/json"})
    assert is_problem(response, 413)


@pytest.mark.parametrize(("size", "code"), [(2**20, 422), (2**20 + 1, 413)])
def test_a_mebibyte_is_the_largest_body(client: httpx.Client, size: int, code: int) -> None:
    body = b'{"padding":"' + b"x" * (size - 14) + b'"}'
    assert client.post(SUBMIT, content=body, headers={"Content-Type": "application/json"}).status_code == code


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_of_another_kind_is_refused(client: httpx.Client, kind: str) -> None:
    assert is_problem(client.post(SUBMIT, content=b"{}", headers={"Content-Type": kind}), 415)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"token": 1e400x}'])
def test_what_is_not_json_is_refused(client: httpx.Client, body: bytes) -> None:
    response = client.post(SUBMIT, content=body, headers={"Content-Type": "application/json"})
    assert is_problem(response, 400)


def test_a_run_over_the_work_budget_is_refused_with_the_number(strict: httpx.Client, key: dict[str, str]) -> None:
    response = strict.post(SUBMIT, json=crowd(10_001, 100), headers=key)
    assert is_problem(response, 422)
    assert "1,000,100" in response.json()["detail"]
    assert strict.post(SUBMIT, json=crowd(10_000, 100), headers=key).status_code == 202


# ── Memory ───────────────────────────────────────────────────────────────────

MANY_TRIALS = crowd(10, 60) | {"monte_carlo": {"num_trials": 2000}}
MANY_HOLDERS = crowd(200_000, 12)


@pytest.mark.parametrize("request_", [MANY_TRIALS, MANY_HOLDERS], ids=["trials", "holders"])
def test_a_run_that_needs_too_much_memory_is_refused_with_the_number(lean: httpx.Client, request_: Json) -> None:
    answer = lean.post(SUBMIT, json=request_)
    assert is_problem(answer, 422)
    assert re.search(r"needs about \d+ MB of memory, over the budget of 20 MB", answer.json()["detail"])
    assert answer.json()["errors"][0]["type"] == "memory_over_budget"


def test_validation_finds_that_a_run_needs_too_much_memory(lean: httpx.Client) -> None:
    report = lean.post(VALIDATE, json=MANY_HOLDERS).json()
    assert (report["valid"], report["problems"][0]["type"]) == (False, "memory_over_budget")


def test_a_comparison_keeps_both_economies_trials(lean: httpx.Client) -> None:
    sides = {"a": crowd(10, 60), "b": crowd(10, 60, seed=2)}
    answers = [
        lean.post(f"{PREFIX}/monte-carlo/compare", json=sides | {"monte_carlo": {"num_trials": count}})
        for count in (2, 1000)
    ]
    assert [answer.status_code for answer in answers] == [202, 422]


def test_a_sweep_needs_the_memory_of_the_runs_at_once(lean: httpx.Client) -> None:
    steps = {"pointer": "/abm/behaviour_noise", "low": 0, "high": 1, "steps": 1000}
    answer = lean.post(f"{PREFIX}/sweep", json={"base": crowd(10, 50), "parameters": [steps]})
    assert answer.status_code == 202
    cancel(lean, answer.json())
