"""Addresses of a stored result: one that answers in the format asked for, and one for each format."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request, Response

from app.abm.async_engine.ports import Blob
from app.api.content_negotiation import ConditionsDep, ResultFormat, result_response
from app.api.openapi import problems, results


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result, and what a file of it may be called."""

    blob: Blob
    name: str


Found: TypeAlias = Callable[..., Awaitable[StoredResult]]
"""Finds the result a request is for, as a dependency of FastAPI."""


@dataclass(frozen=True, slots=True)
class ResultAddress:
    """Where a kind of result is, and how the API's description calls it."""

    path: str
    operation: str
    summary: str
    description: str
    models: tuple[str, ...]

    def serve(self, router: APIRouter, found: Found) -> None:
        """Answer at the address, and at the same with .json, .csv and .parquet behind it."""
        for wanted in ResultFormat:  # these first: where a path ends with an id, the id would swallow them
            router.add_api_route(
                f"{self.path}.{wanted}",
                _as(wanted, found),
                operation_id=f"{self.operation}As{wanted.title()}",
                summary=f"{self.summary} as {wanted.label}",
                description=f"As without .{wanted}, whatever is accepted.",
                response_class=Response,
                responses=problems(401, 404, 503) | results(*self.models, only=wanted.media_type),
            )
        router.add_api_route(
            self.path,
            _in_any_format(found),
            operation_id=self.operation,
            summary=self.summary,
            description=self.description,
            response_class=Response,
            responses=problems(401, 404, 422, 503) | results(*self.models),
        )


def _as(wanted: ResultFormat, found: Found) -> Callable[..., Awaitable[Response]]:
    async def answer(
        result: Annotated[StoredResult, Depends(found)], request: Request, conditions: ConditionsDep
    ) -> Response:
        return await result_response(result.blob, result.name, wanted, request, conditions)

    return answer


def _in_any_format(found: Found) -> Callable[..., Awaitable[Response]]:
    async def answer(
        result: Annotated[StoredResult, Depends(found)],
        request: Request,
        conditions: ConditionsDep,
        format: Annotated[ResultFormat | None, Query(description="Rows as csv or parquet.")] = None,
    ) -> Response:
        return await result_response(result.blob, result.name, format, request, conditions)

    return answer
