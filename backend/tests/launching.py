"""Commands of ours as processes of their own, that begin where everything is imported.

To import the application takes longer than most stories. So one process imports it, and each command is forked from
there: all that follows is what the installed command does, in a process with memory, descriptors and an end of its own.
How a command begins by itself is told by the stories that start `CLIFFCAST`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import TextIOWrapper
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

import pytest

import app

BACKEND = Path(app.__file__).parents[1]
CLIFFCAST = [sys.executable, "-m", "app.cli"]
PRELOADED = [
    *(f"app.cli{of}" for of in ("", "_serve", "_worker", "_run", "_import", "_studies")),
    "app.worker",
    "tests.warm",
]
"""All that commands import, but for what it takes to validate the model."""
WIDTH = "200"
"""Columns of the terminal that every command believes in."""

PATIENCE = 100
"""Seconds a command may take that ends by itself."""

Preparation: TypeAlias = Callable[[], None]


class Files(NamedTuple):
    """Where a process reads and writes; without a file for complaints, they go where the rest goes."""

    output: Path
    complaints: Path | None = None
    said: Path | None = None
    encoding: str = "utf-8"


class Launched:
    """A running command; asked and signalled as a `subprocess.Popen` is."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended, the negative signal where one ended it; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """How it ended, if it has."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ends. Raises TimeoutExpired where that takes longer."""
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("cliffcast", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal it, unless it is gone."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as if the power had gone."""
        self.send_signal(signal.SIGKILL)


def launch(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    files: Files,
    *,
    folder: Path | None = None,
    prepare: Preparation | None = None,
) -> Launched:
    """Start `cliffcast ARGUMENTS`; `prepare`, a function of a module, is called in the new process before."""
    told = (list(arguments), dict(environment), files, folder, prepare)
    process = _imported().Process(target=_become, args=told, daemon=True)  # it ends with the tests at the latest
    process.start()
    return Launched(process)


def call(
    *arguments: object,
    said: bytes | str = b"",
    cwd: Path | None = None,
    prepare: Preparation | None = None,
    encoding: str = "utf-8",
    **settings: object,
) -> "subprocess.CompletedProcess[str]":
    """What `cliffcast ARGUMENTS` answers on such a terminal when that is said to it, and its exit code."""
    words = [str(argument) for argument in arguments]
    with TemporaryDirectory(prefix="call-") as folder:
        output, complaints, input_ = (Path(folder) / name for name in ("output", "complaints", "input"))
        input_.write_bytes(said.encode() if isinstance(said, str) else said)
        files = Files(output, complaints, input_, encoding)
        process = launch(words, environment(**settings), files, folder=cwd, prepare=prepare)
        try:
            code = process.wait(PATIENCE)
        finally:
            process.kill()
        told = (file.read_bytes().decode(encoding) for file in (output, complaints))
        return subprocess.CompletedProcess(words, code, *told)


def environment(**settings: object) -> dict[str, str]:
    """The environment of a process of ours, with these settings and no others; it archives only where it is told."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ABM_")}
    given = {f"ABM_{name.upper()}": str(value) for name, value in ({"archive_url": "off"} | settings).items()}
    return inherited | {"PYTHONPATH": str(BACKEND), "COLUMNS": WIDTH} | given


def _imported() -> ForkServerContext:
    """Makes processes in which the application is imported."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("COLUMNS", WIDTH)  # rich asks for it when it is imported
        environ.setenv("PYTHONPATH", str(BACKEND))
        ensure_running()
    return context


def _become(
    arguments: list[str], environment: dict[str, str], files: Files, folder: Path | None, prepare: Preparation | None
) -> None:
    """Be such a command."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    with files.output.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    if files.complaints is not None:
        with files.complaints.open("ab") as complaints:
            os.dup2(complaints.fileno(), 2)
    with Path(files.said or os.devnull).open("rb") as said:
        os.dup2(said.fileno(), 0)
    sys.stdin = os.fdopen(0, encoding=files.encoding, closefd=False)
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding=files.encoding, errors=errors)
    sys.argv = ["cliffcast", *arguments]
    if folder is not None:
        os.chdir(folder)
    if prepare is not None:
        prepare()
    from app.cli import main  # noqa: PLC0415 - the process that asks for a launch need not import it

    main()
