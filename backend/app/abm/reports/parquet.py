"""Tables as Parquet; importing this module needs Arrow, an optional dependency."""

import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet

from app.abm.dynamics.series import SERIES
from app.abm.reports.export import Table

_MONTHLY = {
    "percentile": pa.field("percentile", pa.float64()),
    "month_index": pa.field("month_index", pa.int32()),
    "date": pa.field("date", pa.date32()),
    **{
        name: pa.field(name, pa.float64(), metadata={"unit": series.unit, "description": series.description})
        for name, series in SERIES.items()
    },
}
"""The columns of a monthly table, with unit and description as metadata."""


def to_parquet(table: Table) -> bytes:
    """The table as a Parquet file; monthly tables carry column metadata."""
    if "month_index" not in table.names:
        return _parquet_bytes(pa.Table.from_pylist(list(table.rows)))
    rows = [{**row, "date": date.fromisoformat(row["date"])} for row in table.rows]
    return _parquet_bytes(pa.Table.from_pylist(rows, schema=pa.schema([_MONTHLY[name] for name in table.names])))


def _parquet_bytes(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()
