"""Results as tables, and tables as CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.abm.dynamics.series import SERIES
from app.abm.engine.result import Row

MONTHLY = ("month_index", "date", *SERIES)
"""The columns of a monthly table: every series."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with named columns; a row may lack some of them."""

    names: Sequence[str]
    rows: Sequence[Mapping[str, Any]]

    def column(self, name: str) -> list[Any]:
        """The values of a column, None for rows without one."""
        return [row.get(name) for row in self.rows]


def monthly_table(rows: Iterable[Row]) -> Table:
    """The monthly table of the global rows of a result."""
    return Table(MONTHLY, list(rows))


def results_table(results: dict[str, Any]) -> Table:
    """The months of a run; the months of each percentile, which is the first column; or the rows of a study."""
    if "percentiles" not in results:
        rows = next((results[name] for name in ("rows", "indices", "front", "trials") if name in results), None)
        return monthly_table(results["global_metrics"]) if rows is None else _study_table(rows)
    bands = [
        {"percentile": band["percentile"]} | row for band in results["percentiles"] for row in band["global_metrics"]
    ]
    return Table(("percentile", *MONTHLY), bands)


def _study_table(rows: list[dict[str, Any]]) -> Table:
    """Rows with nested objects flattened into columns a_…, b_… and lists of sentences joined.

    Requests and series are left out; the JSON has them.
    """
    flat = [dict(_cells(row)) for row in rows]
    return Table(tuple(flat[0]) if flat else (), flat)


def _cells(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if name in _NOT_IN_TABLES:
            continue
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}_")
        else:
            yield prefix + name, " ".join(value) if isinstance(value, list) else value


_NOT_IN_TABLES = ("request", "median_price")


def to_csv(table: Table) -> bytes:
    """Comma-separated values with a header line: numbers in full precision, text in quotes.

    Text that a spreadsheet would read as a formula, such as a bucket's name, is prefixed with an apostrophe. All else
    is byte for byte as Arrow writes it: files of older results, whose entity tags are still valid, were made by it.
    """
    if not table.names:
        return b""
    columns = [_column_cells(name, table.column(name)) for name in table.names]
    lines = [",".join(map(_quoted, table.names)), *map(",".join, zip(*columns, strict=True))]
    return "".join(f"{line}\n" for line in lines).encode()


def _column_cells(name: str, values: list[Any]) -> list[str]:
    """The cells of a column; if any number is a float, integers are written as floats, too."""
    has_floats = any(isinstance(value, float) for value in values)
    return [_cell(name, float(value) if has_floats and value is not None else value) for value in values]


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _decimal(value)
    return str(value) if isinstance(value, int) or name == "date" else _quoted(str(value))


_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a formula in spreadsheets."""


def _quoted(text: str) -> str:
    marked = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + marked.replace('"', '""') + '"'


def _decimal(number: float) -> str:
    """The shortest digits that read back as the number, with an exponent below 1e-6 and from 1e10 on."""
    exact = Decimal(repr(number)).normalize()
    return f"{exact:f}" if -6 <= exact.adjusted() < 10 or not number else f"{exact:e}"
