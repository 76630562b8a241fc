"""The search's parts by hand: who beats whom, who is lonely, how much a front dominates."""

import numpy as np
import pytest

from app.abm.studies.evolution import Breeder, best_first, crowding, hypervolume, ranks

NONE_BROKEN = np.zeros(4)
POINTS = np.array([[1.0, 3.0], [3.0, 1.0], [2.0, 4.0], [4.0, 4.0]])


def test_what_nothing_beats_ranks_first() -> None:
    assert ranks(POINTS, NONE_BROKEN).tolist() == [0, 0, 1, 2]


def test_equal_points_do_not_beat_each_other() -> None:
    assert ranks(np.ones((3, 2)), np.zeros(3)).tolist() == [0, 0, 0]


def test_what_keeps_the_constraints_beats_what_does_not_and_the_nearer_the_better() -> None:
    assert ranks(POINTS, np.array([2.0, 1.0, 0.0, np.inf])).tolist() == [2, 1, 0, 3]


def test_the_ends_of_a_front_are_loneliest_and_the_middle_has_the_sides_of_its_box() -> None:
    front = np.array([[0.0, 4.0], [1.0, 1.0], [4.0, 0.0]])
    assert crowding(front, np.zeros(3, dtype=np.int64)).tolist() == [np.inf, 2.0, np.inf]


def test_the_fittest_come_first() -> None:
    assert best_first(POINTS, NONE_BROKEN).tolist()[2:] == [2, 3]


@pytest.mark.parametrize(
    ("points", "volume"),
    [
        ([[1.0], [2.0]], 3.0),
        ([[1.0, 3.0], [3.0, 1.0], [3.0, 3.0]], 3.0 + 3.0 - 1.0),
        ([[0.0, 0.0, 0.0]], 64.0),
        ([[0.0, 0.0, 2.0], [2.0, 2.0, 0.0]], 32.0 + 16.0 - 8.0),
        ([[4.0, 0.0]], 0.0),
    ],
    ids=["a line", "two boxes", "a cube", "two cubes", "beyond"],
)
def test_a_front_dominates_the_union_of_its_boxes(points: list[list[float]], volume: float) -> None:
    table = np.array(points)
    assert hypervolume(table, np.full(table.shape[1], 4.0)) == pytest.approx(volume)


def test_children_stay_in_the_unit_cube_and_follow_from_the_seed() -> None:
    breeder = Breeder(genes=3, size=40, seed=5)
    parents = breeder.first()
    children = breeder.children(parents, np.arange(40), generation=1)
    assert children.shape == (40, 3)
    assert ((children >= 0) & (children <= 1)).all()
    assert (children == Breeder(3, 40, 5).children(parents, np.arange(40), 1)).all()


def test_the_fitter_of_two_has_the_children() -> None:
    parents = np.repeat(np.array([[0.9], [0.1]]), 20, axis=0)
    children = Breeder(genes=1, size=40, seed=1).children(parents, np.arange(40), generation=1)
    assert (children > 0.5).mean() > 0.6


def test_a_search_by_hand_reaches_a_known_front() -> None:
    """Zitzler, Deb & Thiele's first problem (2000): the front is f2 = 1 − √f1, with 1/3 below it."""
    breeder = Breeder(genes=4, size=40, seed=1)
    points = breeder.first()
    for generation in range(60):
        children = breeder.children(points, best_first(zdt1(points), np.zeros(len(points))), generation)
        everyone = np.vstack([points, children])
        points = everyone[best_first(zdt1(everyone), np.zeros(len(everyone)))[:40]]
    exact = 1.21 - 1 / 3
    assert hypervolume(zdt1(points), np.array([1.1, 1.1])) == pytest.approx(exact, rel=0.02)


def zdt1(points: np.ndarray) -> np.ndarray:
    first, rest = points[:, 0], 1 + 9 * points[:, 1:].mean(axis=1)
    return np.stack([first, rest * (1 - np.sqrt(first / rest))], axis=1)
