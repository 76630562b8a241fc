"""A job's work in chunks that can be run in any process, in any order, and more than once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast, runtime_checkable

import orjson

from app.abm.agents.population import Split
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.run_report import results_bytes
from app.abm.studies.branch import Trunk

JobKind: TypeAlias = Literal[
    "simulation", "monte_carlo", "comparison", "sweep", "sensitivity", "stress", "optimization", "calibration"
]
Chunk: TypeAlias = tuple[int, int]
"""First trial and last + 1."""

OnPartial: TypeAlias = Callable[[dict[str, Any]], None]
"""Called with the partial result of a chunk."""

Part = TypeVar("Part")


class Plan(Protocol[Part]):
    """The work of a job. A chunk is a pure function of the plan; parts are reduced in the order of the chunks."""

    @property
    def kind(self) -> JobKind:
        """The kind of job."""

    @property
    def months(self) -> int:
        """Months of each trial."""

    @property
    def trials(self) -> int:
        """Trials in all."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything the result depends on: the key of the cache."""

    @property
    def chunks(self) -> Sequence[Chunk]:
        """Ranges of trials that are run separately."""

    @property
    def work(self) -> int:
        """Agents × months × trials."""

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> Part:
        """Run a range of trials."""

    def reduce(self, parts: Sequence[Part], seconds: float, created_at: datetime) -> bytes:
        """The answer's JSON."""

    def partial(self, parts: Sequence[Part]) -> dict[str, Any] | None:
        """A partial result of the parts so far; None where there is none before the end."""


@runtime_checkable
class ReportingPlan(Protocol):
    """A plan with long chunks that report partial results."""

    def run_reporting(self, chunk: Chunk, on_month: OnMonth | None, on_partial: OnPartial, split: Split) -> Any:
        """As `run_chunk`; `split` may share its batches out among threads."""


def run_chunk(
    plan: Plan[Part], chunk: Chunk, on_month: OnMonth, on_partial: OnPartial, split: Split = single_threaded
) -> Part:
    """Run a chunk and report its partial results, if any; `split` may share a plan of one chunk out among threads."""
    if isinstance(plan, SimulationPlan):
        return cast(Part, plan.run_split(on_month, split))
    if isinstance(plan, ReportingPlan):
        part: Part = plan.run_reporting(chunk, on_month, on_partial, split)
        return part
    return plan.run_chunk(chunk, on_month)


@dataclass(frozen=True)
class SimulationPlan:
    """One run of one economy."""

    spec: SimulationSpec
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "simulation"
    trials: int = 1
    chunks: tuple[Chunk, ...] = ((0, 1),)
    trunk: Trunk | None = None
    """The run that a branch continues."""

    @property
    def months(self) -> int:
        """Months of the run."""
        return self.spec.horizon

    @cached_property
    def fingerprint(self) -> str:
        """Of the specification, the row budget, which decides how many holders a row stands for, and the trunk."""
        followed = () if self.trunk is None else self.trunk.reference().values()
        return digest(self.kind, self.spec.fingerprint(), self.row_budget, *followed)

    @property
    def work(self) -> int:
        """Every month of every row."""
        return self.spec.rows(self.row_budget) * self.months

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> SimulationResult:
        """The run."""
        return self.run_split(on_month, single_threaded)

    def run_split(self, on_month: OnMonth | None, split: Split) -> SimulationResult:
        """The run, whose holders `split` may share out among threads."""
        explain = self.spec.abm.attribution is not False
        loop = ABMSimulationLoop(self.spec, row_budget=self.row_budget, split=split, explain=explain)
        if self.trunk is not None:
            loop.restore_bytes(self.trunk.state(self.spec, self.row_budget, explain, split, on_month))
        return loop.run(on_month)

    def reduce(self, parts: Sequence[SimulationResult], seconds: float, created_at: datetime) -> bytes:
        """The results of the run."""
        branching = None if self.trunk is None else self.trunk.branching(self.spec)
        return results_bytes(parts[0], seconds, created_at, branching)

    def partial(self, parts: Sequence[SimulationResult]) -> None:
        """A run has no partial results."""


def request_bytes(*parts: Any) -> bytes:
    """Canonical JSON for a fingerprint: keys in order, and whole numbers without a point, so that 12.0 equals 12."""
    return orjson.dumps(_canonical(parts), option=orjson.OPT_SORT_KEYS)


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _canonical(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(entry) for entry in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if is_whole else value


def digest(*parts: object) -> str:
    """SHA-256 of some names and numbers."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()
