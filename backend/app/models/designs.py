"""Requests and responses of studies of designs: stress test, optimisation, calibration."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from app.abm.core.errors import ConfigError, FieldProblem, Location
from app.abm.core.params import FieldError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.calibrate import CalibrateParams, CalibratePlan
from app.abm.studies.estimate import Estimate, altogether, estimate, estimate_variants
from app.abm.studies.futures import Stress
from app.abm.studies.levers import moved
from app.abm.studies.objectives import Objective, OptimizeParams
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.stress import StressParams, StressPlan
from app.abm.studies.trial_figures import Constraint, check_figures
from app.abm.studies.variant import spec_of
from app.models.abm_response import Provenance
from app.models.studies import Study
from app.tables.prices import with_monthly_closes

BETWEEN, NOT_WHOLE = 0.382, ("int_type", "int_from_float")
"""Where in a lever's range fields that take whole numbers are found, and the kinds of problem they have there."""
NEEDS_WHOLE = "must be true, or step a whole number: the field takes no other"


def _figures_of(field: str, goals: Sequence[Objective | Constraint]) -> list[tuple[Location, str]]:
    """The figures that objectives or constraints name, with the locations of their names in the request."""
    return [((field, index, "figure"), goal.figure) for index, goal in enumerate(goals)]


class FigureOfTrials(BaseModel):
    """A figure over the trials that have it; null where none has."""

    mean: float | None
    p10: float | None
    p50: float | None
    p90: float | None
    low: float | None = Field(description="Where the 95 % interval of the mean begins.")
    high: float | None = Field(description="Where it ends.")


class StressRequest(Study, StressParams):
    """One design, and the futures it is to meet."""

    @model_validator(mode="after")
    def _figures_exist(self) -> Self:
        check_figures(self.spec, _figures_of("constraints", self.constraints))
        return self

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of the trials of all futures together."""
        futures = [future for future in self._unchecked(row_budget).futures if isinstance(future, SimulationSpec)]
        return [altogether([estimate(future, row_budget, self.trials, workers) for future in futures])]

    def plan(self, row_budget: int) -> StressPlan:
        """The plan of the test. Raises ConfigError where a stress of the client's own makes the base invalid."""
        plan = self._unchecked(row_budget)
        for index, (stress, future) in enumerate(zip(self.stresses or (), plan.futures[1:], strict=False)):
            if isinstance(stress, Stress) and isinstance(future, ConfigError):
                message = f"makes a request that is wrong: {future.problems[0]}"
                raise ConfigError.at(("stresses", index, "patch"), message)
        return plan

    def _unchecked(self, row_budget: int) -> StressPlan:
        params = StressParams(**{name: getattr(self, name) for name in StressParams.model_fields})
        return StressPlan(self.seeded, params, self.spec.horizon, row_budget)


