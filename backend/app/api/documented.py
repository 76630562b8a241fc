"""The parts of OpenAPI that FastAPI cannot see: bodies we parse ourselves, answers we write as bytes, errors."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.errors import MEDIA_TYPE
from app.models.abm_request import SimulateRequest
from app.models.jobs import DoneEvent, ProgressEvent
from app.models.monte_carlo import MonteCarloResponse
from app.models.problem import Problem
from app.models.studies import (
    CompareRequest,
    CompareResponse,
    SensitivityRequest,
    SensitivityResponse,
    SweepRequest,
    SweepResponse,
)

_BODIES: tuple[type[BaseModel], ...] = (
    SimulateRequest,
    MonteCarloResponse,
    CompareRequest,
    SweepRequest,
    SensitivityRequest,
    CompareResponse,
    SweepResponse,
    SensitivityResponse,
    Problem,
    ProgressEvent,
    DoneEvent,
)
_SCHEMAS = "#/components/schemas/"
_MEANINGS = {
    400: "The body is not JSON.",
    401: "A valid API key is missing.",
    404: "There is no such thing, or no longer, or it is someone else's.",
    408: "The body did not arrive in time.",
    409: "The state of the job does not allow it.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "A field is wrong; `errors` names it.",
    429: "Too many submissions, waiting runs or streams; `Retry-After` says when to come back.",
    503: "The service is stopping, or its store does not answer; `Retry-After` says when to come back.",
}


def json_request(model: type[BaseModel], examples: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route whose JSON body is a `model`; `examples` by title."""
    content = {
        "schema": {"$ref": f"{_SCHEMAS}{model.__name__}"},
        "examples": {title: {"summary": title, "value": value} for title, value in examples.items()},
    }
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route that can fail in these ways."""
    schema = {"schema": {"$ref": f"{_SCHEMAS}Problem"}}
    return {status: {"description": _MEANINGS[status], "content": {MEDIA_TYPE: schema}} for status in statuses}


def results(*models: str) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route that answers with a stored result, in any of its formats."""
    schema = {"oneOf": [{"$ref": f"{_SCHEMAS}{model}"} for model in models]}
    binary = {"schema": {"type": "string", "format": "binary"}}
    formats = {"application/json": {"schema": schema}, "text/csv": {"schema": {"type": "string"}}}
    content = formats | {"application/vnd.apache.parquet": binary}
    return {
        200: {"description": "The result.", "content": content},
        304: {"description": "Unchanged since the ETag given."},
    }


def event_stream() -> dict[int | str, dict[str, Any]]:
    """`responses` of a route that streams the events of jobs."""
    payload = {"oneOf": [{"$ref": f"{_SCHEMAS}ProgressEvent"}, {"$ref": f"{_SCHEMAS}DoneEvent"}]}
    example = 'id: 3\ndata: {"type":"progress","job_id":"abm_…","status":"running","progress_pct":45.5}\n\n'
    content = {"schema": {"type": "string", "x-event-data": payload}, "example": example}
    return {200: {"description": "Events whose `data` is JSON.", "content": {"text/event-stream": content}}}


def describe(app: FastAPI) -> None:
    """Make `/openapi.json` whole: with the schemas of the bodies we parse ourselves."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _whole_schema(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _whole_schema(app: FastAPI) -> dict[str, Any]:
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
        [(model, "validation") for model in _BODIES], ref_template=f"{_SCHEMAS}{{model}}"
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
            if "401" in operation["responses"]:  # a key is asked for only where the operator set some
                operation["security"] = [{"ApiKey": []}, {}]
    return schema
