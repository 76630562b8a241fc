"""An archive that is away, locked or full hurts nobody: jobs are taken and completed, and archived afterwards."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from app.abm.async_engine.archive_protocol import ArchiveError
from app.abm.async_engine.ports import PageQuery
from app.storage.sql_archive import SqlArchive
from tests.finished import hash_of, keep
from tests.finished import job as job_of
from tests.postgres import Cluster
from tests.stories.posts import PREFIX
from tests.stories.serving import Serve
from tests.stories.submissions import JOBS, becomes_true, completed, ended, submit, unique

BACK = 30.0
"""Seconds after the return of an archive in which it has every run."""


def _jobs_at_once(client: httpx.Client, count: int) -> list[str]:
    """Ids of jobs that complete while the archive is away, each of them acknowledged at once."""
    jobs = []
    for _ in range(count):
        begin = time.monotonic()
        jobs.append(submit(client, unique()))
        assert time.monotonic() - begin < 1
    begin = time.monotonic()
    assert {ended(client, job)["status"] for job in jobs} == {"completed"}
    assert time.monotonic() - begin < 8
    return [job["job_id"] for job in jobs]


def _told(client: httpx.Client, name: str) -> float:
    """A figure among the metrics."""
    lines = client.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def _archived(url: str) -> set[str]:
    with closing(SqlArchive(url)) as archive:
        return {state.job.job_id for state in archive.jobs(PageQuery("", 1000))}


@contextmanager
def _frozen(postgres: Cluster) -> Iterator[None]:
    postgres.freeze()
    try:
        yield
    finally:
        postgres.thaw()


@contextmanager
def _stopped(postgres: Cluster) -> Iterator[None]:
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


def test_a_frozen_postgresql_holds_up_nobody_and_has_every_run_soon_after(serve: Serve, postgres: Cluster) -> None:
    url = postgres.new_database()
    client = serve(archive_url=url, archive_max_days=1).client
    completed(client, unique())
    with _frozen(postgres):
        jobs = _jobs_at_once(client, 10)
        assert _told(client, "cliffcast_archive_outbox") == 10
        asked = time.monotonic()
        assert client.get(f"{PREFIX}/runs").status_code == 503
        assert time.monotonic() - asked < 15
    assert becomes_true(lambda: _told(client, "cliffcast_archive_outbox") == 0, within=BACK)
    assert set(jobs) < _archived(url)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else who writes, and does not come to an end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_file_holds_up_nobody_and_has_every_run_soon_after(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    client = serve(archive_url=file).client
    with locked(file):
        jobs = _jobs_at_once(client, 10)
        assert becomes_true(lambda: _told(client, "cliffcast_archive_outbox_age_seconds") > 5, within=10)
    assert becomes_true(lambda: _told(client, "cliffcast_archive_outbox") == 0, within=BACK)
    assert set(jobs) <= _archived(str(file))


@pytest.mark.parametrize("way", ["frozen", "stopped", "locked"])
def test_a_service_starts_while_its_archive_is_away_and_catches_up_when_it_is_back(
    serve: Serve, postgres: Cluster, tmp_path: Path, way: str
) -> None:
    file = tmp_path / "archive.db"
    url = str(file) if way == "locked" else postgres.new_database()
    with closing(SqlArchive(url)) as archive:
        keep(archive)
    away = {"frozen": lambda: _frozen(postgres), "stopped": lambda: _stopped(postgres), "locked": lambda: locked(file)}
    with away[way]():
        client = serve(archive_url=url).client
        jobs = _jobs_at_once(client, 3)
        assert client.get(f"{PREFIX}/runs").status_code == 503
    assert becomes_true(lambda: _told(client, "cliffcast_archive_outbox") == 0, within=BACK)
    listed = {job["job_id"] for job in client.get(JOBS).json()["jobs"]}
    assert listed == {*jobs, job_of(1).job_id}


def test_a_truncated_result_is_run_again(serve: Serve, tmp_path: Path) -> None:
    file, request = tmp_path / "archive.db", unique()
    completed(serve(archive_url=file).client, request)
    with closing(sqlite3.connect(file)) as archive, archive:
        archive.execute("UPDATE cliffcast_results SET content = substr(content, 1, 100)")
    client = serve(archive_url=file).client
    job = submit(client, request)
    assert (job["cached"], ended(client, job)["status"]) == (False, "completed")
    assert client.get(job["results_url"]).status_code == 200
    assert _told(client, "cliffcast_archive_damaged_total") == 1


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """A disk of eight mebibytes; where we may not have one, whatever disk there is."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    try:
        yield
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(archive: SqlArchive, folder: Path) -> None:
    """Let nothing more go onto the disk; or, where that is too large to be filled, into the file."""
    if os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize <= 2**24:
        with suppress(OSError), (folder / "filler").open("ab", buffering=0) as filler:
            while True:
                filler.write(bytes(512))
    else:
        with archive._writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def _refuses(archive: SqlArchive) -> bool:
    """Whether there is an end to what an archive takes, because its disk is full."""
    try:
        for number in range(20, 100):
            keep(archive, number)
    except ArchiveError as error:
        return "full" in str(error)
    return False


def test_a_full_disk_takes_no_run_until_one_is_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with _small_disk(folder), closing(SqlArchive(str(folder / "archive.db"))) as archive:
        for number in range(1, 20):
            keep(archive, number)
        _fill(archive, folder)
        assert _refuses(archive)
        for number in range(1, 20):
            assert archive.delete(hash_of(number), "")
        keep(archive, 100)
        assert archive.result(hash_of(100)) is not None
