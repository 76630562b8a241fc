"""Jobs as clients handle them: submit, ask, listen, fetch, cancel."""

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
from httpx_sse import EventSource, ServerSentEvent, connect_sse

from tests.stories.posts import PREFIX, Json, small

SUBMIT = f"{PREFIX}/simulate"
JOBS = f"{PREFIX}/jobs"
STATS = f"{PREFIX}/queue/stats"
UNKNOWN = "abm_" + 32 * "0"
FINAL = ("completed", "failed", "cancelled")
PATIENCE = 90
"""Seconds a few long jobs may take on a busy machine."""

_seeds = itertools.count(1000)


def unique(**abm: Any) -> Json:
    """A request that nobody has sent before: milliseconds."""
    return small(seed=next(_seeds), **abm)


def long(holders: int = 900_000) -> Json:
    """A request that nobody has sent before: twenty years of many holders, about two seconds of one processor."""
    request = unique(agent_granularity="full_individual")
    request["token"] |= {"horizon_months": 240}
    request["buckets"] = [
        {"bucket": name, "allocation": 20, "vesting_months": 240, "num_holders": holders // 5} for name in "ABCDE"
    ]
    return request


def endless() -> Json:
    """A request that nobody has sent before: longer than any story waits, so that it ends by being cancelled."""
    return long(holders=100_000) | {"monte_carlo": {"num_trials": 200}}


def broken() -> Json:
    """A request whose price leaves the range of numbers."""
    return unique(pricing_model="issuance_curve", pricing_config={"alpha": 20, "max_supply": 1e-20})


def submit(client: httpx.Client, request: Json, **how: Any) -> Json:
    """The job of a submission; `how` are arguments of the request, such as headers."""
    response = client.post(SUBMIT, json=request, **how)
    assert response.status_code in (200, 202), response.text
    job: Json = response.json()
    return job


def submit_at_once(client: httpx.Client, requests: list[Json]) -> list[Json]:
    """The jobs of many clients who submit at the same moment."""
    with ThreadPoolExecutor(len(requests)) as clients:
        return list(clients.map(lambda request: submit(client, request), requests))


def status(client: httpx.Client, job: Json, **how: Any) -> Json:
    """How a job is doing."""
    response = client.get(job["status_url"], **how)
    assert response.status_code == 200, response.text
    state: Json = response.json()
    return state


def becomes(client: httpx.Client, job: Json, *statuses: str, within: float = PATIENCE, **how: Any) -> Json:
    """The job once it has one of these statuses."""
    deadline = time.monotonic() + within
    while (state := status(client, job, **how))["status"] not in statuses:
        assert time.monotonic() < deadline, state
        time.sleep(0.01)
    return state


def under_way(client: httpx.Client, job: Json) -> None:
    """Wait until a job has come some way."""
    deadline = time.monotonic() + PATIENCE
    while not (state := status(client, job))["progress_pct"]:
        assert time.monotonic() < deadline, state
        time.sleep(0.01)


def becomes_true(condition: Callable[[], Any], within: float = PATIENCE) -> Any:
    """What a condition says once it holds; what it says at last where it never does."""
    deadline = time.monotonic() + within
    while not (now := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return now


def ended(client: httpx.Client, job: Json, **how: Any) -> Json:
    """The job once it has ended."""
    return becomes(client, job, *FINAL, **how)


def completed(client: httpx.Client, request: Json, **how: Any) -> Json:
    """The job of a request whose result is there."""
    job = submit(client, request, **how)
    assert ended(client, job, headers=how.get("headers"))["status"] == "completed"
    return job


def cancel(client: httpx.Client, job: Json) -> httpx.Response:
    """The answer to the wish to cancel a job."""
    return client.delete(f"{JOBS}/{job['job_id']}")


def stats(client: httpx.Client, **how: Any) -> Json:
    """The queue in numbers."""
    numbers: Json = client.get(STATS, **how).json()
    return numbers


def events_of(source: EventSource) -> Iterator[ServerSentEvent]:
    """The events of a stream as a browser hears them: httpx-sse takes a ping for an event without data."""
    return (event for event in source.iter_sse() if event.data)


def listen(client: httpx.Client, url: str, **how: Any) -> list[ServerSentEvent]:
    """Every event of a stream, to its end."""
    with connect_sse(client, "GET", url, **how) as source:
        assert source.response.status_code == 200, source.response.read()
        return list(events_of(source))


def told(client: httpx.Client, url: str, **how: Any) -> list[Json]:
    """What every event of a stream says."""
    return [event.json() for event in listen(client, url, **how)]


@contextmanager
def every_place_taken(client: httpx.Client) -> Iterator[None]:
    """While it lasts, whatever else is submitted waits."""
    jobs = [submit(client, endless()) for _ in range(stats(client)["max_concurrent_jobs"])]
    becomes(client, jobs[-1], "running")
    yield
    for job in jobs:
        cancel(client, job)


@contextmanager
def nothing_left(client: httpx.Client) -> Iterator[None]:
    """Afterwards no job waits or runs, and there is a place for another."""
    try:
        yield
    finally:
        for wanted in ("pending", "running"):
            for job in client.get(JOBS, params={"status": wanted, "limit": 100}).json()["jobs"]:
                cancel(client, job)
        while (response := client.post(SUBMIT, json=unique())).status_code == 429:
            time.sleep(0.02)
        ended(client, response.json())
