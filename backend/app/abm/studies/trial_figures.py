"""The figures that studies of many trials ask for: one number of every trial, and what the trials say of it together.

Key figures, totals of staking and treasury, chances (a trial's 1 or 0, whose mean is the chance), and what the holders
of each bucket are paid.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal, Self, TypeAlias, get_args

import numpy as np
from pydantic import Field, model_validator

from app.abm.core.month import Floats
from app.abm.core.params import FieldError, Params, did_you_mean
from app.abm.core.series import SeriesLookup
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.key_figures import KEY_FIGURES, key_figures
from app.abm.reports.statistics import DRAWDOWNS, drawdowns, mean_interval, percentiles

PROCEEDS = "proceeds of "
"""Begins the name of the figure of what a bucket's holders are paid in all, less the treasury's fee, fiat."""

At: TypeAlias = Literal["mean", "p10", "p50", "p90"]
"""What of a figure's distribution over the trials is looked at."""

Spread: TypeAlias = dict[str, float | None]
"""Mean, P10, P50, P90 of a figure, and the 95 % interval of the mean, `low` … `high`; null where no trial has it."""

BOUNDS = ("low", "high")
"""Ends of the interval of a mean."""

_LEVELS = {"p10": 10.0, "p50": 50.0, "p90": 90.0}
_TOTALS: Mapping[str, Callable[[SeriesLookup], Floats]] = {
    "total_staked": lambda series: series("total_staked")[-1],
    "total_tokens_burned": lambda series: series("tokens_burned").sum(axis=0),
    "total_fees_collected_fiat": lambda series: series("fee_fiat").sum(axis=0),
    "fiat_balance": lambda series: series("treasury_fiat")[-1],
}
CHANCES = ("probability_below_start", *(f"probability_drawdown_over_{level}_pct" for level in DRAWDOWNS))
"""Of a trial 1 or 0; their mean over the trials is the chance."""

PLAIN_FIGURES = (*KEY_FIGURES, *_TOTALS, *CHANCES)
"""Figures that every economy has, whatever its buckets are called."""

Figure = Annotated[str, Field(min_length=1, max_length=120)]
Bound = Annotated[float, Field(ge=-1e300, le=1e300)]


class Constraint(Params):
    """A figure that has to stay within bounds."""

    figure: Figure
    """A key figure, a chance, or `proceeds of` a bucket."""
    at: At = "mean"
    """Which of its values over the trials: the mean, or a percentile."""
    min: Bound | None = None
    """Least value allowed."""
    max: Bound | None = None
    """Greatest value allowed."""

    @model_validator(mode="after")
    def _has_a_bound(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("needs min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise FieldError(("max",), "must not be less than min")
        return self

    def excess(self, spreads: Mapping[str, Spread]) -> float:
        """How far the figure is out of bounds, relative to the bound; 0 within, infinite where there is no figure."""
        value = spreads[self.figure][self.at]
        if value is None:
            return float("inf")
        over = [] if self.max is None else [(value - self.max) / (abs(self.max) or 1.0)]
        under = [] if self.min is None else [(self.min - value) / (abs(self.min) or 1.0)]
        return max(0.0, *over, *under)

    def breach(self, spreads: Mapping[str, Spread]) -> str | None:
        """A sentence about a figure out of bounds; none within."""
        if not self.excess(spreads):
            return None
        value = spreads[self.figure][self.at]
        if value is None:
            return f"{self.figure} ({self.at}) has no value."
        bound, word = (self.min, "at least") if self.min is not None and value < self.min else (self.max, "at most")
        return f"{self.figure} ({self.at}) is {value:.6g}; {word} {bound:.6g} is allowed."


def known_figures(spec: SimulationSpec) -> tuple[str, ...]:
    """Every figure that this economy has."""
    return (*PLAIN_FIGURES, *(PROCEEDS + bucket.bucket for bucket in spec.buckets))


def check_figures(spec: SimulationSpec, wanted: Sequence[tuple[tuple[str | int, ...], str]]) -> None:
    """Raises FieldError at the place of a figure that this economy does not have."""
    known = known_figures(spec)
    for place, figure in wanted:
        if figure not in known:
            raise FieldError(place, "names no figure" + did_you_mean(figure, known))


def figures_of(spec: SimulationSpec, series: SeriesLookup, proceeds: Mapping[str, Floats]) -> dict[str, Floats]:
    """Every figure of every trial, NaN where there is none; (trials,).

    `series` has every series, (months, trials); `proceeds` what each bucket's holders were paid in all, (trials,).
    """
    price, start, treasury = series("price"), spec.initial_price, spec.treasury_params
    kept = 1 - (treasury.transaction_fee_pct if treasury is not None else 0.0)
    fall = drawdowns(price, start)
    chances = [price[-1] < start, *(fall > level / 100 for level in DRAWDOWNS)]
    return {
        **key_figures(spec, series),
        **{name: figure(series) for name, figure in _TOTALS.items()},
        **{name: chance.astype(float) for name, chance in zip(CHANCES, chances, strict=True)},
        **{PROCEEDS + name: kept * paid for name, paid in proceeds.items()},
    }


def spreads_of(figures: Mapping[str, Floats]) -> dict[str, Spread]:
    """What the trials that have a figure say of it together, for each figure."""
    table = np.stack(list(figures.values()))
    incomplete = np.asarray(np.isnan(table).any(axis=1))
    complete = iter(_spreads(table[~incomplete]))
    return {
        name: _spread_of_known(values) if lacking else next(complete)
        for name, values, lacking in zip(figures, table, incomplete, strict=True)
    }


def _spread_of_known(values: Floats) -> Spread:
    known = values[~np.isnan(values)]
    return _spreads(known[None])[0] if len(known) else dict.fromkeys(get_args(At) + BOUNDS)


def _spreads(values: Floats) -> list[Spread]:
    """Spread of each row; all rows at once, because a search has hundreds of thousands.

    Means are added up in the order of the trials, as a Monte Carlo's are: so they are the same to the bit.
    """
    ordered = np.sort(values, axis=1)
    columns = [values.mean(axis=1), *percentiles(ordered, list(_LEVELS.values())), *mean_interval(values)]
    names = ("mean", *_LEVELS, *BOUNDS)
    return [dict(zip(names, row, strict=True)) for row in np.stack(columns, axis=1).tolist()]
