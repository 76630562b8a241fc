"""Estimates from few data and a prior: the most likely parameters, and how sure they are.

Errors are independent and Student-t about 0, parameters have a standard normal prior (a parameter is its prior's value
times exp(`PRIOR_SPREAD` · z)). The errors are straightened about a point, the mode of what follows is found, and that
again about the mode, until it stays: Gauss & Newton's iteration with robust weights (Lange, Little & Taylor, "Robust
statistical modeling using the t distribution", JASA 84, 1989). Intervals are Laplace's: normal about the mode, by the
expected information.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.optimize import minimize

from app.abm.core.month import Floats

FREEDOM = 5.0
"""Degrees of freedom ν of the errors: months that are far off count less."""

NORMAL = 0.8566
"""τ that a large normal sample of standard deviation 1 is given: E[(ν + 1)x² / (ντ² + x²)] = 1."""

PROBE = 0.2
"""Distance, in the prior's spreads, over which slopes are taken: holders' triggers make steps below it."""

ROUNDS, LONGEST, STILL = 6, 2.0, 0.02
"""Most rounds, the longest step of one in any parameter, and the step at which it is over."""

Errors: TypeAlias = Callable[[Floats], Floats]
"""Errors (points, data) at points (points, parameters), all of them at once."""


@dataclass(frozen=True)
class Estimate:
    """The most likely point, and the standard deviations about it; the last parameter is the errors' scale."""

    mode: Floats
    deviation: Floats
    scaled: bool
    """Whether the scale is a parameter, or known."""


@dataclass(frozen=True)
class _Straightened:
    centre: Floats
    errors: Floats
    slopes: Floats
    """(data, parameters)."""

    def at(self, point: Floats) -> Floats:
        straight: Floats = self.errors + self.slopes @ (point - self.centre)
        return straight


def estimate(errors: Errors, scale: Floats, parameters: int, spread: float | None) -> Estimate:
    """The mode from the prior's on. `scale` is the errors' standard deviation at the prior; (data,).

    `spread` is the prior's of the scale's logarithm, None where the scale is known.
    """
    point = np.zeros(parameters + 1)
    for _ in range(ROUNDS):
        line = _straightened(errors, point[:-1])
        found = _mode(line, point, scale, spread)
        step = np.clip(found - point, -LONGEST, LONGEST)
        point = point + step
        if np.abs(step).max() < STILL:
            break
    return Estimate(point, _deviations(line, point, scale, spread), spread is not None)


def _straightened(errors: Errors, centre: Floats) -> _Straightened:
    probes = np.vstack([centre, centre + PROBE * np.eye(len(centre)), centre - PROBE * np.eye(len(centre))])
    found = errors(probes)
    up, down = found[1 : 1 + len(centre)], found[1 + len(centre) :]
    return _Straightened(centre, found[0], (up - down).T / (2 * PROBE))


def _mode(line: _Straightened, start: Floats, scale: Floats, spread: float | None) -> Floats:
    """The mode where errors are straight; analytic slopes, no simulation."""

    def cost(point: Floats) -> tuple[float, Floats]:
        tau = _scale(scale, point[-1], spread)
        off = line.at(point[:-1]) / tau
        heavy = 1 + off**2 / FREEDOM
        value = (FREEDOM + 1) / 2 * np.log(heavy).sum() + np.log(tau).sum() + 0.5 * (point**2).sum()
        pull = (FREEDOM + 1) / FREEDOM * off / heavy
        widening = 0.0 if spread is None else spread * (len(off) - (pull * off).sum())
        return float(value), np.append(line.slopes.T @ (pull / tau), widening) + point

    found: Floats = minimize(cost, start, jac=True, method="BFGS").x
    return found


def _deviations(line: _Straightened, point: Floats, scale: Floats, spread: float | None) -> Floats:
    """Square roots of the inverse of expected information and prior."""
    weight = (FREEDOM + 1) / (FREEDOM + 3) / _scale(scale, point[-1], spread) ** 2
    information = np.eye(len(line.centre)) + (line.slopes.T * weight) @ line.slopes
    of_scale = 1.0 if spread is None else 1 + 2 * FREEDOM / (FREEDOM + 3) * len(scale) * spread**2
    return np.append(np.sqrt(np.diag(np.linalg.inv(information))), of_scale**-0.5)


def _scale(scale: Floats, part: float, spread: float | None) -> Floats:
    """τ of each error."""
    wider = 1.0 if spread is None else float(np.exp(spread * part))
    return NORMAL * wider * scale
