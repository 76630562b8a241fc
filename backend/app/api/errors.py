"""Every error leaves as RFC 9457 problem details: status, sentence, the fields meant; never a value or a traceback."""

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
    """An answer that is an error, raised anywhere below a route."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None) -> None:
        self.status, self.detail, self.headers = status, detail, headers
        super().__init__(detail)


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


def install_error_handlers(app: FastAPI) -> None:
    """Turn whatever is raised into a problem."""
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
        StoreUnavailableError: _on_store_away,
        ArchiveError: _on_archive_away,
        RequestValidationError: _on_parameters,
        HTTPException: _on_http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def problem(
    status: int, detail: str, fields: list[FieldProblem] | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The answer that says what went wrong."""
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
    where = ("body", "abm", "demand" if error.quantity == "demand" else "pricing_config")
    fields = [FieldProblem(where, str(error), "number_out_of_range")]
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
    return stopping()


async def _on_store_away(request: Request, error: StoreUnavailableError) -> JSONResponse:
    log.warning("the store is away", reason=str(error))
    return problem(503, "The store of jobs does not answer; try again in a few seconds.", headers={"Retry-After": "2"})


async def _on_archive_away(request: Request, error: ArchiveError) -> JSONResponse:
    log.error("the archive failed", reason=str(error))
    sentence = "The archive of finished runs does not answer; try again in a few seconds."
    return problem(503, sentence, headers={"Retry-After": "5"})


async def _on_parameters(request: Request, error: RequestValidationError) -> JSONResponse:
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
    """Every method this address answers; the router names those of the first route that fits.

    An address that is a route's own, as `/scenarios/similar`, is none of `/scenarios/{scenario_id}`.
    """
    routes = [route for route in request.app.router.routes if route.matches(request.scope)[0] is not Match.NONE]
    own = [route for route in routes if "{" not in getattr(route, "path", "{")]
    answered = (
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in own or routes)
    )
    return ", ".join(answered)


def stopping() -> JSONResponse:
    """The answer to whoever comes, or is not done, when the service leaves."""
    return problem(503, "The service is stopping; try again in a few seconds.", headers={"Retry-After": "5"})


def surprise(error: Exception) -> JSONResponse:
    """The answer to what nobody expected."""
    what = (
        "The simulation broke its own books" if isinstance(error, CliffcastError) else "Something unexpected happened"
    )
    return problem(500, f"{what}; this is a fault of the service, and it has been logged.")


def in_body(field: FieldProblem) -> FieldProblem:
    """The same problem, located in the request's body."""
    return FieldProblem(("body", *field.location), field.message, field.kind)
