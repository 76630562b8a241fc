"""Who may see what: API keys, stream tokens, other origins, and what every answer says to browsers."""

import json
import socket
import uuid

import httpx
import pytest

from app.api.security import Authenticator
from tests.stories.posts import PREFIX, SIMULATE, VALIDATE, Json
from tests.stories.serving import Serve, Server
from tests.stories.submissions import (
    JOBS,
    STATS,
    SUBMIT,
    UNKNOWN,
    becomes_true,
    broken,
    completed,
    ended,
    listen,
    long,
    stats,
    submit,
    told,
    unique,
)

KEYS = ["ann-secret-0001", "ben-secret-0002"]
ANN, BEN = ({"X-API-Key": key} for key in KEYS)
PAGE = "https://page.example"


@pytest.fixture(scope="module")
def house(serve: Serve) -> Server:
    """A server that asks for keys, and says all it can say in its log."""
    return serve(api_keys=" , ".join(KEYS), log_format="json", log_level="debug")


@pytest.fixture(scope="module")
def guarded(house: Server) -> httpx.Client:
    return house.client


@pytest.fixture
def job(guarded: httpx.Client) -> Json:
    """A completed job of Ann's."""
    return completed(guarded, unique(), headers=ANN)


def token_of(job: Json) -> str:
    return str(job["stream_url"].partition("?token=")[2])


# ── API keys ─────────────────────────────────────────────────────────────────

GUARDED = [
    *[("POST", path) for path in (SUBMIT, SIMULATE, VALIDATE)],
    *[("GET", path) for path in (JOBS, STATS, f"{PREFIX}/stream?jobs={UNKNOWN}")],
    *[("GET", f"{JOBS}/{UNKNOWN}/{part}") for part in ("status", "results", "stream")],
    ("DELETE", f"{JOBS}/{UNKNOWN}"),
]


@pytest.mark.parametrize(("method", "path"), GUARDED, ids=lambda part: part.removeprefix(PREFIX))
@pytest.mark.parametrize("key", [None, "", "wrong", KEYS[0][:-1], KEYS[0] + "0", " , ".join(KEYS), "é"])
def test_without_a_valid_key_nothing_is_told(guarded: httpx.Client, method: str, path: str, key: str | None) -> None:
    headers = {} if key is None else {b"X-API-Key": key.encode()}
    response = guarded.request(method, path, headers=headers, json=unique() if method == "POST" else None)
    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/problem+json")
    assert "X-API-Key" in response.json()["detail"]
    assert "WWW-Authenticate" in response.headers


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/metrics", "/docs", "/openapi.json"])
def test_what_operators_and_readers_need_is_open(guarded: httpx.Client, path: str) -> None:
    assert guarded.get(path).status_code == 200


def test_any_of_the_keys_opens_the_service(guarded: httpx.Client) -> None:
    assert [guarded.get(JOBS, headers=key).status_code for key in (ANN, BEN)] == [200, 200]


def test_without_keys_in_the_settings_nobody_is_asked_for_one(client: httpx.Client) -> None:
    job = submit(client, unique(), headers=ANN)
    assert "token" not in job["stream_url"]
    assert client.get(job["status_url"]).status_code == 200


@pytest.mark.parametrize("what", ["GET status", "GET results", "GET stream", "DELETE"])
def test_one_keys_job_is_unknown_to_another_key(guarded: httpx.Client, job: Json, what: str) -> None:
    method, _, part = what.partition(" ")
    url = f"{JOBS}/{job['job_id']}/{part}".rstrip("/")
    strange, unknown = (guarded.request(method, at, headers=BEN) for at in (url, url.replace(job["job_id"], UNKNOWN)))
    assert (strange.status_code, strange.json()) == (404, unknown.json())


def test_lists_are_per_key(guarded: httpx.Client, job: Json) -> None:
    listed = [guarded.get(JOBS, headers=key, params={"limit": 100}).json()["jobs"] for key in (ANN, BEN)]
    assert [job["job_id"] in {entry["job_id"] for entry in entries} for entries in listed] == [True, False]


def test_counts_are_per_key(guarded: httpx.Client) -> None:
    before = [stats(guarded, headers=key)["total_jobs"] for key in (ANN, BEN)]
    submit(guarded, unique(), headers=ANN)
    assert [stats(guarded, headers=key)["total_jobs"] for key in (ANN, BEN)] == [before[0] + 1, before[1]]


def test_one_keys_hit_is_not_another_keys(guarded: httpx.Client) -> None:
    request = unique()
    completed(guarded, request, headers=ANN)
    assert submit(guarded, request, headers=BEN)["cached"] is False
    assert submit(guarded, request, headers=ANN)["cached"] is True


