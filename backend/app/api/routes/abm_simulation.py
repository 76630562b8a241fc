"""Simulations that are answered while the client waits, and checks of a configuration."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response

from app.abm.core.errors import ConfigError, FieldProblem
from app.abm.reports.advice import Advice, design_checks, input_warnings
from app.abm.reports.preview import preview
from app.abm.studies.estimate import Estimate
from app.api.deps import CallerDep
from app.api.errors import in_body
from app.api.limits import Limits
from app.api.openapi import body_problems, counted, json_request, problems
from app.api.request_parsing import json_answer, validated
from app.models.abm_request import RunRequest
from app.models.abm_response import SimulationResponse
from app.models.examples import SIMULATE_EXAMPLES
from app.models.problem import AdviceField, EstimateResponse, PreviewResponse, ProblemField, ValidationReport

LARGE_ROWS, LARGE_MONTHS = 2000, 120
"""Rows and months beyond which a check says that the run is large."""

router = APIRouter(prefix="/api/v2/abm", tags=["simulation"])


@router.post(
    "/simulate-sync",
    operation_id="simulateSync",
    summary="Simulate and wait for the result",
    response_model=SimulationResponse,
    responses=body_problems() | counted() | problems(422),
    openapi_extra=json_request(RunRequest, SIMULATE_EXAMPLES),
)
async def simulate_sync(caller: CallerDep, request: Request) -> Response:
    """Run one simulation on a worker thread and answer with everything it found out."""
    headers, service = caller.count("runs answered at once"), caller.service
    admitted = await service.plan_reader.read(request, caller.owner)
    service.limits.admit_sync(admitted.cost)
    content = await service.interactive.answer(admitted.plan, request.receive)
    return Response(content, media_type="application/json", headers=headers)


@router.post(
    "/validate",
    operation_id="validate",
    summary="Check a configuration without running it",
    response_model=ValidationReport,
    responses=body_problems() | counted(),
    openapi_extra=json_request(RunRequest, SIMULATE_EXAMPLES),
)
async def validate(caller: CallerDep, request: Request) -> Response:
    """What is wrong with a configuration, what its author should know, what it unlocks when, and what it would cost.

    The configuration may be bare or stand under `config`; one with errors is answered, not refused.
    """
    headers, limits = caller.count("checks"), caller.service.limits
    return await json_answer(request, limits, headers, lambda value: _report(value, limits))


def _report(value: Any, limits: Limits) -> ValidationReport:
    config = value["config"] if isinstance(value, Mapping) and value.keys() == {"config"} else value
    errors: list[FieldProblem] = []
    advice: list[Advice] = []
    cost = None
    try:
        request = validated(config, RunRequest)
        cost = limits.admit(request)
        advice = [*input_warnings(request), *design_checks(request), *_size_advice(cost, limits)]
    except ConfigError as error:
        errors = list(error.problems)
    return ValidationReport(
        valid=not errors,
        errors=[f"{problem}." if not str(problem).endswith("?") else str(problem) for problem in errors],
        problems=[ProblemField.of(in_body(problem)) for problem in errors],
        warnings=[item.message for item in advice],
        advice=[AdviceField.of(item) for item in advice],
        estimate=None if cost is None else EstimateResponse(**asdict(cost)),
        preview=PreviewResponse.model_validate(preview(config)),
    )


def _size_advice(cost: Estimate, limits: Limits) -> list[Advice]:
    """Advice on a run that is too large for `/simulate-sync`, or just large."""
    if cost.work > limits.sync_max_work:
        size = f"heavy work: {cost.work:,} agent-months, about {cost.seconds:.1f} s"
        return [Advice(("token", "horizon_months"), f"{size}; it runs as a job, not while you wait", "heavy_work")]
    if cost.agents <= LARGE_ROWS and cost.months <= LARGE_MONTHS:
        return []
    size = f"a large run: {cost.agents:,} rows over {cost.months:,} months, about {cost.seconds:.2g} s"
    field = ("token", "horizon_months") if cost.months > LARGE_MONTHS else ("abm", "agents_per_cohort")
    return [Advice(field, size if cost.trials == 1 else f"{size} in {cost.trials:,} trials", "large_run")]
