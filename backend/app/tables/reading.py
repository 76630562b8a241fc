"""An allocation table read: its columns, its buckets ready for a request, and a word about whatever is not in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.abm.agents.profile_choice import ProfileChoice, choose_profile
from app.abm.core.errors import ConfigError
from app.tables.buckets import Draft, drafted, ready
from app.tables.columns import MEANINGS, Column, Role, columns_of, split_heading
from app.tables.grid import Grid, Row, grid_of
from app.tables.headings import INCLUDES_CLIFF
from app.tables.quantities import Decimal, Numbers, plain, written_with
from app.tables.questions import Question, about_cliffs, about_decimals, about_rows, about_supply
from app.tables.remarks import contradictions, is_decimal_unknown, silences
from app.tables.totals import Sized, Verdict, is_called_total, sums_among

_SUMS: Mapping[Verdict | None, str] = {
    "total": "is the sum of the other rows",
    "subtotal": "is the sum of the rows beside it",
}
MOST_ROWS = 500
MOST_COLUMNS = 40
MOST_LINES = 5000
"""Lines of a text, blank ones and those within quoted cells included."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader of a table is told beside its text; everything may be left to be recognised."""

    total_supply: float | None = None
    cliff_included: bool | None = None
    columns: Mapping[str, Role] = field(default_factory=dict)
    """Roles of columns by index."""
    rows: Mapping[str, bool] = field(default_factory=dict)
    """Whether a row is a bucket, by row number."""
    decimal: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column and what it was taken for."""

    index: int
    heading: str
    role: Role
    read_as: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that made no bucket, and why."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What the buckets add up to."""

    allocation_pct: float | None
    amount: float | None


@dataclass(frozen=True, slots=True)
class TableReading:
    """Everything a text says about allocations."""

    columns: tuple[ReadColumn, ...]
    buckets: tuple[dict[str, Any], ...]
    sums: Sums
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    profiles: tuple[tuple[str, ProfileChoice], ...]


def read_table(text: str, options: Options | None = None) -> TableReading:
    """The buckets in a text that holds a table, whatever its shape; nothing of it vanishes without a word.

    Raises ConfigError for a table beyond the bounds, and for options that do not fit it.
    """
    options = options or Options()
    if text.count("\n") > MOST_LINES:
        raise _too_long()
    grid = grid_of(text)
    _check(grid, options)
    numbers = Numbers(options.decimal or _decimal(grid))
    heading, above, rows = split_heading(grid)
    columns = columns_of(heading, rows, grid.width, numbers, options.columns)
    table = _Table(columns, numbers, options, heading)
    table.read(above, rows)
    return table.told(grid)


def _check(grid: Grid, options: Options) -> None:
    if len(grid.rows) > MOST_ROWS or grid.width > MOST_COLUMNS:
        raise _too_long()
    for number in options.rows:
        if int(number) not in {row.number for row in grid.rows}:
            raise ConfigError.at(("rows", number), "is no row of the table; rows are counted from 1")


def _too_long() -> ConfigError:
    return ConfigError.at(("text",), f"must have at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns")


def _decimal(grid: Grid) -> Decimal:
    """The decimal sign that the numbers prove; where none does, a comma in tables that semicolons separate."""
    proofs = written_with(cell for row in grid.rows for cell in row.cells)
    if proofs == {","} or (not proofs and grid.separator == ";"):
        return ","
    return "."


