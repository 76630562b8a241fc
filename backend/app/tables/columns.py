"""What each column of an allocation table is: told by its heading, and by what stands in its cells."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.abm.core.errors import ConfigError
from app.tables.grid import Grid, Row
from app.tables.headings import named, unit_of
from app.tables.quantities import (
    Numbers,
    TimeUnit,
    is_duration,
    is_nothing,
    is_percent,
    plain,
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
"""What each role says of its column."""

_SCHEDULE = re.compile(r"%|cliff|vest|linear|\btge|\block")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table and what it was taken for."""

    index: int
    heading: str
    role: Role
    content: Content
    unit: TimeUnit
    """What a bare number counts, in a column of time."""
    scale: float
    """What it counts in a column of tokens."""
    sample: tuple[str, ...]


def split_heading(grid: Grid) -> tuple[Row | None, Sequence[Row], Sequence[Row]]:
    """The heading if there is one, the rows above it, and the rows of the table.

    A heading is the first row of two cells or more that names a column; no cell of it begins with a number.
    """
    for place, row in enumerate(grid.rows[:10]):
        filled = [cell for cell in row.cells if cell]
        if any(starts_with_number(cell) and not cell.startswith("#") for cell in filled):
            break
        if len(filled) >= 2 and sum(named(cell) is not None for cell in filled) * 2 >= len(filled):
            return row, grid.rows[:place], grid.rows[place + 1 :]
    return None, (), grid.rows


def columns_of(
    heading: Row | None, rows: Sequence[Row], width: int, numbers: Numbers, chosen: Mapping[str, Role]
) -> tuple[Column, ...]:
    """Every column with its role; what is chosen for one, by index, comes before what is recognised."""
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
    """Raises ConfigError for a column there is none of, and for a role that two columns are given."""
    taken: set[Role] = set()
    for index, role in chosen.items():
        if int(index) >= width:
            raise ConfigError.at(("columns", index), f"is no column of the table, which has {width}, counted from 0")
        if role in taken:
            raise ConfigError.at(("columns", index), f"is given the role {role}, as another column is")
        if role != "ignored":
            taken.add(role)


def _content(cells: Sequence[str]) -> Content:
    """What stands in most cells of a column that say anything."""
    said = [cell for cell in cells if not is_nothing(cell)]
    if not said:
        return "nothing"
    counts = Counter(map(_content_of, said))
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
    numbers: Numbers,
) -> None:
    """Give roles by the words of the headings, first come; a size is a share or tokens by what its cells say."""
    kinds = [named(head) for head in heads]
    _find_bucket(roles, kinds, content)
    for index, kind in enumerate(kinds):
        if index not in roles and kind not in (None, "bucket", "ignored"):
            role = _role(str(kind), heads[index], content[index], cells[index], numbers)
            if role is not None and role not in roles.values():
                roles[index] = role
    if not {"allocation_pct", "amount"} & set(roles.values()):
        spare = [index for index in range(len(heads)) if index not in roles and kinds[index] != "ignored"]
        _first_size(roles, spare, content, cells, numbers)


def _find_bucket(roles: dict[int, Role], kinds: Sequence[str | None], content: Sequence[Content]) -> None:
    """The names: a column of text whose heading says so, else the first of text that is no schedule, else the first."""
    if "bucket" in roles.values():
        return
    free = [index for index in range(len(content)) if index not in roles]
    named = [index for index in free if kinds[index] == "bucket"]
    text = [index for index in free if content[index] == "text" and kinds[index] not in ("cliff", "vesting", "ignored")]
    both = [index for index in named if content[index] == "text"]
    for choice in (*both, *text, *named, *free):
        roles[choice] = "bucket"
        return


def _role(kind: str, head: str, content: Content, cells: Sequence[str], numbers: Numbers) -> Role | None:
    words = plain(head)
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
    """Whether some cell tells more of a schedule than how long it takes."""
    return any(is_duration(cell) and _SCHEDULE.search(plain(cell)) for cell in cells)


def _size(words: str, content: Content, cells: Sequence[str], numbers: Numbers) -> Role | None:
    """Whether a column of sizes has shares or tokens; per cent in its cells beats the words above them."""
    if content == "percent":
        return "allocation_pct"
    values = _values(cells, numbers)
    if not values:
        return None
    is_share = (
        scale_of(words) == 1 and max(values) <= 100 and (sum(values) <= 210 or "%" in words or "percent" in words)
    )
    return "allocation_pct" if is_share else "amount"


def _values(cells: Sequence[str], numbers: Numbers) -> list[float]:
    read = (share_of(cell, numbers) for cell in cells)
    return [share.value for share in read if share is not None]


def _by_content(
    roles: dict[int, Role], content: Sequence[Content], cells: Sequence[Sequence[str]], numbers: Numbers
) -> None:
    """Give roles in the usual order of a table without a heading: name, size, launch share, cliff, vesting, holders."""
    _find_bucket(roles, [None] * len(content), content)
    spare = [index for index in range(len(content)) if index not in roles]
    _first_size(roles, spare, content, cells, numbers)
    for index in (index for index in spare if index not in roles):
        role = _next_role(roles, content[index], cells[index], numbers)
        if role is not None and role not in roles.values():
            roles[index] = role


def _first_size(
    roles: dict[int, Role],
    spare: Sequence[int],
    content: Sequence[Content],
    cells: Sequence[Sequence[str]],
    numbers: Numbers,
) -> None:
    for index in spare:
        role = _size("", content[index], cells[index], numbers) if content[index] in ("percent", "number") else None
        if role is not None and role not in roles.values():
            roles[index] = role
            return


def _next_role(roles: Mapping[int, Role], content: Content, cells: Sequence[str], numbers: Numbers) -> Role | None:
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
