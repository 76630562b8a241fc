"""One design under a set of futures, with the same holders and the same chance: what breaks it, and what does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import orjson
from pydantic import AfterValidator, Discriminator, Field, Tag

from app.abm.agents.draws import HolderDraws
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.errors import ConfigError, RunsFailedError
from app.abm.core.month import Floats
from app.abm.core.params import TAG, WHOLE, FieldError, Listed, Params, did_you_mean
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import ENGINE_VERSION, SimulationSpec
from app.abm.reports.run_report import manifest
from app.abm.studies.assess import Assessment, assess, trial_spec
from app.abm.studies.futures import Stress, shipped_stresses
from app.abm.studies.monte_carlo import MonteCarloParams, VarianceLevel
from app.abm.studies.plan import Chunk, JobKind, digest, request_bytes
from app.abm.studies.trial_figures import Constraint, Spread
from app.abm.studies.variant import Request

MOST_STRESSES, MOST_CONSTRAINTS, MOST_TRIALS = 50, 20, 1_000

RECOVERED = 0.95
"""Part of the base's price at which a stressed one counts as back."""


def _kind_of_stress(stress: object) -> str:
    return TAG + ("id" if isinstance(stress, str) else "own")


def _shipped(name: str) -> str:
    if name not in shipped_stresses():
        raise ValueError("is the id of no shipped stress" + did_you_mean(name, shipped_stresses()))
    return name


Chosen = Annotated[
    Annotated[Annotated[str, Field(max_length=60), AfterValidator(_shipped)], Tag(TAG + "id")]
    | Annotated[Stress, Tag(TAG + "own")],
    Discriminator(_kind_of_stress),
]


def _differ(stresses: tuple[str | Stress, ...]) -> tuple[str | Stress, ...]:
    names = [stress if isinstance(stress, str) else stress.id for stress in stresses]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise FieldError((place,), "has the id of an earlier stress")
    return stresses


class StressParams(Params):
    """Which futures, how many trials of each, and what must not happen."""

    stresses: (
        Annotated[tuple[Chosen, ...], Listed, Field(min_length=1, max_length=MOST_STRESSES), AfterValidator(_differ)]
        | None
    ) = None
    """Ids of shipped stresses, and stresses of one's own; omitted, every shipped one."""
    trials: Annotated[int, Field(ge=2, le=MOST_TRIALS), WHOLE] = 50
    """Trials of the design in each future."""
    variance_level: VarianceLevel = "medium"
    """How different the trials are, as in a Monte Carlo run."""
    constraints: Annotated[tuple[Constraint, ...], Listed, Field(max_length=MOST_CONSTRAINTS)] = ()
    """What has to hold in every future."""

    @property
    def futures(self) -> tuple[Stress, ...]:
        """The stresses in the order of the request."""
        chosen = self.stresses or tuple(shipped_stresses())
        return tuple(shipped_stresses()[stress] if isinstance(stress, str) else stress for stress in chosen)

    @property
    def monte_carlo(self) -> MonteCarloParams:
        """The trials of each future."""
        return MonteCarloParams(num_trials=self.trials, variance_level=self.variance_level, include_trials=False)


