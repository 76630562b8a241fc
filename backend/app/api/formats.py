"""A stored result in the format a client wants, or nothing where the client has it already."""

import asyncio
from enum import StrEnum

import orjson
from fastapi import Request
from fastapi.responses import Response

from app.abm.async_engine.ports import Blob


class ResultFormat(StrEnum):
    """What a result can be fetched as."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES = {
    ResultFormat.JSON: "application/json",
    ResultFormat.CSV: "text/csv; charset=utf-8",
    ResultFormat.PARQUET: "application/vnd.apache.parquet",
}


async def result_response(blob: Blob, asked: ResultFormat | None, request: Request) -> Response:
    """The result with its entity tag; 304 where `If-None-Match` names it."""
    wanted = asked or _accepted(request)
    etag = f'"{blob.etag}"' if wanted is ResultFormat.JSON else f'"{blob.etag}-{wanted}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept, X-API-Key"}
    if is_named(etag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    content = blob.content if wanted is ResultFormat.JSON else await asyncio.to_thread(_converted, blob, wanted)
    return Response(content, headers=headers, media_type=MEDIA_TYPES[wanted])


def _accepted(request: Request) -> ResultFormat:
    """The format of ours that `Accept` likes best; JSON where it names none."""
    liked = [
        (_quality(parameters), name)
        for kind, _, parameters in (choice.partition(";") for choice in request.headers.get("accept", "").split(","))
        for name, media_type in MEDIA_TYPES.items()
        if kind.strip().lower() == media_type.partition(";")[0] and _quality(parameters) > 0
    ]
    return max(liked, key=lambda choice: choice[0], default=(1.0, ResultFormat.JSON))[1]


def _quality(parameters: str) -> float:
    """The weight q of a choice in `Accept` (RFC 9110, 12.4.2); 1 where it is not said, or not a number."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if value.strip().replace(".", "", 1).isdigit() else 1.0
    return 1.0


def is_named(etag: str, if_none_match: str) -> bool:
    """Whether `If-None-Match` names this entity tag (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags


def _converted(blob: Blob, wanted: ResultFormat) -> bytes:
    # here, because Arrow takes 30 MB, and few ask for tables
    from app.abm.engine.export import results_table, to_csv, to_parquet  # noqa: PLC0415

    table = results_table(orjson.loads(blob.content))
    return to_csv(table) if wanted is ResultFormat.CSV else to_parquet(table)
