"""Finished runs as they cross the wire."""

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
    def of(cls, found: FinishedRun, root_path: str) -> "RunHead":
        """What a list shows of a run; its addresses begin with `root_path`."""
        return cls(**_head(found, root_path))


class RunDetails(RunHead):
    """A finished run with everything its result says besides rows."""

    config: dict[str, Any] = Field(description="In force, with every default.")
    manifest: dict[str, Any]
    summary: dict[str, Any] = Field(description="The result's, or a study's own figures.")

    @classmethod
    def with_documents(cls, found: FinishedRun, documents: RunDocuments, root_path: str) -> "RunDetails":
        """All that is known of a run; its addresses begin with `root_path`."""
        return cls(
            **_head(found, root_path), config=documents.config, manifest=documents.manifest, summary=documents.summary
        )


class RunList(BaseModel):
    """Some finished runs, newest first."""

    runs: list[RunHead]
    next_cursor: str | None = Field(description="Give it as `cursor` for the runs that follow; null at the end.")

    @classmethod
    def of(cls, page: RunPage, root_path: str) -> "RunList":
        """One page; addresses begin with `root_path`."""
        runs = [RunHead.of(found, root_path) for found in page.runs]
        return cls(runs=runs, next_cursor=_cursor(page.following))


class RunDeleted(BaseModel):
    """A finished run has been deleted."""

    run_hash: str
    message: str


def place_of(cursor: str | None) -> RunPlace | None:
    """Where the page of a cursor begins."""
    if cursor is None:
        return None
    completed_at, _, run_hash = cursor.partition("-")
    return RunPlace(float(completed_at), run_hash)


def _cursor(place: RunPlace | None) -> str | None:
    return None if place is None else f"{place.completed_at}-{place.run_hash}"


def _head(found: FinishedRun, root_path: str) -> dict[str, Any]:
    run, url = found.run, f"{root_path}{PREFIX}/runs/{found.run.run_hash}"
    return {
        "run_hash": run.run_hash,
        "kind": run.kind,
        "name": found.name,
        "total_months": run.total_months,
        "total_trials": run.total_trials if run.kind != "simulation" else None,
        "created_at": utc(found.created_at),
        "started_at": utc(run.started_at or 0.0),
        "completed_at": utc(run.completed_at or 0.0),
        "size_bytes": found.size,
        "run_url": url,
        "results_url": f"{url}/results",
    }
