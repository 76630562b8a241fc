"""A constant-product pool: what most tokens trade on."""

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from app.abm.core.along import by_trial
from app.abm.core.compiled import kernel
from app.abm.core.month import Clearing, Floats, Month, Number, Opening
from app.abm.core.params import label
from app.abm.dynamics.pricing_model import PricingModel, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import LEAST, SALES, Shifts, Trading, shifted, steps


class AMMParams(TradingParams):
    """A constant-product pool."""

    pool_fiat: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Pool", "fiat")] = None
    """Fiat in the pool at the start; omitted, 2 % of start price × supply."""
    fee_pct: Annotated[float, Field(ge=0, le=0.5), label("Pool fee", "fraction")] = 0.003
    """Part of each trade that stays in the pool, as a fraction."""


POOL_PART = 0.02
"""Default fiat of the pool, over start price × supply."""

SLICES = 20
"""Equal parts into which a month's buying and selling are cut and interleaved, so that their order hardly matters."""


class ConstantProductAMM(PricingModel):
    """x·y = k (Adams, Zinsmeister & Robinson, "Uniswap v2 core", 2020): what most tokens trade on."""

    STATE = ("pool_fiat",)
    Params = AMMParams
    title = "Constant-product pool"
    summary = "Constant-product pool x·y = k: buyers, holders and the float trade against it; its fee stays inside."
    params: AMMParams

    def __init__(self, params: AMMParams, opening: Opening) -> None:
        super().__init__(params, opening)
        usual = POOL_PART * opening.initial_price * opening.total_supply
        self.wanted_fiat = usual if params.pool_fiat is None else params.pool_fiat
        self._fee = by_trial(params.fee_pct, opening.trials)

    def _filled(self) -> dict[str, Number]:
        return {"pool_fiat": self.wanted_fiat}

    def open(self, economy: TokenEconomy) -> list[str]:
        """Fill the pool at the start price, from unallocated tokens and then the treasury's; fewer make it smaller."""
        price = self.opening.initial_price
        wanted = np.full(self.opening.trials, self.wanted_fiat / price)
        economy.transfer("unallocated", "liquidity", np.minimum(wanted, economy["unallocated"]))
        rest = wanted - economy["liquidity"]
        economy.transfer("treasury", "liquidity", np.minimum(rest, economy["treasury"]))
        self.pool_fiat = economy["liquidity"] * price
        part = self.pool_fiat / self.wanted_fiat
        short = part < 1 - 1e-9
        if not short.any():
            return []
        opened = f"the AMM opens with {part[short.argmax()]:.4g} of the pool asked for"
        return [f"{opened}: fewer tokens are unallocated than it needs"]

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Buyers take tokens out, holders and the float put some in, slice by slice; the price is the pool's quote."""
        before, floating = economy["liquidity"].copy(), economy["market"].copy()
        tokens, resale = before.copy(), self.params.velocity * floating
        resold, proceeds = _swap_month(self.pool_fiat, tokens, floating, month.demand, offered, resale, self._fee)
        taken = before + offered - tokens
        economy.transfer("liquid", "liquidity", offered)
        economy.transfer("liquidity", "market", np.maximum(taken, 0.0))
        economy.transfer("market", "liquidity", np.maximum(-taken, 0.0))
        raw, bought = self.pool_fiat / tokens, np.maximum(taken + resold, 0.0)
        return Clearing(self.priced(raw), raw, tokens, bought + offered + resold, offered, proceeds)

    def shifts(self, trading: Trading) -> Shifts:
        """Each actor's own moves of the pool's quote over the slices; treasury and revenue come between two months."""
        bought, sold, resold = _quote_moves(
            trading.pool_fiat,
            trading.pool_tokens,
            trading.floating,
            trading.demand,
            trading.total_sold,
            self.params.velocity,
            self.params.fee_pct,
        )
        quote = np.log(np.maximum(trading.pool_fiat, LEAST)) - np.log(np.maximum(trading.pool_tokens, LEAST))
        raw = np.log(np.maximum(trading.raw, LEAST))
        without = np.log(np.maximum(trading.pool_fiat - shifted(trading.spent, 0.0), LEAST))
        without -= np.log(np.maximum(trading.pool_tokens + shifted(trading.bought, 0.0), LEAST))
        return {
            "buyers": bought,
            SALES: trading.by_cohort(sold),
            "resale": resold,
            "treasury": without - shifted(raw, np.log(trading.opening)),
            "revenue": quote - without,
            "pool": raw - quote - bought - sold - resold,
            "least price": steps(np.log(trading.price) - raw, 0.0),
        }

    def buy_back(self, fiat: Floats, price: Floats, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Buy through the pool, which moves its price for the next month."""
        left, nothing = economy["liquidity"].copy(), np.zeros_like(fiat)
        _swap_month(self.pool_fiat, left, nothing.copy(), fiat, nothing, nothing, self._fee)
        tokens = np.maximum(economy["liquidity"] - left, 0.0)
        economy.transfer("liquidity", "treasury", tokens)
        return tokens, fiat

    def add_liquidity(self, fiat: Floats, tokens: Floats, economy: TokenEconomy) -> None:
        """Both sides join the pool."""
        super().add_liquidity(fiat, tokens, economy)
        self.pool_fiat = self.pool_fiat + fiat


@kernel
def left_in_pool(pool_out: float, pool_in: float, paid: float, fee: float) -> float:
    """What a constant-product pool keeps of the side it gives from, when `paid` comes in on the other."""
    return pool_out * (pool_in / (pool_in + paid * (1.0 - fee)))


@kernel
def log_quote(fiat: float, tokens: float) -> float:
    """ln(fiat/tokens), a pool that is empty on one side counting as almost empty."""
    return math.log(max(fiat, LEAST)) - math.log(max(tokens, LEAST))


@kernel
def swap_in(fiat: float, tokens: float, paid: float, fee: float) -> tuple[float, float, float]:
    """Buy with so much fiat: the tokens bought, and what the pool then has of fiat and tokens."""
    left = left_in_pool(tokens, fiat, paid, fee)
    return tokens - left, fiat + paid, left


@kernel
def swap_out(fiat: float, tokens: float, sold: float, fee: float) -> tuple[float, float, float]:
    """Sell so many tokens: the fiat received, and what the pool then has of fiat and tokens."""
    kept = sold * (1.0 - fee)
    return fiat * (kept / (tokens + kept)), left_in_pool(fiat, tokens, sold, fee), tokens + sold


@kernel
def _swap_month(
    fiat: Floats, tokens: Floats, floating: Floats, demand: Floats, offered: Floats, resale: Floats, fee: Floats
) -> tuple[Floats, Floats]:
    """Swap a month's demand, selling and resale in equal interleaved slices; updates the pool and the float.

    Holders and the float sell in one swap and share what it pays: in two, the second would pay for what the fee of the
    first left in the pool, and selling more could raise the price.
    Returns the tokens resold, never more than the float has, and the fiat paid to holders.
    """
    resold, proceeds = np.zeros_like(fiat), np.zeros_like(fiat)
    for trial in range(len(fiat)):
        pay, sell, resell = demand[trial] / SLICES, offered[trial] / SLICES, resale[trial] / SLICES
        for _ in range(SLICES):
            again = min(resell, floating[trial])
            got, fiat[trial], tokens[trial] = swap_in(fiat[trial], tokens[trial], pay, fee[trial])
            paid, fiat[trial], tokens[trial] = swap_out(fiat[trial], tokens[trial], sell + again, fee[trial])
            resold[trial] += again
            proceeds[trial] += paid * (sell / (sell + again)) if sell > 0 else 0.0
            floating[trial] += got - again
    return resold, proceeds


@kernel
def _quote_moves(
    pool_fiat: Floats,
    pool_tokens: Floats,
    floating: Floats,
    demand: Floats,
    offered: Floats,
    velocity: float,
    fee: float,
) -> tuple[Floats, Floats, Floats]:
    """Change of ln(fiat/tokens) in the pool by buyers, holders and the float, of every month; (months, trials)."""
    bought, sold, resold = np.zeros_like(demand), np.zeros_like(demand), np.zeros_like(demand)
    for month in range(demand.shape[0]):
        for trial in range(demand.shape[1]):
            fiat, tokens, left = pool_fiat[month, trial], pool_tokens[month, trial], floating[month, trial]
            pay, sell = demand[month, trial] / SLICES, offered[month, trial] / SLICES
            resell = velocity * left / SLICES
            for _ in range(SLICES):
                again = min(resell, left)
                quotes = log_quote(fiat, tokens)
                got, fiat, tokens = swap_in(fiat, tokens, pay, fee)
                after = log_quote(fiat, tokens)
                bought[month, trial] += after - quotes
                _, fiat, tokens = swap_out(fiat, tokens, sell + again, fee)
                fallen = log_quote(fiat, tokens) - after
                part = sell / (sell + again) if sell > 0 else 0.0
                sold[month, trial] += part * fallen
                resold[month, trial] += (1 - part) * fallen
                left += got - again
    return bought, sold, resold
