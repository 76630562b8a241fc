"""Runs and jobs as rows of the archive, and rows as runs and jobs."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, tuple_

from app.abm.async_engine.archive_protocol import FinishedRun, RunQuery
from app.abm.async_engine.failures import STOPPED
from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import Blob
from app.storage.archive_tables import runs

_SILENT_SECONDS = 10.0
"""How long nothing is heard of a process that has stopped."""


def head(run: Run, blob: Blob, jobs_of_run: Sequence[Job]) -> dict[str, object]:
    """What lists show of a run and its result, but for its name and the bytes it takes."""
    return {
        "run_hash": run.run_hash,
        "owner": jobs_of_run[0].owner,
        "kind": run.kind,
        "months": run.total_months,
        "trials": run.total_trials,
        "created_at": min(job.created_at for job in jobs_of_run),
        "started_at": run.started_at,
        "completed_at": run.completed_at,
        "etag": blob.etag,
        "size": len(blob.content),
    }


def named(name: str) -> dict[str, object]:
    """The columns of a token's name."""
    return {"name": storable(name), "folded_name": storable(name).casefold()}


def storable(text: str) -> str:
    """Text as PostgreSQL can take it: with any character but the zero."""
    return text.replace("\x00", "\ufffd")


def job_row(job: Job, run_hash: str) -> dict[str, object]:
    """A job behind a run."""
    return {
        "job_id": job.job_id,
        "run_hash": run_hash,
        "owner": job.owner,
        "number": job.number,
        "created_at": job.created_at,
        "cached": job.cached,
    }


def wanted(query: RunQuery) -> Iterator[ColumnElement[bool]]:
    """What holds of each run that a query is about."""
    yield runs.c.owner == query.owner
    if query.after is not None:
        place = (query.after.completed_at, query.after.run_hash)
        yield tuple_(runs.c.completed_at, runs.c.run_hash) < tuple_(*place)
    if query.name:
        yield runs.c.folded_name.contains(storable(query.name).casefold(), autoescape=True)
    if query.run_hash:
        yield runs.c.run_hash.startswith(query.run_hash, autoescape=True)
    if query.since is not None:
        yield runs.c.completed_at >= query.since
    if query.until is not None:
        yield runs.c.completed_at <= query.until
    if query.kind is not None:
        yield runs.c.kind == query.kind


def finished(row: Row[Any]) -> FinishedRun:
    """A run as it is listed."""
    return FinishedRun(_run(row), row.owner, row.name, row.created_at, row.etag, row.size)


def _run(row: Row[Any]) -> Run:
    run = Run(row.run_hash, row.run_hash, row.kind, row.months, row.trials)
    return run.begun(row.started_at).completed(row.completed_at)


def job_state(row: Row[Any]) -> JobState:
    """A job of a run that is kept, from columns of both."""
    job = Job(row.job_id, row.run_hash, row.owner, row.created_at, row.number, row.cached)
    return JobState(job, _run(row))


def noted_row(state: JobState) -> dict[str, object]:
    """A job that was acknowledged, but for who did so, and when."""
    row, run = job_row(state.job, state.run.run_hash), state.run
    del row["cached"]
    return row | {"kind": run.kind, "months": run.total_months, "trials": run.total_trials}


def noted_state(row: Row[Any], now: Instant) -> JobState:
    """A job of a process that may have been stopped before it ended."""
    job = Job(row.job_id, row.run_hash, row.owner, row.created_at, row.number)
    run = Run(row.run_hash, row.run_hash, row.kind, row.months, row.trials)
    return JobState(job, run if now - row.heard_at < _SILENT_SECONDS else run.failed(row.heard_at, STOPPED))
