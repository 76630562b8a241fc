"""Results in the formats of files."""

from importlib.util import find_spec

import orjson

from app.abm.core.errors import CliffcastError
from app.abm.reports.export import results_table, to_csv

FORMATS = (".json", ".csv", ".parquet")
"""Endings of the files that a result can be written to."""


class FormatMissing(CliffcastError):
    """The library that writes this format is not installed."""


def as_file(ending: str, content: bytes) -> bytes:
    """A result, given as JSON, in one of `FORMATS`. Raises FormatMissing for Parquet without Arrow."""
    if ending == ".json":
        return content
    table = results_table(orjson.loads(content))
    if ending == ".csv":
        return to_csv(table)
    check_format(ending)
    # imported here, because Arrow is an optional dependency that takes 30 MB, and few ask for Parquet
    from app.abm.reports.parquet import to_parquet  # noqa: PLC0415

    return to_parquet(table)


def check_format(ending: str) -> None:
    """Raises FormatMissing if a format cannot be written; called before anything is computed."""
    if ending == ".parquet" and find_spec("pyarrow") is None:
        raise FormatMissing(
            "Parquet needs pyarrow, which is not installed here; install cliffcast[parquet] or take CSV"
        )
