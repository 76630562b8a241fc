"""What becomes of jobs while their run is archived, and what a store knows through its archive."""

import asyncio
from contextlib import closing

import pytest

from app.abm.async_engine.archive import ArchiveError, RunQuery
from app.abm.async_engine.ports import PageQuery, StoreLimits, Submission
from app.storage.archived import ArchivedJobStore
from app.storage.memory import MemoryJobStore
from tests.finished import NOW, PatientArchive, hash_of, result
from tests.unit.async_engine.plans import short

HOUR = 3600.0
PLAN = short()

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def archive(tmp_path):
    with closing(PatientArchive(str(tmp_path / "archive.db"))) as opened:
        yield opened


@pytest.fixture
def failures():
    """One entry for each time the archive failed."""
    return []


@pytest.fixture
def open_store(archive, failures):
    """A new process over the archive: `open_store(max_result_bytes=1)`."""
    return lambda **limits: ArchivedJobStore(
        MemoryJobStore(StoreLimits(**limits)), archive, lambda: failures.append("failed")
    )


@pytest.fixture
def store(open_store):
    return open_store()


async def admit(store, number=1, now=NOW, **overrides):
    return await store.admit(Submission(hash_of(number), PLAN, **overrides), now)


async def job(store, number=1, now=NOW, **overrides):
    return (await admit(store, number, now, **overrides)).state


async def complete(store, state, now=NOW + 1, blob=None):
    await store.append(state.run.run_id, lambda run: run.begun(now - 0.5))
    await store.put_blob(state.run.run_id, blob or result(), now)
    return await store.append(state.run.run_id, lambda run: run.completed(now))


async def completing(store, archive, state):
    """The end of a run that the archive holds up."""
    archive.may.clear()
    ending = asyncio.create_task(complete(store, state))
    await asyncio.to_thread(archive.asked.wait)
    return ending


def archived(archive):
    """Ids of the jobs in the archive."""
    return {state.job.job_id for state in archive.jobs(PageQuery("", 100))}


# ── While a run is archived ──────────────────────────────────────────────────


async def test_a_run_is_in_the_archive_before_anyone_is_told_that_it_is_completed(store, archive):
    state = await job(store)
    ending = await completing(store, archive, state)
    assert (await store.get(state.job.job_id, "")).status == "running"
    archive.may.set()
    completed = await ending
    assert (completed.status, archived(archive)) == ("completed", {state.job.job_id})


async def test_what_the_archive_says_of_a_job_is_what_everyone_was_told(store, archive):
    state = await job(store)
    await complete(store, state)
    told, kept = await store.get(state.job.job_id, ""), archive.job(state.job.job_id, "")
    assert (kept.run.started_at, kept.completed_at) == (told.run.started_at, told.completed_at)
    assert (kept.job.number, kept.job.created_at) == (told.job.number, told.job.created_at)


async def test_a_job_that_joins_while_its_run_is_archived_is_kept_as_well(store, archive):
    first = await job(store)
    ending = await completing(store, archive, first)
    second = await job(store)
    archive.may.set()
    await ending
    assert archived(archive) == {first.job.job_id, second.job.job_id}


async def test_a_job_that_is_cancelled_while_its_run_is_archived_is_not_kept(store, archive):
    first, second = await job(store), await job(store)
    ending = await completing(store, archive, first)
    await store.request_cancel(second.job.job_id, "", NOW)
    archive.may.set()
    await ending
    assert archived(archive) == {first.job.job_id}


async def test_a_run_that_is_cancelled_while_it_is_archived_stays_cancelled_but_its_result_answers(store, archive):
    state = await job(store)
    ending = await completing(store, archive, state)
    await store.request_cancel(state.job.job_id, "", NOW)
    await store.append(state.run.run_id, lambda run: run.cancelled(NOW))
    archive.may.set()
    assert (await ending).status == "cancelled"
    assert archived(archive) == set()
    assert (await admit(store)).verdict == "cached"


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
async def test_a_run_that_ends_badly_is_not_archived(store, archive, ending):
    state = await job(store)
    await store.append(
        state.run.run_id, lambda run: run.failed(NOW, "It broke.") if ending == "failed" else run.cancelled(NOW)
    )
    assert archive.page(RunQuery("", 1)).runs == []


