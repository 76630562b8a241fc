"""Whatever is asked of a store in Redis, in whatever order: it answers as the store in memory does."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias, TypeVar
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.abm.async_engine.job import STATUSES, JobState, Progress, Run
from app.abm.async_engine.ports import Blob, JobStore, PageQuery, StoreLimits, Submission
from app.storage.memory import MemoryJobStore
from app.storage.redis.store import RedisJobStore
from tests.redis_server import RedisServer
from tests.unit.async_engine.plans import short

Answer = TypeVar("Answer")
Ask: TypeAlias = Callable[["Side"], Coroutine[Any, Any, Answer]]

LIMITS = StoreLimits(max_concurrent=2, max_queue=2, job_ttl=60, cache_ttl=20, max_result_bytes=100)
PLAN = short()
OWNERS = st.sampled_from(["", "ann"])
HASHES = st.sampled_from("abc")
PLACES = st.integers(0, 10**6)
"""Which of the jobs there are, whatever their number."""


class Side:
    """One of the two stores, and its names of the jobs and runs that both have."""

    def __init__(self, store: JobStore) -> None:
        self.store = store
        self.jobs: list[JobState] = []

    def told(self, state: JobState | None) -> object:
        """A state, with numbers instead of random names."""
        if state is None:
            return None
        job, run = state.job, state.run
        names = [known.job.job_id for known in self.jobs]
        what = (job.owner, job.created_at, job.number, job.cached, job.idempotency_key, job.cancelled_at)
        return names.index(job.job_id), what, self.told_of(run), state.queue_position, state.sequence, state.status

    def told_of(self, run: Run | None) -> object:
        """A run, with a number instead of its random name."""
        if run is None:
            return None
        life = (run.status, run.progress, run.started_at, run.completed_at, run.error, run.sequence)
        return self.place(run.run_id), run.run_hash, run.kind, run.total_months, life

    def place(self, run_id: str | None) -> int | None:
        """The number of a run."""
        return None if run_id is None else [known.job.run_id for known in self.jobs].index(run_id)


class TwoStores(RuleBasedStateMachine):
    """Clients, an engine and the passing of time, at both stores alike."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner, self.now = asyncio.Runner(), 1_000_000.0
        self.redis = RedisJobStore(url, LIMITS, prefix=f"machine {uuid4()}", keeps_time=False)
        self.sides = [Side(MemoryJobStore(LIMITS)), Side(self.redis)]

    @rule(run_hash=HASHES, owner=OWNERS, key=st.sampled_from([None, "", "k"]), fresh=st.booleans())
    def submit(self, run_hash: str, owner: str, key: str | None, fresh: bool) -> None:
        async def ask(side: Side) -> object:
            admission = await side.store.admit(Submission(f"{run_hash} {owner}", PLAN, owner, fresh, key), self.now)
            if admission.state is not None and admission.verdict != "repeated":
                side.jobs.append(admission.state)
            return admission.verdict, side.told(admission.state)

        self._same(ask)

    @rule()
    def dequeue(self) -> None:
        async def ask(side: Side) -> object:
            turns = await side.store.dequeue(self.now)
            for run_id in turns:
                await side.store.update(run_id, lambda run: run.begun(self.now))
            return [side.place(run_id) for run_id in turns]

        self._same(ask)

    @precondition(lambda self: self.sides[0].jobs)
    @rule(place=PLACES, part=st.sampled_from([0.1, 0.5, 0.9]), partial=st.sampled_from([None, {"trials": 2}]))
    def advance(self, place: int, part: float, partial: dict[str, Any] | None) -> None:
        self._append(place, lambda run: run.advanced(Progress(int(12 * part), 1, part, partial)))

    @precondition(lambda self: self.sides[0].jobs)
    @rule(place=PLACES)
    def fail(self, place: int) -> None:
        self._append(place, lambda run: run.failed(self.now, "It “broke”."))

    @precondition(lambda self: self.sides[0].jobs)
    @rule(place=PLACES, size=st.integers(1, 60), late=st.booleans())
    def complete(self, place: int, size: int, late: bool) -> None:
        async def keep(side: Side) -> None:
            await side.store.put_blob(self._run(side, place), Blob(b"x" * size, str(size)), self.now)

        if not late:
            self._same(keep)
        self._append(place, lambda run: run.completed(self.now))
        if late:
            self._same(keep)

    @precondition(lambda self: self.sides[0].jobs)
    @rule(place=PLACES, owner=OWNERS)
    def cancel(self, place: int, owner: str) -> None:
        async def ask(side: Side) -> object:
            job = side.jobs[place % len(side.jobs)].job
            cancellation = await side.store.request_cancel(job.job_id, owner, self.now)
            if cancellation is None:
                return None
            if cancellation.orphaned_run is not None:
                await side.store.update(cancellation.orphaned_run, lambda run: run.cancelled(self.now))
            return side.told(cancellation.state), cancellation.accepted, side.place(cancellation.orphaned_run)

        self._same(ask)

    @precondition(lambda self: self.sides[0].jobs)
    @rule(place=PLACES)
    def fetch(self, place: int) -> None:
        self._same(lambda side: side.store.get_blob(self._run(side, place)))

    @rule(
        owner=OWNERS,
        limit=st.integers(1, 4),
        before=st.none() | st.integers(1, 20),
        status=st.none() | st.sampled_from(STATUSES),
    )
    def turn_a_page(self, owner: str, limit: int, before: int | None, status: Any) -> None:
        async def ask(side: Side) -> object:
            page = await side.store.page(PageQuery(owner, limit, before, status))
            return [side.told(state) for state in page.states], page.next_before

        self._same(ask)

    @rule(seconds=st.sampled_from([0.25, 7.0, 40.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def sweep(self) -> None:
        self._same(lambda side: side.store.sweep(self.now))

    @invariant()
    def every_job_is_the_same(self) -> None:
        async def ask(side: Side) -> object:
            return [side.told(await side.store.get(known.job.job_id, known.job.owner)) for known in side.jobs]

        self._same(ask)

    @invariant()
    def every_count_is_the_same(self) -> None:
        async def ask(side: Side) -> object:
            return [await side.store.stats(owner) for owner in ("", "ann", None)]

        self._same(ask)

    def teardown(self) -> None:
        """Leave Redis."""
        self.runner.run(self.redis.close(self.now))
        self.runner.close()

    def _append(self, place: int, change: Callable[[Run], Run]) -> None:
        async def ask(side: Side) -> object:
            return side.told_of(await side.store.update(self._run(side, place), change))

        self._same(ask)

    def _run(self, side: Side, place: int) -> str:
        return side.jobs[place % len(side.jobs)].job.run_id

    def _same(self, ask: "Ask[object]") -> None:
        memory, redis = (self.runner.run(ask(side)) for side in self.sides)
        assert redis == memory


def test_redis_answers_as_memory_does(redis: RedisServer) -> None:
    class Both(TwoStores):
        """The two stores, one of them in this Redis."""

        def __init__(self) -> None:
            super().__init__(redis.url)

    run_state_machine_as_test(Both, settings=settings(max_examples=40, stateful_step_count=40, deadline=None))
