"""`cliffcast run` and `cliffcast scenarios`: one request, simulated here, and those that are shipped."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError
from rich.table import Table

from app.abm.core.errors import CliffcastError, ConfigError
from app.abm.core.params import field_problems
from app.abm.reports.files import as_file
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import SimulationPlan
from app.cli_tables import monte_carlo_figures, run_figures, why_table
from app.models.abm_request import SimulateRequest
from app.output import OutputError, output_file
from app.scenarios.library import ScenarioLibrary
from app.terminal import check_output, err, fail, out, request_of, settings_of, simulate, stop_at_once

app = typer.Typer()


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
def scenarios() -> None:
    """List the shipped scenarios."""
    table = Table("id", "name", "kind", "what to look at", box=None, header_style="bold")
    for entry in ScenarioLibrary.shipped().all():
        table.add_row(entry.id, entry.name, entry.kind, entry.look_at)
    out.print(table)


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
