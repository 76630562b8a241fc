"""Whether the service lives, and whether it is ready for work."""

from typing import Literal, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from app import __version__
from app.api.deps import ServiceDep

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The state of the service."""

    status: Literal["ok", "starting", "stopping"]
    ready: bool
    version: str


class Readiness:
    """The one place that knows whether the service is starting, ready, or on its way out."""

    def __init__(self) -> None:
        self.status: Literal["ok", "starting", "stopping"] = "starting"

    @property
    def health(self) -> Health:
        """As an answer."""
        return Health(status=self.status, ready=self.status == "ok", version=__version__)


@router.get("/metrics", operation_id="metrics", summary="Prometheus metrics", response_class=PlainTextResponse)
async def metrics(service: ServiceDep) -> Response:
    """Requests, jobs, queue, run times, cache, streams and the event loop's lag."""
    stats = await service.queue.stats(owner=None)
    content, media_type = service.metrics.exposition(stats, service.seats.taken)
    return Response(content, media_type=media_type)


def _readiness(request: Request) -> Readiness:
    return cast(Readiness, request.app.state.readiness)


@router.get("/health", operation_id="health", summary="State of the service")
async def health(request: Request) -> Health:
    """Always answered; `ready` says whether work is taken at full speed."""
    return _readiness(request).health


@router.get("/health/live", operation_id="live", summary="Is the process alive?")
async def live(request: Request) -> Health:
    """200 as long as the process answers at all."""
    return _readiness(request).health


@router.get(
    "/health/ready",
    operation_id="ready",
    summary="Is the service ready for work?",
    responses={503: {"description": "Starting or stopping.", "model": Health}},
)
async def ready(request: Request, response: Response) -> Health:
    """200 when kernels are compiled and work is taken, else 503."""
    state = _readiness(request).health
    response.status_code = 200 if state.ready else 503
    return state
