"""Simulations answered while the client waits, and advice on a configuration."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from app.abm.core.errors import ConfigError
from app.abm.engine.advice import design_checks, unheeded
from app.abm.engine.estimate import Estimate
from app.abm.engine.plan import Plan
from app.api.bodies import SMALL, json_body, parse_json, validated
from app.api.deps import CallerDep
from app.api.documented import json_request, problems
from app.api.errors import in_body
from app.api.limits import Limits
from app.models.abm_request import SimulateRequest
from app.models.abm_response import SimulationResponse
from app.models.examples import SIMULATE_EXAMPLES
from app.models.problem import EstimateResponse, ProblemField, ValidationReport

router = APIRouter(prefix="/api/v2/abm", tags=["simulation"])


@router.post(
    "/simulate-sync",
    operation_id="simulateSync",
    summary="Simulate and wait for the result",
    response_model=SimulationResponse,
    responses=problems(400, 401, 413, 415, 422, 429),
    openapi_extra=json_request(SimulateRequest, SIMULATE_EXAMPLES),
)
async def simulate_sync(caller: CallerDep, request: Request) -> Response:
    """Run one simulation on a worker thread and answer with everything it found out."""
    headers, service = caller.count_submission(), caller.service
    admitted = await service.plans.read(request)
    service.limits.admit_sync(admitted.cost)
    content = await asyncio.wrap_future(service.interactive.submit(_simulated, admitted.plan))
    return Response(content, media_type="application/json", headers=headers)


@router.post(
    "/validate",
    operation_id="validate",
    summary="Check a configuration without running it",
    responses=problems(400, 401, 413, 415),
    openapi_extra=json_request(SimulateRequest, SIMULATE_EXAMPLES),
)
async def validate(caller: CallerDep, request: Request) -> ValidationReport:
    """What is wrong with a configuration, what its author should know, and what it would cost.

    The configuration may be bare or stand under `config`; one with errors is answered, not refused.
    """
    limits = caller.service.limits
    body = await json_body(request, limits.max_body_bytes)
    if len(body) <= SMALL:
        return _report(parse_json(body), limits)
    return await asyncio.to_thread(lambda: _report(parse_json(body), limits))


def _simulated(plan: Plan[Any]) -> bytes:
    begin, created_at = time.perf_counter(), datetime.now(UTC)
    part = plan.run_chunk(plan.chunks[0])
    return plan.reduce([part], time.perf_counter() - begin, created_at)


def _report(value: Any, limits: Limits) -> ValidationReport:
    config = value["config"] if isinstance(value, Mapping) and value.keys() == {"config"} else value
    try:
        wanted = validated(config, SimulateRequest)
        cost = limits.admit(wanted)
    except ConfigError as error:
        errors = [ProblemField.of(in_body(field)) for field in error.problems]
        return ValidationReport(valid=False, errors=errors, warnings=[], estimate=None)
    warnings = [*unheeded(wanted), *design_checks(wanted), *_heavy(cost, limits)]
    return ValidationReport(valid=True, errors=[], warnings=warnings, estimate=EstimateResponse(**asdict(cost)))


def _heavy(cost: Estimate, limits: Limits) -> list[str]:
    if cost.work <= limits.sync_max_work:
        return []
    return [f"heavy work: {cost.work:,} agent-months, about {cost.seconds:.1f} s; it runs as a job, not while you wait"]
