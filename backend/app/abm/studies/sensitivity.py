"""Which parameters matter: Morris screening and Sobol indices of a summary figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Self

import numpy as np
import orjson
from pydantic import Field, model_validator

from app.abm.core.errors import RunsFailedError
from app.abm.core.month import Floats
from app.abm.core.params import WHOLE, FieldError, Params
from app.abm.studies import morris, sobol
from app.abm.studies.plan import JobKind
from app.abm.studies.sweep import FIGURES, MOST_RUNS, Parameters, SweptRun, VariantsPlan
from app.abm.studies.variant import Values

MAX_SAMPLE_SEED = 2**32 - 1

_METHODS = {"morris": morris, "sobol": sobol}


class SensitivityParams(Params):
    """Which numbers are varied, the figure that is explained, and the method."""

    parameters: Parameters
    """At most six numbers of the request, each with low and high."""
    method: Literal["morris", "sobol"] = "morris"
    """Morris screening (few runs) or Sobol indices (parts of the variance)."""
    samples: Annotated[int, Field(ge=2, le=4096), WHOLE] = 32
    """Trajectories of Morris; base samples of Sobol, a power of two."""
    figure: Literal[FIGURES] = "final_price"  # type: ignore[valid-type]
    """The summary figure that is explained."""
    seed: Annotated[int, Field(ge=0, le=MAX_SAMPLE_SEED), WHOLE] = 0
    """Seed of the samples; the runs themselves keep the request's."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for index, parameter in enumerate(self.parameters):
            if parameter.bounds[0] >= parameter.bounds[1]:
                raise FieldError(("parameters", index, "high"), "must be greater than low")
        if self.method == "sobol" and self.samples & (self.samples - 1):
            raise FieldError(("samples",), "must be a power of two for Sobol's sequence")
        if self.runs > MOST_RUNS:
            raise FieldError(("samples",), f"make more than {MOST_RUNS:,} runs; take fewer")
        return self

    @property
    def runs(self) -> int:
        """Runs the method needs."""
        count = len(self.parameters)
        return self.samples * (count + 1) if self.method == "morris" else self.samples * (2 * count + 2)

    def points(self) -> list[Values]:
        """The values of each run, in the order the method needs."""
        low, high = np.array([parameter.bounds for parameter in self.parameters]).T
        unit = _METHODS[self.method].points(len(self.parameters), self.samples, self.seed)
        return [tuple(row) for row in (unit * (high - low) + low).tolist()]


@dataclass(frozen=True)
class SensitivityPlan(VariantsPlan[SensitivityParams]):
    """A sensitivity analysis."""

    params: SensitivityParams
    kind: JobKind = "sensitivity"

    def reduce(self, parts: Sequence[list[SweptRun]], seconds: float, created_at: datetime) -> bytes:
        """The indices of every parameter. Raises RunsFailedError when a run failed: the methods need them all."""
        runs = [run for part in parts for run in part]
        failed = [run for run in runs if run.message is not None]
        if failed:
            raise RunsFailedError(len(failed), len(runs), str(failed[0].message))
        values = np.array([(run.figures or {})[self.params.figure] for run in runs])
        result = {
            "method": self.params.method,
            "figure": self.params.figure,
            "indices": indices(self.params, np.array(self.points), values),
            "mean": float(values.mean()),
            "std": float(values.std(ddof=1)),
            "num_runs": len(runs),
        }
        return orjson.dumps(result | self.provenance(seconds, created_at))


def indices(params: SensitivityParams, points: Floats, values: Floats) -> list[dict[str, Any]]:
    """One row a parameter: elementary effects (Morris 1991), or parts of the variance (Sobol 2001, Saltelli 2010).

    Each index comes with the half-width of its 95 % confidence interval. A figure that never changes has indices of 0.
    """
    names = [parameter.column for parameter in params.parameters]
    method = _METHODS[params.method]
    if values.max() == values.min():
        return [{"parameter": name, **dict.fromkeys(method.FIGURES, 0.0)} for name in names]
    figures = method.figures(points, values, params.seed)
    return [
        {"parameter": name, **{figure: float(figures[figure][row]) for figure in method.FIGURES}}
        for row, name in enumerate(names)
    ]
