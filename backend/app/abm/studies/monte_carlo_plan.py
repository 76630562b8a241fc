"""A Monte Carlo job: chunks of trials, and their statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.monte_carlo import MonteCarloParams, TrialBatch, Trials, chunks, run_trials, varied
from app.abm.studies.monte_carlo_report import monte_carlo_bytes, partial_bands
from app.abm.studies.plan import Chunk, JobKind, digest


@dataclass(frozen=True)
class MonteCarloPlan:
    """Many trials of one economy."""

    base: SimulationSpec
    params: MonteCarloParams
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "monte_carlo"

    @cached_property
    def spec(self) -> SimulationSpec:
        """The economy of each trial."""
        return varied(self.base, self.params)

    @property
    def months(self) -> int:
        """Months of each trial."""
        return self.base.horizon

    @property
    def trials(self) -> int:
        """Trials in all."""
        return self.params.num_trials

    @cached_property
    def fingerprint(self) -> str:
        """The trials' economy, and how many of them are reported in which way."""
        return digest(self.kind, self.spec.fingerprint(), self.row_budget, self.params.model_dump_json())

    @cached_property
    def chunks(self) -> Sequence[Chunk]:
        """Ranges of trials, each small enough for the processor's cache."""
        return tuple(chunks(self.trials, self.spec.rows(self.row_budget)))

    @property
    def work(self) -> int:
        """Every month of every row of every trial."""
        return self.spec.rows(self.row_budget) * self.months * self.trials

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> TrialBatch:
        """A range of trials in one batch."""
        return run_trials(self.spec, *chunk, self.row_budget, on_month)

    def reduce(self, parts: Sequence[TrialBatch], seconds: float, created_at: datetime) -> bytes:
        """Bands, risk, convergence, and the trials themselves."""
        return monte_carlo_bytes(self.spec, self.params, Trials(tuple(parts)), seconds, created_at)

    def partial(self, parts: Sequence[TrialBatch]) -> dict[str, Any] | None:
        """Price bands of the finished trials."""
        finished = Trials(tuple(parts))
        return partial_bands(finished, self.params) if finished.index else None
