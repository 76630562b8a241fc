"""What every store of jobs promises the queue. A store joins by its name in STORES."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from typing import Any, TypeAlias

import pytest

from app.abm.async_engine.job import STATUSES, JobState, JobStatus, Progress, Run
from app.abm.async_engine.ports import Admission, Blob, JobStore, PageQuery, StoreLimits, Submission
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import Plan
from app.storage.archiving import ArchivedJobStore
from app.storage.memory import MemoryJobStore
from app.storage.redis.store import RedisJobStore
from app.storage.sql_archive import SqlArchive
from tests.factories import spec
from tests.unit.async_engine.plans import long, short

OpenStore: TypeAlias = Callable[[StoreLimits, pytest.FixtureRequest], AbstractAsyncContextManager[JobStore]]
Step: TypeAlias = Callable[[Run], Run]

NOW = 1_000_000.0
"""When everything happens that does not say otherwise."""
HOUR = 3600.0
BLOB = Blob(b'{"answer":42}', "etag")


@asynccontextmanager
async def in_memory(limits: StoreLimits, request: pytest.FixtureRequest) -> AsyncIterator[JobStore]:
    yield MemoryJobStore(limits)


@asynccontextmanager
async def in_redis(limits: StoreLimits, request: pytest.FixtureRequest) -> AsyncIterator[JobStore]:
    store = RedisJobStore(request.getfixturevalue("redis").url, limits, keeps_time=False)
    try:
        yield store
    finally:
        await store.close(NOW)


@asynccontextmanager
async def archived(limits: StoreLimits, request: pytest.FixtureRequest) -> AsyncIterator[JobStore]:
    """In memory, with an archive behind it that refuses our blobs: they do not say where they come from."""
    with closing(SqlArchive(str(request.getfixturevalue("tmp_path") / "archive.db"))) as archive:
        store = ArchivedJobStore(MemoryJobStore(limits), archive)
        yield store
        await store.close(NOW)


SIMULATION: Plan[Any] = short()
TRIALS: Plan[Any] = MonteCarloPlan(spec(), MonteCarloParams(num_trials=7))


STORES: dict[str, OpenStore] = {"memory": in_memory, "archived": archived, "redis": in_redis}


def begin(run: Run) -> Run:
    return run.begun(NOW)


def complete(run: Run) -> Run:
    return run.completed(NOW + 1)


def fail(run: Run) -> Run:
    return run.failed(NOW + 1, "It broke.")


def cancel(run: Run) -> Run:
    return run.cancelled(NOW + 1)


def halfway(run: Run) -> Run:
    return run.advanced(Progress(6, 0, 0.5))


ENDINGS: dict[JobStatus, Step] = {"completed": complete, "failed": fail, "cancelled": cancel}

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=STORES)
async def open_store(request: pytest.FixtureRequest) -> AsyncIterator[Callable[..., Any]]:
    """Opens stores: `await open_store(max_queue=1)`."""
    async with AsyncExitStack() as stores:

        async def opened(**limits: Any) -> JobStore:
            return await stores.enter_async_context(STORES[request.param](StoreLimits(**limits), request))

        yield opened


@pytest.fixture
async def store(open_store: Callable[..., Any]) -> JobStore:
    """A store with room for everything."""
    opened: JobStore = await open_store()
    return opened


async def admit(
    store: JobStore, run_hash: str = "a", now: float = NOW, plan: Plan[Any] = SIMULATION, **overrides: Any
) -> Admission:
    """What becomes of a year's simulation of nobody in particular."""
    return await store.admit(Submission(run_hash, plan, **overrides), now)


async def job(store: JobStore, run_hash: str = "a", now: float = NOW, **overrides: Any) -> JobState:
    """The job of a submission that is taken."""
    state = (await admit(store, run_hash, now, **overrides)).state
    assert state is not None
    return state


async def now_of(store: JobStore, state: JobState) -> JobState:
    """What has become of a job."""
    found = await store.get(state.job.job_id, state.job.owner)
    assert found is not None
    return found


async def end(store: JobStore, state: JobState, ending: Step = complete, now: float = NOW, blob: Blob = BLOB) -> None:
    """Let the run of a job begin, and end; a completed one has a result."""
    await store.update(state.run.run_id, lambda run: run.begun(now))
    if ending is complete:
        await store.update(state.run.run_id, lambda run: run.completed(now))
        await store.put_blob(state.run.run_id, blob, now)
    else:
        await store.update(state.run.run_id, ending)


async def drop(store: JobStore, state: JobState, now: float = NOW) -> None:
    """Cancel a job, and its run where no other job wants it: what the queue does."""
    cancellation = await store.request_cancel(state.job.job_id, state.job.owner, now)
    assert cancellation is not None
    if cancellation.orphaned_run is not None:
        await store.update(cancellation.orphaned_run, lambda run: run.cancelled(now))


async def further(store: JobStore, state: JobState, part: float) -> None:
    await store.update(state.run.run_id, lambda run: run.advanced(Progress(round(12 * part), 0, part)))


async def listed(store: JobStore, limit: int = 100, **query: Any) -> list[str]:
    asked: dict[str, Any] = {"owner": "", "limit": limit} | query
    page = await store.page(PageQuery(**asked))
    return [state.job.job_id for state in page.states]


# ── Admission ────────────────────────────────────────────────────────────────


async def test_a_new_configuration_gets_a_run_that_waits(store: JobStore) -> None:
    admission = await admit(store)
    assert (admission.verdict, admission.state and admission.state.status) == ("new", "pending")


@pytest.mark.parametrize(("plan", "pattern"), [(SIMULATION, "abm_[0-9a-f]{32}"), (TRIALS, "mc_[0-9a-f]{32}")])
async def test_the_id_of_a_job_says_its_kind_and_nothing_else(store: JobStore, plan: Plan[Any], pattern: str) -> None:
    assert re.fullmatch(pattern, (await job(store, plan=plan)).job.job_id)


