"""Morris and Sobol on functions whose indices are known."""

import numpy as np
import pytest

from app.abm.core.month import Floats
from app.abm.studies import morris, sobol

PI = np.pi
ISHIGAMI = {"first_order": [0.3139, 0.4424, 0.0], "total_order": [0.5576, 0.4424, 0.2437]}
"""Ishigami & Homma (1990) with a = 7 and b = 0.1."""

WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])
"""Of the g-function, Saltelli & Sobol (1995); the smaller, the more important."""


def ishigami(angles: Floats) -> Floats:
    first, second, third = angles.T
    return np.asarray(np.sin(first) + 7 * np.sin(second) ** 2 + 0.1 * third**4 * np.sin(first))


def g_function(unit: Floats) -> Floats:
    return np.asarray(np.prod((np.abs(4 * unit - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1))


def g_indices() -> dict[str, Floats]:
    """By the variances of the factors, 1/3 / (1 + a)²."""
    alone = 1 / 3 / (1 + WEIGHTS) ** 2
    whole = np.prod(1 + alone) - 1
    return {"first_order": alone / whole, "total_order": alone * np.prod(1 + alone) / (1 + alone) / whole}


@pytest.mark.parametrize("order", ["first_order", "total_order"])
@pytest.mark.parametrize("seed", range(3))
def test_sobol_indices_of_the_ishigami_function_are_the_published_ones(order: str, seed: int) -> None:
    angles = PI * (2 * sobol.points(3, 4096, seed) - 1)
    found = sobol.figures(angles, ishigami(angles), seed)
    assert found[order] == pytest.approx(ISHIGAMI[order], abs=0.02)


@pytest.mark.parametrize("order", ["first_order", "total_order"])
@pytest.mark.parametrize("seed", range(3))
def test_sobol_indices_of_the_g_function_are_the_published_ones(order: str, seed: int) -> None:
    unit = sobol.points(4, 4096, seed)
    found = sobol.figures(unit, g_function(unit), seed)
    assert found[order] == pytest.approx(g_indices()[order], abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_morris_orders_the_parameters_of_the_g_function(seed: int) -> None:
    unit = morris.points(4, 50, seed)
    sizes = morris.figures(unit, g_function(unit), seed)["mu_star"]
    assert (np.diff(sizes) < 0).all()


def test_every_step_of_a_trajectory_moves_one_parameter_by_two_thirds() -> None:
    steps = np.abs(np.diff(morris.points(5, 20, 1).reshape(20, 6, 5), axis=1))
    assert np.sort(steps, axis=2)[:, :, :-1].max() == 0
    assert steps.max(axis=2) == pytest.approx(np.full((20, 5), 2 / 3))


def test_every_trajectory_moves_every_parameter_once() -> None:
    steps = np.abs(np.diff(morris.points(5, 20, 1).reshape(20, 6, 5), axis=1)) > 0
    assert (steps.sum(axis=1) == 1).all()


def test_trajectories_start_on_every_level() -> None:
    levels = np.unique(morris.points(2, 100, 1).round(9))
    assert levels == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_saltellis_points_exchange_one_parameter_at_a_time() -> None:
    table = sobol.points(2, 4, 3).reshape(4, 6, 2)
    a, b = table[:, 0], table[:, 5]
    crossed = [[b[:, 0], a[:, 1]], [a[:, 0], b[:, 1]], [a[:, 0], b[:, 1]], [b[:, 0], a[:, 1]]]
    assert [(table[:, place + 1] == np.stack(pair, axis=1)).all() for place, pair in enumerate(crossed)] == [True] * 4


def test_morris_says_what_releases_before_said() -> None:
    angles = PI * (2 * morris.points(3, 16, 5) - 1)
    found = morris.figures(angles, ishigami(angles), 5)
    assert found["mu"] == pytest.approx([6.141855085759825, -1.96875, -2.3432985387499192])
    assert found["mu_star"] == pytest.approx([6.141855085759825, 7.875, 3.9054975645831984])
    assert found["mu_star_ci95"] == pytest.approx([3.076663363915378, 0, 2.8858822414708563], abs=1e-12)
    assert found["sigma"] == pytest.approx([6.248796103333117, 7.875, 6.797510751019094])


def test_sobol_says_what_releases_before_said() -> None:
    angles = PI * (2 * sobol.points(3, 64, 5) - 1)
    found = sobol.figures(angles, ishigami(angles), 5)
    assert found["first_order"] == pytest.approx([0.10071973636134503, 0.47200919336657027, -0.03526434694733212])
    assert found["first_order_ci95"] == pytest.approx([0.18760007902774578, 0.23664521811959444, 0.21956039893487736])
    assert found["total_order"] == pytest.approx([0.696542222141841, 0.4532939973409574, 0.2684770808381615])
    assert found["total_order_ci95"] == pytest.approx([0.38651986754422607, 0.16128349292761782, 0.114378135999334])
