"""Many variants of one request: a grid or a Latin hypercube over some of its numbers."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, Protocol, Self, TypeAlias, TypeVar

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.errors import ConfigError, LedgerError, NumberRangeError
from app.abm.core.params import WHOLE, FieldError, Listed, Params
from app.abm.core.streams import MAX_SEED, latin_hypercubes, stream_keys
from app.abm.engine.designs import Designs
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import ENGINE_VERSION, SimulationSpec
from app.abm.reports.advice import input_warnings
from app.abm.reports.key_figures import key_figures
from app.abm.reports.run_report import json_bytes, manifest
from app.abm.studies.designs import Batches
from app.abm.studies.plan import Chunk, JobKind, digest, request_bytes
from app.abm.studies.variant import Request, SweptParameter, Values, Variants, variant

MOST_RUNS = 10_000
MOST_PARAMETERS = 6
STEPS_AT_ONCE = 2**23
"""Agent-steps of a chunk of a small study: some 80 ms, so that threads share its runs."""

MOST_STEPS_AT_ONCE = 2**25
"""Agent-steps of a chunk of the largest study: a third of a second, for which a small run may have to wait."""

CHUNKS = 8
"""Chunks of a study between these: runs of one structure are faster, the more of them share a batch."""

STEPS_OF_A_RUN = 35_000
"""Agent-steps that take as long as reading a variant and drawing its holders."""

FIGURES = (
    "final_price",
    "price_change_pct",
    "max_drawdown_pct",
    "min_price",
    "average_price",
    "total_tokens_sold",
    "max_sell_tokens",
    "max_sell_month",
    "final_circulating_supply",
    "total_staked",
    "total_tokens_burned",
    "fiat_balance",
)
"""Figures of each run; staking and treasury figures are 0 where they are off."""


def _distinct(parameters: tuple[SweptParameter, ...]) -> tuple[SweptParameter, ...]:
    taken = {"run", "error", *FIGURES}
    for index, parameter in enumerate(parameters):
        if parameter.column in taken:
            raise FieldError((index, "name"), "is the name of another column of the table")
        if any(parameter.meets(other.parts) for other in parameters[:index]):
            raise FieldError((index, "pointer"), "leads to what another parameter varies")
        taken.add(parameter.column)
    return parameters


Parameters = Annotated[
    tuple[SweptParameter, ...],
    Listed,
    Field(min_length=1, max_length=MOST_PARAMETERS),
    AfterValidator(_distinct),
]


class SweepParams(Params):
    """Which numbers are varied, and how."""

    parameters: Parameters
    """At most six numbers of the request."""
    method: Literal["grid", "latin_hypercube"] = "grid"
    """Every combination, or a Latin hypercube of `samples` points."""
    samples: Annotated[int, Field(ge=2, le=MOST_RUNS), WHOLE] = 100
    """Points of a Latin hypercube."""
    seed: Annotated[int, Field(ge=0, le=MAX_SEED), WHOLE] = 0
    """Seed of the Latin hypercube; the runs themselves keep the request's."""

    @model_validator(mode="after")
    def _is_not_too_large(self) -> Self:
        if self.method == "grid" and math.prod(len(parameter.grid) for parameter in self.parameters) > MOST_RUNS:
            raise FieldError(("parameters",), f"make a grid of more than {MOST_RUNS:,} runs; take fewer steps")
        return self

    def points(self) -> list[Values]:
        """The values of each run."""
        if self.method == "grid":
            return list(itertools.product(*(parameter.grid for parameter in self.parameters)))
        keys = stream_keys(np.array([self.seed], dtype=np.uint64), "sweep")
        unit = latin_hypercubes(keys, len(self.parameters), self.samples)[:, 0]
        columns = [parameter.between(row) for parameter, row in zip(self.parameters, unit.tolist(), strict=True)]
        return list(zip(*columns, strict=True))


@dataclass(frozen=True, slots=True)
class SweptRun:
    """One run of a sweep, reduced to its figures; a run that failed has a message instead."""

    values: Values
    figures: Mapping[str, float] | None
    message: str | None = None


Outcome: TypeAlias = dict[str, float] | str
"""The `FIGURES` of a run, or why it failed."""


def run_variants(
    request: Request,
    parameters: Sequence[SweptParameter],
    points: Sequence[Values],
    row_budget: int,
    on_month: OnMonth | None = None,
) -> list[SweptRun]:
    """Run some variants in batches; one that is invalid or fails has a message in place of figures."""
    variants, specs, outcomes = Variants(request, parameters), dict[int, SimulationSpec](), dict[int, Outcome]()
    for place, values in enumerate(points):
        if on_month is not None:
            on_month(0, 1)
        spec = _valid_variant(variants, values, row_budget)
        if isinstance(spec, SimulationSpec):
            specs[place] = spec
        else:
            outcomes[place] = f"{spec}."

    def run_alone(spec: SimulationSpec, on_month: OnMonth | None) -> Outcome:
        designs = Designs.single(spec, row_budget)
        try:
            loop = ABMSimulationLoop(designs)
            loop.run(on_month)
        except (LedgerError, NumberRangeError) as error:
            return f"{error}."
        return figures_of(designs, loop)[0]

    runs = Batches(row_budget, 1, figures_of, run_alone)
    outcomes |= zip(specs, runs.run(list(specs.values()), on_month), strict=True)
    return [_swept(values, outcomes[place]) for place, values in enumerate(points)]