@pytest.mark.parametrize("plan", [SIMULATION, TRIALS], ids=["simulation", "trials"])
async def test_a_run_says_what_its_plan_comes_to(store: JobStore, plan: Plan[Any]) -> None:
    run = (await job(store, plan=plan)).run
    assert (run.kind, run.total_months, run.total_trials) == (plan.kind, plan.months, plan.trials)


async def test_a_job_is_found_as_it_was_admitted(store: JobStore) -> None:
    admitted = await job(store, owner="ann", idempotency_key="k", plan=TRIALS)
    assert await store.get(admitted.job.job_id, "ann") == admitted


async def test_different_configurations_have_different_runs(store: JobStore) -> None:
    first, second = await job(store, "a"), await job(store, "b")
    assert first.run.run_id != second.run.run_id


@pytest.mark.parametrize("steps", [[], [begin]], ids=["pending", "running"])
async def test_an_identical_submission_joins_the_run_under_way(store: JobStore, steps: list[Step]) -> None:
    first = await job(store)
    for step in steps:
        await store.update(first.run.run_id, step)
    second = await admit(store)
    assert second.verdict == "joined"
    assert second.state is not None
    assert second.state.run.run_id == first.run.run_id
    assert second.state.job.job_id != first.job.job_id


async def test_a_finished_result_answers_at_once(store: JobStore) -> None:
    first = await job(store)
    await end(store, first)
    second = await admit(store)
    assert second.verdict == "cached"
    assert second.state is not None
    assert (second.state.status, second.state.job.cached, second.state.progress_pct) == ("completed", True, 100)


async def test_a_cached_job_has_the_very_same_result(store: JobStore) -> None:
    await end(store, await job(store))
    assert await store.get_blob((await job(store)).run.run_id) == BLOB


@pytest.mark.parametrize("ending", [fail, cancel], ids=["failed", "cancelled"])
async def test_what_failed_or_was_cancelled_is_run_again(store: JobStore, ending: Step) -> None:
    await end(store, await job(store), ending)
    assert (await admit(store)).verdict == "new"


@pytest.mark.parametrize("ending", [fail, cancel], ids=["failed", "cancelled"])
async def test_a_result_that_comes_before_a_bad_end_answers_nobody(store: JobStore, ending: Step) -> None:
    first = await job(store)
    await store.update(first.run.run_id, begin)
    await store.put_blob(first.run.run_id, BLOB, NOW)
    await store.update(first.run.run_id, ending)
    assert (await admit(store)).verdict == "new"


@pytest.mark.parametrize("ending", [fail, cancel], ids=["failed", "cancelled"])
async def test_a_result_that_comes_after_a_bad_end_answers_nobody(store: JobStore, ending: Step) -> None:
    first = await job(store)
    await end(store, first, ending)
    await store.put_blob(first.run.run_id, BLOB, NOW)
    assert (await admit(store)).verdict == "new"


async def test_a_result_answers_nobody_before_its_run_has_completed(store: JobStore) -> None:
    first = await job(store)
    await store.update(first.run.run_id, begin)
    await store.put_blob(first.run.run_id, BLOB, NOW)
    assert (await admit(store)).verdict == "joined"


async def test_a_cached_result_answers_for_its_time_to_live_and_no_longer(open_store: Callable[..., Any]) -> None:
    store = await open_store(cache_ttl=2 * HOUR)
    await end(store, await job(store))
    verdicts = [(await admit(store, now=NOW + age)).verdict for age in (0, 2 * HOUR - 1, 2 * HOUR)]
    assert verdicts == ["cached", "cached", "new"]


async def test_a_fresh_submission_is_run_although_the_result_is_there(store: JobStore) -> None:
    first = await job(store)
    await end(store, first)
    second = await admit(store, fresh=True)
    assert second.verdict == "new"
    assert second.state is not None
    assert second.state.run.run_id != first.run.run_id


async def test_a_fresh_submission_does_not_join_what_is_under_way(store: JobStore) -> None:
    await job(store)
    assert (await admit(store, fresh=True)).verdict == "new"


async def test_the_newest_result_answers_for_the_configuration(store: JobStore) -> None:
    await end(store, await job(store))
    await end(store, await job(store, fresh=True), blob=Blob(b"newer", "newer"))
    assert await store.get_blob((await job(store)).run.run_id) == Blob(b"newer", "newer")


# ── Idempotency keys ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", [None, *ENDINGS.values()], ids=["pending", *ENDINGS])
async def test_the_same_key_and_body_give_the_same_job_whatever_became_of_it(
    store: JobStore, ending: Step | None
) -> None:
    first = await job(store, idempotency_key="k")
    if ending is not None:
        await end(store, first, ending)
    again = await admit(store, idempotency_key="k")
    assert (again.verdict, again.state) == ("repeated", await now_of(store, first))


async def test_the_same_key_with_another_body_is_a_conflict(store: JobStore) -> None:
    await job(store, "a", idempotency_key="k")
    assert await admit(store, "b", idempotency_key="k") == Admission("key_conflict", None)


async def test_the_same_key_of_another_owner_is_another_key(store: JobStore) -> None:
    await job(store, "a", owner="ann", idempotency_key="k")
    assert (await admit(store, "b", owner="ben", idempotency_key="k")).verdict == "new"


async def test_a_key_that_is_repeated_at_once_makes_one_job(store: JobStore) -> None:
    admissions = await asyncio.gather(*(admit(store, idempotency_key="k") for _ in range(30)))
    assert Counter(admission.verdict for admission in admissions) == {"new": 1, "repeated": 29}
    assert len({admission.state.job.job_id for admission in admissions if admission.state}) == 1


