"""The key figures: single numbers of a whole run, computed for all trials at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from app.abm.core.month import Floats, Opening
from app.abm.core.params import Unit
from app.abm.core.series import Figure, SeriesLookup
from app.abm.dynamics.parts import PARTS
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.statistics import drawdowns

YEAR = 12
"""Months in a year."""


@dataclass(frozen=True, slots=True)
class RunSeries:
    """The series of a run, (months, trials), its specification and its opening."""

    spec: SimulationSpec
    series: SeriesLookup
    opening: Opening
    """Start price and supply, (trials,) where designs differ."""

    def __getitem__(self, name: str) -> Floats:
        return self.series(name)

    def last(self, name: str) -> Floats:
        """The last month of a series; (trials,)."""
        end: Floats = self.series(name)[-1]
        return end

    @property
    def trials(self) -> int:
        """Trials of the batch."""
        return len(self.last("price"))

    def share_of_supply(self, tokens: Floats) -> Floats:
        """Tokens as a share of the initial total supply, %."""
        return 100 * tokens / self.opening.total_supply


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number of a run, NaN if the run has none."""

    title: str
    unit: Unit
    description: str
    of: Callable[[RunSeries], Floats]
    optional: bool = False
    """Whether some runs do not have this figure."""


def _no_figure(run: RunSeries) -> Floats:
    return np.full(run.trials, np.nan)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The part over the whole, NaN where the whole is not positive."""
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _at_peak_sale(run: RunSeries, name: str) -> Floats:
    """A series in the month in which holders sold the most tokens."""
    peak = run["total_sold"].argmax(axis=0)
    value: Floats = np.take_along_axis(run[name], peak[None, :], axis=0)[0]
    return value


def _average_price(run: RunSeries) -> Floats:
    paid, sold = run["sold_fiat"], run["total_sold"]
    return np.where(sold.any(axis=0), _ratio(paid.sum(axis=0), sold.sum(axis=0)), run["price"].mean(axis=0))


def _peak_sale_to_demand(run: RunSeries) -> Floats:
    value = _at_peak_sale(run, "sold_fiat")
    return 100 * _ratio(value, _at_peak_sale(run, "demand_fiat"))


def _circulating_after_a_year(run: RunSeries) -> Floats:
    circulating = run["circulating_supply"]
    return run.share_of_supply(circulating[YEAR]) if len(circulating) > YEAR else _no_figure(run)


def _staking_ratio(run: RunSeries) -> Floats:
    if not run.spec.abm.enable_staking:
        return _no_figure(run)
    staked = run.last("total_staked")
    return 100 * _ratio(staked, staked + run.last("circulating_supply"))


def _treasury_runway(run: RunSeries) -> Floats:
    spent = run["treasury_spent_fiat"] + run["liquidity_fiat"]
    months = min(YEAR, len(spent))
    before = spent[-1 - months] if len(spent) > months else np.zeros(run.trials)
    return _ratio(run.last("treasury_fiat"), (spent[-1] - before) / months)


def _of_part(figure: Figure) -> KeyFigure:
    return KeyFigure(figure.title, figure.unit, figure.description, lambda run: figure.of(run.series))


KEY_FIGURES: Mapping[str, KeyFigure] = {
    "initial_price": KeyFigure(
        "Start price",
        "fiat per token",
        "Price before the first month.",
        lambda run: np.full(run.trials, run.opening.initial_price),
    ),
    "final_price": KeyFigure("Final price", "fiat per token", "Price at the end.", lambda run: run.last("price")),
    "price_change_pct": KeyFigure(
        "Price change",
        "%",
        "Final over start price, less one.",
        lambda run: 100 * (run.last("price") / run.opening.initial_price - 1),
    ),
    "max_drawdown_pct": KeyFigure(
        "Worst drawdown",
        "%",
        "Largest fall of the price from an earlier peak, the start price included.",
        lambda run: 100 * drawdowns(run["price"], run.opening.initial_price),
    ),
    "min_price": KeyFigure(
        "Lowest price", "fiat per token", "Lowest closing price of a month.", lambda run: run["price"].min(axis=0)
    ),
    "min_price_month": KeyFigure(
        "Month of the lowest price",
        "month",
        "First month that closes at the lowest price.",
        lambda run: run["price"].argmin(axis=0).astype(float),
    ),
    "average_price": KeyFigure(
        "Average sale price",
        "fiat per token",
        "What holders were paid over what they sold; the mean price of the months where nothing is sold.",
        _average_price,
    ),
    "total_tokens_sold": KeyFigure(
        "Sold by holders", "tokens", "Tokens holders sold in all.", lambda run: run["total_sold"].sum(axis=0)
    ),
    "max_sell_month": KeyFigure(
        "Peak-selling month",
        "month",
        "First month in which holders sell the most tokens.",
        lambda run: run["total_sold"].argmax(axis=0).astype(float),
    ),
    "max_sell_tokens": KeyFigure(
        "Sold at the peak", "tokens", "Tokens sold in that month.", lambda run: run["total_sold"].max(axis=0)
    ),
    "max_sell_to_demand_pct": KeyFigure(
        "Peak selling against demand",
        "%",
        "What holders are paid in the peak-selling month over the fiat demand of that month; none without demand.",
        _peak_sale_to_demand,
        optional=True,
    ),
    "circulating_month_12_pct": KeyFigure(
        "Circulating after a year",
        "%",
        "Circulating supply after month 12 as a share of the total supply; none where the horizon is shorter.",
        _circulating_after_a_year,
        optional=True,
    ),
    "final_circulating_supply": KeyFigure(
        "Circulating at the end", "tokens", "Circulating supply at the end.", lambda run: run.last("circulating_supply")
    ),
    "final_circulating_pct": KeyFigure(
        "Circulating at the end",
        "%",
        "The same as a share of the total supply.",
        lambda run: run.share_of_supply(run.last("circulating_supply")),
    ),
    "staking_ratio_pct": KeyFigure(
        "Staking ratio",
        "%",
        "Staked tokens at the end as a share of staked and circulating ones; none while staking is off.",
        _staking_ratio,
        optional=True,
    ),
    "burned_pct": KeyFigure(
        "Burned",
        "%",
        "Tokens burned as a share of the total supply.",
        lambda run: run.share_of_supply(run.last("burned")),
    ),
    "treasury_runway_months": KeyFigure(
        "Treasury runway",
        "months",
        "Fiat of the treasury over what it spent on tokens and put into liquidity a month, on average over the last "
        "12 months; none where that is nothing.",
        _treasury_runway,
        optional=True,
    ),
    "final_market_cap_fiat": KeyFigure(
        "Market cap", "fiat", "Final price × circulating supply.", lambda run: run.last("market_cap")
    ),
    "final_fully_diluted_fiat": KeyFigure(
        "Fully diluted value",
        "fiat",
        "Final price × all tokens in existence.",
        lambda run: run.last("fully_diluted_value"),
    ),
    "fully_diluted_to_market_cap": KeyFigure(
        "Fully diluted to market cap",
        "",
        "Fully diluted value over market cap, at the end; none while nothing circulates.",
        lambda run: _ratio(run.last("fully_diluted_value"), run.last("market_cap")),
        optional=True,
    ),
    **{name: _of_part(figure) for part in PARTS.values() for name, figure in part.FIGURES.items()},
}
"""Reports of single runs read this table, and those of many trials its percentiles."""


def key_figures(spec: SimulationSpec, series: SeriesLookup, opening: Opening | None = None) -> dict[str, Floats]:
    """All key figures, (trials,) each, NaN where a trial has none.

    For a batch of designs, `spec` is any of them and `opening` has the values in which they differ.
    """
    run = RunSeries(spec, series, spec.opening(1) if opening is None else opening)
    with np.errstate(all="ignore"):  # overflows become NaN, like undefined figures
        figures = {name: figure.of(run) for name, figure in KEY_FIGURES.items()}
    return {name: np.where(np.isfinite(values), values, np.nan) for name, values in figures.items()}
