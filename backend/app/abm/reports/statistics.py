"""What many trials say together: bands, confidence, convergence, risk."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrik, stdtrit

from app.abm.core.month import Floats, Number

CONFIDENCE = 0.95
DRAWDOWNS = (50, 80, 95)
HISTOGRAM_BINS = 40
CONVERGED_WITHIN = 0.02
"""Standard error and drift of the mean final price, relative, up to which a run counts as converged."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Percentiles, mean and standard deviation of every series and month."""

    levels: tuple[float, ...]
    percentile: Floats
    """(levels, series, months)."""
    mean: Floats
    std: Floats


def bands(columns: Iterable[Floats], levels: Sequence[float]) -> Bands:
    """Bands of series, each (months, trials); percentiles are linear between order statistics (Hyndman & Fan, 7)."""
    found, mean, std = [], [], []
    for column in columns:
        found.append(percentiles(np.sort(column, axis=1), levels))
        mean.append(column.mean(axis=1))
        std.append(column.std(axis=1, ddof=1) if column.shape[1] > 1 else np.zeros(len(column)))
    return Bands(tuple(levels), np.stack(found, axis=1), np.stack(mean), np.stack(std))


def percentiles(ordered: Floats, levels: Sequence[float]) -> Floats:
    """Percentiles along the last axis of sorted numbers; the levels come first: (levels, …)."""
    last = ordered.shape[-1] - 1
    found = []
    for level in levels:
        place = last * level / 100
        low = math.floor(place)
        below, above = ordered[..., low], ordered[..., min(low + 1, last)]
        found.append(below + (place - low) * (above - below))
    return np.stack(found)


def percentile_interval(ordered: Floats, level: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Distribution-free confidence interval of a percentile from two order statistics.

    The number of trials below the true percentile is binomial (David & Nagaraja, "Order Statistics", 2003, 7.1). With
    few trials the interval is the whole sample, and covers less.
    """
    count, part = len(ordered), level / 100
    low = _binomial_quantile((1 - confidence) / 2, count, part) - 1
    high = _binomial_quantile((1 + confidence) / 2, count, part)
    return float(ordered[max(low, 0)]), float(ordered[min(high, count - 1)])


def _binomial_quantile(chance: float, count: int, part: float) -> int:
    """Least number of successes that `count` trials do not exceed with at least this chance."""
    guess = math.ceil(float(bdtrik(chance, count, part)))
    while guess > 0 and bdtr(guess - 1, count, part) >= chance:
        guess -= 1
    return guess


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Mean and spread of the first so many trials."""

    trials: int
    mean: float
    std: float
    p50: float


@dataclass(frozen=True, slots=True)
class Convergence:
    """Whether more trials would change the picture."""

    checkpoints: tuple[Checkpoint, ...]
    drift: float
    """Change of the mean over the last quarter of the trials, relative."""
    standard_error: float
    """Of the mean, relative."""
    median_within: float
    """Half the width of the median's 95 % interval, relative."""
    converged: bool
    words: str


def convergence(final: Floats) -> Convergence:
    """How the mean of a figure settles over the trials, in the order of their indices."""
    counts = sorted({max(1, len(final) * quarter // 4) for quarter in (1, 2, 3, 4)})
    checkpoints = tuple(
        Checkpoint(count, float(final[:count].mean()), _std(final[:count]), float(np.median(final[:count])))
        for count in counts
    )
    scale = abs(checkpoints[-1].mean) or 1.0
    drift = abs(checkpoints[-1].mean - checkpoints[-2 if len(checkpoints) > 1 else -1].mean) / scale
    error = checkpoints[-1].std / math.sqrt(len(final)) / scale
    low, high = percentile_interval(np.sort(final), 50)
    median_within = (high - low) / 2 / (abs(checkpoints[-1].p50) or 1.0)
    words = f"{len(final):,} trials; the median is known to ±{100 * median_within:.2g} %"
    converged = drift <= CONVERGED_WITHIN and error <= CONVERGED_WITHIN
    return Convergence(checkpoints, drift, error, median_within, converged, words)


def drawdowns(price: Floats, start: Number) -> Floats:
    """Largest fall from an earlier peak of each trial, 0 … 1; `price` is (months, trials)."""
    path = np.concatenate([np.full((1, price.shape[1]), start), price])
    fall: Floats = (1 - path / np.maximum.accumulate(path, axis=0)).max(axis=0)
    return fall


def risk(price: Floats, start: float) -> dict[str, float]:
    """Chances that matter: to end below the start, and to fall from a peak by so much."""
    fall = drawdowns(price, start)
    chances = {f"probability_drawdown_over_{level}_pct": float((fall > level / 100).mean()) for level in DRAWDOWNS}
    return {"probability_below_start": float((price[-1] < start).mean()), **chances}


def histogram(final: Floats) -> dict[str, list[float] | list[int]]:
    """How often the final price falls where: edges of equal bins, and counts."""
    low, high = final.min(), final.max()
    if high - low > max(1e-9 * np.abs(final).max(), np.finfo(np.float64).tiny):
        counts, edges = np.histogram(final, bins=HISTOGRAM_BINS)
    else:
        around = max(0.5, np.spacing(high)) if low == high else 0.0  # a half is nothing beside 10^17
        counts, edges = np.array([len(final)]), np.array([low - around, high + around])
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def _std(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Student's confidence interval of a mean, along the last axis: lower and upper ends."""
    count, mean = values.shape[-1], values.mean(axis=-1)
    if count == 1:
        return mean, mean
    half = stdtrit(count - 1, (1 + confidence) / 2) * values.std(axis=-1, ddof=1) / math.sqrt(count)
    return mean - half, mean + half
