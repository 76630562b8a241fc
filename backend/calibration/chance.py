"""The two kinds of chance: the market's and the token's own, and how the latter calms as the float grows."""

import itertools
from collections.abc import Sequence

import numpy as np

from app.abm.core.month import Floats
from app.abm.dynamics.exchange import EOEParams
from app.truth.backtest import Figures, simulate_all
from app.truth.tokens import RealToken

CHANCE = 0.8
"""Part of what the simulation leaves unexplained that is taken for chance; the rest is the model's own error. With all
of it the fans around the thirteen tokens hold 95 % of the real months, with this part some 88 %."""

PARTS = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.01)
"""Edges of the part of the supply that has unlocked."""


def market_volatility(tokens: Sequence[RealToken]) -> float:
    """σ_M: standard deviation of ETH's monthly return over the token that has the most months."""
    longest = max(tokens, key=lambda token: token.rows)
    return float(np.diff(longest.log_eth).std(ddof=1))


def own_volatility(tokens: Sequence[RealToken], figures: Figures) -> tuple[float, float, list[float]]:
    """σ at a whole float, the power by which it falls, and the standard deviations by part vested.

    From the monthly returns that the simulation does not explain; smoothing takes a part of a shock, which is given
    back.
    """
    paths = simulate_all(tokens, lambda _: figures)
    gap = np.concatenate([np.diff(token.log_price) - np.diff(path) for token, path in zip(tokens, paths, strict=True)])
    part = np.concatenate([_unlocked(token) for token in tokens])
    spreads, centres, counts = _by_part(gap, np.clip(part, 0.01, 1.0))
    slope, level = np.polyfit(np.log(centres), np.log(spreads), 1, w=np.sqrt(counts))
    smoothing = EOEParams().smoothing_factor
    kept = (1 - smoothing) / np.sqrt(1 - smoothing**2)
    return CHANCE * float(np.exp(level) / kept), float(-slope), spreads.tolist()


def _unlocked(token: RealToken) -> Floats:
    """Part of the supply that has unlocked and trades, by row."""
    launch = token.spec.launch
    part: Floats = launch.scheduled[token.warm_up : token.warm_up + token.rows] / launch.total_supply
    return part


def _by_part(gap: Floats, part: Floats) -> tuple[Floats, Floats, Floats]:
    inside = [np.isfinite(gap) & (part >= low) & (part < high) for low, high in itertools.pairwise(PARTS)]
    spread = np.array([gap[chosen].std(ddof=1) for chosen in inside])
    centre = np.array([np.exp(np.log(part[chosen]).mean()) for chosen in inside])
    return spread, centre, np.array([float(chosen.sum()) for chosen in inside])
