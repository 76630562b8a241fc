"""Plans of branches: the finished run that a request continues, found in the archive and checked."""

from dataclasses import dataclass

from pydantic import ValidationError

from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.result_cache import run_hash
from app.abm.core.errors import ConfigError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.branch import Trunk, branch_of
from app.abm.studies.plan import SimulationPlan
from app.models.abm_request import BranchFrom, RunRequest

MAX_GENERATIONS = 8
"""Longest chain of branches of branches: to run the last one, every run of the chain is simulated again."""

_RUN_HASH_FIELD = ("branch_from", "run_hash")


@dataclass(frozen=True, slots=True)
class Branches:
    """Plans of runs that continue finished ones, which were run with the same row budget."""

    archive: Archive | None
    row_budget: int

    def plan(self, request: RunRequest, branch_from: BranchFrom, owner: str) -> SimulationPlan:
        """The plan of a branch. Raises ConfigError where it cannot continue the run it names, and ArchiveError."""
        trunk = self._trunk(branch_from, owner, MAX_GENERATIONS)
        return SimulationPlan(branch_of(trunk, request, self.row_budget), self.row_budget, trunk=trunk)

    def _trunk(self, branch_from: BranchFrom, owner: str, generations: int) -> Trunk:
        """The run to continue, with the run that it continues in its turn; at most so many generations."""
        if self.archive is None:
            message = "names a finished run, and none are kept here: start the service with ABM_ARCHIVE_URL set"
            raise ConfigError.at(_RUN_HASH_FIELD, message, "unknown_run")
        archived = self.archive.find(branch_from.run_hash, owner)
        if archived is None or archived[0].run.kind != "simulation":
            message = "is no single run that is kept: it is unknown, was deleted, or belongs to someone else"
            raise ConfigError.at(_RUN_HASH_FIELD, message, "unknown_run")
        config = dict(archived[1].config)
        parent = config.pop("branch_from", None)
        if parent is not None and generations == 0:
            message = f"is the last of {MAX_GENERATIONS} branches, the most there may be"
            raise ConfigError.at(_RUN_HASH_FIELD, message, "too_deep")
        trunk = None if parent is None else self._trunk(BranchFrom(**parent), owner, generations - 1)
        spec = self._archived_spec(branch_from.run_hash, config, trunk, owner)
        return Trunk(branch_from.run_hash, spec, branch_from.month, trunk)

    def _archived_spec(
        self, archived_hash: str, config: dict[str, object], trunk: Trunk | None, owner: str
    ) -> SimulationSpec:
        """The specification of an archived run. Raises ConfigError where its hash says that it would differ now."""
        try:
            spec = SimulationSpec.model_validate(config)
            if run_hash(SimulationPlan(spec, self.row_budget, trunk=trunk), owner) == archived_hash:
                return spec
        except ValidationError:
            pass
        message = (
            "was made by another version or with another ABM_MAX_AGENTS and would now come out differently; run it anew"
        )
        raise ConfigError.at(_RUN_HASH_FIELD, message, "unknown_run")
