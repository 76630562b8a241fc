"""A real server: `cliffcast serve` as a process of its own, on a port of its own."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import httpx

from tests.launching import BACKEND, CLIFFCAST, Files, Launched, environment, launch

PATIENCE = 90
"""Seconds a server may take to be ready: a first start compiles the kernels."""


@dataclass(frozen=True)
class Server:
    """A running server, the file it logs to, and a client that talks to it."""

    process: "subprocess.Popen[bytes] | Launched"
    url: str
    log: Path
    client: httpx.Client
    program: Sequence[str]

    @classmethod
    def start(
        cls, log: Path, backend: Path | str = BACKEND, program: Sequence[str] = CLIFFCAST, **settings: object
    ) -> "Server":
        """One that still has to get ready; `sync_max_work=1000` sets ABM_SYNC_MAX_WORK=1000."""
        address = {"host": "127.0.0.1", "port": free_port()} | settings
        given = environment(**address) | {"PYTHONPATH": str(backend)}
        process = started("serve", given, log, backend, program)
        url = f"http://127.0.0.1:{address['port']}"
        return cls(process, url, log, httpx.Client(base_url=url, timeout=60), program)

    def await_ready(self) -> None:
        """Wait until it takes work."""
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < deadline, self.told()
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to leave; it must do so at once, in order, and without ever having stumbled."""
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(timeout=15) == 0, self.told()
        finally:
            self.process.kill()
        assert "Traceback" not in self.log.read_text(), self.told()

    def kill(self) -> None:
        """End it as if the power had gone."""
        self.client.close()
        self.process.kill()
        self.process.wait(timeout=15)

    def told(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-5000:]

    def _is_ready(self) -> bool:
        try:
            return self.client.get("/health/ready").status_code == 200
        except httpx.TransportError:
            return False


def started(
    command: str,
    given: dict[str, str],
    log: Path,
    backend: Path | str = BACKEND,
    program: Sequence[str] = CLIFFCAST,
) -> "subprocess.Popen[bytes] | Launched":
    """A command that goes on by itself, in a session of its own; what is not ours has to be imported first."""
    log.unlink(missing_ok=True)
    if (str(backend), program) == (str(BACKEND), CLIFFCAST):
        return launch([command], given, Files(log))
    with log.open("wb") as told:
        return subprocess.Popen(
            [*program, command], env=given, stdout=told, stderr=subprocess.STDOUT, start_new_session=True
        )


Serve: TypeAlias = Callable[..., Server]


def slack() -> float:
    """How many programs want each processor, one at least: so much longer may take what has a bound of time."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
