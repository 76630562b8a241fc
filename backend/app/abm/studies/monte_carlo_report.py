"""The results of a Monte Carlo run as the JSON every client gets."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.core.streams import trial_seed
from app.abm.dynamics.series import SERIES
from app.abm.engine.result import Row, rows_of
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.attribution import Attribution, attribution_block
from app.abm.reports.key_figures import key_figures
from app.abm.reports.run_report import json_bytes, manifest
from app.abm.reports.statistics import (
    bands,
    convergence,
    drawdowns,
    histogram,
    percentile_interval,
    percentiles,
    risk,
)
from app.abm.studies.monte_carlo import MonteCarloParams, Trials

_HEADLINE_LEVELS = (10, 50, 90)


def monte_carlo_bytes(
    spec: SimulationSpec, params: MonteCarloParams, trials: Trials, seconds: float, created_at: datetime
) -> bytes:
    """The JSON of a `MonteCarloResponse`. Raises RunsFailedError when every trial failed."""
    if not trials.index:
        raise RunsFailedError(len(trials.failed), params.num_trials, trials.failed[0].message)
    all_bands = bands(map(trials.series, SERIES), params.confidence_levels)
    final, sold = trials.series("price")[-1], trials.series("total_sold").sum(axis=0)
    statistics = {
        "percentiles": [
            _percentile(spec, level, all_bands.percentile[place], final, sold)
            for place, level in enumerate(params.confidence_levels)
        ],
        "mean_metrics": list(_months(spec, all_bands.mean)),
        "std_metrics": list(_months(spec, all_bands.std)),
        "summary": _summary(params, trials, final, sold, spec.initial_price) | {"figures": _figures(spec, trials)},
        "risk": risk(trials.series("price"), spec.initial_price),
        "convergence": asdict(convergence(final)),
        "attribution": _attribution(spec, trials),
        "histogram": histogram(final),
        "failed_trials": [asdict(failure) for failure in trials.failed],
        "warnings": trials.warnings,
        "execution_time_seconds": seconds,
        "config": spec.effective() | {"monte_carlo": params.model_dump(mode="json")},
        "manifest": manifest(spec, created_at),
    }
    return json_bytes({"trials": _trials(spec, params, trials, final, sold)}, statistics)


def _attribution(spec: SimulationSpec, trials: Trials) -> Attribution | None:
    """Price attribution, mean over the trials; None where it was not asked for."""
    mean_shifts = trials.mean_shifts()
    return attribution_block(mean_shifts, spec.horizon) if mean_shifts else None


def partial_bands(trials: Trials, params: MonteCarloParams) -> dict[str, Any]:
    """Price bands of the trials finished so far; small enough for a progress report."""
    price = np.sort(trials.series("price"), axis=1)
    rows = percentiles(price, params.confidence_levels)
    return {
        "trials": len(trials.index),
        "price_percentiles": [
            {"percentile": level, "price": row.tolist()}
            for level, row in zip(params.confidence_levels, rows, strict=True)
        ],
    }


def _percentile(spec: SimulationSpec, level: float, table: Floats, final: Floats, sold: Floats) -> dict[str, Any]:
    ordered = np.sort(final)
    low, high = percentile_interval(ordered, level)
    return {
        "percentile": level,
        "final_price": float(percentiles(ordered, [level])[0]),
        "final_price_ci95": [low, high],
        "total_sold": float(percentiles(np.sort(sold), [level])[0]),
        "global_metrics": list(_months(spec, table)),
    }


def _summary(
    params: MonteCarloParams, trials: Trials, final: Floats, sold: Floats, start: float
) -> dict[str, float | int]:
    headline = percentiles(np.sort(final), _HEADLINE_LEVELS)
    fall = drawdowns(trials.series("price"), start)
    return {
        "num_trials": params.num_trials,
        "failed_trials": len(trials.failed),
        "mean_final_price": float(final.mean()),
        "std_final_price": float(final.std(ddof=1)) if len(final) > 1 else 0.0,
        "min_final_price": float(final.min()),
        "max_final_price": float(final.max()),
        **{f"p{level}_final_price": float(value) for level, value in zip(_HEADLINE_LEVELS, headline, strict=True)},
        "mean_total_sold": float(sold.mean()),
        "mean_max_drawdown_pct": 100 * float(fall.mean()),
        "mean_price_change_pct": 100 * (float(final.mean()) / start - 1),
    }


def _figures(spec: SimulationSpec, trials: Trials) -> dict[str, dict[str, float | None]]:
    """Percentiles of every key figure, over the trials that have it."""
    figures = key_figures(spec, trials.series)
    return {name: _headline(np.sort(values[~np.isnan(values)])) for name, values in figures.items()}


def _headline(ordered: Floats) -> dict[str, float | None]:
    names = [f"p{level}" for level in _HEADLINE_LEVELS]
    if not len(ordered):
        return dict.fromkeys(names)
    return dict(zip(names, percentiles(ordered, _HEADLINE_LEVELS).tolist(), strict=True))


def _trials(
    spec: SimulationSpec, params: MonteCarloParams, trials: Trials, final: Floats, sold: Floats
) -> Iterator[dict[str, Any]]:
    table = np.stack([trials.series(name) for name in SERIES]) if params.shows_trials else None
    for place, index in enumerate(trials.index):
        yield {
            "trial_index": index,
            "seed": trial_seed(spec.seed, index),
            "final_price": float(final[place]),
            "total_sold": float(sold[place]),
            "global_metrics": None if table is None else list(_months(spec, table[:, :, place])),
        }


def _months(spec: SimulationSpec, table: Floats) -> Iterator[Row]:
    """Rows of a table (series, months)."""
    days = [spec.token.row_date(month).isoformat() for month in range(spec.horizon)]
    return rows_of(("month_index", "date", *SERIES), range(spec.horizon), days, *table.tolist())
