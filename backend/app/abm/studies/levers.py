"""What an optimiser may move: numbers of a request, alone or several together, within bounds."""

import copy
import math
from collections.abc import Sequence
from typing import Annotated, Any, Self

from jsonpointer import JsonPointer, JsonPointerException
from pydantic import Field, model_validator

from app.abm.core.errors import ConfigError
from app.abm.core.params import FieldError, Listed, Name, Params
from app.abm.studies.variant import Pointer, Request, Value, Values, put

ROUNDING = 1e-9
"""Part of a step that rounding may take from the last one."""

_ALLOCATION, _AMOUNT = "allocation", "amount"
"""What a bucket has: a share of the supply, or tokens; all of a table say the same of the two."""


class Lever(Params):
    """A number of the request, or several that move together."""

    pointer: Pointer | None = None
    """Where it stands in the request, as a JSON pointer (RFC 6901)."""
    pointers: Annotated[tuple[Pointer, ...], Listed, Field(min_length=1, max_length=100)] | None = None
    """Several places that take the same value, in place of one."""
    low: Value
    """Least value."""
    high: Value
    """Greatest value."""
    step: Annotated[float, Field(gt=0, le=1e300)] | None = None
    """Distance of the values tried, counted from low; omitted, any value."""
    whole: bool = False
    """Only whole numbers: for months and holders."""
    name: Name | None = None
    """What it is called in the results; omitted, the first pointer."""

    @model_validator(mode="after")
    def _can_be_moved(self) -> Self:
        if (self.pointer is None) == (self.pointers is None):
            raise ValueError("needs either pointer or pointers")
        if not self.low < self.high:
            raise FieldError(("high",), "must be greater than low")
        if self.step is not None and self.step > self.high - self.low:
            raise FieldError(("step",), "must not be longer than from low to high")
        if self.whole and math.ceil(self.low) > math.floor(self.high):
            raise FieldError(("high",), "leaves no whole number between low and high")
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """Every place it moves."""
        return self.pointers or (self.pointer or "",)

    @property
    def column(self) -> str:
        """What it is called."""
        return self.name or self.places[0]

    def value(self, part: float) -> float:
        """The value so far (0 … 1) from the least to the greatest, on the grid of its steps.

        Where the steps do not come out at `high`, the last one before it is the greatest.
        """
        value = self.low + (self.high - self.low) * part
        if self.step is not None:
            last = math.floor((self.high - self.low) / self.step + ROUNDING)
            steps = min(round((value - self.low) / self.step), last)
            value = min(float(f"{self.low + steps * self.step:.12g}"), self.high)
        return float(min(max(round(value), math.ceil(self.low)), math.floor(self.high))) if self.whole else value

    def part(self, value: float | None) -> float:
        """How far a value is from the least to the greatest, 0 … 1; the middle for none."""
        return 0.5 if value is None else min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def found_in(self, *requests: Request) -> float | None:
        """The number at its first place, in the first request that has one."""
        return _number_at(self.places[0], requests)

    def values_in(self, *requests: Request) -> tuple[float | None, ...]:
        """The numbers at its places as `found_in` has them, each of them once."""
        return tuple(dict.fromkeys(_number_at(place, requests) for place in self.places))


def _number_at(place: str, requests: Sequence[Request]) -> float | None:
    for request in requests:
        found = JsonPointer(place).resolve(request, None)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return float(found)
    return None


def stand_apart(levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
    """The levers themselves. Raises FieldError where two move the same place, or have one name."""
    for index, lever in enumerate(levers):
        earlier = levers[:index]
        if lever.column in [other.column for other in earlier]:
            raise FieldError((index, "name"), "is the name of another lever")
        taken = [place for other in earlier for place in other.places]
        if any(_meet(place, other) for place in lever.places for other in taken):
            raise FieldError((index, "pointer" if lever.pointer else "pointers"), "leads to what another lever moves")
    return levers


def _meet(place: str, other: str) -> bool:
    """Whether one place is the other, or in it."""
    pairs = zip(JsonPointer(place).parts, JsonPointer(other).parts, strict=False)
    return all(mine == theirs for mine, theirs in pairs)


def moved(request: Request, levers: Sequence[Lever], values: Values, keep_shares: bool) -> Request:
    """The request with the levers at these values. Raises ConfigError at a lever that leads nowhere.

    With `keep_shares` the buckets have as much together as before: those that no lever moves share what is left in
    proportion; where nothing is left, or all are moved, those that are moved are scaled.
    """
    changed = copy.deepcopy(request)
    for index, (lever, value) in enumerate(zip(levers, values, strict=True)):
        for place in lever.places:
            try:
                changed = put(changed, JsonPointer(place).parts, value)
            except (JsonPointerException, LookupError, TypeError):
                where = ("levers", index, "pointer" if lever.pointer else "pointers")
                raise ConfigError.at(where, "leads nowhere in the request") from None
    if keep_shares and _is_a_table(changed["buckets"]):
        _share(request["buckets"], changed["buckets"], {place for lever in levers for place in lever.places})
    return changed


def patch(request: Request, levers: Sequence[Lever], values: Values, keep_shares: bool) -> list[dict[str, Any]]:
    """What makes the request the moved one: each place that is another, with its value there."""
    changed = moved(request, levers, values, keep_shares)
    places = [place for lever in levers for place in lever.places]
    if keep_shares and _is_a_table(changed["buckets"]):
        named = _named(changed["buckets"])
        places += [f"/buckets/{index}/{named}" for index in range(len(changed["buckets"]))]
    return [{"pointer": place, "value": JsonPointer(place).resolve(changed)} for place in dict.fromkeys(places)]


def _is_a_table(buckets: object) -> bool:
    """Whether these are still buckets, whatever a lever put in their place."""
    return isinstance(buckets, list) and all(isinstance(bucket, dict) for bucket in buckets)


def _share(before: Sequence[Request], after: Sequence[Request], places: set[str]) -> None:
    """Scale allocations, or amounts, so that they add up to what they did."""
    named = _named(before)
    is_moved = [f"/buckets/{index}/{named}" in places for index in range(len(after))]
    fixed = [bucket for bucket, taken in zip(after, is_moved, strict=True) if taken]
    free = [bucket for bucket, taken in zip(after, is_moved, strict=True) if not taken]
    total, taken, had = (_sum(buckets, named) for buckets in (before, fixed, free))
    if fixed and had > 0 and total >= taken:
        _scale(free, named, (total - taken) / had)
    elif taken > 0:
        _scale(fixed, named, total / taken)
        _scale(free, named, 0.0)


def _named(buckets: Sequence[Request]) -> str:
    """What the buckets of a table say they have."""
    return _AMOUNT if any(bucket.get(_AMOUNT) is not None for bucket in buckets) else _ALLOCATION


def _sum(buckets: Sequence[dict[str, Any]], named: str) -> float:
    return float(sum(bucket.get(named) or 0.0 for bucket in buckets))


def _scale(buckets: Sequence[dict[str, Any]], named: str, factor: float) -> None:
    for bucket in buckets:
        bucket[named] = factor * (bucket.get(named) or 0.0)
