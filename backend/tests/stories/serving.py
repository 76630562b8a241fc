"""A real server: `cliffcast serve` as a process of its own, on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import httpx

import app

BACKEND = Path(app.__file__).parents[1]
CLIFFCAST = [sys.executable, "-m", "app.cli"]
PATIENCE = 90
"""Seconds a server may take to be ready: a first start compiles the kernels."""


@dataclass(frozen=True)
class Server:
    """A running server, the file it logs to, and a client that talks to it."""

    process: "subprocess.Popen[bytes]"
    url: str
    log: Path
    client: httpx.Client

    @classmethod
    def start(cls, log: Path, backend: Path | str = BACKEND, **settings: object) -> "Server":
        """One that still has to get ready; `sync_max_work=1000` sets ABM_SYNC_MAX_WORK=1000."""
        port = free_port()
        given = environment(**{"host": "127.0.0.1", "port": port} | settings) | {"PYTHONPATH": str(backend)}
        with log.open("wb") as told:
            process = subprocess.Popen([*CLIFFCAST, "serve"], env=given, stdout=told, stderr=subprocess.STDOUT)
        url = f"http://127.0.0.1:{port}"
        return cls(process, url, log, httpx.Client(base_url=url, timeout=60))

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


Serve: TypeAlias = Callable[..., Server]


def environment(**settings: object) -> dict[str, str]:
    """The environment of a process of ours, with these settings and no others; it archives only where it is told."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ABM_")}
    given = {f"ABM_{name.upper()}": str(value) for name, value in ({"archive_url": "off"} | settings).items()}
    return inherited | {"PYTHONPATH": str(BACKEND), "COLUMNS": "200"} | given


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