# ── What is answered at once ─────────────────────────────────────────────────


async def test_a_job_that_is_answered_at_once_is_archived_by_the_time_the_store_closes(store, archive):
    await complete(store, await job(store))
    again = [await job(store) for _ in range(20)]
    await store.close(NOW)
    assert {state.job.job_id for state in again} < archived(archive)


async def test_a_job_that_is_answered_at_once_is_archived_for_its_time_to_live(open_store, archive):
    store = open_store(job_ttl=HOUR)
    first = await job(store)
    await complete(store, first)
    again = await job(store, now=NOW + 10)
    await store.close(NOW)
    await store.sweep(NOW + HOUR + 10)
    assert again.job.job_id in archived(archive)
    await store.sweep(NOW + HOUR + 11)
    assert archived(archive) == {first.job.job_id}


async def test_a_full_queue_still_answers_from_the_archive(open_store):
    first = open_store()
    await complete(first, await job(first))
    later = open_store(max_concurrent=1, max_queue=0)
    await job(later, 2)
    assert [(await admit(later, number)).verdict for number in (3, 1)] == ["full", "cached"]


# ── What the store knows no more ─────────────────────────────────────────────


async def test_a_result_for_which_there_was_no_room_comes_from_the_archive(open_store):
    store = open_store(max_result_bytes=1)
    first = await job(store, 1)
    await complete(store, first)
    await complete(store, await job(store, 2), blob=result(seed=2))
    assert await store._store.get_blob(first.run.run_id) is None
    assert await store.get_blob(first.run.run_id) == result()


async def test_a_job_that_has_expired_comes_from_the_archive(open_store):
    store = open_store(job_ttl=HOUR)
    state = await job(store)
    await complete(store, state)
    await store.sweep(NOW + 2 * HOUR)
    expired = await store.get(state.job.job_id, "")
    assert expired.status == "completed"
    assert await store.get_blob(expired.run.run_id) == result()


async def test_a_job_that_both_know_is_listed_once(store):
    states = [await job(store, number, NOW + number) for number in (1, 2)]
    for state in states:
        await complete(store, state)
    page = await store.page(PageQuery("", 10))
    assert [state.job.job_id for state in page.states] == [state.job.job_id for state in reversed(states)]


async def test_jobs_that_have_not_completed_are_listed_without_the_archive(open_store):
    first = open_store()
    await complete(first, await job(first))
    later = open_store()
    waiting = await job(later, 2)
    assert [state.job.job_id for state in (await later.page(PageQuery("", 9, status="pending"))).states] == [
        waiting.job.job_id
    ]


async def test_what_nobody_knows_is_unknown(store):
    assert await store.get("nobody", "") is await store.get_blob("nobody") is None
    assert await store.request_cancel("nobody", "", NOW) is None
    assert [state async for state in store.events("nobody", "", None)] == []


# ── When the archive fails ───────────────────────────────────────────────────


@pytest.fixture
def broken(archive):
    """An archive whose tables are gone."""

    def breaks():
        with archive._writing() as connection:
            for table in ("results", "jobs", "runs"):
                connection.exec_driver_sql(f"DROP TABLE cliffcast_{table}")

    return breaks


async def test_an_archive_that_fails_holds_up_nothing_and_is_counted(store, broken, failures):
    broken()
    admission = await admit(store)
    completed = await complete(store, admission.state)
    again = await admit(store)
    await store.close(NOW)
    assert (admission.verdict, completed.status, again.verdict) == ("new", "completed", "cached")
    assert len(failures) == 3  # asked for the hash, given the run, given the job that was answered


async def test_what_only_the_archive_could_know_is_refused_when_it_fails(store, broken):
    broken()
    with pytest.raises(ArchiveError):
        await store.get("abm_0", "")
