"""Requests and responses of studies: comparison, sweep, sensitivity."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic_core.core_schema import CoreSchema, no_info_wrap_validator_function

from app.abm.core.errors import ConfigError, FieldProblem, Location
from app.abm.core.params import FieldError, Params, field_problems
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.comparison import CROSSED_TRIALS, ComparisonPlan
from app.abm.studies.estimate import Estimate, estimate, estimate_variants
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.sensitivity import SensitivityParams, SensitivityPlan
from app.abm.studies.sweep import SweepParams, SweepPlan
from app.abm.studies.variant import Request, SweptParameter, Values, variant
from app.models.abm_request import SimulateRequest
from app.models.abm_response import Provenance

_TRIED_POSITIONS = (0.0, 1.0, 0.382)
"""Positions between its bounds at which a parameter is tried out; the last one finds whole-number fields."""


class CompareRequest(Params):
    """Two economies to compare under the same chance."""

    a: SimulateRequest
    """The economy as it is."""
    b: SimulateRequest
    """The economy with the change."""
    monte_carlo: MonteCarloParams = Field(default_factory=MonteCarloParams)
    """Trials of both."""
    cross_check: bool = True
    """Run some trials of both under the other market model, too, and warn where it orders them the other way round."""

    @model_validator(mode="after")
    def _has_trials_beside(self) -> Self:
        for name, side in (("a", self.a), ("b", self.b)):
            if side.trials is not None:
                raise FieldError((name, "monte_carlo"), "stands beside a and b: the trials are those of both")
        if not self.monte_carlo.enabled:
            raise FieldError(("monte_carlo", "enabled"), "cannot be false: a comparison is made of trials")
        return self

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of all trials if both economies were as large as a, and if they were as large as b."""
        trials = self.monte_carlo.num_trials
        runs = 2 * trials + (2 * min(trials, CROSSED_TRIALS) if self.cross_check else 0)
        return [estimate(side, row_budget, runs, workers) for side in (self.a, self.b)]

    def plan(self, row_budget: int) -> ComparisonPlan:
        """The plan of the comparison."""
        return ComparisonPlan(self.a, self.b, self.monte_carlo, row_budget, cross_check=self.cross_check)


class AsWritten:
    """Annotation of the base of a study: validated as a request, and kept as the client wrote it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_wrap_validator_function(_as_written, handler.generate_schema(SimulateRequest))


def _as_written(base: Any, validate: Callable[[Any], SimulateRequest]) -> Request:
    try:
        request = validate(base)
    except ValidationError as error:
        first = field_problems(error, SimulateRequest)[0]
        raise FieldError(first.location, first.message) from None
    if request.trials is not None:
        raise FieldError(("monte_carlo",), "must be left out: a study runs each variant once")
    return {name: value for name, value in base.items() if name != "monte_carlo"}


class Study(Params):
    """A study, which varies the numbers of one request."""

    base: Annotated[Request, AsWritten]
    """The request whose numbers are varied."""

    @cached_property
    def spec(self) -> SimulationSpec:
        """The specification of the base."""
        return SimulationSpec.model_validate(self.base)

    @property
    def seeded(self) -> Request:
        """The base with an explicit seed, so that every variant has the same holders."""
        return self.base | {"abm": (self.base.get("abm") or {}) | {"seed": self.spec.seed}}

    def largest(self, parameters: Sequence[SweptParameter]) -> Iterator[SimulationSpec]:
        """The base, and its variants with every parameter at a bound: no variant between them costs more."""
        yield self.spec
        for values in itertools.product(*(parameter.bounds for parameter in parameters)):
            with suppress(ConfigError):
                yield variant(self.base, parameters, values)

    def try_out(self, parameters: Sequence[SweptParameter], values: Values) -> None:
        """Raises ConfigError, located at a parameter, where the base with these values is no valid request."""
        try:
            variant(self.base, parameters, values)
        except ConfigError as error:
            raise ConfigError([_at_parameter(problem, parameters) for problem in error.problems]) from None


def _at_parameter(problem: FieldProblem, parameters: Sequence[SweptParameter]) -> FieldProblem:
    """The problem of a variant, located at the parameter that causes it."""
    if problem.location[0] == "parameters":
        return problem
    path = tuple(map(str, problem.location))
    causes = [index for index, parameter in enumerate(parameters) if parameter.meets(path)]
    location: Location = ("parameters", *causes[:1])
    if problem.kind == "extra_forbidden":
        return FieldProblem((*location, "pointer"), f"leads to an {problem.message}", "value_error")
    return FieldProblem(location, f"makes a request that is wrong: {problem}", "value_error")


class SweepRequest(Study, SweepParams):
    """Many variants of one request."""

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of all runs, for each of the largest variants."""
        runs = len(self.points())
        return [estimate_variants(spec, row_budget, runs, workers) for spec in self.largest(self.parameters)]

    def plan(self, row_budget: int) -> SweepPlan:
        """The plan of the sweep. Raises ConfigError where a pointer leads nowhere, or the first variant is invalid."""
        params = SweepParams(**{name: getattr(self, name) for name in SweepParams.model_fields})
        plan = SweepPlan(self.seeded, params, self.spec.horizon, row_budget)
        self.try_out(params.parameters, plan.points[0])
        return plan