def test_one_key_does_not_join_another_keys_run(guarded: httpx.Client) -> None:
    request = long()
    anns, bens = (submit(guarded, request, headers=key) for key in (ANN, BEN))
    guarded.delete(f"{JOBS}/{anns['job_id']}", headers=ANN)
    assert ended(guarded, bens, headers=BEN)["status"] == "completed"


def test_idempotency_keys_are_per_api_key(guarded: httpx.Client) -> None:
    key = {"Idempotency-Key": "shared"}
    jobs = [submit(guarded, unique(), headers=owner | key)["job_id"] for owner in (ANN, BEN)]
    assert len(set(jobs)) == 2


# ── Stream tokens ────────────────────────────────────────────────────────────


def test_the_stream_url_opens_the_stream_without_a_key(guarded: httpx.Client) -> None:
    job = submit(guarded, unique(), headers=ANN)
    assert told(guarded, job["stream_url"])[-1]["type"] == "done"


def test_a_key_opens_the_stream_without_a_token(guarded: httpx.Client, job: Json) -> None:
    assert listen(guarded, job["stream_url"].partition("?")[0], headers=ANN)


def test_a_token_opens_nothing_else(guarded: httpx.Client, job: Json) -> None:
    for part in ("status", "results"):
        assert guarded.get(f"{JOBS}/{job['job_id']}/{part}?token={token_of(job)}").status_code == 401
    assert guarded.get(JOBS, headers={"X-API-Key": token_of(job)}).status_code == 401


def test_a_token_opens_its_own_job_alone(guarded: httpx.Client, job: Json) -> None:
    other = completed(guarded, unique(), headers=ANN)
    response = guarded.get(f"{JOBS}/{other['job_id']}/stream?token={token_of(job)}")
    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/problem+json")


def test_a_token_that_was_tampered_with_opens_nothing(guarded: httpx.Client, job: Json) -> None:
    expires, owner, signature = token_of(job).split(".")
    later, stranger = str(int(expires) + 1), Authenticator(KEYS).owner(KEYS[1])
    flipped = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    wrong = [(later, owner, signature), (expires, stranger, signature), (expires, owner, flipped), (expires, owner, "")]
    forged = [".".join(parts) for parts in wrong] + ["", "..", "x", "9" * 190, "é.é.é", f"{expires}.{owner}"]
    answers = [guarded.get(f"{JOBS}/{job['job_id']}/stream", params={"token": token}) for token in forged]
    assert {answer.status_code for answer in answers} == {401}


def test_a_token_that_has_expired_opens_nothing(guarded: httpx.Client, job: Json) -> None:
    authenticator, expired = Authenticator(KEYS), 1_700_000_000
    owner = authenticator.owner(KEYS[0])
    token = f"{expired}.{owner}.{authenticator._signature(job['job_id'], owner, expired)}"
    assert guarded.get(f"{JOBS}/{job['job_id']}/stream", params={"token": token}).status_code == 401


def test_a_wrong_token_is_not_made_good_by_a_key(guarded: httpx.Client, job: Json) -> None:
    url = f"{JOBS}/{job['job_id']}/stream?token=wrong"
    assert guarded.get(url, headers=ANN).status_code == 401


def test_tokens_open_several_jobs_in_one_stream(guarded: httpx.Client) -> None:
    jobs = [completed(guarded, unique(), headers=ANN) for _ in range(3)]
    names, tokens = ",".join(job["job_id"] for job in jobs), [token_of(job) for job in jobs]
    url = f"{PREFIX}/stream?jobs={names}&tokens="
    assert len(listen(guarded, url + ",".join(tokens))) == 3
    assert guarded.get(url + ",".join(tokens[::-1])).status_code == 401
    assert guarded.get(url + ",".join(tokens[:2])).status_code == 422


def test_tokens_of_different_keys_open_no_stream_together(guarded: httpx.Client, job: Json) -> None:
    bens = completed(guarded, unique(), headers=BEN)
    query = f"jobs={job['job_id']},{bens['job_id']}&tokens={token_of(job)},{token_of(bens)}"
    assert guarded.get(f"{PREFIX}/stream?{query}").status_code == 401


