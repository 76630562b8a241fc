"""Time counts from work, owners take turns, and small runs do not wait for large ones: with processes of our own."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from app.abm.engine.spec import ENGINE_VERSION
from app.models.abm_request import SimulateRequest
from app.storage.redis.leases import MOST_TAKEN
from tests.distributed.deployment import Deployment
from tests.redis_server import redis_server
from tests.stories.posts import PREFIX, Json
from tests.stories.submissions import (
    JOBS,
    STATS,
    SUBMIT,
    becomes,
    becomes_true,
    ended,
    long,
    submit,
    under_way,
    unique,
)

Headers: TypeAlias = dict[str, str]

SOON = 1.0
"""Seconds in which a small run begins."""
MANY = 8
"""Runs of some tenths of a second that come at once."""
FEW = 3
"""Most unfinished jobs of one key, where there are few."""
LOOKED = 8.0
"""Seconds after which a replica has looked who may begin."""
KEYS = "correct-horse,battery-staple"
ANN, BEN = ({"X-API-Key": key} for key in KEYS.split(","))


@contextmanager
def _deployed(logs: Path, nodes: int, **settings: object) -> Iterator[Deployment]:
    """One replica, and so many nodes of one process."""
    with redis_server() as redis:
        deployment = Deployment(redis, logs, settings)
        try:
            deployment.start(replicas=1, nodes=nodes)
            yield deployment
        finally:
            deployment.kill()


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of one process, where many middling runs together take longer than any of them may."""
    limit = max(3 * _alone(_middling()), 2)
    with _deployed(tmp_path_factory.mktemp("hurried"), 1, job_timeout_s=limit, api_keys=KEYS) as deployment:
        completed = submit(deployment.first, unique(), headers=ANN)
        ended(deployment.first, completed, headers=ANN)
        yield deployment.first


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of one process, where nobody waits longer than a second, nor has many jobs."""
    settings = {"queue_timeout_s": 1, "max_jobs_per_key": FEW, "api_keys": KEYS}
    with _deployed(tmp_path_factory.mktemp("impatient"), 1, **settings) as deployment:
        yield deployment.first


def _alone(request: Json) -> float:
    """Seconds in which a run of one chunk is done, on the machine as it is now."""
    plan = SimulateRequest.model_validate(request).plan(1_000_000)
    begin = time.monotonic()
    plan.run_chunk(plan.chunks[0])
    return time.monotonic() - begin


def _middling() -> Json:
    """A request that takes some tenths of a second."""
    return long(200_000)


def _cancel(client: httpx.Client, jobs: Sequence[Json], headers: Headers) -> None:
    """Let nothing of these jobs run on."""
    for job in jobs:
        client.delete(f"{JOBS}/{job['job_id']}", headers=headers)


def _never_more_running(client: httpx.Client, most: int, headers: Headers) -> None:
    """Wait until nothing waits or runs; meanwhile so many run at a time at most."""
    while (numbers := client.get(STATS, headers=headers).json())["running_jobs"] + numbers["pending_jobs"]:
        assert numbers["running_jobs"] <= most
        time.sleep(0.05)


def test_many_jobs_at_once_on_one_process_complete_each_in_its_own_time(hurried: httpx.Client) -> None:
    jobs = [submit(hurried, _middling(), headers=ANN) for _ in range(MANY)]
    _never_more_running(hurried, 1, headers=ANN)
    ends = [ended(hurried, job, headers=ANN) for job in jobs]
    assert {(end["status"], end["error"]) for end in ends} == {("completed", None)}


def _seconds(client: httpx.Client, headers: Headers) -> float:
    """How long a job takes from its submission to its end."""
    begin = time.monotonic()
    assert ended(client, submit(client, _middling(), headers=headers), headers=headers)["status"] == "completed"
    return time.monotonic() - begin


def test_the_many_jobs_of_one_key_do_not_hold_up_the_one_of_another(hurried: httpx.Client) -> None:
    alone = max(_seconds(hurried, BEN) for _ in range(3))
    many = [submit(hurried, _middling(), headers=ANN) for _ in range(100)]
    becomes(hurried, many[0], "running", "completed", headers=ANN)
    assert _seconds(hurried, BEN) < 2 * alone + 1
    assert becomes(hurried, many[-1], "pending", headers=ANN)["status"] == "pending"
    _cancel(hurried, many, ANN)


def test_a_job_that_waits_too_long_says_that_it_waited(impatient: httpx.Client) -> None:
    first = submit(impatient, long(), headers=ANN)
    becomes(impatient, first, "running", headers=ANN)
    end = ended(impatient, submit(impatient, long(), headers=ANN), headers=ANN)
    assert (end["status"], end["error"]) == (
        "failed",
        "The simulation waited longer than the 1 seconds allowed for its turn; submit it again.",
    )
    assert ended(impatient, first, headers=ANN)["status"] == "completed"


def test_one_key_has_so_many_unfinished_jobs_those_among_them_that_share_a_run(impatient: httpx.Client) -> None:
    request = long()
    jobs = [submit(impatient, request, headers=ANN) for _ in range(FEW)]
    refused = impatient.post(SUBMIT, json=request, headers=ANN)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert "unfinished jobs" in refused.json()["detail"]
    assert submit(impatient, request, headers=BEN)
    _cancel(impatient, jobs, ANN)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of two processes, which have run something."""
    with _deployed(tmp_path_factory.mktemp("wide"), 2) as deployment:
        ended(deployment.first, submit(deployment.first, unique()))
        yield deployment.first


