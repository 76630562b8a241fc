"""Nodes of workers: `cliffcast worker` as a process of its own, with the processes that it forks."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from tests.launching import CLIFFCAST, Launched, environment
from tests.redis_server import RedisServer
from tests.stories.serving import PATIENCE, started


@dataclass(frozen=True)
class Node:
    """A running node, and the file it logs to."""

    process: "subprocess.Popen[bytes] | Launched"
    redis: RedisServer
    log: Path
    program: Sequence[str]

    @classmethod
    def start(cls, redis: RedisServer, log: Path, program: Sequence[str] = CLIFFCAST, **settings: object) -> "Node":
        """One that still has to get ready; `workers=2` sets ABM_WORKERS=2."""
        process = started("worker", environment(**shared(redis) | settings), log, program=program)
        return cls(process, redis, log, program)

    def await_ready(self) -> None:
        """Wait until it takes work."""
        deadline = time.monotonic() + PATIENCE
        with self.redis.client() as client:
            while not any(name.startswith(f"cliffcast-{self.process.pid}@") for name in _nodes(client)):
                assert self.process.poll() is None, self.told()
                assert time.monotonic() < deadline, self.told()
                time.sleep(0.05)

    @property
    def children(self) -> list[int]:
        """The processes that run chunks."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in listed.read_text().split()]

    def stop(self) -> None:
        """Ask it to leave; it must do so in order."""
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(timeout=30) == 0, self.told()
        finally:
            self.kill()

    def kill(self) -> None:
        """Let all of it be gone at once, as when its machine loses power."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()  # one that has no session of its own yet
        self.process.wait()

    def told(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-5000:]


def shared(redis: RedisServer) -> dict[str, Any]:
    """The settings that make replicas and workers one deployment."""
    return {"store_url": redis.url, "engine_url": f"redis://127.0.0.1:{redis.port}/1"}


def _nodes(client: redis.Redis) -> list[str]:
    """The living nodes of all versions."""
    return [str(node) for nodes in client.scan_iter("cliffcast:leases:*:nodes") for node in client.zrange(nodes, 0, -1)]
