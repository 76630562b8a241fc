"""Records the series of a run month by month."""

from operator import itemgetter

import numpy as np

from app.abm.core.controller import ABMController, State, restore_months, saved_array
from app.abm.dynamics.series import COHORT_SERIES, RECORDED, Columns, with_derived

_in_order = itemgetter(*RECORDED)
"""The recorded series of a month, in the order of the table."""


class Recorder(ABMController):
    """The recorded series of the run, and of its cohorts, up to now."""

    STATE = ("table", "cohorts")

    def __init__(self, months: int, trials: int, cohorts: int) -> None:
        self.months = months
        self.table = np.zeros((len(RECORDED), months, trials))
        self.cohorts = np.zeros((len(COHORT_SERIES), months if cohorts else 0, trials, cohorts))

    def record(self, month: int, columns: Columns) -> None:
        """Record a month: one number per recorded series and trial."""
        row = np.concatenate(_in_order(columns))
        self.table[:, month] = row.reshape(len(RECORDED), -1)

    def record_cohorts(self, month: int, columns: Columns) -> None:
        """Record a month of each cohort, unless no cohort details are asked for."""
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
        """Restore the months of a snapshot, up to this run's horizon, which may differ. Raises SnapshotError."""
        for name in self.STATE:
            message = f"the snapshot recorded other series, trials or cohorts in '{name}'"
            restore_months(getattr(self, name), saved_array(state, name, self), 1, message)
