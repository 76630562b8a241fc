"""The finished run that a branch follows, found in the archive and checked to be what it was."""

from dataclasses import dataclass

from pydantic import ValidationError

from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.result_cache import run_hash
from app.abm.core.errors import ConfigError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.branch import Trunk, branch_of
from app.abm.studies.plan import SimulationPlan
from app.models.abm_request import BranchFrom, RunRequest

MOST_GENERATIONS = 8
"""A branch of a branch of … : each is lived anew from the first on."""

_RUN = ("branch_from", "run_hash")


@dataclass(frozen=True, slots=True)
class Branches:
    """Plans of runs that follow finished ones; with the row budget with which those were run."""

    archive: Archive | None
    row_budget: int

    def plan(self, wanted: RunRequest, followed: BranchFrom, owner: str) -> SimulationPlan:
        """The run that is wanted. Raises ConfigError where it cannot go on from the run it names, and ArchiveError."""
        trunk = self._trunk(followed, owner, MOST_GENERATIONS)
        return SimulationPlan(branch_of(trunk, wanted, self.row_budget), self.row_budget, trunk=trunk)

    def _trunk(self, followed: BranchFrom, owner: str, generations: int) -> Trunk:
        if self.archive is None:
            message = "names a finished run, and none are kept here: start the service with ABM_ARCHIVE_URL set"
            raise ConfigError.at(_RUN, message, "unknown_run")
        found = self.archive.find(followed.run_hash, owner)
        if found is None or found[0].run.kind != "simulation":
            message = "is no single run that is kept: it is unknown, was deleted, or belongs to someone else"
            raise ConfigError.at(_RUN, message, "unknown_run")
        config = dict(found[1].config)
        before = config.pop("branch_from", None)
        if before is not None and generations == 0:
            raise ConfigError.at(_RUN, f"is the last of {MOST_GENERATIONS} branches, the most there may be", "too_deep")
        trunk = None if before is None else self._trunk(BranchFrom(**before), owner, generations - 1)
        spec = self._as_it_was(followed.run_hash, config, trunk, owner)
        return Trunk(followed.run_hash, spec, followed.month, trunk)

    def _as_it_was(self, found: str, config: dict[str, object], trunk: Trunk | None, owner: str) -> SimulationSpec:
        """The economy of a run. Raises ConfigError where it would come out differently than it did."""
        try:
            spec = SimulationSpec.model_validate(config)
            if run_hash(SimulationPlan(spec, self.row_budget, trunk=trunk), owner) == found:
                return spec
        except ValidationError:
            pass
        message = (
            "was made by another version or with another ABM_MAX_AGENTS and would now come out differently; run it anew"
        )
        raise ConfigError.at(_RUN, message, "unknown_run")
