"""Which rows of an allocation table are no buckets but sums of them, in whatever language they are called so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.tables.quantities import plain

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
    """A row of which one size is known: its share in %, or its tokens."""

    row: int
    name: str
    size: float
    has_schedule: bool


def is_called_total(name: str) -> bool:
    """Whether a name is the word for a sum, in one of twenty languages."""
    return _CALLED_TOTAL.fullmatch(plain(name)) is not None


def sums_among(sized: Sequence[Sized], whole: float | None) -> Mapping[int, Verdict]:
    """What each row is, by row number; `whole` is what all buckets come to, 100 % or the supply, where that is known.

    A total is the sum of all other rows. Where half the table could be one bucket as well (25, 25, 50), the whole
    decides, then its name, then whether it has a schedule; else nobody can know.
    """
    verdicts: dict[int, Verdict] = {entry.row: "bucket" for entry in sized}
    if whole is not None and sum(entry.size for entry in sized) > 1.5 * whole:
        verdicts |= {entry.row: "total" for entry in sized if _same(entry.size, whole)}
    left = [entry for entry in sized if verdicts[entry.row] == "bucket"]
    for entry in left if len(left) == len(sized) else ():
        others = sum(other.size for other in left) - entry.size
        if len(left) > 2 and _same(entry.size, others):
            verdicts[entry.row] = _total_or_half(entry, others, whole, sized)
            left = [other for other in left if verdicts[other.row] != "total"]
            break
    if whole is not None and sum(entry.size for entry in left) > 1.005 * whole:
        verdicts |= dict.fromkeys(_subtotals(left, whole), "subtotal")
    return verdicts


def _total_or_half(entry: Sized, others: float, whole: float | None, sized: Sequence[Sized]) -> Verdict:
    if is_called_total(entry.name) or not entry.name:
        return "total"
    if whole is not None and _same(others, whole):
        return "total"
    if whole is not None and _same(2 * others, whole):
        return "bucket"
    return "bucket" if entry.has_schedule and sum(each.has_schedule for each in sized) > 1 else "unsure"


def _subtotals(left: Sequence[Sized], whole: float) -> list[int]:
    """Rows that are the sum of the rows right after or right before them, where without them the table is whole."""
    for step in (1, -1):
        order = list(left)[::step]
        found, place = [], 0
        while place < len(order):
            taken = _run(order, place)
            if taken > 1:
                found.append(order[place].row)
            place += taken + 1 if taken > 1 else 1
        if found and _same(sum(entry.size for entry in left if entry.row not in found), whole):
            return found
    return []


def _run(order: Sequence[Sized], place: int) -> int:
    """How many rows after `place` add up to it; 0 where none do."""
    total = 0.0
    for count, entry in enumerate(order[place + 1 :], 1):
        total += entry.size
        if _same(total, order[place].size):
            return count
        if total > order[place].size:
            break
    return 0


def _same(first: float, second: float) -> bool:
    """Whether two sizes are the same but for the rounding of what they were added up from."""
    return second > 0 and abs(first - second) <= 0.005 * second
