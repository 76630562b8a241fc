"""What every command of the command line does alike: read requests, run plans under a bar, write files, fail."""

import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Rich

from app.abm.reports.files import FORMATS, FormatMissing, check_format
from app.abm.studies.plan import Plan
from app.execution.threads import SimulationThreads
from app.models.json_text import read_json
from app.scenarios.library import ScenarioLibrary, UnknownScenarioError
from app.settings import Settings, SettingsError, load_settings


class Patient(Console):
    """A terminal, or a pipe whose reader may have heard enough: that does not end what else there is to do."""

    def on_broken_pipe(self) -> None:
        """Say no more."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


out, err = Patient(), Console(stderr=True)


def settings_of(**overrides: Any) -> Settings:
    """The settings of the environment. Ends the command where one is wrong."""
    try:
        return load_settings(**overrides)
    except SettingsError as error:
        fail(str(error))


def request_of(what: str) -> Any:
    """The JSON of a file, of standard input, or of a shipped scenario. Ends the command where there is none."""
    path = Path(what)
    try:
        if what != "-" and not path.suffix and not path.exists():
            return ScenarioLibrary.shipped().get(what).request
        return read_json(content_of(what))
    except UnknownScenarioError as error:
        fail(str(error))
    except (ValueError, RecursionError):
        fail(f"{_called(what)} is not JSON")


def content_of(what: str) -> bytes:
    """The bytes of a file, or of standard input."""
    try:
        return sys.stdin.buffer.read() if what == "-" else Path(what).read_bytes()
    except OSError as error:
        fail(f"cannot read {_called(what)}: {error.strerror}")


def _called(what: str) -> str:
    return "standard input" if what == "-" else what


async def simulate(plan: Plan[Any], workers: int) -> bytes:
    """Run a plan under a progress bar."""
    threads = SimulationThreads(workers)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Rich(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        label = f"{plan.trials:,} trials" if plan.trials > 1 else f"{plan.months} months"
        task = bar.add_task(label, total=1.0)
        blob = await threads.run("cli", plan, lambda progress: bar.update(task, completed=progress.part))
    await threads.close(drain=0)
    return blob.content


def check_output(output: Path | None) -> None:
    """End the command, before anything is computed, where no result can be written under this name."""
    if output is None:
        return
    if output.suffix not in FORMATS:
        fail(f"cannot write {output.name}: the name must end in {', '.join(FORMATS)}")
    try:
        check_format(output.suffix)
    except FormatMissing as error:
        fail(f"cannot write {output.name}: {error}")


def stop_at_once() -> NoReturn:
    """Leave as who was interrupted leaves, without waiting for threads that would notice by themselves."""
    err.print("cliffcast: stopped", style="red", markup=False, highlight=False)
    sys.stdout.flush()
    os._exit(128 + signal.SIGINT)


def fail(message: str) -> NoReturn:
    """Say what is wrong, and end the command."""
    err.print(f"cliffcast: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(2)
