"""What becomes of jobs while a worker archives their run."""

import asyncio
from contextlib import closing

import pytest

from app.abm.async_engine.ports import PageQuery, StoreLimits, Submission
from app.storage.redis.archived import ArchivedRunStore
from app.storage.redis.store import RedisJobStore
from tests.finished import NOW, PatientArchive, hash_of, result
from tests.unit.async_engine.plans import short

PLAN = short()

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def archive(tmp_path):
    with closing(PatientArchive(str(tmp_path / "archive.db"))) as opened:
        opened.may.clear()
        yield opened


@pytest.fixture
async def store(redis):
    """What a replica knows."""
    opened = RedisJobStore(redis.url, StoreLimits())
    yield opened
    await opened.close(NOW)


@pytest.fixture
def runs(redis, archive):
    """What a worker knows."""
    with closing(ArchivedRunStore(redis.url, StoreLimits(), archive)) as opened:
        yield opened


async def job(store):
    return (await store.admit(Submission(hash_of(1), PLAN), NOW)).state


def complete(runs, run_id):
    runs.append(run_id, lambda run: run.begun(NOW))
    runs.put_blob(run_id, result(), NOW + 1)
    return runs.append(run_id, lambda run: run.completed(NOW + 1))


async def completing(runs, archive, state):
    """The end of a run that the archive holds up."""
    ending = asyncio.create_task(asyncio.to_thread(complete, runs, state.run.run_id))
    await asyncio.to_thread(archive.asked.wait)
    return ending


def archived(archive):
    """Ids of the jobs in the archive."""
    return {state.job.job_id for state in archive.jobs(PageQuery("", 100))}


async def test_a_run_is_archived_before_anyone_is_told_that_it_is_completed(store, runs, archive):
    state = await job(store)
    ending = await completing(runs, archive, state)
    assert (await store.get(state.job.job_id, "")).status == "running"
    archive.may.set()
    assert (await ending).status == "completed"
    told, kept = await store.get(state.job.job_id, ""), archive.job(state.job.job_id, "")
    assert (kept.completed_at, kept.job.number) == (told.completed_at, told.job.number)
    assert archive.result(hash_of(1))[1] == result()


async def test_jobs_that_come_and_go_while_their_run_is_archived_are_kept_as_they_end(store, runs, archive):
    first, second = await job(store), await job(store)
    ending = await completing(runs, archive, first)
    third = await job(store)
    await store.request_cancel(second.job.job_id, "", NOW)
    archive.may.set()
    await ending
    assert archived(archive) == {first.job.job_id, third.job.job_id}


async def test_a_run_that_is_cancelled_while_it_is_archived_leaves_no_job_there(store, runs, archive):
    state = await job(store)
    ending = await completing(runs, archive, state)
    await store.request_cancel(state.job.job_id, "", NOW)
    await store.append(state.run.run_id, lambda run: run.cancelled(NOW))
    archive.may.set()
    assert (await ending).status == "cancelled"
    assert archived(archive) == set()


async def test_an_archive_that_fails_holds_up_no_run(store, runs, archive):
    archive.may.set()
    with archive._writing() as connection:
        connection.exec_driver_sql("DROP TABLE cliffcast_results")
    state = await job(store)
    assert (await asyncio.to_thread(complete, runs, state.run.run_id)).status == "completed"