def _valid_variant(variants: Variants, values: Values, row_budget: int) -> SimulationSpec | ConfigError:
    """The variant with these values, or why it is invalid."""
    try:
        spec = variants.at(values)
        spec.cohorts(row_budget)
    except ConfigError as error:
        return error
    return spec


def figures_of(designs: Designs, loop: ABMSimulationLoop) -> list[Outcome]:
    """The `FIGURES` of each trial of a batch; a figure of a part that is off, or that is undefined, is 0."""
    columns = {name: np.asfortranarray(values) for name, values in loop.result().columns.items()}
    abm, zero = designs.first.abm, np.zeros(len(designs.seeds))
    figures = key_figures(designs.first, columns.__getitem__, designs.opening) | {
        "total_staked": columns["total_staked"][-1] if abm.enable_staking else zero,
        "total_tokens_burned": columns["tokens_burned"].sum(axis=0) if abm.enable_treasury else zero,
        "fiat_balance": columns["treasury_fiat"][-1] if abm.enable_treasury else zero,
    }
    table = np.stack([figures[name] for name in FIGURES], axis=1)
    rows = np.where(np.isnan(table), 0.0, table).tolist()
    return [dict(zip(FIGURES, row, strict=True)) for row in rows]


def _swept(values: Values, outcome: Outcome) -> SweptRun:
    return SweptRun(values, None, outcome) if isinstance(outcome, str) else SweptRun(values, outcome)


class VariantsParams(Protocol):
    """Which numbers of a request are varied, and the points of the runs."""

    @property
    def parameters(self) -> Sequence[SweptParameter]:
        """The numbers."""

    @property
    def seed(self) -> int:
        """Seed of the points."""

    def points(self) -> list[Values]:
        """The values of each run."""

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """As plain JSON."""


Study = TypeVar("Study", bound=VariantsParams)


@dataclass(frozen=True)
class VariantsPlan(Generic[Study]):
    """Runs of variants of one request; how they are reduced is the study's own."""

    request: Request
    params: Study
    months: int
    row_budget: int = DEFAULT_ROW_BUDGET

    @cached_property
    def points(self) -> list[Values]:
        """The values of each run."""
        return self.params.points()

    @property
    def trials(self) -> int:
        """Runs in all."""
        return len(self.points)

    @cached_property
    def fingerprint(self) -> str:
        """The request as it was written, and what is varied."""
        payload = request_bytes(self.request, self.params.model_dump(mode="json"))
        return digest(type(self).__name__, ENGINE_VERSION, self.row_budget, payload)

    @cached_property
    def chunks(self) -> Sequence[Chunk]:
        """Equally many runs each; the larger a run, the fewer."""
        rows = SimulationSpec.model_validate(self.request).rows(self.row_budget)
        steps = self.months * rows + STEPS_OF_A_RUN
        most = max(min(max(STEPS_AT_ONCE // steps, self.trials // CHUNKS), MOST_STEPS_AT_ONCE // steps), 1)
        count = -(-self.trials // most)
        return tuple(itertools.pairwise(self.trials * cut // count for cut in range(count + 1)))

    @property
    def work(self) -> int:
        """Every month of every row of every run, were they all as the request says."""
        return SimulationSpec.model_validate(self.request).rows(self.row_budget) * self.months * self.trials

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> list[SweptRun]:
        """A range of runs; it reports progress, and can be stopped, between two months."""
        points = self.points[slice(*chunk)]
        return run_variants(self.request, self.params.parameters, points, self.row_budget, on_month)

    def partial(self, parts: Sequence[list[SweptRun]]) -> None:
        """A study of variants has no partial results."""

    def provenance(self, seconds: float, created_at: datetime) -> dict[str, Any]:
        """Warnings, configuration, manifest and time of the study's result."""
        base = SimulationSpec.model_validate(self.request)
        first = variant(self.request, self.params.parameters, self.points[0])
        return {
            "warnings": [advice.message for advice in input_warnings(first)],
            "execution_time_seconds": seconds,
            "config": {"base": base.effective()} | self.params.model_dump(mode="json"),
            "manifest": manifest(base, created_at) | {"config_hash": self.fingerprint, "seed": self.params.seed},
        }


@dataclass(frozen=True)
class SweepPlan(VariantsPlan[SweepParams]):
    """The runs of a sweep."""

    params: SweepParams
    kind: JobKind = "sweep"

    def reduce(self, parts: Sequence[list[SweptRun]], seconds: float, created_at: datetime) -> bytes:
        """One row a run."""
        runs = [run for part in parts for run in part]
        columns = [parameter.column for parameter in self.params.parameters]
        counts = {"num_runs": len(runs), "failed_runs": sum(run.figures is None for run in runs)}
        heads = {"parameters": columns, "figures": FIGURES}
        return json_bytes({"rows": table_rows(columns, runs)}, heads | counts | self.provenance(seconds, created_at))


def table_rows(columns: Sequence[str], runs: Sequence[SweptRun]) -> Iterator[dict[str, Any]]:
    """Parameters and figures of each run; figures are null where a run failed."""
    for index, run in enumerate(runs):
        figures = run.figures if run.figures is not None else dict.fromkeys(FIGURES)
        yield {"run": index, **dict(zip(columns, run.values, strict=True)), **figures, "error": run.message}