async def test_a_key_is_forgotten_with_its_job(open_store: Callable[..., Any]) -> None:
    store = await open_store(job_ttl=HOUR)
    await end(store, await job(store, "a", idempotency_key="k"))
    await store.sweep(NOW + HOUR)
    assert (await admit(store, "b", idempotency_key="k")).verdict == "new"


# ── Single flight, order and room ────────────────────────────────────────────


async def test_many_identical_submissions_at_once_have_one_run(store: JobStore) -> None:
    admissions = await asyncio.gather(*(admit(store) for _ in range(50)))
    assert Counter(admission.verdict for admission in admissions) == {"new": 1, "joined": 49}
    assert len({admission.state.run.run_id for admission in admissions if admission.state}) == 1
    assert len(set(await listed(store))) == 50


async def test_runs_wait_in_the_order_of_their_arrival(store: JobStore) -> None:
    assert [(await job(store, name)).queue_position for name in "abc"] == [1, 2, 3]


async def test_a_run_that_begins_lets_the_others_move_up(store: JobStore) -> None:
    jobs = [await job(store, name) for name in "abc"]
    await store.update(jobs[0].run.run_id, begin)
    assert [(await now_of(store, waiting)).queue_position for waiting in jobs] == [None, 1, 2]


async def test_a_cancelled_run_lets_those_behind_it_move_up(store: JobStore) -> None:
    jobs = [await job(store, name) for name in "abc"]
    await drop(store, jobs[1])
    assert [(await now_of(store, waiting)).queue_position for waiting in jobs] == [1, None, 2]


async def test_a_job_that_joins_waits_where_its_run_waits(store: JobStore) -> None:
    await job(store, "a")
    await job(store, "b")
    assert (await job(store, "a")).queue_position == 1


async def test_a_full_queue_takes_no_new_run_and_keeps_no_trace_of_it(open_store: Callable[..., Any]) -> None:
    store = await busy(open_store, max_queue=1)
    waiting = await job(store, "a")
    assert await admit(store, "b", idempotency_key="k") == Admission("full", None)
    assert await listed(store) == [waiting.job.job_id]
    await end(store, waiting)
    assert (await admit(store, "c", idempotency_key="k")).verdict == "new"


async def test_a_full_queue_still_lets_submissions_join_or_be_answered(open_store: Callable[..., Any]) -> None:
    store = await busy(open_store, max_queue=1)
    await end(store, await job(store, "done"))
    await job(store, "waiting")
    assert [(await admit(store, name)).verdict for name in ("waiting", "done")] == ["joined", "cached"]


async def test_a_run_that_can_begin_at_once_needs_no_room_to_wait(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=2, max_queue=1)
    verdicts = [(await admit(store, name)).verdict for name in "abcd"]
    assert verdicts == ["new", "new", "new", "full"]


@pytest.mark.parametrize("step", [begin, cancel], ids=["begins", "is cancelled"])
async def test_the_room_of_a_run_that_waits_no_longer_is_free(open_store: Callable[..., Any], step: Step) -> None:
    store = await busy(open_store, max_queue=1)
    await store.update((await job(store, "a")).run.run_id, step)
    assert (await admit(store, "b")).verdict == "new"


# ── Turns ────────────────────────────────────────────────────────────────────


async def busy(open_store: Callable[..., Any], **limits: Any) -> JobStore:
    """A store of somebody else that has its one place taken."""
    store: JobStore = await open_store(max_concurrent=1, **limits)
    await job(store, "somebody else's", owner="somebody else")
    assert len(await store.dequeue(NOW)) == 1
    return store


async def test_turns_come_in_the_order_of_arrival_as_many_as_there_are_places(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=2)
    runs = [(await job(store, name)).run.run_id for name in "abc"]
    assert await store.dequeue(NOW) == runs[:2]


async def test_a_turn_is_given_once(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=20)
    runs = [(await job(store, str(name))).run.run_id for name in range(30)]
    turns = await asyncio.gather(*(store.dequeue(NOW) for _ in range(10)))
    assert sorted(run for taken in turns for run in taken) == sorted(runs[:20])


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_run_that_ends_leaves_its_place_to_the_next(open_store: Callable[..., Any], ending: JobStatus) -> None:
    store = await open_store(max_concurrent=1)
    first, second = await job(store, "a"), await job(store, "b")
    await store.dequeue(NOW)
    await store.update(first.run.run_id, begin)
    assert await store.dequeue(NOW) == []
    await end(store, first, ENDINGS[ending])
    assert await store.dequeue(NOW) == [second.run.run_id]


async def test_a_run_that_is_cancelled_before_its_turn_never_has_one(store: JobStore) -> None:
    first, second = await job(store, "a"), await job(store, "b")
    await drop(store, first)
    assert await store.dequeue(NOW) == [second.run.run_id]


async def test_a_run_whose_turn_has_come_waits_no_more(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=1)
    jobs = [await job(store, name) for name in "abc"]
    await store.dequeue(NOW)
    waiting = [await now_of(store, state) for state in jobs]
    assert [(state.status, state.queue_position) for state in waiting] == [
        ("pending", None),
        ("pending", 1),
        ("pending", 2),
    ]


@pytest.mark.parametrize("plan", [SIMULATION, TRIALS], ids=["simulation", "trials"])
async def test_whoever_takes_a_turn_finds_what_is_to_be_done(store: JobStore, plan: Plan[Any]) -> None:
    await job(store, plan=plan)
    found = await store.plan((await store.dequeue(NOW))[0])
    assert found is not None
    assert found.fingerprint == plan.fingerprint


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_has_ended_has_nothing_left_to_do(store: JobStore, ending: JobStatus) -> None:
    state = await job(store)
    await end(store, state, ENDINGS[ending])
    assert await store.plan(state.run.run_id) is None
    assert await store.plan("nobody") is None


