"""What all commands share: settings, reading requests, a progress bar, checks of output files, error messages."""

import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from app.abm.reports.files import FORMATS, FormatMissing, check_format
from app.abm.studies.plan import Plan
from app.execution.threads import SimulationThreads
from app.models.json_text import read_json
from app.scenarios.library import ScenarioLibrary, UnknownScenarioError
from app.settings import Settings, SettingsError, load_settings


class PipeSafeConsole(Console):
    """A console that goes quiet when its pipe is closed, as by `| head`: the command still writes its file."""

    def on_broken_pipe(self) -> None:
        """Print nothing more."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


out, err = PipeSafeConsole(), Console(stderr=True)


def settings_of(**overrides: Any) -> Settings:
    """The settings of the environment. Exits where one is wrong."""
    try:
        return load_settings(**overrides)
    except SettingsError as error:
        fail(str(error))


def request_of(source: str) -> Any:
    """The JSON of a file, of standard input (-), or the request of a shipped scenario. Exits where there is none."""
    path = Path(source)
    try:
        if source != "-" and not path.suffix and not path.exists():
            return ScenarioLibrary.shipped().get(source).request
        return read_json(content_of(source))
    except UnknownScenarioError as error:
        fail(str(error))
    except (ValueError, RecursionError):
        fail(f"{_name_of(source)} is not JSON")


def content_of(source: str) -> bytes:
    """The bytes of a file, or of standard input (-). Exits where it cannot be read."""
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        fail(f"cannot read {_name_of(source)}: {error.strerror}")


def _name_of(source: str) -> str:
    return "standard input" if source == "-" else source


async def simulate(plan: Plan[Any], workers: int) -> bytes:
    """The result of a plan as JSON; a progress bar is shown on a terminal."""
    threads = SimulationThreads(workers)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with ProgressBar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        label = f"{plan.trials:,} trials" if plan.trials > 1 else f"{plan.months} months"
        task = bar.add_task(label, total=1.0)
        blob = await threads.run("cli", plan, lambda progress: bar.update(task, completed=progress.part))
    await threads.close(drain=0)
    return blob.content


def check_output(output: Path | None) -> None:
    """Exit, before anything is computed, where no result can be written under this name."""
    if output is None:
        return
    if output.suffix not in FORMATS:
        fail(f"cannot write {output.name}: the name must end in {', '.join(FORMATS)}")
    try:
        check_format(output.suffix)
    except FormatMissing as error:
        fail(f"cannot write {output.name}: {error}")


def stop_at_once() -> NoReturn:
    """Exit as after Ctrl-C, without waiting for the threads of a run."""
    err.print("cliffcast: stopped", style="red", markup=False, highlight=False)
    sys.stdout.flush()
    os._exit(128 + signal.SIGINT)


def fail(message: str) -> NoReturn:
    """Print an error message, and exit with status 2."""
    err.print(f"cliffcast: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(2)
