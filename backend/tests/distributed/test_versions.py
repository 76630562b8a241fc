"""Two versions at once: each does its own jobs, with its own numbers, and none of the other's."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from app.abm.engine.spec import ENGINE_VERSION
from tests.distributed.nodes import Node, shared
from tests.distributed.trials import few_trials
from tests.launching import BACKEND
from tests.redis_server import RedisServer, redis_server
from tests.stories.posts import Json
from tests.stories.serving import Server
from tests.stories.submissions import ended, status, submit

NEXT = "99.0.0"


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release to come, whose dice fall otherwise."""
    backend = tmp_path_factory.mktemp("next")
    shutil.copytree(BACKEND / "app", backend / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name, before, after in (
        ("__init__.py", f'"{ENGINE_VERSION}"', f'"{NEXT}"'),
        ("abm/core/streams.py", "0xBF58476D1CE4E5B9", "0xBF58476D1CE4E5BB"),
    ):
        file = backend / "app" / name
        assert before in file.read_text()
        file.write_text(file.read_text().replace(before, after))
    return backend


class Upgrade:
    """One Redis, and replicas and nodes of either version around it."""

    def __init__(self, redis: RedisServer, logs: Path, stack: ExitStack) -> None:
        self._redis, self._logs, self._stack = redis, logs, stack

    def replica(self, backend: Path = BACKEND) -> Server:
        """A replica of a version, which takes work."""
        server = Server.start(self._logs / f"replica-{backend.name}.log", backend, **shared(self._redis))
        self._stack.callback(server.kill)
        server.await_ready()
        return server

    def node(self, backend: Path = BACKEND, version: str = ENGINE_VERSION) -> Node:
        """A node of a version, which takes work."""
        node = Node.start(self._redis, self._logs / f"node-{version}.log", backend, workers=1)
        self._stack.callback(node.kill)
        node = replace(node, version=version)
        node.await_ready()
        return node


@pytest.fixture
def upgrade(tmp_path: Path) -> Iterator[Upgrade]:
    with redis_server() as redis, ExitStack() as stack:
        yield Upgrade(redis, tmp_path, stack)


def _result(server: Server, job: Json) -> Json:
    """What a job came to, less what the clock says."""
    assert ended(server.client, job)["status"] == "completed"
    result: Json = orjson.loads(server.client.get(job["results_url"]).content)
    del result["execution_time_seconds"], result["manifest"]["created_at"]
    return result


@pytest.mark.timeout(300)
def test_jobs_of_two_versions_never_mix_while_one_replaces_the_other(upgrade: Upgrade, next_version: Path) -> None:
    request = few_trials(400)
    old, new = upgrade.replica(), upgrade.replica(next_version)
    upgrade.node(next_version, NEXT)
    theirs, ours = submit(new.client, request), submit(old.client, request)
    their_result = _result(new, theirs)
    assert their_result["manifest"]["engine_version"] == NEXT
    assert status(old.client, ours)["status"] == "pending"
    last = upgrade.node()
    our_result = _result(old, ours)
    assert our_result["manifest"]["engine_version"] == ENGINE_VERSION
    assert our_result["summary"] != their_result["summary"]
    both = [(server, submit(server.client, request, params={"fresh": True})) for server in (old, new) for _ in range(3)]
    results = [_result(server, job) for server, job in both]
    assert results == [our_result] * 3 + [their_result] * 3
    last.kill()
    assert submit(new.client, request)["cached"] is True
    assert submit(old.client, request)["cached"] is True
