"""Multi-objective search by NSGA-II (Deb, Pratap, Agarwal & Meyarivan, IEEE Trans. Evol. Comput. 6, 2002).

Every objective is minimised; points live in the unit cube, and constraints count as the paper has them: a point that
keeps them beats one that does not, and of two that do not the one that is less far off. All chance comes from streams
of a seed, so equal seeds walk equal ways.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.abm.core.month import Floats
from app.abm.core.streams import latin_hypercubes, stream_keys, uniforms

Whole: TypeAlias = NDArray[np.int64]

CROSSED, CROSSOVER_INDEX = 0.9, 15.0
"""Part of the pairs that are crossed, and the distribution index of simulated binary crossover."""

MUTATION_INDEX = 20.0
"""Distribution index of polynomial mutation; each gene mutates with a chance of 1 / genes."""


def dominates(objectives: Floats, violation: Floats) -> NDArray[np.bool_]:
    """Whether point i beats point j; (points, points). `objectives` is (points, objectives), `violation` (points,)."""
    first, second = objectives[:, None], objectives[None]
    better = (first <= second).all(axis=2) & (first < second).any(axis=2)
    kept = violation == 0
    closer = violation[:, None] < violation[None]
    return np.where(kept[:, None] & kept[None], better, closer)


def ranks(objectives: Floats, violation: Floats) -> Whole:
    """0 for points that none beats, 1 for those that only these beat, and so on; (points,)."""
    beats = dominates(objectives, violation)
    rank, left = np.zeros(len(objectives), dtype=np.int64), np.ones(len(objectives), dtype=np.bool_)
    while left.any():
        best = left & ~beats[left].any(axis=0)
        left &= ~best
        rank[left] += 1
    return rank


def crowding(objectives: Floats, rank: Whole) -> Floats:
    """How lonely a point is among those of its rank: the sides of the box between its neighbours; (points,).

    The ends of a front are infinitely lonely.
    """
    lonely = np.zeros(len(objectives))
    for each in np.unique(rank):
        members = np.flatnonzero(rank == each)
        for column in objectives[members].T:
            order = members[np.argsort(column, kind="stable")]
            values = np.sort(column)
            lonely[order[[0, -1]]] = np.inf
            if np.isfinite(values).all() and values[0] < values[-1]:
                lonely[order[1:-1]] += (values[2:] - values[:-2]) / (values[-1] - values[0])
    return lonely


def best_first(objectives: Floats, violation: Floats) -> Whole:
    """Places of the points by rank, and within a rank by loneliness."""
    rank = ranks(objectives, violation)
    order: Whole = np.lexsort((-crowding(objectives, rank), rank))
    return order


def thinned(objectives: Floats, most: int) -> Whole:
    """Places of at most so many points of a front: the loneliest, in the order they have; (points,)."""
    lonely = crowding(objectives, np.zeros(len(objectives), dtype=np.int64))
    places: Whole = np.sort(np.argsort(-lonely, kind="stable")[:most])
    return places


def hypervolume(points: Floats, reference: Floats) -> float:
    """Volume that points dominate below a reference point, for one to three objectives; `points` is (points, n)."""
    inside = points[(points < reference).all(axis=1)]
    if not len(inside):
        return 0.0
    if inside.shape[1] == 1:
        return float(reference[0] - inside[:, 0].min())
    order = inside[np.argsort(inside[:, -1], kind="stable")]
    edges = np.append(order[:, -1], reference[-1])
    if inside.shape[1] == 2:
        return float(np.dot(reference[0] - np.minimum.accumulate(order[:, 0]), np.diff(edges)))
    slices = [hypervolume(order[: place + 1, :-1], reference[:-1]) for place in range(len(order))]
    return float(np.dot(slices, np.diff(edges)))


@dataclass(frozen=True, slots=True)
class Breeder:
    """Makes points out of points: a first population, and children of the fittest."""

    genes: int
    size: int
    seed: int

    def first(self) -> Floats:
        """A Latin hypercube; (size, genes)."""
        points: Floats = latin_hypercubes(self._key("first", 0), self.genes, self.size)[:, 0].T
        return points

    def children(self, parents: Floats, order: Whole, generation: int) -> Floats:
        """As many children: parents by tournaments of two, crossed and mutated; (size, genes).

        `order` has the places of the parents, the fittest first.
        """
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        drawn = (self._draws("tournament", generation, 2, 2, self.size) * len(parents)).astype(np.int64)
        fittest = np.where(place[drawn[0]] <= place[drawn[1]], drawn[0], drawn[1])
        crossed = self._crossed(parents[fittest[0]], parents[fittest[1]], generation)
        return self._mutated(crossed, generation)

    def _crossed(self, one: Floats, other: Floats, generation: int) -> Floats:
        """Simulated binary crossover (Deb & Agrawal 1995), one child of each pair, near either parent in each gene."""
        draw, swap, mixed, pair = self._draws("crossover", generation, 4, self.size, self.genes)
        power = 1 / (CROSSOVER_INDEX + 1)
        spread = np.where(draw <= 0.5, (2 * draw) ** power, (0.5 / (1 - draw)) ** power)
        near, far = np.where(swap < 0.5, one, other), np.where(swap < 0.5, other, one)
        child = np.where(mixed < 0.5, 0.5 * ((1 + spread) * near + (1 - spread) * far), near)
        return np.clip(np.where(pair[:, :1] < CROSSED, child, one), 0.0, 1.0)

    def _mutated(self, points: Floats, generation: int) -> Floats:
        """Polynomial mutation (Deb & Goyal 1996)."""
        draw, chosen = self._draws("mutation", generation, 2, self.size, self.genes)
        power = 1 / (MUTATION_INDEX + 1)
        down = (2 * draw + (1 - 2 * draw) * (1 - points) ** (MUTATION_INDEX + 1)) ** power - 1
        up = 1 - (2 * (1 - draw) + (2 * draw - 1) * points ** (MUTATION_INDEX + 1)) ** power
        moved = np.clip(points + np.where(draw < 0.5, down, up), 0.0, 1.0)
        return np.where(chosen < 1 / self.genes, moved, points)

    def _key(self, purpose: str, generation: int) -> NDArray[np.uint64]:
        return stream_keys(np.array([self.seed], dtype=np.uint64), f"optimisation: {purpose}", str(generation))

    def _draws(self, purpose: str, generation: int, *shape: int) -> Floats:
        draws: Floats = uniforms(self._key(purpose, generation), math.prod(shape))[0].reshape(shape)
        return draws
