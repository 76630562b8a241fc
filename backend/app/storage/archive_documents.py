"""What a result says besides its rows."""

import sqlite3
from contextlib import closing
from typing import Any

import orjson

from app.abm.async_engine.archive_protocol import ArchiveRefusedError
from app.abm.studies.plan import JobKind

_STUDIES: dict[JobKind, tuple[str, ...]] = {
    "comparison": ("figures", "num_trials", "failed_trials"),
    "sweep": ("parameters", "figures", "num_runs", "failed_runs"),
    "sensitivity": ("method", "figure", "indices", "mean", "std", "num_runs"),
    "optimization": ("start", "levers", "objectives", "generations", "designs_run", "stopped_early"),
    "calibration": ("parameters", "volatility", "test", "words"),
    "stress": ("figures", "base", "total_runs", "completed_runs", "failed_runs"),
}
"""What sums up a study; every other result has a `summary`."""


def documents_of(kind: JobKind, content: bytes) -> dict[str, Any]:
    """`config`, `manifest` and `summary` of a result. Raises ArchiveRefusedError where that is no result of ours."""
    study = _STUDIES.get(kind)
    config, manifest, *rest = _members(content, ("config", "manifest", *(study or ("summary",))))
    if config is None or manifest is None:
        raise ArchiveRefusedError("the result cannot be read: it does not say where it comes from")
    summary = dict(zip(study, rest, strict=True)) if study else rest[0]
    return {"config": config, "manifest": manifest, "summary": summary}


def token_name(config: dict[str, Any]) -> str:
    """The name of the economy's token, of a comparison's first, of a study's base; empty where it has none."""
    economy = config if "token" in config else config.get("a") or config["base"]
    return economy["token"]["name"] or ""


def _members(content: bytes, names: tuple[str, ...]) -> list[Any]:
    """Some members of a JSON object.

    SQLite reads it without the interpreter lock: a long result must not hold up the event loop.
    """
    question = f"SELECT json_extract(CAST(? AS TEXT), {', '.join('?' * len(names))})"
    try:
        with closing(sqlite3.connect(":memory:")) as reader:
            (found,) = reader.execute(question, (content, *(f"$.{name}" for name in names))).fetchone()
    except sqlite3.Error as error:
        raise ArchiveRefusedError(f"the result cannot be read: {error}") from error
    members: list[Any] = orjson.loads(found)
    return members
