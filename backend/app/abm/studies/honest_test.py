"""Does a fit say anything of months it has not seen? It is held against rules that know nothing of holders."""

from dataclasses import replace
from typing import Any

import numpy as np

from app.abm.core.month import Floats
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.fit import Fit, expected, spent
from app.abm.studies.inversion import on_demand, path_of
from app.abm.studies.variant import Request, spec_of

TRAINED = 0.6
"""Part of the history that the tested fit sees."""

LEAST_TESTED = 10
"""Closes that a history needs for a part of it to be kept back."""


def honest_test(fit: Fit, row_budget: int, tell: OnMonth | None = None) -> dict[str, Any]:
    """Root mean square errors of the logarithm of the price over the months kept back, the market's path given.

    Every rule starts from the last close that the fit has seen.
    """
    known = fit.closes.known
    last = int(known[int(np.ceil(TRAINED * len(known))) - 1])
    ahead, real = known[known > last], fit.closes.log_price
    request, spec = _foreseen(fit, last)
    price, _ = path_of(request, row_budget, tell)
    rules = {
        "model": price[ahead - 1] - price[last - 1],
        "random_walk": np.zeros(len(ahead)),
        "market_over_float": _market_over_float(spec)[ahead - 1] - _market_over_float(spec)[last - 1],
    }
    errors = {name: _error(real[ahead] - real[last] - moves) for name, moves in rules.items()}
    return {
        "trained_months": last,
        "tested_months": len(ahead),
        "errors": errors,
        "beats_random_walk": errors["model"] < errors["random_walk"],
        "beats_market_over_float": errors["model"] < errors["market_over_float"],
        "words": _words(errors, last, len(ahead)),
    }


def _foreseen(fit: Fit, last: int) -> tuple[Request, SimulationSpec]:
    """The run that lives the known spending up to a close, and from there on what the fit to it expects."""
    seen = replace(fit, closes=fit.closes.until(last), spending=fit.spending[:last], base=_shorter(fit.base, last))
    mode = seen.estimate().mode[:-1]
    request = fit.request(mode)
    spec = spec_of(request)
    shock = seen.shocks(mode)[last - 1]
    wish = expected(spec) + shock
    spending = np.append(fit.spending[:last], spent(wish, spec.demand_baseline.waiting)[last:])
    return on_demand(request, spending), spec


def _shorter(request: Request, months: int) -> Request:
    return request | {"token": request["token"] | {"horizon_months": months}}


def _market_over_float(spec: SimulationSpec) -> Floats:
    """Logarithm of the market over the scheduled float at the beginning of each row; (months,)."""
    floating = np.log(np.maximum(spec.launch.scheduled, spec.launch.first_float))[: spec.horizon]
    moves: Floats = spec.market.elasticity * np.log(spec.market.levels(spec.horizon)) - floating
    return moves


def _error(off: Floats) -> float:
    return float(np.sqrt((off**2).mean()))


def _words(errors: dict[str, float], trained: int, tested: int) -> str:
    verdicts = [
        f"{'beats' if errors['model'] < errors[rule] else 'does not beat'} {title} ({errors[rule]:.2f})"
        for rule, title in (("random_walk", "a random walk"), ("market_over_float", "the market over the float"))
    ]
    return (
        f"Fitted to the first {trained} months, the model misses the {tested} closes after them by "
        f"{errors['model']:.2f} log points: it {verdicts[0]} and {verdicts[1]}."
    )
