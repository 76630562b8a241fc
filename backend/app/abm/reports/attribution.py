"""Attribution of each month's price change to actors, in log points that add up to the whole change."""

from typing import TypedDict

import numpy as np

from app.abm.core.errors import CliffcastError
from app.abm.core.month import Floats
from app.abm.dynamics.demand import attention
from app.abm.dynamics.series import Columns
from app.abm.dynamics.trading import DEMAND, LOG_FLOOR, SALES, Shifts, TradingHistory, differences, lagged
from app.abm.engine.result import SimulationResult

SELLING = "selling by {}"
"""Name of the actor for the holders of a bucket."""

ACTORS = {
    "launch": "what the start price took for granted, or the return of trade",
    "demand": "base demand",
    "market": "the market as a whole, through β",
    "attention": "attention, which fades",
    "growing float": "buyers who come with a larger float",
    "waiting buyers": "buyers who wait for an unlock, and come back with it",
    "own shocks": "the token's own luck",
    "reflexivity": "buyers who follow the price",
    "buyers": "buyers' spending",
    "resale": "outside buyers who resell",
    "idle tokens": "tokens that lie in holders' hands",
    "depth": "liquidity that softens selling",
    "smoothing": "inertia of the price",
    "treasury": "the treasury's buying and liquidity",
    "emissions": "selling of tokens that emissions minted in the month",
    "revenue": "what revenue bought back, and no longer comes to the market",
    "pool": "rounding of the pool",
    "issuance": "tokens issued",
    "pricing": "the pricing model as a whole",
    "least price": "the minimum price",
}
"""The actors other than the holders of each bucket, each with its meaning."""


class MonthParts(TypedDict):
    """The change of the log price in a month, by actor."""

    month_index: int
    parts: dict[str, float]


class Attribution(TypedDict):
    """The `attribution` block of a result: the meaning of each actor, and the parts of each month."""

    actors: dict[str, str]
    months: list[MonthParts]


def attribution(result: SimulationResult, trial: int = 0) -> Attribution:
    """The attribution block of one trial."""
    return attribution_block({name: shift[:, trial] for name, shift in log_shifts(result).items()}, result.months)


def attribution_block(shifts: Shifts, months: int) -> Attribution:
    """The attribution block from each actor's shifts, (months,); actors without any are left out."""
    parts = {name: shift.tolist() for name, shift in shifts.items() if shift.any()}
    meaning = {name: ACTORS.get(name, "holders of the bucket who sell") for name in parts}
    rows = [
        MonthParts(month_index=month, parts={name: shift[month] for name, shift in parts.items()})
        for month in range(months)
    ]
    return Attribution(actors=meaning, months=rows)


def log_shifts(result: SimulationResult) -> Shifts:
    """Change of the log price due to each actor; (months, trials) each.

    Raises CliffcastError for a run without the inputs of attribution.
    """
    if result.journal is None:
        raise CliffcastError("the run was not asked to explain itself; run it with explain=True")
    shifts = result.pricing.shifts(_trading(result, result.journal))
    sales = shifts.pop(SALES, None)
    if DEMAND in shifts:
        shifts = _factors(result, result.journal, shifts.pop(DEMAND)) | shifts
    if sales is not None:
        names = [*(SELLING.format(cohort.name) for cohort in result.population.cohorts), "emissions"]
        shifts |= {name: sales[:, :, index] for index, name in enumerate(names[: sales.shape[2]])}
    return shifts


def _trading(result: SimulationResult, journal: Columns) -> TradingHistory:
    columns = result.columns
    return TradingHistory(
        opening=result.spec.initial_price,
        price=columns["price"],
        raw=columns["raw_price"],
        demand=columns["demand_fiat"],
        depth=lagged(columns["liquidity_fiat"], 0.0),
        floating=journal["float"],
        held=columns["total_held"],
        sold=journal["sold"],
        bought=journal["bought"],
        spent=journal["spent"],
        supply=columns["supply_used"],
        volume=columns["volume_tokens"],
        pool_tokens=journal["pool_tokens"],
        pool_fiat=journal["pool_fiat"],
    )


def _factors(result: SimulationResult, journal: Columns, change: Floats) -> Shifts:
    """The change of log demand by factor; what the factors do not explain is attributed to base demand."""
    spec, months = result.spec, result.months
    params, launch = spec.demand, spec.launch
    intended, spent = journal["intended"], result.columns["demand_fiat"]
    postponed = np.divide(spent, intended, out=np.ones_like(intended), where=(intended > 0) & (spent > 0))
    ones = np.ones_like(intended)
    scheduled = (
        {}
        if spec.abm.enable_volume
        else {
            "attention": attention(params, months)[:, None] * ones,
            "growing float": launch.float_growth()[:months, None] ** params.float_elasticity * ones,
        }
    )
    factors = scheduled | {
        "market": journal["market"],
        "own shocks": journal["shock"],
        "reflexivity": journal["reflexivity"],
        "waiting buyers": postponed,
    }
    logs = {name: np.log(np.maximum(factor, LOG_FLOOR)) for name, factor in factors.items()}
    parts = {name: differences(log, log[:1]) for name, log in logs.items()}
    return {"demand": change - np.add.reduce(list(parts.values())), **parts}
