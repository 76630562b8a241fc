"""Schedules given by dates, converted to months of the run."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from pydantic import TypeAdapter, ValidationError

from app.abm.config.allocations import MAX_BUCKETS, MAX_SEGMENTS
from app.abm.core.params import MAX_MONTHS, FieldError, IsoDate

_DAY = TypeAdapter[date](IsoDate)
DAYS = {"date": "month", "start_date": "start_month", "end_date": "end_month"}
"""Fields of a segment that take a day, and the month fields that they replace."""


def row_date(start: date, month: int) -> date:
    """The start date plus whole calendar months, clamped to the end of the month; not cumulative."""
    day: date = start + relativedelta(months=month)
    return day


def nearest_month(start: date, day: date) -> int:
    """The month whose row is dated nearest to a day, the earlier of two; negative before the start."""
    estimate = 12 * (day.year - start.year) + day.month - start.month
    return min(range(estimate - 1, estimate + 2), key=lambda month: abs(row_date(start, month) - day))


def days_as_months(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The request with the month fields of its schedules filled in from the days given.

    Raises FieldError for a day out of range, or given beside its month. Invalid values are left for the validation of
    their own fields.
    """
    buckets, token = request.get("buckets"), request.get("token")
    if not isinstance(buckets, list | tuple) or len(buckets) > MAX_BUCKETS:
        return request
    if not any(_names_days(bucket) for bucket in buckets):
        return request
    start = _day(token.get("start_date")) if isinstance(token, Mapping) else None
    return {**request, "buckets": [_in_months(index, bucket, start) for index, bucket in enumerate(buckets)]}


def _segments(bucket: object) -> list[Any] | tuple[Any, ...]:
    segments = bucket.get("segments") if isinstance(bucket, Mapping) else None
    return segments if isinstance(segments, list | tuple) and len(segments) <= MAX_SEGMENTS else ()


def _names_days(bucket: object) -> bool:
    return any(isinstance(segment, Mapping) and DAYS.keys() & segment.keys() for segment in _segments(bucket))


def _in_months(index: int, bucket: Any, start: date | None) -> Any:
    if not _names_days(bucket):
        return bucket
    location = ("buckets", index, "segments")
    segments = [
        _with_months((*location, number), segment, start) if isinstance(segment, Mapping) else segment
        for number, segment in enumerate(_segments(bucket))
    ]
    return {**bucket, "segments": segments}


def _with_months(location: tuple[str | int, ...], segment: Mapping[str, Any], start: date | None) -> Mapping[str, Any]:
    months = dict(segment)
    for name, month in DAYS.items():
        if segment.get(name) is None:
            continue
        if segment.get(month) is not None:
            raise FieldError((*location, name), f"is given beside {month}; give one of them")
        day = _day(segment[name])
        months[month] = 0 if start is None or day is None else _month((*location, name), start, day)
    if (start is None or None in map(_day, _days(segment))) and "end_month" in months:
        months["end_month"] = months["start_month"] + 1 if isinstance(months.get("start_month"), int) else 1
    return months


def _days(segment: Mapping[str, Any]) -> list[Any]:
    return [segment[name] for name in DAYS if segment.get(name) is not None]


def _month(location: tuple[str | int, ...], start: date, day: date) -> int:
    month = nearest_month(start, day)
    if not 0 <= month <= MAX_MONTHS:
        raise FieldError(location, f"must lie within {MAX_MONTHS:,} months from the start date on")
    return month


def _day(value: object) -> date | None:
    try:
        return _DAY.validate_python(value, strict=True)
    except ValidationError:
        return None
