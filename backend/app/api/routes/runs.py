"""Finished runs in the archive: list, fetch, delete."""

import asyncio
import re
from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from app.abm.async_engine.archive_protocol import Archive, RunQuery
from app.api.content_negotiation import ResultAddress, StoredResult
from app.api.deps import Caller, CallerDep
from app.api.errors import ProblemError
from app.api.openapi import RESULTS, problems
from app.models.jobs import PREFIX, JobKind
from app.models.runs import RunDeleted, RunDetails, RunList, place_of

router = APIRouter(prefix=PREFIX, tags=["finished runs"])

RunHash = Annotated[str, Path(description="As listed.")]


def _is_iso_day(text: object) -> object:
    """Refuse everything but a day as RFC 3339 writes it: pydantic by itself accepts a number of seconds, too."""
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise PydanticCustomError("date_parsing", "must be a day such as 2026-01-26")
    return text


Day = Annotated[date, BeforeValidator(_is_iso_day)]


@router.get(
    "/runs", operation_id="listRuns", summary="Finished runs, newest first", responses=problems(401, 404, 422, 503)
)
async def list_runs(
    caller: CallerDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,12}\.\d{1,9}-[0-9a-f]{64}$")] = None,
    name: Annotated[str, Query(max_length=100, description="Part of the token's name, in any case.")] = "",
    hash: Annotated[str, Query(pattern=r"^[0-9a-f]{0,64}$", description="How the hash begins.")] = "",
    since: Annotated[Day | None, Query(description="Completed on this day (UTC) or later.")] = None,
    until: Annotated[Day | None, Query(description="Completed on this day (UTC) or earlier.")] = None,
    kind: JobKind | None = None,
) -> RunList:
    """The caller's runs, of this process and of all before it; a cursor leads to older ones."""
    query = RunQuery(
        caller.owner,
        limit,
        place_of(cursor),
        name,
        hash,
        _instant(since, time.min) if since else None,
        _instant(until, time.max) if until else None,
        kind,
    )
    return RunList.of(await asyncio.to_thread(_archive(caller).page, query), caller.root_path)


@router.get("/runs/{run_hash}", operation_id="getRun", summary="One finished run", responses=problems(401, 404, 503))
async def get_run(run_hash: RunHash, caller: CallerDep) -> RunDetails:
    """Its configuration in force, its manifest and its summary."""
    archived = await asyncio.to_thread(_archive(caller).find, run_hash, caller.owner)
    if archived is None:
        raise _unknown_run()
    return RunDetails.with_documents(*archived, caller.root_path)


async def _find_result(run_hash: RunHash, caller: CallerDep) -> StoredResult:
    archived = await asyncio.to_thread(_archive(caller).result, run_hash)
    if archived is None or archived[0].owner != caller.owner:
        raise _unknown_run()
    return StoredResult(archived[1], run_hash[:16])


ResultAddress(
    path="/runs/{run_hash}/results",
    operation="getRunResults",
    summary="The result of a finished run",
    description="As JSON, CSV or Parquet, by `format` or `Accept`, with the ETag that the jobs behind it had.",
    models=RESULTS,
).serve(router, _find_result)


@router.delete(
    "/runs/{run_hash}", operation_id="deleteRun", summary="Delete a finished run", responses=problems(401, 404, 503)
)
async def delete_run(run_hash: RunHash, caller: CallerDep) -> RunDeleted:
    """With its result and its jobs; the same configuration is run again when it is next submitted."""
    if not await asyncio.to_thread(_archive(caller).delete, run_hash, caller.owner):
        raise _unknown_run()
    await caller.service.queue.store.forget(run_hash)
    return RunDeleted(run_hash=run_hash, message="The run was deleted.")


def _archive(caller: Caller) -> Archive:
    """The archive of the service. Raises ProblemError 404 where it keeps none."""
    if caller.service.archive is None:
        remedy = "start the service with ABM_ARCHIVE_URL set to the path of a file, or to postgresql://…"
        raise ProblemError(404, f"Finished runs are not kept here: {remedy}.")
    return caller.service.archive


def _unknown_run() -> ProblemError:
    return ProblemError(404, "There is no such run: it is unknown, was deleted, or belongs to someone else.")


def _instant(day: date, at: time) -> float:
    """Seconds since 1970 of a time of day, UTC."""
    return datetime.combine(day, at, UTC).timestamp()
