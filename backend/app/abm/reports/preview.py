"""Preview of an allocation table's unlocks, from as much of it as is valid while its author is still writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from app.abm.config.allocations import amounts_as_shares
from app.abm.config.buckets import BucketParams
from app.abm.config.dates import days_as_months
from app.abm.config.token import TokenParams
from app.abm.core.month import Floats
from app.abm.core.params import FieldError, Params
from app.abm.vesting.segments import Segment

MAX_PREVIEWED = 100
"""Greatest number of buckets that are read: as many as a request may have."""

_TOKEN = {"total_supply": 1.0, "start_date": "2000-01-01", "horizon_months": 1}
_BUCKET = {"bucket": "bucket", "allocation": 0.0}
_SCHEDULE = ("allocation", "tge_unlock_pct", "cliff_months", "vesting_months", "cliff_included", "segments")

Part = TypeVar("Part", bound=Params)


@dataclass(frozen=True, slots=True)
class Unlocks:
    """Unlocks of each month, from month 0 to the end of the horizon."""

    tokens: list[float] | None
    """None while the total supply is invalid."""
    supply_pct: list[float]
    """The same as a share of the total supply, %."""
    cumulative_pct: list[float]
    """Unlocked by the end of each month, as a share of the total supply, %."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The unlocks of a configuration whose other fields may be invalid."""

    dates: list[date]
    """Date of each month; empty while start date or horizon is invalid."""
    allocated_pct: float
    """Sum of the valid allocations, % of the supply."""
    unlocks: list[Unlocks | None]
    """One per bucket in the order of the table, None for an invalid one; empty without a horizon."""
    total: Unlocks | None
    """The sum over all valid buckets; None without a horizon."""
    segments: list[tuple[Segment, ...] | None]
    """The schedule of each bucket after its TGE share, as segments even if given by cliff and vesting; None for an
    invalid one."""


def preview(config: object) -> Preview:
    """The preview of a configuration, of which only token and allocation table are read."""
    canonical = _canonical(config) if isinstance(config, Mapping) else {}
    token, table = canonical.get("token"), canonical.get("buckets")
    buckets = table[:MAX_PREVIEWED] if isinstance(table, list | tuple) else []
    start, months, supply = (_token_field(token, name) for name in ("start_date", "horizon_months", "total_supply"))
    allocated = [_read(BucketParams, _BUCKET | _picked(bucket, ("allocation",))) for bucket in buckets]
    dates = _dates(start, months) if start is not None and months is not None else []
    allocated_pct = sum(bucket.allocation for bucket in allocated if bucket is not None)
    readable_buckets = [_scheduled(bucket) for bucket in buckets]
    segments = [None if bucket is None else bucket.schedule().segments for bucket in readable_buckets]
    if months is None:
        return Preview(dates, allocated_pct, [], None, segments)
    unlocked = [None if bucket is None else _unlocked(bucket, months) for bucket in readable_buckets]
    readable = [share for share in unlocked if share is not None]
    return Preview(
        dates,
        allocated_pct,
        [None if share is None else _unlocks(share, supply) for share in unlocked],
        _unlocks(np.sum([np.zeros(months), *readable], axis=0), supply),
        segments,
    )


def _canonical(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The configuration with amounts as shares and days as months; unchanged while they are invalid."""
    try:
        return days_as_months(amounts_as_shares(config))
    except FieldError:
        return config


def _token_field(token: object, name: str) -> Any:
    """One field of the token, None if it is invalid; other fields do not matter."""
    read = _read(TokenParams, _TOKEN | _picked(token, (name,))) if _picked(token, (name,)) else None
    return None if read is None else getattr(read, name)


def _scheduled(bucket: object) -> BucketParams | None:
    """The bucket, None unless its allocation and schedule are valid."""
    given = _picked(bucket, _SCHEDULE)
    return _read(BucketParams, _BUCKET | given) if "allocation" in given else None


def _unlocked(bucket: BucketParams, months: int) -> Floats:
    """Part of the supply, %, unlocked by the bucket by the end of each month."""
    return bucket.allocation * bucket.schedule().unlocked_share(months)


def _unlocks(unlocked: Floats, supply: float | None) -> Unlocks:
    share = np.diff(unlocked, prepend=0.0)
    tokens = None if supply is None else (share / 100 * supply).tolist()
    return Unlocks(tokens, share.tolist(), unlocked.tolist())


def _dates(start: date, months: int) -> list[date]:
    token = TokenParams.model_validate(_TOKEN | {"start_date": start, "horizon_months": months})
    return [token.row_date(month) for month in range(months)]


def _picked(given: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given} if isinstance(given, Mapping) else {}


def _read(model: type[Part], value: Mapping[str, Any]) -> Part | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None
