"""The command line: serve, work, run, validate, import, list scenarios."""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the imports below without a traceback

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn

import orjson
import structlog
import typer
from pydantic import ValidationError
from rich.table import Table

from app import cli_studies, server
from app.abm.async_engine.archive_protocol import ArchiveError
from app.abm.core.errors import CliffcastError, ConfigError
from app.abm.core.params import field_problems
from app.abm.reports.files import as_file
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import SimulationPlan
from app.api.logs import configure_logs
from app.cli_import import buckets_table, decoded, design_of, remarks
from app.cli_tables import monte_carlo_figures, run_figures, validation_table, why_table
from app.main import create_app
from app.models.abm_request import SimulateRequest
from app.models.tables import TableRequest
from app.output import OutputError, output_file
from app.scenarios.library import ScenarioLibrary
from app.settings import NOT_INSTALLED, PREFIX, Settings, SettingsError, comma_separated
from app.terminal import check_output, content_of, err, fail, out, request_of, settings_of, simulate, stop_at_once
from app.truth.page import page
from app.truth.report import Validation


def _environment() -> str:
    """All settings with their defaults and meanings, a paragraph each."""
    lines = [
        f"[bold]{PREFIX}{name.upper()}[/bold] ({field.default if field.default not in (None, '') else 'none'}): "
        f"{field.description}"
        for name, field in Settings.model_fields.items()
    ]
    return "\n\n".join(["Environment; an empty value means the default:", *lines])


app = typer.Typer(
    help="Cliffcast simulates token economies agent by agent.",
    epilog=_environment(),
    no_args_is_help=True,
    add_completion=False,
)
app.add_typer(cli_studies.app)


@app.command(epilog=_environment())
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (ABM_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (ABM_PORT).")] = None,
) -> None:
    """Serve the REST API and its documentation."""
    settings = settings_of(host=host, port=port)
    if not settings.archive_url and not settings.is_distributed:
        settings = settings.model_copy(update={"archive_url": str(_data_folder() / "archive.db")})
    configure_logs(settings.log_level, settings.log_format)
    try:
        service = create_app(settings)
    except SettingsError as error:
        fail(str(error))
    except ArchiveError as error:
        _refuse_archive(error)
    structlog.get_logger().info(
        "Cliffcast starts", url=f"http://{settings.host}:{settings.port}", documentation=f"{settings.root_path}/docs"
    )
    server.serve(service, settings)


@app.command(epilog=_environment())
def worker(
    workers: Annotated[int | None, typer.Option(help="Processes that run chunks (ABM_WORKERS).")] = None,
    queues: Annotated[str, typer.Option(help="Queues to take work from, the first ones first.")] = "interactive,bulk",
) -> None:
    """Run chunks for the replicas that share a Redis (ABM_STORE_URL, ABM_ENGINE_URL)."""
    settings = settings_of(workers=workers)
    if not settings.is_distributed:
        fail("a worker needs the Redis of its replicas; set ABM_STORE_URL and ABM_ENGINE_URL")
    try:
        from app.execution.celery import QUEUES  # noqa: PLC0415 - Celery is imported by workers alone
        from app.worker import work  # noqa: PLC0415
    except ModuleNotFoundError:
        fail(NOT_INSTALLED)
    queue_names = comma_separated(queues)
    if not queue_names or not set(queue_names) <= set(QUEUES):
        fail(f"--queues takes some of {', '.join(QUEUES)}")
    configure_logs(settings.log_level, settings.log_format)
    try:
        sys.exit(work(settings, queue_names))
    except ArchiveError as error:
        _refuse_archive(error)


