"""Time counts from work, owners take turns, and small runs do not wait for large ones: with processes of our own."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from app.abm.engine.spec import ENGINE_VERSION
from app.models.abm_request import SimulateRequest
from app.storage.redis.leases import MOST_TAKEN
from tests.distributed.deployment import Deployment
from tests.redis_server import RedisServer, redis_server
from tests.stories.posts import Json
from tests.stories.submissions import STATS, becomes, becomes_true, ended, long, status, submit, under_way, unique

Deploy: TypeAlias = Callable[..., Deployment]

SOON = 1.0
"""Seconds in which a small run begins."""
KEYS = "correct-horse,battery-staple"
ANN, BEN = ({"X-API-Key": key} for key in KEYS.split(","))


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def deploy(redis: RedisServer, tmp_path: Path) -> Iterator[Deploy]:
    """Starts one replica, and so many nodes of one process."""
    with ExitStack() as stack, redis.client() as client:
        client.flushall()

        def deployed(nodes: int, **settings: object) -> Deployment:
            deployment = Deployment(redis, tmp_path, settings)
            stack.callback(deployment.kill)
            deployment.start(replicas=1, nodes=nodes)
            return deployment

        yield deployed


def _ended(client: httpx.Client, jobs: list[Json], most_running: int) -> list[Json]:
    """The jobs once all have ended, of which so many ran at a time."""
    while (numbers := client.get(STATS).json())["running_jobs"] + numbers["pending_jobs"]:
        assert numbers["running_jobs"] <= most_running
        time.sleep(0.05)
    return [status(client, job) for job in jobs]


def _alone(request: Json) -> float:
    """Seconds in which a run of one chunk is done, on the machine as it is now."""
    plan = SimulateRequest.model_validate(request).plan(1_000_000)
    begin = time.monotonic()
    plan.run_chunk(plan.chunks[0])
    return time.monotonic() - begin


def test_five_jobs_at_once_on_one_process_complete_each_in_its_own_time(deploy: Deploy) -> None:
    client = deploy(1, job_timeout_s=max(3 * _alone(long()), 3)).first
    ended(client, submit(client, unique()))
    ends = _ended(client, [submit(client, long()) for _ in range(5)], most_running=1)
    assert {(end["status"], end["error"]) for end in ends} == {("completed", None)}


def test_a_job_that_waits_too_long_says_that_it_waited(deploy: Deploy) -> None:
    client = deploy(1, queue_timeout_s=1).first
    first, second = submit(client, long()), submit(client, unique())
    under_way(client, first)
    end = ended(client, submit(client, long()))
    assert (end["status"], end["error"]) == (
        "failed",
        "The simulation waited longer than the 1 seconds allowed for its turn; submit it again.",
    )
    assert ended(client, first)["status"] == "completed"
    assert ended(client, second)["status"] in ("completed", "failed")


def test_a_small_job_beside_six_large_ones_begins_soon(deploy: Deploy) -> None:
    client = deploy(2).first
    ended(client, submit(client, unique()))
    large = [submit(client, long()) for _ in range(6)]
    under_way(client, large[0])
    begin = time.monotonic()
    small = submit(client, unique())
    becomes(client, small, "running", "completed")
    assert time.monotonic() - begin < SOON
    assert ended(client, small)["status"] == "completed"
    for job in large:
        client.delete(f"/api/v2/abm/jobs/{job['job_id']}")


def _middling() -> Json:
    """A request that takes some tenths of a second."""
    return long(200_000)


def _seconds(client: httpx.Client, headers: dict[str, str]) -> float:
    """How long one such job takes from its submission to its end."""
    begin = time.monotonic()
    assert ended(client, submit(client, _middling(), headers=headers), headers=headers)["status"] == "completed"
    return time.monotonic() - begin


def test_the_many_jobs_of_one_key_do_not_hold_up_the_one_of_another(deploy: Deploy) -> None:
    client = deploy(1, api_keys=KEYS, max_queue=500).first
    alone = max(_seconds(client, BEN) for _ in range(3))
    many = [submit(client, _middling(), headers=ANN) for _ in range(100)]
    under_way_of_ann = becomes(client, many[0], "running", "completed", headers=ANN)
    assert under_way_of_ann
    assert _seconds(client, BEN) < 2 * alone + 1
    assert becomes(client, many[-1], "pending", headers=ANN)["status"] == "pending"


def test_one_key_has_so_many_unfinished_jobs_those_among_them_that_share_a_run(deploy: Deploy) -> None:
    client = deploy(1, api_keys=KEYS, max_jobs_per_key=3).first
    request = long()
    for _ in range(3):
        submit(client, request, headers=ANN)
    refused = client.post("/api/v2/abm/simulate", json=request, headers=ANN)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert "unfinished jobs" in refused.json()["detail"]
    assert submit(client, request, headers=BEN)


def _taken_after(deployment: Deployment, before: list[str]) -> list[str]:
    """The attempts that are under way, once somebody works who was not at work before."""
    held = f"cliffcast:leases:{ENGINE_VERSION}:held"
    with deployment.redis.client() as client:
        assert becomes_true(lambda: client.hvals(held) not in ([], before))
        return list(client.hvals(held))


def test_the_loss_of_nodes_is_no_strike_against_a_job(deploy: Deploy) -> None:
    deployment = deploy(1)
    job = submit(deployment.first, long())
    attempts: list[str] = []
    for _ in range(MOST_TAKEN):
        attempts = _taken_after(deployment, attempts)
        deployment.replace_node(0)
    deployment.await_ready()
    assert ended(deployment.first, job)["status"] == "completed"


def test_no_messages_pile_up_while_there_are_no_workers(deploy: Deploy) -> None:
    deployment = deploy(0)
    jobs = [submit(deployment.first, unique()) for _ in range(5)]
    time.sleep(8)
    with deployment.redis.client() as client:
        client.select(1)
        assert client.keys("*") == []
    deployment.add_node()
    assert {ended(deployment.first, job)["status"] for job in jobs} == {"completed"}