class OptimizeRequest(Study, OptimizeParams):
    """A design, what of it may be moved, and what is wanted."""

    @model_validator(mode="after")
    def _figures_exist(self) -> Self:
        figures = _figures_of("objectives", self.objectives) + _figures_of("constraints", self.constraints)
        check_figures(self.spec, figures)
        return self

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of the search for each of the largest designs: time on one thread, memory on all that share it."""
        trials, generations = self.trials * self.size, self.designs / self.size
        return [
            replace(
                estimate(spec, row_budget, trials, workers),
                trials=self.designs * self.trials,
                work=spec.rows(row_budget) * spec.horizon * self.designs * self.trials,
                seconds=estimate(spec, row_budget, trials, 1).seconds * generations,
            )
            for spec in self._largest()
        ]

    def plan(self, row_budget: int) -> OptimizePlan:
        """The plan of the search. Raises ConfigError where a lever leads nowhere, or is invalid at both of its ends."""
        for index, lever in enumerate(self.levers):
            low, high, between = (self._problem(index, lever.value(part)) for part in (0.0, 1.0, BETWEEN))
            if low is not None and high is not None:
                raise ConfigError([replace(low, kind="value_error")])
            if between is not None and between.kind in NOT_WHOLE:
                raise ConfigError.at(("levers", index, "whole"), NEEDS_WHOLE)
        params = OptimizeParams(**{name: getattr(self, name) for name in OptimizeParams.model_fields})
        return OptimizePlan(self.seeded, params, self.spec.horizon, row_budget)

    def _largest(self) -> Iterator[SimulationSpec]:
        """The base, and the valid designs with every lever at an end: no design between them costs more."""
        yield self.spec
        for values in itertools.product(*((lever.value(0.0), lever.value(1.0)) for lever in self.levers)):
            with suppress(ConfigError):
                yield spec_of(moved(self.base, self.levers, values, self.keep_shares))

    def _problem(self, index: int, value: float) -> FieldProblem | None:
        """What is wrong with the design in which one lever is moved, as a problem of that lever."""
        try:
            changed = moved(self.base, self.levers[index : index + 1], (value,), self.keep_shares)
        except ConfigError:
            return FieldProblem(self._pointer_of(index), "leads nowhere in the request", "value_error")
        try:
            spec_of(changed)
        except ConfigError as error:
            first = error.problems[0]
            if first.kind == "extra_forbidden":
                return FieldProblem(self._pointer_of(index), f"leads to an {first.message}", first.kind)
            return FieldProblem(("levers", index), f"makes a request that is wrong: {first}", first.kind)
        return None

    def _pointer_of(self, index: int) -> Location:
        """Where a lever says what it moves."""
        return ("levers", index, "pointer" if self.levers[index].pointer else "pointers")


class StudyOutcome(BaseModel):
    """What every study of designs says besides its findings."""

    total_runs: int = Field(description="Trials of everything that was run, a base included.")
    completed_runs: int
    failed_runs: int
    warnings: list[str]
    execution_time_seconds: float
    config: dict[str, Any]
    manifest: Provenance


class OptimizedDesign(BaseModel):
    """A design that was tried."""

    design: int = Field(description="In the order of trying; 0 is the design as it is.")
    levers: dict[str, float | None] = Field(description="Where each lever stands; null where nothing is written.")
    figures: dict[str, FigureOfTrials] | None = Field(description="Null where the design could not be run.")
    changed: str = Field(description="What differs from the design as it is, in words.")
    breaks: list[str] = Field(description="A sentence for each constraint that does not hold; none on the front.")
    error: str | None
    request: dict[str, Any] = Field(description="The design as a request, ready to post.")


class OptimizeResponse(StudyOutcome):
    """Every design tried that keeps the constraints and that no other beats in all objectives."""

    front: list[OptimizedDesign] = Field(description="At most 100, best first by the first objective.")
    start: OptimizedDesign
    levers: list[str]
    objectives: list[dict[str, Any]]
    generations: int
    designs_run: int
    stopped_early: bool = Field(description="Nothing got better for some generations, or nothing was left to try.")
    hypervolumes: list[float] = Field(description="What the front dominates after each generation.")


class CalibrateRequest(Study, CalibrateParams):
    """A design, and the prices that its token had."""

    @model_validator(mode="before")
    @classmethod
    def _with_monthly_closes(cls, request: Any) -> Any:
        return with_monthly_closes(request) if isinstance(request, dict) else request

    @model_validator(mode="after")
    def _demand_moves_the_price(self) -> Self:
        if self.spec.abm.pricing_model in ("constant", "issuance_curve"):
            raise FieldError(("base", "abm", "pricing_model"), "has prices that no buyer moves: they tell nothing")
        if self.spec.abm.enable_volume:
            message = "cannot be fitted: a demand given as trading volume has no such parameters; give abm.demand"
            raise FieldError(("base", "abm", "enable_volume"), message)
        if not self.spec.launch.first_float:
            raise FieldError(("base", "buckets"), "unlock no token at all: there is nothing that could have a price")
        return self

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of the runs, one after the other."""
        return [estimate_variants(self.spec, row_budget, self.plan(row_budget).runs, 1)]

    def plan(self, row_budget: int) -> CalibratePlan:
        """The plan of the fit. Raises ConfigError, located at the entry of the history that is wrong."""
        params = CalibrateParams(**{name: getattr(self, name) for name in CalibrateParams.model_fields})
        plan = CalibratePlan(self.seeded, params, self.spec.horizon, row_budget)
        _ = plan.closes  # computed here, so that a wrong history is refused
        try:
            spec_of(plan.known)
        except ConfigError as error:
            problems = [replace(problem, location=("base", *problem.location)) for problem in error.problems]
            raise ConfigError(problems) from None
        return plan


class PriorOfParameter(BaseModel):
    """What real launches had in common, with a 90 % interval."""

    value: float
    low: float
    high: float


class FittedParameter(BaseModel):
    """A parameter with a 90 % interval."""

    name: str
    meaning: str
    estimate: float
    low: float
    high: float
    prior: PriorOfParameter
    learnt: float = Field(description="Part of the prior's variance that the history took away, 0 … 1.")


class FittedMonth(BaseModel):
    """A close beside the fitted path."""

    month: int
    date: date
    close: float | None
    fitted: float


class HonestTest(BaseModel):
    """Errors, log points, over months that the tested fit has not seen."""

    trained_months: int
    tested_months: int
    errors: dict[str, float] = Field(description="`model`, `random_walk`, `market_over_float`.")
    beats_random_walk: bool
    beats_market_over_float: bool
    words: str


class CalibrateResponse(StudyOutcome):
    """What a token's own history says of its demand; not a forecast."""

    parameters: list[FittedParameter]
    request: dict[str, Any] = Field(description="The design with the fitted demand; a run of it is the fitted path.")
    volatility: float = Field(description="σ for trials: `abm.demand.volatility`.")
    rows: list[FittedMonth]
    test: HonestTest | None = Field(description="Null where the history is too short to keep a part of it back.")
    words: list[str]


class StressedBase(BaseModel):
    """The design as it is."""

    figures: dict[str, FigureOfTrials]
    breaks: list[str]
    median_price: list[float] = Field(description="Median price of each month.")


class StressedDesign(BaseModel):
    """The design in one future."""

    id: str
    title: str
    sentence: str
    source: str
    figures: dict[str, FigureOfTrials] | None = Field(description="Null where the design could not be run.")
    change: dict[str, float | None] | None = Field(description="Mean of each figure less the base's.")
    months_to_recover: int | None = Field(
        description="Months the median price spends until it is back within 5 % of the base's for good; 0 where it "
        "never leaves, null where it is not back by the end."
    )
    breaks: list[str] = Field(description="A sentence for each constraint that does not hold.")
    median_price: list[float] = Field(description="Median price of each month.")
    no_effect: bool = Field(description="The stress changes no figure of this design.")
    error: str | None
    request: dict[str, Any] | None = Field(description="The future as a request, ready to post.")


class StressResponse(StudyOutcome):
    """What each future does to the design, the worst first."""

    figures: list[str]
    base: StressedBase
    rows: list[StressedDesign]


class StressList(BaseModel):
    """The shipped stresses."""

    stresses: list[Stress]
