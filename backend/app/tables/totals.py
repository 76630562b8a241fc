"""Rows of an allocation table that are sums of other rows, recognised by their numbers and names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.tables.quantities import normalized

Verdict: TypeAlias = Literal["bucket", "total", "subtotal", "unsure"]

_SUM = (
    r"total\w*|sum(?:me|a|me total)?|gesamt\w*|insgesamt|somm[ea]|totaal|toplam|jumlah|razem|celkem|osszesen|ukupno|"
    r"итого|всего|сумма|συνολο|合计|总计|總計|合計|総計|小计|합계|المجموع|סהכ|tong cong"
)
_CALLED_TOTAL = re.compile(
    rf"(?:(?:grand|sub|all|the|in|of) ?-?)*(?:{_SUM})(?: (?:supply|tokens?|allocation|amount|%))*\W*"
)


@dataclass(frozen=True, slots=True)
class Sized:
    """A row with its size: a share in %, or tokens."""

    row: int
    name: str
    size: float
    has_schedule: bool


def is_called_total(name: str) -> bool:
    """Whether a name means total, in one of twenty languages."""
    return _CALLED_TOTAL.fullmatch(normalized(name)) is not None


def sums_among(sized: Sequence[Sized], whole: float | None) -> Mapping[int, Verdict]:
    """The verdict on each row, by row number; `whole` is what all buckets add up to, 100 % or the supply, if known.

    A total is the sum of all other rows. Where a row may as well be a bucket of half the supply (25, 25, 50), its name
    decides, then `whole`, then whether it has a schedule; else the verdict is `unsure`.
    """
    verdicts: dict[int, Verdict] = {entry.row: "bucket" for entry in sized}
    if whole is not None and sum(entry.size for entry in sized) > 1.5 * whole:
        verdicts |= {entry.row: "total" for entry in sized if _nearly_equal(entry.size, whole)}
    remaining = [entry for entry in sized if verdicts[entry.row] == "bucket"]
    for entry in remaining if len(remaining) == len(sized) else ():
        others = sum(other.size for other in remaining) - entry.size
        if len(remaining) > 2 and _nearly_equal(entry.size, others):
            verdicts[entry.row] = _total_or_half(entry, others, whole, sized)
            remaining = [other for other in remaining if verdicts[other.row] != "total"]
            break
    if whole is not None and sum(entry.size for entry in remaining) > 1.005 * whole:
        verdicts |= dict.fromkeys(_subtotals(remaining, whole), "subtotal")
    return verdicts


def _total_or_half(entry: Sized, others: float, whole: float | None, sized: Sequence[Sized]) -> Verdict:
    if is_called_total(entry.name) or not entry.name:
        return "total"
    if whole is not None and _nearly_equal(others, whole):
        return "total"
    if whole is not None and _nearly_equal(2 * others, whole):
        return "bucket"
    return "bucket" if entry.has_schedule and sum(other.has_schedule for other in sized) > 1 else "unsure"


def _subtotals(sized: Sequence[Sized], whole: float) -> list[int]:
    """Rows that are the sum of the rows right after or right before them, if the other rows add up to `whole`."""
    for step in (1, -1):
        order = list(sized)[::step]
        subtotals, index = [], 0
        while index < len(order):
            summands = _summands(order, index)
            if summands > 1:
                subtotals.append(order[index].row)
            index += summands + 1 if summands > 1 else 1
        if subtotals and _nearly_equal(sum(entry.size for entry in sized if entry.row not in subtotals), whole):
            return subtotals
    return []


def _summands(order: Sequence[Sized], index: int) -> int:
    """How many of the rows after `index` add up to it; 0 where none do."""
    total = 0.0
    for count, entry in enumerate(order[index + 1 :], 1):
        total += entry.size
        if _nearly_equal(total, order[index].size):
            return count
        if total > order[index].size:
            break
    return 0


def _nearly_equal(first: float, second: float) -> bool:
    """Whether two sizes are equal but for the rounding of their summands."""
    return second > 0 and abs(first - second) <= 0.005 * second