async def test_no_more_turns_are_given_than_there_are_processes(store: JobStore) -> None:
    runs = [(await job(store, name)).run.run_id for name in "abc"]
    assert [await store.dequeue(NOW, places) for places in (0, 1, 1, 2)] == [[], runs[:1], [], runs[1:2]]


async def _named(store: JobStore, *names: str) -> dict[str, str]:
    """Runs that are submitted in this order, each owned by the first letter of its name."""
    return {(await job(store, name, owner=name[0])).run.run_id: name for name in names}


async def _turns(store: JobStore, names: dict[str, str], count: int) -> list[str]:
    """The next turns at a store with one place, each of which ends before the next begins."""
    turns = []
    for _ in range(count):
        (run_id,) = await store.dequeue(NOW)
        await store.update(run_id, begin)
        await store.update(run_id, fail)
        turns.append(names[run_id])
    return turns


async def test_owners_take_turns(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=1)
    names = await _named(store, "a1", "a2", "a3", "a4")
    turns = await _turns(store, names, 1)
    names |= await _named(store, "b1", "b2", "c1")
    turns += await _turns(store, names, 6)
    assert turns == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


async def test_who_comes_late_has_no_turns_to_make_up_for(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=1)
    names = await _named(store, "a1", "a2", "a3", "a4", "a5", "a6")
    await _turns(store, names, 3)
    names |= await _named(store, "b1", "b2", "b3")
    assert await _turns(store, names, 6) == ["b1", "a4", "b2", "a5", "b3", "a6"]


async def test_the_position_of_a_job_is_how_many_turns_come_before_its_own(store: JobStore) -> None:
    jobs = [await job(store, name, owner=name[0]) for name in ("a1", "a2", "a3", "b1")]
    assert [(await now_of(store, waiting)).queue_position for waiting in jobs] == [1, 3, 4, 2]


async def test_one_of_several_processes_is_kept_for_small_runs(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=5)
    large = [(await job(store, str(seed), plan=long(seed))).run.run_id for seed in range(4)]
    first = await store.dequeue(NOW, 3)
    small = (await job(store, "small")).run.run_id
    assert [first, await store.dequeue(NOW, 3)] == [large[:2], [small]]
    await store.update(large[0], begin)
    await store.update(large[0], fail)
    assert await store.dequeue(NOW, 3) == large[2:3]


async def test_where_every_run_has_a_thread_large_ones_take_every_place(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=2)
    large = [(await job(store, str(seed), plan=long(seed))).run.run_id for seed in range(3)]
    assert await store.dequeue(NOW) == large[:2]


async def test_the_only_place_there_is_takes_large_runs_as_well(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_concurrent=5)
    large = (await job(store, plan=long())).run.run_id
    assert await store.dequeue(NOW, 1) == [large]


async def test_an_owner_has_so_many_unfinished_jobs_and_no_more(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_jobs_of_owner=2)
    first = await job(store, "a", owner="ann")
    verdicts = [(await admit(store, name, owner="ann")).verdict for name in ("a", "a", "b")]
    assert verdicts == ["joined", "too_many", "too_many"]
    assert (await admit(store, "b", owner="ben")).verdict == "new"
    await end(store, first)
    assert [(await admit(store, name, owner="ann")).verdict for name in "aac"] == ["cached", "cached", "new"]


async def test_a_cancelled_job_makes_room_for_another_one_of_its_owner(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_jobs_of_owner=1)
    await drop(store, await job(store, "a"))
    assert [(await admit(store, name)).verdict for name in "bc"] == ["new", "too_many"]


async def test_a_run_is_overdue_by_how_long_it_waits_and_by_how_long_it_runs(store: JobStore) -> None:
    waiting, running = await job(store, "a"), await job(store, "b")
    await store.update(running.run.run_id, lambda run: run.begun(NOW + 100))
    assert await store.overdue(NOW + 100, 101, 1) == []
    assert await store.overdue(NOW + 101, 101, 2) == [waiting.run.run_id]
    assert await store.overdue(NOW + 101, 102, 1) == [running.run.run_id]
    await end(store, running, fail)
    assert await store.overdue(NOW + 1000, 9000, 0) == []


async def test_the_first_result_of_a_run_is_its_result(store: JobStore) -> None:
    state = await job(store)
    await store.update(state.run.run_id, begin)
    for blob in (BLOB, Blob(b"late", "late")):
        await store.put_blob(state.run.run_id, blob, NOW)
    await store.update(state.run.run_id, complete)
    await store.put_blob(state.run.run_id, Blob(b"later still", "later"), NOW)
    assert await store.get_blob(state.run.run_id) == BLOB


# ── Runs of earlier times ────────────────────────────────────────────────────


def earlier(run_hash: str = "a") -> Run:
    """A run that completed before the store was there."""
    return Run("earlier", run_hash, "simulation", 12, 1).begun(NOW - 20).completed(NOW - 10)


async def test_a_run_of_earlier_times_answers_for_its_hash(store: JobStore) -> None:
    await store.adopt(earlier(), BLOB, NOW)
    admission = await admit(store)
    assert admission.verdict == "cached"
    assert admission.state is not None
    assert (admission.state.run, admission.state.job.cached) == (earlier(), True)
    assert await store.get_blob("earlier") == BLOB


async def test_a_run_of_earlier_times_may_come_twice(store: JobStore) -> None:
    for _ in range(2):
        await store.adopt(earlier(), BLOB, NOW)
        assert (await admit(store)).verdict == "cached"


