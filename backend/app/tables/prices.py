"""Downloaded prices, daily or monthly, read into the monthly closes of a token."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from app.abm.config.dates import nearest_month, row_date
from app.abm.core.params import FieldError, IsoDate
from app.abm.studies.history import LEAST_CLOSES, MOST_CLOSES, NEAR
from app.tables.grid import Row
from app.tables.quantities import NUMBER, NumberFormat, decimal_signs, normalized

_FIELD = ("history", "text")
_START = TypeAdapter[date](IsoDate)
_DATES = ("date", "day", "datum", "fecha", "time", "timestamp", "snapped_at", "timeclose", "timeopen", "unix", "month")
_CLOSES = ("close", "close*", "close**", "adj close", "closing price", "price", "last", "price_usd", "schluss", "kurs")
_FURTHER = ("circulating_supply", "staked_ratio")

_NO_PRICE = re.compile(r"[-–—. ]*|#?n/?a|nan|null|none|undefined")
"""What people and programs write where there is no number."""

_NEGATIVE = re.compile(r"\D*[-−–(]\D*\d")
"""A number with a minus before it, or in brackets."""

_DayParser = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class _Day:
    """The values of one day."""

    day: date
    close: float
    further: Mapping[str, float]


def with_monthly_closes(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The request with monthly closes in place of the text of its history.

    Raises FieldError where the text has too few closes near the monthly days of the token. A request with other errors
    is returned unchanged, for the validation of its fields to refuse.
    """
    history = request.get("history")
    text = history.get("text") if isinstance(history, dict) else None
    start = _start(request)
    if not isinstance(history, dict) or not isinstance(text, str) or start is None:
        return request
    if history.get("months"):
        raise FieldError(_FIELD, "stands beside months: the closes are said once")
    months = monthly_closes(text, start)
    rest = {name: value for name, value in history.items() if name != "text"}
    return {**request, "history": rest | {"months": months}}


def _start(request: Mapping[str, Any]) -> date | None:
    """The day of the launch; None where it is no valid date."""
    base = request.get("base")
    token = base.get("token") if isinstance(base, dict) else None
    try:
        return _START.validate_python(token.get("start_date") if isinstance(token, dict) else None, strict=True)
    except ValidationError:
        return None


def monthly_closes(text: str, start: date) -> list[dict[str, Any]]:
    """The close of the day nearest to each monthly day of the token's start, in order. Raises FieldError."""
    days = sorted(_days(_rows(text)), key=lambda entry: entry.day)
    nearest: dict[int, _Day] = {}
    for entry in days:
        month = nearest_month(start, entry.day)
        distance = _distance(start, month, entry)
        best = nearest.get(month)
        if 0 <= month < MOST_CLOSES and distance <= NEAR and (best is None or distance < _distance(start, month, best)):
            nearest[month] = entry
    if len(nearest) < LEAST_CLOSES:
        raise FieldError(
            _FIELD,
            f"has {len(nearest)} closes within {NEAR} days of a monthly day of the token's start, {start}, among "
            f"{len(days)}{_span(days)}; a history says something from {LEAST_CLOSES} on",
        )
    monthly = [entry for _, entry in sorted(nearest.items())]
    return [{"date": entry.day.isoformat(), "close": entry.close, **entry.further} for entry in monthly]


def _span(days: Sequence[_Day]) -> str:
    return f" from {days[0].day} to {days[-1].day}" if days else ""


def _distance(start: date, month: int, entry: _Day) -> int:
    """Days between an entry and the monthly day of the token's start."""
    return abs((row_date(start, month) - entry.day).days)


def _days(lines: Sequence[Row]) -> Iterator[_Day]:
    """The days with a close. Raises FieldError for a row without a day."""
    heading, rows = _below_heading(lines)
    columns = _columns(heading, rows)
    parse_day = _day_parser([row.cell(columns["date"]) for row in rows])
    proven = decimal_signs(row.cell(columns["close"]) for row in rows)
    numbers = NumberFormat("," if proven == {","} else ".")
    for row in rows:
        cell, price = row.cell(columns["date"]), row.cell(columns["close"])
        day = parse_day(cell)
        if day is None:
            raise FieldError(_FIELD, f"has no day in row {row.number}: '{cell[:40]}'; a day is written 2024-01-31")
        if _NO_PRICE.fullmatch(normalized(price)):
            continue  # a day without trading
        close = None if _NEGATIVE.match(normalized(price)) else _number(price, numbers)
        if close is None:
            raise FieldError(_FIELD, f"has no price above 0 in row {row.number}: '{price[:40]}'; leave such days out")
        further = {name: _number(row.cell(column), numbers) for name, column in columns.items() if name in _FURTHER}
        yield _Day(day, close, {name: value for name, value in further.items() if value is not None})


