"""Quantities in the cells of a table: shares, tokens, durations, and the number format of the table."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

Decimal: TypeAlias = Literal[".", ","]
TimeUnit: TypeAlias = Literal["days", "weeks", "months", "quarters", "years"]

# Possessive, and never from within another number, so that a long cell of digits is matched in linear time.
_NUMBER = r"(?<!\d)(?<!\d[.,])(?>\d{1,3}(?:[ '’]\d{3})++(?:[.,]\d++)?(?!\d)|\d++(?:[.,]\d++)*+(?:e[+-]?\d{1,2}(?!\w))?)"
NUMBER = re.compile(_NUMBER)
_RANGE = re.compile(r"\d\s*%?\s*(?:[-–—]|\bto\b|\bbis\b)\s*\d")
MOST_TOKENS = 1e27
"""A number from here on is no amount of tokens."""

_PER_CENT = r"%|percent\b|per cent\b|pct\b|prozent\b|pour ?cent\b|por ?ciento\b|процент\w*|procent\w*"
_SHARE = re.compile(rf"(?:%\s?(?P<after>{_NUMBER}))|(?P<before>{_NUMBER})\s*(?:{_PER_CENT})")
_SCALES = {
    "k": 1e3, "tsd": 1e3, "thousand": 1e3, "thousands": 1e3, "тыс": 1e3, "千": 1e3, "万": 1e4,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "mil": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6,
    "millionen": 1e6, "millones": 1e6, "млн": 1e6, "亿": 1e8, "億": 1e8,
    "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9, "mrd": 1e9, "милрд": 1e9, "млрд": 1e9,
    "t": 1e12, "tn": 1e12, "trillion": 1e12, "trillions": 1e12,
}  # fmt: skip
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?P<scale>(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?!\w))?"
)
_SCALED = re.compile(rf"\((?:in )?({'|'.join(_SCALES)})\.?\)|\bin ({'|'.join(_SCALES)})\b")
_UNITS: dict[TimeUnit, str] = {
    "years": r"y|yrs?|years?|jahre?n?|ans?|annees?|ann[oi]|anos?|год\w*|лет|г|年|yil|rok\w*|lata?|jaar|jaren",
    "quarters": r"q|qtrs?|quarters?|quartale?n?|trimestr\w*|季度?",
    "months": r"m|mos?|mths?|mons?|months?|monate?n?|mois|mes|meses|mes[ei]|месяц\w*|мес|个?月|個月|か月|ヶ月|ay|"
    r"maand\w*|thang|bulan|miesi\w*",
    "weeks": r"w|wks?|weeks?|wochen?|semaines?|semanas?|settiman\w*|недел\w*|周|週間?",
    "days": r"d|days?|tage?n?|jours?|dias?|giorn\w*|дне[ий]|день|дня|天|日|gun|dni",
}
MONTHS: dict[TimeUnit, float] = {"years": 12, "quarters": 3, "months": 1, "weeks": 84 / 365.25, "days": 12 / 365.25}
"""Months in each unit; a year has 365.25 days."""

_SPELT = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty": 20, "thirty": 30,
}  # fmt: skip
DURATION = re.compile(
    rf"(?:(?P<number>{_NUMBER})|\b(?P<spelt>{'|'.join(_SPELT)})\b)[\s-]?"
    rf"(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS.items())})\b\.?"
)
_NOTHING = re.compile(
    r"[-–—−./\\ ]*|0|n\.?/?a\.?|none|nil|no(?:ne)?(?: (?:cliff|vesting|lock|lockup|lock-up|tge))?|without|"
    r"n(?:ot|icht) applicable|immediate(?:ly)?|instant(?:ly)?|at (?:tge|launch|listing)|tge|upfront|unlocked|"
    r"fully (?:unlocked|vested|liquid)|kein[es]?|ohne|sofort|aucune?|sans|ningun[oa]?|sin|nessun[oa]?|senza|нет|"
    r"без|无|無|没有|なし|yok"
)
NEVER = re.compile(
    r"\b(?:never|permanent(?:ly)?|forever|locked indefinitely|indefinite(?:ly)?|not circulating|burn(?:ed|t))\b"
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share or an amount of tokens in a cell."""

    value: float
    is_percent: bool
    """Whether the cell marks it as per cent; else the column decides."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the numbers of a table are written."""

    decimal: Decimal

    def value(self, token: str) -> float:
        """The value of a number that NUMBER has matched."""
        grouped = "," if self.decimal == "." else "."
        digits = re.sub(r"[ '’]", "", token).replace(grouped, "").replace(",", ".")
        return float(digits) if digits.count(".") <= 1 else float(digits.replace(".", ""))


