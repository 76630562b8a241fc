"""Allocation tables as people have them, read into buckets."""

from fastapi import APIRouter, Request, Response

from app.api.deps import CallerDep
from app.api.openapi import body_problems, counted, json_request, problems
from app.api.request_parsing import json_answer, validated
from app.models.examples import TABLE_EXAMPLES
from app.models.tables import TableRequest, TableResponse

router = APIRouter(prefix="/api/v2/abm", tags=["simulation"])


@router.post(
    "/tables",
    operation_id="readTable",
    summary="Read a pasted allocation table into buckets",
    response_model=TableResponse,
    responses=body_problems() | counted() | problems(422),
    openapi_extra=json_request(TableRequest, TABLE_EXAMPLES),
)
async def read_table(caller: CallerDep, request: Request) -> Response:
    """Columns recognised, buckets ready for a request, and a word about every row that made none.

    What only the table's author knows is asked: each choice of a question says what to add to the request, and the same
    text is read that way.
    """
    headers = caller.count("checks")
    return await json_answer(
        request, caller.service.limits, headers, lambda value: TableResponse.of(validated(value, TableRequest).read())
    )
