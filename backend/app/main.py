"""The composition root: the one place that knows every room, and reads the settings."""

import asyncio
import gc
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from prometheus_fastapi_instrumentator import Instrumentator
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES
from starlette.routing import Mount, Route

from app import __version__
from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.job_queue import AsyncJobQueue
from app.abm.async_engine.ports import ChunkEngine, JobStore
from app.abm.async_engine.progress_streaming import ProgressStreamer
from app.abm.engine.compile import compile_kernels
from app.api.content_negotiation import PACKED
from app.api.deps import Service
from app.api.errors import install_error_handlers
from app.api.interactive import InteractiveRuns
from app.api.limits import Limits, StreamLimits, SubmissionRate
from app.api.metrics import ServiceMetrics
from app.api.middleware import AnsweredHeads, Packed, RefusedBodies, RefusedWork, ResponseHeaders
from app.api.openapi import describe
from app.api.proxies import BelowPath
from app.api.request_parsing import PlanReader
from app.api.routes import (
    abm_jobs,
    abm_monte_carlo,
    abm_simulation,
    catalogue,
    health,
    page,
    runs,
    scenarios,
    studies,
    tables,
    validation,
)
from app.api.security import Authenticator
from app.execution.local import LocalEngine
from app.execution.threads import SimulationThreads
from app.scenarios.library import ScenarioLibrary
from app.scenarios.search import found
from app.settings import NOT_INSTALLED, Settings, SettingsError, listed, load_settings
from app.storage.archiving import ArchiveBounds, ArchivedJobStore, open_archive
from app.storage.memory import MemoryJobStore

DRAIN_SECONDS = 8.0
"""How long runs get to notice that the service stops."""

_SHARED_SWEEP = 2.0
"""Seconds between two looks at a shared store: runs that a lost replica left behind may have to begin."""

_SWITCH_INTERVAL = 0.001
"""Seconds after which a running thread yields the interpreter: the event loop shall not wait 5 ms for its turn."""

_EXPOSED = [
    *("Location", "ETag", "Accept-Ranges", "Content-Range", "Content-Disposition"),
    *("Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"),
]

_ROOMS = (abm_simulation, abm_jobs, abm_monte_carlo, studies, runs, tables, scenarios, catalogue, validation, health)
_ROUTERS = [room.router for room in _ROOMS]

_DESCRIPTION = """Simulates token economies agent by agent: holders in cohorts receive vesting tokens, sell, stake or
hold; their actions move the price, and the price moves their next decisions."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service, ready to be served; by default with the settings of the environment. Raises ArchiveError."""
    settings = settings or load_settings()
    app = FastAPI(
        title="Cliffcast",
        version=__version__,
        summary="Agent-based simulator of token economies",
        description=_DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings),
    )
    app.state.readiness = health.Readiness()
    app.state.service = service = _service(settings)
    install_error_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    page.mount_page(app)
    describe(app)
    _add_middleware(app, settings, service.metrics)
    return app


def refuse_work(app: FastAPI) -> None:
    """Take no more work from now on; may be called between any two instructions."""
    app.state.readiness.status = "stopping"
    app.state.service.queue.refuse_work()


async def drain(app: FastAPI) -> None:
    """Take no more work, end what is under way, and let every event stream say its last word."""
    refuse_work(app)
    await app.state.service.queue.close(DRAIN_SECONDS)


def _service(settings: Settings) -> Service:
    metrics, archive = ServiceMetrics(), open_archive(settings.archive_url)
    kept = partial(_kept, settings=settings, archive=archive, metrics=metrics)
    store, engine = _shared(settings, kept) if settings.is_distributed else _embedded(settings, kept)
    sweep_every = min(_SHARED_SWEEP if settings.is_distributed else 30.0, 900 * settings.job_ttl_hours)
    budgets = _budgets(settings)
    return Service(
        limits=budgets,
        plans=PlanReader(budgets, archive),
        library=ScenarioLibrary.shipped(),
        authenticator=Authenticator(listed(settings.api_keys)),
        rate=SubmissionRate(settings.rate_limit),
        seats=StreamLimits(settings.max_sse, settings.max_sse_per_client),
        interactive=InteractiveRuns(SimulationThreads(settings.workers)),
        queue=AsyncJobQueue(
            store,
            engine,
            time.time,
            sweep_every,
            metrics.run_ended,
            timeout=settings.job_timeout_s,
            queue_timeout=settings.queue_timeout_s,
        ),
        streamer=ProgressStreamer(store),
        metrics=metrics,
        archive=archive,
    )


