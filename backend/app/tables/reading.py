"""Reading an allocation table: its columns, buckets ready for a request, dropped rows, notes and questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.abm.agents.profile_choice import ProfileChoice, choose_profile
from app.abm.core.errors import ConfigError
from app.tables.buckets import Draft, bucket_of, draft_of
from app.tables.columns import MEANINGS, Column, Role, columns_of, split_heading
from app.tables.grid import Grid, Row, grid_of
from app.tables.headings import INCLUDES_CLIFF
from app.tables.quantities import Decimal, NumberFormat, decimal_signs, normalized
from app.tables.questions import Question, cliff_question, decimal_question, row_question, supply_question
from app.tables.remarks import contradictions, is_decimal_unknown, silences
from app.tables.totals import Sized, Verdict, is_called_total, sums_among

_SUMS: Mapping[Verdict | None, str] = {
    "total": "is the sum of the other rows",
    "subtotal": "is the sum of the rows beside it",
}
MOST_ROWS = 500
MOST_COLUMNS = 40
MOST_LINES = 5000
"""Most lines of a text, including empty ones and those within quoted cells."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the author of a table says about it; all of it is optional."""

    total_supply: float | None = None
    cliff_included: bool | None = None
    columns: Mapping[str, Role] = field(default_factory=dict)
    """Roles of columns by index."""
    rows: Mapping[str, bool] = field(default_factory=dict)
    """Whether a row is a bucket, by row number."""
    decimal: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column and its role."""

    index: int
    heading: str
    role: Role
    read_as: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that is not among the buckets, and why."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the buckets; None where they are unknown."""

    allocation_pct: float | None
    amount: float | None


@dataclass(frozen=True, slots=True)
class TableReading:
    """An allocation table as it was read."""

    columns: tuple[ReadColumn, ...]
    buckets: tuple[dict[str, Any], ...]
    sums: Sums
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    profiles: tuple[tuple[str, ProfileChoice], ...]


def read_table(text: str, options: Options | None = None) -> TableReading:
    """Read the allocation table in a text; every row is among the buckets or the dropped rows.

    Raises ConfigError for a table that is too large, and for options that do not fit it.
    """
    options = options or Options()
    if text.count("\n") > MOST_LINES:
        raise _too_long()
    grid = grid_of(text)
    _check(grid, options)
    numbers = NumberFormat(options.decimal or _decimal(grid))
    heading, above, rows = split_heading(grid)
    columns = columns_of(heading, rows, grid.width, numbers, options.columns)
    table = _Table(columns, numbers, options, heading)
    table.read(above, rows)
    return table.reading(grid)


def _check(grid: Grid, options: Options) -> None:
    if len(grid.rows) > MOST_ROWS or grid.width > MOST_COLUMNS:
        raise _too_long()
    for number in options.rows:
        if int(number) not in {row.number for row in grid.rows}:
            raise ConfigError.at(("rows", number), "is no row of the table; rows are counted from 1")


def _too_long() -> ConfigError:
    return ConfigError.at(("text",), f"must have at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns")


def _decimal(grid: Grid) -> Decimal:
    """The decimal sign that the numbers prove; else a comma where semicolons separate cells, and a point elsewhere."""
    proven = decimal_signs(cell for row in grid.rows for cell in row.cells)
    if proven == {","} or (not proven and grid.separator == ";"):
        return ","
    return "."


