"""What the reader of a table should know, though no cell of it is wrong."""

from collections.abc import Iterator, Sequence

from app.tables.buckets import Draft
from app.tables.columns import Column
from app.tables.grid import Grid
from app.tables.quantities import is_ambiguous, written_with

SAME_SHARE = 0.5
"""How far tokens may be from the share beside them, in points, for the rounding of both."""


def silences(drafts: Sequence[Draft]) -> Iterator[str]:
    """Buckets that unlock at launch only because the table says nothing of when they do."""
    silent = [draft for draft in drafts if draft.is_silent]
    if silent and len(silent) == len(drafts):
        yield "the table says nothing of schedules, so everything unlocks at launch"
    elif silent:
        yield f"nothing is said of the schedule in row {_listed(silent)}, so it unlocks at launch"


def contradictions(drafts: Sequence[Draft], supply: float | None) -> Iterator[str]:
    """Rows whose tokens are not their share of the supply, or of what all rows together say the supply is."""
    told = [(draft, draft.share, draft.amount) for draft in drafts if draft.share and draft.amount]
    if not told:
        return
    whole = supply or 100 * sum(amount for _, _, amount in told) / sum(share for _, share, _ in told)
    wrong = [draft for draft, share, amount in told if abs(100 * amount / whole - share) > SAME_SHARE]
    if wrong:
        yield f"tokens and share differ in row {_listed(wrong)}; the share counts"


def is_decimal_unknown(grid: Grid, columns: Sequence[Column]) -> bool:
    """Whether 1.000 in a column of tokens may be a thousand or one, and no other number says which."""
    if written_with(cell for row in grid.rows for cell in row.cells):
        return False
    sizes = [column.index for column in columns if column.role in ("amount", "tge_amount")]
    cells = (row.cell(index) for row in grid.rows for index in sizes)
    return any(is_ambiguous(cell) and "," not in cell for cell in cells)


def _listed(drafts: Sequence[Draft]) -> str:
    return ", ".join(str(draft.row.number) for draft in drafts[:10]) + (" …" if len(drafts) > 10 else "")