class SensitivityRequest(Study, SensitivityParams):
    """Which numbers of a request matter for one of its figures."""

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of all runs, for each of the largest variants."""
        return [estimate_variants(spec, row_budget, self.runs, workers) for spec in self.largest(self.parameters)]

    def plan(self, row_budget: int) -> SensitivityPlan:
        """The plan of the study. Raises ConfigError where a pointer leads nowhere, or a variant may be invalid."""
        params = SensitivityParams(**{name: getattr(self, name) for name in SensitivityParams.model_fields})
        for values in zip(*(parameter.between(_TRIED_POSITIONS) for parameter in params.parameters), strict=True):
            self.try_out(params.parameters, values)
        return SensitivityPlan(self.seeded, params, self.spec.horizon, row_budget)


class Difference(BaseModel):
    """One figure of B less that of A, trial by trial."""

    mean_a: float
    mean_b: float
    mean_difference: float
    mean_difference_ci95: list[float]
    std_difference: float
    p10_difference: float
    p50_difference: float
    p90_difference: float
    probability_b_beats_a: float = Field(description="Part of the trials in which B is better; a tie counts half.")
    better: Literal["more", "less"]
    noise_left_by_pairing: float = Field(description="Spread of the difference over that of unpaired trials.")


class PairedTrial(BaseModel):
    """The same trial of both."""

    trial_index: int
    seed: int
    a: dict[str, float]
    b: dict[str, float]


class CrossCheck(BaseModel):
    """The same difference under the other market model."""

    model: str
    trials: int
    agrees: bool = Field(description="Whether it orders the two the same way by every figure.")
    figures: dict[str, Difference]
    warnings: list[str] = Field(description="A sentence for each figure by which it does not.")


class CompareResponse(BaseModel):
    """What difference the change makes."""

    trials: list[PairedTrial]
    figures: dict[str, Difference]
    num_trials: int
    failed_trials: int
    cross_check: CrossCheck | None = Field(
        description="Null where it is off, or the models are not eoe or amm on both sides."
    )
    warnings: list[str]
    execution_time_seconds: float
    config: dict[str, Any]
    manifest: Provenance


class SweepResponse(BaseModel):
    """One row a run."""

    rows: list[dict[str, Any]] = Field(description="`run`, each parameter, each figure, `error`.")
    parameters: list[str]
    figures: list[str]
    num_runs: int
    failed_runs: int
    warnings: list[str] = Field(description="What the first run was given and has no effect.")
    execution_time_seconds: float
    config: dict[str, Any]
    manifest: Provenance


class SensitivityResponse(BaseModel):
    """How much of a figure each parameter explains."""

    method: Literal["morris", "sobol"]
    figure: str
    indices: list[dict[str, Any]] = Field(description="`parameter`, and its indices with 95 % half-widths.")
    mean: float
    std: float
    num_runs: int
    warnings: list[str] = Field(description="What the first run was given and has no effect.")
    execution_time_seconds: float
    config: dict[str, Any]
    manifest: Provenance
