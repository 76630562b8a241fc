"""Two economies under common random numbers: the difference that a change makes, and its confidence interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from pydantic import ValidationError

from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.core.streams import trial_seed
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.run_report import json_bytes, manifest
from app.abm.reports.statistics import drawdowns, mean_interval, percentiles
from app.abm.studies.designs import run_designs
from app.abm.studies.monte_carlo import MonteCarloParams, TrialBatch, Trials, chunks, varied
from app.abm.studies.plan import Chunk, JobKind, digest

Sides: TypeAlias = tuple[TrialBatch, ...]
"""The same trials of both economies; in the first chunk also of both under the other market model."""

FIGURES = {
    "final_price": ("Price after the last month, fiat per token.", 1),
    "max_drawdown_pct": ("Largest fall from an earlier peak, %.", -1),
    "total_sold": ("Tokens holders sold in all.", -1),
}
"""What is compared, and whether more of it (1) or less of it (−1) is better."""

OTHER_MODEL = {"eoe": "amm", "amm": "eoe"}
"""The market model that a comparison is checked against."""

CROSSED_TRIALS = 32
"""Greatest number of trials under the other model: enough to see the sign of a difference."""

MOST_ALLOCATED = 98.0
"""Greatest share of the supply, %, that buckets may have where a pool has to open."""


@dataclass(frozen=True)
class ComparisonPlan:
    """The trials of two economies, trial k of both with the same seed: common random numbers."""

    first: SimulationSpec
    second: SimulationSpec
    params: MonteCarloParams
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "comparison"
    cross_check: bool = True
    """Run the other market model as well: a difference that only one of them shows is not to be relied on."""

    @cached_property
    def specs(self) -> tuple[SimulationSpec, SimulationSpec]:
        """The economies of each trial, with one seed for both."""
        seed = self.params.seed if self.params.seed is not None else self.first.seed
        params = self.params.model_copy(update={"seed": seed})
        return varied(self.first, params), varied(self.second, params)

    @property
    def months(self) -> int:
        """Months of the longer of the two."""
        return max(self.first.horizon, self.second.horizon)

    @property
    def trials(self) -> int:
        """Pairs of trials."""
        return self.params.num_trials

    @cached_property
    def fingerprint(self) -> str:
        """Both economies and the trials."""
        prints = [spec.fingerprint() for spec in self.specs]
        return digest(self.kind, *prints, self.row_budget, self.params.model_dump_json(), self.cross_check)

    @cached_property
    def crossed(self) -> tuple[SimulationSpec, ...]:
        """Both economies under the other market model; empty without a cross-check, or where they are not possible."""
        return crossed(self.specs) if self.cross_check else ()

    @property
    def crossed_trials(self) -> int:
        """Trials of each under the other model."""
        return min(self.trials, CROSSED_TRIALS)

    @cached_property
    def chunks(self) -> Sequence[Chunk]:
        """Ranges of trials, each small enough for the processor's cache."""
        return tuple(chunks(self.trials, max(spec.rows(self.row_budget) for spec in self.specs)))

    @property
    def work(self) -> int:
        """Every month of every row of every trial of both."""
        return sum(spec.rows(self.row_budget) * spec.horizon for spec in self.specs) * self.trials

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> Sides:
        """The same trials of both; in the first chunk also the trials under the other market model."""
        first, trials = chunk[0], chunk[1] - chunk[0]
        crossed = self.crossed if first == 0 else ()
        sides = 2 if crossed else 1
        both = run_designs(self.specs, trials, self.row_budget, _share(on_month, 0, sides), first)
        checked = run_designs(crossed, self.crossed_trials, self.row_budget, _share(on_month, 1, sides))
        return *both, *checked

    def reduce(self, parts: Sequence[Sides], seconds: float, created_at: datetime) -> bytes:
        """The distribution of the difference, figure by figure. Raises RunsFailedError when every pair failed."""
        batches = tuple(Trials(tuple(sides[side] for sides in parts)) for side in (0, 1))
        both = _common(batches)
        if not both:
            first = next(failure for batch in batches for failure in batch.failed)
            raise RunsFailedError(self.trials, self.trials, first.message)
        values = [_figures(batch, both, spec) for batch, spec in zip(batches, self.specs, strict=True)]
        differences = _differences(values)
        check = self._checked(parts[0][2:], differences)
        warnings = [*batches[0].warnings, *batches[1].warnings, *_unheeded(self.params)]
        warnings += (check or {}).get("warnings", ())
        return json_bytes(
            {"trials": _trials(self.specs[0].seed, both, values)},
            {
                "figures": differences,
                "num_trials": self.trials,
                "failed_trials": self.trials - len(both),
                "cross_check": check,
                "warnings": list(dict.fromkeys(warnings)),
                "execution_time_seconds": seconds,
                "config": {"a": self.specs[0].effective(), "b": self.specs[1].effective()},
                "manifest": manifest(self.specs[0], created_at) | {"config_hash": self.fingerprint},
            },
        )

    def _checked(self, sides: Sides, differences: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
        """The difference under the other market model, and a warning where it has the opposite sign."""
        batches = tuple(Trials((side,)) for side in sides)
        both = _common(batches) if batches else []
        if not both:
            return None
        values = [_figures(batch, both, spec) for batch, spec in zip(batches, self.crossed, strict=True)]
        other, model = _differences(values), self.crossed[0].abm.pricing_model
        warnings = [
            f"under {model} the order of the two by {name} is the other way round: do not build on this difference"
            for name, difference in differences.items()
            if (difference["probability_b_beats_a"] - 0.5) * (other[name]["probability_b_beats_a"] - 0.5) < 0
        ]
        return {"model": model, "trials": len(both), "agrees": not warnings, "figures": other, "warnings": warnings}

    def partial(self, parts: Sequence[Sides]) -> None:
        """A comparison has no partial results."""


def _unheeded(params: MonteCarloParams) -> list[str]:
    """Warnings of settings of the trials that have no effect on a comparison."""
    default = MonteCarloParams()
    names = ("confidence_levels", "include_trials")
    return [
        f"monte_carlo.{name} has no effect on a comparison and is ignored"
        for name in names
        if getattr(params, name) != getattr(default, name)
    ]


def crossed(specs: Sequence[SimulationSpec]) -> tuple[SimulationSpec, ...]:
    """Economies under the other of the two market models that trade, with room for a pool; none under further models.

    A pool opens with tokens that no bucket has, so where there are too few, all buckets get a little less.
    """
    models = {spec.abm.pricing_model for spec in specs}
    if len(models) > 1 or not models <= OTHER_MODEL.keys():
        return ()
    try:
        return tuple(_with_model(spec, OTHER_MODEL[spec.abm.pricing_model]) for spec in specs)
    except ValidationError:
        return ()


def _with_model(spec: SimulationSpec, model: str) -> SimulationSpec:
    abm = spec.abm.model_copy(update={"pricing_model": model, "seed": spec.seed})
    total = sum(bucket.allocation for bucket in spec.buckets)
    if model != "amm" or total <= MOST_ALLOCATED:
        return SimulationSpec(token=spec.token, buckets=spec.buckets, abm=abm)
    scaled = [
        bucket.model_copy(update={"allocation": bucket.allocation * MOST_ALLOCATED / total}) for bucket in spec.buckets
    ]
    return SimulationSpec(token=spec.token, buckets=tuple(scaled), abm=abm)


def _share(on_month: OnMonth | None, side: int, sides: int) -> OnMonth | None:
    """Reports the months under one market model as a part of the chunk."""
    return None if on_month is None else lambda done, total: on_month(side * total + done, sides * total)


def _common(batches: Sequence[Trials]) -> list[int]:
    """Trials that failed in none of them."""
    return sorted(set.intersection(*(set(batch.index) for batch in batches)))


def _differences(values: Sequence[dict[str, Floats]]) -> dict[str, dict[str, Any]]:
    return {name: _difference(values[0][name], values[1][name], sign) for name, (_, sign) in FIGURES.items()}


def _figures(trials: Trials, indices: Sequence[int], spec: SimulationSpec) -> dict[str, Floats]:
    columns = np.searchsorted(np.array(trials.index), indices)
    price = trials.series("price")[:, columns]
    return {
        "final_price": price[-1],
        "max_drawdown_pct": 100 * drawdowns(price, spec.initial_price),
        "total_sold": trials.series("total_sold")[:, columns].sum(axis=0),
    }


def _difference(first: Floats, second: Floats, sign: int) -> dict[str, Any]:
    """Statistics of B less A, trial by trial; pairing removes the variance that both share."""
    change = second - first
    low, high = mean_interval(change)
    p10, p50, p90 = percentiles(np.sort(change), (10, 50, 90))
    spread = float(np.sqrt(first.var() + second.var()))
    return {
        "mean_a": float(first.mean()),
        "mean_b": float(second.mean()),
        "mean_difference": float(change.mean()),
        "mean_difference_ci95": [float(low), float(high)],
        "std_difference": float(change.std(ddof=1)) if len(change) > 1 else 0.0,
        "p10_difference": float(p10),
        "p50_difference": float(p50),
        "p90_difference": float(p90),
        "probability_b_beats_a": float((sign * change > 0).mean() + 0.5 * (change == 0).mean()),
        "better": "more" if sign > 0 else "less",
        "noise_left_by_pairing": float(change.std()) / spread if spread > 0 else 0.0,
    }


def _trials(seed: int, both: Sequence[int], values: Sequence[dict[str, Floats]]) -> Iterator[dict[str, Any]]:
    for place, index in enumerate(both):
        a, b = ({name: float(side[name][place]) for name in FIGURES} for side in values)
        yield {"trial_index": index, "seed": trial_seed(seed, index), "a": a, "b": b}
