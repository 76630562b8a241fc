"""What routes are given."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.job_queue import AsyncJobQueue
from app.abm.async_engine.progress_streaming import ProgressStreamer
from app.api.interactive import InteractiveRuns
from app.api.limits import Counted, Limits, StreamLimits, SubmissionRate
from app.api.metrics import ServiceMetrics
from app.api.request_parsing import PlanReader
from app.api.security import Authenticator
from app.scenarios.library import ScenarioLibrary

KEY_HEADER = "x-api-key"


@dataclass(frozen=True)
class Service:
    """Everything a running service has, made by the composition root."""

    limits: Limits
    plans: PlanReader
    library: ScenarioLibrary
    authenticator: Authenticator
    rate: SubmissionRate
    seats: StreamLimits
    interactive: InteractiveRuns
    queue: AsyncJobQueue
    streamer: ProgressStreamer
    metrics: ServiceMetrics
    archive: Archive | None
    """Where finished runs are kept; none where they are not."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and the service that is asked."""

    service: Service
    owner: str
    """Whose jobs the caller sees."""
    client: str
    """Who is limited: the key's owner, else the address."""
    root_path: str
    """Where the caller sees the service; nothing but where that is below a path."""

    def count(self, what: Counted = "submissions") -> dict[str, str]:
        """Count what is asked for, before its body is read; returns the headers that say how many are left.

        Raises ProblemError 429.
        """
        return self.service.rate.take(self.client, what)


def service_of(request: Request) -> Service:
    """The service a request is for."""
    return cast(Service, request.app.state.service)


def client_of(request: Request, owner: str) -> str:
    """Who is limited: the key's owner, else the address."""
    return owner or (request.client.host if request.client else "unknown")


async def _service(request: Request) -> Service:
    return service_of(request)


async def _caller(request: Request) -> Caller:
    service = service_of(request)
    owner = service.authenticator.owner(request.headers.get(KEY_HEADER))
    return Caller(service, owner, client_of(request, owner), request.scope.get("root_path", ""))


# One dependency, not a chain of them: resolving each costs as much as what most routes do.
CallerDep = Annotated[Caller, Depends(_caller)]
ServiceDep = Annotated[Service, Depends(_service)]
