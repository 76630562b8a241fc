"""A job's work, cut into chunks that an engine can run anywhere, in any order, and twice if need be."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast, runtime_checkable

from app.abm.agents.population import Split
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.engine.parallel_execution import in_one_piece
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
"""Told what a chunk has found so far."""

Part = TypeVar("Part")


class Plan(Protocol[Part]):
    """What is to be run. A chunk is a pure function of the plan; results are reduced in the order of the chunks."""

    @property
    def kind(self) -> JobKind:
        """What the client asked for."""

    @property
    def months(self) -> int:
        """Months of each trial."""

    @property
    def trials(self) -> int:
        """Trials in all."""

    @property
    def fingerprint(self) -> str:
        """Equal plans, and no others, have equal fingerprints."""

    @property
    def chunks(self) -> Sequence[Chunk]:
        """How the trials are cut."""

    @property
    def work(self) -> int:
        """How much there is to do: agents × months × trials."""

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> Part:
        """Run some trials."""

    def reduce(self, parts: Sequence[Part], seconds: float, created_at: datetime) -> bytes:
        """The answer's JSON."""

    def partial(self, parts: Sequence[Part]) -> dict[str, Any] | None:
        """What the parts that are there already say; none where only the whole says anything."""


@runtime_checkable
class TellingPlan(Protocol):
    """A plan whose chunks are long, and have something to say before they end."""

    def run_telling(self, chunk: Chunk, on_month: OnMonth | None, on_partial: OnPartial, split: Split) -> Any:
        """As `run_chunk`; `split` may share its batches out among threads."""


def run_chunk(
    plan: Plan[Part], chunk: Chunk, on_month: OnMonth, on_partial: OnPartial, split: Split = in_one_piece
) -> Part:
    """Run a chunk, and hear what it says meanwhile, if anything; a plan of one chunk may be split among threads."""
    if isinstance(plan, SimulationPlan):
        return cast(Part, plan.run_split(on_month, split))
    if isinstance(plan, TellingPlan):
        part: Part = plan.run_telling(chunk, on_month, on_partial, split)
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
    """The run that it follows at first."""

    @property
    def months(self) -> int:
        """Months of the run."""
        return self.spec.horizon

    @cached_property
    def fingerprint(self) -> str:
        """The specification's own, the budget that decides how many holders a row stands for, and what is followed."""
        followed = () if self.trunk is None else self.trunk.told().values()
        return digest(self.kind, self.spec.fingerprint(), self.row_budget, *followed)

    @property
    def work(self) -> int:
        """Every month of every row."""
        return self.spec.rows(self.row_budget) * self.months

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> SimulationResult:
        """The run."""
        return self.run_split(on_month, in_one_piece)

    def run_split(self, on_month: OnMonth | None, split: Split) -> SimulationResult:
        """The run, whose holders `split` may share out among threads."""
        explain = self.spec.abm.attribution is not False
        loop = ABMSimulationLoop(self.spec, row_budget=self.row_budget, split=split, explain=explain)
        if self.trunk is not None:
            loop.restore_bytes(self.trunk.state(self.spec, self.row_budget, explain, split, on_month))
        return loop.run(on_month)

    def reduce(self, parts: Sequence[SimulationResult], seconds: float, created_at: datetime) -> bytes:
        """Everything the run found out."""
        branching = None if self.trunk is None else self.trunk.branching(self.spec)
        return results_bytes(parts[0], seconds, created_at, branching)

    def partial(self, parts: Sequence[SimulationResult]) -> None:
        """A run says nothing before its end."""


def digest(*parts: object) -> str:
    """SHA-256 of some names and numbers."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()
