"""A thousand submissions while something is killed every three seconds: no acknowledged job is lost or ends twice."""

import itertools
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from tests.distributed.deployment import Deployment
from tests.stories.posts import PREFIX, Json
from tests.stories.submissions import FINAL, unique

SUBMISSIONS, CLIENTS = 1000, 4
KILL_EVERY = 3.0
PAUSE = 0.08
"""Seconds between two submissions of one client."""
PATIENCE = 120.0


class Nemesis:
    """Kills a process of the deployment every few seconds, always the same ones in the same order."""

    def __init__(self, deployment: Deployment, seed: int) -> None:
        self._ways = [
            *(partial(deployment.replace_replica, place) for place in range(2)),
            *(partial(deployment.replace_node, place) for place in range(2)),
            *(partial(deployment.kill_child, place) for place in range(2)),
            deployment.restart_redis,
        ]
        self._chance, self._over = random.Random(seed), threading.Event()
        self._thread = threading.Thread(target=self._rage)
        self.kills = 0

    def __enter__(self) -> "Nemesis":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _rage(self) -> None:
        while not self._over.wait(KILL_EVERY):
            self._chance.choice(self._ways)()
            self.kills += 1


class Clients:
    """Clients who do not give up: they try another replica, with the same idempotency key."""

    def __init__(self, deployment: Deployment, http: httpx.Client) -> None:
        self._deployment, self._http = deployment, http
        self._turns = itertools.count()

    def submit(self, request: Json) -> str:
        """The id of the job, once somebody has acknowledged it."""
        time.sleep(PAUSE)
        key = str(request["abm"]["seed"])
        answer: Json = self.ask("POST", "/simulate", json=request, headers={"Idempotency-Key": key})
        return str(answer["job_id"])

    def status(self, job_id: str) -> str:
        """How a job is doing."""
        return str(self.ask("GET", f"/jobs/{job_id}/status")["status"])

    def ask(self, method: str, path: str, **how: object) -> Json:
        """The first answer of any replica that is not a refusal."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            replica = self._deployment.replicas[next(self._turns) % 2]
            try:
                answer = self._http.request(method, f"{replica.url}{PREFIX}{path}", **how)  # type: ignore[arg-type]
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                assert answer.is_success, answer.text
                told: Json = answer.json()
                return told
            time.sleep(0.05)
        raise AssertionError("no replica answers")


@pytest.fixture
def clients(deployment: Deployment) -> Iterator[Clients]:
    """As many clients as there are threads that use it."""
    with httpx.Client(timeout=10) as http:
        yield Clients(deployment, http)


@pytest.mark.timeout(300)
def test_every_acknowledged_job_reaches_one_end_whatever_is_killed(deployment: Deployment, clients: Clients) -> None:
    requests = [unique() for _ in range(SUBMISSIONS)]
    with Nemesis(deployment, seed=6) as nemesis, ThreadPoolExecutor(CLIENTS) as pool:
        jobs = list(pool.map(clients.submit, requests))
    assert nemesis.kills > 3
    assert len(set(jobs)) == SUBMISSIONS
    ends = [_end(clients, job) for job in jobs]
    assert set(ends) == {"completed"}
    deployment.await_ready()
    assert [clients.status(job) for job in jobs] == ends


def _end(clients: Clients, job: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while (status := clients.status(job)) not in FINAL:
        assert time.monotonic() < deadline, (job, status)
        time.sleep(0.05)
    return status
