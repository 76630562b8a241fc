"""Finished runs, of which a test overrides only what matters to it."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from app.abm.async_engine.archive_protocol import FinishedRun
from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import Blob
from app.abm.async_engine.result_cache import blob_of
from app.abm.reports.run_report import results_bytes
from app.abm.studies.plan import JobKind
from app.storage.sql_archive import SqlArchive
from tests import factories

NOW = 1_750_000_000.25
"""When every run completed that does not say otherwise; in June 2025."""


class PatientArchive(SqlArchive):
    """An archive that keeps a run only while it may; before that it says that it was asked."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.asked, self.may = threading.Event(), threading.Event()
        self.may.set()
        self.may_tell = threading.Event()
        self.may_tell.set()

    def result(self, run_hash: str) -> tuple[FinishedRun, Blob] | None:
        """A result, as soon as it may be told."""
        assert self.may_tell.wait(timeout=30)
        return super().result(run_hash)

    def keep(self, run: Run, blob: Blob, jobs_of_run: Sequence[Job]) -> None:
        """Keep a run, as soon as that may be."""
        self.asked.set()
        assert self.may.wait(timeout=30)
        super().keep(run, blob, jobs_of_run)


Found = TypeVar("Found")


def present(found: Found | None) -> Found:
    """What was looked for, which must have been found."""
    assert found is not None
    return found


def hash_of(number: int) -> str:
    """A hash that begins with this number, in hexadecimal digits."""
    return f"{number:08x}".ljust(64, "a")


@cache
def result(name: str | None = "Arbitrum", seed: int = 1) -> Blob:
    """What a small run found out about a token of this name."""
    token = factories.token() | ({} if name is None else {"name": name})
    return blob_of(results_bytes(factories.run(token=token, seed=seed), 0.25, datetime.fromtimestamp(NOW, UTC)))


def finished(number: int = 1, at: Instant = NOW, kind: JobKind = "simulation", trials: int = 1) -> Run:
    """A run of a year that took ten seconds."""
    return Run(f"run {number}", hash_of(number), kind, 12, trials).begun(at - 10).completed(at)


def job(number: int = 1, owner: str = "", at: Instant = NOW, cached: bool = False, of: int = 1) -> Job:
    """A job behind run `of` that came eleven seconds before `at`; its id is made of its number."""
    return Job(f"abm_{number:032x}", f"run {of}", owner, at - 11, number, cached)


def keep(
    archive: SqlArchive, number: int = 1, name: str | None = "Arbitrum", owner: str = "", at: Instant = NOW
) -> Run:
    """A run that the archive has kept, with a job of the same number."""
    run = finished(number, at)
    archive.keep(run, result(name), [job(number, owner, at, of=number)])
    return run


def state(run: Run, behind: Job) -> JobState:
    """A job and its run."""
    return JobState(behind, run)