class _Table:
    """A table while it is read: drafts of buckets, dropped rows, notes and questions."""

    def __init__(
        self, columns: tuple[Column, ...], numbers: NumberFormat, options: Options, heading: Row | None
    ) -> None:
        self._columns, self._numbers, self._options, self._heading = columns, numbers, options, heading
        self._supply = options.total_supply
        self._drafts: list[Draft] = []
        self._dropped: list[Dropped] = []
        self._notes: list[str] = []
        self._questions: list[Question] = []

    def read(self, above: Sequence[Row], rows: Sequence[Row]) -> None:
        """Turn rows into drafts; drop headings, sums, and rows without a name or size."""
        for row in above:
            self._drop(row, "stands above the heading")
        drafts = [draft for row in rows if (draft := self._draft(row)) is not None]
        drafts = self._in_per_cent(drafts)
        kept = self._without_sums(drafts)
        self._drafts = [draft for draft in kept if self._is_sized(draft)]

    def _draft(self, row: Row) -> Draft | None:
        is_bucket = self._options.rows.get(str(row.number))
        if is_bucket is False:
            self._drop(row, "is left out as asked")
            return None
        width = len(self._heading.cells) if self._heading else len(self._columns)
        if any(row.cells[width:]):
            reason = f"has more cells than the heading's {width}; a cell that holds the separator needs quotation marks"
            self._drop(row, reason)
            return None
        return draft_of(row, self._columns, self._numbers)

    def _in_per_cent(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts with shares in per cent where they were fractions of one."""
        shares = [draft.share for draft in drafts if draft.share is not None]
        total = sum(shares)
        is_marked = any(draft.is_marked for draft in drafts)
        is_one = any(abs(total - expected) <= 0.01 * expected for expected in (1, 2))  # 2: with a row of the total
        if is_marked or not shares or max(shares) > 1 or not is_one:
            return drafts
        self._notes.append("the shares add up to 1, so they are read as fractions: 0.2 is 20 %")
        launch = [draft.launch_pct for draft in drafts if draft.launch_pct is not None]
        scale = 100.0 if launch and max(launch) <= 1 else 1.0
        return [draft.scaled(100.0, scale) for draft in drafts]

    def _without_sums(self, drafts: list[Draft]) -> list[Draft]:
        has_shares = any(draft.share is not None for draft in drafts)
        whole = 100.0 if has_shares else self._options.total_supply
        decided = self._options.rows
        sized = [
            Sized(draft.row.number, draft.name, size, draft.has_schedule)
            for draft in drafts
            if (size := draft.share if has_shares else draft.amount) and str(draft.row.number) not in decided
        ]
        verdicts = sums_among(sized, whole)
        return [draft for draft in drafts if self._is_bucket(draft, verdicts.get(draft.row.number))]

    def _is_bucket(self, draft: Draft, verdict: Verdict | None) -> bool:
        """Whether a row is no sum; rows without a size, and those that the options decide, have no verdict."""
        row = draft.row
        if verdict in _SUMS:
            self._drop(row, _SUMS[verdict])
            return False
        if verdict == "unsure":
            self._questions.append(row_question(row, draft.name, is_kept=True))
        elif verdict is not None and is_called_total(draft.name) and not draft.has_schedule:
            self._drop(row, "is called a sum, though its number is not that of the other rows")
            self._questions.append(row_question(row, draft.name, is_kept=False))
            return False
        return True

    def _is_sized(self, draft: Draft) -> bool:
        """Whether a draft has a name and a size; others are dropped."""
        if not draft.name:
            self._drop(draft.row, "has no name")
        elif draft.share is None and draft.amount is None:
            self._drop(draft.row, "has no share or amount that can be read")
        else:
            return True
        return False

    def _drop(self, row: Row, reason: str) -> None:
        self._dropped.append(Dropped(row.number, row.text, reason))

    def reading(self, grid: Grid) -> TableReading:
        """The result, once all rows have been read."""
        cliff_included = self._is_cliff_included()
        drafts = self._with_uniform_sizes()
        self._notes += [*silences(self._drafts), *contradictions(self._drafts, self._supply)]
        buckets: list[dict[str, Any]] = []
        for draft in drafts:
            result = bucket_of(draft, self._supply, cliff_included, {bucket["bucket"] for bucket in buckets})
            self._notes += result.notes
            if result.bucket is None:
                self._drop(draft.row, result.reason)
            else:
                buckets.append(result.bucket)
        if self._options.decimal is None and is_decimal_unknown(grid, self._columns):
            self._questions.append(decimal_question(self._numbers.decimal))
        sums = self._sums(buckets)
        if sums.allocation_pct is not None and abs(sums.allocation_pct - 100) > 0.01:
            self._notes.append(f"the buckets add up to {sums.allocation_pct:.6g} % of the supply")
        names = [bucket["bucket"] for bucket in buckets]
        return TableReading(
            columns=tuple(self._read_column(column) for column in self._columns),
            buckets=tuple(buckets),
            sums=sums,
            dropped=tuple(sorted(self._dropped, key=lambda dropped: dropped.row)),
            notes=tuple(self._notes),
            questions=tuple(self._questions),
            profiles=tuple((name, choose_profile(name, None, {}, {})) for name in names),
        )

    def _with_uniform_sizes(self) -> list[Draft]:
        """The drafts that can be given as shares, or else as amounts; amounts beside shares need the total supply."""
        shares = [draft for draft in self._drafts if draft.share is not None]
        amounts = [draft for draft in self._drafts if draft.share is None]
        if shares and amounts and self._supply is None:
            for draft in amounts:
                self._drop(draft.row, "has an amount where others have shares; tell the total supply to read it")
            self._questions.append(supply_question(None))
            return shares
        if amounts and self._supply is None:
            self._questions.append(supply_question(sum(draft.amount or 0.0 for draft in amounts)))
        return self._drafts

    def _is_cliff_included(self) -> bool:
        """Whether vesting includes the cliff; a question where neither options nor headings say it and it matters."""
        if self._options.cliff_included is not None:
            return self._options.cliff_included
        if any(
            column.role == "vesting_months" and INCLUDES_CLIFF.search(normalized(column.heading))
            for column in self._columns
        ):
            return True
        vests = [draft for draft in self._drafts if draft.cliff and draft.vesting and not draft.is_after]
        if vests and all(draft.has_open_cliff for draft in vests):
            self._questions.append(cliff_question(vests[0].name, vests[0].cliff, vests[0].vesting))
        return False

    def _read_column(self, column: Column) -> ReadColumn:
        words = MEANINGS[column.role]
        if column.role in ("cliff_months", "vesting_months"):
            words += f", {column.unit}"
        if column.role in ("amount", "tge_amount") and column.scale != 1:
            words += f", in units of {column.scale:,.0f}"
        return ReadColumn(column.index, column.heading[:200], column.role, words, column.sample)

    def _sums(self, buckets: Sequence[Mapping[str, Any]]) -> Sums:
        pct = [bucket["allocation"] for bucket in buckets if "allocation" in bucket]
        amounts = [bucket["amount"] for bucket in buckets if "amount" in bucket]
        total = sum(amounts) if amounts else None
        if total is None and self._supply is not None and pct:
            total = sum(pct) / 100 * self._supply
        return Sums(round(sum(pct), 9) if pct else None, total)
