"""Joining the parameters of several designs into one batch of trials.

A number that differs between the designs becomes an array with one entry per trial; one that is the same stays a
scalar. Formulas work unchanged on both, because elementwise addition and multiplication give the same bits as scalar
arithmetic. The operations for which NumPy does not guarantee that, such as powers, have replacements here.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from app.abm.core.month import Floats, Number
from app.abm.core.params import Params

Value = TypeVar("Value")
WholeNumber: TypeAlias = int | NDArray[np.int64]
"""One integer for all trials, or one for each, (trials,)."""

_SPECIAL_EXPONENTS = (-1.0, 0.0, 0.5, 1.0, 2.0)
"""Exponents for which NumPy may compute a reciprocal, root or square when the exponent is a scalar."""


def batched(designs: Sequence[Value], trials: int) -> Value:
    """The values of several designs joined along the trial axis: `trials` trials of the first design, and so on.

    A number becomes an array (trials,), and a table by month, (months, …), becomes (months, trials, …). A value that
    is the same in all designs is returned as it is. Parameters, dataclasses and tuples are joined member by member.
    Raises ValueError when the designs differ in anything else, because they do not belong in one batch.
    """
    first = designs[0]
    if all(design is first for design in designs):
        return first
    if isinstance(first, Params):
        names = [name for name in type(first).model_fields if name not in first.BY_TRIAL]
        counts = {name: _batched_counts([getattr(one, name) for one in designs], trials) for name in first.BY_TRIAL}
        return cast(Value, first.model_copy(update=counts | _batched_fields(designs, names, trials)))
    if is_dataclass(first) and not isinstance(first, type):
        joined = _batched_fields(designs, [field.name for field in fields(first)], trials)
        return cast(Value, replace(first, **joined))
    if type(first) is tuple:
        return cast(Value, tuple(batched(members, trials) for members in zip(*cast(Any, designs), strict=True)))
    if isinstance(first, float | np.ndarray):
        return cast(Value, _batched_values(cast(Sequence[Number], designs), trials))
    if any(design != first for design in designs):
        raise ValueError(f"designs of one batch differ in what must agree: {first!r}")
    return first


def structure(params: Params | tuple[Params, ...] | None) -> Hashable:
    """What designs must agree on to share a batch; parameters of equal structure can be joined by `batched`.

    Of real numbers and the integers of `BY_TRIAL` that is only whether they are given; of all else, the value.
    """
    if params is None:
        return None
    if isinstance(params, tuple):
        return tuple(structure(member) for member in params)
    given = vars(params).items()
    return type(params), *[
        type(value) if isinstance(value, float) or name in params.BY_TRIAL else value for name, value in given
    ]


def by_trial(number: Number, trials: int) -> Floats:
    """The number repeated for each trial, as kernels need it; (trials,)."""
    return np.full(trials, number)


def column(number: Number) -> Floats:
    """The number as a column that broadcasts against arrays (trials, …); (trials, 1), or (1, 1) for a scalar."""
    return np.reshape(number, (-1, 1))


def elementwise(rule: Callable[..., float], *numbers: Number) -> Number:
    """A scalar function applied to numbers, trial by trial where any of them is an array.

    It calls Python's own arithmetic, so each trial gets the bits that its design gets alone.
    """
    if not any(np.ndim(number) for number in numbers):
        return rule(*numbers)
    rows = np.broadcast_arrays(*numbers)
    return np.array([rule(*row) for row in zip(*(row.tolist() for row in rows), strict=True)])


def elementwise_power(base: Floats, exponent: Number) -> Floats:
    """base^exponent, where an array of exponents gives the bits that each exponent gives as a scalar."""
    power: Floats = base**exponent
    if isinstance(exponent, np.ndarray):
        for special in _SPECIAL_EXPONENTS:
            mask = np.broadcast_to(exponent == special, power.shape)
            power[mask] = base[mask] ** special
    return power


def ring_index(month: int, length: WholeNumber) -> Any:
    """Index of a month in a ring buffer (months, trials, …); its length may differ between the trials."""
    return month % length if np.ndim(length) == 0 else (month % length, np.arange(np.size(length)))


def _batched_counts(counts: Sequence[int], trials: int) -> WholeNumber:
    """An integer of each design: one if all are equal, else (trials,)."""
    return counts[0] if len(set(counts)) == 1 else np.repeat(np.array(counts, dtype=np.int64), trials)


def _batched_fields(designs: Sequence[Any], names: Sequence[str], trials: int) -> dict[str, Any]:
    """The fields that differ between the designs, each joined."""
    joined = {name: batched([getattr(design, name) for design in designs], trials) for name in names}
    return {name: value for name, value in joined.items() if value is not getattr(designs[0], name)}


def _batched_values(designs: Sequence[Number], trials: int) -> Number:
    """A number or table of each design: the first design's if all are equal to the bit, else one per trial."""
    stacked = np.array(designs, dtype=np.float64)
    bits = stacked.reshape(len(designs), -1).view(np.uint64)
    if (bits == bits[0]).all():
        return designs[0]
    repeated = np.repeat(stacked, trials, axis=0)
    return repeated if repeated.ndim == 1 else np.ascontiguousarray(repeated.swapaxes(0, 1))
