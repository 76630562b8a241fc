"""What becomes of jobs while their run is archived, and what a store knows through its archive."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from app.abm.async_engine.archive_protocol import ArchiveError, RunQuery
from app.abm.async_engine.job import JobState, Run
from app.abm.async_engine.ports import Admission, Blob, PageQuery, StoreLimits, Submission
from app.storage.archiving import ArchiveBounds, ArchivedJobStore
from app.storage.memory import MemoryJobStore
from tests.finished import NOW, PatientArchive, hash_of, present, result
from tests.unit.async_engine.plans import short

OpenStore: TypeAlias = Callable[..., ArchivedJobStore]

HOUR = 3600.0
PLAN = short()

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PatientArchive]:
    with closing(PatientArchive(str(tmp_path / "archive.db"))) as opened:
        yield opened


@pytest.fixture
def failures() -> list[str]:
    """One entry for each time the archive failed."""
    return []


@pytest.fixture
def open_store(archive: PatientArchive, failures: list[str]) -> OpenStore:
    """A new process over the archive: `open_store(max_result_bytes=1)`."""
    return lambda **limits: ArchivedJobStore(
        MemoryJobStore(StoreLimits(archived=True, **limits)), archive, lambda: failures.append("failed")
    )


@pytest.fixture
def store(open_store: OpenStore) -> ArchivedJobStore:
    return open_store()


async def admit(store: ArchivedJobStore, number: int = 1, now: float = NOW, **overrides: Any) -> Admission:
    return await store.admit(Submission(hash_of(number), PLAN, **overrides), now)


async def job(store: ArchivedJobStore, number: int = 1, now: float = NOW, **overrides: Any) -> JobState:
    return present((await admit(store, number, now, **overrides)).state)


async def complete(store: ArchivedJobStore, state: JobState, now: float = NOW + 1, blob: Blob | None = None) -> Run:
    await store.update(state.run.run_id, lambda run: run.begun(now - 0.5))
    await store.put_blob(state.run.run_id, blob or result(), now)
    return present(await store.update(state.run.run_id, lambda run: run.completed(now)))


async def completing(store: ArchivedJobStore, archive: PatientArchive, state: JobState) -> "asyncio.Task[Run]":
    """The end of a run that the archive holds up."""
    archive.may.clear()
    ending = asyncio.create_task(complete(store, state))
    await asyncio.to_thread(archive.asked.wait)
    return ending


def archived(archive: PatientArchive) -> set[str]:
    """Ids of the jobs in the archive."""
    return {state.job.job_id for state in archive.jobs(PageQuery("", 100))}


# ── While a run is archived ──────────────────────────────────────────────────


async def test_a_run_is_in_the_archive_before_anyone_is_told_that_it_is_completed(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    state = await job(store)
    ending = await completing(store, archive, state)
    assert present(await store.get(state.job.job_id, "")).status == "running"
    archive.may.set()
    completed = await ending
    assert (completed.status, archived(archive)) == ("completed", {state.job.job_id})


async def test_what_the_archive_says_of_a_job_is_what_everyone_was_told(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    state = await job(store)
    await complete(store, state)
    told = present(await store.get(state.job.job_id, ""))
    kept = present(archive.job(state.job.job_id, ""))
    assert (kept.run.started_at, kept.completed_at) == (told.run.started_at, told.completed_at)
    assert (kept.job.number, kept.job.created_at) == (told.job.number, told.job.created_at)


async def test_a_job_that_joins_while_its_run_is_archived_is_kept_as_well(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    first = await job(store)
    ending = await completing(store, archive, first)
    second = await job(store)
    archive.may.set()
    await ending
    assert archived(archive) == {first.job.job_id, second.job.job_id}


async def test_a_job_that_is_cancelled_while_its_run_is_archived_is_not_kept(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    first, second = await job(store), await job(store)
    ending = await completing(store, archive, first)
    await store.request_cancel(second.job.job_id, "", NOW)
    archive.may.set()
    await ending
    assert archived(archive) == {first.job.job_id}


async def test_a_run_that_is_cancelled_while_it_is_archived_stays_cancelled_but_its_result_answers(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    state = await job(store)
    ending = await completing(store, archive, state)
    await store.request_cancel(state.job.job_id, "", NOW)
    await store.update(state.run.run_id, lambda run: run.cancelled(NOW))
    archive.may.set()
    assert (await ending).status == "cancelled"
    assert archived(archive) == set()
    assert (await admit(store)).verdict == "cached"


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
async def test_a_run_that_ends_badly_is_not_archived(
    store: ArchivedJobStore, archive: PatientArchive, ending: str
) -> None:
    state = await job(store)
    await store.update(
        state.run.run_id, lambda run: run.failed(NOW, "It broke.") if ending == "failed" else run.cancelled(NOW)
    )
    assert archive.page(RunQuery("", 1)).runs == []


# ── What is answered at once ─────────────────────────────────────────────────


async def test_a_job_that_is_answered_at_once_is_archived_by_the_time_the_store_closes(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    await complete(store, await job(store))
    again = [await job(store) for _ in range(20)]
    await store.close(NOW)
    assert {state.job.job_id for state in again} < archived(archive)


async def test_a_job_that_is_answered_at_once_is_archived_for_its_time_to_live(
    open_store: OpenStore, archive: PatientArchive
) -> None:
    store = open_store(job_ttl=HOUR)
    first = await job(store)
    await complete(store, first)
    again = await job(store, now=NOW + 10)
    await store.close(NOW)
    await store.sweep(NOW + HOUR + 10)
    assert again.job.job_id in archived(archive)
    await store.sweep(NOW + HOUR + 11)
    assert archived(archive) == {first.job.job_id}


async def test_a_full_queue_still_answers_from_the_archive(open_store: OpenStore) -> None:
    first = open_store()
    await complete(first, await job(first))
    later = open_store(max_concurrent=1, max_queue=0)
    await job(later, 2)
    assert [(await admit(later, number)).verdict for number in (3, 1)] == ["full", "cached"]


# ── What the store knows no more ─────────────────────────────────────────────


async def test_a_result_for_which_there_was_no_room_comes_from_the_archive(open_store: OpenStore) -> None:
    store = open_store(max_result_bytes=1)
    first = await job(store, 1)
    await complete(store, first)
    await complete(store, await job(store, 2), blob=result(seed=2))
    assert await store._store.get_blob(first.run.run_id) is None
    assert await store.get_blob(first.run.run_id) == result()


async def test_a_job_that_has_expired_comes_from_the_archive(open_store: OpenStore) -> None:
    store = open_store(job_ttl=HOUR)
    state = await job(store)
    await complete(store, state)
    await store.sweep(NOW + 2 * HOUR)
    expired = present(await store.get(state.job.job_id, ""))
    assert expired.status == "completed"
    assert await store.get_blob(expired.run.run_id) == result()


async def test_a_job_that_both_know_is_listed_once(store: ArchivedJobStore) -> None:
    states = [await job(store, number, NOW + number) for number in (1, 2)]
    for state in states:
        await complete(store, state)
    page = await store.page(PageQuery("", 10))
    assert [state.job.job_id for state in page.states] == [state.job.job_id for state in reversed(states)]


async def test_jobs_that_have_not_completed_are_listed_without_the_archive(open_store: OpenStore) -> None:
    first = open_store()
    await complete(first, await job(first))
    later = open_store()
    waiting = await job(later, 2)
    assert [state.job.job_id for state in (await later.page(PageQuery("", 9, status="pending"))).states] == [
        waiting.job.job_id
    ]


async def test_what_nobody_knows_is_unknown(store: ArchivedJobStore) -> None:
    assert [await store.get("nobody", ""), await store.get_blob("nobody")] == [None, None]
    assert await store.request_cancel("nobody", "", NOW) is None
    assert [state async for state in store.events("nobody", "", None)] == []


# ── When the archive fails ───────────────────────────────────────────────────


@pytest.fixture
def broken(archive: PatientArchive) -> Callable[[], None]:
    """An archive whose tables are gone."""

    def breaks() -> None:
        with archive._writing() as connection:
            for table in ("results", "jobs", "runs"):
                connection.exec_driver_sql(f"DROP TABLE cliffcast_{table}")

    return breaks


async def test_an_archive_that_fails_holds_up_nothing_and_is_counted(
    store: ArchivedJobStore, broken: Callable[[], None], failures: list[str]
) -> None:
    broken()
    admission = await admit(store)
    completed = await complete(store, present(admission.state))
    again = await admit(store)
    await store.close(NOW)
    assert (admission.verdict, completed.status, again.verdict) == ("new", "completed", "cached")
    assert failures


@pytest.fixture
def silent(archive: PatientArchive) -> Iterator[PatientArchive]:
    """An archive that takes runs only when somebody lets it."""
    archive.may.clear()
    yield archive
    archive.may.set()


async def _emptied(store: ArchivedJobStore, within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while (await store.stats(None)).outbox:
            await asyncio.sleep(0.02)


async def test_a_run_completes_though_the_archive_is_silent_and_is_archived_when_it_answers(
    store: ArchivedJobStore, silent: PatientArchive
) -> None:
    state = await job(store)
    begin = time.monotonic()
    completed = await complete(store, state)
    assert (completed.status, time.monotonic() - begin < 2) == ("completed", True)
    assert (await store.stats(None)).outbox == 1
    silent.may.set()
    await _emptied(store)
    assert archived(silent) == {state.job.job_id}


async def test_only_the_first_run_waits_for_a_silent_archive(store: ArchivedJobStore, silent: PatientArchive) -> None:
    await complete(store, await job(store))
    begin = time.monotonic()
    for number in range(2, 12):
        await complete(store, await job(store, number))
    assert time.monotonic() - begin < 0.5
    assert (await store.stats(None)).outbox == 11


async def test_how_long_the_oldest_run_has_waited_for_the_archive_is_told(
    store: ArchivedJobStore, silent: PatientArchive
) -> None:
    await complete(store, await job(store))
    first = (await store.stats(None)).outbox_age
    await asyncio.sleep(0.1)
    assert (await store.stats(None)).outbox_age > first + 0.05


async def test_a_result_that_waits_for_the_archive_is_the_last_to_make_room_and_is_not_swept(
    open_store: OpenStore, silent: PatientArchive
) -> None:
    store = open_store(max_result_bytes=2 * len(result().content), job_ttl=HOUR)
    first = await job(store)
    await complete(store, first)
    for number in (2, 3, 4):
        state = await job(store, number)
        await store._store.update(state.run.run_id, lambda run: run.begun(NOW))
        await store.put_blob(state.run.run_id, result(), NOW)
        await store._store.update(state.run.run_id, lambda run: run.completed(NOW))
        await store.archived(state.run.run_id)
    await store._store.sweep(NOW + 2 * HOUR)
    assert await store._store.get_blob(first.run.run_id) == result()
    silent.may.set()
    await _emptied(store)
    assert first.job.job_id in archived(silent)


async def test_what_the_archive_refuses_for_good_is_not_tried_again_and_counted(
    store: ArchivedJobStore, archive: PatientArchive
) -> None:
    state = await job(store)
    await complete(store, state, blob=Blob(b"no result of ours", "etag"))
    await _emptied(store)
    assert (await store.stats(None)).outbox_lost == 1


async def test_a_submission_waits_a_moment_for_an_archive_that_is_silent_and_the_next_ones_not_at_all(
    open_store: OpenStore, archive: PatientArchive
) -> None:
    archive.may_tell.clear()
    store, times = open_store(), []
    for number in range(3):
        begin = time.monotonic()
        assert (await admit(store, number)).verdict == "new"
        times.append(time.monotonic() - begin)
    archive.may_tell.set()
    assert times[0] < 1
    assert max(times[1:]) < 0.2


async def test_the_oldest_runs_make_room_in_an_archive_that_has_bounds(archive: PatientArchive) -> None:
    store = ArchivedJobStore(MemoryJobStore(StoreLimits()), archive, bounds=ArchiveBounds(max_age=HOUR))
    await complete(store, await job(store, 1), now=NOW)
    await complete(store, await job(store, 2), now=NOW + 60)
    await store.sweep(NOW + HOUR + 30)
    assert [found.run.run_hash for found in archive.page(RunQuery("", 9)).runs] == [hash_of(2)]


async def test_what_only_the_archive_could_know_is_refused_when_it_fails(
    store: ArchivedJobStore, broken: Callable[[], None]
) -> None:
    broken()
    with pytest.raises(ArchiveError):
        await store.get("abm_0", "")
