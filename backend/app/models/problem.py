"""Errors as RFC 9457 problem details."""

from pydantic import BaseModel, Field

from app.abm.core.errors import FieldProblem


class ProblemField(BaseModel):
    """One field that is wrong; its value is never repeated."""

    loc: list[str | int] = Field(description="Where the field is, from the body down.")
    msg: str
    type: str

    @classmethod
    def of(cls, problem: FieldProblem) -> "ProblemField":
        """The same problem, as it crosses the wire."""
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


class ValidationReport(BaseModel):
    """What is wrong with a configuration, what to know about it, and what it would cost."""

    valid: bool
    errors: list[ProblemField]
    warnings: list[str]
    estimate: EstimateResponse | None = Field(description="None while the configuration has errors.")
