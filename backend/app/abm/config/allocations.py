"""Allocation tables as people write them: amounts of tokens in place of shares, and rounded shares."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from app.abm.core.params import FieldError

EXACT = 1e-6
"""Accepted error of a sum of shares due to floating-point arithmetic, in percentage points."""

MAX_ROUNDING = 0.5
"""Largest accepted excess of a sum over 100 % due to rounded shares, in percentage points."""

MAX_SUPPLY = 1e24
MAX_BUCKETS, MAX_SEGMENTS = 100, 400
"""Greatest number of buckets in a table and segments in a schedule; longer lists are refused unread."""


def rounding_tolerance(shares: Iterable[float]) -> float:
    """By how much the sum of shares, each rounded to its last printed digit, may exceed the true sum.

    Half a unit of the coarsest last digit for each share, at least `EXACT` and at most `MAX_ROUNDING` points.
    """
    given = list(shares)
    decimals = min((-int(Decimal(repr(float(share))).normalize().as_tuple().exponent) for share in given), default=0)
    return max(min(len(given) * 0.5 * 10.0 ** -max(decimals, 0), MAX_ROUNDING), EXACT)


def amounts_as_shares(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The request with each bucket's amount of tokens replaced by its share of the supply.

    Raises FieldError if only some buckets have amounts, or one exceeds the supply. Invalid values are left for the
    validation of their own fields.
    """
    buckets, token = request.get("buckets"), request.get("token")
    if not isinstance(buckets, list | tuple) or len(buckets) > MAX_BUCKETS:
        return request
    if not any(_has(bucket, "amount") for bucket in buckets):
        return request
    supply = token.get("total_supply") if isinstance(token, Mapping) else None
    return {**request, "buckets": [_shared(index, bucket, supply) for index, bucket in enumerate(buckets)]}


def _has(bucket: object, name: str) -> bool:
    return isinstance(bucket, Mapping) and bucket.get(name) is not None


def _shared(index: int, bucket: object, supply: object) -> object:
    if not isinstance(bucket, Mapping):
        return bucket
    if _has(bucket, "allocation"):
        raise FieldError(("buckets", index, "allocation"), "give every bucket's amount, or every bucket's allocation")
    if not _has(bucket, "amount"):
        raise FieldError(("buckets", index, "amount"), "is required, as the other buckets have amounts")
    amount = bucket["amount"]
    if not (_is_number(amount) and _is_number(supply) and supply):
        return {**bucket, "allocation": 0.0}
    if amount > supply:
        raise FieldError(("buckets", index, "amount"), "is more than the total supply")
    rest = {name: value for name, value in bucket.items() if name != "amount"}
    return rest | {"allocation": 100.0 * (amount / supply)}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_SUPPLY


def excess_total(shares: Sequence[float]) -> float | None:
    """The sum of the shares if it exceeds 100 % by more than rounding explains, else None."""
    total = sum(shares)
    return total if total > 100 and total > 100 + rounding_tolerance(shares) else None
