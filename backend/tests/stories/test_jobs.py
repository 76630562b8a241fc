"""The documented flow, and everything a client can do with a job."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyarrow.parquet
import pytest

from tests.stories.posts import Json, documented, simulated
from tests.stories.serving import Serve
from tests.stories.submissions import (
    JOBS,
    STATS,
    SUBMIT,
    UNKNOWN,
    becomes,
    becomes_true,
    broken,
    cancel,
    completed,
    ended,
    endless,
    every_place_taken,
    long,
    nothing_left,
    stats,
    status,
    submit,
    submit_at_once,
    told,
    under_way,
    unique,
)

RESULTS = f"{JOBS}/{{}}/results"


@pytest.fixture(autouse=True)
def _nothing_left(client: httpx.Client) -> Iterator[None]:
    with nothing_left(client):
        yield


# ── The documented flow ──────────────────────────────────────────────────────


def test_a_submission_is_answered_at_once_with_where_to_look(client: httpx.Client) -> None:
    response = client.post(SUBMIT, json=unique())
    job = response.json()
    assert response.status_code == 202
    assert response.headers["Location"] == job["status_url"] == f"{JOBS}/{job['job_id']}/status"
    assert job["stream_url"] == f"{JOBS}/{job['job_id']}/stream"
    assert job["results_url"] == RESULTS.format(job["job_id"])
    assert (job["status"], job["cached"]) == ("pending", False)


def test_the_documented_example_runs_from_submission_to_result(client: httpx.Client) -> None:
    job = submit(client, documented())
    assert told(client, job["stream_url"])[-1]["status"] == "completed"
    answer = client.get(job["results_url"]).json()
    alone = simulated(client, documented())
    for one in (answer, alone):
        del one["execution_time_seconds"], one["manifest"]["created_at"]
    assert answer == alone


def test_a_poll_says_everything_the_contract_names(client: httpx.Client) -> None:
    job = submit(client, unique())
    state = ended(client, job)
    assert state.keys() >= {
        *("job_id", "kind", "status", "progress_pct", "current_month", "total_months", "created_at", "started_at"),
        *("completed_at", "eta_seconds", "queue_position", "cached", "error"),
    }
    assert (state["kind"], state["status"], state["progress_pct"]) == ("simulation", "completed", 100)
    assert state["current_month"] == state["total_months"] == 12
    assert state["created_at"] <= state["started_at"] <= state["completed_at"]


def test_progress_and_the_time_left_are_told_while_a_job_runs(client: httpx.Client) -> None:
    job = submit(client, long())
    seen = []
    while (state := status(client, job))["status"] != "completed":
        seen.append((state["progress_pct"], state["current_month"]))
        assert (state["eta_seconds"] is None) == (state["progress_pct"] == 0)
        time.sleep(0.02)
    assert seen == sorted(seen)
    assert any(0 < percent < 100 for percent, _ in seen)


def test_job_ids_are_random_and_of_the_documented_form(client: httpx.Client) -> None:
    ids = {submit(client, unique())["job_id"] for _ in range(10)}
    assert len(ids) == 10
    assert all(re.fullmatch(r"abm_[0-9a-f]{32}", job) for job in ids)


@pytest.mark.parametrize("what", ["GET status", "GET results", "GET stream", "DELETE"])
@pytest.mark.parametrize("job", [UNKNOWN, "abm_abc123def456", "mc_" + 32 * "f", "ABM", "%00", "é" * 8])
def test_an_unknown_job_is_a_problem_404(client: httpx.Client, what: str, job: str) -> None:
    method, _, part = what.partition(" ")
    response = client.request(method, f"{JOBS}/{job}/{part}".rstrip("/"))
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith("There is no such job")


def test_a_job_id_of_any_length_is_unknown_rather_than_wrong(client: httpx.Client) -> None:
    assert client.get(f"{JOBS}/{'a' * 200}/status").status_code == 404


def test_a_job_that_fails_says_why_in_a_sentence(client: httpx.Client) -> None:
    state = ended(client, job := submit(client, broken()))
    assert state["status"] == "failed"
    assert re.fullmatch(r"[A-Z].*price.*\.|Price.*\.", state["error"])
    problem = client.get(job["results_url"])
    assert (problem.status_code, problem.headers["Content-Type"]) == (409, "application/problem+json")
    assert state["error"] in problem.json()["detail"]


# ── Results ──────────────────────────────────────────────────────────────────


def test_a_result_that_is_not_there_yet_says_when_to_ask_again(client: httpx.Client) -> None:
    job = submit(client, endless())
    response = client.get(job["results_url"])
    assert response.status_code == 409
    assert int(response.headers["Retry-After"]) >= 1
    assert response.json()["detail"].startswith("The job is still ")


def test_a_cancelled_job_has_no_result_and_says_so(client: httpx.Client) -> None:
    job = submit(client, endless())
    cancel(client, job)
    response = client.get(job["results_url"])
    assert (response.status_code, "cancelled" in response.json()["detail"]) == (409, True)


def test_a_result_is_not_sent_to_who_has_it(client: httpx.Client) -> None:
    url = completed(client, unique())["results_url"]
    etag = client.get(url).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = client.get(url, headers={"If-None-Match": known})
        assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", etag)
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ({"params": {"format": "csv"}}, "text/csv"),
        ({"headers": {"Accept": "text/csv"}}, "text/csv"),
        ({"headers": {"Accept": "text/csv;q=0.9, */*;q=0.1"}}, "text/csv"),
        ({"params": {"format": "parquet"}}, "application/vnd.apache.parquet"),
        ({"headers": {"Accept": "application/vnd.apache.parquet"}}, "application/vnd.apache.parquet"),
        ({"params": {"format": "json"}, "headers": {"Accept": "text/csv"}}, "application/json"),
        ({"headers": {"Accept": "*/*"}}, "application/json"),
    ],
)
def test_a_result_comes_in_the_format_that_is_asked_for(client: httpx.Client, how: Json, kind: str) -> None:
    response = client.get(completed(client, unique())["results_url"], **how)
    assert (response.status_code, response.headers["Content-Type"].partition(";")[0]) == (200, kind)


@pytest.mark.parametrize(
    "accept",
    [
        "text/csv;q=0.1, application/json",
        "text/csv;q=0, */*",
    ],
)
def test_the_format_a_client_likes_best_is_sent(client: httpx.Client, accept: str) -> None:
    response = client.get(completed(client, unique())["results_url"], headers={"Accept": accept})
    assert response.headers["Content-Type"] == "application/json"


def test_csv_and_parquet_hold_the_global_series(client: httpx.Client, tmp_path: Path) -> None:
    url = completed(client, unique())["results_url"]
    rows = client.get(url).json()["global_metrics"]
    table = client.get(url, params={"format": "csv"}).text.splitlines()
    (tmp_path / "rows").write_bytes(client.get(url, params={"format": "parquet"}).content)
    columns = pyarrow.parquet.read_table(tmp_path / "rows").to_pydict()
    assert (table[0].replace('"', "").split(","), len(table) - 1) == (list(rows[0]), len(rows))
    assert columns["price"] == [row["price"] for row in rows]


def test_every_format_has_an_entity_tag_of_its_own(client: httpx.Client) -> None:
    url = completed(client, unique())["results_url"]
    tags = {client.get(url, params={"format": name}).headers["ETag"] for name in ("json", "csv", "parquet")}
    assert len(tags) == 3
    for name in ("csv", "parquet"):
        etag = client.get(url, params={"format": name}).headers["ETag"]
        again = client.get(url, params={"format": name}, headers={"If-None-Match": etag})
        assert again.status_code == 304


def test_an_unknown_format_is_refused_by_name(client: httpx.Client) -> None:
    response = client.get(completed(client, unique())["results_url"], params={"format": "xlsx"})
    assert (response.status_code, response.json()["errors"][0]["loc"]) == (422, ["query", "format"])


# ── Many at once ─────────────────────────────────────────────────────────────


def test_twenty_identical_submissions_at_once_are_one_run(client: httpx.Client) -> None:
    request, before = long(holders=200_000), stats(client)
    jobs = submit_at_once(client, [request] * 20)
    assert len({job["job_id"] for job in jobs}) == 20
    for job in jobs:
        ended(client, job)
    answers = [client.get(job["results_url"]) for job in jobs]
    assert len({(answer.headers["ETag"], answer.content) for answer in answers}) == 1
    assert stats(client)["cache_size"] == before["cache_size"] + 1


def test_cancelling_the_first_of_twenty_leaves_the_others_their_results(client: httpx.Client) -> None:
    with every_place_taken(client):
        first, *others = submit_at_once(client, [unique()] * 20)
        assert cancel(client, first).status_code == 200
    assert {ended(client, job)["status"] for job in others} == {"completed"}
    assert len({client.get(job["results_url"]).headers["ETag"] for job in others}) == 1
    assert (status(client, first)["status"], client.get(first["results_url"]).status_code) == ("cancelled", 409)


def test_nothing_told_of_a_cancelled_job_changes_while_others_go_on(client: httpx.Client) -> None:
    with every_place_taken(client):
        first, second = submit_at_once(client, [unique()] * 2)
        assert cancel(client, first).status_code == 200
        before = status(client, first)
    ended(client, second)
    assert status(client, first) == before


def test_five_long_jobs_run_and_three_wait_in_their_order(client: httpx.Client) -> None:
    jobs = [submit(client, endless()) for _ in range(8)]
    becomes(client, jobs[4], "running")
    states = [status(client, job) for job in jobs]
    assert [state["status"] for state in states] == ["running"] * 5 + ["pending"] * 3
    assert [state["queue_position"] for state in states] == [None] * 5 + [1, 2, 3]
    numbers = stats(client)
    assert (numbers["running_jobs"], numbers["pending_jobs"], numbers["max_concurrent_jobs"]) == (5, 3, 5)


def test_counts_of_the_queue_add_up(client: httpx.Client) -> None:
    completed(client, unique())
    ended(client, submit(client, broken()))
    cancel(client, submit(client, endless()))
    submit(client, endless())
    numbers = stats(client)
    statuses = [f"{name}_jobs" for name in ("pending", "running", "completed", "failed", "cancelled")]
    assert numbers["total_jobs"] == sum(numbers[name] for name in statuses)
    assert numbers.keys() == {
        *statuses,
        *("total_jobs", "cache_size", "cache_hits", "cache_misses", "max_concurrent_jobs", "workers"),
    }


# ── Cancelling ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", [0, 4])
def test_a_running_job_stops_within_two_seconds_and_frees_its_place(client: httpx.Client, which: int) -> None:
    jobs = [submit(client, endless()) for _ in range(6)]
    under_way(client, jobs[4])
    answer = cancel(client, jobs[which])
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert answer.json()["job_id"] == jobs[which]["job_id"]
    becomes(client, jobs[5], "running", within=2)
    states = [status(client, job)["status"] for job in jobs]
    assert states == ["cancelled" if index == which else "running" for index in range(6)]


def test_a_waiting_job_that_is_cancelled_lets_the_others_move_up(client: httpx.Client) -> None:
    jobs = [submit(client, endless()) for _ in range(7)]
    becomes(client, jobs[4], "running")
    assert cancel(client, jobs[5]).status_code == 200
    assert status(client, jobs[5])["status"] == "cancelled"
    assert status(client, jobs[6])["queue_position"] == 1


def test_a_finished_job_cannot_be_cancelled(client: httpx.Client) -> None:
    job = completed(client, unique())
    for finished, name in ((job, "completed"), (submit(client, broken()), "failed")):
        ended(client, finished)
        response = cancel(client, finished)
        assert (response.status_code, response.headers["Content-Type"]) == (409, "application/problem+json")
        assert name in response.json()["detail"]
    assert status(client, job)["status"] == "completed"


def test_a_job_is_cancelled_once(client: httpx.Client) -> None:
    job = submit(client, endless())
    assert [cancel(client, job).status_code for _ in range(2)] == [200, 409]


# ── Lists ────────────────────────────────────────────────────────────────────


def test_turning_pages_shows_every_job_once_although_new_ones_come_in(client: httpx.Client) -> None:
    mine = [submit(client, unique())["job_id"] for _ in range(5)][::-1]
    seen: list[str] = []
    cursor = None
    while len(seen) < 5:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(JOBS, params=params).json()
        seen, cursor = seen + [job["job_id"] for job in page["jobs"]], page["next_cursor"]
        submit(client, unique())
    assert seen[:5] == mine


def test_a_list_says_of_each_job_what_its_status_says(client: httpx.Client) -> None:
    job = completed(client, unique())
    assert client.get(JOBS, params={"limit": 1}).json()["jobs"] == [status(client, job)]


def test_twenty_jobs_are_listed_unless_another_number_is_asked_for(client: httpx.Client) -> None:
    for _ in range(21):
        submit(client, unique())
    assert len(client.get(JOBS).json()["jobs"]) == 20
    assert len(client.get(JOBS, params={"limit": 100}).json()["jobs"]) > 20


@pytest.mark.parametrize("wanted", ["pending", "running", "completed", "failed", "cancelled"])
def test_jobs_are_listed_by_status(client: httpx.Client, wanted: str) -> None:
    completed(client, unique())
    ended(client, submit(client, broken()))
    cancel(client, submit(client, endless()))
    jobs = [submit(client, endless()) for _ in range(6)]
    becomes(client, jobs[4], "running")
    listed = client.get(JOBS, params={"status": wanted, "limit": 100}).json()["jobs"]
    assert {job["status"] for job in listed} == {wanted}


def test_jobs_are_listed_by_kind(client: httpx.Client) -> None:
    submit(client, unique())
    simulations, trials = (
        client.get(JOBS, params={"kind": kind}).json()["jobs"] for kind in ("simulation", "monte_carlo")
    )
    assert {job["kind"] for job in simulations} == {"simulation"}
    assert all(job["kind"] == "monte_carlo" for job in trials)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("limit", value) for value in ("0", "101", "-1", "ten", "1.5")],
        *[("cursor", value) for value in ("banana", "-1", "1e3", "9" * 20, "' or 1=1")],
        *[("status", value) for value in ("done", "COMPLETED", "")],
        ("kind", "chain"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused_by_name(client: httpx.Client, name: str, value: str) -> None:
    response = client.get(JOBS, params={name: value})
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
    assert response.json()["errors"][0]["loc"] == ["query", name]


def test_a_cursor_past_the_end_leads_to_an_empty_page(client: httpx.Client) -> None:
    assert client.get(JOBS, params={"cursor": "1"}).json() == {"jobs": [], "next_cursor": None}


# ── Time ─────────────────────────────────────────────────────────────────────


def test_a_finished_job_is_forgotten_after_its_time_to_live(serve: Serve) -> None:
    client = serve(job_ttl_hours=0.001).client
    job = completed(client, unique())
    assert becomes_true(lambda: client.get(job["status_url"]).status_code == 404, within=20)
    assert client.get(job["results_url"]).status_code == 404
    assert client.get(STATS).json()["total_jobs"] == 0


def test_a_job_that_takes_too_long_fails_with_a_sentence_and_is_not_cached(serve: Serve) -> None:
    client, request = serve(job_timeout_s=1.5).client, endless()
    job = submit(client, request)
    state = ended(client, job)
    assert (state["status"], state["error"]) == ("failed", "The simulation took longer than the 1.5 seconds allowed.")
    assert [event["status"] for event in told(client, job["stream_url"])] == ["failed"]
    assert submit(client, request)["cached"] is False
    assert completed(client, unique())
