"""A stored result in the format a client wants, or nothing where the client has it already."""

import asyncio
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from app.abm.async_engine.ports import Blob
from app.abm.reports.files import FormatMissing, as_file
from app.api.errors import ProblemError


class ResultFormat(StrEnum):
    """What a result can be fetched as."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"

    @property
    def label(self) -> str:
        """As people write it."""
        return {"json": "JSON", "csv": "CSV", "parquet": "Parquet"}[self]

    @property
    def media_type(self) -> str:
        """As the web writes it."""
        return {"json": "application/json", "csv": "text/csv", "parquet": PACKED}[self]

    @property
    def disposition(self) -> str:
        """Whether browsers show it or keep it."""
        return "inline" if self is ResultFormat.JSON else "attachment"


PACKED = "application/vnd.apache.parquet"
"""What compression would not make smaller."""

_FOR_EVER = "private, max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a client has already, and which bytes it still wants."""

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


async def result_response(
    blob: Blob, name: str, asked: ResultFormat | None, request: Request, conditions: Conditions
) -> Response:
    """The result, or some of its bytes, with its entity tag; 304 where the client has it. A file's `name` is suggested.

    Raises ProblemError 416 where it has no such bytes, and 501 where that format cannot be written here.
    """
    wanted = asked or _accepted(request)
    etag = f'"{blob.etag}"' if wanted is ResultFormat.JSON else f'"{blob.etag}-{wanted}"'
    headers = {
        "ETag": etag,
        "Cache-Control": _FOR_EVER,
        "Vary": "Accept, X-API-Key",
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'{wanted.disposition}; filename="cliffcast-{_plain(name)}.{wanted}"',
    }
    if is_named(etag, conditions.if_none_match or ""):
        return Response(status_code=304, headers=headers)
    content = blob.content if wanted is ResultFormat.JSON else await asyncio.to_thread(_converted, blob, wanted)
    part = None if _may_be_packed(wanted, conditions, request) else _part(conditions, etag, len(content))
    if part is None:
        return Response(content, headers=headers, media_type=wanted.media_type)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    return Response(content[part.start : part.stop], 206, headers=headers, media_type=wanted.media_type)


def _plain(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z_-]", "", name)[:80]


def _may_be_packed(wanted: ResultFormat, conditions: Conditions, request: Request) -> bool:
    """Whether what a client wants the rest of may have been compressed, to which no bytes of ours can be added."""
    accepted = "gzip" in request.headers.get("accept-encoding", "")
    return accepted and conditions.if_range is not None and wanted.media_type != PACKED


def _part(conditions: Conditions, etag: str, size: int) -> range | None:
    """The bytes that `Range` names (RFC 9110, 14.2); none where that is all, several ranges, or no range."""
    found = _RANGE.fullmatch((conditions.range or "").strip())
    if found is None or conditions.if_range not in (None, etag):
        return None
    first, last = found.groups()
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        detail = f"The result has {size:,} bytes, and none of those asked for."
        raise ProblemError(416, detail, headers={"Content-Range": f"bytes */{size}"})
    return range(start, stop)


def _accepted(request: Request) -> ResultFormat:
    """The format of ours that `Accept` likes best; JSON where it names none."""
    liked = [
        (_quality(parameters), name)
        for kind, _, parameters in (choice.partition(";") for choice in request.headers.get("accept", "").split(","))
        for name in ResultFormat
        if kind.strip().lower() == name.media_type and _quality(parameters) > 0
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
    """The result as a table. Raises ProblemError 501 for Parquet where what writes it is not installed."""
    try:
        return as_file(f".{wanted}", blob.content)
    except FormatMissing as error:
        raise ProblemError(501, f"{error}.") from None