def _rows(text: str) -> list[Row]:
    """The lines that are not empty, split at a delimiter that most of them have, or else at spaces."""
    lines = text.lstrip("\ufeff").splitlines()
    delimiter = next((char for char in "\t;|," if 2 * sum(char in line for line in lines) > len(lines)), " ")
    cells = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        numbered = [Row(number, tuple(cell.strip() for cell in row)) for number, row in enumerate(cells, 1)]
    except csv.Error as error:
        raise FieldError(_FIELD, f"is no table of prices: {error}") from None
    return [row for row in numbered if any(row.cells)]


def _below_heading(rows: Sequence[Row]) -> tuple[Row | None, Sequence[Row]]:
    """The heading, if there is one, and the rows below it; the first of them has a day."""
    for index, row in enumerate(rows[:10]):
        if any(_looks_like_day(cell) for cell in row.cells):
            return (rows[index - 1] if index else None), rows[index:]
    raise FieldError(_FIELD, "has no line with a day, such as 2024-01-31, and a price")


def _columns(heading: Row | None, rows: Sequence[Row]) -> Mapping[str, int]:
    """The indices of the columns of days, closes and further values, by name."""
    names = [normalized(cell).strip("\"' ") for cell in heading.cells] if heading else []
    first = rows[0].cells
    days = [index for index, cell in enumerate(first) if _looks_like_day(cell)]
    day = next((index for index in days if index < len(names) and names[index] in _DATES), days[0])
    closes = [names.index(name) for name in _CLOSES if name in names]
    numeric = [index for index, cell in enumerate(first) if index not in days and NUMBER.search(normalized(cell))]
    if not closes and len(numeric) != 1:
        raise FieldError(_FIELD, "does not say which column is the close: name it 'close' in the first line")
    further = {name: names.index(name) for name in _FURTHER if name in names}
    return {"date": day, "close": closes[0] if closes else numeric[0], **further}


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")
_WORDS = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")


def _looks_like_day(cell: str) -> bool:
    text = normalized(cell)
    return any(form.fullmatch(text) for form in (_ISO, _STAMP, _SLASHED)) or _in_words(text) is not None


def _day_parser(cells: Sequence[str]) -> _DayParser:
    """The parser of a column of days, which tell together whether 01/02/2024 is in January or February."""
    slashed = [match for cell in cells if (match := _SLASHED.fullmatch(normalized(cell)))]
    order: Literal["day", "month"] = "day"
    if slashed:
        is_day_first = any(int(match[1]) > 12 for match in slashed)
        is_month_first = any(int(match[2]) > 12 for match in slashed)
        if is_day_first == is_month_first and "." not in slashed[0][0]:
            raise FieldError(_FIELD, f"has days that can be read in two ways, as {slashed[0][0]}: write 2024-01-31")
        order = "month" if is_month_first else "day"
    return lambda cell: _day(normalized(cell), order)


def _day(text: str, order: Literal["day", "month"]) -> date | None:
    try:
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if _STAMP.fullmatch(text):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC).date()
        if slashed := _SLASHED.fullmatch(text):
            first, second, year = map(int, slashed.groups())
            return date(year, second, first) if order == "day" else date(year, first, second)
    except ValueError:
        return None
    return _in_words(text)


def _in_words(text: str) -> date | None:
    """A day such as Jan 31, 2024 or 31 January 2024; None for any other text."""
    words = " ".join(text.replace(",", " ").split())
    for form in _WORDS:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def _number(cell: str, numbers: NumberFormat) -> float | None:
    """The only number in a cell, whatever currency is beside it; None where there is none, or it is not positive."""
    tokens = NUMBER.findall(normalized(cell))
    value = numbers.value(tokens[0]) if len(tokens) == 1 else 0.0
    return value if value > 0 else None
