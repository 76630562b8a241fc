"""Several designs in one batch: what they agree on stays as it is, what they differ in lies along the trials.

A number is then an array with one entry a trial, and the formulas need not know: to add and multiply elementwise gives
the bits that the single number gives. What does not is here.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from app.abm.core.month import Floats, Number
from app.abm.core.params import Params

Told = TypeVar("Told")
Whole: TypeAlias = int | NDArray[np.int64]
"""A whole number of the economy: one for all trials, or one a trial."""

_NO_POWERS = (-1.0, 0.0, 0.5, 1.0, 2.0)
"""Exponents for which NumPy may take a reciprocal, a root or a square where it is given one for the whole array."""


def along(designs: Sequence[Told], trials: int) -> Told:
    """What `trials` trials of each design are told, design after design.

    A number becomes one entry a trial, a table with a row a month (months, …) one with a column a trial
    (months, trials, …), and both stay as they are where all designs agree. Parameters, records and tuples are joined
    member by member. Raises ValueError where the designs differ in anything else: they do not belong into one batch.
    """
    first = designs[0]
    if all(design is first for design in designs):
        return first
    if isinstance(first, Params):
        names = [name for name in type(first).model_fields if name not in first.BY_TRIAL]
        counts = {name: _counts_along([getattr(design, name) for design in designs], trials) for name in first.BY_TRIAL}
        return cast(Told, first.model_copy(update=counts | _fields_along(designs, names, trials)))
    if is_dataclass(first) and not isinstance(first, type):
        joined = _fields_along(designs, [field.name for field in fields(first)], trials)
        return cast(Told, replace(first, **joined))
    if type(first) is tuple:
        return cast(Told, tuple(along(members, trials) for members in zip(*cast(Any, designs), strict=True)))
    if isinstance(first, float | np.ndarray):
        return cast(Told, _values_along(cast(Sequence[Number], designs), trials))
    if any(design != first for design in designs):
        raise ValueError(f"designs of one batch differ in what must agree: {first!r}")
    return first


def structure(params: Params | tuple[Params, ...] | None) -> Hashable:
    """What designs must agree on to be in one batch: which numbers are given, and whatever the month takes as one.

    That is everything but real numbers and those `BY_TRIAL`. Parameters of equal structure can be joined by `along`.
    """
    if params is None:
        return None
    if isinstance(params, tuple):
        return tuple(structure(each) for each in params)
    given = vars(params).items()
    return type(params), *[
        type(value) if isinstance(value, float) or name in params.BY_TRIAL else value for name, value in given
    ]


def by_trial(number: Number, trials: int) -> Floats:
    """The number of each trial, for kernels; (trials,)."""
    return np.full(trials, number)


def column(number: Number) -> Floats:
    """The number of each trial, to go with what is (trials, …) more; (trials or 1, 1)."""
    return np.reshape(number, (-1, 1))


def each(rule: Callable[..., float], *numbers: Number) -> Number:
    """A rule for plain numbers, trial by trial where they differ: a single design's own arithmetic."""
    if not any(np.ndim(number) for number in numbers):
        return rule(*numbers)
    rows = np.broadcast_arrays(*numbers)
    return np.array([rule(*row) for row in zip(*(row.tolist() for row in rows), strict=True)])


def raised(base: Floats, exponent: Number) -> Floats:
    """base^exponent, by trial, with the bits that the exponent alone would give."""
    power: Floats = base**exponent
    if isinstance(exponent, np.ndarray):
        for plain in _NO_POWERS:
            where = np.broadcast_to(exponent == plain, power.shape)
            power[where] = base[where] ** plain
    return power


def ring_place(month: int, length: Whole) -> Any:
    """Where a month's entry lies in a ring of so many months, (months, trials, …), by trial where they differ."""
    return month % length if np.ndim(length) == 0 else (month % length, np.arange(np.size(length)))


def _counts_along(counts: Sequence[int], trials: int) -> Whole:
    """A whole number of each design, by trial where they differ."""
    return counts[0] if len(set(counts)) == 1 else np.repeat(np.array(counts, dtype=np.int64), trials)


def _fields_along(designs: Sequence[Any], names: Sequence[str], trials: int) -> dict[str, Any]:
    """Each field that differs between the designs, joined."""
    found = {name: along([getattr(design, name) for design in designs], trials) for name in names}
    return {name: value for name, value in found.items() if value is not getattr(designs[0], name)}


def _values_along(designs: Sequence[Number], trials: int) -> Number:
    """A number or table of each design, by trial where they are not the same to the bit."""
    stacked = np.array(designs, dtype=np.float64)
    bits = stacked.reshape(len(designs), -1).view(np.uint64)
    if (bits == bits[0]).all():
        return designs[0]
    repeated = np.repeat(stacked, trials, axis=0)
    return repeated if repeated.ndim == 1 else np.ascontiguousarray(repeated.swapaxes(0, 1))
