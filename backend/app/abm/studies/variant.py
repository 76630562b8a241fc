"""Variants of a request: some of its numbers, named by JSON pointers, take other values."""

import copy
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any, Self, TypeAlias, cast

import numpy as np
from jsonpointer import JsonPointer, JsonPointerException
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from app.abm.core.errors import ConfigError
from app.abm.core.params import WHOLE, FieldError, Listed, Name, Params, field_problems
from app.abm.engine.spec import SimulationSpec

GREATEST_VALUE = 1e300
"""Values beyond it could not be subtracted from each other; no field of a request takes one."""

Request: TypeAlias = dict[str, Any]
Values: TypeAlias = tuple[float, ...]
Place: TypeAlias = tuple[str, ...]
"""The names and indexes that lead to a member of a request."""

Value = Annotated[float, Field(ge=-GREATEST_VALUE, le=GREATEST_VALUE)]


def _is_a_pointer(text: str) -> str:
    try:
        JsonPointer(text)
    except JsonPointerException:
        raise ValueError("is no JSON pointer: after ~ comes 0 or 1") from None
    return text


def _begins_with_a_slash(value: object) -> object:
    if isinstance(value, str) and not value.startswith("/"):
        raise ValueError("must be a JSON pointer, which begins with a slash: /buckets/0/cliff_months")
    return value


Pointer = Annotated[
    str,
    BeforeValidator(_begins_with_a_slash),
    Field(min_length=2, max_length=300, pattern="^/"),
    AfterValidator(_is_a_pointer),
]
"""A place in a request, as a JSON pointer (RFC 6901)."""


class SweptParameter(Params):
    """A number of the request that is varied."""

    pointer: Pointer
    """Where it stands in the request, as a JSON pointer (RFC 6901): /abm/staking_config/base_apy."""
    name: Name | None = None
    """Its column in the table; omitted, the pointer."""
    low: Value | None = None
    """Least value."""
    high: Value | None = None
    """Largest value."""
    steps: Annotated[int, Field(ge=2, le=1000), WHOLE] = 5
    """Values of a grid between low and high, both included."""
    values: Annotated[tuple[Value, ...], Listed, Field(min_length=1, max_length=1000)] | None = None
    """The values of a grid, in place of low, high and steps."""
    whole: bool = False
    """Round to whole numbers: for months and holders."""

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.values is None and (self.low is None or self.high is None):
            raise ValueError("give low and high, or values")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise FieldError(("high",), "must be greater than low")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """The names and indexes the pointer is made of."""
        return tuple(JsonPointer(self.pointer).parts)

    def meets(self, place: Sequence[str]) -> bool:
        """Whether the pointer leads to this place, into it, or to something it is in."""
        return all(mine == theirs for mine, theirs in zip(self.parts, place, strict=False))

    @property
    def column(self) -> str:
        """Name of the column in the table."""
        return self.name or self.pointer

    @property
    def grid(self) -> Values:
        """The values of a grid."""
        values = self.values or np.linspace(self.low or 0.0, self.high or 0.0, self.steps).tolist()
        return tuple(dict.fromkeys(self.rounded(value) for value in values))

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and largest value."""
        ends = self.values or (self.low or 0.0, self.high or 0.0)
        return self.rounded(min(ends)), self.rounded(max(ends))

    def rounded(self, value: float) -> float:
        """The value as it is put into the request."""
        return float(round(value)) if self.whole else value

    def between(self, parts: Sequence[float]) -> list[float]:
        """The values so far (0 … 1) from the least to the largest."""
        low, high = self.bounds
        return [self.rounded(low + (high - low) * part) for part in parts]


class Variants:
    """The variants of one request. What no parameter can change is read once, and shared by all of them."""

    def __init__(self, request: Request, parameters: Sequence[SweptParameter]) -> None:
        self._request, self._parameters = request, parameters
        self._read = _read_beforehand(request, [parameter.parts for parameter in parameters])

    def at(self, values: Values) -> SimulationSpec:
        """The request with these values put in. Raises ConfigError that names the field, as if all were read anew."""
        try:
            return SimulationSpec.model_validate(_with(self._read, self._parameters, values))
        except ValidationError:
            return variant(self._request, self._parameters, values)


def variant(request: Request, parameters: Sequence[SweptParameter], values: Values) -> SimulationSpec:
    """The request with these values put in. Raises ConfigError that names the field."""
    return spec_of(_with(request, parameters, values))


def spec_of(request: Request) -> SimulationSpec:
    """A design as a specification. Raises ConfigError that names each field that is wrong."""
    try:
        return SimulationSpec.model_validate(request)
    except ValidationError as error:
        raise ConfigError(field_problems(error, SimulationSpec)) from None


def _with(request: Request, parameters: Sequence[SweptParameter], values: Values) -> Request:
    changed: Any = request
    for index, (parameter, value) in enumerate(zip(parameters, values, strict=True)):
        try:
            changed = put(changed, parameter.parts, parameter.rounded(value))
        except (JsonPointerException, LookupError, TypeError):
            raise ConfigError.at(("parameters", index, "pointer"), "leads nowhere in the request") from None
    return cast(Request, changed)


def _read_beforehand(request: Request, places: Sequence[Place]) -> Request:
    """The request, in which members that no place leads to, or into, are read already.

    The token stays as it is written, because dates and amounts of buckets are read by it; so does `abm` where profiles
    that stand beside it have yet to join it.
    """
    try:
        spec = SimulationSpec.model_validate(request)
    except ValidationError:
        return request
    joined = "cohort_profiles" in request or any(place[0] == "cohort_profiles" for place in places)
    apart = [*places, ("token",), *([("abm", "cohort_profiles")] if joined else [])]
    return cast(Request, _read(request, spec, apart))


def _read(written: Any, known: Any, places: Sequence[Place]) -> Any:
    """A member as it is written, with what can be read of it; `known` is what it is in the whole request."""
    if not places and isinstance(known, Params):
        with suppress(ValidationError):
            alone = type(known).model_validate(written)
            if alone == known:  # not where the rest of the request says how it is to be read
                return alone
    if isinstance(written, dict):
        return {name: _read(each, _member(known, name), _within(places, name)) for name, each in written.items()}
    if isinstance(written, list):
        return [_read(each, _member(known, place), _within(places, str(place))) for place, each in enumerate(written)]
    return written


def _member(known: Any, name: Any) -> Any:
    if isinstance(known, Params):
        return getattr(known, str(name), None)
    if isinstance(known, dict):
        return known.get(name)
    return known[name] if isinstance(known, tuple) and name < len(known) else None


def _within(places: Sequence[Place], name: str) -> list[Place]:
    """What is left, below a member, of the places that lead to it or into it."""
    return [place[1:] for place in places if place[:1] in ((), (name,))]


def put(place: Any, parts: Sequence[str], value: object) -> Any:
    """A copy of a place in the request in which the number a pointer leads to is set; what stays the same is shared.

    Objects on the way to it are made where they are missing or null.
    """
    step = JsonPointer.get_part(place, parts[0])
    changed = copy.copy(place)
    if len(parts) == 1:
        changed[step] = value
        return changed
    missing = isinstance(place, dict) and place.get(step) is None
    changed[step] = put({} if missing else place[step], parts[1:], value)
    return changed
