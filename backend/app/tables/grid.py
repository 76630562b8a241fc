"""Pasted text as rows of cells: from spreadsheets, CSV files, Markdown, or aligned columns and sentences."""

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
    """A row of the table; its number counts the rows of the text from 1, empty ones included."""

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """The row in one line, at most 200 characters."""
        return " | ".join(cell for cell in self.cells if cell)[:200]

    def cell(self, column: int) -> str:
        """One cell, empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows that are not empty, and the separator of their cells."""

    rows: tuple[Row, ...]
    separator: Separator

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max((len(row.cells) for row in self.rows), default=0)


def grid_of(text: str) -> Grid:
    """The cells of a text, whatever separates them; quoted cells may contain separators and line breaks."""
    cleaned = _SPACES.sub(" ", _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    separator = _separator(cleaned)
    rows = _records(cleaned, separator)
    numbered = [Row(number, tuple(map(_clean, cells))) for number, cells in enumerate(rows, 1)]
    return Grid(tuple(row for row in numbered if any(row.cells)), separator)


def _clean(cell: str) -> str:
    """A cell without Markdown, in one line."""
    unmarked = _MARKS.sub(r"\2", _LINK.sub(r"\1", _HTML_BREAK.sub(" ", cell)))
    return " ".join(unmarked.split())


def _separator(text: str) -> Separator:
    """The separator of most rows; commas are tried last, since names and numbers contain them, too."""
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
    values = list(flags)
    return sum(values) / len(values) if values else 0.0


def _is_regular(rows: Sequence[Sequence[str]]) -> bool:
    """Whether most rows have the same number of cells, and at least two."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return False
    width, count = widths.most_common(1)[0]
    return width > 1 and 2 * count >= widths.total()


def _records(text: str, separator: Separator) -> list[list[str]]:
    if separator == "|":
        return [_pipe_cells(line) for line in text.split("\n")]
    if separator == "spaces":
        return [_ALIGNED.split(line.strip()) for line in text.split("\n")]
    if separator == "none":
        return [_sentence(line) for line in text.split("\n")]
    try:
        return list(csv.reader(StringIO(text), delimiter=separator, strict=True, skipinitialspace=separator != "\t"))
    except csv.Error:  # a quotation mark that quotes nothing
        return [line.split(separator) for line in text.split("\n")]


def _pipe_cells(line: str) -> list[str]:
    """The cells of a Markdown row; none for the rule below a heading."""
    if "--" in line and _RULE.issuperset(line):
        return []
    bare = line.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|") for cell in bare.replace("\\|", "\0").split("|")]


def _sentence(line: str) -> list[str]:
    """Name, size and the rest of a line such as “Team: 20 %, 12 months cliff”; any other line is one cell."""
    text = line.strip(" •*-–—")
    match = _SENTENCE.fullmatch(text) if len(text) <= _LONGEST_SENTENCE else None
    return [match["name"].strip(), match["size"].strip(), match["rest"].rstrip(") .")] if match else [line.strip()]
