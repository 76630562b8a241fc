"""Monte Carlo: many trials of one economy, and what they say together."""

from fastapi import APIRouter, Request, Response

from app.api.content_negotiation import ResultAddress, StoredResult
from app.api.deps import CallerDep
from app.api.errors import ProblemError
from app.api.openapi import json_request, submission
from app.api.routes.abm_jobs import Fresh, IdempotencyKey, JobId, submitted
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
    headers = caller.count()
    admitted = await caller.service.plan_reader.read(request, caller.owner)
    if admitted.request.trials is None:
        raise ProblemError(400, "A Monte Carlo configuration is missing: send monte_carlo with enabled true.")
    return await submitted(admitted.plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


async def _find_result(job_id: JobId, caller: CallerDep) -> StoredResult:
    state = await caller.service.queue.status(job_id, caller.owner)
    if state.run.kind != "monte_carlo":
        raise ProblemError(404, "This is no Monte Carlo job; its result is at /jobs/{job_id}/results.")
    return StoredResult(await caller.service.queue.result(job_id, caller.owner), job_id)


ResultAddress(
    path="/results/{job_id}",
    operation="getMonteCarloResults",
    summary="The result of a completed Monte Carlo job",
    description="Bands, risk, convergence, histogram, and the trials.",
    models=("MonteCarloResponse",),
).serve(router, _find_result)
