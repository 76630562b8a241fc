"""The allocation table as people have it: tokens in place of shares, and shares whose printed decimals round."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from app.abm.core.params import FieldError

EXACT = 1e-6
"""How far a sum may be from 100 % for want of binary digits alone, in percentage points."""

MOST_ROUNDING = 0.5
"""How far a sum may be beyond 100 % for the rounding of its parts, in percentage points."""

GREATEST_SUPPLY = 1e24
MOST_BUCKETS, MOST_SEGMENTS = 100, 400
"""Buckets of a table and pieces of a schedule, at the most; longer ones are refused before they are looked at."""


def rounding_of(shares: Iterable[float]) -> float:
    """By how much shares that are rounded to their last printed digit may add up to more than they are.

    That is half a unit of the coarsest last digit for each of them, and half a point at the most.
    """
    given = list(shares)
    decimals = min((-int(Decimal(repr(float(share))).normalize().as_tuple().exponent) for share in given), default=0)
    return max(min(len(given) * 0.5 * 10.0 ** -max(decimals, 0), MOST_ROUNDING), EXACT)


def in_shares(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The request with the tokens of each bucket, where they are given, as a share of the supply.

    Raises FieldError where only some buckets have amounts, or one is more than there is. What cannot be read stays as
    it is, for its own field to refuse.
    """
    buckets, token = request.get("buckets"), request.get("token")
    if not isinstance(buckets, list | tuple) or len(buckets) > MOST_BUCKETS:
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
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= GREATEST_SUPPLY


def beyond_whole(shares: Sequence[float]) -> float | None:
    """The sum of shares that are more than 100 % by more than their rounding; None where they are not."""
    total = sum(shares)
    return total if total > 100 and total > 100 + rounding_of(shares) else None
