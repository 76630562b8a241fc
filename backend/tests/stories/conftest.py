"""What every story is given: a server of its own making, or the one that most of them share."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeAlias

import httpx
import pytest
from serving import Server

Serve: TypeAlias = Callable[..., Server]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers: `serve(sync_max_work=1000)` has ABM_SYNC_MAX_WORK=1000. All are stopped with the session."""
    with ExitStack() as servers:

        def start(**settings: object) -> Server:
            server = Server.start(tmp_path_factory.mktemp("server") / "log", **settings)
            servers.callback(server.stop)
            server.await_ready()
            return server

        yield start


@pytest.fixture(scope="session")
def server(serve: Serve) -> Server:
    """The server of most stories, with everything at its default."""
    return serve()


@pytest.fixture(scope="session")
def client(server: Server) -> httpx.Client:
    """A client of that server."""
    return server.client


@pytest.fixture(scope="session")
def modest(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> httpx.Client:
    """A client of a server with little to spend: told so in a file, one line of which the environment overrules."""
    file = tmp_path_factory.mktemp("settings") / "settings.env"
    file.write_text("ABM_MAX_AGENTS=500\nABM_MAX_WORK=1e6\n")
    return serve(config_file=file, max_work=5000, sync_max_work=1000, workers="", log_level="WARNING").client
