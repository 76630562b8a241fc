"""The command `cliffcast import`: what it prints of a table, and the design that it writes."""

import codecs
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from rich.table import Table

from app.abm.config.buckets import BucketParams
from app.tables.reading import TableReading

USUAL_SUPPLY = 1e9
"""Total supply of a design of which only shares are known."""

SHORTEST_HORIZON, LONGEST_HORIZON = 36, 120
"""Bounds of the horizon of an imported design, months; within them it ends after the last unlock."""


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
