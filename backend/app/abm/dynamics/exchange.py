"""The equation of exchange: fiat demand over the tokens that change hands."""

from typing import Annotated

import numpy as np
from pydantic import Field

from app.abm.core.along import by_trial
from app.abm.core.compiled import kernel
from app.abm.core.month import Clearing, Floats, Month, Opening
from app.abm.core.params import Fraction, label
from app.abm.dynamics.pricing_model import PricingModel, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import DEMAND, SALES, Shifts, Trading, log_mean, shifted, steps


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
        """Demand meets the float's resale, a small part of idle tokens, and the selling that depth does not absorb."""
        params, floating = self.params, economy["market"].copy()
        economy.transfer("liquid", "market", offered)
        held = economy["liquid"]
        volume, raw = turnover(
            month.demand, month.depth, floating, held, offered, month.price, self._velocity, self._idle
        )
        weight = params.smoothing_factor
        price = self.priced(weight * month.price + (1 - weight) * raw)
        return Clearing(price, raw, economy.circulating, volume, offered, offered * raw)

    def shifts(self, trading: Trading) -> Shifts:
        """By log-mean weights over demand and the terms of S·V; smoothing and the minimum price are actors, too.

        Before the first month, and in a month without trade, stands a turnover at which demand buys at the price there
        was; it is the launch's. A price below the minimum counts as the minimum, with the demand that would pay it.
        """
        params, velocity = self.params, self.params.velocity
        raw = np.maximum(trading.raw, self.min_price)
        bought = shifted(trading.bought.cumsum(axis=0), 0.0)
        counted = _counted(trading.demand, trading.depth, velocity, params.idle_turnover)
        trades, demand = trading.volume > 0, np.where(trading.volume > 0, raw * trading.volume, raw)
        terms = {
            "launch": np.where(trades, 0.0, demand / raw),
            "resale": velocity * (trading.floating + bought) * trades,
            "revenue": -velocity * bought * trades,
            "idle tokens": params.idle_turnover * velocity * trading.held * trades,
        }
        first = {"launch": demand[:1] / trading.opening}
        sales = counted[:, :, None] * trading.sold
        weight = log_mean(demand / raw, shifted(demand / raw, first["launch"]))
        depth = log_mean(sales, shifted(sales, 0.0)) * np.log(counted / shifted(counted, counted[:1]))[:, :, None]
        smoothed = np.maximum(self._smoothed(trading), self.min_price)
        return {
            DEMAND: steps(np.log(demand), np.log(demand[:1])),
            SALES: -(steps(sales, 0.0) - depth) / weight[:, :, None],
            "depth": -depth.sum(axis=2) / weight,
            "smoothing": steps(np.log(smoothed) - np.log(raw), 0.0),
            "least price": self._held_up(trading, smoothed),
            **{name: -steps(term, first.get(name, 0.0)) / weight for name, term in terms.items()},
        }

    def _smoothed(self, trading: Trading) -> Floats:
        """The price of every month before it is held up."""
        weight = self.params.smoothing_factor
        smoothed: Floats = weight * shifted(trading.price, trading.opening) + (1 - weight) * trading.raw
        return smoothed


@kernel
def counted_part(demand: float, depth: float, velocity: float, idle: float) -> float:
    """Tokens that change hands for each one sold: max(1, v) / (1 + L/D) with depth L.

    It is never less than what the token would have lent in its holder's hands, so that selling never raises a price.
    """
    exposed = demand / (demand + depth) if depth > 0 else 1.0
    return max(max(1.0, velocity) * exposed, idle * velocity)


@kernel
def _counted(demand: Floats, depth: Floats, velocity: float, idle: float) -> Floats:
    """The same of whole tables, never 0; (months, trials)."""
    part = np.empty_like(demand)
    for month in range(demand.shape[0]):
        for trial in range(demand.shape[1]):
            part[month, trial] = max(counted_part(demand[month, trial], depth[month, trial], velocity, idle), 1e-300)
    return part


@kernel
def turnover(
    demand: Floats,
    depth: Floats,
    floating: Floats,
    held: Floats,
    sold: Floats,
    price: Floats,
    velocity: Floats,
    idle: Floats,
) -> tuple[Floats, Floats]:
    """Tokens that change hands, S·V, and the price at which demand buys them; while none do, the old price."""
    volume, raw = demand.copy(), price.copy()
    for trial in range(len(demand)):
        v, lent = velocity[trial], idle[trial]
        counted = counted_part(demand[trial], depth[trial], v, lent) * sold[trial]
        volume[trial] = v * floating[trial] + lent * v * held[trial] + counted
        if volume[trial] > 0:
            raw[trial] = demand[trial] / volume[trial]
    return volume, raw
