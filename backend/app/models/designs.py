"""Studies of what should be: which futures break a design, which designs are best, what a real history says."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from app.abm.core.errors import ConfigError
from app.abm.core.params import FieldError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.calibrate import CalibrateParams, CalibratePlan
from app.abm.studies.estimate import Estimate, altogether, estimate, estimate_variants
from app.abm.studies.futures import Stress
from app.abm.studies.levers import moved
from app.abm.studies.objectives import OptimizeParams
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.stress import StressParams, StressPlan
from app.abm.studies.trial_figures import check_figures
from app.abm.studies.variant import spec_of
from app.models.abm_response import Provenance
from app.models.studies import Study
from app.tables.prices import with_monthly_closes


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
    def _constrains_what_there_is(self) -> Self:
        wanted = [(("constraints", place, "figure"), each.figure) for place, each in enumerate(self.constraints)]
        check_figures(self.spec, wanted)
        return self

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of the trials of all futures."""
        futures = [each for each in self._unchecked(row_budget).futures if isinstance(each, SimulationSpec)]
        return [altogether([estimate(future, row_budget, self.trials, workers) for future in futures])]

    def plan(self, row_budget: int) -> StressPlan:
        """What is to be run. Raises ConfigError where a stress of the client's own makes no request of the base."""
        plan = self._unchecked(row_budget)
        for place, (chosen, future) in enumerate(zip(self.stresses or (), plan.futures[1:], strict=False)):
            if isinstance(chosen, Stress) and isinstance(future, ConfigError):
                message = f"makes a request that is wrong: {future.problems[0]}"
                raise ConfigError.at(("stresses", place, "patch"), message)
        return plan

    def _unchecked(self, row_budget: int) -> StressPlan:
        params = StressParams(**{name: getattr(self, name) for name in StressParams.model_fields})
        return StressPlan(self.seeded, params, self.spec.horizon, row_budget)


class OptimizeRequest(Study, OptimizeParams):
    """A design, what of it may be moved, and what is wanted."""

    @model_validator(mode="after")
    def _wants_what_there_is(self) -> Self:
        wanted = [(("objectives", place, "figure"), each.figure) for place, each in enumerate(self.objectives)]
        bounded = [(("constraints", place, "figure"), each.figure) for place, each in enumerate(self.constraints)]
        check_figures(self.spec, [*wanted, *bounded])
        return self

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The cost of the search, were every design as large as one of the largest; it runs on one thread."""
        once = self.trials * self.size
        generation = [estimate(spec, row_budget, once, 1) for spec in self._largest()]
        times = self.designs / self.size
        return [
            replace(
                cost,
                trials=self.designs * self.trials,
                work=cost.agents * cost.months * self.designs * self.trials,
                seconds=cost.seconds * times,
            )
            for cost in generation
        ]

    def plan(self, row_budget: int) -> OptimizePlan:
        """What is to be run. Raises ConfigError where a lever leads nowhere, or to no request at either end."""
        for index, lever in enumerate(self.levers):
            ends = [self._tried(index, value) for value in (lever.value(0.0), lever.value(1.0))]
            refused = [end for end in ends if isinstance(end, ConfigError)]
            if len(refused) == len(ends):
                raise refused[0]
        params = OptimizeParams(**{name: getattr(self, name) for name in OptimizeParams.model_fields})
        return OptimizePlan(self.seeded, params, self.spec.horizon, row_budget)

    def _largest(self) -> Iterator[SimulationSpec]:
        yield self.spec
        for values in itertools.product(*((lever.value(0.0), lever.value(1.0)) for lever in self.levers)):
            with suppress(ConfigError):
                yield spec_of(moved(self.base, self.levers, values, self.keep_shares))

    def _tried(self, index: int, value: float) -> SimulationSpec | ConfigError:
        """The design with one lever moved, or why there is none, blamed on that lever."""
        try:
            changed = moved(self.base, self.levers[index : index + 1], (value,), self.keep_shares)
        except ConfigError:
            place = "pointer" if self.levers[index].pointer else "pointers"
            return ConfigError.at(("levers", index, place), "leads nowhere in the request")
        try:
            return spec_of(changed)
        except ConfigError as error:
            message = f"makes a request that is wrong: {error.problems[0]}"
            return ConfigError.at(("levers", index), message)


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
    def _told_by_month(cls, request: Any) -> Any:
        return with_monthly_closes(request) if isinstance(request, dict) else request

    @model_validator(mode="after")
    def _has_a_price_that_buyers_make(self) -> Self:
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
        """What is to be fitted. Raises ConfigError that names the entry of a history that does not fit."""
        params = CalibrateParams(**{name: getattr(self, name) for name in CalibrateParams.model_fields})
        plan = CalibratePlan(self.seeded, params, self.spec.horizon, row_budget)
        _ = plan.closes
        try:
            spec_of(plan.known)
        except ConfigError as error:
            told = [replace(problem, location=("base", *problem.location)) for problem in error.problems]
            raise ConfigError(told) from None
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
    no_effect: bool = Field(description="The stress touches nothing that this design has.")
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
