"""The queue over the real store and engine: who runs, who waits, and how each run ends."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
import pytest

from app.abm.async_engine.job import JobState, JobStatus
from app.abm.async_engine.job_queue import (
    AsyncJobQueue,
    JobFinishedError,
    JobUnfinishedError,
    KeyConflictError,
    QueueFullError,
    ServiceStoppingError,
    UnknownJobError,
)
from app.abm.studies.plan import SimulationPlan
from app.execution.local import LocalEngine
from tests.unit.async_engine.plans import broken, long, short

OpenQueue: TypeAlias = Callable[..., Awaitable[AsyncJobQueue]]

PATIENCE = 60.0
SOON = 2.0
"""Seconds within which a cancelled run has stopped, and its place is free."""

pytestmark = pytest.mark.anyio


async def submit(queue: AsyncJobQueue, plan: SimulationPlan, **how: object) -> JobState:
    return await queue.submit(plan, "", **how)  # type: ignore[arg-type]


async def state(queue: AsyncJobQueue, job: JobState) -> JobState:
    return await queue.status(job.job.job_id, job.job.owner)


async def becomes(queue: AsyncJobQueue, job: JobState, *statuses: JobStatus, within: float = PATIENCE) -> JobState:
    """The job once it has one of these statuses."""
    async with asyncio.timeout(within):
        while (now := await state(queue, job)).status not in statuses:
            await asyncio.sleep(0.005)
    return now


async def ended(queue: AsyncJobQueue, job: JobState) -> JobState:
    return await becomes(queue, job, "completed", "failed", "cancelled")


async def statuses(queue: AsyncJobQueue, jobs: list[JobState]) -> list[JobStatus]:
    return [(await state(queue, job)).status for job in jobs]


def hold(seconds: float) -> None:
    """Keep the event loop busy, so that threads end what they do before it looks."""
    time.sleep(seconds)


async def test_a_submission_is_run_and_its_result_kept(queue: AsyncJobQueue) -> None:
    job = await submit(queue, short(seed=7))
    assert (await ended(queue, job)).status == "completed"
    assert orjson.loads((await queue.result(job.job.job_id, "")).content)["manifest"]["seed"] == 7


async def test_five_run_and_the_sixth_waits(queue: AsyncJobQueue) -> None:
    jobs = [await submit(queue, long(seed)) for seed in range(7)]
    await asyncio.sleep(0.05)
    assert await statuses(queue, jobs) == ["running"] * 5 + ["pending"] * 2
    assert [(await state(queue, job)).queue_position for job in jobs[4:]] == [None, 1, 2]


async def test_who_waits_runs_as_soon_as_another_ends(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=1)
    jobs = [await submit(queue, short(seed=seed)) for seed in range(5)]
    ends = [(await ended(queue, job)).completed_at for job in jobs]
    assert ends == sorted(ends, key=lambda end: end or 0)


async def test_identical_submissions_share_one_run(queue: AsyncJobQueue) -> None:
    jobs = [await submit(queue, short()) for _ in range(20)]
    assert len({job.run.run_id for job in jobs}) == 1
    await ended(queue, jobs[0])
    assert len({(await queue.result(job.job.job_id, "")).etag for job in jobs}) == 1


async def test_a_run_that_raises_ends_as_failed_with_a_sentence(queue: AsyncJobQueue) -> None:
    failed = await ended(queue, await submit(queue, broken()))
    assert failed.status == "failed"
    assert failed.run.error is not None
    assert failed.run.error.startswith("Price is no longer a finite number in month 0")
    assert failed.run.error.endswith(".")


async def test_a_run_that_raises_frees_its_place(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=1)
    jobs = [await submit(queue, broken(seed=seed)) for seed in range(3)]
    assert (await ended(queue, await submit(queue, short()))).status == "completed"
    assert await statuses(queue, jobs) == ["failed"] * 3


async def test_a_run_that_takes_too_long_fails_and_frees_its_place(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=1, timeout=0.2, workers=1)
    failed = await becomes(queue, await submit(queue, long()), "failed")
    assert failed.run.error == "The simulation took longer than the 0.2 seconds allowed."
    assert isinstance(queue.engine, LocalEngine)
    queue.engine.timeout = PATIENCE
    assert (await becomes(queue, await submit(queue, short()), "completed", within=SOON)).run.error is None


async def test_a_run_beside_one_that_takes_too_long_still_completes(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=2, timeout=1.0, workers=1)
    await submit(queue, long())
    assert (await ended(queue, await submit(queue, long(holders=20_000)))).status == "completed"


async def test_a_failed_or_late_run_is_tried_again(open_queue: OpenQueue) -> None:
    queue = await open_queue(timeout=0.2)
    for plan in (broken(), long()):
        first = await ended(queue, await submit(queue, plan))
        second = await ended(queue, await submit(queue, plan))
        assert (first.status, second.status) == ("failed", "failed")
        assert first.run.run_id != second.run.run_id


# ── Cancelling ───────────────────────────────────────────────────────────────


async def test_a_waiting_run_that_is_cancelled_never_runs(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=1)
    first, second, third = [await submit(queue, long(seed)) for seed in range(3)]
    await becomes(queue, first, "running")
    assert (await queue.cancel(second.job.job_id, "")).status == "cancelled"
    assert (await state(queue, third)).queue_position == 1
    await queue.cancel(first.job.job_id, "")
    await becomes(queue, third, "running", within=SOON)
    assert (await state(queue, second)).run.started_at is None


async def test_a_running_run_that_is_cancelled_frees_its_place_soon(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=1)
    first, second = await submit(queue, long(1)), await submit(queue, long(2))
    await becomes(queue, first, "running")
    await queue.cancel(first.job.job_id, "")
    assert (await state(queue, first)).status == "cancelled"
    await becomes(queue, second, "running", within=SOON)


async def test_whichever_run_is_cancelled_its_place_is_free_soon(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=2, workers=1)
    jobs = [await submit(queue, long(seed)) for seed in range(3)]
    await becomes(queue, jobs[1], "running")
    await queue.cancel(jobs[1].job.job_id, "")
    await asyncio.sleep(0.5)
    assert await statuses(queue, jobs) == ["running", "cancelled", "running"]


async def test_cancelling_the_first_of_several_submissions_leaves_the_others_their_result(queue: AsyncJobQueue) -> None:
    first, *others = [await submit(queue, long(holders=200_000)) for _ in range(4)]
    await becomes(queue, first, "running")
    await queue.cancel(first.job.job_id, "")
    assert [(await ended(queue, job)).status for job in others] == ["completed"] * 3
    assert (await state(queue, first)).status == "cancelled"


async def test_cancelling_every_submission_stops_the_run(queue: AsyncJobQueue) -> None:
    jobs = [await submit(queue, long()) for _ in range(3)]
    await becomes(queue, jobs[0], "running")
    for job in jobs:
        await queue.cancel(job.job.job_id, "")
    run = await queue.store.run(jobs[0].run.run_id)
    assert run is not None
    assert run.status == "cancelled"


async def test_a_finished_job_cannot_be_cancelled(queue: AsyncJobQueue) -> None:
    job = await submit(queue, short())
    await ended(queue, job)
    with pytest.raises(JobFinishedError):
        await queue.cancel(job.job.job_id, "")


async def test_what_was_cancelled_is_run_anew(queue: AsyncJobQueue) -> None:
    job = await submit(queue, long(holders=200_000))
    await becomes(queue, job, "running")
    await queue.cancel(job.job.job_id, "")
    assert (await ended(queue, await submit(queue, long(holders=200_000)))).status == "completed"


async def test_what_was_cancelled_as_its_result_arrived_is_run_anew(queue: AsyncJobQueue) -> None:
    job = await submit(queue, short())
    await asyncio.sleep(0)
    hold(1.0)
    await queue.cancel(job.job.job_id, "")
    await asyncio.sleep(0.1)
    again = await submit(queue, short())
    assert (await ended(queue, again)).status == "completed"


# ── Refusals ─────────────────────────────────────────────────────────────────


async def test_a_full_queue_refuses_and_takes_again_when_there_is_room(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_concurrent=1, max_queue=1)
    running, waiting = await submit(queue, long(1)), None
    await becomes(queue, running, "running")
    waiting = await submit(queue, long(2))
    with pytest.raises(QueueFullError):
        await submit(queue, long(3))
    await queue.cancel(waiting.job.job_id, "")
    assert (await submit(queue, long(3))).status == "pending"


async def test_where_nothing_may_wait_a_free_place_still_takes_a_run(open_queue: OpenQueue) -> None:
    queue = await open_queue(max_queue=0)
    assert (await ended(queue, await submit(queue, short()))).status == "completed"


async def test_an_idempotency_key_belongs_to_one_configuration(queue: AsyncJobQueue) -> None:
    first = await submit(queue, short(), idempotency_key="k")
    assert (await submit(queue, short(), idempotency_key="k")).job.job_id == first.job.job_id
    with pytest.raises(KeyConflictError):
        await submit(queue, short(seed=2), idempotency_key="k")


async def test_a_job_without_a_result_says_why(queue: AsyncJobQueue) -> None:
    job = await submit(queue, broken())
    await ended(queue, job)
    with pytest.raises(JobUnfinishedError) as refusal:
        await queue.result(job.job.job_id, "")
    assert refusal.value.state.status == "failed"


async def test_nobody_is_told_of_a_job_that_is_unknown_or_somebody_elses(queue: AsyncJobQueue) -> None:
    job = (await submit(queue, short())).job.job_id
    for unknown, owner in (("abm_unknown", ""), (job, "ann")):
        for ask in (queue.status, queue.result, queue.cancel):
            with pytest.raises(UnknownJobError):
                await ask(unknown, owner)


# ── Leaving ──────────────────────────────────────────────────────────────────


async def test_closing_ends_what_runs_and_what_waits_with_a_sentence(queue: AsyncJobQueue) -> None:
    jobs = [await submit(queue, long(seed)) for seed in range(8)]
    await becomes(queue, jobs[0], "running")
    begin = time.monotonic()
    await queue.close(drain=8.0)
    assert time.monotonic() - begin < 8
    assert await statuses(queue, jobs) == ["failed"] * 8
    assert "submit it again" in str((await state(queue, jobs[7])).run.error)


async def test_a_queue_that_has_closed_takes_no_more(queue: AsyncJobQueue) -> None:
    await queue.close(drain=1.0)
    with pytest.raises(ServiceStoppingError):
        await submit(queue, short())


async def test_a_result_is_still_told_while_the_service_stops(queue: AsyncJobQueue) -> None:
    job = await submit(queue, short())
    await ended(queue, job)
    await queue.close(drain=1.0)
    assert (await queue.result(job.job.job_id, "")).content


async def test_expired_jobs_are_forgotten_from_time_to_time(open_queue: OpenQueue) -> None:
    queue = await open_queue(sweep_every=0.02)
    job = await submit(queue, short())
    await ended(queue, job)
    queue._clock = lambda: time.time() + 25 * 3600
    await asyncio.sleep(0.1)
    with pytest.raises(UnknownJobError):
        await state(queue, job)
