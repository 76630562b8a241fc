"""Serialisation of plans and parts, so that other processes can run the chunks and reduce them; exact to the bit.

A plan is JSON: the given fields without defaults, since some defaults depend on which fields were not given. A part is
a NumPy archive or JSON, never a pickle. A simulation's only chunk is reduced where it was run: its part stays there.
"""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

import numpy as np
import orjson
from pydantic import TypeAdapter

from app.abm.studies.assess import Assessment
from app.abm.studies.calibrate import CalibratePlan
from app.abm.studies.comparison import ComparisonPlan, Sides
from app.abm.studies.monte_carlo import FailedTrial, TrialBatch
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.plan import JobKind, Plan, SimulationPlan
from app.abm.studies.sensitivity import SensitivityPlan
from app.abm.studies.stress import StressPlan
from app.abm.studies.sweep import SweepPlan, SweptRun

Writer: TypeAlias = Callable[[Any], bytes]
Reader: TypeAlias = Callable[[bytes], Any]

PLANS: dict[JobKind, TypeAdapter[Any]] = {
    "simulation": TypeAdapter(SimulationPlan),
    "monte_carlo": TypeAdapter(MonteCarloPlan),
    "comparison": TypeAdapter(ComparisonPlan),
    "sweep": TypeAdapter(SweepPlan),
    "sensitivity": TypeAdapter(SensitivityPlan),
    "stress": TypeAdapter(StressPlan),
    "optimization": TypeAdapter(OptimizePlan),
    "calibration": TypeAdapter(CalibratePlan),
}
"""Every kind of plan."""


def plan_bytes(plan: Plan[Any]) -> bytes:
    """A plan as JSON."""
    return PLANS[plan.kind].dump_json(plan, exclude_unset=True)


def plan_from(content: bytes) -> Plan[Any]:
    """The plan of `plan_bytes`: same fingerprint, same chunks, same results."""
    plan: Plan[Any] = PLANS[orjson.loads(content)["kind"]].validate_json(content)
    return plan


def part_bytes(kind: JobKind, part: object) -> bytes:
    """The result of a chunk of a plan of this kind as bytes."""
    return PARTS[kind][0](part)


def part_from(kind: JobKind, content: bytes) -> Any:
    """The result of `part_bytes`, to the bit."""
    return PARTS[kind][1](content)


def _batches_bytes(batches: Sequence[TrialBatch]) -> bytes:
    heads = [
        {
            "index": batch.index,
            "failed": [asdict(trial) for trial in batch.failed],
            "warnings": batch.warnings,
            "actors": batch.actors,
        }
        for batch in batches
    ]
    buffer, tables = io.BytesIO(), {f"table {place}": batch.table for place, batch in enumerate(batches)}
    tables |= {f"shifts {place}": batch.shifts for place, batch in enumerate(batches) if batch.shifts is not None}
    np.savez(buffer, allow_pickle=False, heads=np.frombuffer(orjson.dumps(heads), np.uint8), **tables)
    return buffer.getvalue()


def _batches_from(content: bytes) -> list[TrialBatch]:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return [
            TrialBatch(
                tuple(head["index"]),
                archive[f"table {place}"],
                tuple(FailedTrial(**trial) for trial in head["failed"]),
                tuple(head["warnings"]),
                tuple(head["actors"]),
                archive[f"shifts {place}"] if head["actors"] else None,
            )
            for place, head in enumerate(orjson.loads(archive["heads"].tobytes()))
        ]


def _batch_bytes(batch: TrialBatch) -> bytes:
    return _batches_bytes([batch])


def _batch_from(content: bytes) -> TrialBatch:
    return _batches_from(content)[0]


def _sides_from(content: bytes) -> Sides:
    return tuple(_batches_from(content))


def _runs_bytes(runs: Sequence[SweptRun]) -> bytes:
    return json.dumps([asdict(run) for run in runs]).encode()  # unlike orjson it can write an infinite figure


def _runs_from(content: bytes) -> list[SweptRun]:
    return [SweptRun(tuple(run["values"]), run["figures"], run["message"]) for run in json.loads(content)]


def _futures_bytes(runs: Sequence[Assessment]) -> bytes:
    return orjson.dumps(runs)


def _futures_from(content: bytes) -> list[Assessment]:
    return _FUTURES.validate_json(content)


_FUTURES = TypeAdapter(list[Assessment])

PARTS: dict[JobKind, tuple[Writer, Reader]] = {
    "monte_carlo": (_batch_bytes, _batch_from),
    "comparison": (_batches_bytes, _sides_from),
    "sweep": (_runs_bytes, _runs_from),
    "sensitivity": (_runs_bytes, _runs_from),
    "stress": (_futures_bytes, _futures_from),
}
"""Every kind of plan that may have several chunks."""
