"""The parts of OpenAPI that FastAPI cannot see: bodies parsed by hand, answers written as bytes, errors."""

from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.errors import MEDIA_TYPE
from app.models.abm_request import MonteCarloRequest, RunRequest, SimulateRequest
from app.models.designs import (
    CalibrateRequest,
    CalibrateResponse,
    OptimizeRequest,
    OptimizeResponse,
    StressRequest,
    StressResponse,
)
from app.models.jobs import DoneEvent, JobAccepted, ProgressEvent
from app.models.monte_carlo import MonteCarloResponse
from app.models.problem import Problem
from app.models.scenarios import SimilarRequest
from app.models.studies import (
    CompareRequest,
    CompareResponse,
    SensitivityRequest,
    SensitivityResponse,
    SweepRequest,
    SweepResponse,
)
from app.models.tables import TableRequest

_RESULTS: tuple[type[BaseModel], ...] = (
    MonteCarloResponse,
    CompareResponse,
    SweepResponse,
    SensitivityResponse,
    StressResponse,
    OptimizeResponse,
    CalibrateResponse,
)
RESULTS = ("SimulationResponse", *(model.__name__ for model in _RESULTS))
"""Schemas that the result of a job may have; FastAPI knows the first from a route."""

_SCHEMA_MODELS: tuple[type[BaseModel], ...] = (
    RunRequest,
    SimulateRequest,
    MonteCarloRequest,
    CompareRequest,
    SweepRequest,
    SensitivityRequest,
    StressRequest,
    OptimizeRequest,
    CalibrateRequest,
    TableRequest,
    SimilarRequest,
    *_RESULTS,
    Problem,
    ProgressEvent,
    DoneEvent,
)
Responses: TypeAlias = dict[int | str, dict[str, Any]]
_SCHEMAS = "#/components/schemas/"
_MEANINGS = {
    400: "The body is not JSON.",
    401: "A valid API key is missing.",
    404: "There is no such thing, or no longer, or it is someone else's.",
    408: "The body did not arrive in time.",
    409: "The state of the job does not allow it.",
    410: "The result is no longer kept; the same configuration can be submitted again.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    416: "The result has no such bytes; `Content-Range` says how many it has.",
    422: "A field is wrong; `errors` names it.",
    429: "Too many submissions, waiting runs or streams; `Retry-After` says when to come back.",
    503: "The service is stopping, or its store does not answer; `Retry-After` says when to come back.",
}
_HEADERS: dict[str, tuple[str, dict[str, str]]] = {
    "Location": ("The job's `status_url`.", {"type": "string", "format": "uri-reference"}),
    "ETag": ("Names the result in this format, for ever; send it as `If-None-Match`.", {"type": "string"}),
    "Content-Range": ("Which bytes of how many.", {"type": "string"}),
    "Content-Disposition": ("Suggests a name for a file.", {"type": "string"}),
    "Accept-Ranges": ("bytes: `Range` is heeded.", {"type": "string"}),
    "Retry-After": ("Seconds after which to try again.", {"type": "integer"}),
    "RateLimit": ("Submissions allowed, left, and seconds to the next; where they are limited.", {"type": "string"}),
    "RateLimit-Policy": ("Submissions per seconds; where they are limited.", {"type": "string"}),
}
_RATE = ("RateLimit", "RateLimit-Policy")


def json_request(model: type[BaseModel], examples: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route whose JSON body is a `model`; `examples` by title."""
    content = {
        "schema": {"$ref": f"{_SCHEMAS}{model.__name__}"},
        "examples": {title: {"summary": title, "value": value} for title, value in examples.items()},
    }
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def problems(*statuses: int) -> Responses:
    """`responses` of a route that can fail in these ways."""
    return {status: _problem(status, *(["Retry-After"] if status in (429, 503) else [])) for status in statuses}


def body_problems() -> Responses:
    """`responses` of a route that reads a JSON body, which may be wrong in all these ways."""
    return problems(400, 401, 408, 413, 415)


def counted() -> Responses:
    """`responses` of a route that is counted by the rate limiter."""
    return {200: {"headers": _headers(*_RATE)}, 429: _problem(429, "Retry-After", *_RATE)}


def submission() -> Responses:
    """`responses` of a route that submits a job."""
    headers = _headers("Location", *_RATE)
    cached = {"model": JobAccepted, "description": "The result was there already.", "headers": headers}
    return body_problems() | counted() | problems(422, 503) | {200: cached, 202: {"headers": headers}}


def results(*models: str, only: str | None = None) -> Responses:
    """`responses` of a route that answers with a stored result, in any of its formats or in one media type."""
    content = {
        "application/json": {"schema": {"oneOf": [{"$ref": f"{_SCHEMAS}{model}"} for model in models]}},
        "text/csv": {"schema": {"type": "string"}},
        "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
    }
    content = content if only is None else {only: content[only]}
    binary = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in content}
    headers = _headers("ETag") | ({} if only is None else _headers("Content-Disposition", "Accept-Ranges"))
    return {
        200: {"description": "The result.", "content": content, "headers": headers},
        206: {"description": "The bytes asked for.", "content": binary, "headers": headers | _headers("Content-Range")},
        304: {"description": "Unchanged since the ETag given.", "headers": _headers("ETag")},
        409: _problem(409, "Retry-After"),
        410: _problem(410),
        416: _problem(416, "Content-Range"),
    }


def event_stream() -> Responses:
    """`responses` of a route that streams the events of jobs."""
    payload = {"oneOf": [{"$ref": f"{_SCHEMAS}ProgressEvent"}, {"$ref": f"{_SCHEMAS}DoneEvent"}]}
    example = 'id: 3\ndata: {"type":"progress","job_id":"abm_…","status":"running","progress_pct":45.5}\n\n'
    content = {"schema": {"type": "string", "x-event-data": payload}, "example": example}
    return {
        200: {"description": "Events whose `data` is JSON.", "content": {"text/event-stream": content}},
        204: {"description": "`Last-Event-ID` names the last event there is: nothing follows."},
    }


def _problem(status: int, *headers: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}}
    return {"description": _MEANINGS[status], "content": content} | ({"headers": _headers(*headers)} if headers else {})


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"description": _HEADERS[name][0], "schema": _HEADERS[name][1]} for name in names}


def describe(app: FastAPI) -> None:
    """Add to `/openapi.json` what FastAPI cannot see."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete_schema(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete_schema(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        license_info=app.license_info,
    )
    _, definitions = models_json_schema(
        [(model, "validation") for model in _SCHEMA_MODELS], ref_template=f"{_SCHEMAS}{{model}}"
    )
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    components.update(definitions["$defs"])
    schema["components"]["securitySchemes"] = {"ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}
    components.pop("HTTPValidationError", None)
    components.pop("ValidationError", None)
    for path in schema["paths"].values():
        for operation in path.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                operation["responses"] |= {str(status): answer for status, answer in problems(422).items()}
            if "401" in operation["responses"]:  # a key is needed only where the operator has set some
                operation["security"] = [{"ApiKey": []}, {}]
    return schema
