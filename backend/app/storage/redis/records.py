"""Runs and jobs as Redis keeps them: a run as JSON, a job as fields of a hash."""

from collections.abc import Sequence
from typing import TypeAlias

import orjson

from app.abm.async_engine.job import Job, JobState, Progress, Run

StateReply: TypeAlias = tuple[bytes, Sequence[bytes | None], bytes, int | None]
"""A job's id, its fields, the record of its run, and how many runs wait before that one."""


def record_of(run: Run) -> bytes:
    """A run written down."""
    return orjson.dumps(run)


def run_from(record: bytes) -> Run:
    """A run as it was written down."""
    fields = orjson.loads(record)
    return Run(**fields | {"progress": Progress(**fields["progress"])})


def state_from(reply: StateReply) -> JobState:
    """What a client can know of a job."""
    job_id, fields, record, ahead = reply
    run_id, owner, created_at, number, verdict, key, cancelled_at, then_run = (
        None if field is None else field.decode() for field in fields
    )
    run = run_from(record)
    job = Job(
        job_id=job_id.decode(),
        run_id=run_id or run.run_id,
        owner=owner or "",
        created_at=float(created_at or 0),
        number=int(number or 0),
        cached=verdict == "cached",
        idempotency_key=key,
        cancelled_at=None if cancelled_at is None else float(cancelled_at),
        run_when_cancelled=None if then_run is None else run,
    )
    return JobState(job, run, None if ahead is None else ahead + 1)
