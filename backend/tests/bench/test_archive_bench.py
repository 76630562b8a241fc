"""How fast the archive is with ten thousand runs in it; `make bench`.

The bar of a page is printed, and asserted three times as wide, because machines are noisy.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from statistics import median

import pytest
from sqlalchemy import insert

from app.abm.async_engine.archive_protocol import RunPlace, RunQuery
from app.abm.async_engine.ports import PageQuery
from app.storage.archive_tables import jobs, runs
from app.storage.sql_archive import SqlArchive
from tests.finished import NOW, finished, hash_of, job, keep, result

RUNS = 10_000
PAGE_BAR_MS, TOLERANCE = 50, 3
REPEATS = 20

FIRST = RunQuery("", 100)
MIDDLE = RunPlace(NOW + RUNS / 2, hash_of(RUNS // 2))
QUESTIONS = {
    "first page": FIRST,
    "page in the middle": replace(FIRST, after=MIDDLE),
    "part of a name": replace(FIRST, name="token 99"),
    "a name nobody has": replace(FIRST, name="nobody"),
    "prefix of a hash": replace(FIRST, run_hash=hash_of(77)[:8]),
    "a span of time": replace(FIRST, since=NOW + 100, until=NOW + 200),
    "a kind nobody ran": replace(FIRST, kind="sweep"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlArchive]:
    """An archive of ten thousand runs; all but one without their results, which no list looks at."""
    path = str(tmp_path_factory.mktemp("archive") / "archive.db")
    url = path if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()
    with closing(SqlArchive(url)) as opened:
        keep(opened, 0)
        with opened._writing() as connection:
            (run,) = connection.execute(runs.select()).mappings()
            (behind,) = connection.execute(jobs.select()).mappings()
            numbers = range(1, RUNS)
            connection.execute(insert(runs), [dict(run) | _run(number) for number in numbers])
            connection.execute(insert(jobs), [dict(behind) | _job(number) for number in numbers])
        print(f"\n{RUNS:,} runs in {request.param}, pages of 100")
        yield opened


def _run(number: int) -> dict[str, object]:
    name = f"token {number}"
    return {"run_hash": hash_of(number), "name": name, "folded_name": name, "completed_at": NOW + number}


def _job(number: int) -> dict[str, object]:
    return {"job_id": job(number).job_id, "run_hash": hash_of(number), "number": number}


def _timed(what: str, ask: Callable[[], object]) -> float:
    """Median milliseconds of a question, printed beside the bar."""
    taken = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        ask()
        taken.append(1e3 * (time.perf_counter() - begin))
    print(f"  {what:<22}{median(taken):8.2f} ms   ≤ {PAGE_BAR_MS} ms")
    return median(taken)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_of_runs_is_quick(archive: SqlArchive, question: str) -> None:
    assert _timed(question, lambda: archive.page(QUESTIONS[question])) <= TOLERANCE * PAGE_BAR_MS


def test_a_page_of_jobs_is_quick(archive: SqlArchive) -> None:
    assert _timed("jobs", lambda: archive.jobs(PageQuery("", 100, before=RUNS // 2))) <= TOLERANCE * PAGE_BAR_MS


def test_a_run_is_kept_quickly(archive: SqlArchive) -> None:
    numbers = iter(range(RUNS, RUNS + REPEATS))

    def keep_another() -> None:
        number = next(numbers)
        archive.keep(finished(number), result(), [job(number)])

    assert _timed("to keep a run", keep_another) <= TOLERANCE * PAGE_BAR_MS
