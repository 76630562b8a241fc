"""`cliffcast import`: an allocation table, read into a design."""

import codecs
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from dateutil.relativedelta import relativedelta
from pydantic import ValidationError
from rich.table import Table

from app.abm.config.buckets import BucketParams
from app.abm.core.errors import CliffcastError, ConfigError
from app.abm.core.params import field_problems
from app.models.tables import TableRequest
from app.output import OutputError, output_file
from app.tables.reading import TableReading
from app.terminal import content_of, err, fail, out

app = typer.Typer()

USUAL_SUPPLY = 1e9
"""Total supply of a design of which only shares are known."""

SHORTEST_HORIZON, LONGEST_HORIZON = 36, 120
"""Bounds of the horizon of an imported design, months; within them it ends after the last unlock."""


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


def decoded(content: bytes) -> str:
    """The text of a file, in the encodings that spreadsheets write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def buckets_table(reading: TableReading) -> Table:
    """The buckets of a table with their sizes, schedules and profiles."""
    sizes = "amount" if any("amount" in bucket for bucket in reading.buckets) else "allocation"
    table = Table("bucket", sizes, "at launch", "cliff", "vesting", "behaves like", box=None, header_style="bold")
    for bucket, (_, choice) in zip(reading.buckets, reading.profiles, strict=True):
        size = f"{bucket['amount']:,.10g}" if sizes == "amount" else f"{bucket['allocation']:.6g} %"
        times = [f"{bucket[name]}" if name in bucket else "never" for name in ("cliff_months", "vesting_months")]
        table.add_row(bucket["bucket"], size, f"{bucket['tge_unlock_pct']:.6g} %", *times, choice.name)
    return table


def remarks(reading: TableReading) -> Iterator[str]:
    """Notes on a table, a line each: columns, dropped rows, what was assumed, open questions."""
    for column in reading.columns:
        yield f"column {column.index} '{column.heading}': {column.read_as}"
    for dropped in reading.dropped:
        yield f"row {dropped.row} is no bucket, it {dropped.reason}: {dropped.text}"
    yield from reading.notes
    for question in reading.questions:
        answers = "; ".join(choice.label for choice in question.choices)
        yield f"{question.sentence} {answers}. Assumed: the first." if answers else question.sentence


def design_of(reading: TableReading, supply: float | None, start: date | None) -> dict[str, Any]:
    """A request with the buckets of a table; without a `start` it begins on the first of next month."""
    start_date = start or date.today().replace(day=1) + relativedelta(months=1)
    total = supply or reading.sums.amount or USUAL_SUPPLY
    ends = [_last_month(bucket) + 1 for bucket in reading.buckets]
    horizon = min(max([SHORTEST_HORIZON, *ends]), LONGEST_HORIZON)
    token = {"total_supply": total, "start_date": start_date.isoformat(), "horizon_months": horizon}
    return {"token": token, "buckets": list(reading.buckets)}


def _last_month(bucket: Mapping[str, Any]) -> int:
    bucket_in_shares = {"allocation": 0.0} | {name: value for name, value in bucket.items() if name != "amount"}
    return BucketParams.model_validate(bucket_in_shares).schedule().last_month
