"""Results as tables: Arrow in memory, CSV and Parquet outside."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from app.abm.engine.result import Row
from app.abm.engine.series import SERIES

SCHEMA = pa.schema(
    [
        pa.field("month_index", pa.int32()),
        pa.field("date", pa.date32()),
        *(
            pa.field(name, pa.float64(), metadata={"unit": series.unit, "description": series.description})
            for name, series in SERIES.items()
        ),
    ]
)
"""One row a month with every series; each column carries its unit and meaning."""


def rows_to_table(rows: Iterable[Row]) -> pa.Table:
    """A table of `SCHEMA` from the global rows of a result."""
    dated = [row | {"date": date.fromisoformat(str(row["date"]))} for row in rows]
    return pa.Table.from_pylist(dated, schema=SCHEMA)


def results_table(results: dict[str, Any]) -> pa.Table:
    """The months of a run, or of each percentile, which then comes first in the row; the rows of a study."""
    if "percentiles" not in results:
        rows = next((results[name] for name in ("rows", "indices", "front", "trials") if name in results), None)
        return rows_to_table(results["global_metrics"]) if rows is None else pa.Table.from_pylist(_flat(rows))
    tables = [
        rows_to_table(band["global_metrics"]).add_column(
            0, "percentile", pa.array([band["percentile"]] * len(band["global_metrics"]), pa.float64())
        )
        for band in results["percentiles"]
    ]
    return pa.concat_tables(tables)


def _flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without nested objects: a pair's figures become columns a_… and b_…, sentences stand one after the other.

    Whole requests and series are left to the JSON.
    """
    return [dict(_cells(row)) for row in rows]


def _cells(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if name in _NOT_IN_TABLES:
            continue
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}_")
        else:
            yield prefix + name, " ".join(value) if isinstance(value, list) else value


_NOT_IN_TABLES = ("request", "median_price")


def to_csv(table: pa.Table) -> bytes:
    """Comma-separated values with a header line; numbers in full precision.

    A text that a spreadsheet would take for a formula, as a bucket's name may be, is marked as text by an apostrophe.
    """
    buffer = io.BytesIO()
    columns = [_marked(column) if pa.types.is_string(column.type) else column for column in table.columns]
    names = [_FORMULA.sub(r"'\1", name) for name in table.column_names]
    pa.csv.write_csv(pa.Table.from_arrays(columns, names), buffer)
    return buffer.getvalue()


def _marked(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(texts, _FORMULA.pattern, r"'\1")


_FORMULA = re.compile(r"\A([=+@\t\r-])")


def to_parquet(table: pa.Table) -> bytes:
    """Parquet, column metadata included."""
    buffer = io.BytesIO()
    pa.parquet.write_table(table, buffer)
    return buffer.getvalue()
