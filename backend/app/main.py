"""The composition root: makes the parts of the service from the settings, and puts them together."""

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
from app.api.branches import Branches
from app.api.content_negotiation import PARQUET
from app.api.deps import Service
from app.api.errors import install_error_handlers
from app.api.interactive import InteractiveRuns
from app.api.limits import Limits, RateLimiter, StreamLimits
from app.api.metrics import ServiceMetrics
from app.api.middleware import BelowPath, Compression, HeadRequests, RequestBoundary, UnreadBodies
from app.api.openapi import describe
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
from app.scenarios.search import entries_of
from app.settings import NOT_INSTALLED, Settings, SettingsError, comma_separated, load_settings
from app.storage.archiving import ArchiveBounds, ArchivedJobStore, open_archive
from app.storage.memory import MemoryJobStore

DRAIN_SECONDS = 8.0
"""How long running jobs may take to stop when the service stops."""

_SHARED_SWEEP_SECONDS = 2.0
"""Interval at which a shared store is swept for runs that a lost replica left behind."""

_SWITCH_INTERVAL = 0.001
"""Seconds after which a thread yields the interpreter; with the default of 5 ms the event loop would wait too long."""

_EXPOSED_HEADERS = [
    *("Location", "ETag", "Accept-Ranges", "Content-Range", "Content-Disposition"),
    *("Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"),
]

_MODULES = (abm_simulation, abm_jobs, abm_monte_carlo, studies, runs, tables, scenarios, catalogue, validation, health)
_ROUTERS = [module.router for module in _MODULES]

_DESCRIPTION = """Simulates token economies agent by agent: holders in cohorts receive vesting tokens, sell, stake or
hold; their actions move the price, and the price moves their next decisions."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; by default with the settings of the environment.

    Raises SettingsError, and ArchiveError where the archive cannot be opened.
    """
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
    """Accept no more jobs from now on; safe to call from a signal handler."""
    app.state.readiness.status = "stopping"
    app.state.service.queue.refuse_work()


async def drain(app: FastAPI) -> None:
    """Accept no more jobs, stop those that run, and let every event stream send its last event."""
    refuse_work(app)
    await app.state.service.queue.close(DRAIN_SECONDS)


def _service(settings: Settings) -> Service:
    metrics, archive = ServiceMetrics(), open_archive(settings.archive_url)
    archiving = partial(_archiving, settings=settings, archive=archive, metrics=metrics)
    store, engine = _shared(settings, archiving) if settings.is_distributed else _embedded(settings, archiving)
    sweep_seconds = min(_SHARED_SWEEP_SECONDS if settings.is_distributed else 30.0, 900 * settings.job_ttl_hours)
    limits = _limits(settings)
    return Service(
        limits=limits,
        plan_reader=PlanReader(limits, Branches(store, archive, limits.max_agents)),
        library=ScenarioLibrary.shipped(),
        authenticator=Authenticator(comma_separated(settings.api_keys)),
        rate_limiter=RateLimiter(settings.rate_limit),
        stream_limits=StreamLimits(settings.max_sse, settings.max_sse_per_client),
        interactive=InteractiveRuns(SimulationThreads(settings.workers)),
        queue=AsyncJobQueue(
            store,
            engine,
            time.time,
            sweep_seconds,
            metrics.run_ended,
            timeout=settings.job_timeout_s,
            queue_timeout=settings.queue_timeout_s,
        ),
        streamer=ProgressStreamer(store),
        metrics=metrics,
        archive=archive,
    )


def _archiving(store: JobStore, *, settings: Settings, archive: Archive | None, metrics: ServiceMetrics) -> JobStore:
    """The store, with the archive of finished runs behind it where there is one."""
    if archive is None:
        return store
    days = settings.archive_max_days
    bounds = ArchiveBounds(settings.archive_max_bytes, None if days is None else 86_400 * days)
    return ArchivedJobStore(store, archive, metrics.archive_failed, bounds, outlives=settings.is_distributed)


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_agents=settings.max_agents,
        max_work=settings.max_work,
        max_memory_mb=settings.max_memory_mb,
        sync_max_work=settings.sync_max_work,
        max_body_bytes=settings.max_body_bytes,
        workers=settings.workers,
        job_timeout_s=settings.job_timeout_s,
    )


def _embedded(settings: Settings, archiving: Callable[[JobStore], JobStore]) -> tuple[JobStore, ChunkEngine]:
    """Jobs in memory, runs on threads of this process."""
    store = archiving(MemoryJobStore(settings.store_limits))
    threads = SimulationThreads(settings.workers, settings.max_concurrent_jobs)
    return store, LocalEngine(store, threads, time.time, settings.job_timeout_s)


def _shared(settings: Settings, archiving: Callable[[JobStore], JobStore]) -> tuple[JobStore, ChunkEngine]:
    """Jobs in Redis, runs on workers. Raises SettingsError where the packages for that are not installed."""
    try:  # here, because an embedded service does without these packages
        from app.execution.celery import CeleryEngine, celery_app  # noqa: PLC0415
        from app.storage.redis.leases import RedisLeases  # noqa: PLC0415
        from app.storage.redis.store import RedisJobStore  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SettingsError(NOT_INSTALLED) from error
    broker = celery_app(settings.engine_url, settings.job_timeout_s)
    store = archiving(RedisJobStore(settings.store_url, settings.store_limits))
    return store, CeleryEngine(broker, RedisLeases(settings.store_url))


def _add_middleware(app: FastAPI, settings: Settings, metrics: ServiceMetrics) -> None:
    """Add the middleware; the one that is added last sees a request first."""
    Instrumentator(should_group_status_codes=False, registry=metrics.registry).instrument(app)
    app.add_middleware(Compression, compresslevel=5, exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, PARQUET))
    app.add_middleware(HeadRequests)
    app.add_middleware(RequestBoundary)
    app.add_middleware(UnreadBodies)
    origins = comma_separated(settings.cors_origins)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=_EXPOSED_HEADERS,
        )
    app.add_middleware(CorrelationIdMiddleware)
    routes = [*app.routes, *(route for router in _ROUTERS for route in router.routes)]
    first_segments = {route.path.split("/")[1] for route in routes if isinstance(route, Route | Mount)}
    proxies = comma_separated(settings.trusted_proxies)
    app.add_middleware(BelowPath, trusted=proxies, root_path=settings.root_path, first_segments=first_segments)


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service: Service = app.state.service
        sys.setswitchinterval(_SWITCH_INTERVAL)
        gc.freeze()  # imported objects live as long as the process: the collector need not look at them
        arguments = (app.state.readiness, service.library)
        threading.Thread(target=_get_ready, args=arguments, name="compile", daemon=True).start()
        service.queue.start()
        lag_task = asyncio.create_task(service.metrics.watch_lag())
        yield
        await drain(app)
        await service.interactive.close()
        lag_task.cancel()
        with suppress(asyncio.CancelledError):
            await lag_task
        if service.archive is not None:
            service.archive.close()

    return lifespan


def _get_ready(readiness: health.Readiness, library: ScenarioLibrary) -> None:
    """Compile the kernels, and prepare the list of scenarios that a first visit shows."""
    compile_kernels()
    if readiness.status == "starting":
        readiness.status = "ok"
    entries_of(library)
