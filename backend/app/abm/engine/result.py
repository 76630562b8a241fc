"""What a run found out: every series by month and trial, and the figures a designer asks for first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np

from app.abm.agents.population import Population
from app.abm.core.month import Floats
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.series import Columns
from app.abm.engine.journal import Diary
from app.abm.engine.spec import SimulationSpec

Cell: TypeAlias = float | int | str
Row: TypeAlias = dict[str, Cell]


@dataclass(frozen=True)
class SimulationResult:
    """A finished run, or the months of it lived so far."""

    spec: SimulationSpec
    months: int
    columns: Columns
    """Every series of `SERIES`; (months, trials)."""
    cohort_columns: Columns
    """Every series of `COHORT_SERIES`; (months, trials, cohorts), no months where details were not wanted."""
    population: Population
    diary: Diary
    """The months of single holders, where the run tells of some."""
    ledger_residual: Floats
    """Largest relative error of the ledger; (trials,)."""
    remarks: tuple[str, ...]
    pricing: PricingModel
    """The model that made the prices."""
    journal: Columns | None = None
    """What attribution needs beside the series, where the run was asked to explain itself."""

    @property
    def num_agents(self) -> int:
        """Rows simulated in one trial."""
        return sum(cohort.rows for cohort in self.population.cohorts)

    @property
    def num_holders(self) -> int:
        """Holders the rows stand for."""
        return sum(cohort.holders for cohort in self.population.cohorts)

    @property
    def dates(self) -> list[date]:
        """Date of every row."""
        return [self.spec.token.row_date(month) for month in range(self.months)]

    def global_rows(self, trial: int = 0) -> Iterator[Row]:
        """One row a month with every series."""
        names = ("month_index", "date", *self.columns)
        days = [day.isoformat() for day in self.dates]
        columns = [column[:, trial].tolist() for column in self.columns.values()]
        return rows_of(names, range(self.months), days, *columns)

    def cohort_rows(self, trial: int = 0) -> Iterator[Row] | None:
        """One row per month and bucket, buckets in the request's order; none where details were not wanted."""
        if not self.spec.abm.store_cohort_details:
            return None
        by_name = {cohort.name: index for index, cohort in enumerate(self.population.cohorts)}
        order = [by_name[bucket.bucket] for bucket in self.spec.buckets]
        heads = [
            (month, cohort.name, cohort.rows, cohort.holders)
            for month in range(self.months)
            for cohort in (self.population.cohorts[index] for index in order)
        ]
        names = ("month_index", "cohort_name", "num_agents", "num_holders", *self.cohort_columns)
        columns = [column[:, trial, order].ravel().tolist() for column in self.cohort_columns.values()]
        return rows_of(names, *zip(*heads, strict=True), *columns)

    def agent_rows(self, trial: int = 0) -> Iterator[dict[str, Any]] | None:
        """Final balances of single rows, all or an even sample of them; the months of one holder of each bucket."""
        level, population = self.spec.abm.aggregation_level, self.population
        if level == "cohort":
            return None
        taken = population.sampled(level)
        cohort = population.layout.first.searchsorted(taken, side="right") - 1
        tokens = np.array([cohort.tokens for cohort in population.cohorts])
        columns = {
            "agent_id": taken,
            "cohort_name": np.array([cohort.name for cohort in population.cohorts], dtype=object)[cohort],
            "weight": population.weight[cohort],
            "allocation": population.share[trial, taken] * tokens[cohort],
            "liquid": population.liquid[trial, taken],
            "staked": population.staked[trial, taken],
            "reference_price": population.reference[trial, taken],
        }
        months = (self.diary.of(int(row), self.months) for row in taken)
        return rows_of((*columns, "months"), *(column.tolist() for column in columns.values()), months)


def rows_of(names: Sequence[str], *columns: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Rows one at a time: a hundred thousand at once would keep the garbage collector, and everybody, waiting."""
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
