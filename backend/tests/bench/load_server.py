"""The server that is measured: a process of its own, and what the system knows of it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import app
from tests.bench.load_client import Address

_PATIENCE = 90
"""Seconds a start may take: the first one compiles the kernels."""


@dataclass(frozen=True)
class MeasuredServer:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    address: Address

    def resident_mb(self) -> float:
        """Memory it holds now, MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def descriptors(self) -> int:
        """Sockets it has open: files come and go with the archive's connections."""
        held = Path(f"/proc/{self.process.pid}/fd").iterdir()
        return sum(os.path.islink(each) and os.readlink(each).startswith("socket:") for each in held)

    def is_ready(self) -> bool:
        """Whether it takes work."""
        probe = http.client.HTTPConnection(*self.address, timeout=5)
        try:
            probe.request("GET", "/health/ready")
            return probe.getresponse().status == 200
        except OSError:
            return False
        finally:
            probe.close()


@contextlib.contextmanager
def serving(**settings: object) -> Iterator[MeasuredServer]:
    """A server that is ready; `max_queue=9` sets ABM_MAX_QUEUE=9."""
    with socket.socket() as probe, TemporaryDirectory() as folder:
        probe.bind(("127.0.0.1", 0))
        address: Address = probe.getsockname()
        probe.close()
        plain = {"port": address[1], "log_level": "error", "max_sse_per_client": 1000}
        with _process(address, plain | {"archive_url": f"{folder}/archive.db"} | settings) as server:
            yield server


@contextlib.contextmanager
def _process(address: Address, settings: Mapping[str, object]) -> Iterator[MeasuredServer]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env={name: value for name, value in os.environ.items() if not name.startswith("ABM_")}
        | {f"ABM_{name.upper()}": str(value) for name, value in settings.items()}
        | {"PYTHONPATH": str(Path(app.__file__).parents[1])},
        stderr=subprocess.DEVNULL,
    )
    server = MeasuredServer(process, address)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not server.is_ready():
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < deadline, "the server did not get ready"
            time.sleep(0.05)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
