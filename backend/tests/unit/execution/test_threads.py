"""Chunks on the threads of this process: who waits, who is stopped, and what is left behind."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.abm.async_engine.job import Progress
from app.abm.core.errors import NumberRangeError, SimulationCancelled
from app.abm.studies.plan import SimulationPlan
from app.execution.threads import SimulationThreads
from tests.unit.async_engine.plans import broken, long, short

SOON = 2.0
"""Seconds within which a run that is stopped has stopped."""
PATIENCE = 60.0

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def thread() -> AsyncIterator[SimulationThreads]:
    """A single thread."""
    threads = SimulationThreads(workers=1)
    yield threads
    await threads.close(drain=SOON)


async def begun(threads: SimulationThreads, run_id: str, plan: SimulationPlan) -> "asyncio.Task[Any]":
    """A run that has told of its first progress."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell(progress: Progress) -> None:
        loop.call_soon_threadsafe(told.set)

    run = asyncio.create_task(threads.run(run_id, plan, tell))
    async with asyncio.timeout(PATIENCE):
        await told.wait()
    return run


def silent(threads: SimulationThreads, run_id: str, plan: SimulationPlan) -> Any:
    return threads.run(run_id, plan, lambda progress: None)


async def stops(run: "asyncio.Task[Any]", within: float = SOON) -> None:
    """A run ends as cancelled soon enough."""
    done, _ = await asyncio.wait([run], timeout=within)
    assert done == {run}
    assert isinstance(run.exception(), SimulationCancelled)


async def test_a_run_that_waits_for_a_thread_stops_without_one(thread: SimulationThreads) -> None:
    working = await begun(thread, "a", long())
    waiting = asyncio.create_task(silent(thread, "b", long(2)))
    await asyncio.sleep(0.02)
    thread.cancel("b")
    await stops(waiting, SOON / 4)
    assert not working.done()
    thread.cancel("a")
    await stops(working)


async def test_who_no_longer_waits_for_a_run_stops_it(thread: SimulationThreads) -> None:
    run = await begun(thread, "a", long())
    run.cancel()
    async with asyncio.timeout(SOON):
        assert (await silent(thread, "b", short())).content


@pytest.mark.parametrize("run_id", ["a", "nobody"])
async def test_what_is_not_under_way_cannot_be_stopped(thread: SimulationThreads, run_id: str) -> None:
    await silent(thread, "a", short())
    thread.cancel(run_id)
    assert (await silent(thread, "a", short())).content


async def test_what_the_model_raises_reaches_the_caller(thread: SimulationThreads) -> None:
    with pytest.raises(NumberRangeError, match="month 0"):
        await silent(thread, "a", broken())


async def test_closing_stops_what_is_under_way(thread: SimulationThreads) -> None:
    run = await begun(thread, "a", long())
    begin = time.monotonic()
    await thread.close(drain=PATIENCE)
    assert time.monotonic() - begin < SOON
    await stops(run)
