"""Studies of a request: comparisons, sweeps, sensitivity."""

import itertools
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

from app.abm.core.errors import ConfigError
from app.abm.core.params import FieldError, Params, field_problems
from app.abm.engine.comparison import ComparisonPlan
from app.abm.engine.monte_carlo import MonteCarloParams
from app.abm.engine.sensitivity import SensitivityParams, SensitivityPlan
from app.abm.engine.spec import SimulationSpec
from app.abm.engine.sweep import Request, SweepParams, SweepPlan, SweptParameter, Values, variant
from app.models.abm_request import SimulateRequest, with_profiles_in_place
from app.models.abm_response import Provenance


class CompareRequest(Params):
    """Two economies to compare under the same chance."""

    a: SimulateRequest
    """The economy as it is."""
    b: SimulateRequest
    """The economy with the change."""
    monte_carlo: MonteCarloParams = Field(default_factory=MonteCarloParams)
    """Trials of both."""

    @property
    def specs(self) -> tuple[SimulationSpec, ...]:
        """What is run."""
        return self.a.spec, self.b.spec

    @property
    def num_runs(self) -> int:
        """Trials of the larger of the two, which bounds the other's."""
        return 2 * self.monte_carlo.num_trials

    def plan(self, row_budget: int) -> ComparisonPlan:
        """What is to be run."""
        return ComparisonPlan(self.a.spec, self.b.spec, self.monte_carlo, row_budget)


class _Study(Params):
    base: Annotated[dict[str, Any], BeforeValidator(with_profiles_in_place)]
    """The request whose numbers are varied."""

    @model_validator(mode="after")
    def _base_is_a_request(self) -> Self:
        try:
            SimulationSpec.model_validate(self.base)
        except ValidationError as error:
            first = field_problems(error, SimulationSpec, ("base",))[0]
            raise FieldError(first.location, first.message) from None
        return self

    @property
    def spec(self) -> SimulationSpec:
        """What is run, before anything is varied."""
        return SimulationSpec.model_validate(self.base)

    def corners(self, parameters: Sequence[SweptParameter]) -> tuple[SimulationSpec, ...]:
        """The base, and it with every parameter at its least or greatest value: nothing between them costs more."""
        found = [self.spec]
        for values in itertools.product(*(parameter.bounds for parameter in parameters)):
            with suppress(ConfigError):
                found.append(variant(self.base, parameters, values))
        return tuple(found)

    @property
    def seeded(self) -> dict[str, Any]:
        """The base with its seed said: every variant shall have the same holders."""
        return self.base | {"abm": (self.base.get("abm") or {}) | {"seed": self.spec.seed}}


def _try_out(base: Request, parameters: Sequence[SweptParameter], values: Values) -> None:
    """Raises ConfigError that names the parameters where the request with these values is none."""
    try:
        variant(base, parameters, values)
    except ConfigError as error:
        raise ConfigError.at(("parameters",), f"make a request that is wrong: {error}") from None


class SweepRequest(_Study, SweepParams):
    """Many variants of one request."""

    @property
    def specs(self) -> tuple[SimulationSpec, ...]:
        """The economies whose cost bounds each run's."""
        return self.corners(self.parameters)

    @property
    def num_runs(self) -> int:
        """Runs in all."""
        return len(self.points())

    def plan(self, row_budget: int) -> SweepPlan:
        """What is to be run. Raises ConfigError where a pointer leads nowhere."""
        params = SweepParams(**{name: getattr(self, name) for name in SweepParams.model_fields})
        plan = SweepPlan(self.seeded, params, self.spec.horizon, row_budget)
        _try_out(self.base, params.parameters, plan.points[0])
        return plan


class SensitivityRequest(_Study, SensitivityParams):
    """Which numbers of a request matter for one of its figures."""

    @property
    def specs(self) -> tuple[SimulationSpec, ...]:
        """The economies whose cost bounds each run's."""
        return self.corners(self.parameters)

    @property
    def num_runs(self) -> int:
        """Runs in all."""
        return self.runs

    def plan(self, row_budget: int) -> SensitivityPlan:
        """What is to be run. Raises ConfigError where a pointer leads nowhere."""
        params = SensitivityParams(**{name: getattr(self, name) for name in SensitivityParams.model_fields})
        plan = SensitivityPlan(self.seeded, params, self.spec.horizon, row_budget)
        for corner in (0, 1):
            _try_out(self.base, params.parameters, tuple(parameter.bounds[corner] for parameter in params.parameters))
        return plan


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


class CompareResponse(BaseModel):
    """What difference the change makes."""

    trials: list[PairedTrial]
    figures: dict[str, Difference]
    num_trials: int
    failed_trials: int
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
    execution_time_seconds: float
    config: dict[str, Any]
    manifest: Provenance
