"""Pricing by the equation of exchange: fiat demand over the tokens that change hands."""

from typing import Annotated

import numpy as np
from pydantic import Field

from app.abm.core.batch import by_trial
from app.abm.core.compiled import kernel
from app.abm.core.month import Clearing, Floats, Month, Opening
from app.abm.core.params import Fraction, label
from app.abm.dynamics.pricing_model import PricingModel, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import (
    DEMAND,
    LOG_FLOOR,
    SALES,
    Shifts,
    TradingHistory,
    differences,
    lagged,
    logarithmic_mean,
)


class EOEParams(TradingParams):
    """Equation of exchange."""

    idle_turnover: Annotated[Fraction, label("Idle turnover", "fraction")] = 0.05
    """λ: how far tokens in holders' hands turn over like the buyers' float, as a fraction."""
    smoothing_factor: Annotated[float, Field(ge=0, lt=1), label("Smoothing", "fraction")] = 0.2
    """Weight of the previous price in the new one."""


class EquationOfExchange(PricingModel):
    """P = Demand / (Supply × Velocity) (Fisher, "The Purchasing Power of Money", 1911), with endogenous velocity."""

    Params = EOEParams
    title = "Equation of exchange"
    summary = "Equation of exchange: fiat demand over what changes hands; selling counts in full, idle tokens hardly."
    params: EOEParams

    def __init__(self, params: EOEParams, opening: Opening) -> None:
        super().__init__(params, opening)
        self._velocity = by_trial(params.velocity, opening.trials)
        self._idle = by_trial(params.idle_turnover, opening.trials)

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Demand meets the resale of the float, a part of idle tokens, and selling softened by liquidity depth."""
        params, floating = self.params, economy["market"].copy()
        economy.transfer("liquid", "market", offered)
        held = economy["liquid"]
        volume, raw = clear_exchange(
            month.demand, month.depth, floating, held, offered, month.price, self._velocity, self._idle
        )
        weight = params.smoothing_factor
        price = self.priced(weight * month.price + (1 - weight) * raw)
        return Clearing(price, raw, economy.circulating, volume, offered, offered * raw)

    def shifts(self, history: TradingHistory) -> Shifts:
        """LMDI decomposition over demand and the terms of S·V, then smoothing and the minimum price (Ang, 2004).

        Before the first month, and in a month without trade, the volume is taken to be the one at which demand buys at
        the price there was, and is attributed to the launch. A raw price below the minimum counts as the minimum.
        """
        params, velocity = self.params, self.params.velocity
        traded, raw = history.volume > 0, np.maximum(history.raw, self.min_price)
        bought = lagged(history.bought.cumsum(axis=0), 0.0)
        weights = _sale_weights(history.demand, history.depth, velocity, params.idle_turnover)
        demand = np.where(traded, raw * history.volume, raw)
        terms = {
            "launch": np.where(traded, 0.0, demand / raw),
            "resale": velocity * (history.floating + bought) * traded,
            "revenue": -velocity * bought * traded,
            "idle tokens": params.idle_turnover * velocity * history.held * traded,
        }
        first = {"launch": demand[:1] / history.opening}
        sales = weights[:, :, None] * history.sold
        weight = logarithmic_mean(demand / raw, lagged(demand / raw, first["launch"]))
        depth = logarithmic_mean(sales, lagged(sales, 0.0)) * np.log(weights / lagged(weights, weights[:1]))[:, :, None]
        smoothed = np.maximum(self._smoothed(history), self.min_price)
        return {
            DEMAND: differences(np.log(demand), np.log(demand[:1])),
            SALES: -(differences(sales, 0.0) - depth) / weight[:, :, None],
            "depth": -depth.sum(axis=2) / weight,
            "smoothing": differences(np.log(smoothed) - np.log(raw), 0.0),
            "least price": self._floor_shift(history, smoothed),
            **{name: -differences(term, first.get(name, 0.0)) / weight for name, term in terms.items()},
        }

    def _smoothed(self, history: TradingHistory) -> Floats:
        """The smoothed price of every month, before the minimum is applied."""
        weight = self.params.smoothing_factor
        smoothed: Floats = weight * lagged(history.price, history.opening) + (1 - weight) * history.raw
        return smoothed


@kernel
def sale_weight(demand: float, depth: float, velocity: float, idle: float) -> float:
    """Tokens that change hands per token sold: max(1, v) / (1 + L/D), where L is the liquidity depth.

    It is at least λ·v, what an unsold token contributes, so that selling never raises a price.
    """
    undamped = demand / (demand + depth) if depth > 0 else 1.0
    return max(max(1.0, velocity) * undamped, idle * velocity)


@kernel
def _sale_weights(demand: Floats, depth: Floats, velocity: float, idle: float) -> Floats:
    """`sale_weight` of every month, at least `LOG_FLOOR`; (months, trials)."""
    weights = np.empty_like(demand)
    for month in range(demand.shape[0]):
        for trial in range(demand.shape[1]):
            weight = sale_weight(demand[month, trial], depth[month, trial], velocity, idle)
            weights[month, trial] = max(weight, LOG_FLOOR)
    return weights


@kernel
def clear_exchange(
    demand: Floats,
    depth: Floats,
    floating: Floats,
    held: Floats,
    sold: Floats,
    price: Floats,
    velocity: Floats,
    idle: Floats,
) -> tuple[Floats, Floats]:
    """Tokens that change hands, S·V, and the price at which demand buys them, else the old price; (trials,) each."""
    volume, raw = demand.copy(), price.copy()
    for trial in range(len(demand)):
        v, idle_part = velocity[trial], idle[trial]
        weighted_sales = sale_weight(demand[trial], depth[trial], v, idle_part) * sold[trial]
        volume[trial] = v * floating[trial] + idle_part * v * held[trial] + weighted_sales
        if volume[trial] > 0:
            raw[trial] = demand[trial] / volume[trial]
    return volume, raw
