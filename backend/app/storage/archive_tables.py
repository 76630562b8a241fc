"""The tables of the archive, and the steps that led to them."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from app.abm.async_engine.archive_protocol import ArchiveError

metadata = MetaData()

runs = Table(
    "cliffcast_runs",
    metadata,
    Column("run_hash", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("months", BigInteger, nullable=False),
    Column("trials", BigInteger, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("completed_at", Double, nullable=False),
    Column("etag", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
)
"""What lists show, in rows that are short. Times are seconds since 1970, `stored` bytes."""

results = Table(
    "cliffcast_results",
    metadata,
    Column("run_hash", Text, ForeignKey(runs.c.run_hash, ondelete="CASCADE"), primary_key=True),
    Column("config", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""What a result says, as JSON, and its bytes, compressed by zlib."""

jobs = Table(
    "cliffcast_jobs",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("run_hash", Text, ForeignKey(runs.c.run_hash, ondelete="CASCADE"), nullable=False),
    Column("owner", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("cached", Boolean, nullable=False),
)
"""Who asked for a run."""

noted = Table(
    "cliffcast_noted",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("run_hash", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("months", BigInteger, nullable=False),
    Column("trials", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("process", Text, nullable=False),
    Column("heard_at", Double, nullable=False),
)
"""Jobs that a process without a Redis has acknowledged and not ended, and when it was heard of last."""

STEPS: tuple[Sequence[str], ...] = (
    (
        """CREATE TABLE cliffcast_runs (
            run_hash TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            folded_name TEXT NOT NULL,
            months BIGINT NOT NULL,
            trials BIGINT NOT NULL,
            created_at DOUBLE PRECISION NOT NULL,
            started_at DOUBLE PRECISION NOT NULL,
            completed_at DOUBLE PRECISION NOT NULL,
            etag TEXT NOT NULL,
            size BIGINT NOT NULL
        )""",
        "CREATE INDEX cliffcast_runs_newest ON cliffcast_runs (owner, completed_at, run_hash)",
        """CREATE TABLE cliffcast_results (
            run_hash TEXT NOT NULL PRIMARY KEY REFERENCES cliffcast_runs ON DELETE CASCADE,
            config TEXT NOT NULL,
            manifest TEXT NOT NULL,
            summary TEXT NOT NULL,
            content {binary} NOT NULL
        )""",
        """CREATE TABLE cliffcast_jobs (
            job_id TEXT NOT NULL PRIMARY KEY,
            run_hash TEXT NOT NULL REFERENCES cliffcast_runs ON DELETE CASCADE,
            owner TEXT NOT NULL,
            number BIGINT NOT NULL,
            created_at DOUBLE PRECISION NOT NULL,
            cached BOOLEAN NOT NULL
        )""",
        "CREATE INDEX cliffcast_jobs_newest ON cliffcast_jobs (owner, number)",
        "CREATE INDEX cliffcast_jobs_of_run ON cliffcast_jobs (run_hash)",
        "CREATE INDEX cliffcast_jobs_answered ON cliffcast_jobs (created_at) WHERE cached",
    ),
    (
        "ALTER TABLE cliffcast_runs ADD COLUMN stored BIGINT NOT NULL DEFAULT 0",
        """UPDATE cliffcast_runs SET stored = (
            SELECT length(content) FROM cliffcast_results
            WHERE cliffcast_results.run_hash = cliffcast_runs.run_hash
        ) WHERE run_hash IN (SELECT run_hash FROM cliffcast_results)""",
        "CREATE INDEX cliffcast_runs_oldest ON cliffcast_runs (completed_at, run_hash)",
        """CREATE TABLE cliffcast_noted (
            job_id TEXT NOT NULL PRIMARY KEY,
            run_hash TEXT NOT NULL,
            owner TEXT NOT NULL,
            kind TEXT NOT NULL,
            months BIGINT NOT NULL,
            trials BIGINT NOT NULL,
            number BIGINT NOT NULL,
            created_at DOUBLE PRECISION NOT NULL,
            process TEXT NOT NULL,
            heard_at DOUBLE PRECISION NOT NULL
        )""",
        "CREATE INDEX cliffcast_noted_by ON cliffcast_noted (process)",
    ),
)
"""Step k turns form k of the tables into form k + 1. What has been released is never edited; a step is added."""

_BINARY = {"sqlite": "BLOB", "postgresql": "BYTEA"}
_LOCK = 0x636C6966
"""Names our lock among those of the whole PostgreSQL database."""


def migrate(connection: Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring the tables up to date, within the caller's transaction. Raises ArchiveError where they are newer than we.

    Several processes may come at once: each waits for the one before it, and finds its work done.
    """
    dialect = connection.dialect.name
    if dialect == "postgresql":  # on SQLite the transaction is lock enough
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text("CREATE TABLE IF NOT EXISTS cliffcast_archive (version INTEGER NOT NULL)"))
    version = connection.execute(text("SELECT max(version) FROM cliffcast_archive")).scalar() or 0
    if version > len(steps):
        raise ArchiveError(
            f"it has form {version} and this version of Cliffcast knows form {len(steps)}: use a newer one"
        )
    for step in steps[version:]:
        for statement in step:
            connection.execute(text(statement.format(binary=_BINARY[dialect])))
    connection.execute(text("DELETE FROM cliffcast_archive"))
    connection.execute(text("INSERT INTO cliffcast_archive VALUES (:version)"), {"version": len(steps)})
