"""Notes on a table as a whole: missing schedules, contradictions, ambiguous decimals."""

from collections.abc import Iterator, Sequence

from app.tables.buckets import Draft
from app.tables.columns import Column
from app.tables.grid import Grid
from app.tables.quantities import decimal_signs, is_ambiguous

SAME_SHARE = 0.5
"""Largest difference between an amount and the share beside it that rounding may explain, percentage points."""


def silences(drafts: Sequence[Draft]) -> Iterator[str]:
    """A note on buckets that unlock at launch because the table gives no schedule for them."""
    silent = [draft for draft in drafts if draft.is_silent]
    if silent and len(silent) == len(drafts):
        yield "the table says nothing of schedules, so everything unlocks at launch"
    elif silent:
        yield f"nothing is said of the schedule in row {_row_numbers(silent)}, so it unlocks at launch"


def contradictions(drafts: Sequence[Draft], supply: float | None) -> Iterator[str]:
    """A note on rows whose tokens are not their share of the supply; an unknown supply is estimated from all rows."""
    sized = [(draft, draft.share, draft.amount) for draft in drafts if draft.share and draft.amount]
    if not sized:
        return
    supply = supply or 100 * sum(amount for _, _, amount in sized) / sum(share for _, share, _ in sized)
    differing = [draft for draft, share, amount in sized if abs(100 * amount / supply - share) > SAME_SHARE]
    if differing:
        yield f"tokens and share differ in row {_row_numbers(differing)}; the share counts"


def is_decimal_unknown(grid: Grid, columns: Sequence[Column]) -> bool:
    """Whether 1.000 in a column of tokens may be a thousand or one, and no other number of the table proves which."""
    if decimal_signs(cell for row in grid.rows for cell in row.cells):
        return False
    sizes = [column.index for column in columns if column.role in ("amount", "tge_amount")]
    cells = (row.cell(index) for row in grid.rows for index in sizes)
    return any(is_ambiguous(cell) and "," not in cell for cell in cells)


def _row_numbers(drafts: Sequence[Draft]) -> str:
    return ", ".join(str(draft.row.number) for draft in drafts[:10]) + (" …" if len(drafts) > 10 else "")
