"""Event study: returns around dated unlocks; the unlock is at the start of month 0."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.core.month import Floats
from app.truth.tokens import RealToken

AROUND = range(-3, 4)
"""Months of the event window."""

SIZES: dict[str, tuple[float, float]] = {
    "≥ 50 %": (0.5, np.inf),
    "15–50 %": (0.15, 0.5),
    "5–15 %": (0.05, 0.15),
    "1–5 %": (0.01, 0.05),
}
"""Size classes of unlocks, relative to the float before: at least, less than."""


@dataclass(frozen=True, slots=True)
class Event:
    """A month of one token with an unlock."""

    size: float
    """Unlocked tokens over the float before."""
    kind: str | None
    """Category of the buckets that get more than half of it; None where no category does."""
    excess: Floats
    """Monthly log returns in excess of ETH in the window; NaN where there is no price."""


def events(tokens: Sequence[RealToken], paths: Sequence[Floats]) -> list[Event]:
    """Every unlock of at least 1 % of the float, with the returns around it."""
    return [event for token, path in zip(tokens, paths, strict=True) for event in _of_token(token, path)]


def _of_token(token: RealToken, path: Floats) -> Iterator[Event]:
    excess = np.diff(path) - np.diff(token.log_eth)
    for month in range(1, token.rows):
        before = token.scheduled[month - 1]
        size = (token.scheduled[month] - before) / before if before > 0 else 0.0
        if size >= SIZES["1–5 %"][0]:
            yield Event(float(size), _kind(token, month), _window(excess, month))


def _window(excess: Floats, month: int) -> Floats:
    months = [month + step for step in AROUND]
    return np.array([excess[index] if 0 <= index < len(excess) else np.nan for index in months])


def _kind(token: RealToken, month: int) -> str | None:
    tokens_by_kind: dict[str | None, float] = {}
    for bucket, tokens in zip(token.buckets, token.unlocks[month], strict=True):
        kind = token.kinds.get(bucket["bucket"])
        tokens_by_kind[kind] = tokens_by_kind.get(kind, 0.0) + float(tokens)
    largest = max(tokens_by_kind, key=lambda kind: tokens_by_kind[kind])
    return largest if tokens_by_kind[largest] > sum(tokens_by_kind.values()) / 2 else None


def mean_window(events: Sequence[Event], selects: Callable[[Event], bool]) -> Floats:
    """Mean excess return of the selected events in each month of the window; NaN where none has one."""
    rows = [event.excess for event in events if selects(event)]
    if not rows:
        return np.full(len(AROUND), np.nan)
    table = np.array(rows)
    known = np.isfinite(table)
    total = np.where(known, table, 0.0).sum(axis=0)
    mean: Floats = np.divide(total, known.sum(axis=0), out=np.full(len(AROUND), np.nan), where=known.any(axis=0))
    return mean


def of_size(name: str) -> Callable[[Event], bool]:
    """The selection of events of one size class."""
    low, high = SIZES[name]
    return lambda event: low <= event.size < high
