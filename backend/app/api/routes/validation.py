"""Why believe it: the facts that the model is held against, passed and failed."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.truth.report import shipped_text

router = APIRouter(prefix="/api/v2/abm", tags=["catalogue"])


class FactEntry(BaseModel):
    """A published or measured fact, and what the model says."""

    id: str
    group: str = Field(description="Heading under which it stands.")
    fact: str
    source: str
    low: float | None = Field(description="Lower end of the band in which the model passes; null where it has none.")
    high: float | None = Field(description="Upper end of the band.")
    value: float | None = Field(description="The model's value; null where the data it needs are not at hand.")
    passed: bool
    note: str = Field(description="What the value depends on; where it fails, what was tried.")


class ValidationTable(BaseModel):
    """Every fact the model is held against; failures are shown."""

    facts: list[FactEntry]
    engine_version: str
    data: str = Field(description="What the values were measured with.")


@router.get(
    "/validation",
    operation_id="getValidation",
    summary="The facts the model is held against, passed and failed",
    response_model=ValidationTable,
)
async def get_validation() -> Response:
    """Measured with this version of the engine; `cliffcast validate` measures again."""
    return Response(shipped_text(), media_type="application/json")
