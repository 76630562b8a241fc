"""Progress as events: the state now, the newest state after it, and one last word."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import orjson

from app.abm.async_engine.job import JobState
from app.abm.async_engine.ports import JobStore

LastFronts: TypeAlias = dict[str, Any]
"""The front that a listener was told last, by job."""

LAST = "end"
"""Id of the last event of a stream of several jobs; their numbers are each job's own."""


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
        sent: LastFronts = {}
        async for state in self._states(job_id, owner, after):
            yield str(state.sequence), orjson.dumps(event(state) | _news(state, sent))

    async def _states(self, job_id: str, owner: str, after: int | None = None) -> AsyncIterator[JobState]:
        async for state in self._store.events(job_id, owner, after):
            yield state
            if not state.is_final:
                await asyncio.sleep(self._interval)

    async def several(self, job_ids: list[str], owner: str) -> AsyncIterator[tuple[str, bytes]]:
        """The events of several jobs in one stream; ends when all are done, with an event whose id is `LAST`."""
        newest: asyncio.Queue[JobState | None] = asyncio.Queue(maxsize=1)
        sent: LastFronts = {}
        unfinished = len(job_ids)

        async def forward(job_id: str) -> None:
            async for state in self._states(job_id, owner):
                await newest.put(state)

        async def forward_all() -> None:
            async with asyncio.TaskGroup() as listeners:
                for job_id in job_ids:
                    listeners.create_task(forward(job_id))
            await newest.put(None)

        forwarding = asyncio.create_task(forward_all())
        try:
            while (state := await newest.get()) is not None:
                unfinished -= state.is_final
                yield str(state.sequence) if unfinished else LAST, orjson.dumps(event(state) | _news(state, sent))
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


def _news(state: JobState, sent: LastFronts) -> dict[str, Any]:
    """The front of a search so far, where it is another than the listener was told: it is long, and changes rarely."""
    front = state.run.progress.partial if state.run.kind == "optimization" else None
    if front is None or sent.get(state.job.job_id) == front:
        return {}
    sent[state.job.job_id] = front
    return {"partial": front}