@dataclass(frozen=True)
class StressPlan:
    """The design as it is, then in each future; a chunk is some of these."""

    base: Request
    params: StressParams
    months: int
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "stress"

    @cached_property
    def spec(self) -> SimulationSpec:
        """The economy of each trial of the base."""
        return trial_spec(SimulationSpec.model_validate(self.base), self.params.monte_carlo)

    @cached_property
    def futures(self) -> list[SimulationSpec | ConfigError]:
        """The base, then each stress's economy, or why there is none."""
        effective = self.spec.effective()
        return [self.spec, *(_future(stress, effective) for stress in self.params.futures)]

    @cached_property
    def draws(self) -> HolderDraws:
        """The holders that all futures have in common."""
        return HolderDraws()

    @property
    def trials(self) -> int:
        """Futures, the base's included: what progress counts."""
        return 1 + len(self.params.futures)

    @cached_property
    def fingerprint(self) -> str:
        """The request as it was written, and what is asked of it."""
        stresses = [stress.model_dump(mode="json", exclude_unset=True) for stress in self.params.futures]
        params = self.params.model_dump(mode="json", exclude={"stresses"})
        return digest(self.kind, ENGINE_VERSION, self.row_budget, request_bytes(self.base, stresses, params))

    @property
    def chunks(self) -> Sequence[Chunk]:
        """One future each."""
        return tuple((place, place + 1) for place in range(self.trials))

    @property
    def work(self) -> int:
        """Every month of every row of every trial, were all futures as large as the base."""
        return self.spec.rows(self.row_budget) * self.months * self.params.trials * self.trials

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> list[Assessment]:
        """Some futures at once; one that cannot be is data."""
        futures = self.futures[slice(*chunk)]
        possible = [future for future in futures if isinstance(future, SimulationSpec)]
        runs = iter(assess(possible, self.params.trials, self.row_budget, on_month, self.draws) if possible else [])
        return [
            next(runs)
            if isinstance(future, SimulationSpec)
            else Assessment(None, (), self.params.trials, (), f"{future}.")
            for future in futures
        ]

    def reduce(self, parts: Sequence[Sequence[Assessment]], seconds: float, created_at: datetime) -> bytes:
        """A row a future, the worst first. Raises RunsFailedError where the base itself fails."""
        base, *runs = [run for part in parts for run in part]
        if base.figures is None:
            raise RunsFailedError(base.failed, self.params.trials, str(base.message))
        rows = [self._row(place, run, base) for place, run in enumerate(runs)]
        total = self.trials * self.params.trials
        failed = sum(run.failed for run in (base, *runs))
        return orjson.dumps(
            {
                "figures": list(base.figures),
                "base": {"figures": base.figures, "breaks": self._breaks(base), "median_price": base.median_price},
                "rows": sorted(rows, key=_severity),
                "total_runs": total,
                "completed_runs": total - failed,
                "failed_runs": failed,
                "warnings": base.warnings,
                "execution_time_seconds": seconds,
                "config": {"base": self.spec.effective()} | self.params.model_dump(mode="json"),
                "manifest": manifest(self.spec, created_at) | {"config_hash": self.fingerprint},
            }
        )

    def partial(self, parts: Sequence[Sequence[Assessment]]) -> None:
        """The order of the futures is known at the end."""

    def _row(self, place: int, run: Assessment, base: Assessment) -> dict[str, Any]:
        stress, spec = self.params.futures[place], self.futures[1 + place]
        description = {name: getattr(stress, name) for name in ("id", "title", "sentence", "source")}
        return description | {
            "figures": run.figures,
            "change": None if run.figures is None else _change(run.figures, base.figures or {}),
            "months_to_recover": months_to_recover(np.array(run.median_price), np.array(base.median_price)),
            "breaks": self._breaks(run),
            "median_price": run.median_price,
            "no_effect": run.figures == base.figures,
            "error": run.message,
            "request": spec.effective() if isinstance(spec, SimulationSpec) else None,
        }

    def _breaks(self, run: Assessment) -> list[str]:
        """A sentence for each constraint that the design does not keep."""
        figures = run.figures
        breaches = [] if figures is None else [constraint.breach(figures) for constraint in self.params.constraints]
        return [sentence for sentence in breaches if sentence is not None]


def _future(stress: Stress, effective: Request) -> SimulationSpec | ConfigError:
    try:
        return stress.applied_to(effective)
    except ConfigError as error:
        return error


def _change(figures: Mapping[str, Spread], base: Mapping[str, Spread]) -> dict[str, float | None]:
    """Mean of each figure less the base's; null where either has none."""
    return {name: _less(spread["mean"], base[name]["mean"]) for name, spread in figures.items() if name in base}


def _less(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other


def months_to_recover(price: Floats, base: Floats) -> int | None:
    """Months from where the median price first falls 5 % below the base's to where it is back for good.

    0 where it never falls so far, none where it is not back by the end.
    """
    months = min(len(price), len(base))
    below = price[:months] < RECOVERED * base[:months]
    if not below.any():
        return 0 if months else None
    last = months - int(below[::-1].argmax())
    return None if last == months else last - int(below.argmax())


def _severity(row: Mapping[str, Any]) -> tuple[int, float]:
    """The lower the median final price the worse; what could not be run comes last."""
    return (1, 0.0) if row["figures"] is None else (0, row["figures"]["final_price"]["p50"])
