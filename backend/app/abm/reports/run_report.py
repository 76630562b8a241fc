"""The result of a run as JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import orjson

from app.abm.engine.result import SimulationResult
from app.abm.engine.spec import ENGINE_VERSION, SimulationSpec
from app.abm.reports.advice import warnings_of
from app.abm.reports.attribution import attribution
from app.abm.reports.holder_sizes import holders
from app.abm.reports.summary import summary

_CHUNK_ROWS = 1_000
"""Rows serialised at a time: serialising holds the interpreter lock, which the event loop needs in between."""


class Branching(NamedTuple):
    """What the result of a branch reports of the run that it branched from."""

    branch_from: Mapping[str, Any]
    """The run and the month, as in a request."""
    config_hash: str
    """Replaces the hash of the specification."""


def manifest(spec: SimulationSpec, created_at: datetime, **more: float) -> dict[str, Any]:
    """The provenance of a result: engine version, configuration hash, seed and time."""
    return {
        "engine_version": ENGINE_VERSION,
        "config_hash": spec.fingerprint(),
        "seed": spec.seed,
        "created_at": created_at,
        **more,
    }


def results_bytes(
    result: SimulationResult, seconds: float, created_at: datetime, branching: Branching | None = None
) -> bytes:
    """The JSON of a `SimulationResponse`; the configuration of a branch names the run that it branched from."""
    config = result.spec.effective() | ({} if branching is None else {"branch_from": branching.branch_from})
    fields = {
        "summary": summary(result),
        "holders": holders(result),
        "attribution": None if result.journal is None else attribution(result),
        "execution_time_seconds": seconds,
        "num_agents": result.num_agents,
        "num_holders": result.num_holders,
        "num_cohorts": len(result.spec.buckets),
        "warnings": warnings_of(result),
        "config": config,
        "manifest": manifest(result.spec, created_at, ledger_residual=float(result.ledger_residual[0]))
        | ({} if branching is None else {"config_hash": branching.config_hash}),
    }
    row_lists = {
        "global_metrics": result.global_rows(),
        "cohort_metrics": result.cohort_rows(),
        "agent_snapshots": result.agent_rows(),
    }
    return json_bytes(row_lists, fields)


def json_bytes(row_lists: Mapping[str, Iterator[Mapping[str, object]] | None], fields: Mapping[str, object]) -> bytes:
    """A JSON object of long lists of rows, serialised in chunks, and of other fields."""
    return b"".join(_json_chunks(row_lists, fields))


def _json_chunks(
    row_lists: Mapping[str, Iterator[Mapping[str, object]] | None], fields: Mapping[str, object]
) -> Iterator[bytes]:
    opening = b"{"
    for name, rows in row_lists.items():
        yield opening + orjson.dumps(name) + b":"
        yield b"null" if rows is None else b"[" + b",".join(_row_chunks(rows)) + b"]"
        opening = b","
    yield b"," + orjson.dumps(fields)[1:]


def _row_chunks(rows: Iterator[Mapping[str, object]]) -> Iterator[bytes]:
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        yield orjson.dumps(chunk)[1:-1]
