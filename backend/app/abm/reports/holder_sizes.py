"""How unequal holders are: Lorenz curve, Gini coefficient and a histogram of what each one has."""

from typing import Any

import numpy as np

from app.abm.agents.cohort import AgentCohort
from app.abm.core.month import Floats
from app.abm.engine.result import SimulationResult

CURVE_POINTS = 101
"""Most points of a Lorenz curve: one per percent of the holders."""

SIZE_BINS = 40
"""Bins of the histogram, equally wide on a logarithmic scale."""


def holders(result: SimulationResult, trial: int = 0) -> dict[str, Any]:
    """What holders get in all, and what they have at the end: liquid and staked."""
    population = result.population
    weight = np.repeat(population.weight, [cohort.rows for cohort in population.cohorts])
    share, held = population.share[trial], population.liquid[trial] + population.staked[trial]
    parts = np.split(np.arange(len(share)), population.layout.first[1:])
    sizes = [
        _single_holders(cohort, share[rows], held[rows]) for cohort, rows in zip(population.cohorts, parts, strict=True)
    ]
    allocated, at_end = (np.concatenate(column) for column in zip(*sizes, strict=True))
    return {"allocated": distribution(allocated, weight), "at_end": distribution(at_end, weight)}


def _single_holders(cohort: AgentCohort, share: Floats, held: Floats) -> tuple[Floats, Floats]:
    """Tokens one holder of each row gets and has, where the row shows the mean of many; the totals stay."""
    if cohort.weight == 1:
        return share * cohort.tokens, held
    single = cohort.single_shares(share)
    kept = held / share * single
    return single * cohort.tokens, kept * (held.sum() / kept.sum() if kept.any() else 1.0)


def distribution(size: Floats, weight: Floats) -> dict[str, Any] | None:
    """How `size` tokens a holder are spread where a row stands for `weight` like holders; none where nobody has any."""
    if not size.any():
        return None
    size, weight = _from_the_poorest(size, weight)
    held = size * weight
    people, tokens = _running(weight), _running(held)
    twice_the_area = (weight * (2 * tokens[1:] - held)).sum() / (people[-1] * tokens[-1])
    return {
        "num_holders": round(people[-1]),
        "total_tokens": float(tokens[-1]),
        "gini": max(0.0, 1.0 - float(twice_the_area)),
        "lorenz": _curve(people, tokens),
        "histogram": _histogram(size, people),
    }


def _from_the_poorest(size: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Rows in ascending order of size; where all stand for as many holders, that is half the work."""
    if weight.min() == weight.max():
        return np.sort(size), weight
    order = size.argsort()
    return size[order], weight[order]


def _running(column: Floats) -> Floats:
    """Sums of the first 0, 1, 2 … rows."""
    total = np.zeros(len(column) + 1)
    np.cumsum(column, out=total[1:])
    return total


def _curve(people: Floats, tokens: Floats) -> dict[str, list[float]]:
    """The Lorenz curve from (0, 0) to (100, 100), every corner of it or a point per percent of the holders."""
    place = people if len(people) <= CURVE_POINTS else np.linspace(0.0, people[-1], CURVE_POINTS)
    share = np.interp(place, people, tokens)
    return {"holders_pct": (100 * (place / people[-1])).tolist(), "tokens_pct": (100 * (share / tokens[-1])).tolist()}


def _histogram(size: Floats, people: Floats) -> dict[str, Any]:
    """Holders by size, in ascending order of which `size` comes; those with nothing stand beside it."""
    first = int(size.searchsorted(0.0, side="right"))
    low, high, bins = size[first], size[-1], SIZE_BINS
    if high <= low * (1 + 1e-9):
        low, high, bins = low / 2, high * 2, 1
    edges = np.geomspace(low, high, bins + 1)
    below = np.concatenate([[first], size.searchsorted(edges[1:-1]), [len(size)]])
    return {
        "edges_tokens": edges.tolist(),
        "holders": np.diff(people[below]).tolist(),
        "holders_with_nothing": float(people[first]),
    }
