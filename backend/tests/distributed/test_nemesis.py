"""Hundreds of submissions while something is killed or frozen, and another release is rolled out and back.

No acknowledged job is lost, wrong, or unarchived.
"""

import itertools
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import httpx
import orjson
import pytest

from app.abm.async_engine.ports import PageQuery
from app.abm.engine import ABMSimulationLoop, SimulationSpec
from app.abm.engine.spec import ENGINE_VERSION
from app.storage.sql_archive import SqlArchive
from tests.distributed.deployment import Deployment, deployed
from tests.distributed.release_to_come import CLIFFCAST_TO_COME, VERSION
from tests.launching import CLIFFCAST, environment
from tests.postgres import Cluster
from tests.stories.posts import PREFIX, Json
from tests.stories.submissions import FINAL, becomes_true, unique

SUBMISSIONS, CLIENTS = 500, 4
KILL_EVERY, LEAST_KILLS = 1.5, 7
FREEZE = 6.0
"""Seconds for which the archive says nothing, three times as long as anybody waits for it."""
LOOKED_AT = 3
"""Every so manyth result is held against what its release comes to alone; odd, as every other one is of a replica."""
PAUSE = 0.15
"""Seconds between two submissions of one client."""
PATIENCE = 120.0
ARCHIVED_WITHIN = 30.0
"""Seconds after which the archive has every run, however often it has been away."""


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> Iterator[Deployment]:
    """Two replicas and two nodes with an archive in PostgreSQL."""
    settings = {
        "max_queue": 2000,
        "max_concurrent_jobs": 8,
        "log_level": "info",
        "archive_url": postgres.new_database(),
    }
    yield from deployed(tmp_path_factory.mktemp("deployment"), settings)


class Nemesis:
    """Kills a process of the deployment, or freezes its archive, every few seconds; always in the same order.

    The second replica is of a release to come from the first kill to the sixth, and a third node from then on.
    """

    def __init__(self, deployment: Deployment, archive: Cluster, seed: int) -> None:
        self._deployment, self._archive = deployment, archive
        ways: list[Callable[[], object]] = [
            self._freeze_archive,
            *(partial(self._replace_replica, place) for place in range(2)),
            *(partial(deployment.replace_node, place) for place in range(3)),
            *(partial(deployment.kill_child, place) for place in range(2)),
            deployment.restart_redis,
        ]
        self._chance, self._over = random.Random(seed), threading.Event()
        self._order = [self._roll_out, *self._chance.sample(ways, 4), self._roll_back, *self._chance.sample(ways, 9)]
        self._thread = threading.Thread(target=self._rage)

    def __enter__(self) -> "Nemesis":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _freeze_archive(self) -> None:
        self._archive.freeze()
        self._over.wait(FREEZE)
        self._archive.thaw()

    def _replace_replica(self, place: int, program: Sequence[str] = ()) -> None:
        self._deployment.replicas[1 - place].await_ready()  # somebody answers, however slow the machine
        self._deployment.replace_replica(place, program)

    def _roll_out(self) -> None:
        self._deployment.add_node(CLIFFCAST_TO_COME)
        self._replace_replica(1, CLIFFCAST_TO_COME)
        self._deployment.replicas[1].await_ready()

    def _roll_back(self) -> None:
        self._replace_replica(1, CLIFFCAST)

    def _rage(self) -> None:
        for kills, way in enumerate(itertools.cycle(self._order)):
            if self._over.wait(KILL_EVERY) and kills >= LEAST_KILLS:
                return
            way()


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

    def result(self, job_id: str) -> Json:
        """What a job came to."""
        return self.ask("GET", f"/jobs/{job_id}/results")

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
def test_every_acknowledged_job_reaches_one_right_end_whatever_is_killed(
    deployment: Deployment, postgres: Cluster, clients: Clients
) -> None:
    requests = [unique() for _ in range(SUBMISSIONS)]
    with Nemesis(deployment, postgres, seed=7), ThreadPoolExecutor(CLIENTS) as pool:
        jobs = list(pool.map(clients.submit, requests))
    assert len(set(jobs)) == SUBMISSIONS
    ends = [_end(clients, job) for job in jobs]
    assert set(ends) == {"completed"}
    deployment.await_ready()
    assert [clients.status(job) for job in jobs] == ends
    results = [clients.result(job) for job in jobs[::LOOKED_AT]]
    for release, months_of in ((ENGINE_VERSION, _months), (VERSION, _months_to_come)):
        theirs = [result["manifest"]["engine_version"] == release for result in results]
        told = [result["global_metrics"] for result in itertools.compress(results, theirs)]
        assert told == months_of(list(itertools.compress(requests[::LOOKED_AT], theirs))) != []
    with closing(SqlArchive(deployment.settings["archive_url"])) as archive:
        assert becomes_true(lambda: _archived(archive) >= set(jobs), within=ARCHIVED_WITHIN)


def _months(requests: Sequence[Json]) -> list[Json]:
    """The months of such runs, made in this process."""
    told = [list(ABMSimulationLoop(SimulationSpec(**request)).run().global_rows()) for request in requests]
    months: list[Json] = orjson.loads(orjson.dumps(told))
    return months


def _months_to_come(requests: Sequence[Json]) -> list[Json]:
    """The months of such runs, made by the release to come, alone."""
    said = orjson.dumps(requests)
    told = subprocess.run(
        [*CLIFFCAST_TO_COME, "months"], check=True, input=said, stdout=subprocess.PIPE, env=environment(), timeout=60
    )
    months: list[Json] = orjson.loads(told.stdout)
    return months


def _archived(archive: SqlArchive) -> set[str]:
    return {state.job.job_id for state in archive.jobs(PageQuery("", 2 * SUBMISSIONS))}


def _end(clients: Clients, job: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while (status := clients.status(job)) not in FINAL:
        assert time.monotonic() < deadline, (job, status)
        time.sleep(0.05)
    return status
