"""What an optimisation is asked for: levers, objectives, constraints, and how much may be tried."""

import math
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from app.abm.core.params import WHOLE, FieldError, Listed, Params
from app.abm.core.streams import MAX_SEED
from app.abm.studies.levers import Lever, stand_apart
from app.abm.studies.monte_carlo import MonteCarloParams, VarianceLevel
from app.abm.studies.trial_figures import CHANCES, At, Constraint, Figure

MOST_LEVERS, MOST_OBJECTIVES, MOST_CONSTRAINTS = 8, 3, 20
MOST_DESIGNS, MOST_TRIALS = 10_000, 1_000

Goal: TypeAlias = Literal["min", "max"]


class Objective(Params):
    """A figure that is to be as small, or as large, as it can be."""

    figure: Figure
    """A key figure, a chance, or `proceeds of` a bucket."""
    goal: Goal
    """Whether less or more of it is better."""
    at: At = "p50"
    """Which of its values over the trials: the mean, or a percentile; of a chance the mean unless it is given."""

    @model_validator(mode="before")
    @classmethod
    def _of_a_chance_the_mean(cls, given: Any) -> Any:
        """A percentile of a chance is 0 or 1: a search could not tell one design from the next."""
        if isinstance(given, dict) and given.get("figure") in CHANCES and given.get("at") is None:
            return given | {"at": "mean"}
        return given

    def cost(self, value: float | None) -> float:
        """The value as something to be minimised; infinite where there is none."""
        if value is None:
            return math.inf
        return value if self.goal == "min" else -value


def _differ(objectives: tuple[Objective, ...]) -> tuple[Objective, ...]:
    for place, objective in enumerate(objectives):
        if (objective.figure, objective.at) in [(other.figure, other.at) for other in objectives[:place]]:
            raise FieldError((place,), "is the figure of an earlier objective")
    return objectives


def _can_all_be_kept(constraints: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
    """The constraints themselves. Raises FieldError where two leave a figure no value."""
    for place, one in enumerate(constraints):
        for other in constraints[:place]:
            floors = [bound for bound in (one.min, other.min) if bound is not None]
            ceilings = [bound for bound in (one.max, other.max) if bound is not None]
            if (one.figure, one.at) == (other.figure, other.at) and floors and ceilings and max(floors) > min(ceilings):
                raise FieldError((place,), "contradicts an earlier constraint of the same figure")
    return constraints


class OptimizeParams(Params):
    """What may be moved, what is wanted, and how much may be tried."""

    levers: Annotated[
        tuple[Lever, ...], Listed, Field(min_length=1, max_length=MOST_LEVERS), AfterValidator(stand_apart)
    ]
    """What may be moved."""
    keep_shares: bool = False
    """Let the buckets that no lever moves share what the moved ones leave, so that allocations keep adding up."""
    objectives: Annotated[
        tuple[Objective, ...], Listed, Field(min_length=1, max_length=MOST_OBJECTIVES), AfterValidator(_differ)
    ]
    """What is wanted; with several, the answer is every design that no other beats in all."""
    constraints: Annotated[
        tuple[Constraint, ...], Listed, Field(max_length=MOST_CONSTRAINTS), AfterValidator(_can_all_be_kept)
    ] = ()
    """What has to hold."""
    trials: Annotated[int, Field(ge=2, le=MOST_TRIALS), WHOLE] = 32
    """Trials of each design, the same for all."""
    variance_level: VarianceLevel = "medium"
    """How different the trials are, as in a Monte Carlo run."""
    designs: Annotated[int, Field(ge=4, le=MOST_DESIGNS), WHOLE] = 400
    """Most designs that are tried."""
    population: Annotated[int, Field(ge=4, le=500), WHOLE] | None = None
    """Designs of a generation; omitted, a tenth of all, at least 8 and at most 100."""
    seed: Annotated[int, Field(ge=0, le=MAX_SEED), WHOLE] = 0
    """Seed of the search; the trials keep the request's."""

    @model_validator(mode="after")
    def _has_room_for_a_generation(self) -> Self:
        if self.population is not None and self.population > self.designs:
            raise FieldError(("population",), "must not be more than designs")
        return self

    @property
    def size(self) -> int:
        """Designs of a generation."""
        return self.population or min(max(self.designs // 10, 8), 100, self.designs)

    @property
    def monte_carlo(self) -> MonteCarloParams:
        """The trials of each design."""
        return MonteCarloParams(num_trials=self.trials, variance_level=self.variance_level, include_trials=False)
