"""Whatever clients do, in whatever order: no acknowledged job is lost, and what has been told stays true."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from app.abm.async_engine.job import FINAL, STATUSES, JobState, JobStatus
from app.abm.async_engine.job_queue import AsyncJobQueue, JobFinishedError, JobUnfinishedError
from app.abm.async_engine.ports import PageQuery, StoreLimits
from app.abm.studies.plan import SimulationPlan
from app.execution.local import LocalEngine
from app.execution.threads import SimulationThreads
from app.storage.memory import MemoryJobStore
from tests.unit.async_engine.plans import broken, long, short

Answer = TypeVar("Answer")

MOST_AT_ONCE = 2
OWNERS = ("", "ann")
GOOD: list[SimulationPlan] = [short(), short(seed=2), long(holders=20_000), long(seed=2, holders=20_000)]
PLANS = [*GOOD, broken()]

plans = st.integers(0, len(PLANS) - 1)
owners = st.sampled_from(OWNERS)
seconds = st.sampled_from([0.0, 0.002, 0.02])


@dataclass(frozen=True)
class Acknowledged:
    """A job a client has been given."""

    job_id: str
    owner: str
    plan: int


class JobService(RuleBasedStateMachine):
    """Clients of the real queue, over the real store and threads."""

    jobs: Bundle[Acknowledged] = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.known: dict[Acknowledged, JobState] = {}
        self.results: dict[str, bytes] = {}
        store = MemoryJobStore(StoreLimits(max_concurrent=MOST_AT_ONCE))
        engine = LocalEngine(store, SimulationThreads(2, MOST_AT_ONCE), time.time)
        self.queue = AsyncJobQueue(store, engine, time.time)

    @rule(target=jobs, plan=plans, owner=owners, fresh=st.booleans())
    def submit(self, plan: int, owner: str, fresh: bool) -> Acknowledged:
        state = self._do(self.queue.submit(PLANS[plan], owner, fresh=fresh))
        job = Acknowledged(state.job.job_id, owner, plan)
        assert job not in self.known
        assert state.status in ("pending", "running", "completed")
        self.known[job] = state
        return job

    @rule(job=jobs, fresh=st.booleans())
    def submit_again(self, job: Acknowledged, fresh: bool) -> None:
        self.submit(job.plan, job.owner, fresh)

    @rule(job=jobs)
    def cancel(self, job: Acknowledged) -> None:
        before = self.known[job]
        try:
            after = self._do(self.queue.cancel(job.job_id, job.owner))
        except JobFinishedError as refusal:
            after = refusal.state
        assert after.is_final
        assert before.status not in FINAL or after.status == before.status

    @rule(job=jobs)
    def fetch(self, job: Acknowledged) -> None:
        try:
            content = self._do(self.queue.result(job.job_id, job.owner)).content
        except JobUnfinishedError:
            assert self.known[job].status != "completed"
            return
        assert self.results.setdefault(self.known[job].run.run_id, content) == content
        assert orjson.loads(content)["manifest"]["seed"] == PLANS[job.plan].spec.seed

    @rule(owner=owners, limit=st.integers(1, 7))
    def turn_pages(self, owner: str, limit: int) -> None:
        listed, page = [], self._do(self.queue.page(PageQuery(owner, limit)))
        while page.next_before is not None:
            listed += page.states
            page = self._do(self.queue.page(PageQuery(owner, limit, page.next_before)))
        told = [state.job.job_id for state in listed + page.states]
        assert told == [job.job_id for job in reversed(self.known) if job.owner == owner]

    @rule(seconds=seconds)
    def let_time_pass(self, seconds: float) -> None:
        self._do(asyncio.sleep(seconds))

    @rule(seconds=seconds)
    def let_only_the_threads_go_on(self, seconds: float) -> None:
        time.sleep(seconds)

    @invariant()
    def no_job_is_lost_and_nothing_told_is_taken_back(self) -> None:
        self._do(self._look())

    @invariant()
    def counts_add_up(self) -> None:
        counts = self._do(self._counts())
        for owner in OWNERS:
            told = Counter(state.status for job, state in self.known.items() if job.owner == owner)
            assert counts[owner] == dict.fromkeys(STATUSES, 0) | told

    @invariant()
    def no_more_run_than_may(self) -> None:
        assert len({state.run.run_id for state in self.known.values() if state.status == "running"}) <= MOST_AT_ONCE

    def teardown(self) -> None:
        """In the end every job has ended as it should."""
        self._do(self._all_ended())
        for job, state in self.known.items():
            assert state.status in ("cancelled", "completed" if job.plan < len(GOOD) else "failed")
            self.fetch(job)
        self._do(self.queue.close(5.0))
        self.runner.close()

    def _do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self.runner.run(work)

    async def _look(self) -> None:
        for job, before in self.known.items():
            now = await self.queue.status(job.job_id, job.owner)
            assert now.run.progress.part >= before.run.progress.part
            assert STATUSES.index(now.status) >= STATUSES.index(before.status)
            assert before.status not in FINAL or now.status == before.status
            self.known[job] = now

    async def _counts(self) -> dict[str, dict[JobStatus, int]]:
        """Counts of every owner, and the states they count, at one instant."""
        await self._look()
        return {owner: (await self.queue.stats(owner)).jobs for owner in OWNERS}

    async def _all_ended(self) -> None:
        async with asyncio.timeout(60):
            await self._look()
            while not all(state.is_final for state in self.known.values()):
                await asyncio.sleep(0.002)
                await self._look()


TestJobService = JobService.TestCase
TestJobService.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
