"""The search: Nelder and Mead's simplex from where the design pages start, then a cloud around the best point.

Every point that is visited is kept with what each token says of it. So the fit without one token, or with tokens drawn
anew, is the best of the visited points for those tokens: no further run is needed, and all of it is reproducible.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize
from scipy.stats import qmc

from app.abm.core.month import Floats
from app.abm.dynamics.estimates import PRIOR_SPREAD
from app.truth.backtest import Figures
from calibration.evidence import Evidence

FITTED = {
    "beta": (1.1, 0.0, 3.0, 3),
    "attention_half_life_months": (12.6, 2.0, 60.0, 3),
    "attention_floor": (0.016, 0.0, 0.6, 2),
    "float_elasticity": (0.93, 0.0, 1.5, 3),
    "unlock_caution": (0.5, 0.0, 1.0, 2),
    "level": (0.97, 0.1, 5.0, 3),
    "launch_rush": (0.35, 0.0, 3.0, 2),
}
"""What is fitted: prior and start of the search, the least and greatest value, and the significant digits kept."""

WEIGHT_OF_PRIOR = 0.05
"""Weight of each squared distance from the prior against the loss."""

SIMPLEX_STEPS, CLOUD = 100, 64
SPREAD = 0.2
"""Half-width of the cloud, relative."""

DRAWS = 1000
"""Sets of tokens drawn anew for the intervals."""


def figures_of(point: Floats) -> Figures:
    """The figures at a point of the search."""
    named = dict(zip(FITTED, point.tolist(), strict=True))
    return Figures({name: value for name, value in named.items() if name != "beta"}, named["beta"], {})


@dataclass
class Search:
    """Every point visited, and what each token says of it."""

    gather: Callable[[Figures], Evidence]
    report: Callable[[str], None]
    points: list[Floats] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def visit(self, point: Floats) -> float:
        """Simulate at a point, its numbers rounded to the digits kept; returns the loss over all tokens."""
        point = np.array([_rounded(value, rule) for value, rule in zip(point, FITTED.values(), strict=True)])
        for known, evidence in zip(self.points, self.evidence, strict=True):
            if (known == point).all():
                return evidence.loss(np.ones(len(evidence.level))) + distance(known)
        found = self.gather(figures_of(point))
        self.points.append(point)
        self.evidence.append(found)
        loss = found.loss(np.ones(len(found.level))) + distance(point)
        self.report(f"{len(self.points):4d}  loss {loss:.4f}  level {found.level.mean():.4f}")
        return loss

    def run(self) -> None:
        """The simplex, then the cloud."""
        start = np.array([rule[0] for rule in FITTED.values()])
        corners = np.vstack([start, start + np.diag(np.maximum(0.2 * start, 0.02))])
        minimize(
            self.visit,
            start,
            method="Nelder-Mead",
            options={"maxfev": SIMPLEX_STEPS, "initial_simplex": corners, "xatol": 1e-3, "fatol": 1e-5},
        )
        best = self.points[self.best(np.ones(len(self.evidence[0].level)))]
        for unit in qmc.Sobol(len(FITTED), seed=1).random(CLOUD):
            self.visit(best * (1 + SPREAD * (2 * unit - 1)))

    def best(self, weight: Floats) -> int:
        """The visited point that tokens of these weights like best."""
        losses = [evidence.loss(weight) for evidence in self.evidence]
        return int(np.argmin(np.array(losses) + [distance(point) for point in self.points]))

    def without(self, token: int) -> int:
        """The best point for all tokens but one."""
        weight = np.ones(len(self.evidence[0].level))
        weight[token] = 0.0
        return self.best(weight)

    def intervals(self) -> Floats:
        """5 % and 95 % of each number over fits to tokens drawn anew, as many as there are; (2, numbers)."""
        tokens = len(self.evidence[0].level)
        draws = np.random.Generator(np.random.PCG64(1)).multinomial(tokens, np.full(tokens, 1 / tokens), DRAWS)
        fits = np.array([self.points[self.best(weight.astype(np.float64))] for weight in draws])
        ends: Floats = np.quantile(fits, [0.05, 0.95], axis=0)
        return ends


def distance(point: Floats) -> float:
    """The prior's part of the loss."""
    prior = np.array([rule[0] for rule in FITTED.values()])
    away = np.log(np.maximum(point, 1e-4) / prior) / PRIOR_SPREAD
    return WEIGHT_OF_PRIOR * float((away**2).sum())


def _rounded(value: float, rule: tuple[float, float, float, int]) -> float:
    _, low, high, digits = rule
    return float(f"{min(max(value, low), high):.{digits}g}")
