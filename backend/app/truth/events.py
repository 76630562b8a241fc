"""What prices do around dated unlocks, in event time: month 0 opens with the unlock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.core.month import Floats
from app.truth.tokens import RealToken

AROUND = range(-3, 4)
"""Months of the window."""

SIZES: dict[str, tuple[float, float]] = {
    "≥ 50 %": (0.5, np.inf),
    "15–50 %": (0.15, 0.5),
    "5–15 %": (0.05, 0.15),
    "1–5 %": (0.01, 0.05),
}
"""An unlock's size, over the float before it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One month with an unlock."""

    size: float
    """Unlocked tokens over the float before."""
    kind: str | None
    """Category of who gets most of it, where one gets more than half."""
    excess: Floats
    """Monthly returns in excess of ETH in the window, NaN beyond the prices."""


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
    inside = [month + step for step in AROUND]
    return np.array([excess[at] if 0 <= at < len(excess) else np.nan for at in inside])


def _kind(token: RealToken, month: int) -> str | None:
    shares: dict[str | None, float] = {}
    for bucket, tokens in zip(token.buckets, token.unlocks[month], strict=True):
        kind = token.kinds.get(bucket["bucket"])
        shares[kind] = shares.get(kind, 0.0) + float(tokens)
    most = max(shares, key=lambda kind: shares[kind])
    return most if shares[most] > sum(shares.values()) / 2 else None


def mean_window(found: Sequence[Event], wanted: Callable[[Event], bool]) -> Floats:
    """Mean excess return of each month of the window; NaN where no event has one."""
    rows = [event.excess for event in found if wanted(event)]
    if not rows:
        return np.full(len(AROUND), np.nan)
    table = np.array(rows)
    known = np.isfinite(table)
    total = np.where(known, table, 0.0).sum(axis=0)
    mean: Floats = np.divide(total, known.sum(axis=0), out=np.full(len(AROUND), np.nan), where=known.any(axis=0))
    return mean


def of_size(name: str) -> Callable[[Event], bool]:
    """Events of one size."""
    low, high = SIZES[name]
    return lambda event: low <= event.size < high
