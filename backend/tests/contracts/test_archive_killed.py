"""A process that dies while it archives leaves whole runs, and every one it said it had kept."""

import hashlib
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import app
from app.abm.async_engine.archive_protocol import RunQuery
from app.abm.async_engine.ports import PageQuery
from app.storage.sql_archive import SqlArchive
from tests.contracts import archive_writer
from tests.finished import present, result

KILLS = 5
ALL = 10**6


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres").new_database())
    return str(tmp_path / "archive.db")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a result of some hundred kilobytes."""
    path = tmp_path_factory.mktemp("content") / "result.json"
    summed_up = result().content
    path.write_bytes(b'{"rows":[' + b",".join([summed_up] * 5) + b"]," + summed_up[1:])
    return path


def killed(url: str, content: Path, first: int, seconds: float) -> list[int]:
    """The numbers of the runs that a writer said it had kept before it was killed."""
    backend = Path(app.__file__).parents[1]
    command = [sys.executable, archive_writer.__file__, url, str(first), str(content)]
    with subprocess.Popen(command, env={"PYTHONPATH": str(backend)}, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline()]
        time.sleep(seconds)
        writer.kill()
        said += writer.stdout.readlines()
    return [int(line) for line in said]


def test_a_process_that_is_killed_leaves_whole_runs_and_all_it_told_of(url: str, content: Path) -> None:
    chance = random.Random(1)
    told: list[int] = []
    for _ in range(KILLS):
        told += killed(url, content, max(told, default=0) + 1, chance.uniform(0.0, 0.3))
        with closing(SqlArchive(url)) as archive:
            kept = {found.run.run_hash: found for found in archive.page(RunQuery("", ALL)).runs}
            assert {f"{number:064x}" for number in told} <= kept.keys()
            for run_hash, found in kept.items():
                _, blob = present(archive.result(run_hash))
                assert (hashlib.sha256(blob.content).hexdigest(), len(blob.content)) == (found.etag, found.size)
            assert [state.run.run_hash for state in archive.jobs(PageQuery("", ALL))] == sorted(kept, reverse=True)
