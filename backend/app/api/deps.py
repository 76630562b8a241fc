"""Dependencies of the routes: the running service, and the caller of a request."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.job_queue import AsyncJobQueue
from app.abm.async_engine.progress_streaming import ProgressStreamer
from app.api.interactive import InteractiveRuns
from app.api.limits import Limits, Quota, RateLimiter, StreamLimits
from app.api.metrics import ServiceMetrics
from app.api.request_parsing import PlanReader
from app.api.security import Authenticator
from app.scenarios.library import ScenarioLibrary

KEY_HEADER = "x-api-key"


@dataclass(frozen=True)
class Service:
    """The parts of a running service, put together by `main`."""

    limits: Limits
    plan_reader: PlanReader
    library: ScenarioLibrary
    authenticator: Authenticator
    rate_limiter: RateLimiter
    stream_limits: StreamLimits
    interactive: InteractiveRuns
    queue: AsyncJobQueue
    streamer: ProgressStreamer
    metrics: ServiceMetrics
    archive: Archive | None
    """Finished runs; None where the service keeps none."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The client of a request, and the service it called."""

    service: Service
    owner: str
    """Owner of the jobs that the caller sees: one for each API key, empty where no keys are set."""
    client: str
    """Name by which limits are counted: the owner, or the address where no keys are set."""
    root_path: str
    """Path below which the caller sees the service; empty by default."""

    def count(self, quota: Quota = "submissions") -> dict[str, str]:
        """Count this request, before its body is read; returns the headers that say how many are left.

        Raises ProblemError 429.
        """
        return self.service.rate_limiter.hit(self.client, quota)


def client_of(request: Request, owner: str) -> str:
    """The name by which limits are counted: the owner, or the address where there is none."""
    return owner or (request.client.host if request.client else "unknown")


async def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


async def _caller(request: Request) -> Caller:
    service = await _service(request)
    owner = service.authenticator.owner(request.headers.get(KEY_HEADER))
    return Caller(service, owner, client_of(request, owner), request.scope.get("root_path", ""))


# One dependency, not a chain of them: resolving each costs as much as what most routes do.
CallerDep = Annotated[Caller, Depends(_caller)]
ServiceDep = Annotated[Service, Depends(_service)]
