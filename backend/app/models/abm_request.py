"""Requests: a simulation, a Monte Carlo simulation, a branch of a finished run."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.json_schema import GenerateJsonSchema

from app.abm.core.params import WHOLE, FieldError, Params, label
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.estimate import Estimate, estimate
from app.abm.studies.monte_carlo import MOST_SHOWN_ROWS, MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import SimulationPlan
from app.models.examples import MONTE_CARLO_EXAMPLES, SIMULATE_EXAMPLES


def _with_examples(examples: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {"examples": list(examples.values())}


class SimulateRequest(SimulationSpec):
    """A token economy to simulate."""

    model_config = ConfigDict(json_schema_extra=_with_examples(SIMULATE_EXAMPLES))

    monte_carlo: Annotated[MonteCarloParams | None, label("Uncertainty")] = None
    """Run many trials of it."""

    @model_validator(mode="after")
    def _trials_fit_report(self) -> Self:
        trials = self.trials
        if trials is not None and trials.shows_trials and trials.num_trials * self.horizon > MOST_SHOWN_ROWS:
            message = f"would report more than {MOST_SHOWN_ROWS:,} months; set it to false, or run fewer trials"
            raise FieldError(("monte_carlo", "include_trials"), message)
        return self

    @classmethod
    @cache
    def form(cls) -> dict[str, Any]:
        """The JSON Schema of a form: title, help, unit, bounds and default of every field.

        Two keywords are not JSON Schema's: `unit` of a number, and `options`, labels for the values of a choice.
        The dictionary is cached: copy it before changing anything.
        """
        return {"$schema": GenerateJsonSchema.schema_dialect} | cls.model_json_schema()

    @property
    def trials(self) -> MonteCarloParams | None:
        """The Monte Carlo settings; None for a single run."""
        return self.monte_carlo if self.monte_carlo is not None and self.monte_carlo.enabled else None

    def costs(self, row_budget: int, workers: int) -> list[Estimate]:
        """The estimated cost. Raises ConfigError when the run needs more rows than the budget."""
        trials = self.trials.num_trials if self.trials is not None else 1
        return [estimate(self, row_budget, trials, workers)]

    def plan(self, row_budget: int) -> SimulationPlan | MonteCarloPlan:
        """The plan of the run, whose specification is this request itself: it is validated once and filled once."""
        if self.trials is None:
            return SimulationPlan(self, row_budget)
        return MonteCarloPlan(self, self.trials, row_budget)


class BranchFrom(Params):
    """A finished run, and the month up to which it is followed."""

    run_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), label("Run")]
    """Hash of the run, as `GET /runs` lists it."""
    month: Annotated[int, Field(ge=0, le=479), WHOLE, label("Month")]
    """Index of the last month that is still that run's."""


class RunRequest(SimulateRequest):
    """A token economy to simulate, from its start or from a month of a finished run on."""

    branch_from: Annotated[BranchFrom | None, label("Branch")] = None
    """Follow a finished run up to a month, to the bit, and go on under this configuration.

    Token, holders, seed, pricing model, lock-up and what has unlocked by then must be that run's. A seed that is not
    given is that run's.
    """

    @model_validator(mode="after")
    def _branch_is_single_run(self) -> Self:
        if self.branch_from is not None and self.trials is not None:
            raise FieldError(("branch_from",), "is for a single run; leave out monte_carlo")
        return self


class MonteCarloRequest(SimulateRequest):
    """A token economy to run many trials of."""

    model_config = ConfigDict(json_schema_extra=_with_examples(MONTE_CARLO_EXAMPLES))

    monte_carlo: Annotated[MonteCarloParams, label("Uncertainty")]
    """How many trials, how different."""
