"""Parts of the variance that each parameter explains, alone and with all others.

Sources: Sobol, "Global sensitivity indices for nonlinear mathematical models", Mathematics and Computers in Simulation
55 (2001); points: Saltelli, Computer Physics Communications 145 (2002); estimators: Saltelli et al., ibid. 181 (2010),
of which that of the total order is Jansen's, ibid. 117 (1999).
"""

import numpy as np

from app.abm.core.month import Floats
from app.abm.studies.resampling import RESAMPLES, half_width

FIGURES = ("first_order", "first_order_ci95", "total_order", "total_order_ci95")
"""Figures of each parameter."""


def points(parameters: int, samples: int, seed: int) -> Floats:
    """For each base sample the points A, A with one parameter of B, B with one of A, and B, in this order.

    They lie in the unit cube: (samples × (2 parameters + 2), parameters). Base samples are Sobol's sequence, scrambled.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - the import takes a second: only an analysis pays for it

    base = qmc.Sobol(2 * parameters, scramble=True, seed=seed).random(samples)
    first, second = base[:, None, :parameters], base[:, None, parameters:]
    one = np.eye(parameters, dtype=bool)
    crossed = [first, np.where(one, second, first), np.where(one, first, second), second]
    return np.concatenate(crossed, axis=1).reshape(-1, parameters)


def figures(points: Floats, values: Floats, seed: int) -> dict[str, Floats]:
    """The `FIGURES` of each parameter, from the values at the points."""
    parameters = points.shape[1]
    scaled = (values - values.mean()) / values.std()
    table = scaled.reshape(-1, 2 * parameters + 2)
    first, crossed, second = table[:, 0].copy(), table[:, 1 : parameters + 1].copy(), table[:, -1].copy()
    chance = np.random.default_rng(seed + 1)  # not the one the points were drawn from
    resample = chance.integers(len(table), size=(len(table), RESAMPLES))
    indices = {name: np.zeros(parameters) for name in FIGURES}
    for index in range(parameters):
        mixed = crossed[:, index]
        indices["first_order"][index] = _first_order(first, mixed, second)
        indices["total_order"][index] = _total_order(first, mixed, second)
        drawn = first[resample], crossed[resample, index], second[resample]
        indices["first_order_ci95"][index] = half_width(_first_order(*drawn))
        indices["total_order_ci95"][index] = half_width(_total_order(*drawn))
    return indices


def _first_order(first: Floats, mixed: Floats, second: Floats) -> Floats:
    return _part(np.mean(second * (mixed - first), axis=0), first, second)


def _total_order(first: Floats, mixed: Floats, second: Floats) -> Floats:
    return _part(0.5 * np.mean((first - mixed) ** 2, axis=0), first, second)


def _part(explained: Floats, first: Floats, second: Floats) -> Floats:
    """Part of the variance that is explained, 0 where there is no variance."""
    whole = np.var(np.concatenate([first, second]), axis=0)
    part: Floats = np.divide(explained, whole, out=np.zeros_like(whole), where=whole > np.finfo(np.float64).eps)
    return part
