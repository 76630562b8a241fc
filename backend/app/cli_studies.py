"""Studies on the command line: stress tests, searches for better designs, calibrations."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import orjson
import typer
from pydantic import ValidationError
from rich.table import Table

from app.abm.core.errors import CliffcastError, ConfigError
from app.abm.core.params import field_problems
from app.abm.reports.files import as_file
from app.cli_study_tables import breaches, calibration_table, front_table, search_summary, stress_table, words
from app.models.designs import CalibrateRequest, OptimizeRequest, StressRequest
from app.output import OutputError, output_file
from app.scenarios.history import history as shipped_history
from app.terminal import check_output, content_of, err, fail, out, request_of, settings_of, simulate, stop_at_once

Json: TypeAlias = dict[str, Any]
Request: TypeAlias = type[StressRequest] | type[OptimizeRequest] | type[CalibrateRequest]
Shown: TypeAlias = tuple[Callable[[Json], Table], Callable[[Json], Iterator[str]]]
"""How a result becomes a table, and the sentences that stand below it."""

app = typer.Typer()

What = Annotated[
    str,
    typer.Argument(
        metavar="FILE|SCENARIO|-",
        help="A design, or a whole study with its base, as JSON file (- is standard input), or a scenario.",
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Result as .json, .csv or .parquet.")]
Trials = Annotated[int | None, typer.Option(help="Trials of each design.")]
Required = Annotated[
    list[str] | None,
    typer.Option("--require", help="What has to hold: FIGURE@AT<=NUMBER or >=; AT is mean, p10, p50 or p90."),
]

_LEVER = re.compile(r"(/[^=]+)=([^:]+):([^:]+)(?::([^:]+))?")
_GOAL = re.compile(r"(min|max):([^@]+)(?:@(\w+))?")
_REQUIRED = re.compile(r"([^@<>]+)(?:@(\w+))?(<=|>=)(.+)")


@app.command()
def stress(
    what: What,
    stresses: Annotated[list[str] | None, typer.Option("--stress", help="A shipped stress; omitted, all.")] = None,
    required: Required = None,
    trials: Trials = None,
    output: Output = None,
) -> None:
    """Run a design under a set of futures, and say which of them are the worst."""
    options = {
        "stresses": stresses,
        "constraints": [_constraint(text) for text in required] if required else None,
        "trials": trials,
    }
    _study(StressRequest, _body(what, options), what, output, (stress_table, breaches))


@app.command()
def optimize(
    what: What,
    levers: Annotated[
        list[str] | None, typer.Option("--lever", help="What may be moved: POINTER=LOW:HIGH[:STEP].")
    ] = None,
    goals: Annotated[
        list[str] | None,
        typer.Option("--goal", help="What is wanted: max:FIGURE or min:FIGURE@AT; AT is mean, p10, p50 or p90."),
    ] = None,
    required: Required = None,
    keep_shares: Annotated[bool, typer.Option("--keep-shares", help="Let allocations keep adding up.")] = False,
    trials: Trials = None,
    designs: Annotated[int | None, typer.Option(help="Most designs that are tried.")] = None,
    output: Output = None,
) -> None:
    """Move levers of a design towards what is wanted, and print the designs that no other beats."""
    options = {
        "levers": [_lever(text) for text in levers] if levers else None,
        "objectives": [_goal(text) for text in goals] if goals else None,
        "constraints": [_constraint(text) for text in required] if required else None,
        "keep_shares": keep_shares or None,
        "trials": trials,
        "designs": designs,
    }
    _study(OptimizeRequest, _body(what, options), what, output, (front_table, search_summary))


@app.command()
def calibrate(
    what: What,
    history: Annotated[
        str | None,
        typer.Option(
            help="Prices, daily or monthly: a day and a close in each line (- is standard input); omitted, those that "
            "the library has of a real token."
        ),
    ] = None,
    market: Annotated[str | None, typer.Option(help="Market path, such as eth-2023-04-16.")] = None,
    fit: Annotated[list[str] | None, typer.Option(help="A parameter to fit; omitted, the usual ones.")] = None,
    output: Output = None,
) -> None:
    """Learn a token's demand from the prices it had, and say honestly whether that helps."""
    options = {
        "history": _history(what, history),
        "market": None if market is None else {"path": market},
        "fit": fit,
    }
    _study(CalibrateRequest, _body(what, options), what, output, (calibration_table, words))


def _body(source: str, options: Json) -> Any:
    """The request of a study, read as a whole or made of a design; options of the command replace its fields."""
    request = request_of(source)
    if not isinstance(request, dict):
        return request
    body = request if "base" in request else {"base": request}
    return body | {name: value for name, value in options.items() if value is not None}


def _study(model: Request, body: Any, what: str, output: Path | None, shown: Shown) -> None:
    """Run a study, print its table and what is to be said of it, and write its result."""
    table, sentences = shown
    check_output(output)
    settings = settings_of()
    try:
        plan = model.model_validate(body).plan(settings.max_agents)
        with nullcontext() if output is None else output_file(output, Path(what)) as write:
            content = asyncio.run(simulate(plan, settings.workers))
            results = orjson.loads(content)
            out.print(table(results))
            for sentence in [*sentences(results), *(f"note: {warning}" for warning in results["warnings"])]:
                err.print(sentence, markup=False, highlight=False, soft_wrap=True)
            if output is not None and write is not None:
                write(as_file(output.suffix, content))
    except ValidationError as error:
        fail(str(ConfigError(field_problems(error, model))))
    except (CliffcastError, OutputError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        stop_at_once()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        fail(f"{text[:40]} is no number")


def _lever(text: str) -> Json:
    match = _LEVER.fullmatch(text)
    if match is None:
        fail("--lever takes POINTER=LOW:HIGH or POINTER=LOW:HIGH:STEP, such as /buckets/0/cliff_months=6:24:1")
    pointer, low, high, step = match.groups()
    return {"pointer": pointer, "low": _number(low), "high": _number(high)} | ({"step": _number(step)} if step else {})


def _goal(text: str) -> Json:
    match = _GOAL.fullmatch(text)
    if match is None:
        fail("--goal takes max:FIGURE or min:FIGURE, such as min:max_drawdown_pct@p90")
    goal, figure, at = match.groups()
    return {"figure": figure, "goal": goal} | ({"at": at} if at else {})


def _constraint(text: str) -> Json:
    match = _REQUIRED.fullmatch(text)
    if match is None:
        fail("--require takes FIGURE<=NUMBER or FIGURE>=NUMBER, such as max_drawdown_pct@p50<=80")
    figure, at, operator, bound = match.groups()
    return {"figure": figure, "max" if operator == "<=" else "min": _number(bound)} | ({"at": at} if at else {})


def _history(what: str, source: str | None) -> Json | None:
    """The prices that are given, else those that are shipped of a real token; none where there are neither."""
    if source is not None:
        return {"text": _prices(source)}
    closes = [] if Path(what).exists() else shipped_history(what)
    return {"months": [{"date": each.day.isoformat(), "close": each.price} for each in closes]} if closes else None


def _prices(source: str) -> str:
    """The text of a file of prices. Exits where it is no text."""
    try:
        return content_of(source).decode("utf-8-sig")
    except UnicodeDecodeError:
        fail(f"{source} is no text")
