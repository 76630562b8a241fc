"""What a client asks for."""

from functools import cache
from typing import Annotated, Any, Self

from pydantic import ConfigDict, model_validator
from pydantic.json_schema import GenerateJsonSchema

from app.abm.core.params import FieldError, label
from app.abm.engine.monte_carlo import MOST_SHOWN_ROWS, MonteCarloParams
from app.abm.engine.monte_carlo_plan import MonteCarloPlan
from app.abm.engine.plan import SimulationPlan
from app.abm.engine.spec import SimulationSpec
from app.models.examples import SIMULATE_EXAMPLES


def _with_examples(schema: dict[str, Any]) -> None:
    schema["examples"] = list(SIMULATE_EXAMPLES.values())


def with_profiles_in_place(request: Any) -> Any:
    """The request with `cohort_profiles` in `abm`, wherever it was written. Raises ValueError when it is at both."""
    if not isinstance(request, dict) or "cohort_profiles" not in request:
        return request
    rest = {name: value for name, value in request.items() if name != "cohort_profiles"}
    behaviour = {} if rest.get("abm") is None else rest["abm"]
    if not isinstance(behaviour, dict) or request["cohort_profiles"] in (None, {}):
        return rest
    if behaviour.get("cohort_profiles"):
        raise ValueError("cohort_profiles is given twice; give it in abm or at the top level")
    return rest | {"abm": behaviour | {"cohort_profiles": request["cohort_profiles"]}}


class SimulateRequest(SimulationSpec):
    """A token economy to simulate. `cohort_profiles` may also stand at the top level."""

    model_config = ConfigDict(json_schema_extra=_with_examples)

    monte_carlo: Annotated[MonteCarloParams | None, label("Uncertainty")] = None
    """Run many trials of it."""

    @model_validator(mode="before")
    @classmethod
    def _profiles_may_stand_at_the_top(cls, request: Any) -> Any:
        return with_profiles_in_place(request)

    @model_validator(mode="after")
    def _can_show_its_trials(self) -> Self:
        wanted = self.trials
        if wanted is not None and wanted.shows_trials and wanted.num_trials * self.horizon > MOST_SHOWN_ROWS:
            message = f"would report more than {MOST_SHOWN_ROWS:,} months; set it to false, or run fewer trials"
            raise FieldError(("monte_carlo", "include_trials"), message)
        return self

    @classmethod
    @cache
    def form(cls) -> dict[str, Any]:
        """The JSON Schema from which a form can be made: title, help, unit, bounds and default of every field.

        Readers share it. Two keywords are its own: `unit` of a number, and `options`, words for the values of a choice.
        """
        return {"$schema": GenerateJsonSchema.schema_dialect} | cls.model_json_schema()

    @property
    def trials(self) -> MonteCarloParams | None:
        """The Monte Carlo settings, none where a single run is wanted."""
        return self.monte_carlo if self.monte_carlo is not None and self.monte_carlo.enabled else None

    @property
    def spec(self) -> SimulationSpec:
        """The economy alone."""
        return SimulationSpec(token=self.token, buckets=self.buckets, abm=self.abm)

    def plan(self, row_budget: int) -> SimulationPlan | MonteCarloPlan:
        """What is to be run."""
        if self.trials is None:
            return SimulationPlan(self.spec, row_budget)
        return MonteCarloPlan(self.spec, self.trials, row_budget)
