"""What a process has acknowledged and not ended yet, written down so that its successor can name it."""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from app.abm.async_engine.archive_protocol import Archive
from app.abm.async_engine.job import JobState

Tried: TypeAlias = Callable[..., Awaitable[bool]]
"""Asks the archive to write; whether it did."""

_GATHER_SECONDS = 0.05
"""How long notes gather before they are written."""
_HEARD_EVERY = 3.0
"""Seconds between two signs of life: without them, what is noted is lost."""


class Journal:
    """The unfinished jobs of one process, in the archive, for as long as there are any."""

    def __init__(self, archive: Archive, tried: Tried) -> None:
        self._archive, self._tried = archive, tried
        self._process = secrets.token_hex(8)
        self._jobs: defaultdict[str, set[str]] = defaultdict(set)
        """Noted jobs of each unfinished run."""
        self._new: list[JobState] = []
        self._over: list[str] = []
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def note(self, state: JobState) -> None:
        """A job has been acknowledged."""
        self._jobs[state.run.run_id].add(state.job.job_id)
        self._new.append(state)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._keep_writing())

    def ended(self, run_id: str) -> None:
        """The jobs of a run have ended."""
        self._over += self._jobs.pop(run_id, ())

    def cancelled(self, run_id: str, job_id: str) -> None:
        """A job has ended by itself."""
        self._jobs[run_id].discard(job_id)
        self._over.append(job_id)

    async def close(self) -> None:
        """Write what is left to write; jobs that have not ended stay noted."""
        self._closing.set()
        if self._writing is not None:
            await self._writing
        await self._write()

    async def _keep_writing(self) -> None:
        heard = time.monotonic()
        while not self._closing.is_set() and (self._jobs or self._new or self._over):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _GATHER_SECONDS)
            await self._write()
            if time.monotonic() - heard > _HEARD_EVERY:
                heard = time.monotonic()
                await self._tried(self._archive.hear, self._process, time.time())

    async def _write(self) -> None:
        """What has changed. A job that has ended before it was noted need not be noted."""
        over, self._over = set(self._over), []
        new, self._new = [state for state in self._new if state.job.job_id not in over], []
        over -= {state.job.job_id for state in new}
        if new:
            await self._tried(self._archive.note, self._process, new, time.time())
        if over:
            await self._tried(self._archive.strike, sorted(over))
