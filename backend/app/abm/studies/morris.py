"""Screening by elementary effects: what one step of one parameter does, from many starting points.

Sources: Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991);
the mean of the sizes μ*: Campolongo, Cariboni & Saltelli, Environmental Modelling & Software 22 (2007).
"""

import numpy as np

from app.abm.core.month import Floats
from app.abm.studies.resampling import RESAMPLES, half_width

LEVELS = 4
"""Values each parameter may take, from the least to the largest."""

STEP = LEVELS / (2 * (LEVELS - 1))
"""Length of a step over the range: with it every level is as likely as any other."""

FIGURES = ("mu", "mu_star", "mu_star_ci95", "sigma")
"""Figures of each parameter: mean effect, mean absolute effect with its interval, and standard deviation."""


def points(parameters: int, trajectories: int, seed: int) -> Floats:
    """Trajectories through the unit cube in which each parameter takes one step; (trajectories × (parameters + 1), …).

    Order, directions and start of each trajectory are drawn anew.
    """
    chance = np.random.default_rng(seed)  # seeded, so that a study made again has the same points
    paths = np.empty((trajectories, parameters + 1, parameters))
    starts = np.linspace(0, 1 - STEP, LEVELS // 2)
    for path in paths:
        order = np.eye(parameters)
        chance.shuffle(order)
        rises = chance.choice([-1, 1], parameters) > 0
        start = chance.choice(starts, parameters)
        moved = order.argmax(axis=1) < np.arange(parameters + 1)[:, None]
        path[:] = start + np.where(moved == rises, STEP, 0.0)
    return paths.reshape(-1, parameters)


def figures(points: Floats, values: Floats, seed: int) -> dict[str, Floats]:
    """The `FIGURES` of each parameter, from the values at the points of the trajectories."""
    parameters = points.shape[1]
    paths = points.reshape(-1, parameters + 1, parameters)
    rises = np.diff(values.reshape(-1, parameters + 1), axis=1)
    effects = np.einsum("tsp,ts->tp", np.sign(np.diff(paths, axis=1)), rises).T / STEP
    chance = np.random.default_rng(seed)
    trajectories = len(paths)
    half_widths = []
    for effect in np.abs(effects):
        resampled = effect[chance.integers(trajectories, size=(RESAMPLES, trajectories))]
        half_widths.append(half_width(resampled.mean(axis=1)))
    return {
        "mu": effects.mean(axis=1),
        "mu_star": np.abs(effects).mean(axis=1),
        "mu_star_ci95": np.array(half_widths),
        "sigma": effects.std(axis=1, ddof=1),
    }
