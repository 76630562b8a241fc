"""Errors as RFC 9457 problem details: status, sentence, and the fields that are wrong; no values, no tracebacks."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.abm.async_engine.archive_protocol import ArchiveError
from app.abm.async_engine.job_queue import (
    JobFinishedError,
    JobUnfinishedError,
    KeyConflictError,
    QueueFullError,
    ResultGoneError,
    ServiceStoppingError,
    TooManyJobsError,
    UnknownJobError,
)
from app.abm.async_engine.ports import StoreUnavailableError
from app.abm.core.errors import CliffcastError, ConfigError, FieldProblem, NumberRangeError
from app.models.problem import Problem, ProblemField

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class ProblemError(Exception):
    """An error with its HTTP status and sentence, raised by a route or what it calls."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None) -> None:
        self.status, self.detail, self.headers = status, detail, headers
        super().__init__(detail)


class ClientGoneError(Exception):
    """The client has disconnected before its answer was ready."""


def install_error_handlers(app: FastAPI) -> None:
    """Answer every exception that routes may raise with a problem document."""
    handlers: dict[type[Exception], Any] = {
        ProblemError: _on_problem,
        ClientGoneError: _on_client_gone,
        ConfigError: _on_config,
        NumberRangeError: _on_range,
        UnknownJobError: _on_unknown_job,
        JobUnfinishedError: _on_unfinished_job,
        ResultGoneError: _on_gone_result,
        QueueFullError: _on_full_queue,
        TooManyJobsError: _on_too_many_jobs,
        KeyConflictError: _on_key_conflict,
        ServiceStoppingError: _on_stopping,
        StoreUnavailableError: _on_store_unavailable,
        ArchiveError: _on_archive_error,
        RequestValidationError: _on_wrong_parameters,
        HTTPException: _on_http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def problem(
    status: int, detail: str, fields: list[FieldProblem] | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The problem document of an error."""
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=[ProblemField.of(field) for field in fields] if fields else None,
    )
    return JSONResponse(body.model_dump(exclude_none=True), status, headers=headers, media_type=MEDIA_TYPE)


def sentence(fields: list[FieldProblem]) -> str:
    """The first problem in words, and how many more there are."""
    first = str(FieldProblem(fields[0].location[1:], fields[0].message, fields[0].kind))
    more = f" ({len(fields) - 1} more)" if len(fields) > 1 else ""
    return f"{first}{more}" if first.endswith("?") else f"{first}{more}."


async def _on_problem(request: Request, error: ProblemError) -> JSONResponse:
    return problem(error.status, error.detail, headers=error.headers)


async def _on_client_gone(request: Request, error: ClientGoneError) -> Response:
    return Response(status_code=499)  # only the log sees it


async def _on_config(request: Request, error: ConfigError) -> JSONResponse:
    fields = [in_body(field) for field in error.problems]
    return problem(422, sentence(fields), fields)


async def _on_range(request: Request, error: NumberRangeError) -> JSONResponse:
    location = ("body", "abm", "demand" if error.quantity == "demand" else "pricing_config")
    fields = [FieldProblem(location, str(error), "number_out_of_range")]
    return problem(422, sentence(fields), fields)


async def _on_unknown_job(request: Request, error: UnknownJobError) -> JSONResponse:
    return problem(404, "There is no such job: it is unknown, has expired, or belongs to someone else.")


async def _on_unfinished_job(request: Request, error: JobUnfinishedError) -> JSONResponse:
    state = error.state
    if isinstance(error, JobFinishedError):
        return problem(409, f"The job is {state.status} already and cannot be cancelled.")
    if state.is_final:
        reason = f": {state.run.error}" if state.status == "failed" else "."
        return problem(409, f"The job is {state.status} and has no result{reason}")
    return problem(409, f"The job is still {state.status}; its result is not ready.", headers={"Retry-After": "1"})


async def _on_full_queue(request: Request, error: QueueFullError) -> JSONResponse:
    return problem(429, "As many runs wait as may wait; try again in a few seconds.", headers={"Retry-After": "5"})


async def _on_too_many_jobs(request: Request, error: TooManyJobsError) -> JSONResponse:
    detail = "You have as many unfinished jobs as one may have; wait for one of them, or cancel it."
    return problem(429, detail, headers={"Retry-After": "5"})


async def _on_gone_result(request: Request, error: ResultGoneError) -> JSONResponse:
    return problem(410, "The job has completed, but its result is no longer kept; submit it again to have it anew.")


async def _on_key_conflict(request: Request, error: KeyConflictError) -> JSONResponse:
    return problem(422, "The Idempotency-Key was used for another configuration; choose a new one.")


async def _on_stopping(request: Request, error: ServiceStoppingError) -> JSONResponse:
    return service_stopping()


async def _on_store_unavailable(request: Request, error: StoreUnavailableError) -> JSONResponse:
    log.warning("the store is away", reason=str(error))
    return problem(503, "The store of jobs does not answer; try again in a few seconds.", headers={"Retry-After": "2"})


async def _on_archive_error(request: Request, error: ArchiveError) -> JSONResponse:
    log.error("the archive failed", reason=str(error))
    detail = "The archive of finished runs does not answer; try again in a few seconds."
    return problem(503, detail, headers={"Retry-After": "5"})


async def _on_wrong_parameters(request: Request, error: RequestValidationError) -> JSONResponse:
    fields = [FieldProblem(tuple(item["loc"]), str(item["msg"]), str(item["type"])) for item in error.errors()]
    return problem(422, sentence(fields), fields)


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    root = request.scope.get("root_path", "")
    details = {
        404: f"There is nothing at this address; the interactive documentation at {root}/docs lists what there is.",
        405: f"This address does not answer {request.method[:20]}.",
    }
    headers = dict(error.headers or {}) | ({"Allow": _allowed(request)} if error.status_code == 405 else {})
    return problem(error.status_code, details.get(error.status_code, f"{error.detail}."), headers=headers)


def _allowed(request: Request) -> str:
    """The methods of all routes with this path; the router by itself names those of the first."""
    routes = request.app.router.routes
    methods = (
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    )
    return ", ".join(methods)


def service_stopping() -> JSONResponse:
    """The answer to requests that arrive, or are unfinished, when the service stops."""
    return problem(503, "The service is stopping; try again in a few seconds.", headers={"Retry-After": "5"})


def unexpected_error(error: Exception) -> JSONResponse:
    """The answer where an exception has no handler: status 500."""
    what = (
        "The simulation broke its own books" if isinstance(error, CliffcastError) else "Something unexpected happened"
    )
    return problem(500, f"{what}; this is a fault of the service, and it has been logged.")


def in_body(field: FieldProblem) -> FieldProblem:
    """The same problem, located in the request's body."""
    return FieldProblem(("body", *field.location), field.message, field.kind)
