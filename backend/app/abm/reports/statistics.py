"""Statistics over trials: percentile bands, confidence intervals, convergence, risk."""

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
"""Largest relative standard error and drift of the mean final price of a converged run."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Percentiles, mean and standard deviation over the trials, by series and month."""

    levels: tuple[float, ...]
    percentile: Floats
    """(levels, series, months)."""
    mean: Floats
    std: Floats


def bands(columns: Iterable[Floats], levels: Sequence[float]) -> Bands:
    """Bands of series, (months, trials) each; percentiles interpolate order statistics (Hyndman & Fan, type 7)."""
    results, mean, std = [], [], []
    for column in columns:
        results.append(percentiles(np.sort(column, axis=1), levels))
        mean.append(column.mean(axis=1))
        std.append(column.std(axis=1, ddof=1) if column.shape[1] > 1 else np.zeros(len(column)))
    return Bands(tuple(levels), np.stack(results, axis=1), np.stack(mean), np.stack(std))


def percentiles(ordered: Floats, levels: Sequence[float]) -> Floats:
    """Percentiles along the last axis of sorted numbers; (levels, …)."""
    last = ordered.shape[-1] - 1
    results = []
    for level in levels:
        position = last * level / 100
        low = math.floor(position)
        below, above = ordered[..., low], ordered[..., min(low + 1, last)]
        results.append(below + (position - low) * (above - below))
    return np.stack(results)


def percentile_interval(ordered: Floats, level: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Distribution-free confidence interval of a percentile from two order statistics.

    The number of trials below the true percentile is binomial (David & Nagaraja, "Order Statistics", 2003, 7.1). With
    few trials the interval is the whole sample, and its coverage is below `confidence`.
    """
    count, part = len(ordered), level / 100
    low = _binomial_quantile((1 - confidence) / 2, count, part) - 1
    high = _binomial_quantile((1 + confidence) / 2, count, part)
    return float(ordered[max(low, 0)]), float(ordered[min(high, count - 1)])


def _binomial_quantile(probability: float, count: int, part: float) -> int:
    """Quantile of the binomial distribution of `count` draws with success probability `part`."""
    successes = math.ceil(float(bdtrik(probability, count, part)))
    while successes > 0 and bdtr(successes - 1, count, part) >= probability:
        successes -= 1
    return successes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Mean, standard deviation and median of the first `trials` trials."""

    trials: int
    mean: float
    std: float
    p50: float


@dataclass(frozen=True, slots=True)
class Convergence:
    """How far the statistics of the final price have settled."""

    checkpoints: tuple[Checkpoint, ...]
    drift: float
    """Relative change of the mean over the last quarter of the trials."""
    standard_error: float
    """Relative standard error of the mean."""
    median_within: float
    """Relative half-width of the median's 95 % confidence interval."""
    converged: bool
    words: str


def convergence(final: Floats) -> Convergence:
    """Convergence of a figure over the trials, in the order of their indices."""
    counts = sorted({max(1, len(final) * quarter // 4) for quarter in (1, 2, 3, 4)})
    checkpoints = tuple(
        Checkpoint(count, float(final[:count].mean()), _std(final[:count]), float(np.median(final[:count])))
        for count in counts
    )
    scale = abs(checkpoints[-1].mean) or 1.0
    drift = abs(checkpoints[-1].mean - checkpoints[-2 if len(checkpoints) > 1 else -1].mean) / scale
    standard_error = checkpoints[-1].std / math.sqrt(len(final)) / scale
    low, high = percentile_interval(np.sort(final), 50)
    median_within = (high - low) / 2 / (abs(checkpoints[-1].p50) or 1.0)
    words = f"{len(final):,} trials; the median is known to ±{100 * median_within:.2g} %"
    converged = drift <= CONVERGED_WITHIN and standard_error <= CONVERGED_WITHIN
    return Convergence(checkpoints, drift, standard_error, median_within, converged, words)


def drawdowns(price: Floats, start: Number) -> Floats:
    """Maximum drawdown of each trial, 0 … 1, the start included; `price` is (months, trials)."""
    path = np.concatenate([np.full((1, price.shape[1]), start), price])
    drawdown: Floats = (1 - path / np.maximum.accumulate(path, axis=0)).max(axis=0)
    return drawdown


def risk(price: Floats, start: float) -> dict[str, float]:
    """Probabilities of ending below the start price, and of large drawdowns."""
    drawdown = drawdowns(price, start)
    chances = {f"probability_drawdown_over_{level}_pct": float((drawdown > level / 100).mean()) for level in DRAWDOWNS}
    return {"probability_below_start": float((price[-1] < start).mean()), **chances}


def histogram(final: Floats) -> dict[str, list[float] | list[int]]:
    """Histogram of the final price: edges of equal bins, and counts."""
    low, high = final.min(), final.max()
    if high - low > max(1e-9 * np.abs(final).max(), np.finfo(np.float64).tiny):
        counts, edges = np.histogram(final, bins=HISTOGRAM_BINS)
    else:
        half_width = max(0.5, np.spacing(high)) if low == high else 0.0  # 0.5 vanishes beside 10^17
        counts, edges = np.array([len(final)]), np.array([low - half_width, high + half_width])
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def _std(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Confidence interval of a mean by Student's t, along the last axis: lower and upper ends."""
    count, mean = values.shape[-1], values.mean(axis=-1)
    if count == 1:
        return mean, mean
    half_width = stdtrit(count - 1, (1 + confidence) / 2) * values.std(axis=-1, ddof=1) / math.sqrt(count)
    return mean - half_width, mean + half_width
