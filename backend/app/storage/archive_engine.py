"""Ways into the archive's database, each with the care its kind needs."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

_PATIENCE = 5
"""Seconds another process may hold up a write."""
_POSTGRES = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5_000,
    "options": f"-c statement_timeout=30000 -c lock_timeout={1000 * _PATIENCE}",
}
"""A database that is away costs a request seconds, not minutes."""


def address(url: str) -> URL:
    """Where the archive is: the path of a SQLite file, or a URL of PostgreSQL."""
    given = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    if given.get_backend_name() == "postgresql":
        return given.set(drivername="postgresql+psycopg")
    return given.set(database=str(Path(given.database or "").expanduser().absolute()))


def open_engine(target: URL) -> Engine:
    """Connections to the database, opened when they are needed."""
    if target.get_backend_name() == "postgresql":
        return create_engine(target, connect_args=_POSTGRES, pool_pre_ping=True, pool_timeout=_PATIENCE)
    Path(target.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(target, connect_args={"timeout": _PATIENCE}, pool_timeout=_PATIENCE)
    event.listen(engine, "connect", _prepare)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Everything or nothing; who writes to a file waits for the one who is writing."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


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
