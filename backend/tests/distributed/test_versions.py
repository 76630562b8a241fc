"""Two versions at once: each does its own jobs, with its own numbers, and none of the other's."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import orjson
import pytest

from app.abm.engine.spec import ENGINE_VERSION
from tests.distributed.nodes import Node, shared
from tests.distributed.release_to_come import CLIFFCAST_TO_COME, VERSION
from tests.distributed.trials import few_trials
from tests.launching import CLIFFCAST
from tests.redis_server import RedisServer, redis_server
from tests.stories.posts import Json
from tests.stories.serving import Server
from tests.stories.submissions import ended, status, submit


class Upgrade:
    """One Redis, and replicas and nodes of either version around it."""

    def __init__(self, redis: RedisServer, logs: Path, stack: ExitStack) -> None:
        self._redis, self._logs, self._stack = redis, logs, stack

    def replica(self, program: Sequence[str] = CLIFFCAST) -> Server:
        """A replica of a release, which gets ready."""
        server = Server.start(self._logs / f"{program[-1]}.log", program=program, **shared(self._redis))
        self._stack.callback(server.kill)
        return server

    def node(self, program: Sequence[str] = CLIFFCAST) -> Node:
        """A node of a release, which gets ready."""
        node = Node.start(self._redis, self._logs / f"node-{program[-1]}.log", program, workers=1)
        self._stack.callback(node.kill)
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


def test_jobs_of_two_versions_never_mix_while_one_replaces_the_other(upgrade: Upgrade) -> None:
    request = few_trials(400)
    old, new, node = upgrade.replica(), upgrade.replica(CLIFFCAST_TO_COME), upgrade.node(CLIFFCAST_TO_COME)
    for process in (old, new, node):
        process.await_ready()
    theirs, ours = submit(new.client, request), submit(old.client, request)
    their_result = _result(new, theirs)
    assert their_result["manifest"]["engine_version"] == VERSION
    assert status(old.client, ours)["status"] == "pending"
    last = upgrade.node()
    last.await_ready()
    our_result = _result(old, ours)
    assert our_result["manifest"]["engine_version"] == ENGINE_VERSION
    assert our_result["summary"] != their_result["summary"]
    both = [(server, submit(server.client, request, params={"fresh": True})) for server in (old, new) for _ in range(3)]
    results = [_result(server, job) for server, job in both]
    assert results == [our_result] * 3 + [their_result] * 3
    last.kill()
    assert submit(new.client, request)["cached"] is True
    assert submit(old.client, request)["cached"] is True
