"""Liveness, readiness and metrics of the service."""

from typing import Literal, TypeAlias, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from app import __version__
from app.abm.async_engine.ports import StoreUnavailableError
from app.api.deps import Service, ServiceDep

router = APIRouter(tags=["health"])

Status: TypeAlias = Literal["ok", "starting", "stopping", "store unavailable"]


class Health(BaseModel):
    """The state of the service."""

    status: Status
    ready: bool
    version: str


class Readiness:
    """Whether the service is starting, ready or stopping."""

    def __init__(self) -> None:
        self.status: Status = "starting"


def _answer(status: Status) -> Health:
    return Health(status=status, ready=status == "ok", version=__version__)


async def _health(request: Request, service: Service) -> Health:
    """The state of the process and, where that is ok, of its store."""
    status = _readiness(request).status
    if status == "ok":
        try:
            await service.queue.store.ping()
        except StoreUnavailableError:
            status = "store unavailable"
    return _answer(status)


@router.get("/metrics", operation_id="metrics", summary="Prometheus metrics", response_class=PlainTextResponse)
async def metrics(service: ServiceDep) -> Response:
    """Requests, jobs, queue, run times, cache, streams and the event loop's lag."""
    try:
        stats, engine = await service.queue.stats(owner=None), await service.queue.engine.stats()
        service.metrics.record_store(stats, engine)
    except StoreUnavailableError:
        service.metrics.record_store_unavailable()
    content, media_type = service.metrics.exposition(service.stream_limits.open)
    return Response(content, media_type=media_type)


def _readiness(request: Request) -> Readiness:
    return cast(Readiness, request.app.state.readiness)


@router.get("/health", operation_id="health", summary="State of the service")
async def health(request: Request, service: ServiceDep) -> Health:
    """Always answered; `ready` says whether work is taken at full speed."""
    return await _health(request, service)


@router.get("/health/live", operation_id="live", summary="Is the process alive?")
async def live(request: Request) -> Health:
    """200 as long as the process answers at all."""
    return _answer(_readiness(request).status)


@router.get(
    "/health/ready",
    operation_id="ready",
    summary="Is the service ready for work?",
    responses={503: {"description": "Starting or stopping, or the store does not answer.", "model": Health}},
)
async def ready(request: Request, response: Response, service: ServiceDep) -> Health:
    """200 when kernels are compiled, work is taken and the store answers, else 503."""
    state = await _health(request, service)
    response.status_code = 200 if state.ready else 503
    return state
