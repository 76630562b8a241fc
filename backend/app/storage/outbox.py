"""Completed runs on their way from the store into the archive."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from app.abm.async_engine.archive_protocol import Archive, ArchiveError, ArchiveRefusedError
from app.abm.async_engine.job import Job, Run
from app.abm.async_engine.ports import Blob, JobStore, StoreUnavailableError
from app.storage.archive_calls import SOON, ArchiveCalls

_IN_THE_END = 30.0
"""Seconds the archive may take while nobody waits."""
_BYTES_A_SECOND = 2e7
"""How fast a long result is compressed and written at least."""
_LOOK_EVERY = 0.5
"""Seconds between two looks at the outbox."""
_TRY_AGAIN = 2.0
"""Seconds between two tries to archive what waits for it."""
_RUNS_AT_A_TIME = 5
_LAST_SECONDS = 3.0
"""How long a service that leaves goes on archiving."""


class Outbox:
    """Archives what a store has completed, whoever completed it, until the archive has it."""

    def __init__(
        self, store: JobStore, archive: Archive, calls: ArchiveCalls, on_end: Callable[[Run | None], None]
    ) -> None:
        """`on_end` is told of each run that has left the outbox."""
        self._store, self._archive, self._calls, self._on_end = store, archive, calls, on_end
        self._emptying: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def look_after(self) -> None:
        """From now on, look for what waits."""
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._keep_emptying())

    async def keep(self, run: Run) -> list[Job]:
        """Archive a run that is about to be completed, if that works soon; the jobs with which that was done."""
        blob, jobs = await self._store.get_blob(run.run_id), await self._store.jobs(run.run_id)
        if blob is None or not jobs:
            return []
        within = SOON + len(blob.content) / _BYTES_A_SECOND
        return jobs if await self._calls.tried(self._archive.keep, run, blob, jobs, within=within) else []

    async def close(self) -> None:
        """Archive what can be within some seconds, and look no more."""
        self._closing.set()
        with suppress(TimeoutError, StoreUnavailableError):
            async with asyncio.timeout(_LAST_SECONDS):
                await self._empty()

    async def wait(self) -> None:
        """Wait until nobody looks any more."""
        if self._emptying is not None:
            await self._emptying

    async def _keep_emptying(self) -> None:
        while not self._closing.is_set():
            pause = _LOOK_EVERY
            try:
                await self._empty()
            except StoreUnavailableError:
                pause = _TRY_AGAIN
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)

    async def _empty(self) -> None:
        """Archive what waits for it. Raises ArchiveError when the archive does not answer."""
        while run_ids := await self._store.take_unarchived(_RUNS_AT_A_TIME):
            for run_id in run_ids:
                run, blob = await self._store.run(run_id), await self._store.get_blob(run_id)
                jobs = await self._store.jobs(run_id)
                if run is None or blob is None or not jobs:
                    await self._store.archived(run_id, lost=blob is None)
                else:
                    await self._store.archived(run_id, lost=not await self._is_kept(run, blob, jobs))
                self._on_end(run)

    async def _is_kept(self, run: Run, blob: Blob, jobs: list[Job]) -> bool:
        """Archive a run from the outbox; false where the archive refuses it for good."""
        try:
            await self._calls.ask(self._archive.keep, run, blob, jobs, within=_IN_THE_END, may_try=True)
        except ArchiveRefusedError as error:
            self._calls.failed(error)
            return False
        except ArchiveError as error:
            self._calls.failed(error)
            raise
        return True
