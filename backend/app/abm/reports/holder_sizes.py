"""Inequality of holdings: Lorenz curve, Gini coefficient and a histogram of sizes."""

from typing import Any

import numpy as np

from app.abm.agents.cohort import AgentCohort
from app.abm.core.month import Floats
from app.abm.engine.result import SimulationResult

CURVE_POINTS = 101
"""Greatest number of points of a Lorenz curve: one per percent of the holders."""

SIZE_BINS = 40
"""Number of bins of the histogram, equally wide on a logarithmic scale."""


def holders(result: SimulationResult, trial: int = 0) -> dict[str, Any]:
    """Distribution of the tokens allocated to holders, and of their liquid and staked tokens at the end."""
    population = result.population
    weight = np.repeat(population.weight, [cohort.rows for cohort in population.cohorts])
    share, held = population.share[trial], population.liquid[trial] + population.staked[trial]
    row_ranges = np.split(np.arange(len(share)), population.layout.first[1:])
    sizes = [
        _single_holders(cohort, share[rows], held[rows])
        for cohort, rows in zip(population.cohorts, row_ranges, strict=True)
    ]
    allocated, at_end = (np.concatenate(column) for column in zip(*sizes, strict=True))
    return {"allocated": distribution(allocated, weight), "at_end": distribution(at_end, weight)}


def _single_holders(cohort: AgentCohort, share: Floats, held: Floats) -> tuple[Floats, Floats]:
    """Tokens that a typical holder of each row is allocated and holds, where rows are means; totals are kept."""
    if cohort.weight == 1:
        return share * cohort.tokens, held
    single_shares = cohort.single_shares(share)
    single_held = held / share * single_shares
    scale = held.sum() / single_held.sum() if single_held.any() else 1.0
    return single_shares * cohort.tokens, single_held * scale


def distribution(size: Floats, weight: Floats) -> dict[str, Any] | None:
    """Distribution of `size` tokens per holder, by `weight` holders per row; None if all sizes are 0."""
    if not size.any():
        return None
    size, weight = _sorted_by_size(size, weight)
    held = size * weight
    cumulative_holders, tokens = _cumulative(weight), _cumulative(held)
    twice_the_area = (weight * (2 * tokens[1:] - held)).sum() / (cumulative_holders[-1] * tokens[-1])
    return {
        "num_holders": round(cumulative_holders[-1]),
        "total_tokens": float(tokens[-1]),
        "gini": max(0.0, 1.0 - float(twice_the_area)),
        "lorenz": _curve(cumulative_holders, tokens),
        "histogram": _histogram(size, cumulative_holders),
    }


def _sorted_by_size(size: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Rows in ascending order of size; with equal weights it is enough to sort the sizes."""
    if weight.min() == weight.max():
        return np.sort(size), weight
    order = size.argsort()
    return size[order], weight[order]


def _cumulative(column: Floats) -> Floats:
    """Sums of the first 0, 1, 2 … rows; one more entry than rows."""
    total = np.zeros(len(column) + 1)
    np.cumsum(column, out=total[1:])
    return total


def _curve(cumulative_holders: Floats, tokens: Floats) -> dict[str, list[float]]:
    """The Lorenz curve from (0, 0) to (100, 100), at every row or at every percent of the holders."""
    total, held, count = cumulative_holders[-1], tokens[-1], len(cumulative_holders)
    position = cumulative_holders if count <= CURVE_POINTS else np.linspace(0.0, total, CURVE_POINTS)
    share = np.interp(position, cumulative_holders, tokens)
    return {"holders_pct": (100 * (position / total)).tolist(), "tokens_pct": (100 * (share / held)).tolist()}


def _histogram(size: Floats, cumulative_holders: Floats) -> dict[str, Any]:
    """Holders by ascending `size` in logarithmic bins; those with nothing are counted apart."""
    first = int(size.searchsorted(0.0, side="right"))
    low, high, bins = size[first], size[-1], SIZE_BINS
    if high <= low * (1 + 1e-9):
        low, high, bins = low / 2, high * 2, 1
    edges = np.geomspace(low, high, bins + 1)
    first_rows = np.concatenate([[first], size.searchsorted(edges[1:-1]), [len(size)]])
    return {
        "edges_tokens": edges.tolist(),
        "holders": np.diff(cumulative_holders[first_rows]).tolist(),
        "holders_with_nothing": float(cumulative_holders[first]),
    }
