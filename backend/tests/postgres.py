"""A real PostgreSQL of the tests' own: a cluster in a folder that is gone afterwards."""

import glob
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

_FOUND = glob.glob("/usr/lib/postgresql/*/bin/initdb")
INITDB = shutil.which("initdb") or (max(_FOUND) if _FOUND else None)
_USER = "postgres"
"""Who runs it where we are root: PostgreSQL refuses to be."""


@dataclass(frozen=True)
class Cluster:
    """A server of databases."""

    folder: Path
    port: int
    _names: Iterator[int] = field(default_factory=itertools.count)

    def new_database(self) -> str:
        """The URL of a database in which there is nothing."""
        name = f"archive_{next(self._names)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def start(self) -> None:
        """Let it run, and wait until it answers."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c fsync=off"
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._control("stop", "-w", "-m", "immediate")

    def freeze(self) -> None:
        """Let all of it hold its connections and say nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _url(self, name: str) -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{name}"

    def _control(self, *command: str) -> None:
        assert INITDB is not None
        _as_a_mortal([str(Path(INITDB).with_name("pg_ctl")), "-D", str(self.folder / "data"), *command])


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster that runs; skips by name where there is no PostgreSQL, unless REQUIRE_POSTGRES is set."""
    if INITDB is None:
        assert not os.environ.get("REQUIRE_POSTGRES"), "REQUIRE_POSTGRES is set and there is no postgresql"
        pytest.skip("postgresql is not installed")
    with tempfile.TemporaryDirectory(prefix="cliffcast-postgres-") as name, socket.socket() as probe:
        if os.geteuid() == 0:
            shutil.chown(name, _USER, pwd.getpwnam(_USER).pw_gid)
        probe.bind(("127.0.0.1", 0))
        served = Cluster(Path(name), probe.getsockname()[1])
        probe.close()
        data = str(served.folder / "data")
        _as_a_mortal([INITDB, "-D", data, "-U", _USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"])
        served.start()
        try:
            yield served
        finally:
            served.stop()


def _as_a_mortal(command: list[str]) -> None:
    """Run a command as somebody who is not root."""
    user = _USER if os.geteuid() == 0 else None
    group = pwd.getpwnam(_USER).pw_gid if user else None
    done = subprocess.run(
        command,
        user=user,
        group=group,
        extra_groups=() if user else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
