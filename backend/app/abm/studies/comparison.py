"""Two economies under the same chance: what difference a change makes, and how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.core.streams import trial_seed
from app.abm.engine.config import DEFAULT_ROW_BUDGET
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.run_report import manifest, written
from app.abm.reports.statistics import drawdowns, mean_interval, percentiles
from app.abm.studies.monte_carlo import MonteCarloParams, TrialBatch, Trials, chunks, run_trials, varied
from app.abm.studies.plan import Chunk, JobKind, digest

Pair: TypeAlias = tuple[TrialBatch, TrialBatch]

FIGURES = {
    "final_price": ("Price after the last month, fiat per token.", 1),
    "max_drawdown_pct": ("Largest fall from an earlier peak, %.", -1),
    "total_sold": ("Tokens holders sold in all.", -1),
}
"""What is compared, and whether more of it (1) or less of it (−1) is better."""


@dataclass(frozen=True)
class ComparisonPlan:
    """The trials of two economies, trial k of both with the same seed: common random numbers."""

    first: SimulationSpec
    second: SimulationSpec
    params: MonteCarloParams
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "comparison"

    @cached_property
    def specs(self) -> tuple[SimulationSpec, SimulationSpec]:
        """The economies each trial lives in, with one seed for both."""
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
        return digest(self.kind, *prints, self.row_budget, self.params.model_dump_json())

    @cached_property
    def chunks(self) -> Sequence[Chunk]:
        """As many trials at once as are good for the processor."""
        return tuple(chunks(self.trials, max(spec.rows(self.row_budget) for spec in self.specs)))

    @property
    def work(self) -> int:
        """Every month of every row of every trial of both."""
        return sum(spec.rows(self.row_budget) * spec.horizon for spec in self.specs) * self.trials

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> Pair:
        """The same trials of both."""
        first, second = (
            run_trials(spec, *chunk, self.row_budget, _half(on_month, side)) for side, spec in enumerate(self.specs)
        )
        return first, second

    def reduce(self, parts: Sequence[Pair], seconds: float, created_at: datetime) -> bytes:
        """The distribution of the difference, figure by figure. Raises RunsFailedError when every pair failed."""
        batches = tuple(Trials(tuple(pair[side] for pair in parts)) for side in (0, 1))
        both = sorted(set(batches[0].index) & set(batches[1].index))
        if not both:
            first = next(failure for batch in batches for failure in batch.failed)
            raise RunsFailedError(self.trials, self.trials, first.message)
        values = [_figures(batch, both, spec) for batch, spec in zip(batches, self.specs, strict=True)]
        return written(
            {"trials": _trials(self.specs[0].seed, both, values)},
            {
                "figures": {
                    name: _difference(values[0][name], values[1][name], sign) for name, (_, sign) in FIGURES.items()
                },
                "num_trials": self.trials,
                "failed_trials": self.trials - len(both),
                "warnings": list(dict.fromkeys([*batches[0].warnings, *batches[1].warnings, *_unheeded(self.params)])),
                "execution_time_seconds": seconds,
                "config": {"a": self.specs[0].effective(), "b": self.specs[1].effective()},
                "manifest": manifest(self.specs[0], created_at) | {"config_hash": self.fingerprint},
            },
        )

    def partial(self, parts: Sequence[Pair]) -> None:
        """A comparison speaks at its end."""


def _unheeded(params: MonteCarloParams) -> list[str]:
    """What of the trials' settings has no effect on a comparison."""
    default = MonteCarloParams()
    names = ("confidence_levels", "include_trials")
    return [
        f"monte_carlo.{name} has no effect on a comparison and is ignored"
        for name in names
        if getattr(params, name) != getattr(default, name)
    ]


def _half(on_month: OnMonth | None, side: int) -> OnMonth | None:
    """Reports the months of one side as a half of the chunk."""
    return None if on_month is None else lambda done, total: on_month(side * total + done, 2 * total)


def _figures(trials: Trials, wanted: Sequence[int], spec: SimulationSpec) -> dict[str, Floats]:
    places = np.searchsorted(np.array(trials.index), wanted)
    price = trials.series("price")[:, places]
    return {
        "final_price": price[-1],
        "max_drawdown_pct": 100 * drawdowns(price, spec.initial_price),
        "total_sold": trials.series("total_sold")[:, places].sum(axis=0),
    }


def _difference(first: Floats, second: Floats, sign: int) -> dict[str, Any]:
    """B less A, trial by trial; pairing takes out the chance both share."""
    change = second - first
    low, high = mean_interval(change)
    p10, p50, p90 = percentiles(np.sort(change), (10, 50, 90))
    spread = float(np.sqrt(first.var() + second.var()))
    return {
        "mean_a": float(first.mean()),
        "mean_b": float(second.mean()),
        "mean_difference": float(change.mean()),
        "mean_difference_ci95": [low, high],
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