def _kept(store: JobStore, *, settings: Settings, archive: Archive | None, metrics: ServiceMetrics) -> JobStore:
    """The store, with the archive of finished runs behind it where there is one."""
    if archive is None:
        return store
    days = settings.archive_max_days
    bounds = ArchiveBounds(settings.archive_max_bytes, None if days is None else 86_400 * days)
    return ArchivedJobStore(store, archive, metrics.archive_failed, bounds, outlives=settings.is_distributed)


def _budgets(settings: Settings) -> Limits:
    return Limits(
        max_agents=settings.max_agents,
        max_work=settings.max_work,
        max_memory_mb=settings.max_memory_mb,
        sync_max_work=settings.sync_max_work,
        max_body_bytes=settings.max_body_bytes,
        workers=settings.workers,
        job_timeout_s=settings.job_timeout_s,
    )


def _embedded(settings: Settings, kept: Callable[[JobStore], JobStore]) -> tuple[JobStore, ChunkEngine]:
    """Everything in this process."""
    store = kept(MemoryJobStore(settings.store_limits))
    threads = SimulationThreads(settings.workers, settings.max_concurrent_jobs)
    return store, LocalEngine(store, threads, time.time, settings.job_timeout_s)


def _shared(settings: Settings, kept: Callable[[JobStore], JobStore]) -> tuple[JobStore, ChunkEngine]:
    """Jobs in Redis, runs on workers. Raises SettingsError where what that takes is not installed."""
    try:  # only here: an embedded service imports none of it
        from app.execution.celery import CeleryEngine, celery_app  # noqa: PLC0415
        from app.storage.redis.leases import RedisLeases  # noqa: PLC0415
        from app.storage.redis.store import RedisJobStore  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SettingsError(NOT_INSTALLED) from error
    broker = celery_app(settings.engine_url, settings.job_timeout_s)
    store = kept(RedisJobStore(settings.store_url, settings.store_limits))
    return store, CeleryEngine(broker, RedisLeases(settings.store_url))


def _add_middleware(app: FastAPI, settings: Settings, metrics: ServiceMetrics) -> None:
    """The last one added is the first to see a request."""
    Instrumentator(should_group_status_codes=False, registry=metrics.registry).instrument(app)
    app.add_middleware(Packed, compresslevel=5, exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, PACKED))
    app.add_middleware(AnsweredHeads)
    app.add_middleware(RefusedWork, is_stopping=lambda: app.state.readiness.status == "stopping")
    app.add_middleware(ResponseHeaders)
    app.add_middleware(RefusedBodies)
    origins = listed(settings.cors_origins)
    if origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"], expose_headers=_EXPOSED
        )
    app.add_middleware(CorrelationIdMiddleware)
    routes = [*app.routes, *(route for router in _ROUTERS for route in router.routes)]
    tops = {route.path.split("/")[1] for route in routes if isinstance(route, Route | Mount)}
    proxies = listed(settings.trusted_proxies)
    app.add_middleware(BelowPath, trusted=proxies, root_path=settings.root_path, tops=tops)


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service: Service = app.state.service
        sys.setswitchinterval(_SWITCH_INTERVAL)
        gc.freeze()  # what is imported stays: no collection need look at it again
        getting_ready = (app.state.readiness, service.library)
        threading.Thread(target=_get_ready, args=getting_ready, name="compile", daemon=True).start()
        service.queue.start()
        watching = asyncio.create_task(service.metrics.watch_lag())
        yield
        await drain(app)
        await service.interactive.close()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        if service.archive is not None:
            service.archive.close()

    return lifespan


def _get_ready(readiness: health.Readiness, library: ScenarioLibrary) -> None:
    compile_kernels()
    if readiness.status == "starting":
        readiness.status = "ok"
    found(library)  # a first visit lists them
