"""What a replica hears of the jobs its clients watch: over one connection, however many listen."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, TypeAlias

import structlog
from redis.asyncio import Redis

from app.abm.async_engine.job import JobState
from app.abm.async_engine.ports import StoreUnavailableError
from app.storage.redis.connection import BLOCK_SECONDS, for_events, unavailable_when_away

log = structlog.get_logger()

ReadStates: TypeAlias = Callable[[Sequence[str]], Awaitable[list[JobState | None]]]
Entries: TypeAlias = list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]
"""New entries by stream."""

_RECONNECT_AFTER = 0.25
"""Seconds between two attempts to hear again."""
_BATCH = 500
"""Most jobs whose states are read at once."""
_BEGINNING = b"0-0"


class Listener:
    """Is handed the states of one job; a state not taken in time gives way to a newer one."""

    def __init__(self) -> None:
        self._newest: JobState | None = None
        self._changed = asyncio.Event()

    def hand(self, state: JobState | None) -> None:
        """Here is the newest state; none if the job is no more."""
        self._newest = state
        self._changed.set()

    async def next(self) -> JobState | None:
        """The newest state, as soon as there is one that was not taken yet."""
        await self._changed.wait()
        self._changed.clear()
        return self._newest


class Hub:
    """Reads the streams of all runs that are watched here, and hands the newest states to whoever watches.

    A stream only says that something changed. States are read anew, after every change and whenever the connection is
    back after a loss, so no change is missed, whatever was lost on the way.
    """

    def __init__(self, url: str, prefix: str, client: Redis, read_states: ReadStates) -> None:
        """`read_states` tells the states of jobs; `client` is free while the hub's own connection waits."""
        self._url, self._events, self._client, self._read_states = url, f"{prefix}:events:", client, read_states
        self._listeners: defaultdict[str, defaultdict[str, set[Listener]]] = defaultdict(lambda: defaultdict(set))
        """Who listens, by run and job."""
        self._heard: dict[str, bytes] = {}
        """Newest entry of each run's stream that was heard."""
        self._joined = asyncio.Event()
        """Somebody watches a run whose stream is not read yet."""
        self._hearing: asyncio.Task[None] | None = None
        self._closed = False

    @contextmanager
    def listening(self, run_id: str, job_id: str) -> Iterator[Listener]:
        """A listener that is handed whatever happens to the job from now on."""
        listener = Listener()
        if self._closed:
            listener.hand(None)
        if run_id not in self._listeners:
            self._joined.set()
        self._listeners[run_id][job_id].add(listener)
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._hear())
        try:
            yield listener
        finally:
            self._leave(run_id, job_id, listener)

    async def close(self) -> None:
        """Send every listener away."""
        self._closed = True
        for jobs in self._listeners.values():
            for listener in chain.from_iterable(jobs.values()):
                listener.hand(None)
        if self._hearing is not None:
            self._hearing.cancel()
            with suppress(asyncio.CancelledError):
                await self._hearing

    def _leave(self, run_id: str, job_id: str, listener: Listener) -> None:
        jobs = self._listeners[run_id]
        jobs[job_id].discard(listener)
        if not jobs[job_id]:
            del jobs[job_id]
        if not jobs:
            del self._listeners[run_id]
            self._heard.pop(run_id, None)

    async def _hear(self) -> None:
        while self._listeners and not self._closed:
            try:
                with unavailable_when_away():
                    async with for_events(self._url) as connection:
                        await self._hear_over(connection)
            except StoreUnavailableError as error:
                log.warning("events wait for the store", reason=str(error))
                await asyncio.sleep(_RECONNECT_AFTER)

    async def _hear_over(self, connection: Redis) -> None:
        connection_id = await connection.client_id()
        self._heard.clear()
        await self._hand_out(list(self._listeners))
        while self._listeners:
            self._joined.clear()
            streams = {f"{self._events}{run_id}": self._heard.get(run_id, _BEGINNING) for run_id in self._listeners}
            reading = asyncio.ensure_future(connection.xread(streams, block=round(1000 * BLOCK_SECONDS)))
            try:
                await self._interrupt_when_joined(reading, connection_id)
                await self._hand_out(self._note(await reading))
            finally:
                reading.cancel()

    async def _interrupt_when_joined(self, reading: "asyncio.Future[Any]", connection_id: int) -> None:
        """Return when the read is done; when somebody watches one more run, end it early."""
        joined = asyncio.create_task(self._joined.wait())
        try:
            await asyncio.wait({reading, joined}, return_when=asyncio.FIRST_COMPLETED)
            while not reading.done():
                await self._client.client_unblock(connection_id)
                await asyncio.wait({reading}, timeout=0.001)
        finally:
            joined.cancel()

    def _note(self, news: Entries) -> list[str]:
        """The runs of which there is news; the next read begins after it."""
        newest = {stream.decode().removeprefix(self._events): entries[-1][0] for stream, entries in news}
        self._heard |= newest
        return list(newest)

    async def _hand_out(self, run_ids: list[str]) -> None:
        watched = [(run_id, job_id) for run_id in run_ids for job_id in self._listeners.get(run_id, ())]
        for start in range(0, len(watched), _BATCH):
            batch = watched[start : start + _BATCH]
            states = await self._read_states([job_id for _, job_id in batch])
            for (run_id, job_id), state in zip(batch, states, strict=True):
                for listener in self._listeners.get(run_id, {}).get(job_id, ()):
                    listener.hand(state)
