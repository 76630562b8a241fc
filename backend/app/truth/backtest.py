"""Backtest: real tokens simulated along ETH's real path, errors of the simulated prices, and plain rules to beat."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.abm.core.month import Floats
from app.abm.dynamics.demand import PRESETS
from app.abm.dynamics.estimates import estimate
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.truth.tokens import AMM_ALLOCATION, RealToken, Request

ROWS = 32
"""Rows of each bucket."""

DRIFT = 0.07
"""Monthly decline in excess of ETH of the plain baseline, log points."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Parameters shared by all tokens: demand of the typical launch, β, and changed fields of profiles."""

    demand: Mapping[str, float]
    beta: float
    profiles: Mapping[str, Mapping[str, float]]


def shipped_figures() -> Figures:
    """The shipped figures, which a launch without demand parameters of its own takes."""
    return Figures(dict(PRESETS["typical"]), estimate("beta"), {})


def request_of(token: RealToken, figures: Figures, model: str = "eoe") -> Request:
    """The request of a token on ETH's real path; demand as in `figures`, so nothing is fitted to its prices."""
    level = figures.demand["level"] * token.first_move() ** figures.beta
    return {
        "token": token.token,
        "buckets": _scaled_for_pool(token.buckets) if model == "amm" else list(token.buckets),
        "abm": {
            "pricing_model": model,
            "demand": dict(figures.demand) | {"level": level},
            "market": {"path": token.levels(), "beta": figures.beta},
            "agent_granularity": "meta_agents",
            "agents_per_cohort": ROWS,
            "cohort_profiles": {name: dict(change) for name, change in figures.profiles.items()},
            "store_cohort_details": False,
            "seed": 7,
        },
    }


def _scaled_for_pool(buckets: Sequence[Request]) -> list[Request]:
    """The buckets scaled down to AMM_ALLOCATION, where they have more, so that a pool can open with the rest."""
    total = sum(bucket["allocation"] for bucket in buckets)
    scale = min(AMM_ALLOCATION / total, 1.0)
    return [bucket | {"allocation": scale * bucket["allocation"]} for bucket in buckets]


def simulated(token: RealToken, figures: Figures, model: str = "eoe") -> Floats:
    """Logarithm of the simulated price over the first close, by month k; (months + 1,)."""
    spec = SimulationSpec.model_validate(request_of(token, figures, model))
    price = np.log(ABMSimulationLoop(spec).run().columns["price"][:, 0])
    first = price[token.warm_up - 1] if token.warm_up else np.log(spec.initial_price)
    moves: Floats = np.concatenate([[0.0], price[token.warm_up :] - first])
    return moves


Paths: TypeAlias = list[Floats]


def simulate_all(tokens: Iterable[RealToken], figures: Callable[[RealToken], Figures], model: str = "eoe") -> Paths:
    """Every token's simulated path, on two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda token: simulated(token, figures(token), model), tokens))


def real_moves(token: RealToken) -> Floats:
    """Logarithm of the real price over the first close, by month k, NaN where there is none."""
    known = token.log_price[np.isfinite(token.log_price)]
    moves: Floats = token.log_price - known[0]
    return moves


def level_error(token: RealToken, path: Floats) -> float:
    """Root mean square error of the log price of a token, from the month after its first close on."""
    first = int(np.isfinite(token.log_price).argmax())
    error = (real_moves(token) - (path - path[first]))[first + 1 :]
    return float(np.sqrt(np.nanmean(error**2)))


def level_errors(tokens: Sequence[RealToken], paths: Sequence[Floats]) -> float:
    """The mean of the tokens' root mean square errors."""
    return float(np.mean([level_error(token, path) for token, path in zip(tokens, paths, strict=True)]))


def returns(tokens: Sequence[RealToken], paths: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Real and simulated monthly returns of all tokens, one after the other, where both closes are known."""
    real = np.concatenate([np.diff(token.log_price) for token in tokens])
    model = np.concatenate([np.diff(path) for path in paths])
    known = np.isfinite(real)
    return real[known], model[known]


def explained(real: Floats, model: Floats) -> float:
    """R²: 1 − the squared errors over the squared deviations from the mean."""
    return float(1 - ((real - model) ** 2).sum() / ((real - real.mean()) ** 2).sum())


def baselines() -> dict[str, Callable[[RealToken], Floats]]:
    """Plain rules that give a log path for a token: flat, ETH, ETH over the float, ETH with a constant drift."""

    def eth(token: RealToken) -> Floats:
        moves: Floats = token.log_eth - token.log_eth[0]
        return moves

    def diluted(token: RealToken) -> Floats:
        floating = np.maximum(token.scheduled, 1e-3 * token.spec.token.total_supply)
        last_month = np.concatenate([floating[:1], floating[:-1]])
        moves: Floats = eth(token) - np.log(last_month / last_month[0])
        return moves

    return {
        "flat": lambda token: np.zeros_like(token.log_price),
        "eth": eth,
        "eth over float": diluted,
        "eth with drift": lambda token: eth(token) - DRIFT * np.arange(len(token.log_price)),
    }


def excess_by_age(tokens: Sequence[RealToken], paths: Sequence[Floats]) -> dict[str, float]:
    """Mean monthly return in excess of ETH by months since launch."""
    excess: dict[str, list[float]] = {name: [] for name in AGES}
    for token, path in zip(tokens, paths, strict=True):
        moves = np.diff(path) - np.diff(token.log_eth)
        for month, move in enumerate(moves, start=token.warm_up + 1):
            excess[next(name for name, last in AGES.items() if month <= last)].append(float(move))
    return {name: float(np.mean(moves)) for name, moves in excess.items() if moves}


AGES = {"1": 1, "2–3": 3, "4–6": 6, "7–12": 12, "13–24": 24, "25–36": 36, "37+": 10_000}
"""Last month of each age."""


def as_real(token: RealToken) -> Floats:
    """The real path in place of a simulated one, to apply the same measures to real prices."""
    return real_moves(token)
