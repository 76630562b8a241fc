"""What `cliffcast import` prints of a table, and the design it writes."""

import codecs
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from rich.table import Table

from app.abm.config.buckets import BucketParams
from app.tables.reading import TableReading

USUAL_SUPPLY = 1e9
"""Tokens of a design of which only shares are known."""

SHORTEST_HORIZON, LONGEST_HORIZON = 36, 120
"""Months of an imported design, within which all of it unlocks where it can."""


def decoded(content: bytes) -> str:
    """The text of a file, in the encodings that spreadsheets write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def buckets_table(reading: TableReading) -> Table:
    """The buckets of a reading, and how their holders will behave."""
    sizes = "amount" if any("amount" in bucket for bucket in reading.buckets) else "allocation"
    table = Table("bucket", sizes, "at launch", "cliff", "vesting", "behaves like", box=None, header_style="bold")
    for bucket, (_, choice) in zip(reading.buckets, reading.profiles, strict=True):
        size = f"{bucket['amount']:,.10g}" if sizes == "amount" else f"{bucket['allocation']:.6g} %"
        times = [f"{bucket[name]}" if name in bucket else "never" for name in ("cliff_months", "vesting_months")]
        table.add_row(bucket["bucket"], size, f"{bucket['tge_unlock_pct']:.6g} %", *times, choice.name)
    return table


def remarks(reading: TableReading) -> Iterator[str]:
    """Everything else that the reader of a table should know, a line each."""
    for column in reading.columns:
        yield f"column {column.index} '{column.heading}': {column.read_as}"
    for dropped in reading.dropped:
        yield f"row {dropped.row} is no bucket, it {dropped.reason}: {dropped.text}"
    yield from reading.notes
    for question in reading.questions:
        answers = "; ".join(choice.label for choice in question.choices)
        yield f"{question.sentence} {answers}. Assumed: the first." if answers else question.sentence


def design_of(reading: TableReading, supply: float | None, start: date | None) -> dict[str, Any]:
    """A request with the buckets of a table; it starts on the first of next month where nobody says when."""
    first = start or date.today().replace(day=1) + relativedelta(months=1)
    total = supply or reading.sums.amount or USUAL_SUPPLY
    ends = [_last_month(bucket) + 1 for bucket in reading.buckets]
    horizon = min(max([SHORTEST_HORIZON, *ends]), LONGEST_HORIZON)
    token = {"total_supply": total, "start_date": first.isoformat(), "horizon_months": horizon}
    return {"token": token, "buckets": list(reading.buckets)}


def _last_month(bucket: Mapping[str, Any]) -> int:
    sized = {"allocation": 0.0} | {name: value for name, value in bucket.items() if name != "amount"}
    return BucketParams.model_validate(sized).schedule().last_month
