"""What every engine promises the queue. An engine joins by its name in ENGINES."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeAlias

import orjson
import pytest

from app.abm.async_engine.job import Progress
from app.abm.async_engine.ports import ChunkEngine
from app.abm.core.errors import NumberRangeError, SimulationCancelled
from app.abm.engine.plan import SimulationPlan
from app.abm.engine.report import results_bytes
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.execution.local import LocalEngine
from tests.factories import full
from tests.unit.async_engine.plans import broken, long, short

OpenEngine: TypeAlias = Callable[[int], AbstractAsyncContextManager[ChunkEngine]]

SOON = 2.0
"""Seconds within which a cancelled run has stopped."""
PATIENCE = 60.0


@asynccontextmanager
async def on_threads(workers: int) -> AsyncIterator[ChunkEngine]:
    engine = LocalEngine(workers)
    yield engine
    await engine.close(drain=SOON)


ENGINES: dict[str, OpenEngine] = {"local": on_threads}

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=ENGINES)
async def open_engine(request: pytest.FixtureRequest) -> AsyncIterator[Callable[..., Any]]:
    """Starts engines: `await open_engine(workers=1)`."""
    async with AsyncExitStack() as engines:

        async def opened(workers: int = 2) -> ChunkEngine:
            return await engines.enter_async_context(ENGINES[request.param](workers))

        yield opened


@pytest.fixture
async def engine(open_engine: Callable[..., Any]) -> ChunkEngine:
    """An engine that can do two things at once."""
    opened: ChunkEngine = await open_engine()
    return opened


def without_times(content: bytes) -> dict[str, Any]:
    """A result but for when it was made, and how long that took."""
    result: dict[str, Any] = orjson.loads(content)
    del result["execution_time_seconds"], result["manifest"]["created_at"]
    return result


async def begun(engine: ChunkEngine, run_id: str, plan: SimulationPlan) -> "asyncio.Task[Any]":
    """A run that has told of its first progress."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    run = asyncio.create_task(engine.run(run_id, plan, lambda progress: loop.call_soon_threadsafe(told.set)))
    async with asyncio.timeout(PATIENCE):
        await told.wait()
    return run


async def stopped(run: "asyncio.Task[Any]", within: float = SOON) -> bool:
    """Whether a run ends as cancelled soon enough."""
    begin = time.monotonic()
    with suppress(SimulationCancelled):
        await asyncio.wait_for(run, PATIENCE)
        return False
    return time.monotonic() - begin < within


@pytest.mark.parametrize("overrides", [{}, full(aggregation_level="full", seed=7)], ids=["plain", "everything on"])
async def test_a_result_is_what_the_month_loop_says(engine: ChunkEngine, overrides: dict[str, Any]) -> None:
    plan = short(**overrides)
    blob = await engine.run("a", plan, lambda progress: None)
    alone = results_bytes(ABMSimulationLoop(plan.spec).run(), 0.0, datetime.now(UTC))
    assert without_times(blob.content) == without_times(alone)


async def test_a_result_is_named_by_the_hash_of_its_bytes(engine: ChunkEngine) -> None:
    blob = await engine.run("a", short(), lambda progress: None)
    assert blob.etag == hashlib.sha256(blob.content).hexdigest()


async def test_progress_rises_and_stays_under_the_whole(engine: ChunkEngine) -> None:
    told: list[Progress] = []
    await engine.run("a", long(holders=200_000), told.append)
    assert len(told) > 1
    assert [progress.part for progress in told] == sorted({progress.part for progress in told})
    assert all(0 < progress.part < 1 and progress.current_month == round(240 * progress.part) for progress in told)


async def test_two_runs_at_once_do_not_mix(engine: ChunkEngine) -> None:
    plans = [short(seed=seed) for seed in range(8)]
    blobs = await asyncio.gather(*(engine.run(str(plan.spec.seed), plan, lambda progress: None) for plan in plans))
    assert [orjson.loads(blob.content)["manifest"]["seed"] for blob in blobs] == list(range(8))


async def test_a_run_that_is_cancelled_stops_soon(engine: ChunkEngine) -> None:
    run = await begun(engine, "a", long())
    engine.cancel("a")
    assert await stopped(run)


async def test_a_run_that_waits_for_its_turn_stops_as_soon_as_any_other(open_engine: Callable[..., Any]) -> None:
    engine = await open_engine(workers=1)
    working = await begun(engine, "a", long())
    waiting = asyncio.create_task(engine.run("b", long(2), lambda progress: None))
    await asyncio.sleep(0.02)
    engine.cancel("b")
    done, _ = await asyncio.wait([waiting], timeout=SOON / 4)
    engine.cancel("a")
    await asyncio.wait([working, waiting])
    assert done == {waiting}
    assert isinstance(waiting.exception(), SimulationCancelled)


async def test_cancelling_one_run_leaves_the_others_alone(engine: ChunkEngine) -> None:
    run = await begun(engine, "a", long())
    other = asyncio.create_task(engine.run("b", short(), lambda progress: None))
    await asyncio.sleep(0)
    engine.cancel("a")
    assert orjson.loads((await other).content)["num_agents"] == 30
    assert await stopped(run)


async def test_cancelling_what_is_not_under_way_does_nothing(engine: ChunkEngine) -> None:
    await engine.run("a", short(), lambda progress: None)
    engine.cancel("a")
    engine.cancel("nobody")
    assert (await engine.run("a", short(), lambda progress: None)).content


async def test_who_no_longer_waits_for_a_run_stops_it(open_engine: Callable[..., Any]) -> None:
    engine = await open_engine(workers=1)
    run = await begun(engine, "a", long())
    run.cancel()
    async with asyncio.timeout(SOON):
        assert (await engine.run("b", short(), lambda progress: None)).content


async def test_what_the_model_raises_reaches_the_caller(engine: ChunkEngine) -> None:
    with pytest.raises(NumberRangeError, match="month 0"):
        await engine.run("a", broken(), lambda progress: None)


async def test_a_run_that_raises_leaves_its_place_to_the_next(open_engine: Callable[..., Any]) -> None:
    engine = await open_engine(workers=1)
    for _ in range(3):
        with pytest.raises(NumberRangeError):
            await engine.run("a", broken(), lambda progress: None)
    assert (await engine.run("a", short(), lambda progress: None)).content


async def test_an_engine_says_how_much_it_can_do_at_once(open_engine: Callable[..., Any]) -> None:
    assert (await open_engine(workers=3)).stats().workers == 3


async def test_closing_stops_what_is_under_way(engine: ChunkEngine) -> None:
    run = await begun(engine, "a", long())
    begin = time.monotonic()
    await engine.close(drain=PATIENCE)
    assert time.monotonic() - begin < SOON
    assert await stopped(run)
