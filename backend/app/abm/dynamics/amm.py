"""The constant-product pool, on which most tokens trade."""

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from app.abm.core.batch import by_trial
from app.abm.core.compiled import kernel
from app.abm.core.month import Clearing, Floats, Month, Number, Opening
from app.abm.core.params import label
from app.abm.dynamics.pricing_model import PricingModel, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import LOG_FLOOR, SALES, Shifts, TradingHistory, differences, lagged


class AMMParams(TradingParams):
    """A constant-product pool."""

    pool_fiat: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Pool", "fiat")] = None
    """Fiat in the pool at the start; omitted, 2 % of start price × supply."""
    fee_pct: Annotated[float, Field(ge=0, le=0.5), label("Pool fee", "fraction")] = 0.003
    """Part of each trade that stays in the pool, as a fraction."""


POOL_PART = 0.02
"""Default fiat of the pool, as a part of start price × total supply."""

SLICES = 20
"""A month's buying and selling is split into this many equal, interleaved trades, so that order hardly matters."""


class ConstantProductAMM(PricingModel):
    """The constant-product market maker x·y = k (Adams, Zinsmeister & Robinson, "Uniswap v2 core", 2020)."""

    STATE = ("pool_fiat",)
    Params = AMMParams
    title = "Constant-product pool"
    summary = "Constant-product pool x·y = k: buyers, holders and the float trade against it; its fee stays inside."
    params: AMMParams

    def __init__(self, params: AMMParams, opening: Opening) -> None:
        super().__init__(params, opening)
        default_fiat = POOL_PART * opening.initial_price * opening.total_supply
        self.target_fiat = default_fiat if params.pool_fiat is None else params.pool_fiat
        self._fee = by_trial(params.fee_pct, opening.trials)

    def _filled(self) -> dict[str, Number]:
        return {"pool_fiat": self.target_fiat}

    def open(self, economy: TokenEconomy) -> list[str]:
        """Fund the pool at the start price with unallocated tokens, then the treasury's; smaller if they run out."""
        price = self.opening.initial_price
        target = np.full(self.opening.trials, self.target_fiat / price)
        economy.transfer("unallocated", "liquidity", np.minimum(target, economy["unallocated"]))
        missing = target - economy["liquidity"]
        economy.transfer("treasury", "liquidity", np.minimum(missing, economy["treasury"]))
        self.pool_fiat = economy["liquidity"] * price
        funded_part = self.pool_fiat / self.target_fiat
        underfunded = funded_part < 1 - 1e-9
        if not underfunded.any():
            return []
        opened = f"the AMM opens with {funded_part[underfunded.argmax()]:.4g} of the pool asked for"
        return [f"{opened}: fewer tokens are unallocated than it needs"]

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Buyers buy, holders and the float sell, in `SLICES` rounds; the price is the pool's quote at the end."""
        pool_before, floating = economy["liquidity"].copy(), economy["market"].copy()
        tokens, resale = pool_before.copy(), self.params.velocity * floating
        resold, proceeds = _swap_month(self.pool_fiat, tokens, floating, month.demand, offered, resale, self._fee)
        net_bought = pool_before + offered - tokens
        economy.transfer("liquid", "liquidity", offered)
        economy.transfer("liquidity", "market", np.maximum(net_bought, 0.0))
        economy.transfer("market", "liquidity", np.maximum(-net_bought, 0.0))
        raw, bought = self.pool_fiat / tokens, np.maximum(net_bought + resold, 0.0)
        return Clearing(self.priced(raw), raw, tokens, bought + offered + resold, offered, proceeds)

    def shifts(self, history: TradingHistory) -> Shifts:
        """The sum of each actor's moves of the pool's quote; treasury and revenue trade between two months."""
        bought, sold, resold = _quote_moves(
            history.pool_fiat,
            history.pool_tokens,
            history.floating,
            history.demand,
            history.total_sold,
            self.params.velocity,
            self.params.fee_pct,
        )
        quote = np.log(np.maximum(history.pool_fiat, LOG_FLOOR)) - np.log(np.maximum(history.pool_tokens, LOG_FLOOR))
        raw = np.log(np.maximum(history.raw, LOG_FLOOR))
        without_revenue = np.log(np.maximum(history.pool_fiat - lagged(history.spent, 0.0), LOG_FLOOR))
        without_revenue -= np.log(np.maximum(history.pool_tokens + lagged(history.bought, 0.0), LOG_FLOOR))
        return {
            "buyers": bought,
            SALES: history.by_cohort(sold),
            "resale": resold,
            "treasury": without_revenue - lagged(raw, np.log(history.opening)),
            "revenue": quote - without_revenue,
            "pool": raw - quote - bought - sold - resold,
            "least price": differences(np.log(history.price) - raw, 0.0),
        }

    def buy_back(self, fiat: Floats, price: Floats, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Buy through the pool, which moves its price for the next month."""
        reserve, zeros = economy["liquidity"].copy(), np.zeros_like(fiat)
        _swap_month(self.pool_fiat, reserve, zeros.copy(), fiat, zeros, zeros, self._fee)
        tokens = np.maximum(economy["liquidity"] - reserve, 0.0)
        economy.transfer("liquidity", "treasury", tokens)
        return tokens, fiat

    def add_liquidity(self, fiat: Floats, tokens: Floats, economy: TokenEconomy) -> None:
        """Add tokens and fiat to the pool."""
        super().add_liquidity(fiat, tokens, economy)
        self.pool_fiat = self.pool_fiat + fiat


@kernel
def reserve_after(pool_out: float, pool_in: float, paid: float, fee: float) -> float:
    """Reserve of the asset bought, after `paid` of the other was swapped in, less the fee."""
    return pool_out * (pool_in / (pool_in + paid * (1.0 - fee)))


@kernel
def log_quote(fiat: float, tokens: float) -> float:
    """ln(fiat/tokens), where a reserve of 0 counts as `LOG_FLOOR`."""
    return math.log(max(fiat, LOG_FLOOR)) - math.log(max(tokens, LOG_FLOOR))


@kernel
def buy_tokens(fiat: float, tokens: float, paid: float, fee: float) -> tuple[float, float, float]:
    """Buy with `paid` fiat: the tokens bought, and the pool's new reserves of fiat and tokens."""
    reserve = reserve_after(tokens, fiat, paid, fee)
    return tokens - reserve, fiat + paid, reserve


@kernel
def sell_tokens(fiat: float, tokens: float, sold: float, fee: float) -> tuple[float, float, float]:
    """Sell `sold` tokens: the fiat received, and the pool's new reserves of fiat and tokens."""
    after_fee = sold * (1.0 - fee)
    return fiat * (after_fee / (tokens + after_fee)), reserve_after(fiat, tokens, sold, fee), tokens + sold


@kernel
def _swap_month(
    fiat: Floats, tokens: Floats, floating: Floats, demand: Floats, offered: Floats, resale: Floats, fee: Floats
) -> tuple[Floats, Floats]:
    """Swap a month's demand, selling and resale in interleaved slices; updates pool reserves and float in place.

    Holders and the float sell in one swap and share its proceeds. With two swaps the second would gain from the fee
    that the first leaves in the pool, and selling more could raise the price.
    Returns the tokens resold, never more than the float has, and the fiat paid to holders; (trials,) each.
    """
    resold, proceeds = np.zeros_like(fiat), np.zeros_like(fiat)
    for trial in range(len(fiat)):
        pay, sell, resell = demand[trial] / SLICES, offered[trial] / SLICES, resale[trial] / SLICES
        for _ in range(SLICES):
            float_sale = min(resell, floating[trial])
            bought_tokens, fiat[trial], tokens[trial] = buy_tokens(fiat[trial], tokens[trial], pay, fee[trial])
            paid, fiat[trial], tokens[trial] = sell_tokens(fiat[trial], tokens[trial], sell + float_sale, fee[trial])
            resold[trial] += float_sale
            proceeds[trial] += paid * (sell / (sell + float_sale)) if sell > 0 else 0.0
            floating[trial] += bought_tokens - float_sale
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
    """Change of ln(fiat/tokens) by buyers, holders and the float in each month; (months, trials) each."""
    bought, sold, resold = np.zeros_like(demand), np.zeros_like(demand), np.zeros_like(demand)
    for month in range(demand.shape[0]):
        for trial in range(demand.shape[1]):
            fiat, tokens, owned = pool_fiat[month, trial], pool_tokens[month, trial], floating[month, trial]
            pay, sell = demand[month, trial] / SLICES, offered[month, trial] / SLICES
            resell = velocity * owned / SLICES
            for _ in range(SLICES):
                float_sale = min(resell, owned)
                opening = log_quote(fiat, tokens)
                bought_tokens, fiat, tokens = buy_tokens(fiat, tokens, pay, fee)
                peak = log_quote(fiat, tokens)
                bought[month, trial] += peak - opening
                _, fiat, tokens = sell_tokens(fiat, tokens, sell + float_sale, fee)
                fall = log_quote(fiat, tokens) - peak
                part = sell / (sell + float_sale) if sell > 0 else 0.0
                sold[month, trial] += part * fall
                resold[month, trial] += (1 - part) * fall
                owned += bought_tokens - float_sale
    return bought, sold, resold