def _sweep_at_the_limit(client: httpx.Client) -> Json:
    """The job of a study that comes close to the most work of one run."""
    steps = {"pointer": "/abm/behaviour_noise", "low": 0, "high": 1, "steps": 1000}
    answer = client.post(f"{PREFIX}/sweep", json={"base": long(20_000), "parameters": [steps]})
    assert answer.status_code == 202, answer.text
    job: Json = answer.json()
    return job


@pytest.mark.parametrize(
    ("count", "large"), [(6, lambda client: submit(client, long())), (5, _sweep_at_the_limit)], ids=["runs", "sweeps"]
)
def test_a_small_job_beside_so_many_large_ones_begins_soon(
    wide: httpx.Client, count: int, large: Callable[[httpx.Client], Json]
) -> None:
    jobs = [large(wide) for _ in range(count)]
    under_way(wide, jobs[0])
    begin = time.monotonic()
    small = submit(wide, unique())
    becomes(wide, small, "running", "completed")
    assert time.monotonic() - begin < SOON
    assert ended(wide, small)["status"] == "completed"
    _cancel(wide, jobs, {})


# ── Workers that are not there, and workers that go ──────────────────────────


@pytest.fixture(scope="module")
def deserted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A replica without any workers."""
    with _deployed(tmp_path_factory.mktemp("deserted"), 0) as deployment:
        yield deployment


def test_no_messages_pile_up_while_there_are_no_workers_which_is_told(deserted: Deployment) -> None:
    jobs = [submit(deserted.first, unique()) for _ in range(5)]
    time.sleep(LOOKED)
    with deserted.redis.client() as client:
        client.select(1)
        assert client.keys("*") == []
    assert "cliffcast_workers 0.0" in deserted.first.get("/metrics").text
    deserted.add_node()
    assert {ended(deserted.first, job)["status"] for job in jobs} == {"completed"}


def test_the_loss_of_a_node_is_no_strike_against_a_job(deserted: Deployment) -> None:
    """One that has cost all lives but one that it may cost."""
    if not deserted.nodes:
        deserted.add_node()
    leases = f"cliffcast:leases:{ENGINE_VERSION}"
    job = submit(deserted.first, long())
    with deserted.redis.client() as client:
        (task,) = becomes_true(lambda: client.hkeys(f"{leases}:held"))
        client.hset(f"{leases}:taken", task, MOST_TAKEN)
        deserted.replace_node(0)
        assert becomes_true(lambda: client.hget(f"{leases}:moved", task)) == "1"
    assert ended(deserted.first, job)["status"] == "completed"
