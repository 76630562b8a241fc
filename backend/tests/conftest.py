"""What every test shares: how many examples a law is tried on, and servers: ours, Redis and PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Cluster, cluster
from tests.redis_server import RedisServer, redis_server
from tests.stories.serving import Serve, Server

settings.register_profile(
    "cliffcast",
    deadline=None,  # the first run of a kernel may compile it
    max_examples=60,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("cliffcast")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers: `serve(sync_max_work=1000)` has ABM_SYNC_MAX_WORK=1000. All are stopped with the session."""
    with ExitStack() as servers:

        def start(**settings: Any) -> Server:
            server = Server.start(tmp_path_factory.mktemp("server") / "log", **settings)
            servers.callback(server.stop)
            server.await_ready()
            return server

        yield start


@pytest.fixture(scope="session")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The server of most stories, with everything at its default, but an archive that is gone afterwards."""
    return serve(archive_url=tmp_path_factory.mktemp("archive") / "archive.db")


@pytest.fixture(scope="session")
def client(server: Server) -> httpx.Client:
    """A client of that server."""
    return server.client


@pytest.fixture(scope="session")
def running_redis() -> Iterator[RedisServer]:
    """A Redis for all who leave it as they found it: running."""
    with redis_server() as server:
        yield server


@pytest.fixture
def redis(running_redis: RedisServer) -> RedisServer:
    """A Redis without any keys."""
    with running_redis.client() as client:
        client.flushall()
    return running_redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL that runs for as long as the tests do."""
    with cluster() as served:
        yield served
