"""What one token says about one set of figures: sums from which the loss over any set of tokens follows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.core.month import Floats
from app.truth.backtest import AGES, Figures, as_real, level_error, simulate_all
from app.truth.events import AROUND, SIZES, events, mean_window, of_size
from app.truth.tokens import RealToken

AGE_ERROR = 0.02
"""Standard error of a mean monthly return at one age, log points (truth.md's interval of the intercept, by age)."""

EVENT_ERRORS = {"≥ 50 %": 0.05, "15–50 %": 0.06, "5–15 %": 0.02, "1–5 %": 0.015}
"""Standard errors of a mean monthly return around an unlock, by its size (truth.md's intervals)."""

WEIGHT_OF_RETURNS, WEIGHT_OF_MOMENTS = 0.3, 0.001
"""Of 1 − R² of monthly returns, and of each moment's squared error, against the error of levels."""

_WINDOW = slice(AROUND.index(-1), AROUND.index(1) + 1)


@dataclass(frozen=True)
class Evidence:
    """Sums over tokens; every field is (tokens, …)."""

    level: Floats
    """Root mean square error of the logarithm of the price."""
    squares: Floats
    """Squared errors of monthly returns, squares and sum of the real ones, and their number; (tokens, 4)."""
    ages: Floats
    """Simulated less real return in excess of ETH by age, and the number of months; (tokens, ages, 2)."""
    events: Floats
    """The same by size of unlock and month −1, 0, +1; (tokens, sizes, 3, 2)."""

    def loss(self, weight: Floats) -> float:
        """How far the figures are from tokens that count `weight` times each."""
        of_level = float(weight @ self.level / weight.sum())
        error, square, total, count = weight @ self.squares
        of_returns = error / (square - total**2 / count)
        return of_level + WEIGHT_OF_RETURNS * float(of_returns) + WEIGHT_OF_MOMENTS * self._moments(weight)

    def _moments(self, weight: Floats) -> float:
        ages = _means(np.tensordot(weight, self.ages, 1)) / AGE_ERROR
        around = _means(np.tensordot(weight, self.events, 1)) / np.array(list(EVENT_ERRORS.values()))[:, None]
        return float((ages**2).sum() + (around**2).sum())


def gather(tokens: Sequence[RealToken], figures: Figures) -> Evidence:
    """Simulate every token and compare."""
    paths = simulate_all(tokens, lambda _: figures)
    pairs = list(zip(tokens, paths, strict=True))
    return Evidence(
        level=np.array([level_error(token, path) for token, path in pairs]),
        squares=np.array([_squares(token, path) for token, path in pairs]),
        ages=np.array([_ages(token, path) for token, path in pairs]),
        events=np.array([_events(token, path) for token, path in pairs]),
    )


def _means(sums: Floats) -> Floats:
    total, count = sums[..., 0], sums[..., 1]
    return np.divide(total, count, out=np.zeros_like(total), where=count > 0)


def _squares(token: RealToken, path: Floats) -> list[float]:
    real, model = np.diff(token.log_price), np.diff(path)
    known = np.isfinite(real)
    real, model = real[known], model[known]
    return [float(((real - model) ** 2).sum()), float((real**2).sum()), float(real.sum()), float(len(real))]


def _ages(token: RealToken, path: Floats) -> list[tuple[float, float]]:
    gap = np.diff(path) - np.diff(token.log_price)
    month = token.warm_up + 1 + np.arange(len(gap))
    last = np.array(list(AGES.values()))
    age = np.searchsorted(last, month)
    known = np.isfinite(gap)
    return [
        (float(gap[known & (age == place)].sum()), float((known & (age == place)).sum())) for place in range(len(last))
    ]


def _events(token: RealToken, path: Floats) -> Floats:
    gap = as_real(token) + (path - as_real(token))  # the path where there is a price, NaN where there is none
    model, real = events([token], [gap]), events([token], [as_real(token)])
    table = np.zeros((len(SIZES), 3, 2))
    for place, size in enumerate(SIZES):
        differences = [
            (one.excess - other.excess)[_WINDOW] for one, other in zip(model, real, strict=True) if of_size(size)(one)
        ]
        for row in differences:
            known = np.isfinite(row)
            table[place, known, 0] += row[known]
            table[place, known, 1] += 1
    return table


def real_event_means(tokens: Sequence[RealToken]) -> dict[str, list[float]]:
    """What real prices did around unlocks, for the report."""
    found = events(tokens, [as_real(token) for token in tokens])
    return {size: mean_window(found, of_size(size)).tolist() for size in SIZES}
