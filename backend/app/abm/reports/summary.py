"""The summary of a run: its key figures, and those of staking and treasury."""

import math
from typing import TypeAlias

from app.abm.core.month import Floats
from app.abm.engine.result import SimulationResult
from app.abm.reports.key_figures import KEY_FIGURES, key_figures

Figures: TypeAlias = dict[str, "float | int | Figures | None"]


def summary(result: SimulationResult, trial: int = 0) -> Figures:
    """The summary of one trial; staking and treasury are None while they are off."""
    column = {name: values[:, trial : trial + 1] for name, values in result.columns.items()}
    figures = key_figures(result.spec, column.__getitem__)
    return {
        **{name: _reported(name, float(values[0])) for name, values in figures.items()},
        "staking_metrics": _staking(result, column, trial),
        "treasury_metrics": _treasury(result, column),
    }


def _reported(name: str, value: float) -> float | int | None:
    """The figure for JSON: NaN becomes None, and a month an int."""
    if math.isnan(value):
        return None
    return int(value) if KEY_FIGURES[name].unit == "month" else value


def _staking(result: SimulationResult, column: dict[str, Floats], trial: int) -> Figures | None:
    if not result.spec.abm.enable_staking:
        return None
    return {
        "total_staked": float(column["total_staked"][-1, 0]),
        "current_apy": float(column["apy"][-1, 0]),
        "utilization_pct": 100 * float(column["staking_utilization"][-1, 0]),
        "total_rewards_paid": float(column["rewards_paid"].sum()),
        "num_stakers": round(float(result.population.stakers()[trial])),
    }


def _treasury(result: SimulationResult, column: dict[str, Floats]) -> Figures | None:
    if not result.spec.abm.enable_treasury:
        return None
    return {
        "fiat_balance": float(column["treasury_fiat"][-1, 0]),
        "token_balance": float(column["treasury_tokens"][-1, 0]),
        "total_fees_collected_fiat": float(column["fee_fiat"].sum()),
        "total_tokens_bought": float(column["buyback_tokens"].sum()),
        "total_tokens_burned": float(column["tokens_burned"].sum()),
        "total_liquidity_deployed": float(column["liquidity_fiat"][-1, 0]),
    }