@app.command()
def run(
    what: Annotated[
        str,
        typer.Argument(metavar="FILE|SCENARIO|-", help="A request as JSON file (- is standard input), or a scenario."),
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Result as .json, .csv or .parquet.")] = None,
    trials: Annotated[int | None, typer.Option(help="Run a Monte Carlo simulation of so many trials.")] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Say who moved the price: worst month, largest unlock, all.")
    ] = False,
) -> None:
    """Simulate a request or a shipped scenario and print its key figures."""
    check_output(output)
    settings, request = settings_of(), _with_trials(request_of(what), trials)
    try:
        plan = _plan_of(request, settings.max_agents, why)
        with nullcontext() if output is None else output_file(output, Path(what)) as write:
            content = asyncio.run(simulate(plan, settings.workers))
            _print_result(orjson.loads(content), why)
            if output is not None and write is not None:
                write(as_file(output.suffix, content))
    except ValidationError as error:
        fail(str(ConfigError(field_problems(error, SimulateRequest))))
    except (CliffcastError, OutputError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        stop_at_once()


def _print_result(results: dict[str, Any], why: bool) -> None:
    _print_summary(results)
    if why:
        out.print(why_table(results))


def _plan_of(request: object, row_budget: int, why: bool) -> SimulationPlan | MonteCarloPlan:
    """The plan of a request. Raises ValidationError or ConfigError; exits where `why` asks for what it cannot say."""
    plan = SimulateRequest.model_validate(request).plan(row_budget)
    plan.spec.cohorts(row_budget)
    if why and (plan.kind != "simulation" or plan.spec.abm.attribution is False):
        fail("--why needs a single run, and attribution not switched off")
    return plan


def _with_trials(request: object, trials: int | None) -> object:
    """The request with so many Monte Carlo trials; unchanged where `trials` is None or it is no valid request."""
    if trials is None or not isinstance(request, dict):
        return request
    monte_carlo = request.get("monte_carlo")
    if not (monte_carlo is None or isinstance(monte_carlo, dict)):
        return request
    return request | {"monte_carlo": (monte_carlo or {}) | {"enabled": True, "num_trials": trials}}


@app.command()
def validate(
    data: Annotated[Path | None, typer.Option(help="Folder with tokens_open.json and bucket_names.json.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Table as .json or .md.")] = None,
) -> None:
    """Measure every fact that the model is held against, and print which hold."""
    writers: dict[str, Callable[[Validation], str]] = {".json": Validation.to_json, ".md": page}
    if output is not None and output.suffix not in writers:
        fail(f"cannot write {output.name}: the name must end in {', '.join(writers)}")
    if data is not None and not data.is_dir():
        fail(f"there is no folder {data}")
    # here, because scipy.stats takes half a second to import
    from app.truth.facts.fact import Evidence  # noqa: PLC0415
    from app.truth.facts.table import validate as measure  # noqa: PLC0415

    try:
        with nullcontext() if output is None else output_file(output) as write:
            table = measure(Evidence(data))
            out.print(validation_table(table.facts))
            missing = sum(fact.value is None for fact in table.facts)
            result = f"{table.passed} of {len(table.facts) - missing} facts hold"
            out.print(f"{result}; {missing} are not measured without --data." if missing else f"{result}.")
            if output is not None and write is not None:
                write(writers[output.suffix](table).encode())
    except OutputError as error:
        fail(str(error))
    except KeyboardInterrupt:
        stop_at_once()


@app.command("import")
def import_table(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="An allocation table as text (- is standard input).")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Design to run, as .json.")] = None,
    supply: Annotated[float | None, typer.Option(help="Total supply, tokens; amounts become shares of it.")] = None,
    start: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the launch.")] = None,
    cliff_included: Annotated[
        bool | None, typer.Option("--cliff-included/--cliff-before", help="Vesting counts from the launch.")
    ] = None,
) -> None:
    """Read an allocation table, as CSV, Markdown or copied from a spreadsheet, into a design that can be run."""
    if output is not None and output.suffix != ".json":
        fail(f"cannot write {output.name}: the name must end in .json")
    options = {"text": decoded(content_of(file)), "total_supply": supply, "cliff_included": cliff_included}
    try:
        reading = TableRequest.model_validate(options).read()
        if not reading.buckets:
            fail(f"{file} holds no allocation table; " + "; ".join(remarks(reading)))
        with nullcontext() if output is None else output_file(output, Path(file)) as write:
            out.print(buckets_table(reading), markup=False)
            for remark in remarks(reading):
                err.print(f"note: {remark}", markup=False, highlight=False, soft_wrap=True)
            if write is not None:
                design = design_of(reading, supply, None if start is None else start.date())
                write(orjson.dumps(design, option=orjson.OPT_INDENT_2) + b"\n")
    except ValidationError as error:
        fail(str(ConfigError(field_problems(error, TableRequest))))
    except (CliffcastError, OutputError) as error:
        fail(str(error))


@app.command()
def scenarios() -> None:
    """List the shipped scenarios."""
    table = Table("id", "name", "kind", "what to look at", box=None, header_style="bold")
    for entry in ScenarioLibrary.shipped().all():
        table.add_row(entry.id, entry.name, entry.kind, entry.look_at)
    out.print(table)


def main() -> None:
    """Entry point of the `cliffcast` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # for a terminal that cannot show a character
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    app()


def _refuse_archive(error: ArchiveError) -> NoReturn:
    fail(f"{error}; name another in ABM_ARCHIVE_URL, or set it to off")


def _data_folder() -> Path:
    """The folder of the user's data (XDG Base Directory Specification)."""
    data_home = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (data_home if data_home.is_absolute() else Path("~/.local/share")) / "cliffcast"


def _print_summary(results: dict[str, Any]) -> None:
    token, seconds = results["config"]["token"], results["execution_time_seconds"]
    if "percentiles" in results:
        size, figures = results["convergence"]["words"], monte_carlo_figures(results)
    else:
        size = f"{results['num_holders']:,} holders in {results['num_agents']:,} rows"
        figures = run_figures(results["summary"])
    name = token["name"] or "Your token"
    out.print(f"{name}: {token['horizon_months']} months, {size}, {seconds:.3f} s", markup=False, soft_wrap=True)
    table = Table("figure", "value", box=None, header_style="bold")
    table.columns[1].justify = "right"
    for label, value in figures:
        table.add_row(label, value)
    out.print(table)
    for warning in results["warnings"]:
        err.print(f"note: {warning}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
