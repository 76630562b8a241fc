"""Pasted text as rows of cells: from a spreadsheet, a CSV file, a Markdown page or a column of a mail."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal, TypeAlias

Separator: TypeAlias = Literal["|", "\t", ";", ",", "spaces", "none"]

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n\t]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff]")
_RULE = frozenset("|:+=_- ")
_MARKS = re.compile(r"(\*\*|__|`|~~)(.*?)\1")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_HTML_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ALIGNED = re.compile(r" {2,}")
_SENTENCE = re.compile(
    r"(?P<name>[^\d:;,]*[^\d\s:;,=–—-])\s*(?:[:=–—-]|\s)\s*"
    r"(?P<size>[~≈]?\s?\d[\d.,' ]*(?:%|per ?cent|[a-z]+\b)?)[\s,;:(–—-]*(?P<rest>.*)",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table; rows are counted from 1 as they stand in the text."""

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the row says, for a human."""
        return " | ".join(cell for cell in self.cells if cell)[:200]

    def cell(self, column: int) -> str:
        """One cell, empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows that say anything, and what stands between their cells."""

    rows: tuple[Row, ...]
    separator: Separator

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max((len(row.cells) for row in self.rows), default=0)


def grid_of(text: str) -> Grid:
    """The table in a text, whatever separates its cells; quoted cells may hold separators and line breaks."""
    plain = _SPACES.sub(" ", _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    separator = _separator(plain)
    rows = _records(plain, separator)
    numbered = [Row(number, tuple(map(_clean, cells))) for number, cells in enumerate(rows, 1)]
    return Grid(tuple(row for row in numbered if any(row.cells)), separator)


def _clean(cell: str) -> str:
    """A cell without the marks of Markdown, in one line."""
    unmarked = _MARKS.sub(r"\2", _LINK.sub(r"\1", _HTML_BREAK.sub(" ", cell)))
    return " ".join(unmarked.split())


def _separator(text: str) -> Separator:
    """What stands between the cells of most rows; the rarest sign first, for names and numbers hold commas too."""
    lines = [line for line in text.split("\n") if line.strip()]
    if "\t" in text:
        return "\t"
    if _share("|" in line for line in lines) >= 0.5:
        return "|"
    is_aligned = _share(_ALIGNED.search(line.strip()) is not None for line in lines) >= 0.5
    if not is_aligned and _share(len(_sentence(line)) > 1 for line in lines) >= 0.8:
        return "none"
    candidates: tuple[Separator, ...] = (";", ",")
    for separator in candidates:
        if _is_regular(_records(text, separator)):
            return separator
    return "spaces" if is_aligned else "none"


def _share(flags: Iterable[bool]) -> float:
    told = list(flags)
    return sum(told) / len(told) if told else 0.0


def _is_regular(rows: Sequence[Sequence[str]]) -> bool:
    """Whether most rows have the same number of cells, two at the least."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return False
    width, often = widths.most_common(1)[0]
    return width > 1 and 2 * often >= widths.total()


def _records(text: str, separator: Separator) -> list[list[str]]:
    if separator == "|":
        return [_of_pipes(line) for line in text.split("\n")]
    if separator == "spaces":
        return [_ALIGNED.split(line.strip()) for line in text.split("\n")]
    if separator == "none":
        return [_sentence(line) for line in text.split("\n")]
    try:
        return list(csv.reader(StringIO(text), delimiter=separator, strict=True, skipinitialspace=separator != "\t"))
    except csv.Error:  # a quotation mark that is only a sign
        return [line.split(separator) for line in text.split("\n")]


def _of_pipes(line: str) -> list[str]:
    """The cells of a Markdown row; the rule below a heading says nothing."""
    if "--" in line and _RULE.issuperset(line):
        return []
    bare = line.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|") for cell in bare.replace("\\|", "\0").split("|")]


def _sentence(line: str) -> list[str]:
    """“Team: 20 %, 12 months cliff” has a name, a size and the rest; a line that is no such sentence has one cell."""
    bare = line.strip(" •*-–—")
    found = _SENTENCE.fullmatch(bare) if len(bare) <= _LONGEST_SENTENCE else None
    return [found["name"].strip(), found["size"].strip(), found["rest"].rstrip(") .")] if found else [line.strip()]
