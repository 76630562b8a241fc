"""Finished runs in a database: a SQLite file or PostgreSQL."""

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import orjson
import structlog
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.abm.async_engine.archive_protocol import (
    ArchiveAwayError,
    ArchiveError,
    ArchiveRefusedError,
    FinishedRun,
    RunDocuments,
    RunPage,
    RunPlace,
    RunQuery,
)
from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import Blob, PageQuery
from app.storage.archive_documents import documents_of, token_name
from app.storage.archive_engine import address, hung_up_when_silent, is_away, open_engine, transaction
from app.storage.archive_reserve import Reserve
from app.storage.archive_rows import finished, head, job_row, job_state, named, noted_row, noted_state, storable, wanted
from app.storage.archive_tables import jobs, migrate, noted, results, runs

log = structlog.get_logger()

MAX_RESULT_BYTES = 64 * 2**20
"""Longest result that is kept, as JSON."""

_Insert: TypeAlias = Callable[[Table], sqlite.Insert | postgresql.Insert]
_INSERTS: dict[str, _Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_OPENING_SECONDS = 2.0
"""How long one waits for another who opens it."""
_FASTEST = 1
"""Of zlib's levels: a third of the time of the usual one, and results hardly longer."""
_JOBS = select(jobs, runs.c.kind, runs.c.months, runs.c.trials, runs.c.started_at, runs.c.completed_at).join(runs)


class SqlArchive:
    """The `Archive` in a database that SQLAlchemy speaks to. What is written is there as a whole or not at all."""

    def __init__(self, url: str, *, may_be_away: bool = False) -> None:
        """Open it, make or upgrade its tables, and try to write. Raises ArchiveError.

        One that `may_be_away`, and is, is opened by whoever asks it when it is back.
        """
        self._address = address(url)
        self.damaged = 0
        is_file = self._address.get_backend_name() == "sqlite"
        self._reserve = Reserve(self._address.database or "") if is_file else None
        self._is_open, self._opening = False, threading.Lock()
        with self._answering():
            self._engine = open_engine(self._address)
        self._insert = _INSERTS[self._engine.dialect.name]
        try:
            self._open()
        except ArchiveError as error:
            if may_be_away and isinstance(error, ArchiveAwayError):
                log.error("the archive is away", reason=str(error))
                return
            self.close()
            raise

    def close(self) -> None:
        """See `Archive.close`."""
        self._engine.dispose()

    def keep(self, run: Run, blob: Blob, jobs_of_run: Sequence[Job]) -> None:
        """See `Archive.keep`."""
        if len(blob.content) > MAX_RESULT_BYTES:
            raise ArchiveRefusedError(f"a result of {len(blob.content):,} bytes is longer than {MAX_RESULT_BYTES:,}")
        documents = documents_of(run.kind, blob.content)
        listed = head(run, blob, jobs_of_run) | named(token_name(documents["config"]))
        texts = {name: orjson.dumps(document).decode() for name, document in documents.items()}
        content = zlib.compress(blob.content, _FASTEST)
        listed |= {"stored": len(content)}
        body = texts | {"run_hash": run.run_hash, "content": content}
        with self._writing() as connection:
            for table, row in ((runs, listed), (results, body)):
                statement = self._insert(table).values(row)
                connection.execute(statement.on_conflict_do_update(index_elements=["run_hash"], set_=row))
            self._add(connection, [job_row(job, run.run_hash) for job in jobs_of_run])

    def keep_jobs(self, states: Sequence[JobState]) -> None:
        """See `Archive.keep_jobs`."""
        hashes = {state.run.run_hash for state in states}
        with self._writing() as connection:
            kept = set(connection.scalars(select(runs.c.run_hash).where(runs.c.run_hash.in_(hashes))))
            rows = [job_row(state.job, state.run.run_hash) for state in states if state.run.run_hash in kept]
            self._add(connection, rows)

    def forget_jobs(self, job_ids: Sequence[str]) -> None:
        """See `Archive.forget_jobs`."""
        with self._writing() as connection:
            connection.execute(delete(jobs).where(jobs.c.job_id.in_(job_ids)))

    def forget_answered_jobs(self, before: Instant) -> None:
        """See `Archive.forget_answered_jobs`. Neither are jobs remembered for longer that were never ended."""
        with self._writing() as connection:
            connection.execute(delete(jobs).where(jobs.c.cached, jobs.c.created_at < before))
            connection.execute(delete(noted).where(noted.c.heard_at < before))

    def page(self, query: RunQuery) -> RunPage:
        """See `Archive.page`."""
        newest_first = (runs.c.completed_at.desc(), runs.c.run_hash.desc())
        statement = select(runs).where(*wanted(query)).order_by(*newest_first).limit(query.limit + 1)
        found = [finished(row) for row in self._all(statement)]
        shown = found[: query.limit]
        more = len(found) > query.limit
        return RunPage(shown, RunPlace(shown[-1].run.completed_at or 0.0, shown[-1].run.run_hash) if more else None)

    def find(self, run_hash: str, owner: str) -> tuple[FinishedRun, RunDocuments] | None:
        """See `Archive.find`."""
        columns = (runs, results.c.config, results.c.manifest, results.c.summary)
        chosen = select(*columns).join(results).where(runs.c.run_hash == storable(run_hash), runs.c.owner == owner)
        for row in self._all(chosen):
            with self._counting_damage(run_hash):
                documents = [orjson.loads(text) for text in (row.config, row.manifest, row.summary)]
                return finished(row), RunDocuments(*documents)
        return None

    def result(self, run_hash: str) -> tuple[FinishedRun, Blob] | None:
        """See `Archive.result`."""
        for row in self._all(
            select(runs, results.c.content).join(results).where(runs.c.run_hash == storable(run_hash))
        ):
            with self._counting_damage(run_hash):
                return finished(row), Blob(zlib.decompress(row.content), row.etag)
        return None

    def delete(self, run_hash: str, owner: str) -> bool:
        """See `Archive.delete`."""
        return self._delete((runs.c.run_hash == storable(run_hash)) & (runs.c.owner == owner)) > 0

    def make_room(self, before: Instant | None, max_bytes: float | None) -> int:
        """See `Archive.make_room`."""
        deleted = 0 if before is None else self._delete(runs.c.completed_at < before)
        if max_bytes is None:
            return deleted
        newest_first = (runs.c.completed_at.desc(), runs.c.run_hash.desc())
        bytes_so_far = func.sum(runs.c.stored).over(order_by=newest_first, rows=(None, 0)).label("bytes_so_far")
        sized = select(runs.c.run_hash, bytes_so_far).subquery()
        surplus = select(sized.c.run_hash).where(sized.c.bytes_so_far > max_bytes)
        return deleted + self._delete(runs.c.run_hash.in_(surplus))

    def job(self, job_id: str, owner: str) -> JobState | None:
        """See `Archive.job`."""
        for row in self._all(_JOBS.where(jobs.c.job_id == storable(job_id), jobs.c.owner == owner)):
            return job_state(row)
        for row in self._all(select(noted).where(noted.c.job_id == storable(job_id), noted.c.owner == owner)):
            return noted_state(row, time.time())
        return None

    def note(self, process: str, states: Sequence[JobState], now: Instant) -> None:
        """See `Archive.note`."""
        rows = [noted_row(state) | {"process": process, "heard_at": now} for state in states]
        with self._writing() as connection:
            connection.execute(self._insert(noted).on_conflict_do_nothing(), rows)

    def hear(self, process: str, now: Instant) -> None:
        """See `Archive.hear`."""
        with self._writing() as connection:
            connection.execute(noted.update().where(noted.c.process == process).values(heard_at=now))

    def strike(self, job_ids: Sequence[str]) -> None:
        """See `Archive.strike`."""
        with self._writing() as connection:
            connection.execute(delete(noted).where(noted.c.job_id.in_(job_ids)))

    def jobs(self, query: PageQuery) -> list[JobState]:
        """See `Archive.jobs`."""
        statement = _JOBS.where(jobs.c.owner == query.owner).order_by(jobs.c.number.desc()).limit(query.limit + 1)
        if query.before is not None:
            statement = statement.where(jobs.c.number < query.before)
        if query.kind is not None:
            statement = statement.where(runs.c.kind == query.kind)
        return [job_state(row) for row in self._all(statement)]

    def _delete(self, chosen: ColumnElement[bool]) -> int:
        """Delete runs, also where the disk is full; how many."""
        try:
            return self._deleted(chosen)
        except ArchiveError as error:
            if self._reserve is None or not _is_full(error):
                raise
            self._reserve.give_up()
            deleted = self._deleted(chosen)
            self._tidy_up()
            return deleted

    def _deleted(self, chosen: ColumnElement[bool]) -> int:
        with self._writing() as connection:
            return connection.execute(delete(runs).where(chosen)).rowcount

    def _tidy_up(self) -> None:
        """Let what was deleted make room: what is in the log of a file goes to its place in it."""
        with self._answering(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _counting_damage(self, run_hash: str) -> Iterator[None]:
        """What cannot be read is as good as not there."""
        try:
            yield
        except (zlib.error, orjson.JSONDecodeError) as error:
            self.damaged += 1
            log.error("an archived result is damaged", run_hash=run_hash, reason=str(error))

    def _add(self, connection: Connection, rows: list[dict[str, object]]) -> None:
        if rows:
            connection.execute(self._insert(jobs).on_conflict_do_nothing(), rows)

    def _open(self) -> None:
        """Bring the tables up to date, once; nobody waits long for somebody else who does. Raises ArchiveError."""
        if self._is_open:
            return
        if not self._opening.acquire(timeout=_OPENING_SECONDS):
            raise ArchiveAwayError("the archive is being opened")
        try:
            if not self._is_open:
                with self._answering(), transaction(self._engine) as connection:
                    migrate(connection)
                self._is_open = True
                if self._reserve is not None:
                    self._reserve.take_up()
        finally:
            self._opening.release()

    def _all(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        self._open()
        with self._answering(), self._engine.connect() as connection, hung_up_when_silent(connection):
            return connection.execute(statement).all()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._open()
        with self._answering(), transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Says in one line, and without the password, which archive failed, and why."""
        try:
            yield
        except (ArchiveError, OSError, ImportError, SQLAlchemyError) as error:
            reason = str(error.orig if isinstance(error, DBAPIError) else error).partition("\n")[0]
            name = self._address.render_as_string(hide_password=True)
            kind = ArchiveAwayError if is_away(error) else ArchiveError
            raise kind(f"the archive {name} cannot be used: {reason}") from error


def _is_full(error: BaseException | None) -> bool:
    """Whether there is no space left."""
    while error is not None:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return False
