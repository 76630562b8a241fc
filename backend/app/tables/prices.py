"""Prices as people download them, daily or monthly, read into the monthly closes of a token."""

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
from app.tables.quantities import NUMBER, Numbers, plain, written_with

_PLACE = ("history", "text")
_START = TypeAdapter[date](IsoDate)
_DATES = ("date", "day", "datum", "fecha", "time", "timestamp", "snapped_at", "timeclose", "timeopen", "unix", "month")
_CLOSES = ("close", "close*", "close**", "adj close", "closing price", "price", "last", "price_usd", "schluss", "kurs")
_FURTHER = ("circulating_supply", "staked_ratio")

_Reader = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class _Day:
    """What a line says of a day."""

    day: date
    close: float
    further: Mapping[str, float]


def with_monthly_closes(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The request with monthly closes in place of the text of its history.

    Raises FieldError where the text has no closes, or none near the days of the token's months. What cannot be read
    otherwise stays as it is, for its own field to refuse.
    """
    history = request.get("history")
    text = history.get("text") if isinstance(history, dict) else None
    start = _start(request)
    if not isinstance(history, dict) or not isinstance(text, str) or start is None:
        return request
    if history.get("months"):
        raise FieldError(_PLACE, "stands beside months: the closes are said once")
    months = monthly_closes(text, start)
    rest = {name: value for name, value in history.items() if name != "text"}
    return {**request, "history": rest | {"months": months}}


def _start(request: Mapping[str, Any]) -> date | None:
    """The day of the launch, as far as it can be read."""
    base = request.get("base")
    token = base.get("token") if isinstance(base, dict) else None
    try:
        return _START.validate_python(token.get("start_date") if isinstance(token, dict) else None, strict=True)
    except ValidationError:
        return None


def monthly_closes(text: str, start: date) -> list[dict[str, Any]]:
    """The close of the day nearest to each monthly day of the token's start, in order. Raises FieldError."""
    days = sorted(_days(_rows(text)), key=lambda found: found.day)
    nearest: dict[int, _Day] = {}
    for found in days:
        month = nearest_month(start, found.day)
        off = _days_off(start, month, found)
        best = nearest.get(month)
        if 0 <= month < MOST_CLOSES and off <= NEAR and (best is None or off < _days_off(start, month, best)):
            nearest[month] = found
    if len(nearest) < LEAST_CLOSES:
        raise FieldError(
            _PLACE,
            f"has {len(nearest)} closes within {NEAR} days of a monthly day of the token's start, {start}, among "
            f"{len(days)}{_span(days)}; a history says something from {LEAST_CLOSES} on",
        )
    kept = [found for _, found in sorted(nearest.items())]
    return [{"date": found.day.isoformat(), "close": found.close, **found.further} for found in kept]


def _span(days: Sequence[_Day]) -> str:
    return f" from {days[0].day} to {days[-1].day}" if days else ""


def _days_off(start: date, month: int, found: _Day) -> int:
    return abs((row_date(start, month) - found.day).days)


def _days(lines: Sequence[Row]) -> Iterator[_Day]:
    """Every line that has a close; each below the heading must have a day."""
    heading, rows = _below_heading(lines)
    places = _columns(heading, rows)
    read_day = _reader([row.cell(places["date"]) for row in rows])
    proofs = written_with(row.cell(places["close"]) for row in rows)
    numbers = Numbers("," if proofs == {","} else ".")
    for row in rows:
        cell, close = row.cell(places["date"]), _number(row.cell(places["close"]), numbers)
        day = read_day(cell)
        if day is None:
            raise FieldError(_PLACE, f"has no day in row {row.number}: '{cell[:40]}'; a day is written 2024-01-31")
        if close is None:
            continue  # a day without trading
        further = {name: _number(row.cell(place), numbers) for name, place in places.items() if name in _FURTHER}
        yield _Day(day, close, {name: value for name, value in further.items() if value is not None})


def _rows(text: str) -> list[Row]:
    """The lines that say anything as cells, by the sign that stands in most of them; else by their spaces."""
    lines = text.lstrip("\ufeff").splitlines()
    sign = next((sign for sign in "\t;|," if 2 * sum(sign in line for line in lines) > len(lines)), " ")
    cells = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    try:
        numbered = [Row(number, tuple(cell.strip() for cell in row)) for number, row in enumerate(cells, 1)]
    except csv.Error as error:
        raise FieldError(_PLACE, f"is no table of prices: {error}") from None
    return [row for row in numbered if any(row.cells)]


def _below_heading(rows: Sequence[Row]) -> tuple[Row | None, Sequence[Row]]:
    """The heading, if there is one, and the rows below it."""
    for place, row in enumerate(rows[:10]):
        if any(_looks_like_day(cell) for cell in row.cells):
            return (rows[place - 1] if place else None), rows[place:]
    raise FieldError(_PLACE, "has no line with a day, such as 2024-01-31, and a price")


def _columns(heading: Row | None, rows: Sequence[Row]) -> Mapping[str, int]:
    """Where the days, the closes and what else is known stand."""
    names = [plain(cell).strip("\"' ") for cell in heading.cells] if heading else []
    dated = [place for place, cell in enumerate(rows[0].cells) if _looks_like_day(cell)]
    day = next((place for place in dated if place < len(names) and names[place] in _DATES), dated[0])
    named = [names.index(name) for name in _CLOSES if name in names]
    counted = [place for place, cell in enumerate(rows[0].cells) if place not in dated and NUMBER.search(plain(cell))]
    if not named and len(counted) != 1:
        raise FieldError(_PLACE, "does not say which column is the close: name it 'close' in the first line")
    further = {name: names.index(name) for name in _FURTHER if name in names}
    return {"date": day, "close": named[0] if named else counted[0], **further}


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")
_WORDS = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")


def _looks_like_day(cell: str) -> bool:
    told = plain(cell)
    return any(form.fullmatch(told) for form in (_ISO, _STAMP, _SLASHED)) or _in_words(told) is not None


def _reader(cells: Sequence[str]) -> _Reader:
    """How the days of a column are written; 31/01/2024 and 01/31/2024 are told apart by all of them."""
    slashed = [found for cell in cells if (found := _SLASHED.fullmatch(plain(cell)))]
    order: Literal["day", "month"] = "day"
    if slashed:
        is_day_first = any(int(found[1]) > 12 for found in slashed)
        is_month_first = any(int(found[2]) > 12 for found in slashed)
        if is_day_first == is_month_first and "." not in slashed[0][0]:
            raise FieldError(_PLACE, f"has days that can be read in two ways, as {slashed[0][0]}: write 2024-01-31")
        order = "month" if is_month_first else "day"
    return lambda cell: _day(plain(cell), order)


def _day(told: str, order: Literal["day", "month"]) -> date | None:
    try:
        if iso := _ISO.fullmatch(told):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if _STAMP.fullmatch(told):
            return datetime.fromtimestamp(int(told) / (1000 if len(told) == 13 else 1), UTC).date()
        if slashed := _SLASHED.fullmatch(told):
            first, second, year = map(int, slashed.groups())
            return date(year, second, first) if order == "day" else date(year, first, second)
    except ValueError:
        return None
    return _in_words(told)


def _in_words(told: str) -> date | None:
    """Jan 31, 2024 and 31 January 2024."""
    bare = " ".join(told.replace(",", " ").split())
    for form in _WORDS:
        try:
            return datetime.strptime(bare, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def _number(cell: str, numbers: Numbers) -> float | None:
    """A positive number in a cell, whatever currency stands beside it; None where there is none."""
    found = NUMBER.findall(plain(cell))
    value = numbers.value(found[0]) if len(found) == 1 else 0.0
    return value if value > 0 else None
