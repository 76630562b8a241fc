"""Roles of the columns of an allocation table, recognised by headings and contents."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.abm.core.errors import ConfigError
from app.tables.grid import Grid, Row
from app.tables.headings import column_kind, unit_of
from app.tables.quantities import (
    NumberFormat,
    TimeUnit,
    is_duration,
    is_nothing,
    is_percent,
    normalized,
    scale_of,
    share_of,
    starts_with_number,
)

Role: TypeAlias = Literal[
    "bucket",
    "allocation_pct",
    "amount",
    "tge_unlock_pct",
    "tge_supply_pct",
    "tge_amount",
    "cliff_months",
    "vesting_months",
    "schedule",
    "num_holders",
    "ignored",
]
Content: TypeAlias = Literal["text", "percent", "number", "duration", "nothing"]

MEANINGS: Mapping[Role, str] = {
    "bucket": "names of the buckets",
    "allocation_pct": "share of the total supply, %",
    "amount": "tokens of each bucket",
    "tge_unlock_pct": "unlocked at launch, % of the bucket",
    "tge_supply_pct": "unlocked at launch, % of the total supply",
    "tge_amount": "unlocked at launch, tokens",
    "cliff_months": "cliff",
    "vesting_months": "vesting",
    "schedule": "schedule in words: share at launch, cliff, vesting",
    "num_holders": "number of holders",
    "ignored": "not read",
}
"""Each role in words."""

_SCHEDULE = re.compile(r"%|cliff|vest|linear|\btge|\block")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table, its role, and how its numbers are to be read."""

    index: int
    heading: str
    role: Role
    content: Content
    unit: TimeUnit
    """Unit of a bare number in a column of durations."""
    scale: float
    """Unit of a bare number in a column of tokens."""
    sample: tuple[str, ...]


def split_heading(grid: Grid) -> tuple[Row | None, Sequence[Row], Sequence[Row]]:
    """The heading if there is one, the rows above it, and the rows below it.

    The heading is the first row of at least two cells of which half name a column; it comes before any row with a cell
    that begins with a number.
    """
    for index, row in enumerate(grid.rows[:10]):
        filled = [cell for cell in row.cells if cell]
        if any(starts_with_number(cell) and not cell.startswith("#") for cell in filled):
            break
        if len(filled) >= 2 and sum(column_kind(cell) is not None for cell in filled) * 2 >= len(filled):
            return row, grid.rows[:index], grid.rows[index + 1 :]
    return None, (), grid.rows


def columns_of(
    heading: Row | None, rows: Sequence[Row], width: int, numbers: NumberFormat, chosen: Mapping[str, Role]
) -> tuple[Column, ...]:
    """Every column with its role: the one `chosen` for its index, or else the one that is recognised."""
    _check(chosen, width)
    cells = [[row.cell(index) for row in rows] for index in range(width)]
    content = [_content(column) for column in cells]
    heads = [heading.cell(index) if heading else "" for index in range(width)]
    roles: dict[int, Role] = {int(index): role for index, role in chosen.items()}
    if heading is not None:
        _by_heading(roles, heads, content, cells, numbers)
    else:
        _by_content(roles, content, cells, numbers)
    return tuple(
        Column(
            index=index,
            heading=head,
            role=roles.get(index, "ignored"),
            content=content[index],
            unit=unit_of(head),
            scale=scale_of(head),
            sample=_sample(cells[index]),
        )
        for index, head in enumerate(heads)
    )


def _check(chosen: Mapping[str, Role], width: int) -> None:
    """Raises ConfigError for the index of no column, and for a role that is given twice."""
    taken: set[Role] = set()
    for index, role in chosen.items():
        if int(index) >= width:
            raise ConfigError.at(("columns", index), f"is no column of the table, which has {width}, counted from 0")
        if role in taken:
            raise ConfigError.at(("columns", index), f"is given the role {role}, as another column is")
        if role != "ignored":
            taken.add(role)


def _content(cells: Sequence[str]) -> Content:
    """The content of most cells of a column that are not empty."""
    filled = [cell for cell in cells if not is_nothing(cell)]
    if not filled:
        return "nothing"
    counts = Counter(map(_content_of, filled))
    return counts.most_common(1)[0][0]


def _content_of(cell: str) -> Content:
    if is_percent(cell):
        return "percent"
    if is_duration(cell):
        return "duration"
    return "number" if starts_with_number(cell) else "text"


