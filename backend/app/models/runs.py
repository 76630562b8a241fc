"""Responses about finished runs."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.abm.async_engine.archive_protocol import FinishedRun, RunDocuments, RunPage, RunPlace
from app.models.jobs import PREFIX, JobKind, utc


class RunHead(BaseModel):
    """A finished run in a line."""

    run_hash: str = Field(description="Names the result: equal configurations of one owner have equal hashes.")
    kind: JobKind
    name: str = Field(description="The token's; empty where it has none.")
    total_months: int
    total_trials: int | None = Field(description="Null for a single run.")
    created_at: datetime
    started_at: datetime
    completed_at: datetime
    size_bytes: int = Field(description="Of the result as JSON.")
    run_url: str
    results_url: str

    @classmethod
    def of(cls, run: FinishedRun, root_path: str) -> "RunHead":
        """The entry of a run in a list; its addresses begin with `root_path`."""
        return cls(**_head(run, root_path))


class RunDetails(RunHead):
    """A finished run with everything its result says besides rows."""

    config: dict[str, Any] = Field(description="In force, with every default.")
    manifest: dict[str, Any]
    summary: dict[str, Any] = Field(description="The result's, or a study's own figures.")

    @classmethod
    def with_documents(cls, run: FinishedRun, documents: RunDocuments, root_path: str) -> "RunDetails":
        """A run with its documents; its addresses begin with `root_path`."""
        return cls(
            **_head(run, root_path), config=documents.config, manifest=documents.manifest, summary=documents.summary
        )


class RunList(BaseModel):
    """Some finished runs, newest first."""

    runs: list[RunHead]
    next_cursor: str | None = Field(description="Give it as `cursor` for the runs that follow; null at the end.")

    @classmethod
    def of(cls, page: RunPage, root_path: str) -> "RunList":
        """One page of the list; addresses begin with `root_path`."""
        runs = [RunHead.of(run, root_path) for run in page.runs]
        return cls(runs=runs, next_cursor=_cursor(page.following))


class RunDeleted(BaseModel):
    """A finished run has been deleted."""

    run_hash: str
    message: str


def place_of(cursor: str | None) -> RunPlace | None:
    """The place in the list that a cursor names."""
    if cursor is None:
        return None
    completed_at, _, run_hash = cursor.partition("-")
    return RunPlace(float(completed_at), run_hash)


def _cursor(place: RunPlace | None) -> str | None:
    return None if place is None else f"{place.completed_at}-{place.run_hash}"


def _head(finished: FinishedRun, root_path: str) -> dict[str, Any]:
    run, url = finished.run, f"{root_path}{PREFIX}/runs/{finished.run.run_hash}"
    return {
        "run_hash": run.run_hash,
        "kind": run.kind,
        "name": finished.name,
        "total_months": run.total_months,
        "total_trials": run.total_trials if run.kind != "simulation" else None,
        "created_at": utc(finished.created_at),
        "started_at": utc(run.started_at or 0.0),
        "completed_at": utc(run.completed_at or 0.0),
        "size_bytes": finished.size,
        "run_url": url,
        "results_url": f"{url}/results",
    }
