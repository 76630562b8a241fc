"""What an allocation table unlocks, read as far as it can be while its author is still writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from app.abm.config.allocations import in_shares
from app.abm.config.buckets import BucketParams
from app.abm.config.dates import in_months
from app.abm.config.token import TokenParams
from app.abm.core.month import Floats
from app.abm.core.params import FieldError, Params
from app.abm.vesting.segments import Segment

MOST_PREVIEWED = 100
"""Most buckets that are looked at: as many as a request may have."""

_TOKEN = {"total_supply": 1.0, "start_date": "2000-01-01", "horizon_months": 1}
_BUCKET = {"bucket": "bucket", "allocation": 0.0}
_SCHEDULE = ("allocation", "tge_unlock_pct", "cliff_months", "vesting_months", "cliff_included", "segments")

Part = TypeVar("Part", bound=Params)


@dataclass(frozen=True, slots=True)
class Unlocks:
    """What unlocks month by month, from month 0 to the end of the horizon."""

    tokens: list[float] | None
    """None while the total supply cannot be read."""
    supply_pct: list[float]
    """The same as a share of the total supply, %."""
    cumulative_pct: list[float]
    """Unlocked by the end of each month, as a share of the total supply, %."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The unlocks of a configuration whose other parts may still be wrong."""

    dates: list[date]
    """Date of each month; none while start date or horizon cannot be read."""
    allocated_pct: float
    """Sum of the allocations that can be read, % of the supply."""
    unlocks: list[Unlocks | None]
    """One per bucket in the order of the table, None for one that cannot be read; none without a horizon."""
    total: Unlocks | None
    """All buckets that can be read together; none without a horizon."""
    segments: list[tuple[Segment, ...] | None]
    """The schedule of each bucket after its TGE share, cliff and vesting too told as segments; None for one that cannot
    be read."""


def preview(config: object) -> Preview:
    """Reads the token and the allocation table of a configuration, whatever else it holds."""
    parts = _canonical(config) if isinstance(config, Mapping) else {}
    token, table = parts.get("token"), parts.get("buckets")
    buckets = table[:MOST_PREVIEWED] if isinstance(table, list | tuple) else []
    start, months, supply = (_of_token(token, name) for name in ("start_date", "horizon_months", "total_supply"))
    allocated = [_read(BucketParams, _BUCKET | _taken(bucket, ("allocation",))) for bucket in buckets]
    dates = _dates(start, months) if start is not None and months is not None else []
    allocated_pct = sum(bucket.allocation for bucket in allocated if bucket is not None)
    scheduled = [_scheduled(bucket) for bucket in buckets]
    segments = [None if bucket is None else bucket.schedule().segments for bucket in scheduled]
    if months is None:
        return Preview(dates, allocated_pct, [], None, segments)
    unlocked = [None if bucket is None else _unlocked(bucket, months) for bucket in scheduled]
    readable = [share for share in unlocked if share is not None]
    return Preview(
        dates,
        allocated_pct,
        [None if share is None else _unlocks(share, supply) for share in unlocked],
        _unlocks(np.sum([np.zeros(months), *readable], axis=0), supply),
        segments,
    )


def _canonical(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The configuration with amounts as shares and days as months; as it is while they cannot be read."""
    try:
        return in_months(in_shares(config))
    except FieldError:
        return config


def _of_token(token: object, name: str) -> Any:
    """One field of the token, whatever the others are; none where it cannot be read."""
    read = _read(TokenParams, _TOKEN | _taken(token, (name,))) if _taken(token, (name,)) else None
    return None if read is None else getattr(read, name)


def _scheduled(bucket: object) -> BucketParams | None:
    """A bucket whose allocation and schedule can be read."""
    given = _taken(bucket, _SCHEDULE)
    return _read(BucketParams, _BUCKET | given) if "allocation" in given else None


def _unlocked(bucket: BucketParams, months: int) -> Floats:
    """Part of the supply, %, that a bucket unlocks by each month's end."""
    return bucket.allocation * bucket.schedule().unlocked_share(months)


def _unlocks(unlocked: Floats, supply: float | None) -> Unlocks:
    share = np.diff(unlocked, prepend=0.0)
    tokens = None if supply is None else (share / 100 * supply).tolist()
    return Unlocks(tokens, share.tolist(), unlocked.tolist())


def _dates(start: date, months: int) -> list[date]:
    token = TokenParams.model_validate(_TOKEN | {"start_date": start, "horizon_months": months})
    return [token.row_date(month) for month in range(months)]


def _taken(given: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given} if isinstance(given, Mapping) else {}


def _read(model: type[Part], value: Mapping[str, Any]) -> Part | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None
