"""Monte Carlo: many trials of one economy, and what they say together."""

from fastapi import APIRouter, Request, Response

from app.api.deps import CallerDep
from app.api.documented import json_request, problems, submission
from app.api.documented import results as results_in_formats
from app.api.errors import ProblemError
from app.api.formats import result_response
from app.api.routes.abm_jobs import Fresh, IdempotencyKey, JobId, WantedFormat, submitted
from app.models.abm_request import MonteCarloRequest
from app.models.examples import MONTE_CARLO_EXAMPLES
from app.models.jobs import PREFIX, JobAccepted

router = APIRouter(prefix=f"{PREFIX}/monte-carlo", tags=["monte carlo"])


@router.post(
    "/simulate",
    operation_id="submitMonteCarlo",
    summary="Submit many trials of a simulation as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(MonteCarloRequest, MONTE_CARLO_EXAMPLES),
)
async def simulate(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """As `/simulate`; the request must hold an enabled `monte_carlo`."""
    counted = caller.count()
    admitted = await caller.service.plans.read(request)
    if admitted.request.trials is None:
        raise ProblemError(400, "A Monte Carlo configuration is missing: send monte_carlo with enabled true.")
    return await submitted(admitted.plan, caller, counted, fresh=fresh, idempotency_key=idempotency_key)


@router.get(
    "/results/{job_id}",
    operation_id="getMonteCarloResults",
    summary="The result of a completed Monte Carlo job",
    response_class=Response,
    responses=problems(401, 404, 422, 503) | results_in_formats("MonteCarloResponse"),
)
async def results(job_id: JobId, caller: CallerDep, request: Request, format: WantedFormat = None) -> Response:
    """Bands, risk, convergence, histogram, and the trials."""
    state = await caller.service.queue.status(job_id, caller.owner)
    if state.run.kind != "monte_carlo":
        raise ProblemError(404, "This is no Monte Carlo job; its result is at /jobs/{job_id}/results.")
    return await result_response(await caller.service.queue.result(job_id, caller.owner), format, request)
