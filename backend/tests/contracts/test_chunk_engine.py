"""What every engine promises the queue. An engine joins by its name in ENGINES."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.abm.async_engine.job import JobState, Run
from app.abm.async_engine.ports import ChunkEngine, JobStore, StoreLimits, Submission
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.reports.run_report import results_bytes
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import Plan
from app.execution.celery import CeleryEngine, celery_app
from app.execution.local import LocalEngine
from app.execution.threads import SimulationThreads
from app.storage.memory import MemoryJobStore
from app.storage.redis.leases import RedisLeases
from app.storage.redis.store import RedisJobStore
from tests.distributed.nodes import Node, shared
from tests.factories import full
from tests.redis_server import RedisServer
from tests.unit.async_engine.plans import broken, every_kind, long, short

SOON = 2.0
"""Seconds within which a cancelled run has stopped."""
PATIENCE = 60.0


@dataclass(frozen=True)
class Service:
    """An engine, and the store it tells of its runs."""

    engine: ChunkEngine
    store: JobStore

    async def submit(self, plan: Plan[Any], name: str) -> JobState:
        """The job of a run that waits."""
        state = (await self.store.admit(Submission(name, plan), time.time())).state
        assert state is not None
        return state

    async def start(self, plan: Plan[Any], name: str = "a") -> JobState:
        """The job of a run that begins."""
        state = await self.submit(plan, name)
        for run_id in await self.store.dequeue(time.time()):
            await self.engine.start(run_id, _nobody_listens)
        return state

    async def under_way(self, plan: Plan[Any], name: str = "a") -> JobState:
        """The job of a run that has told of its first progress."""
        state = await self.start(plan, name)
        async with asyncio.timeout(PATIENCE):
            async for event in self.store.events(state.job.job_id, "", None):
                if event.run.progress.part:
                    break
        return state

    async def cancel(self, state: JobState) -> None:
        """What the queue does when nobody wants a run any more."""
        await self.store.update(state.run.run_id, lambda run: run.cancelled(time.time()))
        self.engine.cancel(state.run.run_id)

    async def ended(self, state: JobState, within: float = PATIENCE) -> Run:
        """The run once it has ended."""
        async with asyncio.timeout(within):
            events = [event async for event in self.store.events(state.job.job_id, "", None)]
        return events[-1].run

    async def answer(self, plan: Plan[Any], name: str = "a", within: float = PATIENCE) -> bytes:
        """The result of a plan."""
        state = await self.start(plan, name)
        run = await self.ended(state, within)
        assert (run.status, run.error) == ("completed", None)
        blob = await self.store.get_blob(run.run_id)
        assert blob is not None
        assert blob.etag == hashlib.sha256(blob.content).hexdigest()
        return blob.content


async def _nobody_listens(run_id: str) -> None:
    pass


@asynccontextmanager
async def on_threads(workers: int, timeout: float) -> AsyncIterator[Service]:
    store = MemoryJobStore(StoreLimits())
    engine = LocalEngine(store, SimulationThreads(workers), time.time, timeout)
    yield Service(engine, store)
    await store.close(time.time())
    await engine.close(drain=SOON)


@pytest.fixture(scope="module")
def nodes(running_redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Nodes"]:
    """The workers of the Celery engine."""
    nodes = Nodes(running_redis, tmp_path_factory.mktemp("nodes") / "log")
    yield nodes
    nodes.stop()


@dataclass
class Nodes:
    """A node of workers, started anew only where another one is asked for."""

    redis: RedisServer
    log: Path
    running: Node | None = None
    settings: dict[str, Any] = field(default_factory=dict)

    @asynccontextmanager
    async def serve(self, workers: int, timeout: float) -> AsyncIterator[Service]:
        settings: dict[str, Any] = {"workers": workers, "job_timeout_s": timeout}
        if settings != self.settings:
            self.stop()
            self.running, self.settings = Node.start(self.redis, self.log, **settings), settings
        with self.redis.client() as client:
            client.flushdb()
        assert self.running is not None
        self.running.await_ready()
        store, leases = RedisJobStore(self.redis.url, StoreLimits()), RedisLeases(self.redis.url)
        engine = CeleryEngine(celery_app(str(shared(self.redis)["engine_url"]), timeout), leases)
        yield Service(engine, store)
        await store.close(time.time())
        await engine.close(drain=SOON)

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()


ENGINES = ("local", "celery")

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=ENGINES)
async def open_service(request: pytest.FixtureRequest) -> AsyncIterator[Callable[..., Any]]:
    """Starts engines: `await open_service(workers=1)`."""
    async with AsyncExitStack() as services:

        async def opened(workers: int = 2, timeout: float = 600.0) -> Service:
            serve = on_threads if request.param == "local" else request.getfixturevalue("nodes").serve
            return await services.enter_async_context(serve(workers, timeout))

        yield opened


@pytest.fixture
async def service(open_service: Callable[..., Any]) -> Service:
    """An engine that can do two things at once."""
    opened: Service = await open_service()
    return opened


def without_times(content: bytes) -> dict[str, Any]:
    """A result but for when it was made, and how long that took."""
    result: dict[str, Any] = orjson.loads(content)
    del result["execution_time_seconds"], result["manifest"]["created_at"]
    return result


@pytest.mark.parametrize("overrides", [{}, full(aggregation_level="full", seed=7)], ids=["plain", "everything on"])
async def test_a_result_is_what_the_month_loop_says(service: Service, overrides: dict[str, Any]) -> None:
    plan = short(**overrides)
    alone = results_bytes(ABMSimulationLoop(plan.spec, explain=True).run(), 0.0, datetime.now(UTC))
    assert without_times(await service.answer(plan)) == without_times(alone)


@pytest.mark.parametrize("plan", every_kind(), ids=lambda plan: plan.kind)
async def test_a_result_is_what_the_chunks_say_one_after_the_other(service: Service, plan: Plan[Any]) -> None:
    parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
    alone = plan.reduce(parts, 0.0, datetime.now(UTC))
    assert without_times(await service.answer(plan)) == without_times(alone)


async def test_progress_rises_and_stays_under_the_whole(service: Service) -> None:
    state, told = await service.start(long()), []
    async for event in service.store.events(state.job.job_id, "", None):
        told.append(event)
    parts = [event.run.progress.part for event in told if event.status == "running"]
    assert len(set(parts)) > 2
    assert parts == sorted(parts)
    assert all(part < 1 for part in parts)
    assert all(event.run.progress.current_month == int(240 * event.run.progress.part) for event in told)


async def test_two_runs_at_once_do_not_mix(service: Service) -> None:
    plans = {str(seed): short(seed=seed) for seed in range(4)}
    answers = await asyncio.gather(*(service.answer(plan, name) for name, plan in plans.items()))
    assert [orjson.loads(answer)["manifest"]["seed"] for answer in answers] == list(range(4))


async def test_a_run_that_is_cancelled_leaves_its_place_to_the_next_soon(open_service: Callable[..., Any]) -> None:
    service = await open_service(workers=1)
    await service.cancel(await service.under_way(long()))
    assert await service.answer(short(), "b", within=SOON)


async def test_cancelling_one_run_leaves_the_others_alone(service: Service) -> None:
    long_one = await service.under_way(long())
    other = await service.start(short(), "b")
    await service.cancel(long_one)
    assert (await service.ended(other)).status == "completed"
    assert (await service.ended(long_one)).status == "cancelled"


async def test_a_run_that_is_cancelled_before_it_begins_comes_to_nothing(service: Service) -> None:
    state = await service.submit(short(), "a")
    await service.cancel(state)
    await service.engine.start(state.run.run_id, _nobody_listens)
    await service.answer(short(), "b")
    assert (await service.ended(state)).status == "cancelled"
    assert await service.store.get_blob(state.run.run_id) is None


async def test_cancelling_what_is_not_under_way_does_nothing(service: Service) -> None:
    state = await service.start(short())
    await service.ended(state)
    await service.cancel(state)
    service.engine.cancel("nobody")
    assert (await service.ended(state)).status == "completed"


async def test_what_the_model_raises_is_told_in_a_sentence(service: Service) -> None:
    run = await service.ended(await service.start(broken()))
    assert (run.status, str(run.error)[:48]) == ("failed", "Price is no longer a finite number in month 0; c")


async def test_a_run_that_fails_leaves_its_place_to_the_next(open_service: Callable[..., Any]) -> None:
    service = await open_service(workers=1)
    for name in "abc":
        assert (await service.ended(await service.start(broken(), name))).status == "failed"
    assert await service.answer(short(), "d")


async def test_a_run_that_takes_too_long_fails_and_leaves_its_place(open_service: Callable[..., Any]) -> None:
    service = await open_service(workers=1, timeout=3.0)
    run = await service.ended(await service.start(MonteCarloPlan(long().spec, MonteCarloParams(num_trials=100))))
    assert (run.status, run.error) == ("failed", "The simulation took longer than the 3 seconds allowed.")
    assert await service.answer(short(), "b")


async def test_an_engine_says_how_much_it_can_do_at_once(open_service: Callable[..., Any]) -> None:
    assert (await (await open_service(workers=3)).engine.stats()).workers == 3
