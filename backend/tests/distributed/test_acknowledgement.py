"""A node is not lost with an acknowledgement: it connects anew, and goes on."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.execution.celery import celery_app, sender
from tests.distributed.saboteur import DONE
from tests.launching import environment
from tests.redis_server import RedisServer, redis_server

SECONDS = 30
"""In which a node is there, or has left."""
SOON = 4.5
"""Seconds in which a node goes on, however long Redis was away."""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis that can go away, and comes back with what it knew."""
    with redis_server(durable=True) as server:
        yield server


@pytest.fixture
def _node(redis: RedisServer, tmp_path: Path) -> Iterator[None]:
    """A node of one process that may take one message at a time."""
    with (tmp_path / "log").open("wb") as log:
        node = subprocess.Popen(
            [sys.executable, "-m", "tests.distributed.saboteur", str(redis.port)],
            env=environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
        node.send_signal(signal.SIGTERM)
        assert node.wait(SECONDS) == 0, (tmp_path / "log").read_text()
    finally:
        node.kill()


@pytest.mark.usefixtures("_node")
@pytest.mark.parametrize("away", [0.0, 6.5])
def test_a_node_goes_on_soon_after_an_acknowledgement_that_failed(redis: RedisServer, away: float) -> None:
    send = sender(celery_app(f"redis://127.0.0.1:{redis.port}/1", 60.0))
    send("begin", "first", 0, False)
    redis.process.wait(SECONDS)
    time.sleep(away)
    redis.start()
    send("begin", "second", 0, False)
    deadline = time.monotonic() + SOON
    with redis.client() as client:
        while "second" not in client.lrange(DONE, 0, -1):
            assert time.monotonic() < deadline, "the node is lost"
            time.sleep(0.05)
