"""Stored results over HTTP: a route for each format, the format a client accepts, entity tags and byte ranges."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response

from app.abm.async_engine.ports import Blob
from app.abm.reports.files import FormatMissing, as_file
from app.api.errors import ProblemError
from app.api.openapi import problems, results

PARQUET = "application/vnd.apache.parquet"
"""Media type of Parquet files, which are compressed already."""


class ResultFormat(StrEnum):
    """What a result can be fetched as."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"

    @property
    def label(self) -> str:
        """The name of the format in prose."""
        return {"json": "JSON", "csv": "CSV", "parquet": "Parquet"}[self]

    @property
    def media_type(self) -> str:
        """The media type of the format."""
        return {"json": "application/json", "csv": "text/csv", "parquet": PARQUET}[self]

    @property
    def disposition(self) -> str:
        """Whether browsers show the file or save it."""
        return "inline" if self is ResultFormat.JSON else "attachment"


_IMMUTABLE = "private, max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Headers of conditional and range requests."""

    if_none_match: Annotated[
        str | None,
        Header(
            alias="If-None-Match",
            description="Entity tags of the results a client has; 304 where one is this result's.",
        ),
    ] = None
    range: Annotated[
        str | None,
        Header(alias="Range", description="One range of the result's bytes, such as bytes=1000-; uncompressed."),
    ] = None
    if_range: Annotated[
        str | None,
        Header(
            alias="If-Range", description="The entity tag of which `Range` shall be; the whole result where it is not."
        ),
    ] = None


ConditionsDep = Annotated[Conditions, Depends()]


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A stored result, and the name under which browsers save it."""

    blob: Blob
    name: str


ResultDependency: TypeAlias = Callable[..., Awaitable[StoredResult]]
"""A FastAPI dependency that finds the result of a request."""


@dataclass(frozen=True, slots=True)
class ResultAddress:
    """The path of a kind of result, and its entry in OpenAPI."""

    path: str
    operation: str
    summary: str
    description: str
    models: tuple[str, ...]

    def serve(self, router: APIRouter, find: ResultDependency) -> None:
        """Add the route of the path, and one more for each of .json, .csv and .parquet behind it."""
        for fixed in ResultFormat:  # these first: where a path ends with an id, the id would match the ending, too
            router.add_api_route(
                f"{self.path}.{fixed}",
                _in_format(fixed, find),
                operation_id=f"{self.operation}As{fixed.title()}",
                summary=f"{self.summary} as {fixed.label}",
                description=f"As without .{fixed}, whatever is accepted.",
                response_class=Response,
                responses=problems(401, 404, 503) | results(*self.models, only=fixed.media_type),
            )
        router.add_api_route(
            self.path,
            _in_any_format(find),
            operation_id=self.operation,
            summary=self.summary,
            description=self.description,
            response_class=Response,
            responses=problems(401, 404, 422, 503) | results(*self.models),
        )


def _in_format(fixed: ResultFormat, find: ResultDependency) -> Callable[..., Awaitable[Response]]:
    async def answer(
        result: Annotated[StoredResult, Depends(find)], request: Request, conditions: ConditionsDep
    ) -> Response:
        return await result_response(result, fixed, request, conditions)

    return answer


def _in_any_format(find: ResultDependency) -> Callable[..., Awaitable[Response]]:
    async def answer(
        result: Annotated[StoredResult, Depends(find)],
        request: Request,
        conditions: ConditionsDep,
        format: Annotated[ResultFormat | None, Query(description="Rows as csv or parquet.")] = None,
    ) -> Response:
        return await result_response(result, format or _accepted(request), request, conditions)

    return answer


async def result_response(
    result: StoredResult, format: ResultFormat, request: Request, conditions: Conditions
) -> Response:
    """The result or a range of its bytes, with its entity tag; 304 where the client has it.

    Raises ProblemError 416 for a range beyond the end, and 501 where Parquet cannot be written here.
    """
    blob = result.blob
    etag = f'"{blob.etag}"' if format is ResultFormat.JSON else f'"{blob.etag}-{format}"'
    file_name = re.sub(r"[^0-9A-Za-z_-]", "", result.name)[:80]
    headers = {
        "ETag": etag,
        "Cache-Control": _IMMUTABLE,
        "Vary": "Accept, X-API-Key",
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'{format.disposition}; filename="cliffcast-{file_name}.{format}"',
    }
    if etag_matches(etag, conditions.if_none_match or ""):
        return Response(status_code=304, headers=headers)
    content = blob.content if format is ResultFormat.JSON else await asyncio.to_thread(_converted, blob, format)
    byte_range = None if _may_be_gzipped(format, conditions, request) else _byte_range(conditions, etag, len(content))
    if byte_range is None:
        return Response(content, headers=headers, media_type=format.media_type)
    headers["Content-Range"] = f"bytes {byte_range.start}-{byte_range.stop - 1}/{len(content)}"
    return Response(content[byte_range.start : byte_range.stop], 206, headers=headers, media_type=format.media_type)


def _may_be_gzipped(format: ResultFormat, conditions: Conditions, request: Request) -> bool:
    """Whether the bytes that a resuming client has may be compressed: uncompressed ones must not follow them."""
    accepted = "gzip" in request.headers.get("accept-encoding", "")
    return accepted and conditions.if_range is not None and format.media_type != PARQUET


def _byte_range(conditions: Conditions, etag: str, size: int) -> range | None:
    """The bytes that `Range` names (RFC 9110, 14.2); None for the whole result, several ranges, or no valid one."""
    match = _RANGE.fullmatch((conditions.range or "").strip())
    if match is None or conditions.if_range not in (None, etag):
        return None
    first, last = match.groups()
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        detail = f"The result has {size:,} bytes, and none of those asked for."
        raise ProblemError(416, detail, headers={"Content-Range": f"bytes */{size}"})
    return range(start, stop)


def _accepted(request: Request) -> ResultFormat:
    """The format with the greatest weight in `Accept`; JSON where it names none of ours."""
    weighted = [
        (_weight(parameters), format)
        for media_type, _, parameters in (part.partition(";") for part in request.headers.get("accept", "").split(","))
        for format in ResultFormat
        if media_type.strip().lower() == format.media_type and _weight(parameters) > 0
    ]
    return max(weighted, key=lambda pair: pair[0], default=(1.0, ResultFormat.JSON))[1]


def _weight(parameters: str) -> float:
    """The weight q of a media type in `Accept` (RFC 9110, 12.4.2); 1 where it is missing or not a number."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if value.strip().replace(".", "", 1).isdigit() else 1.0
    return 1.0


def etag_matches(etag: str, if_none_match: str) -> bool:
    """Whether `If-None-Match` names this entity tag (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags


def _converted(blob: Blob, format: ResultFormat) -> bytes:
    """The result as a table. Raises ProblemError 501 for Parquet where its library is not installed."""
    try:
        return as_file(f".{format}", blob.content)
    except FormatMissing as error:
        raise ProblemError(501, f"{error}.") from None
