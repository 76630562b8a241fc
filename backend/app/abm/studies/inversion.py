"""The demand that made a history: what buyers must have spent each month for the closes to be what they were.

Given the schedule and the holders, a path of closes follows from a path of spending, month by month, and more spending
never makes a lower close. So the spending is found by running the economy on it and correcting each month by the gap,
until none is left. It depends on nothing that is to be learnt of demand, so it is found once.
"""

import numpy as np

from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.dynamics.exchange import EOEParams
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.designs import run_designs
from app.abm.studies.history import Closes, Whole
from app.abm.studies.variant import Request, spec_of

MOST_RUNS, CLOSE_ENOUGH = 40, 1e-6
"""Corrections at most, and the gap, in logarithms, at which the closes are met."""

NEXT_TO_NOTHING = 1e-30
"""Fiat, or a price, that stands for none where logarithms are taken."""

MISSED = 0.01
"""Gap from which on a close counts as one that no spending makes."""

LONGEST, LEAST_SLOPE, GREATEST_SLOPE = 1.5, 0.3, 4.0
"""Longest correction, and bounds of the close's response to spending, all in logarithms."""

LEAST_RAW = 0.1
"""Part of a close below which the price behind its smoothing is not taken to lie."""


def path_of(request: Request, row_budget: int, tell: OnMonth | None = None) -> tuple[Floats, Floats]:
    """Logarithms of price and raw price of each row of one run. Raises RunsFailedError where it breaks."""
    (batch,) = run_designs([spec_of(request)], 1, row_budget, tell)
    if not batch.index:
        raise RunsFailedError(1, 1, batch.failed[0].message)
    return logs(batch.series("price")[:, 0]), logs(batch.series("raw_price")[:, 0])


def logs(values: Floats) -> Floats:
    """Logarithms of what is not negative; of nothing, that of next to nothing."""
    found: Floats = np.log(np.maximum(values, NEXT_TO_NOTHING))
    return found


def on_demand(request: Request, spending: Floats) -> Request:
    """The request whose buyers spend just this, given in logarithms of fiat, whatever happens; (months,)."""
    demand = {"model": "series", "series": np.exp(spending).tolist()}
    market = {"path": "flat"}
    return request | {"abm": request["abm"] | {"demand": demand, "market": market}}


def spending_behind(
    request: Request, closes: Closes, start: Floats, row_budget: int, tell: OnMonth | None = None
) -> tuple[Floats, int]:
    """Logarithm of the fiat spent in each row, between known closes interpolated, (months,), and closes not met.

    `start` is a first guess. Where no spending makes a close, as after a fall that smoothing forbids, the nearest.
    """
    spec, rows = spec_of(request), known_rows(closes)
    target, spending, slope = behind_smoothing(spec, closes)[rows], start.copy(), np.ones(len(rows))
    gap_before = step_before = np.zeros(len(rows))
    for _ in range(MOST_RUNS):
        gap = target - _met(spec, path_of(on_demand(request, spending), row_budget, tell))[rows]
        if np.abs(gap).max() < CLOSE_ENOUGH:
            break
        moved = np.abs(step_before) > CLOSE_ENOUGH
        response = np.divide(gap_before - gap, step_before, out=slope.copy(), where=moved)
        slope = np.clip(response, LEAST_SLOPE, GREATEST_SLOPE)
        gap_before, step_before = gap, np.clip(gap / slope, -LONGEST, LONGEST)
        spending = spending + np.interp(np.arange(len(spending)), rows, step_before)
    return spending, int((np.abs(gap) > MISSED).sum())


def known_rows(closes: Closes) -> Whole:
    """Rows that have a close; close k is that of row k − 1."""
    rows: Whole = closes.known - 1
    return rows[rows >= 0]


def _smoothing(spec: SimulationSpec) -> float:
    return spec.pricing_params.smoothing_factor if isinstance(spec.pricing_params, EOEParams) else 0.0


def _met(spec: SimulationSpec, path: tuple[Floats, Floats]) -> Floats:
    """What is to meet the closes: the raw price where the model smooths it, else the price."""
    return path[1] if _smoothing(spec) else path[0]


def behind_smoothing(spec: SimulationSpec, closes: Closes) -> Floats:
    """Logarithm of the price behind the model's smoothing, by row; the close itself where the one before is missing.

    Smoothing takes a part of a month's change and adds it to the next; undone, the months stand apart.
    """
    price, smoothing = np.exp(closes.log_price), _smoothing(spec)
    before, after = price[:-1], price[1:]
    behind = np.maximum((after - smoothing * before) / (1 - smoothing), LEAST_RAW * after)
    raw: Floats = np.log(np.where(np.isfinite(before), behind, after))
    return raw
