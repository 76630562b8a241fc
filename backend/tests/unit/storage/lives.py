"""What happens to jobs in the tests of the store in Redis."""

from collections.abc import Callable
from typing import Any, TypeAlias

from app.abm.async_engine.job import JobState, Progress, Run
from app.abm.async_engine.ports import Blob, JobStore, Submission
from app.abm.studies.plan import SimulationPlan
from tests.unit.async_engine.plans import short

NOW = 1_000_000.0
BLOB = Blob(b'{"answer":42}', "etag")
PLAN: SimulationPlan = short()

Step: TypeAlias = Callable[[Run], Run]


def begin(run: Run) -> Run:
    return run.begun(NOW)


def complete(run: Run) -> Run:
    return run.completed(NOW)


def fail(run: Run) -> Run:
    return run.failed(NOW, "It broke.")


def up_to(part: float) -> Step:
    return lambda run: run.advanced(Progress(round(12 * part), 0, part))


async def submit(store: JobStore, run_hash: str = "a", now: float = NOW, **how: Any) -> JobState:
    """The job of a submission that is taken."""
    state = (await store.admit(Submission(run_hash, PLAN, **how), now)).state
    assert state is not None
    return state


async def running(store: JobStore, run_hash: str = "a", **how: Any) -> JobState:
    """A job whose run has begun."""
    state = await submit(store, run_hash, **how)
    await store.update(state.run.run_id, begin)
    return state


async def completed(store: JobStore, run_hash: str = "a", **how: Any) -> JobState:
    """A job that has its result."""
    state = await running(store, run_hash, **how)
    await store.put_blob(state.run.run_id, BLOB, NOW)
    await store.update(state.run.run_id, complete)
    return state


async def cancel(store: JobStore, state: JobState) -> None:
    """What the queue does to cancel a job."""
    cancellation = await store.request_cancel(state.job.job_id, state.job.owner, NOW)
    assert cancellation is not None
    if cancellation.orphaned_run is not None:
        await store.update(cancellation.orphaned_run, lambda run: run.cancelled(NOW))


async def status_of(store: JobStore, state: JobState) -> str:
    """The status of a job now."""
    found = await store.get(state.job.job_id, state.job.owner)
    assert found is not None
    return found.status
