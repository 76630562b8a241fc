"""Plans of branches: the finished run that a request continues, found where it is kept and checked."""

import asyncio
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.ports import JobStore
from app.abm.async_engine.result_cache import run_hash
from app.abm.core.errors import ConfigError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.branch import Trunk, branch_of
from app.abm.studies.plan import SimulationPlan
from app.models.abm_request import BranchFrom, RunRequest
from app.storage.archive_documents import documents_of

MAX_GENERATIONS = 8
"""Longest chain of branches of branches: to run the last one, every run of the chain is simulated again."""

_RUN_HASH_FIELD = ("branch_from", "run_hash")


@dataclass(frozen=True, slots=True)
class Branches:
    """Plans of runs that continue finished ones, which were run with the same row budget.

    A run that has just completed is in the store of jobs and may not be archived yet; an old one is archived alone.
    """

    store: JobStore
    archive: Archive | None
    row_budget: int

    async def plan(self, request: RunRequest, branch_from: BranchFrom, owner: str) -> SimulationPlan:
        """The plan of a branch.

        Raises ConfigError where it cannot continue the run it names, and StoreUnavailableError.
        """
        trunk = await self._trunk(branch_from, owner, MAX_GENERATIONS)
        branch = await asyncio.to_thread(branch_of, trunk, request, self.row_budget)
        return SimulationPlan(branch, self.row_budget, trunk=trunk)

    async def _trunk(self, branch_from: BranchFrom, owner: str, generations: int) -> Trunk:
        """The run to continue, with the run that it continues in its turn; at most so many generations."""
        config = await self._config(branch_from.run_hash, owner)
        parent = config.pop("branch_from", None)
        if parent is not None and generations == 0:
            message = f"is the last of {MAX_GENERATIONS} branches, the most there may be"
            raise ConfigError.at(_RUN_HASH_FIELD, message, "too_deep")
        trunk = None if parent is None else await self._trunk(BranchFrom(**parent), owner, generations - 1)
        spec = await asyncio.to_thread(self._finished_spec, branch_from.run_hash, config, trunk, owner)
        return Trunk(branch_from.run_hash, spec, branch_from.month, trunk)

    async def _config(self, finished_hash: str, owner: str) -> dict[str, Any]:
        """The effective configuration of an owner's finished run. Raises ConfigError where none is kept."""
        recent = await self.store.completed_run(finished_hash)
        if recent is not None and any(job.owner == owner for job in await self.store.jobs(recent.run_id)):
            blob = await self.store.get_blob(recent.run_id)
            if blob is not None and recent.kind == "simulation":
                documents = await asyncio.to_thread(documents_of, recent.kind, blob.content)
                return dict(documents["config"])
        if self.archive is None:
            message = "names no run that is here, and none are archived: start the service with ABM_ARCHIVE_URL set"
            raise ConfigError.at(_RUN_HASH_FIELD, message, "unknown_run")
        archived = await asyncio.to_thread(self.archive.find, finished_hash, owner)
        if archived is None or archived[0].run.kind != "simulation":
            message = "is no single run that is kept: it is unknown, was deleted, or belongs to someone else"
            raise ConfigError.at(_RUN_HASH_FIELD, message, "unknown_run")
        return dict(archived[1].config)

    def _finished_spec(
        self, finished_hash: str, config: dict[str, object], trunk: Trunk | None, owner: str
    ) -> SimulationSpec:
        """The specification of a finished run. Raises ConfigError where its hash says that it would differ now."""
        try:
            spec = SimulationSpec.model_validate(config)
            if run_hash(SimulationPlan(spec, self.row_budget, trunk=trunk), owner) == finished_hash:
                return spec
        except ValidationError:
            pass
        message = (
            "was made by another version or with another ABM_MAX_AGENTS and would now come out differently; run it anew"
        )
        raise ConfigError.at(_RUN_HASH_FIELD, message, "unknown_run")