async def test_a_run_of_earlier_times_answers_as_long_as_one_of_today(open_store: Callable[..., Any]) -> None:
    store = await open_store(cache_ttl=2 * HOUR)
    await store.adopt(earlier(), BLOB, NOW)
    assert [(await admit(store, now=NOW + age)).verdict for age in (2 * HOUR - 1, 2 * HOUR)] == ["cached", "new"]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=[*ENDINGS])
async def test_a_run_is_found_by_its_hash_when_it_has_completed(store: JobStore, ending: Step) -> None:
    state = await job(store)
    assert await store.completed_run("a") is None
    await end(store, state, ending)
    assert await store.completed_run("a") == (await store.run(state.run.run_id) if ending is complete else None)


async def test_what_is_forgotten_is_run_again(store: JobStore) -> None:
    await end(store, await job(store))
    await store.forget("a")
    assert (await admit(store)).verdict == "new"


async def test_only_what_is_named_is_forgotten(store: JobStore) -> None:
    await end(store, await job(store, "a"))
    under_way = await job(store, "b")
    for name in ("b", "c"):
        await store.forget(name)
    assert (await admit(store, "a")).verdict == "cached"
    assert await now_of(store, under_way) == under_way


@pytest.mark.parametrize("ending", [None, *ENDINGS.values()], ids=["under way", *ENDINGS])
async def test_a_submission_needs_a_run_unless_there_is_one(store: JobStore, ending: Step | None) -> None:
    first = await job(store, "a")
    if ending is not None:
        await end(store, first, ending)
    assert await store.needs_run(Submission("a", SIMULATION), NOW) == (ending in (fail, cancel))
    assert await store.needs_run(Submission("b", SIMULATION), NOW)


async def test_a_submission_that_repeats_a_job_needs_no_run(store: JobStore) -> None:
    await end(store, await job(store, idempotency_key="k"), fail)
    assert not await store.needs_run(Submission("a", SIMULATION, idempotency_key="k"), NOW)


async def test_the_jobs_behind_a_run_are_those_that_still_want_it(store: JobStore) -> None:
    jobs = [await job(store) for _ in range(3)]
    await drop(store, jobs[1])
    behind = {job.job_id for job in await store.jobs(jobs[0].run.run_id)}
    assert behind == {jobs[0].job.job_id, jobs[2].job.job_id}
    assert await store.jobs("nobody") == []


async def test_a_job_is_numbered_by_its_time_so_that_those_of_later_processes_come_later(store: JobStore) -> None:
    numbers = [(await job(store, now=NOW + second)).job.number for second in (0, 0, 1, 0.5)]
    assert numbers == sorted(set(numbers))
    assert 1e6 * NOW <= numbers[0] < numbers[1] < 1e6 * (NOW + 1) <= numbers[2]


# ── A run's life ─────────────────────────────────────────────────────────────


async def test_a_step_is_told_to_who_asks(store: JobStore) -> None:
    state = await job(store)
    after = await store.update(state.run.run_id, begin)
    assert after == await store.run(state.run.run_id) == (await now_of(store, state)).run
    assert after is not None
    assert (after.status, after.started_at) == ("running", NOW)


async def test_nothing_becomes_of_a_run_that_is_unknown(store: JobStore) -> None:
    assert await store.update("nobody", begin) is None
    assert await store.run("nobody") is None


async def test_progress_never_falls_whatever_the_order_of_reports(store: JobStore) -> None:
    state = await job(store)
    await store.update(state.run.run_id, begin)
    parts = [0.5, 0.2, 0.9, 0.1, 0.9, 0.4]
    await asyncio.gather(*(further(store, state, part) for part in parts))
    assert (await now_of(store, state)).run.progress == Progress(11, 0, 0.9)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("step", [begin, *ENDINGS.values(), lambda run: run.advanced(Progress(12, 0, 1.0))])
async def test_what_has_ended_stays_as_it_is(store: JobStore, ending: JobStatus, step: Step) -> None:
    state = await job(store)
    await end(store, state, ENDINGS[ending])
    before = await now_of(store, state)
    await store.update(state.run.run_id, step)
    assert (await now_of(store, state), before.status) == (before, ending)


# ── Events ───────────────────────────────────────────────────────────────────


def watch(store: JobStore, state: JobState, after: int | None = None) -> AsyncIterator[JobState]:
    return store.events(state.job.job_id, state.job.owner, after)


async def heard(store: JobStore, state: JobState, after: int | None = None) -> list[JobState]:
    """All the events of a job, to its end."""
    async with asyncio.timeout(5):
        return [event async for event in watch(store, state, after)]


async def test_the_first_event_is_the_state_now(store: JobStore) -> None:
    state = await job(store)
    await store.update(state.run.run_id, begin)
    await further(store, state, 0.5)
    assert await anext(watch(store, state)) == await now_of(store, state)


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_finished_job_has_one_event(store: JobStore, ending: JobStatus) -> None:
    state = await job(store)
    await end(store, state, ENDINGS[ending])
    assert [event.status for event in await heard(store, state)] == [ending]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_the_last_event_is_the_end_and_comes_once(store: JobStore, ending: JobStatus) -> None:
    state = await job(store)
    listening = asyncio.create_task(heard(store, state))
    await asyncio.sleep(0.02)
    await end(store, state, ENDINGS[ending])
    assert [event.status for event in await listening if event.is_final] == [ending]


async def test_a_listener_who_is_slow_gets_the_newest_state_and_no_backlog(store: JobStore) -> None:
    state = await job(store)
    slow, quick = watch(store, state), watch(store, state)
    await asyncio.gather(anext(slow), anext(quick))
    await store.update(state.run.run_id, begin)
    for step in range(1, 10):
        await further(store, state, step / 10)
    async with asyncio.timeout(5):
        while (await anext(quick)).progress_pct < 90:
            pass
        assert (await anext(slow)).progress_pct == 90


