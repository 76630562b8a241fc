"""Studies as jobs: comparison, sweep, sensitivity, stress test, optimisation, calibration."""

from fastapi import APIRouter, Request, Response

from app.abm.studies.futures import shipped_stresses
from app.api.deps import CallerDep
from app.api.openapi import json_request, problems, submission
from app.api.routes.abm_jobs import Fresh, IdempotencyKey, submitted
from app.models.designs import CalibrateRequest, OptimizeRequest, StressList, StressRequest
from app.models.examples import (
    CALIBRATE_EXAMPLES,
    COMPARE_EXAMPLES,
    OPTIMIZE_EXAMPLES,
    SENSITIVITY_EXAMPLES,
    STRESS_EXAMPLES,
    SWEEP_EXAMPLES,
)
from app.models.jobs import PREFIX, JobAccepted
from app.models.studies import CompareRequest, SensitivityRequest, SweepRequest

router = APIRouter(prefix=PREFIX, tags=["studies"])


@router.post(
    "/monte-carlo/compare",
    operation_id="compare",
    summary="Compare two economies under the same chance, as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(CompareRequest, COMPARE_EXAMPLES),
)
async def compare(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """Trial k of both has the same holders and shocks, so that the difference is the change's own.

    The result, a `CompareResponse`, is at `results_url`.
    """
    headers = caller.count()
    plan = await caller.service.plan_reader.study(request, CompareRequest)
    return await submitted(plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.post(
    "/sweep",
    operation_id="sweep",
    summary="Run many variants of a request, as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(SweepRequest, SWEEP_EXAMPLES),
)
async def sweep(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """A grid or a Latin hypercube over up to six numbers of the request, named by JSON pointers; at most 10,000 runs.

    The result, a `SweepResponse`, is at `results_url`, as JSON, CSV or Parquet.
    """
    headers = caller.count()
    plan = await caller.service.plan_reader.study(request, SweepRequest)
    return await submitted(plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.post(
    "/sensitivity",
    operation_id="sensitivity",
    summary="Find out which numbers of a request matter, as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(SensitivityRequest, SENSITIVITY_EXAMPLES),
)
async def sensitivity(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """Morris screening or Sobol indices of one summary figure, with confidence intervals.

    The result, a `SensitivityResponse`, is at `results_url`.
    """
    headers = caller.count()
    plan = await caller.service.plan_reader.study(request, SensitivityRequest)
    return await submitted(plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.post(
    "/stress",
    operation_id="stress",
    summary="Run a design under a set of futures, as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(StressRequest, STRESS_EXAMPLES),
)
async def stress(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """The same trials of a design as it is and in every future: a table of figures, the worst future first.

    The result, a `StressResponse`, is at `results_url`, as JSON, CSV or Parquet.
    """
    headers = caller.count()
    plan = await caller.service.plan_reader.study(request, StressRequest)
    return await submitted(plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.post(
    "/optimize",
    operation_id="optimize",
    summary="Search for the designs that do best, as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(OptimizeRequest, OPTIMIZE_EXAMPLES),
)
async def optimize(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """Up to eight levers are moved towards up to three objectives, within constraints; progress carries the front.

    The result, an `OptimizeResponse`, is at `results_url`, as JSON, CSV or Parquet.
    """
    headers = caller.count()
    plan = await caller.service.plan_reader.study(request, OptimizeRequest)
    return await submitted(plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.post(
    "/calibrate",
    operation_id="calibrate",
    summary="Learn a token's demand from the prices it had, as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(CalibrateRequest, CALIBRATE_EXAMPLES),
)
async def calibrate(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """Parameters of demand with intervals, from monthly closes and what real launches had in common; not a forecast.

    The result, a `CalibrateResponse`, is at `results_url`, as JSON, CSV or Parquet.
    """
    headers = caller.count()
    plan = await caller.service.plan_reader.study(request, CalibrateRequest)
    return await submitted(plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.get("/stresses", operation_id="listStresses", summary="The shipped stresses", responses=problems(401))
async def stresses(caller: CallerDep) -> StressList:
    """Futures that `/stress` knows by their ids: what happens, where it comes from, and what it changes."""
    return StressList(stresses=list(shipped_stresses().values()))
