"""Tables as Parquet, by Arrow, which is an extra: whoever imports this may find that it is not installed."""

import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet

from app.abm.engine.series import SERIES
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
"""The columns of a row a month; each carries its unit and meaning."""


def to_parquet(table: Table) -> bytes:
    """Parquet, column metadata included."""
    if "month_index" not in table.names:
        return _written(pa.Table.from_pylist(list(table.rows)))
    rows = [{**row, "date": date.fromisoformat(row["date"])} for row in table.rows]
    return _written(pa.Table.from_pylist(rows, schema=pa.schema([_MONTHLY[name] for name in table.names])))


def _written(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()