async def test_events_have_ids_that_rise(store: JobStore) -> None:
    state, ids = await job(store), []
    events = watch(store, state)
    for step in (begin, halfway, complete):
        ids.append((await anext(events)).sequence)
        await store.update(state.run.run_id, step)
    ids.append((await anext(events)).sequence)
    assert ids == sorted(set(ids))


async def test_who_returns_hears_only_what_is_newer(store: JobStore) -> None:
    state = await job(store)
    await store.update(state.run.run_id, begin)
    seen = (await now_of(store, state)).sequence
    listening = asyncio.create_task(heard(store, state, after=seen))
    await asyncio.sleep(0.02)
    await end(store, state)
    events = await listening
    assert all(event.sequence > seen for event in events)
    assert events[-1].status == "completed"


@pytest.mark.parametrize("after", [0, 1, 2, 3, 10**6])
async def test_who_returns_too_late_still_hears_the_end(store: JobStore, after: int) -> None:
    state = await job(store)
    await end(store, state)
    assert [event.status for event in await heard(store, state, after)] == ["completed"]


async def test_every_job_of_a_shared_run_hears_its_own_end(store: JobStore) -> None:
    jobs = [await job(store) for _ in range(3)]
    listening = [asyncio.create_task(heard(store, state)) for state in jobs]
    await asyncio.sleep(0.02)
    await end(store, jobs[0])
    ends = [(await events)[-1] for events in listening]
    assert [(event.job.job_id, event.status) for event in ends] == [(j.job.job_id, "completed") for j in jobs]


async def test_two_listeners_of_one_job_both_hear_the_end(store: JobStore) -> None:
    state = await job(store)
    listening = [asyncio.create_task(heard(store, state)) for _ in range(2)]
    await asyncio.sleep(0.02)
    await end(store, state)
    assert [(await events)[-1].status for events in listening] == ["completed", "completed"]


async def test_cancelling_one_job_of_a_shared_run_ends_its_events_alone(store: JobStore) -> None:
    first, second = await job(store), await job(store)
    leaving, staying = (asyncio.create_task(heard(store, state)) for state in (first, second))
    await asyncio.sleep(0.02)
    await drop(store, first)
    assert (await leaving)[-1].status == "cancelled"
    assert not staying.done()
    await end(store, second)
    assert (await staying)[-1].status == "completed"


async def test_nothing_is_heard_of_a_job_that_is_unknown_or_somebody_elses(store: JobStore) -> None:
    state = await job(store, owner="ann")
    async with asyncio.timeout(5):
        assert [event async for event in store.events("abm_unknown", "ann", None)] == []
        assert [event async for event in store.events(state.job.job_id, "ben", None)] == []


# ── Cancelling ───────────────────────────────────────────────────────────────


async def test_cancelling_the_only_job_leaves_its_run_to_nobody(store: JobStore) -> None:
    state = await job(store)
    cancellation = await store.request_cancel(state.job.job_id, "", NOW)
    assert cancellation is not None
    assert (cancellation.accepted, cancellation.orphaned_run) == (True, state.run.run_id)
    assert cancellation.state.status == "cancelled"


async def test_cancelling_one_of_several_jobs_leaves_their_run_alone(store: JobStore) -> None:
    first, second = await job(store), await job(store)
    cancellation = await store.request_cancel(first.job.job_id, "", NOW)
    assert cancellation is not None
    assert (cancellation.accepted, cancellation.orphaned_run) == (True, None)
    assert (await now_of(store, first)).status == "cancelled"
    assert (await now_of(store, second)).status == "pending"


async def test_cancelling_the_last_of_several_jobs_leaves_the_run_to_nobody(store: JobStore) -> None:
    jobs = [await job(store) for _ in range(5)]
    cancelled = await asyncio.gather(*(store.request_cancel(state.job.job_id, "", NOW) for state in jobs))
    orphaned = [cancellation.orphaned_run for cancellation in cancelled if cancellation]
    assert sorted(orphaned, key=str) == sorted([None] * 4 + [jobs[0].run.run_id], key=str)


async def test_nobody_joins_a_run_that_is_being_stopped(store: JobStore) -> None:
    state = await job(store)
    await store.update(state.run.run_id, begin)
    await store.request_cancel(state.job.job_id, "", NOW)
    assert (await admit(store)).verdict == "new"


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_finished_job_cannot_be_cancelled(store: JobStore, ending: JobStatus) -> None:
    state = await job(store)
    await end(store, state, ENDINGS[ending])
    cancellation = await store.request_cancel(state.job.job_id, "", NOW)
    assert cancellation is not None
    assert (cancellation.accepted, cancellation.state.status) == (False, ending)


async def test_a_job_is_cancelled_once(store: JobStore) -> None:
    state = await job(store)
    await job(store)
    tries = await asyncio.gather(*(store.request_cancel(state.job.job_id, "", NOW) for _ in range(10)))
    assert sum(cancellation.accepted for cancellation in tries if cancellation) == 1


async def test_a_job_that_is_unknown_or_somebody_elses_cannot_be_cancelled(store: JobStore) -> None:
    state = await job(store, owner="ann")
    assert await store.request_cancel("abm_unknown", "ann", NOW) is None
    assert await store.request_cancel(state.job.job_id, "ben", NOW) is None
    assert (await now_of(store, state)).status == "pending"


async def test_a_cancelled_job_stays_cancelled_when_the_others_get_their_result(store: JobStore) -> None:
    first, second = await job(store), await job(store)
    await drop(store, first)
    await end(store, second)
    assert (await now_of(store, first)).status == "cancelled"
    assert (await now_of(store, second)).status == "completed"


