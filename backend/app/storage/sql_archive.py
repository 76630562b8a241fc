"""Finished runs in a database: a SQLite file or PostgreSQL."""

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import orjson
import structlog
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.abm.async_engine.archive_protocol import (
    ArchiveError,
    ArchiveRefusedError,
    FinishedRun,
    RunDocuments,
    RunPage,
    RunPlace,
    RunQuery,
)
from app.abm.async_engine.failures import STOPPED
from app.abm.async_engine.job import Instant, Job, JobState, Run
from app.abm.async_engine.ports import Blob, PageQuery
from app.storage.archive_documents import documents_of, token_name
from app.storage.archive_engine import address, hung_up_when_silent, open_engine, transaction
from app.storage.archive_reserve import Reserve
from app.storage.archive_tables import jobs, migrate, noted, results, runs

log = structlog.get_logger()

MAX_RESULT_BYTES = 64 * 2**20
"""Longest result that is kept, as JSON."""

_Insert: TypeAlias = Callable[[Table], sqlite.Insert | postgresql.Insert]
_INSERTS: dict[str, _Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SILENT_SECONDS = 10.0
"""How long nothing is heard of a process that has stopped."""
_FASTEST = 1
"""Of zlib's levels: a third of the time of the usual one, and results hardly longer."""
_JOBS = select(jobs, runs.c.kind, runs.c.months, runs.c.trials, runs.c.started_at, runs.c.completed_at).join(runs)


class SqlArchive:
    """The `Archive` in a database that SQLAlchemy speaks to. What is written is there as a whole or not at all."""

    def __init__(self, url: str) -> None:
        """Open it, make or upgrade its tables, and try to write. Raises ArchiveError."""
        self._address = address(url)
        self.damaged = 0
        is_file = self._address.get_backend_name() == "sqlite"
        self._reserve = Reserve(self._address.database or "") if is_file else None
        with self._answering():
            self._engine = open_engine(self._address)
        self._insert = _INSERTS[self._engine.dialect.name]
        try:
            with self._writing() as connection:
                migrate(connection)
        except ArchiveError:
            self.close()
            raise
        if self._reserve is not None:
            self._reserve.take_up()

    def close(self) -> None:
        """See `Archive.close`."""
        self._engine.dispose()

    def keep(self, run: Run, blob: Blob, jobs_of_run: Sequence[Job]) -> None:
        """See `Archive.keep`."""
        if len(blob.content) > MAX_RESULT_BYTES:
            raise ArchiveRefusedError(f"a result of {len(blob.content):,} bytes is longer than {MAX_RESULT_BYTES:,}")
        documents = documents_of(run.kind, blob.content)
        head = _head(run, blob, jobs_of_run) | _named(token_name(documents["config"]))
        texts = {name: orjson.dumps(document).decode() for name, document in documents.items()}
        content = zlib.compress(blob.content, _FASTEST)
        head |= {"stored": len(content)}
        body = texts | {"run_hash": run.run_hash, "content": content}
        with self._writing() as connection:
            for table, row in ((runs, head), (results, body)):
                statement = self._insert(table).values(row)
                connection.execute(statement.on_conflict_do_update(index_elements=["run_hash"], set_=row))
            self._add(connection, [_job_row(job, run.run_hash) for job in jobs_of_run])

    def keep_jobs(self, states: Sequence[JobState]) -> None:
        """See `Archive.keep_jobs`."""
        hashes = {state.run.run_hash for state in states}
        with self._writing() as connection:
            kept = set(connection.scalars(select(runs.c.run_hash).where(runs.c.run_hash.in_(hashes))))
            rows = [_job_row(state.job, state.run.run_hash) for state in states if state.run.run_hash in kept]
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
        statement = select(runs).where(*_wanted(query)).order_by(*newest_first).limit(query.limit + 1)
        found = [_finished(row) for row in self._all(statement)]
        shown = found[: query.limit]
        more = len(found) > query.limit
        return RunPage(shown, RunPlace(shown[-1].run.completed_at or 0.0, shown[-1].run.run_hash) if more else None)

    def find(self, run_hash: str, owner: str) -> tuple[FinishedRun, RunDocuments] | None:
        """See `Archive.find`."""
        columns = (runs, results.c.config, results.c.manifest, results.c.summary)
        chosen = select(*columns).join(results).where(runs.c.run_hash == _storable(run_hash), runs.c.owner == owner)
        for row in self._all(chosen):
            with self._counting_damage(run_hash):
                documents = [orjson.loads(text) for text in (row.config, row.manifest, row.summary)]
                return _finished(row), RunDocuments(*documents)
        return None

    def result(self, run_hash: str) -> tuple[FinishedRun, Blob] | None:
        """See `Archive.result`."""
        for row in self._all(
            select(runs, results.c.content).join(results).where(runs.c.run_hash == _storable(run_hash))
        ):
            with self._counting_damage(run_hash):
                return _finished(row), Blob(zlib.decompress(row.content), row.etag)
        return None

    def delete(self, run_hash: str, owner: str) -> bool:
        """See `Archive.delete`."""
        return self._delete((runs.c.run_hash == _storable(run_hash)) & (runs.c.owner == owner)) > 0

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
        for row in self._all(_JOBS.where(jobs.c.job_id == _storable(job_id), jobs.c.owner == owner)):
            return _job_state(row)
        for row in self._all(select(noted).where(noted.c.job_id == _storable(job_id), noted.c.owner == owner)):
            return _noted_state(row, time.time())
        return None

    def note(self, process: str, states: Sequence[JobState], now: Instant) -> None:
        """See `Archive.note`."""
        rows = [_noted_row(state) | {"process": process, "heard_at": now} for state in states]
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
        return [_job_state(row) for row in self._all(statement)]

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

    def _all(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        with self._answering(), self._engine.connect() as connection, hung_up_when_silent(connection):
            return connection.execute(statement).all()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
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
            raise ArchiveError(f"the archive {name} cannot be used: {reason}") from error


def _is_full(error: BaseException | None) -> bool:
    """Whether there is no space left."""
    while error is not None:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return False


def _head(run: Run, blob: Blob, jobs_of_run: Sequence[Job]) -> dict[str, object]:
    return {
        "run_hash": run.run_hash,
        "owner": jobs_of_run[0].owner,
        "kind": run.kind,
        "months": run.total_months,
        "trials": run.total_trials,
        "created_at": min(job.created_at for job in jobs_of_run),
        "started_at": run.started_at,
        "completed_at": run.completed_at,
        "etag": blob.etag,
        "size": len(blob.content),
    }


def _named(name: str) -> dict[str, object]:
    return {"name": _storable(name), "folded_name": _storable(name).casefold()}


def _storable(text: str) -> str:
    """Text as PostgreSQL can take it: with any character but the zero."""
    return text.replace("\x00", "\ufffd")


def _job_row(job: Job, run_hash: str) -> dict[str, object]:
    return {
        "job_id": job.job_id,
        "run_hash": run_hash,
        "owner": job.owner,
        "number": job.number,
        "created_at": job.created_at,
        "cached": job.cached,
    }


def _wanted(query: RunQuery) -> Iterator[ColumnElement[bool]]:
    yield runs.c.owner == query.owner
    if query.after is not None:
        place = (query.after.completed_at, query.after.run_hash)
        yield tuple_(runs.c.completed_at, runs.c.run_hash) < tuple_(*place)
    if query.name:
        yield runs.c.folded_name.contains(_storable(query.name).casefold(), autoescape=True)
    if query.run_hash:
        yield runs.c.run_hash.startswith(query.run_hash, autoescape=True)
    if query.since is not None:
        yield runs.c.completed_at >= query.since
    if query.until is not None:
        yield runs.c.completed_at <= query.until
    if query.kind is not None:
        yield runs.c.kind == query.kind


def _finished(row: Row[Any]) -> FinishedRun:
    return FinishedRun(_run(row), row.owner, row.name, row.created_at, row.etag, row.size)


def _run(row: Row[Any]) -> Run:
    run = Run(row.run_hash, row.run_hash, row.kind, row.months, row.trials)
    return run.begun(row.started_at).completed(row.completed_at)


def _job_state(row: Row[Any]) -> JobState:
    job = Job(row.job_id, row.run_hash, row.owner, row.created_at, row.number, row.cached)
    return JobState(job, _run(row))


def _noted_row(state: JobState) -> dict[str, object]:
    row, run = _job_row(state.job, state.run.run_hash), state.run
    del row["cached"]
    return row | {"kind": run.kind, "months": run.total_months, "trials": run.total_trials}


def _noted_state(row: Row[Any], now: Instant) -> JobState:
    """A job of a process that may have been stopped before it ended."""
    job = Job(row.job_id, row.run_hash, row.owner, row.created_at, row.number)
    run = Run(row.run_hash, row.run_hash, row.kind, row.months, row.trials)
    return JobState(job, run if now - row.heard_at < _SILENT_SECONDS else run.failed(row.heard_at, STOPPED))
