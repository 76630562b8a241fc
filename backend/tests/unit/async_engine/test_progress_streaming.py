"""Progress as a listener gets it: the state now, the newest after it, one last word."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

import orjson
import pytest

from app.abm.async_engine.job import Progress, Run
from app.abm.async_engine.job_queue import AsyncJobQueue
from app.abm.async_engine.progress_streaming import ProgressStreamer
from tests.unit.async_engine.plans import broken, long, short

pytestmark = pytest.mark.anyio


@pytest.fixture
def streamer(queue: AsyncJobQueue) -> ProgressStreamer:
    return ProgressStreamer(queue.store)


async def submitted(queue: AsyncJobQueue, *plans: Any) -> list[str]:
    return [(await queue.submit(plan, "")).job.job_id for plan in plans]


async def told(events: Any) -> list[dict[str, Any]]:
    """Every event to the end, with its id."""
    async with asyncio.timeout(60):
        return [orjson.loads(content) | {"id": identity} async for identity, content in events]


async def test_the_first_event_is_the_state_now(queue: AsyncJobQueue, streamer: ProgressStreamer) -> None:
    [job] = await submitted(queue, short())
    first = (await told(streamer.events(job, "")))[0]
    assert (first["type"], first["job_id"], first["status"], first["progress_pct"]) == ("progress", job, "pending", 0)


@pytest.mark.parametrize(("plan", "status"), [(short(), "completed"), (broken(), "failed")])
async def test_the_last_event_is_the_only_one_that_says_done(
    queue: AsyncJobQueue, streamer: ProgressStreamer, plan: Any, status: str
) -> None:
    [job] = await submitted(queue, plan)
    events = await told(streamer.events(job, ""))
    assert [event["type"] for event in events] == ["progress"] * (len(events) - 1) + ["done"]
    assert (events[-1]["status"], events[-1]["error"] is None) == (status, status == "completed")


async def test_progress_rises_from_event_to_event(queue: AsyncJobQueue, streamer: ProgressStreamer) -> None:
    [job] = await submitted(queue, long(holders=300_000))
    events = await told(streamer.events(job, ""))
    percent, ids = ([event[name] for event in events] for name in ("progress_pct", "id"))
    assert len(events) > 3
    assert percent == sorted(percent)
    assert [int(identity) for identity in ids] == sorted({int(identity) for identity in ids})


async def test_a_listener_gets_at_most_twenty_events_a_second(queue: AsyncJobQueue) -> None:
    [job] = await submitted(queue, long())
    run, count = (await queue.status(job, "")).run.run_id, 0
    reporting = asyncio.create_task(report_busily(queue, run))
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            async for _ in ProgressStreamer(queue.store).events(job, ""):
                count += 1
    reporting.cancel()
    assert 5 <= count <= 21


async def report_busily(queue: AsyncJobQueue, run_id: str) -> None:
    """A thousand reports of progress, one a millisecond."""
    for step in range(1, 1001):
        await queue.store.update(run_id, partial(Run.advanced, progress=Progress(0, 0, step / 1001)))
        await asyncio.sleep(0.001)


async def test_several_jobs_are_told_in_one_stream_each_with_its_own_end(
    queue: AsyncJobQueue, streamer: ProgressStreamer
) -> None:
    jobs = await submitted(queue, short(), broken(), long(holders=50_000))
    events = await told(streamer.several(jobs, ""))
    ends = {event["job_id"]: event["status"] for event in events if event["type"] == "done"}
    assert ends == dict(zip(jobs, ["completed", "failed", "completed"], strict=True))
    assert sum(event["type"] == "done" for event in events) == 3


async def test_a_listener_who_leaves_is_forgotten(queue: AsyncJobQueue, streamer: ProgressStreamer) -> None:
    [job] = await submitted(queue, long())
    events = streamer.several([job], "")
    await anext(events)
    await events.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0.05)
    assert not [task for task in asyncio.all_tasks() if "forward" in repr(task)]