async def test_nothing_told_of_a_cancelled_job_changes_while_others_go_on(store: JobStore) -> None:
    first, second = await job(store), await job(store)
    await drop(store, first)
    told = [_told(await now_of(store, first))]
    for step in (begin, halfway, complete):
        await store.update(second.run.run_id, step)
        told.append(_told(await now_of(store, first)))
    assert told == [told[0]] * 4


def _told(state: JobState) -> tuple[object, ...]:
    run = state.run
    return state.status, state.progress_pct, run.progress, run.started_at, state.completed_at, state.sequence


# ── Pages ────────────────────────────────────────────────────────────────────


async def test_jobs_are_listed_newest_first(store: JobStore) -> None:
    jobs = [(await job(store, str(index))).job.job_id for index in range(5)]
    assert await listed(store) == jobs[::-1]


async def test_turning_pages_shows_every_job_once_although_new_ones_come_in(store: JobStore) -> None:
    jobs, seen, before = [(await job(store, str(index))).job.job_id for index in range(7)], [], None
    while True:
        page = await store.page(PageQuery("", 3, before))
        seen += [state.job.job_id for state in page.states]
        await job(store, f"new {len(seen)}")
        if (before := page.next_before) is None:
            break
    assert seen == jobs[::-1]


async def test_a_page_that_holds_the_last_job_leads_nowhere(store: JobStore) -> None:
    for name in "abc":
        await job(store, name)
    assert (await store.page(PageQuery("", 3))).next_before is None
    assert (await store.page(PageQuery("", 2))).next_before is not None


async def test_an_empty_store_has_one_empty_page(store: JobStore) -> None:
    page = await store.page(PageQuery("", 20))
    assert (page.states, page.next_before) == ([], None)


async def test_jobs_are_listed_by_status(store: JobStore) -> None:
    jobs = {name: await job(store, name) for name in STATUSES}
    await store.update(jobs["running"].run.run_id, begin)
    for name, ending in ENDINGS.items():
        await end(store, jobs[name], ending)
    found = {name: await listed(store, status=name) for name in STATUSES}
    assert found == {name: [jobs[name].job.job_id] for name in STATUSES}


async def test_jobs_are_listed_by_kind(store: JobStore) -> None:
    simulation, trials = await job(store, "a"), await job(store, "b", plan=TRIALS)
    assert await listed(store, kind="simulation") == [simulation.job.job_id]
    assert await listed(store, kind="monte_carlo") == [trials.job.job_id]


async def test_filtered_pages_are_full_pages(store: JobStore) -> None:
    wanted = []
    for index in range(6):
        wanted.append((await job(store, f"trials {index}", plan=TRIALS)).job.job_id)
        await job(store, f"one {index}")
    first = await store.page(PageQuery("", 4, kind="monte_carlo"))
    second = await store.page(PageQuery("", 4, first.next_before, kind="monte_carlo"))
    assert [state.job.job_id for state in first.states + second.states] == wanted[::-1]
    assert (len(first.states), second.next_before) == (4, None)


async def test_owners_never_see_each_other(store: JobStore) -> None:
    ann, ben = await job(store, "a", owner="ann"), await job(store, "b", owner="ben")
    assert await listed(store, owner="ann") == [ann.job.job_id]
    assert await listed(store, owner="ben") == [ben.job.job_id]
    assert await listed(store, owner="") == []
    assert await store.get(ann.job.job_id, "ben") is None


# ── Counts ───────────────────────────────────────────────────────────────────


async def test_every_job_is_counted_once_by_its_status(store: JobStore) -> None:
    jobs = {name: [await job(store, name) for _ in range(2)] for name in STATUSES}
    await store.update(jobs["running"][0].run.run_id, begin)
    for name, ending in ENDINGS.items():
        await end(store, jobs[name][0], ending)
    assert (await store.stats("")).jobs == dict.fromkeys(STATUSES, 2)


async def test_a_job_cancelled_alone_is_counted_apart_from_those_that_share_its_run(store: JobStore) -> None:
    first, second = await job(store), await job(store)
    await drop(store, first)
    await end(store, second)
    await job(store)
    assert (await store.stats("")).jobs == dict.fromkeys(STATUSES, 0) | {"cancelled": 1, "completed": 2}


async def test_an_owner_counts_their_own_jobs_and_the_operator_all(store: JobStore) -> None:
    await job(store, "a", owner="ann")
    await job(store, "b", owner="ben")
    await job(store, "c", owner="ben")
    counts = [(await store.stats(owner)).jobs["pending"] for owner in ("ann", "ben", "", None)]
    assert counts == [1, 2, 0, 3]


async def test_hits_and_misses_of_the_cache_are_counted(store: JobStore) -> None:
    await end(store, await job(store, "a"))
    for name in ("a", "a", "b"):
        await admit(store, name)
    stats = await store.stats("")
    assert (stats.cache_size, stats.cache_hits, stats.cache_misses) == (1, 2, 2)


async def test_a_cached_job_is_counted_as_completed(store: JobStore) -> None:
    await end(store, await job(store))
    await job(store)
    assert (await store.stats("")).jobs["completed"] == 2


# ── Results ──────────────────────────────────────────────────────────────────


async def test_a_run_without_a_result_has_none(store: JobStore) -> None:
    assert await store.get_blob((await job(store)).run.run_id) is None
    assert await store.get_blob("nobody") is None


async def test_a_result_is_given_back_byte_by_byte(store: JobStore) -> None:
    state, blob = await job(store), Blob(bytes(range(256)) * 1000, "every byte")
    await end(store, state, blob=blob)
    assert await store.get_blob(state.run.run_id) == blob


