"""Jobs: submit, watch, fetch, cancel, list."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.abm.async_engine.ports import PageQuery
from app.abm.async_engine.progress_streaming import LAST
from app.abm.studies.plan import Plan
from app.api.content_negotiation import ResultAddress, StoredResult
from app.api.deps import KEY_HEADER, Caller, CallerDep, Service, ServiceDep, client_of
from app.api.errors import ProblemError
from app.api.openapi import RESULTS, event_stream, json_request, problems, submission
from app.api.sse import JobEvents
from app.models.abm_request import RunRequest
from app.models.examples import SIMULATE_EXAMPLES
from app.models.jobs import (
    PREFIX,
    JobAccepted,
    JobCancelled,
    JobKind,
    JobList,
    JobStatus,
    JobStatusResponse,
    QueueStats,
)

router = APIRouter(prefix=PREFIX, tags=["jobs"])

JobId = Annotated[str, Path(description="As given by the submission.")]
Token = Annotated[str | None, Query(max_length=200, description="From `stream_url`; opens this job's stream alone.")]
IdempotencyKey = Annotated[
    str | None, Header(max_length=255, description="The same key and configuration give the same job again.")
]
Fresh = Annotated[bool, Query(description="Run it again, whatever is cached.")]

MAX_JOBS_PER_STREAM = 100


@router.post(
    "/simulate",
    operation_id="submitSimulation",
    summary="Submit a simulation as a job",
    status_code=202,
    response_model=JobAccepted,
    responses=submission(),
    openapi_extra=json_request(RunRequest, SIMULATE_EXAMPLES),
)
async def simulate(
    caller: CallerDep, request: Request, idempotency_key: IdempotencyKey = None, fresh: Fresh = False
) -> Response:
    """Answers at once: poll `status_url`, or listen to `stream_url`, then fetch `results_url`."""
    headers = caller.count()
    admitted = await caller.service.plan_reader.read(request, caller.owner)
    return await submitted(admitted.plan, caller, headers, fresh=fresh, idempotency_key=idempotency_key)


@router.get(
    "/jobs/{job_id}/status",
    operation_id="getJobStatus",
    summary="How a job is doing",
    responses=problems(401, 404, 503),
)
async def job_status(job_id: JobId, caller: CallerDep) -> JobStatusResponse:
    """Progress, place in the queue, time left."""
    return JobStatusResponse.of(await caller.service.queue.status(job_id, caller.owner), time.time())


async def _find_result(job_id: JobId, caller: CallerDep) -> StoredResult:
    return StoredResult(await caller.service.queue.result(job_id, caller.owner), job_id)


ResultAddress(
    path="/jobs/{job_id}/results",
    operation="getJobResults",
    summary="The result of a completed job",
    description="As JSON, CSV or Parquet, by `format` or `Accept`; the ETag names the result for ever.",
    models=RESULTS,
).serve(router, _find_result)


@router.get(
    "/jobs/{job_id}/stream",
    operation_id="streamJob",
    summary="Progress of a job as server-sent events",
    response_class=JobEvents,
    status_code=200,
    responses=event_stream() | problems(401, 404, 429, 503),
)
async def job_stream(
    job_id: JobId,
    service: ServiceDep,
    request: Request,
    token: Token = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> Response:
    """The state now, the newest state after each change, and exactly one `done` at the end.

    Whoever comes back with the id of that `done` is answered 204, after which an EventSource does not call again.
    """
    owner = service.authenticator.owner_of_stream(job_id, request.headers.get(KEY_HEADER), token)
    state = await service.queue.status(job_id, owner)
    after = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else None
    if state.is_final and state.sequence == after:
        return Response(status_code=204)
    return JobEvents(service.streamer.events(job_id, owner, after), service.stream_limits, client_of(request, owner))


@router.get(
    "/stream",
    operation_id="streamJobs",
    summary="Progress of several jobs in one connection",
    response_class=JobEvents,
    status_code=200,
    responses=event_stream() | problems(401, 404, 422, 429, 503),
)
async def jobs_stream(
    service: ServiceDep,
    request: Request,
    jobs: Annotated[str, Query(max_length=5000, description="Job ids, comma-separated; at most 100.")],
    tokens: Annotated[
        str | None, Query(max_length=20_000, description="The tokens of their stream_url, in the same order.")
    ] = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> Response:
    """Each event names its job; the stream ends when every job has had its `done`. Browsers stall after six streams.

    Whoever comes back after the last `done` of all is answered 204.
    """
    job_ids = _unique(jobs)
    if not 1 <= len(job_ids) <= MAX_JOBS_PER_STREAM:
        raise ProblemError(422, f"jobs: name 1 to {MAX_JOBS_PER_STREAM} job ids, separated by commas.")
    owner = _owner_of_streams(service, job_ids, request.headers.get(KEY_HEADER), _unique(tokens or ""))
    states = [await service.queue.status(job_id, owner) for job_id in job_ids]
    if last_event_id == LAST and all(state.is_final for state in states):
        return Response(status_code=204)
    return JobEvents(service.streamer.several(job_ids, owner), service.stream_limits, client_of(request, owner))


@router.delete(
    "/jobs/{job_id}", operation_id="cancelJob", summary="Cancel a job", responses=problems(401, 404, 409, 503)
)
async def cancel_job(job_id: JobId, caller: CallerDep) -> JobCancelled:
    """Pending jobs go at once, running ones within two seconds; a run others share goes on for them."""
    await caller.service.queue.cancel(job_id, caller.owner)
    return JobCancelled(job_id=job_id, status="cancelled", message="The job was cancelled.")


@router.get("/jobs", operation_id="listJobs", summary="Jobs, newest first", responses=problems(401, 422, 503))
async def list_jobs(
    caller: CallerDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=19, pattern=r"^\d+$")] = None,
    status: JobStatus | None = None,
    kind: JobKind | None = None,
) -> JobList:
    """The caller's jobs; a cursor leads to older ones."""
    before = int(cursor) if cursor is not None else None
    page = await caller.service.queue.page(PageQuery(caller.owner, limit, before, status, kind))
    now = time.time()
    return JobList(
        jobs=[JobStatusResponse.of(state, now) for state in page.states],
        next_cursor=str(page.next_before) if page.next_before is not None else None,
    )


