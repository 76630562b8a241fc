"""Schedules by the calendar: the months of a run that days of a contract fall on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from pydantic import TypeAdapter, ValidationError

from app.abm.config.allocations import MOST_BUCKETS, MOST_SEGMENTS
from app.abm.core.params import MOST_MONTHS, FieldError, IsoDate

_DAY = TypeAdapter[date](IsoDate)
DAYS = {"date": "month", "start_date": "start_month", "end_date": "end_month"}
"""Fields of a segment that are days, and those that are the months in their place."""


def row_date(start: date, month: int) -> date:
    """The start date plus whole calendar months, cut to the end of the month; never cumulative."""
    day: date = start + relativedelta(months=month)
    return day


def nearest_month(start: date, day: date) -> int:
    """The month whose row is dated nearest to a day, the earlier of two; negative before the start."""
    about = 12 * (day.year - start.year) + day.month - start.month
    return min(range(about - 1, about + 2), key=lambda month: abs(row_date(start, month) - day))


def in_months(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The request with the months beside the days that its schedules name.

    Raises FieldError for a day out of reach, or given beside a month. What cannot be read stays as it is, for its own
    field to refuse.
    """
    buckets, token = request.get("buckets"), request.get("token")
    if not isinstance(buckets, list | tuple) or len(buckets) > MOST_BUCKETS:
        return request
    if not any(_names_days(bucket) for bucket in buckets):
        return request
    start = _day(token.get("start_date")) if isinstance(token, Mapping) else None
    return {**request, "buckets": [_in_months(index, bucket, start) for index, bucket in enumerate(buckets)]}


def _segments(bucket: object) -> list[Any] | tuple[Any, ...]:
    segments = bucket.get("segments") if isinstance(bucket, Mapping) else None
    return segments if isinstance(segments, list | tuple) and len(segments) <= MOST_SEGMENTS else ()


def _names_days(bucket: object) -> bool:
    return any(isinstance(segment, Mapping) and DAYS.keys() & segment.keys() for segment in _segments(bucket))


def _in_months(index: int, bucket: Any, start: date | None) -> Any:
    if not _names_days(bucket):
        return bucket
    segments = [
        _with_months(("buckets", index, "segments", place), segment, start) if isinstance(segment, Mapping) else segment
        for place, segment in enumerate(_segments(bucket))
    ]
    return {**bucket, "segments": segments}


def _with_months(place: tuple[str | int, ...], segment: Mapping[str, Any], start: date | None) -> Mapping[str, Any]:
    months = dict(segment)
    for name, month in DAYS.items():
        if segment.get(name) is None:
            continue
        if segment.get(month) is not None:
            raise FieldError((*place, name), f"is given beside {month}; give one of them")
        day = _day(segment[name])
        months[month] = 0 if start is None or day is None else _month((*place, name), start, day)
    if (start is None or None in map(_day, _days(segment))) and "end_month" in months:
        months["end_month"] = months["start_month"] + 1 if isinstance(months.get("start_month"), int) else 1
    return months


def _days(segment: Mapping[str, Any]) -> list[Any]:
    return [segment[name] for name in DAYS if segment.get(name) is not None]


def _month(place: tuple[str | int, ...], start: date, day: date) -> int:
    month = nearest_month(start, day)
    if not 0 <= month <= MOST_MONTHS:
        raise FieldError(place, f"must lie within {MOST_MONTHS:,} months from the start date on")
    return month


def _day(value: object) -> date | None:
    try:
        return _DAY.validate_python(value, strict=True)
    except ValidationError:
        return None