async def test_a_result_outlives_its_time_in_the_cache_as_long_as_its_job(open_store: Callable[..., Any]) -> None:
    store = await open_store(cache_ttl=0)
    state = await job(store)
    await end(store, state)
    assert (await admit(store)).verdict == "new"
    assert await store.get_blob(state.run.run_id) == BLOB


async def test_a_result_of_many_megabytes_is_given_back_byte_by_byte(store: JobStore) -> None:
    state, blob = await job(store), Blob(bytes(range(256)) * 12_345, "every byte")
    await end(store, state, blob=blob)
    assert await store.get_blob(state.run.run_id) == blob


async def test_results_that_take_much_of_the_room_are_given_back_byte_by_byte(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_result_bytes=2**16)
    blobs = [Blob(bytes([number]) * 2**14, f"etag {number}") for number in range(4)]
    jobs = [await job(store, name) for name in "abcd"]
    for state, blob in zip(jobs, blobs, strict=True):
        await end(store, state, blob=blob)
    assert [await store.get_blob(state.run.run_id) for state in jobs] == blobs


async def test_an_empty_result_is_a_result(store: JobStore) -> None:
    state = await job(store)
    await end(store, state, blob=Blob(b"", "nothing"))
    assert await store.get_blob(state.run.run_id) == Blob(b"", "nothing")


@pytest.mark.parametrize("use", ["fetched", "submitted again", "not at all"])
async def test_the_least_recently_used_result_makes_room(open_store: Callable[..., Any], use: str) -> None:
    store, blob = await open_store(max_result_bytes=20), Blob(b"x" * 10, "ten bytes")
    jobs = [await job(store, name) for name in "abc"]
    for state in jobs[:2]:
        await end(store, state, blob=blob)
    if use == "fetched":
        await store.get_blob(jobs[0].run.run_id)
    elif use == "submitted again":
        await job(store, "a")
    await end(store, jobs[2], blob=blob)
    kept = [name for name, state in zip("abc", jobs, strict=True) if await store.get_blob(state.run.run_id)]
    assert kept == (["b", "c"] if use == "not at all" else ["a", "c"])


async def test_a_result_larger_than_all_room_is_there_for_its_job(open_store: Callable[..., Any]) -> None:
    store = await open_store(max_result_bytes=5)
    state = await job(store)
    await end(store, state)
    assert await store.get_blob(state.run.run_id) == BLOB


# ── Time to live ─────────────────────────────────────────────────────────────


async def test_a_finished_job_is_remembered_for_its_time_to_live_and_no_longer(open_store: Callable[..., Any]) -> None:
    store = await open_store(job_ttl=HOUR)
    state = await job(store)
    await end(store, state)
    assert await store.sweep(NOW + HOUR - 1) == 0
    assert (await now_of(store, state)).status == "completed"
    assert await store.sweep(NOW + HOUR) == 1
    assert await store.get(state.job.job_id, "") is None


@pytest.mark.parametrize("steps", [[], [begin]], ids=["pending", "running"])
async def test_an_unfinished_job_is_never_forgotten(open_store: Callable[..., Any], steps: list[Step]) -> None:
    store = await open_store(job_ttl=HOUR)
    state = await job(store)
    for step in steps:
        await store.update(state.run.run_id, step)
    assert await store.sweep(NOW + 1000 * HOUR) == 0
    await now_of(store, state)


async def test_a_forgotten_job_leaves_nothing_behind(open_store: Callable[..., Any]) -> None:
    store = await open_store(job_ttl=HOUR)
    state = await job(store)
    await end(store, state)
    await store.sweep(NOW + HOUR)
    assert await listed(store) == []
    assert sum((await store.stats(None)).jobs.values()) == 0
    assert await store.get_blob(state.run.run_id) is None


async def test_a_result_stays_as_long_as_one_of_its_jobs_is_remembered(open_store: Callable[..., Any]) -> None:
    store = await open_store(job_ttl=HOUR, cache_ttl=HOUR)
    await end(store, await job(store))
    later = await job(store, now=NOW + HOUR / 2)
    assert await store.sweep(NOW + HOUR) == 1
    assert await store.get_blob(later.run.run_id) == BLOB


async def test_runs_that_ended_stay_counted_when_their_jobs_are_forgotten(open_store: Callable[..., Any]) -> None:
    store = await open_store(job_ttl=HOUR)
    await end(store, await job(store))
    await end(store, await job(store, "b", plan=TRIALS))
    await end(store, await job(store, "c", plan=TRIALS))
    await store.sweep(NOW + HOUR)
    assert (await store.stats(None)).ended == {("simulation", "completed"): 1, ("monte_carlo", "completed"): 2}


async def test_the_seconds_that_runs_took_are_added_up_by_kind_and_outcome(open_store: Callable[..., Any]) -> None:
    store = await open_store()
    for name, seconds in (("a", 2.0), ("b", 3.5)):
        run_id = (await job(store, name)).run.run_id
        await store.update(run_id, lambda run: run.begun(NOW))
        await store.update(run_id, lambda run, seconds=seconds: run.completed(NOW + seconds))
    assert (await store.stats(None)).run_seconds == {("simulation", "completed"): pytest.approx(5.5)}


async def test_a_job_that_was_cancelled_is_forgotten_while_its_run_goes_on(open_store: Callable[..., Any]) -> None:
    store = await open_store(job_ttl=HOUR)
    first, second = await job(store), await job(store)
    await drop(store, first)
    assert await store.sweep(NOW + HOUR) == 1
    await end(store, second, now=NOW + HOUR)
    assert (await now_of(store, second)).status == "completed"


# ── Leaving ──────────────────────────────────────────────────────────────────


async def test_a_store_that_leaves_ends_its_streams(store: JobStore) -> None:
    state = await job(store)
    listening = asyncio.create_task(heard(store, state))
    await asyncio.sleep(0.02)
    await store.close(NOW)
    await listening