@lru_cache(maxsize=4096)
def normalized(cell: str) -> str:
    """A cell in lower case, without accents, digits of other scripts as 0–9; at most 300 characters."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", cell[:300]).casefold())
    letters = (letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return "".join(_ascii_digit(letter) for letter in letters).strip()[:300]


def _ascii_digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter


def is_nothing(cell: str) -> bool:
    """Whether a cell means none: empty, a dash, “none”, “no cliff”."""
    return _NOTHING.fullmatch(normalized(cell)) is not None


def is_percent(cell: str) -> bool:
    """Whether a cell is marked as per cent."""
    return _SHARE.search(normalized(cell)) is not None


def is_duration(cell: str) -> bool:
    """Whether a cell has a duration with its unit."""
    return DURATION.search(normalized(cell)) is not None


def starts_with_number(cell: str) -> bool:
    """Whether a cell begins with a number, after at most two signs."""
    return re.match(r"[^\w\s]{0,2}\s?\d", normalized(cell)) is not None


def share_of(cell: str, numbers: NumberFormat, scale: float = 1.0) -> Share | None:
    """The share or amount in a cell: the number marked as per cent, else the only number; None where that is unclear.

    Amounts are in units of `scale` unless the cell names another.
    """
    text = normalized(cell)
    if _RANGE.search(text):
        return None
    sign = -1 if re.match(r"[-−]\s?\d", text) else 1
    marked = _SHARE.search(text)
    if marked is not None:
        return Share(sign * numbers.value(marked["before"] or marked["after"]), True)
    amounts = list(_AMOUNT.finditer(text))
    if len(amounts) != 1:
        return None
    amount = numbers.value(amounts[0]["number"]) * _SCALES.get(amounts[0]["scale"] or "", scale)
    return Share(sign * amount, False) if amount < MOST_TOKENS else None


def scale_of(heading: str) -> float:
    """The unit of amounts below a heading: 1e6 for “Tokens (M)”, 1e3 for “Amount in thousands”, else 1."""
    match = _SCALED.search(normalized(heading))
    return 1.0 if match is None else _SCALES[match[1] or match[2]]


def months_of(cell: str, numbers: NumberFormat, unit: TimeUnit) -> float | None:
    """Months in a cell that is nothing but a duration; a bare number is in `unit`. None for any other cell."""
    text = normalized(cell)
    if is_nothing(cell):
        return 0.0
    parts = list(durations(text, numbers))
    rest = DURATION.sub(" ", text) if parts else text
    if not parts and (bare := NUMBER.fullmatch(text)):
        return numbers.value(bare[0]) * MONTHS[unit]
    is_alone = re.fullmatch(r"[\s,.&+~()]*(?:and|und|et|y|и)?[\s,.&+~()]*", rest) is not None
    return sum(parts) if parts and is_alone and len(parts) <= 3 else None


def durations(text: str, numbers: NumberFormat) -> Iterator[float]:
    """Months of every duration in a normalized text."""
    return (duration_months(match, numbers) for match in DURATION.finditer(text))


def duration_months(match: re.Match[str], numbers: NumberFormat) -> float:
    """Months of a duration that DURATION has matched."""
    unit = next(name for name in _UNITS if match[name] is not None)
    return (numbers.value(match["number"]) if match["number"] else _SPELT[match["spelt"]]) * MONTHS[unit]


def decimal_signs(cells: Iterable[str]) -> set[Decimal]:
    """The decimal signs that the numbers of a table prove; both where they contradict each other, else none."""
    proven: set[Decimal] = set()
    for cell in cells:
        for token in NUMBER.findall(normalized(cell)):
            proven |= _proven_decimal(token)
    return proven


def _proven_decimal(token: str) -> set[Decimal]:
    signs = [sign for sign in token if sign in ".,"]
    if not signs:
        return set()
    if len(set(signs)) == 2:
        return {"."} if signs[-1] == "." else {","}
    sign, other = (".", ",") if signs[0] == "." else (",", ".")
    if len(signs) > 1:
        return {other}  # type: ignore[arg-type]
    whole, _, fraction = token.partition(sign)
    groups = len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0" and " " not in token
    return set() if groups else {sign}  # type: ignore[arg-type]


def is_ambiguous(cell: str) -> bool:
    """Whether a number in a cell is a thousand times larger with the other decimal sign: 1.000, 12,500."""
    tokens = NUMBER.findall(normalized(cell))
    return any(re.search(r"[.,]", token) is not None and not _proven_decimal(token) for token in tokens)
