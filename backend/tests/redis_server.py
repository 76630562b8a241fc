"""A real Redis: a server on a port of its own that can be killed, frozen, and started again."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis

from tests.stories.serving import free_port

BINARY = shutil.which("redis-server") or shutil.which("valkey-server")
PATIENCE = 30
"""Seconds a server may take to start."""


@dataclass
class RedisServer:
    """A server that keeps what it was told while it lives; with `durable`, also after it was killed."""

    binary: str
    directory: Path
    durable: bool = False
    options: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Let it run, until it answers."""
        kept = ["--appendonly", "yes", "--appendfsync", "always"] if self.durable else ["--appendonly", "no"]
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.directory)]
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binary, *place, "--save", "", *kept, *self.options], stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (self.directory / "log").read_text()
            assert time.monotonic() < deadline, "redis-server does not answer"
            time.sleep(0.01)

    def kill(self) -> None:
        """Let it be gone at once."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Let it hold its connections and say nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def client(self) -> redis.Redis:
        """A client that waits long."""
        return redis.Redis.from_url(self.url, decode_responses=True)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


@contextmanager
def redis_server(*, durable: bool = False, options: Sequence[str] = ()) -> Iterator[RedisServer]:
    """A server for a while; whoever asks for one is skipped where there is none, unless REQUIRE_REDIS is set."""
    if BINARY is None:
        assert not os.environ.get("REQUIRE_REDIS"), "REQUIRE_REDIS is set and there is no redis-server"
        pytest.skip("redis-server is not installed")
    with TemporaryDirectory(prefix="redis-") as directory:
        server = RedisServer(BINARY, Path(directory), durable, options)
        server.start()
        try:
            yield server
        finally:
            server.kill()
