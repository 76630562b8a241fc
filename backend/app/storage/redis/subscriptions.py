"""The events of the jobs that clients of a replica watch: over one connection, however many listen."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import Any, TypeAlias

import structlog
from redis import RedisError
from redis.asyncio import Redis

from app.abm.async_engine.job import JobState
from app.abm.async_engine.ports import StoreUnavailableError
from app.storage.redis.connection import BLOCK_SECONDS, for_events, unavailable_when_away

log = structlog.get_logger()

ReadStates: TypeAlias = Callable[[Sequence[str]], Awaitable[list[JobState | None]]]

_RECONNECT_AFTER = 0.25
"""Seconds between two attempts to hear again."""
_QUIET_READS = 3
"""Reads without any news after which the states are read all the same."""
_BATCH = 500
"""Most jobs whose states are read at once."""
_BEGINNING = b"0-0"


class Listener:
    """Gets the states of one job; a state not taken in time gives way to a newer one."""

    def __init__(self, run_id: str, job_id: str) -> None:
        self.run_id, self.job_id = run_id, job_id
        self._newest: JobState | None = None
        self._changed = asyncio.Event()

    def deliver(self, state: JobState | None) -> None:
        """Here is the newest state; none if there will be no more."""
        self._newest = state
        self._changed.set()

    async def next(self) -> JobState | None:
        """The newest state, as soon as there is one that was not taken yet."""
        await self._changed.wait()
        self._changed.clear()
        return self._newest


class Hub:
    """Reads the streams of all runs that are watched here, and delivers the newest states to whoever watches.

    A stream only says that something has changed. The states are read after every change, and whenever a connection
    that was lost is back, so nobody misses the newest, whatever was lost on the way.
    """

    def __init__(self, url: str, prefix: str, client: Redis, read_states: ReadStates) -> None:
        """`read_states` tells the states of jobs; `client` is free while the hub's own connection waits."""
        self._url, self._events, self._client, self._read_states = url, f"{prefix}:events:", client, read_states
        self._listeners: set[Listener] = set()
        self._read_up_to: dict[str, bytes] = {}
        """Newest entry of the stream of each run that is being read."""
        self._interrupted = asyncio.Event()
        """The read under way is out of date: somebody watches one more run, or nobody any more."""
        self._reading: asyncio.Task[None] | None = None
        self._is_connected, self._closed = True, False

    @contextmanager
    def listening(self, run_id: str, job_id: str) -> Iterator[Listener]:
        """A listener that gets whatever happens to the job from now on."""
        listener = Listener(run_id, job_id)
        if self._closed:
            listener.deliver(None)
        if run_id not in self._read_up_to:
            self._interrupted.set()
        self._listeners.add(listener)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def close(self) -> None:
        """Send every listener away."""
        self._closed = True
        for listener in self._listeners:
            listener.deliver(None)
        self._interrupted.set()  # not cancelled: a connection that is just being made would be left behind
        if self._reading is not None:
            await self._reading

    @property
    def _has_listeners(self) -> bool:
        return bool(self._listeners) and not self._closed

    async def _read(self) -> None:
        while self._has_listeners:
            try:
                with unavailable_when_away():
                    async with aclosing(for_events(self._url)) as connection:
                        await self._read_over(connection)
            except (StoreUnavailableError, RedisError) as error:
                if self._is_connected:
                    log.warning("events wait for the store", reason=str(error))
                self._is_connected = False
                await asyncio.sleep(_RECONNECT_AFTER)

    async def _read_over(self, connection: Redis) -> None:
        connection_id = await connection.client_id()
        self._read_up_to = {}
        await self._deliver({listener.run_id for listener in self._listeners})
        self._is_connected, quiet = True, 0
        while self._has_listeners:
            self._interrupted.clear()
            self._read_up_to = {
                listener.run_id: self._read_up_to.get(listener.run_id, _BEGINNING) for listener in self._listeners
            }
            streams: dict[Any, Any] = {f"{self._events}{run_id}": after for run_id, after in self._read_up_to.items()}
            reading = asyncio.ensure_future(connection.xread(streams, block=round(1000 * BLOCK_SECONDS)))
            try:
                await self._end_when_interrupted(reading, connection_id)
                news = self._note(await reading)
                quiet = 0 if news or self._interrupted.is_set() else quiet + 1
                if quiet == _QUIET_READS:  # a store that was emptied tells nobody
                    news, quiet = set(self._read_up_to), 0
                await self._deliver(news)
            finally:
                reading.cancel()

    async def _end_when_interrupted(self, reading: "asyncio.Future[Any]", connection_id: int) -> None:
        """Return when the read has ended, if need be before its time."""
        interrupted = asyncio.create_task(self._interrupted.wait())
        try:
            await asyncio.wait([reading, interrupted], return_when=asyncio.FIRST_COMPLETED)
            while not reading.done():
                await self._client.client_unblock(connection_id)
                await asyncio.wait([reading], timeout=0.001)
        finally:
            interrupted.cancel()

    def _note(self, news: Any) -> set[str]:
        """The runs of which there is news; the next read begins after it."""
        newest = {stream.decode().removeprefix(self._events): entries[-1][0] for stream, entries in news}
        self._read_up_to |= newest
        return set(newest)

    async def _deliver(self, run_ids: set[str]) -> None:
        watching = [listener for listener in self._listeners if listener.run_id in run_ids]
        job_ids = list({listener.job_id for listener in watching})
        states: dict[str, JobState | None] = {}
        for start in range(0, len(job_ids), _BATCH):
            batch = job_ids[start : start + _BATCH]
            states |= zip(batch, await self._read_states(batch), strict=True)
        for listener in watching:
            listener.deliver(states[listener.job_id])
