"""What a run writes down month by month: its series."""

from operator import itemgetter

import numpy as np

from app.abm.core.controller import ABMController, State, remembered
from app.abm.core.errors import SnapshotError
from app.abm.dynamics.series import COHORT_SERIES, RECORDED, Columns, with_derived

_recorded = itemgetter(*RECORDED)
"""What is recorded of a month, in the table's order."""


class Recorder(ABMController):
    """Writes down every month as it closes."""

    STATE = ("table", "cohorts")

    def __init__(self, months: int, trials: int, cohorts: int) -> None:
        self.months = months
        self.table = np.zeros((len(RECORDED), months, trials))
        self.cohorts = np.zeros((len(COHORT_SERIES), months if cohorts else 0, trials, cohorts))

    def record(self, month: int, columns: Columns) -> None:
        """One number per recorded series and trial."""
        row = np.concatenate(_recorded(columns))
        self.table[:, month] = row.reshape(len(RECORDED), -1)

    def record_cohorts(self, month: int, columns: Columns) -> None:
        """One number per cohort series, trial and cohort; nothing where no cohort details are wanted."""
        if self.cohorts.shape[1]:
            for row, name in enumerate(COHORT_SERIES):
                self.cohorts[row, month] = columns[name]

    def columns(self, months: int) -> Columns:
        """Every series of the first `months` months; (months, trials)."""
        return with_derived(dict(zip(RECORDED, self.table[:, :months], strict=True)))

    def cohort_columns(self, months: int) -> Columns:
        """Every cohort series; (months, trials, cohorts)."""
        return dict(zip(COHORT_SERIES, self.cohorts[:, :months], strict=True))

    def restore(self, state: State) -> None:
        """Take over what was recorded, up to this run's own horizon, shorter or longer."""
        for name in self.STATE:
            own, saved = getattr(self, name), remembered(state, name, self)
            if saved.ndim != own.ndim or (saved.shape[0], *saved.shape[2:]) != (own.shape[0], *own.shape[2:]):
                raise SnapshotError(f"the snapshot recorded other series, trials or cohorts in '{name}'")
            months = min(own.shape[1], saved.shape[1])
            own[:, :months] = saved[:, :months]
