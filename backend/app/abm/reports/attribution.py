"""Who moved the price in every month, in log points that add up to the price's own change."""

from typing import TypedDict

import numpy as np

from app.abm.core.errors import CliffcastError
from app.abm.core.month import Floats
from app.abm.dynamics.demand import attention
from app.abm.dynamics.series import Columns
from app.abm.dynamics.trading import DEMAND, LEAST, SALES, Shifts, Trading, shifted, steps
from app.abm.engine.result import SimulationResult

SELLING = "selling by {}"
"""The actor that is a bucket's holders."""

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
"""Every actor but the holders of each bucket, and what it stands for."""


class MonthParts(TypedDict):
    """One month's parts, log points by actor."""

    month_index: int
    parts: dict[str, float]


class Attribution(TypedDict):
    """The block of a result: what each actor stands for, and every month's parts."""

    actors: dict[str, str]
    months: list[MonthParts]


def attribution(result: SimulationResult, trial: int = 0) -> Attribution:
    """Who moved the price of one trial."""
    return told({name: shift[:, trial] for name, shift in log_shifts(result).items()}, result.months)


def told(shifts: Shifts, months: int) -> Attribution:
    """The block of a result, from each actor's shift by month, (months,); actors that never moved are left out."""
    parts = {name: shift.tolist() for name, shift in shifts.items() if shift.any()}
    meaning = {name: ACTORS.get(name, "holders of the bucket who sell") for name in parts}
    rows = [
        MonthParts(month_index=month, parts={name: shift[month] for name, shift in parts.items()})
        for month in range(months)
    ]
    return Attribution(actors=meaning, months=rows)


def log_shifts(result: SimulationResult) -> Shifts:
    """What each actor did to the logarithm of the price; (months, trials) by actor.

    Raises CliffcastError for a run that was not asked to explain itself.
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


def _trading(result: SimulationResult, journal: Columns) -> Trading:
    columns = result.columns
    return Trading(
        opening=result.spec.initial_price,
        price=columns["price"],
        raw=columns["raw_price"],
        demand=columns["demand_fiat"],
        depth=shifted(columns["liquidity_fiat"], 0.0),
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
    """The change of demand split into its factors; what none of them explains is the base's."""
    spec, months = result.spec, result.months
    params, launch = spec.demand, spec.launch
    wish, spent = journal["wish"], result.columns["demand_fiat"]
    waits = np.divide(spent, wish, out=np.ones_like(wish), where=(wish > 0) & (spent > 0))
    plain = np.ones_like(wish)
    known = (
        {}
        if spec.abm.enable_volume
        else {
            "attention": attention(params, months)[:, None] * plain,
            "growing float": launch.grown()[:months, None] ** params.float_elasticity * plain,
        }
    )
    factors = known | {
        "market": journal["market"],
        "own shocks": journal["shock"],
        "reflexivity": journal["pull"],
        "waiting buyers": waits,
    }
    logs = {name: np.log(np.maximum(factor, LEAST)) for name, factor in factors.items()}
    parts = {name: steps(log, log[:1]) for name, log in logs.items()}
    return {"demand": change - np.add.reduce(list(parts.values())), **parts}
