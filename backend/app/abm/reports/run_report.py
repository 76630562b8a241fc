"""The results of a run as the JSON every client gets."""

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

_PIECE = 1_000
"""Rows written at a time: the writer holds the interpreter lock, and the event loop must breathe in between."""


class Branching(NamedTuple):
    """What a run says of itself that followed another one at first."""

    branch_from: Mapping[str, Any]
    """Which, and up to what month, as a request has it."""
    config_hash: str
    """In place of the hash of its own specification."""


def manifest(spec: SimulationSpec, created_at: datetime, **more: float) -> dict[str, Any]:
    """Where a result comes from."""
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
    """The JSON of a `SimulationResponse`; of a branch, the configuration says what it followed."""
    config = result.spec.effective() | ({} if branching is None else {"branch_from": branching.branch_from})
    rest = {
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
    lists = {
        "global_metrics": result.global_rows(),
        "cohort_metrics": result.cohort_rows(),
        "agent_snapshots": result.agent_rows(),
    }
    return written(lists, rest)


def written(lists: Mapping[str, Iterator[Mapping[str, object]] | None], rest: Mapping[str, object]) -> bytes:
    """One JSON object of long lists, written piece by piece, and the rest."""
    return b"".join(_written(lists, rest))


def _written(lists: Mapping[str, Iterator[Mapping[str, object]] | None], rest: Mapping[str, object]) -> Iterator[bytes]:
    opening = b"{"
    for name, rows in lists.items():
        yield opening + orjson.dumps(name) + b":"
        yield b"null" if rows is None else b"[" + b",".join(_pieces(rows)) + b"]"
        opening = b","
    yield b"," + orjson.dumps(rest)[1:]


def _pieces(rows: Iterator[Mapping[str, object]]) -> Iterator[bytes]:
    while piece := list(islice(rows, _PIECE)):
        yield orjson.dumps(piece)[1:-1]
