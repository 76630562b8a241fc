"""Whatever is killed while a Monte Carlo job is under way: it completes, with the same bits as undisturbed."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.distributed.deployment import Deployment
from tests.distributed.trials import answer, begun, undisturbed
from tests.stories.submissions import JOBS, STATS, SUBMIT, completed, submit, unique

READY, LIVE = "/health/ready", "/health/live"
ANSWERED = 2.0
"""Seconds within which every call is answered, whatever is away."""
AWAY = 10.0
"""Seconds for which Redis is away, longer than anybody waits for it."""
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
    until = time.monotonic() + AWAY
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
    calls = dict.fromkeys((status_url, JOBS, STATS, READY, LIVE), "GET") | {SUBMIT: "POST"}
    with ThreadPoolExecutor(len(calls)) as clients:
        asked = {url: clients.submit(client.request, method, url, json=unique()) for url, method in calls.items()}
    answers = {url: answer.result() for url, answer in asked.items()}
    told = {url: (answer.status_code, answer.elapsed.total_seconds() < ANSWERED) for url, answer in answers.items()}
    assert told == {url: (200 if url == LIVE else 503, True) for url in calls}
    assert all(int(answers[url].headers["retry-after"]) > 0 for url in calls if url not in (READY, LIVE))


def test_after_all_that_a_submission_still_completes(deployment: Deployment) -> None:
    deployment.await_ready()
    assert submit(deployment.first, unique())["job_id"]
    assert completed(deployment.second, unique())