def _by_heading(
    roles: dict[int, Role],
    heads: Sequence[str],
    content: Sequence[Content],
    cells: Sequence[Sequence[str]],
    numbers: NumberFormat,
) -> None:
    """Give roles by the words of the headings, the first column first; contents tell shares from amounts."""
    kinds = [column_kind(head) for head in heads]
    _find_bucket(roles, kinds, content)
    for index, kind in enumerate(kinds):
        if index not in roles and kind not in (None, "bucket", "ignored"):
            role = _role(str(kind), heads[index], content[index], cells[index], numbers)
            if role is not None and role not in roles.values():
                roles[index] = role
    if not {"allocation_pct", "amount"} & set(roles.values()):
        free = [index for index in range(len(heads)) if index not in roles and kinds[index] != "ignored"]
        _first_size(roles, free, content, cells, numbers)


def _find_bucket(roles: dict[int, Role], kinds: Sequence[str | None], content: Sequence[Content]) -> None:
    """Give the role of the names to one column.

    A column of text with a heading for names comes first, then text that is no schedule, then any heading for names.
    """
    if "bucket" in roles.values():
        return
    free = [index for index in range(len(content)) if index not in roles]
    by_heading = [index for index in free if kinds[index] == "bucket"]
    text = [index for index in free if content[index] == "text" and kinds[index] not in ("cliff", "vesting", "ignored")]
    text_by_heading = [index for index in by_heading if content[index] == "text"]
    for choice in (*text_by_heading, *text, *by_heading, *free):
        roles[choice] = "bucket"
        return


def _role(kind: str, head: str, content: Content, cells: Sequence[str], numbers: NumberFormat) -> Role | None:
    words = normalized(head)
    if kind == "tge":
        if content == "percent" or "%" in words:
            return "tge_supply_pct" if re.search(r"supply|of total", words) else "tge_unlock_pct"
        is_large = any(value > 100 for value in _values(cells, numbers))
        return "tge_amount" if is_large else "tge_unlock_pct"
    if kind == "cliff":
        return "schedule" if content == "text" else "cliff_months"
    if kind == "vesting":
        return "schedule" if content == "text" or _in_words(cells) else "vesting_months"
    if kind == "num_holders":
        return "num_holders" if content == "number" else None
    return _size(words, content, cells, numbers) if content != "text" else None


def _in_words(cells: Sequence[str]) -> bool:
    """Whether some cell describes a schedule, and not only a duration."""
    return any(is_duration(cell) and _SCHEDULE.search(normalized(cell)) for cell in cells)


def _size(words: str, content: Content, cells: Sequence[str], numbers: NumberFormat) -> Role | None:
    """Whether a column of sizes has shares or amounts; per cent in the cells overrides the heading."""
    if content == "percent":
        return "allocation_pct"
    values = _values(cells, numbers)
    if not values:
        return None
    is_share = (
        scale_of(words) == 1 and max(values) <= 100 and (sum(values) <= 210 or "%" in words or "percent" in words)
    )
    return "allocation_pct" if is_share else "amount"


def _values(cells: Sequence[str], numbers: NumberFormat) -> list[float]:
    shares = (share_of(cell, numbers) for cell in cells)
    return [share.value for share in shares if share is not None]


def _by_content(
    roles: dict[int, Role], content: Sequence[Content], cells: Sequence[Sequence[str]], numbers: NumberFormat
) -> None:
    """Give roles in the usual order of columns: name, size, launch share, cliff, vesting, holders."""
    _find_bucket(roles, [None] * len(content), content)
    free = [index for index in range(len(content)) if index not in roles]
    _first_size(roles, free, content, cells, numbers)
    for index in (index for index in free if index not in roles):
        role = _next_role(roles, content[index], cells[index], numbers)
        if role is not None and role not in roles.values():
            roles[index] = role


def _first_size(
    roles: dict[int, Role],
    free: Sequence[int],
    content: Sequence[Content],
    cells: Sequence[Sequence[str]],
    numbers: NumberFormat,
) -> None:
    for index in free:
        role = _size("", content[index], cells[index], numbers) if content[index] in ("percent", "number") else None
        if role is not None and role not in roles.values():
            roles[index] = role
            return


def _next_role(roles: Mapping[int, Role], content: Content, cells: Sequence[str], numbers: NumberFormat) -> Role | None:
    taken = set(roles.values())
    if content == "text" or _in_words(cells):
        return "schedule" if any(is_duration(cell) for cell in cells) else None
    if content == "percent":
        return "tge_unlock_pct" if "allocation_pct" in taken or "amount" in taken else "allocation_pct"
    values = _values(cells, numbers)
    if content == "number" and values and max(values) > 1200:
        return "amount" if "amount" not in taken else "num_holders"
    order: tuple[Role, ...] = ("tge_unlock_pct", "cliff_months", "vesting_months", "num_holders")
    if content == "duration":
        order = order[1:3]
    return next((role for role in order if role not in taken), None)


def _sample(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell[:80] for cell in cells if cell)[:3]