@router.get("/queue/stats", operation_id="getQueueStats", summary="The queue in numbers", responses=problems(401, 503))
async def queue_stats(caller: CallerDep) -> QueueStats:
    """Jobs by status, the cache, and what there is to work with."""
    queue = caller.service.queue
    stats, engine = await queue.stats(caller.owner), await queue.engine.stats()
    return QueueStats.of(stats, queue.store.limits.max_concurrent, engine.workers)


async def submitted(
    plan: Plan[Any], caller: Caller, rate_headers: dict[str, str], *, fresh: bool, idempotency_key: str | None
) -> Response:
    """Submit a plan: 202 with the addresses of the job, or 200 when its result is there already.

    `rate_headers` say how many submissions are left.
    """
    service = caller.service
    state = await service.queue.submit(plan, caller.owner, fresh=fresh, idempotency_key=idempotency_key)
    token = service.authenticator.stream_token(state.job.job_id, caller.owner)
    answer = JobAccepted.of(state, token, caller.root_path)
    status = 200 if state.status == "completed" else 202
    headers = rate_headers | {"Location": answer.status_url}
    return Response(answer.model_dump_json(), status, headers=headers, media_type="application/json")


def _unique(text: str) -> list[str]:
    """The parts of a comma-separated list in their order, repeated ones once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _owner_of_streams(service: Service, job_ids: list[str], key: str | None, tokens: list[str]) -> str:
    """The owner of these jobs: the one of the key, or the one that every job's token names. Raises ProblemError."""
    if not tokens:
        return service.authenticator.owner(key)
    if len(tokens) != len(job_ids):
        raise ProblemError(422, "tokens: give one token for each job, in the same order.")
    owners = {
        service.authenticator.owner_of_stream(job, key, token) for job, token in zip(job_ids, tokens, strict=True)
    }
    if len(owners) > 1:
        raise ProblemError(401, "The stream tokens belong to different keys.")
    return owners.pop()
