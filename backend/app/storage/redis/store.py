"""The store of a replica: any number of them share one Redis, and what one writes every other one knows."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    Cancellation,
    Page,
    PageQuery,
    StoreLimits,
    StoreStats,
    StoreUnavailableError,
    Submission,
)
from app.abm.engine.spec import ENGINE_VERSION
from app.abm.studies.codec import plan_bytes, plan_from
from app.abm.studies.plan import Plan
from app.storage.redis.connection import ANSWER_WITHIN, AT_ONCE, for_operations, unavailable_when_away
from app.storage.redis.operations import SCRIPT, Answer, Operation, Operations
from app.storage.redis.subscriptions import Hub


class RedisJobStore:
    """The `JobStore` of many processes. Each operation is one call of a script, which Redis runs as a whole."""

    def __init__(
        self,
        url: str,
        limits: StoreLimits,
        prefix: str = "cliffcast",
        *,
        version: str = ENGINE_VERSION,
        keeps_time: bool = True,
    ) -> None:
        """`prefix` tells one deployment's keys from another's; see `Operations` for the rest."""
        self.limits, self._prefix = limits, prefix
        self._operations = Operations(limits, version, keeps_time)
        self._client = for_operations(url)
        self._script = self._client.register_script(SCRIPT)
        self._turns, self._failures = asyncio.Semaphore(AT_ONCE), 0
        """Whoever waits for their turn hears of a failure of those before them, instead of waiting for their own."""
        self._hub = Hub(url, prefix, self._client, self._states)

    async def ping(self) -> None:
        """See `JobStore.ping`."""
        with unavailable_when_away():
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._client.ping()

    async def admit(self, submission: Submission, now: Instant) -> Admission:
        """See `JobStore.admit`."""
        return await self._do(self._operations.admit(submission, plan_bytes(submission.plan), now))

    async def needs_run(self, submission: Submission, now: Instant) -> bool:
        """See `JobStore.needs_run`."""
        return await self._do(self._operations.needs_run(submission, now))

    async def adopt(self, run: Run, blob: Blob, now: Instant) -> None:
        """See `JobStore.adopt`."""
        await self._do(self._operations.adopt(run, blob, now))

    async def forget(self, run_hash: str) -> None:
        """See `JobStore.forget`."""
        await self._do(self._operations.forget(run_hash))

    async def dequeue(self, now: Instant, places: int | None = None) -> list[str]:
        """See `JobStore.dequeue`."""
        return await self._do(self._operations.dequeue(now, places))

    async def overdue(self, now: Instant, waiting: float, running: float) -> list[str]:
        """See `JobStore.overdue`."""
        return await self._do(self._operations.overdue(now, waiting, running))

    async def plan(self, run_id: str) -> Plan[Any] | None:
        """See `JobStore.plan`."""
        plan = await self._do(self._operations.plan(run_id))
        return None if plan is None else plan_from(plan)

    async def get(self, job_id: str, owner: str) -> JobState | None:
        """See `JobStore.get`."""
        (state,) = await self._states([job_id])
        return state if state is not None and state.job.owner == owner else None

    async def completed_run(self, run_hash: str) -> Run | None:
        """See `JobStore.completed_run`."""
        return await self._do(self._operations.completed_run(run_hash))

    async def jobs(self, run_id: str) -> list[Job]:
        """See `JobStore.jobs`."""
        return await self._do(self._operations.jobs(run_id))

    async def page(self, query: PageQuery) -> Page:
        """See `JobStore.page`."""
        return await self._do(self._operations.page(query))

    async def run(self, run_id: str) -> Run | None:
        """See `JobStore.run`."""
        return await self._do(self._operations.run(run_id))

    async def update(self, run_id: str, change: Callable[[Run], Run]) -> Run | None:
        """See `JobStore.update`."""
        return await self._do(self._operations.update(run_id, change))

    async def events(self, job_id: str, owner: str, after: int | None) -> AsyncIterator[JobState]:
        """See `JobStore.events`."""
        state = await self.get(job_id, owner)
        if state is None:
            return
        with self._hub.listening(state.job.run_id, job_id) as listener:
            state = await self.get(job_id, owner)  # once more: what has happened since was told before we listened
            while state is not None:
                if state.is_final or after is None or state.sequence > after:
                    after = state.sequence
                    yield state
                if state.is_final:
                    return
                state = await listener.next()

    async def put_blob(self, run_id: str, blob: Blob, now: Instant) -> None:
        """See `JobStore.put_blob`."""
        await self._do(self._operations.put_blob(run_id, blob, now))

    async def get_blob(self, run_id: str) -> Blob | None:
        """See `JobStore.get_blob`."""
        return await self._do(self._operations.get_blob(run_id))

    async def request_cancel(self, job_id: str, owner: str, now: Instant) -> Cancellation | None:
        """See `JobStore.request_cancel`."""
        return await self._do(self._operations.request_cancel(job_id, owner, now))

    async def take_unarchived(self, limit: int) -> list[str]:
        """See `JobStore.take_unarchived`."""
        return await self._do(self._operations.take_unarchived(limit))

    async def archived(self, run_id: str, *, lost: bool = False) -> None:
        """See `JobStore.archived`."""
        await self._do(self._operations.archived(run_id, lost))

    async def stats(self, owner: str | None) -> StoreStats:
        """See `JobStore.stats`."""
        return await self._do(self._operations.stats(owner))

    async def sweep(self, now: Instant) -> int:
        """See `JobStore.sweep`."""
        forgotten = 0
        while batch := await self._do(self._operations.sweep(now)):
            forgotten += batch
        return forgotten

    async def close(self, now: Instant) -> None:
        """See `JobStore.close`."""
        await self._hub.close()
        await self._client.aclose()

    async def _states(self, job_ids: Sequence[str]) -> list[JobState | None]:
        return await self._do(self._operations.states(job_ids))

    async def _do(self, operation: Operation[Answer]) -> Answer:
        """Carry out an operation, in its turn, within its time. Raises StoreUnavailableError."""
        failures = self._failures
        async with self._turns:
            if failures != self._failures:
                raise StoreUnavailableError("Redis did not answer those who asked before")
            try:
                with unavailable_when_away():
                    return await self._carry_out(operation)
            except StoreUnavailableError:
                self._failures += 1
                raise

    async def _carry_out(self, operation: Operation[Answer]) -> Answer:
        reply: object = None
        while True:
            try:
                call = operation.send(reply)
            except StopIteration as end:
                answer: Answer = end.value
                return answer
            async with asyncio.timeout(ANSWER_WITHIN):
                reply = await self._script([self._prefix], [call.answer, *call.arguments])
