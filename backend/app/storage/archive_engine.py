"""Ways into the archive's database, each with the care its kind needs."""

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.pool import ConnectionPoolEntry

_PATIENCE = 2
"""Seconds another process may hold up a write."""
_ANSWER_SECONDS, _PING_SECONDS = 10.0, 1.0
"""Longest we wait for PostgreSQL in one transaction, and for a sign that a connection still is one."""
_POSTGRES = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5_000,
    "options": f"-c statement_timeout={round(1000 * _ANSWER_SECONDS)} -c lock_timeout={1000 * _PATIENCE}",
}
"""A database that is away costs a request seconds, not minutes."""

_MADE_GOOD_BY_HAND = ("authentication failed", "does not exist", "no pg_hba.conf entry", "not permitted")
"""How PostgreSQL refuses whoever comes to the wrong address: it tells no code before one is let in."""


def address(url: str) -> URL:
    """Where the archive is: the path of a SQLite file, or a URL of PostgreSQL."""
    given = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    if given.get_backend_name() == "postgresql":
        return given.set(drivername="postgresql+psycopg")
    return given.set(database=str(Path(given.database or "").expanduser().absolute()))


def open_engine(target: URL) -> Engine:
    """Connections to the database, opened when they are needed."""
    if target.get_backend_name() == "postgresql":
        engine = create_engine(target, connect_args=_POSTGRES, pool_timeout=_PATIENCE)
        event.listen(engine, "checkout", _ping)
        return engine
    Path(target.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(target, connect_args={"timeout": _PATIENCE}, pool_timeout=_PATIENCE)
    event.listen(engine, "connect", _prepare)
    return engine


def is_away(error: BaseException) -> bool:
    """Whether the database may answer later; not where somebody has to change its address, or the database."""
    if not isinstance(error, OperationalError | DisconnectionError | NoConnectionError):
        return False
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return not any(words in str(error) for words in _MADE_GOOD_BY_HAND)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Everything or nothing; who writes to a file waits for the one who is writing."""
    with engine.begin() as connection, hung_up_when_silent(connection):
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def hung_up_when_silent(connection: Connection) -> Iterator[None]:
    """Whoever waits for a database that is frozen waits so long and no longer."""
    if connection.engine.dialect.name != "postgresql":
        yield
        return
    with _hung_up_after(_ANSWER_SECONDS, connection.connection.dbapi_connection):
        yield


@contextmanager
def _hung_up_after(seconds: float, line: Any) -> Iterator[None]:
    """End what waits on a connection when its time is over, from another thread: the server need not help."""

    def hang_up() -> None:
        with suppress(OSError, line.DatabaseError), socket.socket(fileno=os.dup(line.fileno())) as other_end:
            other_end.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _ping(line: Any, entry: ConnectionPoolEntry, proxy: object) -> None:
    """A connection that was lost, or whose other end is silent, is replaced by another one."""
    try:
        with _hung_up_after(_PING_SECONDS, line):
            line.execute("SELECT 1")
            line.rollback()
    except line.Error as error:
        raise DisconnectionError(str(error)) from error


def _prepare(file: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    """Readers and one writer at once; a killed process breaks nothing, a power cut at most loses the newest runs."""
    file.isolation_level = None  # transactions begin where we say so, also before CREATE TABLE
    _let_readers_read(file)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        file.execute(f"PRAGMA {pragma}")


def _let_readers_read(file: sqlite3.Connection) -> None:
    """Switch to a write-ahead log. Here, and here alone, SQLite does not wait for others who open the file as well."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            file.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
