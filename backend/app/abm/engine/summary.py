"""The figures a designer asks for first."""

from typing import TypeAlias

import numpy as np

from app.abm.core.month import Floats
from app.abm.engine.result import SimulationResult

Figures: TypeAlias = dict[str, "float | int | Figures | None"]


def summary(result: SimulationResult, trial: int = 0) -> Figures:
    """Key figures of one trial; staking and treasury are None where they are off."""
    column = {name: values[:, trial] for name, values in result.columns.items()}
    price, sold, start = column["price"], column["total_sold"], result.spec.initial_price
    total_sold = float(sold.sum())
    peak = int(sold.argmax())
    return {
        "initial_price": start,
        "final_price": float(price[-1]),
        "final_circulating_supply": float(column["circulating_supply"][-1]),
        "total_tokens_sold": total_sold,
        "average_price": float(price @ sold) / total_sold if total_sold > 0 else float(price.mean()),
        "max_sell_month": peak,
        "max_sell_tokens": float(sold[peak]),
        "price_change_pct": 100 * (float(price[-1]) / start - 1),
        "max_drawdown_pct": 100 * max_drawdown(np.append(start, price)),
        "min_price": float(price.min()),
        "staking_metrics": _staking(result, column, trial),
        "treasury_metrics": _treasury(result, column),
    }


def max_drawdown(price: Floats) -> float:
    """Largest fall from a peak so far, 0 … 1, along a path of prices."""
    return float((1 - price / np.maximum.accumulate(price)).max())


def _staking(result: SimulationResult, column: dict[str, Floats], trial: int) -> Figures | None:
    if not result.spec.abm.enable_staking:
        return None
    return {
        "total_staked": float(column["total_staked"][-1]),
        "current_apy": float(column["apy"][-1]),
        "utilization_pct": 100 * float(column["staking_utilization"][-1]),
        "total_rewards_paid": float(column["rewards_paid"].sum()),
        "num_stakers": round(float(result.population.stakers()[trial])),
    }


def _treasury(result: SimulationResult, column: dict[str, Floats]) -> Figures | None:
    if not result.spec.abm.enable_treasury:
        return None
    return {
        "fiat_balance": float(column["treasury_fiat"][-1]),
        "token_balance": float(column["treasury_tokens"][-1]),
        "total_fees_collected_fiat": float(column["fee_fiat"].sum()),
        "total_tokens_bought": float(column["buyback_tokens"].sum()),
        "total_tokens_burned": float(column["tokens_burned"].sum()),
        "total_liquidity_deployed": float(column["liquidity_fiat"][-1]),
    }
