"""Responses about a configuration: problem details (RFC 9457), and the report of `/validate`."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from app.abm.core.errors import FieldProblem
from app.abm.reports.advice import Advice
from app.abm.vesting.segments import Segment
from app.models.examples import ADVICE, PREVIEW


class _FieldNote(BaseModel):
    """A message about one field."""

    loc: list[str | int] = Field(description="Where the field is, from the body down.")
    msg: str
    type: str


class AdviceField(_FieldNote):
    """Something worth knowing about one field, or about a table of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [ADVICE]})

    @classmethod
    def of(cls, advice: Advice) -> "AdviceField":
        """Advice of the model, located in the request's body."""
        return cls(loc=["body", *advice.location], msg=advice.message, type=advice.kind)


class ProblemField(_FieldNote):
    """One field that is wrong; its value is never repeated."""

    @classmethod
    def of(cls, problem: FieldProblem) -> "ProblemField":
        """A problem of the model."""
        return cls(loc=list(problem.location), msg=problem.message, type=problem.kind)


class Problem(BaseModel):
    """What went wrong (RFC 9457, application/problem+json)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="A sentence for a human.")
    errors: list[ProblemField] | None = Field(default=None, description="The fields that are wrong.")


class EstimateResponse(BaseModel):
    """The size of a run, and what it takes on an ordinary core."""

    agents: int = Field(description="Rows simulated in one trial.")
    months: int
    trials: int
    work: int = Field(description="agents × months × trials, what the budgets limit.")
    seconds: float
    memory_mb: float


class UnlocksPreview(BaseModel):
    """What unlocks month by month, from month 0 to the end of the horizon."""

    model_config = ConfigDict(from_attributes=True)

    tokens: list[float] | None = Field(description="None while the total supply cannot be read.")
    supply_pct: list[float] = Field(description="The same as a share of the total supply, %.")
    cumulative_pct: list[float] = Field(description="Unlocked by the end of each month, % of the total supply.")


class PreviewResponse(BaseModel):
    """The unlocks of an allocation table, read as far as it can be while other parts are still wrong."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [PREVIEW]})

    dates: list[date] = Field(description="Of each month; none while start date or horizon cannot be read.")
    allocated_pct: float = Field(description="Sum of the allocations that can be read, % of the total supply.")
    unlocks: list[UnlocksPreview | None] = Field(
        description="One per bucket in the order of the table, null for an unreadable one; none without a horizon."
    )
    total: UnlocksPreview | None = Field(description="The readable buckets together; null without a horizon.")
    segments: list[list[Segment] | None] = Field(
        description="The schedule of each bucket after its TGE share, cliff and vesting told as segments too; "
        "null for an unreadable one."
    )


class ValidationReport(BaseModel):
    """What is wrong with a configuration, what to know about it, what it unlocks, and what it would cost."""

    valid: bool
    errors: list[str] = Field(description="Every problem in a sentence.")
    problems: list[ProblemField] = Field(description="The same, each with its field.")
    warnings: list[str] = Field(description="Every piece of advice in a sentence.")
    advice: list[AdviceField] = Field(description="The same, each with its field; none while there are errors.")
    estimate: EstimateResponse | None = Field(description="None while the configuration has errors.")
    preview: PreviewResponse
