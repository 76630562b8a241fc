"""Whatever is killed while a Monte Carlo job is under way: it completes, with the same bits as undisturbed."""

import time

import httpx
import pytest

from tests.distributed.deployment import Deployment
from tests.distributed.trials import answer, begun, undisturbed
from tests.stories.submissions import JOBS, STATS, completed, submit, unique

ANSWERED = 2.0
"""Seconds within which every call is answered, whatever is away."""
RECOVERED = 5.0
"""Seconds after which everything works again once Redis is back."""


def test_a_job_outlives_the_replica_that_took_it(deployment: Deployment) -> None:
    job = begun(deployment.first)
    deployment.replace_replica(0)
    assert answer(deployment.second, job) == undisturbed()


def test_a_job_outlives_a_process_that_ran_its_chunks(deployment: Deployment) -> None:
    deployment.await_ready()
    job = begun(deployment.first)
    deployment.kill_child(0)
    assert answer(deployment.second, job) == undisturbed()


def test_a_job_outlives_a_whole_node(deployment: Deployment) -> None:
    job = begun(deployment.first)
    deployment.replace_node(0)
    assert answer(deployment.second, job) == undisturbed()


def test_a_job_outlives_every_node(deployment: Deployment) -> None:
    deployment.await_ready()
    job = begun(deployment.first)
    for place in range(2):
        deployment.replace_node(place)
    assert answer(deployment.second, job) == undisturbed()


def test_a_job_outlives_a_redis_that_writes_everything_down(deployment: Deployment) -> None:
    deployment.await_ready()
    job = begun(deployment.first)
    deployment.restart_redis()
    assert answer(deployment.second, job) == undisturbed()


@pytest.mark.parametrize("way", ["gone", "silent"])
def test_while_redis_is_away_every_call_is_answered_and_then_all_is_well(deployment: Deployment, way: str) -> None:
    job = begun(deployment.first)
    leave, come_back = {
        "gone": (deployment.redis.kill, deployment.redis.start),
        "silent": (deployment.redis.freeze, deployment.redis.thaw),
    }[way]
    leave()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        _refuses_in_time(deployment.first, job["status_url"])
    come_back()
    back = time.monotonic()
    while deployment.first.get("/health/ready").status_code != 200:
        assert time.monotonic() - back < RECOVERED
    assert completed(deployment.second, unique())
    assert answer(deployment.second, job) == undisturbed()


def _refuses_in_time(client: httpx.Client, status_url: str) -> None:
    """Every route says that the store is away, within its time; the process itself is alive."""
    for method, url in (("POST", "/api/v2/abm/simulate"), ("GET", status_url), ("GET", JOBS), ("GET", STATS)):
        answer = client.request(method, url, json=unique() if method == "POST" else None)
        assert (answer.status_code, answer.elapsed.total_seconds() < ANSWERED) == (503, True), (url, answer.text)
        assert int(answer.headers["retry-after"]) > 0
    ready, live = client.get("/health/ready"), client.get("/health/live")
    assert (ready.status_code, ready.elapsed.total_seconds() < ANSWERED) == (503, True)
    assert (live.status_code, live.elapsed.total_seconds() < ANSWERED) == (200, True)


def test_after_all_that_a_submission_still_completes(deployment: Deployment) -> None:
    deployment.await_ready()
    assert submit(deployment.first, unique())["job_id"]
    assert completed(deployment.second, unique())