class _Table:
    """Rows on their way to buckets."""

    def __init__(self, columns: tuple[Column, ...], numbers: Numbers, options: Options, heading: Row | None) -> None:
        self._columns, self._numbers, self._options, self._heading = columns, numbers, options, heading
        self._supply = options.total_supply
        self._drafts: list[Draft] = []
        self._dropped: list[Dropped] = []
        self._notes: list[str] = []
        self._questions: list[Question] = []

    def read(self, above: Sequence[Row], rows: Sequence[Row]) -> None:
        """Tell buckets, sums and remarks apart."""
        for row in above:
            self._drop(row, "stands above the heading")
        drafts = [draft for row in rows if (draft := self._draft(row)) is not None]
        drafts = self._in_per_cent(drafts)
        kept = self._without_sums(drafts)
        self._drafts = [draft for draft in kept if self._is_sized(draft)]

    def _draft(self, row: Row) -> Draft | None:
        wanted = self._options.rows.get(str(row.number))
        if wanted is False:
            self._drop(row, "is left out as asked")
            return None
        width = len(self._heading.cells) if self._heading else len(self._columns)
        if any(row.cells[width:]):
            reason = f"has more cells than the heading's {width}; a cell that holds the separator needs quotation marks"
            self._drop(row, reason)
            return None
        return drafted(row, self._columns, self._numbers)

    def _in_per_cent(self, drafts: list[Draft]) -> list[Draft]:
        """Shares written as fractions of one, as a spreadsheet keeps them, in per cent."""
        bare = [draft.share for draft in drafts if draft.share is not None]
        whole = sum(share for share in bare)
        is_marked = any(draft.is_marked for draft in drafts)
        if is_marked or not bare or max(bare) > 1 or not any(abs(whole - sums) <= 0.01 * sums for sums in (1, 2)):
            return drafts
        self._notes.append("the shares add up to 1, so they are read as fractions: 0.2 is 20 %")
        launch = [draft.launch_pct for draft in drafts if draft.launch_pct is not None]
        scale = 100.0 if launch and max(launch) <= 1 else 1.0
        return [draft.scaled(100.0, scale) for draft in drafts]

    def _without_sums(self, drafts: list[Draft]) -> list[Draft]:
        has_shares = any(draft.share is not None for draft in drafts)
        whole = 100.0 if has_shares else self._options.total_supply
        asked = self._options.rows
        sized = [
            Sized(draft.row.number, draft.name, size, draft.has_schedule)
            for draft in drafts
            if (size := draft.share if has_shares else draft.amount) and str(draft.row.number) not in asked
        ]
        verdicts = sums_among(sized, whole)
        return [draft for draft in drafts if self._is_bucket(draft, verdicts.get(draft.row.number))]

    def _is_bucket(self, draft: Draft, verdict: Verdict | None) -> bool:
        """Whether a row is no sum; one without a size, or of which it was told, has no verdict."""
        row = draft.row
        if verdict in _SUMS:
            self._drop(row, _SUMS[verdict])
            return False
        if verdict == "unsure":
            self._questions.append(about_rows(row, draft.name, is_kept=True))
        elif verdict is not None and is_called_total(draft.name) and not draft.has_schedule:
            self._drop(row, "is called a sum, though its number is not that of the other rows")
            self._questions.append(about_rows(row, draft.name, is_kept=False))
            return False
        return True

    def _is_sized(self, draft: Draft) -> bool:
        """Whether a draft has a name and a size; a row without is a remark."""
        if not draft.name:
            self._drop(draft.row, "has no name")
        elif draft.share is None and draft.amount is None:
            self._drop(draft.row, "has no share or amount that can be read")
        else:
            return True
        return False

    def _drop(self, row: Row, reason: str) -> None:
        self._dropped.append(Dropped(row.number, row.text, reason))

    def told(self, grid: Grid) -> TableReading:
        """The reading, once all rows are read."""
        cliff_included = self._reading_of_cliffs()
        drafts = self._with_one_kind_of_size()
        self._notes += [*silences(self._drafts), *contradictions(self._drafts, self._supply)]
        buckets: list[dict[str, Any]] = []
        for draft in drafts:
            made = ready(draft, self._supply, cliff_included, {bucket["bucket"] for bucket in buckets})
            self._notes += made.notes
            if made.bucket is None:
                self._drop(draft.row, made.reason)
            else:
                buckets.append(made.bucket)
        if self._options.decimal is None and is_decimal_unknown(grid, self._columns):
            self._questions.append(about_decimals(self._numbers.decimal))
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

    def _with_one_kind_of_size(self) -> list[Draft]:
        """All shares, or all amounts: amounts beside shares are divided by the supply."""
        shares = [draft for draft in self._drafts if draft.share is not None]
        amounts = [draft for draft in self._drafts if draft.share is None]
        if shares and amounts and self._supply is None:
            for draft in amounts:
                self._drop(draft.row, "has an amount where others have shares; tell the total supply to read it")
            self._questions.append(about_supply(None))
            return shares
        if amounts and self._supply is None:
            self._questions.append(about_supply(sum(draft.amount or 0.0 for draft in amounts)))
        return self._drafts

    def _reading_of_cliffs(self) -> bool:
        """Whether vesting counts from the launch; asked where the heading does not tell and it makes a difference."""
        if self._options.cliff_included is not None:
            return self._options.cliff_included
        if any(
            column.role == "vesting_months" and INCLUDES_CLIFF.search(plain(column.heading)) for column in self._columns
        ):
            return True
        vests = [draft for draft in self._drafts if draft.cliff and draft.vesting and not draft.is_after]
        if vests and all(draft.has_open_cliff for draft in vests):
            self._questions.append(about_cliffs(vests[0].name, vests[0].cliff, vests[0].vesting))
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
