"""The result of a run: every series by month and trial, and rows for reports."""

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
    """A finished run, or the months simulated so far."""

    spec: SimulationSpec
    months: int
    columns: Columns
    """Every series of `SERIES`; (months, trials)."""
    cohort_columns: Columns
    """Every series of `COHORT_SERIES`; (months, trials, cohorts), with 0 months if cohort details are off."""
    population: Population
    diary: Diary
    """The months of single holders, if any are reported."""
    ledger_residual: Floats
    """Largest relative error of the ledger; (trials,)."""
    remarks: tuple[str, ...]
    pricing: PricingModel
    """The model that made the prices."""
    journal: Columns | None = None
    """Inputs of attribution beside the series, None unless the run was asked to explain itself."""

    @property
    def num_agents(self) -> int:
        """Number of rows simulated in a trial."""
        return sum(cohort.rows for cohort in self.population.cohorts)

    @property
    def num_holders(self) -> int:
        """Number of holders that the rows represent."""
        return sum(cohort.holders for cohort in self.population.cohorts)

    @property
    def dates(self) -> list[date]:
        """The date of each month."""
        return [self.spec.token.row_date(month) for month in range(self.months)]

    def global_rows(self, trial: int = 0) -> Iterator[Row]:
        """One row per month with every series."""
        names = ("month_index", "date", *self.columns)
        days = [day.isoformat() for day in self.dates]
        columns = [column[:, trial].tolist() for column in self.columns.values()]
        return rows_of(names, range(self.months), days, *columns)

    def cohort_rows(self, trial: int = 0) -> Iterator[Row] | None:
        """One row per month and bucket, in the order of the request; None if cohort details are off."""
        if not self.spec.abm.store_cohort_details:
            return None
        by_name = {cohort.name: index for index, cohort in enumerate(self.population.cohorts)}
        order = [by_name[bucket.bucket] for bucket in self.spec.buckets]
        keys = [
            (month, cohort.name, cohort.rows, cohort.holders)
            for month in range(self.months)
            for cohort in (self.population.cohorts[index] for index in order)
        ]
        names = ("month_index", "cohort_name", "num_agents", "num_holders", *self.cohort_columns)
        columns = [column[:, trial, order].ravel().tolist() for column in self.cohort_columns.values()]
        return rows_of(names, *zip(*keys, strict=True), *columns)

    def agent_rows(self, trial: int = 0) -> Iterator[dict[str, Any]] | None:
        """Final balances of all rows or an even sample, with the months of one holder of each bucket; None if off."""
        level, population = self.spec.abm.aggregation_level, self.population
        if level == "cohort":
            return None
        rows = population.sampled(level)
        cohort = population.layout.first.searchsorted(rows, side="right") - 1
        tokens = np.array([cohort.tokens for cohort in population.cohorts])
        columns = {
            "agent_id": rows,
            "cohort_name": np.array([cohort.name for cohort in population.cohorts], dtype=object)[cohort],
            "weight": population.weight[cohort],
            "allocation": population.share[trial, rows] * tokens[cohort],
            "liquid": population.liquid[trial, rows],
            "staked": population.staked[trial, rows],
            "reference_price": population.reference[trial, rows],
        }
        months = (self.diary.months_of(int(row), self.months) for row in rows)
        return rows_of((*columns, "months"), *(column.tolist() for column in columns.values()), months)


def rows_of(names: Sequence[str], *columns: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Rows one at a time, as a hundred thousand dicts at once would keep the garbage collector busy."""
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
