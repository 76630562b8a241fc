"""Progress as events: the state now, the newest state after it, and one last word."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson

from app.abm.async_engine.job import JobState
from app.abm.async_engine.ports import JobStore


class ProgressStreamer:
    """Turns the changes of jobs into events, the newest state at most every `interval` seconds.

    The first event is the state now; the last, of type `done`, comes exactly once, whatever happened. A listener who
    is slow misses states in between and never gets a backlog.
    """

    def __init__(self, store: JobStore, interval: float = 0.05) -> None:
        self._store, self._interval = store, interval

    async def events(self, job_id: str, owner: str, after: int | None = None) -> AsyncIterator[tuple[str, bytes]]:
        """Id and JSON of each event of one job; ends after `done`.

        `after` is the id of the last event a returning listener has seen.
        """
        async for state in self._store.events(job_id, owner, after):
            yield str(state.sequence), orjson.dumps(event(state))
            if not state.is_final:
                await asyncio.sleep(self._interval)

    async def several(self, job_ids: list[str], owner: str) -> AsyncIterator[tuple[str, bytes]]:
        """The events of several jobs in one stream; ends when all are done."""
        newest: asyncio.Queue[tuple[str, bytes] | None] = asyncio.Queue(maxsize=1)

        async def forward(job_id: str) -> None:
            async for item in self.events(job_id, owner):
                await newest.put(item)

        async def forward_all() -> None:
            async with asyncio.TaskGroup() as listeners:
                for job_id in job_ids:
                    listeners.create_task(forward(job_id))
            await newest.put(None)

        forwarding = asyncio.create_task(forward_all())
        try:
            while (item := await newest.get()) is not None:
                yield item
        finally:
            forwarding.cancel()


def event(state: JobState) -> dict[str, Any]:
    """What an event says of a job."""
    run = state.run
    body: dict[str, Any] = {
        "type": "done" if state.is_final else "progress",
        "job_id": state.job.job_id,
        "kind": run.kind,
        "status": state.status,
        "progress_pct": state.progress_pct,
        "current_month": run.progress.current_month,
        "total_months": run.total_months,
        "queue_position": state.queue_position,
        "error": run.error if state.status == "failed" else None,
    }
    if run.kind != "simulation":
        body |= {"completed_trials": run.progress.completed_trials, "total_trials": run.total_trials}
    return body