def test_neither_keys_nor_tokens_are_ever_logged(house: Server, guarded: httpx.Client) -> None:
    jobs = [submit(guarded, request, headers=ANN) for request in (unique(), broken())]
    for job in jobs:
        ended(guarded, job, headers=ANN)
        listen(guarded, job["stream_url"])
    guarded.get(f"{JOBS}?api_key={KEYS[0]}&token={token_of(jobs[0])}", headers=ANN)
    guarded.post(SUBMIT, json={KEYS[0]: KEYS[1]}, headers=ANN | {"Idempotency-Key": KEYS[1]})
    log = house.log.read_text()
    assert jobs[0]["job_id"] in log
    assert not [word for word in (*KEYS, "token=", *map(token_of, jobs)) if word in log]


# ── What browsers are told ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/health", "/docs", "/openapi.json", "/metrics", JOBS, f"{JOBS}/{UNKNOWN}/status", "/nowhere"]
)
def test_every_answer_says_how_careful_browsers_should_be(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy or "unsafe" not in policy.partition("script-src")[2].partition(";")[0]


def test_a_stream_says_so_too(client: httpx.Client) -> None:
    with client.stream("GET", completed(client, unique())["stream_url"]) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_every_answer_has_an_id(client: httpx.Client) -> None:
    ids = [client.get(path).headers["X-Request-ID"] for path in ("/health", "/nowhere", JOBS)]
    assert len(set(ids)) == 3


def test_a_clients_own_request_id_is_kept(client: httpx.Client) -> None:
    mine = uuid.uuid4().hex
    assert client.get("/health", headers={"X-Request-ID": mine}).headers["X-Request-ID"].replace("-", "") == mine


@pytest.mark.parametrize("nonsense", ["<script>", "a" * 5000, '{"level":"error"}'])
def test_a_request_id_that_makes_no_sense_is_replaced(client: httpx.Client, nonsense: str) -> None:
    assert nonsense not in client.get("/health", headers={"X-Request-ID": nonsense}).headers["X-Request-ID"]


# ── Other origins ────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def shared(serve: Serve) -> httpx.Client:
    """A server that the pages of one other origin may call."""
    return serve(cors_origins=f"{PAGE}, https://other.example").client


def preflight(client: httpx.Client, origin: str) -> httpx.Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type, x-api-key"}
    return client.options(SUBMIT, headers={"Origin": origin} | asked)


def test_no_other_origin_may_call_unless_it_is_set(client: httpx.Client) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(client, PAGE).headers
    assert "Access-Control-Allow-Origin" not in client.get(JOBS, headers={"Origin": PAGE}).headers


def test_an_origin_that_is_set_may_call_with_a_key(shared: httpx.Client) -> None:
    headers = preflight(shared, PAGE).headers
    assert headers["Access-Control-Allow-Origin"] == PAGE
    assert "x-api-key" in headers["Access-Control-Allow-Headers"].lower()


def test_an_origin_that_is_not_set_may_not(shared: httpx.Client) -> None:
    for origin in ("https://evil.example", PAGE + ".evil.example", PAGE.replace("https", "http"), "null"):
        assert "Access-Control-Allow-Origin" not in preflight(shared, origin).headers


def test_another_origin_reads_answers_errors_and_streams(shared: httpx.Client) -> None:
    job = completed(shared, unique())
    for path in (job["status_url"], f"{JOBS}/{UNKNOWN}/status", job["stream_url"]):
        assert shared.get(path, headers={"Origin": PAGE}).headers["Access-Control-Allow-Origin"] == PAGE


def test_another_origin_may_read_the_headers_that_clients_need(shared: httpx.Client) -> None:
    exposed = shared.get(JOBS, headers={"Origin": PAGE}).headers["Access-Control-Expose-Headers"].lower()
    assert all(name in exposed for name in ("location", "etag", "retry-after", "ratelimit", "x-request-id"))


def test_values_of_a_bad_request_are_not_echoed(client: httpx.Client) -> None:
    secret = "s3cr3t-in-a-wrong-place"
    request = unique() | {"token": {"total_supply": secret, "start_date": secret, "horizon_months": secret}}
    response = client.post(SUBMIT, json=request)
    assert (response.status_code, secret in json.dumps(response.json())) == (422, False)


def test_no_key_is_logged_when_something_unexpected_happens(house: Server) -> None:
    lines = [f"POST {SUBMIT} HTTP/1.1", "Host: here", f"X-API-Key: {KEYS[0]}", "Content-Type: application/json"]
    line = f'"path": "{SUBMIT}"'
    before = house.log.read_text().count(line)
    with socket.create_connection(("127.0.0.1", httpx.URL(house.url).port)) as leaving:
        leaving.sendall("\r\n".join([*lines, "Content-Length: 9", "", "{"]).encode())
    assert becomes_true(lambda: house.log.read_text().count(line) > before, within=10), "the request was not logged"
    assert KEYS[0] not in house.log.read_text()
