"""The runs of workers that archive what completes."""

from collections.abc import Callable

import structlog

from app.abm.async_engine.archive import Archive, ArchiveError, amendments
from app.abm.async_engine.job import Job, Run
from app.abm.async_engine.ports import StoreLimits
from app.storage.redis.twin import RedisRunStore

log = structlog.get_logger()


class ArchivedRunStore(RedisRunStore):
    """A `RedisRunStore` whose runs are in the archive before anyone is told that they are completed.

    An archive that fails holds up no run: the failure is logged.
    """

    def __init__(self, url: str, limits: StoreLimits, archive: Archive, prefix: str = "cliffcast") -> None:
        super().__init__(url, limits, prefix)
        self._archive = archive

    def append(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """See `RedisRunStore.append`."""
        kept: list[Job] = []

        def keeping(before: Run) -> Run:
            after = change(before)
            if after.status == "completed" and not before.is_final:
                kept[:] = self._keep(after)
            return after

        ended = super().append(run_id, keeping)
        if kept:
            self._amend(run_id, kept, ended)
        return ended

    def _keep(self, run: Run) -> list[Job]:
        """Archive a run that is about to be completed; the jobs with which that was done."""
        blob, jobs = self._do(self._operations.get_blob(run.run_id)), self.jobs(run.run_id)
        if blob is None or not jobs:
            return []
        return jobs if self._tried(lambda: self._archive.keep(run, blob, jobs)) else []

    def _amend(self, run_id: str, kept: list[Job], ended: Run | None) -> None:
        late, gone = amendments(kept, self.jobs(run_id), ended)
        if late:
            self._tried(lambda: self._archive.keep_jobs(late))
        if gone:
            self._tried(lambda: self._archive.forget_jobs(gone))

    def _tried(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except ArchiveError as error:
            log.error("the archive failed", reason=str(error))
            return False
        return True
