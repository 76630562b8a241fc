"""Progress as server-sent events: the state now, what follows, and exactly one last word."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse

from tests.stories.posts import PREFIX, Json
from tests.stories.serving import Serve
from tests.stories.submissions import (
    JOBS,
    UNKNOWN,
    becomes,
    broken,
    cancel,
    completed,
    ended,
    endless,
    events_of,
    every_place_taken,
    listen,
    long,
    nothing_left,
    status,
    submit,
    told,
    unique,
)

STREAM = f"{PREFIX}/stream"


@pytest.fixture(autouse=True)
def _nothing_left(client: httpx.Client) -> Iterator[None]:
    with nothing_left(client):
        yield


def dones(events: list[Json]) -> list[str]:
    return [event["status"] for event in events if event["type"] == "done"]


def test_a_completed_job_is_told_to_its_end_which_comes_once(client: httpx.Client) -> None:
    events = told(client, submit(client, long(holders=300_000))["stream_url"])
    assert [event["type"] for event in events] == ["progress"] * (len(events) - 1) + ["done"]
    assert (dones(events), events[-1]["progress_pct"], events[-1]["error"]) == (["completed"], 100, None)


def test_a_failed_job_is_told_to_its_end_which_comes_once(client: httpx.Client) -> None:
    events = told(client, submit(client, broken())["stream_url"])
    assert (dones(events), events[-1]["type"]) == (["failed"], "done")
    assert events[-1]["error"].endswith(".")


@pytest.mark.parametrize("wanted", ["running", "pending"])
def test_a_cancelled_job_is_told_to_its_end_which_comes_once(client: httpx.Client, wanted: str) -> None:
    job = [submit(client, endless()) for _ in range(6 if wanted == "pending" else 1)][-1]
    becomes(client, job, wanted)
    with connect_sse(client, "GET", job["stream_url"]) as source:
        stream = events_of(source)
        first = next(stream).json()
        begin = time.monotonic()
        cancel(client, job)
        events = [first, *(event.json() for event in stream)]
        assert (dones(events), events[-1]["type"]) == (["cancelled"], "done")
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize("ending", ["completed", "failed", "cancelled"])
def test_a_finished_job_streams_one_done_at_once(client: httpx.Client, ending: str) -> None:
    job = submit(client, broken() if ending == "failed" else endless() if ending == "cancelled" else unique())
    if ending == "cancelled":
        cancel(client, job)
    ended(client, job)
    begin = time.monotonic()
    assert dones(told(client, job["stream_url"])) == [ending]
    assert time.monotonic() - begin < 1


def test_the_first_event_is_the_state_now(client: httpx.Client) -> None:
    job = submit(client, long())
    while status(client, job)["progress_pct"] < 20:
        time.sleep(0.01)
    events = told(client, job["stream_url"])
    assert events[0]["type"] == "progress"
    assert events[0]["progress_pct"] >= 20


def test_an_event_says_everything_the_contract_names(client: httpx.Client) -> None:
    job = submit(client, endless())
    with connect_sse(client, "GET", job["stream_url"]) as source:
        stream = events_of(source)
        first = next(stream).json()
        cancel(client, job)
        *_, last = (event.json() for event in stream)
    names = {"type", "job_id", "status", "progress_pct"}
    assert first.keys() >= names | {"current_month", "total_months"}
    assert last.keys() >= names | {"error"}
    assert first["job_id"] == last["job_id"] == job["job_id"]


def test_events_have_no_name_so_that_onmessage_fires_and_ids_that_rise(client: httpx.Client) -> None:
    events = listen(client, submit(client, long(holders=300_000))["stream_url"])
    assert {event.event for event in events} == {"message"}
    ids = [int(event.id) for event in events]
    assert ids == sorted(set(ids))


def test_progress_rises_and_comes_at_most_twenty_times_a_second(client: httpx.Client) -> None:
    begin = time.monotonic()
    events = told(client, submit(client, long())["stream_url"])
    percent = [event["progress_pct"] for event in events]
    assert percent == sorted(percent)
    assert 3 < len(events) <= 20 * (time.monotonic() - begin) + 2


def test_a_stream_is_not_stored_and_not_held_back_on_its_way(client: httpx.Client) -> None:
    with connect_sse(client, "GET", completed(client, unique())["stream_url"]) as source:
        headers = source.response.headers
    assert headers["Content-Type"].partition(";")[0] == "text/event-stream"
    assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-store", "no")


@pytest.mark.parametrize("job", [UNKNOWN, "abm_abc123def456", "nonsense"])
def test_the_stream_of_an_unknown_job_is_a_problem_404(client: httpx.Client, job: str) -> None:
    for url in (f"{JOBS}/{job}/stream", f"{STREAM}?jobs={job}"):
        response = client.get(url, headers={"Accept": "text/event-stream"})
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_who_comes_back_hears_what_is_newer_than_the_last_they_heard(client: httpx.Client) -> None:
    job = submit(client, long())
    with connect_sse(client, "GET", job["stream_url"]) as source:
        seen = [next(events) for events in [events_of(source)] for _ in range(3)]
    rest = listen(client, job["stream_url"], headers={"Last-Event-ID": seen[-1].id})
    assert all(int(event.id) > int(seen[-1].id) for event in rest)
    assert dones([event.json() for event in rest]) == ["completed"]


@pytest.mark.parametrize("known", ["0", "3", "999999999", "banana", "-1", "", "1e3", "٣".encode(), "9" * 64])
def test_who_comes_back_after_the_end_hears_it_whatever_they_know(client: httpx.Client, known: str) -> None:
    url = completed(client, unique())["stream_url"]
    assert dones(told(client, url, headers={"Last-Event-ID": known})) == ["completed"]


def test_twenty_listeners_of_one_job_each_hear_its_end_once(client: httpx.Client) -> None:
    url = submit(client, long(holders=300_000))["stream_url"]
    with ThreadPoolExecutor(20) as listeners:
        heard = list(listeners.map(lambda _: told(client, url), range(20)))
    assert [dones(events) for events in heard] == [["completed"]] * 20


def test_a_waiting_stream_is_kept_alive_by_comments(serve: Serve) -> None:
    client = serve(max_concurrent_jobs=1, workers=1).client
    with nothing_left(client):
        job = [submit(client, long()) for _ in range(40)][-1]
        begin = time.monotonic()
        with client.stream("GET", job["stream_url"]) as response:
            comment = next(line for line in response.iter_lines() if line.startswith(":"))
        assert (comment.startswith(": ping"), time.monotonic() - begin <= 15) == (True, True)


# ── Several jobs in one connection ───────────────────────────────────────────


def several(client: httpx.Client, jobs: list[Json], **how: Any) -> list[Json]:
    return told(client, f"{STREAM}?jobs={','.join(job['job_id'] for job in jobs)}", **how)


def test_several_jobs_are_told_in_one_stream_each_with_its_own_end(client: httpx.Client) -> None:
    jobs = [submit(client, request) for request in (long(holders=200_000), broken(), long(holders=200_000), unique())]
    events = several(client, jobs)
    ends = [(event["job_id"], event["status"]) for event in events if event["type"] == "done"]
    statuses = ["completed", "failed", "completed", "completed"]
    assert sorted(ends) == sorted((job["job_id"], end) for job, end in zip(jobs, statuses, strict=True))
    for job in jobs:
        of_job = [event for event in events if event["job_id"] == job["job_id"]]
        assert [event["type"] for event in of_job] == ["progress"] * (len(of_job) - 1) + ["done"]


def test_the_jobs_of_a_shared_run_each_have_their_own_end(client: httpx.Client) -> None:
    with every_place_taken(client):
        jobs = [submit(client, request) for request in [unique()] * 5]
        assert cancel(client, jobs[0]).status_code == 200
    ends = {event["job_id"]: event["status"] for event in several(client, jobs) if event["type"] == "done"}
    assert ends == {job["job_id"]: "completed" for job in jobs} | {jobs[0]["job_id"]: "cancelled"}


def test_a_hundred_finished_jobs_are_told_at_once(client: httpx.Client) -> None:
    request = unique()
    jobs = [completed(client, request) for _ in range(100)]
    assert dones(several(client, jobs)) == ["completed"] * 100


@pytest.mark.parametrize("jobs", ["", ",", " , ,", ",".join(f"abm_{index}" for index in range(101))])
def test_a_stream_of_no_jobs_or_too_many_is_refused(client: httpx.Client, jobs: str) -> None:
    response = client.get(STREAM, params={"jobs": jobs})
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")


def test_one_unknown_job_among_several_is_a_problem_404(client: httpx.Client) -> None:
    job = completed(client, unique())["job_id"]
    assert client.get(STREAM, params={"jobs": f"{job},{UNKNOWN}"}).status_code == 404


# ── Listeners who leave ──────────────────────────────────────────────────────


def test_a_listener_who_leaves_does_not_disturb_the_job(client: httpx.Client) -> None:
    job = submit(client, long(holders=300_000))
    with connect_sse(client, "GET", job["stream_url"]) as source:
        next(events_of(source))
    assert ended(client, job)["status"] == "completed"


def test_a_slow_listener_misses_states_but_not_the_end(client: httpx.Client) -> None:
    job = submit(client, long())
    with client.stream("GET", job["stream_url"]) as response:
        ended(client, job)
        said = [line for line in response.iter_lines() if '"done"' in line]
    assert len(said) == 1
