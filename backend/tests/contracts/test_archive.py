"""What the archive promises, in a SQLite file and in PostgreSQL alike. A database joins by its name in DATABASES."""

import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import inspect, select

from app.abm.async_engine.archive_protocol import ArchiveError, RunQuery
from app.abm.async_engine.ports import Blob, PageQuery
from app.abm.async_engine.result_cache import blob_of
from app.storage import sql_archive as archive_module
from app.storage.archive_tables import STEPS, metadata, migrate, results, runs
from app.storage.sql_archive import SqlArchive
from tests.finished import NOW, finished, hash_of, job, keep, present, result, state
from tests.postgres import Cluster

DATABASES = ["sqlite", "postgresql"]
DAY = 86_400.0


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str] | str:
    """An archive that nobody has opened."""
    if request.param == "postgresql":
        found: Iterator[str] | str = request.getfixturevalue("postgres").new_database()
        return found
    return str(tmp_path / "deep" / "archive.db")


@pytest.fixture
def opened(url: str) -> Iterator[Callable[..., SqlArchive]]:
    """Opens the archive, as another process would: again and again."""
    archives = []

    def again() -> SqlArchive:
        archives.append(SqlArchive(url))
        return archives[-1]

    yield again
    for archive in archives:
        archive.close()


@pytest.fixture
def archive(opened: Callable[..., SqlArchive]) -> SqlArchive:
    return opened()


def listed(archive: SqlArchive, **query: Any) -> list[int]:
    """The numbers of the runs on a page."""
    asked: dict[str, Any] = {"owner": "", "limit": 100} | query
    page = archive.page(RunQuery(**asked))
    return [int(found.run.run_hash[:8], 16) for found in page.runs]


def jobs_listed(archive: SqlArchive, **query: Any) -> list[int]:
    asked: dict[str, Any] = {"owner": "", "limit": 100} | query
    return [found.job.number for found in archive.jobs(PageQuery(**asked))]


# ── Damage, and room ─────────────────────────────────────────────────────────


def test_a_damaged_result_is_as_good_as_none_and_counted(archive: SqlArchive) -> None:
    run = keep(archive)
    with archive._writing() as connection:
        connection.execute(results.update().values(content=zlib.compress(result().content)[:100], config="{"))
    assert (archive.result(run.run_hash), archive.find(run.run_hash, "")) == (None, None)
    assert archive.damaged == 2
    keep(archive)
    assert present(archive.result(run.run_hash))[1] == result()


def test_the_oldest_runs_make_room_for_the_newest(archive: SqlArchive) -> None:
    for number in range(1, 6):
        keep(archive, number, at=NOW + number)
    with archive._writing() as connection:
        (size, *_) = connection.scalars(select(runs.c.stored)).all()
    assert archive.make_room(None, 3 * size) == 2
    assert listed(archive) == [5, 4, 3]
    assert archive.make_room(NOW + 4, None) == 1
    assert archive.make_room(NOW, 1e9) == 0
    assert listed(archive) == [5, 4]


def test_what_was_kept_before_its_size_was_noted_counts_as_well(url: str, opened: Callable[..., SqlArchive]) -> None:
    archive = opened()
    keep(archive)
    with archive._writing() as connection:
        (size,) = connection.scalars(select(runs.c.stored)).all()
        for statement in (
            "DROP TABLE cliffcast_noted",
            "DROP INDEX cliffcast_runs_oldest",
            "ALTER TABLE cliffcast_runs DROP COLUMN stored",
        ):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE cliffcast_archive SET version = 1")
    with opened()._writing() as connection:
        assert connection.scalars(select(runs.c.stored)).all() == [size]


# ── What is kept ─────────────────────────────────────────────────────────────


def test_a_run_is_found_by_its_hash_as_it_was_kept(archive: SqlArchive) -> None:
    run = keep(archive)
    found, _ = present(archive.find(run.run_hash, ""))
    assert found.run == replace(run, run_id=run.run_hash)
    assert (found.name, found.created_at, found.size) == ("Arbitrum", NOW - 11, len(result().content))


def test_a_result_comes_back_byte_by_byte_with_its_tag(archive: SqlArchive) -> None:
    assert present(archive.result(keep(archive).run_hash))[1] == result()


def test_what_a_result_says_besides_its_rows_is_told_without_it(archive: SqlArchive) -> None:
    _, documents = present(archive.find(keep(archive).run_hash, ""))
    said = orjson.loads(result().content)
    assert (documents.config, documents.manifest, documents.summary) == (
        said["config"],
        said["manifest"],
        said["summary"],
    )


def test_what_is_kept_outlives_the_process(archive: SqlArchive, opened: Callable[..., SqlArchive]) -> None:
    run = keep(archive)
    archive.close()
    assert present(opened().result(run.run_hash))[1] == result()


def test_a_job_is_found_with_its_run(archive: SqlArchive) -> None:
    run = keep(archive)
    found = archive.job(job().job_id, "")
    assert found == state(replace(run, run_id=run.run_hash), replace(job(), run_id=run.run_hash))
    assert (found.status, found.progress_pct) == ("completed", 100)


def test_a_run_that_is_run_again_is_kept_in_the_place_of_the_first_with_the_jobs_of_both(archive: SqlArchive) -> None:
    keep(archive)
    archive.keep(finished(at=NOW + 60), result(seed=2), [job(2)])
    assert present(archive.result(hash_of(1)))[1] == result(seed=2)
    assert listed(archive) == [1]
    assert jobs_listed(archive) == [2, 1]


def test_a_run_that_is_kept_twice_is_kept_once(archive: SqlArchive) -> None:
    keep(archive)
    keep(archive)
    assert (listed(archive), jobs_listed(archive)) == ([1], [1])


@pytest.mark.parametrize("name", [None, "Ünï\x00cödé 🪙 %_'\"", "a" * 100])
def test_any_name_can_be_kept(archive: SqlArchive, name: str | None) -> None:
    told, run = orjson.loads(result(None).content), finished()
    told["config"]["token"]["name"] = name
    archive.keep(run, blob_of(orjson.dumps(told)), [job()])
    assert present(archive.find(run.run_hash, ""))[0].name == (name or "").replace("\x00", "\ufffd")


def test_a_study_is_summed_up_by_its_own_figures(archive: SqlArchive) -> None:
    said = {"rows": [], "parameters": ["a"], "figures": ["b"], "num_runs": 2, "failed_runs": 0}
    told = said | {"config": {"base": {"token": {"name": "Base"}}}, "manifest": {}}
    archive.keep(finished(kind="sweep", trials=2), blob_of(orjson.dumps(told)), [job()])
    found, documents = present(archive.find(hash_of(1), ""))
    assert (found.name, found.run.kind, found.run.total_trials) == ("Base", "sweep", 2)
    assert documents.summary == {name: told[name] for name in ("parameters", "figures", "num_runs", "failed_runs")}


def test_a_comparison_bears_the_name_of_its_first_economy(archive: SqlArchive) -> None:
    told = {"figures": {}, "num_trials": 2, "failed_trials": 0, "manifest": {}}
    config = {"a": {"token": {"name": "First"}}, "b": {"token": {"name": "Second"}}}
    archive.keep(finished(kind="comparison"), blob_of(orjson.dumps(told | {"config": config})), [job()])
    assert present(archive.find(hash_of(1), ""))[0].name == "First"


def test_a_result_that_is_too_long_is_refused_with_both_sizes(
    archive: SqlArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "MAX_RESULT_BYTES", 1000)
    with pytest.raises(ArchiveError, match=f"{len(result().content):,} bytes is longer than 1,000"):
        keep(archive)
    assert listed(archive) == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"{}"])
def test_a_result_that_cannot_be_read_is_refused(archive: SqlArchive, content: bytes) -> None:
    with pytest.raises(ArchiveError, match="cannot be read"):
        archive.keep(finished(), Blob(content, "etag"), [job()])


# ── Whose it is ──────────────────────────────────────────────────────────────


def test_what_is_someone_elses_is_unknown(archive: SqlArchive) -> None:
    run = keep(archive, owner="ann")
    assert archive.find(run.run_hash, "ben") is None
    assert archive.job(job().job_id, "ben") is None
    assert archive.delete(run.run_hash, "ben") is False
    assert (listed(archive, owner="ben"), jobs_listed(archive, owner="ben")) == ([], [])
    assert (listed(archive, owner="ann"), jobs_listed(archive, owner="ann")) == ([1], [1])


@pytest.mark.parametrize("name", ["a" * 64, "", "%", "\x00", "Ü" * 9999])
def test_what_was_never_there_is_unknown(archive: SqlArchive, name: str) -> None:
    assert [archive.find(name, ""), archive.result(name), archive.job(name, "")] == [None, None, None]
    assert archive.delete(name, "") is False


# ── Lists ────────────────────────────────────────────────────────────────────


def test_runs_are_listed_newest_first(archive: SqlArchive) -> None:
    for number, at in ((1, NOW), (2, NOW + 2), (3, NOW + 1)):
        keep(archive, number, at=at)
    assert listed(archive) == [2, 3, 1]


def test_every_run_is_on_one_page_though_they_completed_at_once(archive: SqlArchive) -> None:
    for number in range(7):
        keep(archive, number)
    seen: list[list[int]] = []
    place = None
    while place is not None or not seen:
        page = archive.page(RunQuery("", 3, place))
        seen.append([int(found.run.run_hash[:8], 16) for found in page.runs])
        place = page.following
    assert seen == [[6, 5, 4], [3, 2, 1], [0]]


def test_a_last_page_that_is_full_leads_nowhere(archive: SqlArchive) -> None:
    for number in range(3):
        keep(archive, number)
    assert archive.page(RunQuery("", 3)).following is None


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"name": "bit"}, [2, 1]),
        ({"name": "ÄTHER"}, [3]),
        ({"name": "%"}, [4]),
        ({"name": "_"}, []),
        ({"name": "\x00"}, []),
        ({"run_hash": hash_of(2)[:8]}, [2]),
        ({"run_hash": "0"}, [4, 3, 2, 1]),
        ({"run_hash": "%"}, []),
        ({"since": NOW + 3}, [4, 3]),
        ({"until": NOW + 3}, [3, 2, 1]),
        ({"since": NOW + 2, "until": NOW + 2}, [2]),
        ({"kind": "simulation"}, [4, 3, 2, 1]),
        ({"kind": "sweep"}, []),
        ({"name": "bit", "since": NOW + 2}, [2]),
    ],
    ids=str,
)
def test_a_list_is_narrowed_by_what_is_asked(archive: SqlArchive, wanted: dict[str, Any], numbers: list[int]) -> None:
    for number, name in enumerate(("Arbitrum", "Orbit", "Äther", "100 %"), start=1):
        keep(archive, number, name, at=NOW + number)
    assert listed(archive, **wanted) == numbers


def test_jobs_are_listed_newest_first_one_more_than_asked(archive: SqlArchive) -> None:
    for number in range(5):
        keep(archive, number)
    assert jobs_listed(archive, limit=2) == [4, 3, 2]
    assert jobs_listed(archive, limit=2, before=2) == [1, 0]


def test_jobs_are_listed_by_kind(archive: SqlArchive) -> None:
    keep(archive, 1)
    archive.keep(finished(2, kind="monte_carlo"), result(), [job(2, of=2)])
    assert jobs_listed(archive, kind="monte_carlo") == [2]


# ── Further jobs ─────────────────────────────────────────────────────────────


def test_jobs_of_runs_that_are_kept_can_follow(archive: SqlArchive) -> None:
    run = keep(archive)
    archive.keep_jobs([state(run, job(2, cached=True)), state(finished(9), job(3, of=9))])
    assert present(archive.job(job(2).job_id, "")).job.cached
    assert jobs_listed(archive) == [2, 1]


def test_a_job_that_is_kept_stays_as_it_was(archive: SqlArchive) -> None:
    run = keep(archive)
    archive.keep_jobs([state(run, job(1, cached=True))])
    assert present(archive.job(job(1).job_id, "")).job.cached is False


def test_jobs_are_forgotten_by_their_ids(archive: SqlArchive) -> None:
    run = keep(archive)
    archive.keep_jobs([state(run, job(2)), state(run, job(3))])
    archive.forget_jobs([job(1).job_id, job(3).job_id])
    assert (jobs_listed(archive), listed(archive)) == ([2], [1])


def test_jobs_that_were_answered_at_once_are_forgotten_after_their_time_and_no_others(archive: SqlArchive) -> None:
    run = keep(archive)
    archive.keep_jobs([state(run, job(2, cached=True)), state(run, job(3, at=NOW + DAY, cached=True))])
    archive.forget_answered_jobs(NOW)
    assert (jobs_listed(archive), listed(archive)) == ([3, 1], [1])


# ── Deletion ─────────────────────────────────────────────────────────────────


def test_a_run_is_deleted_with_all_that_belongs_to_it_and_nothing_else(archive: SqlArchive) -> None:
    keep(archive, 1)
    keep(archive, 2)
    assert archive.delete(hash_of(1), "") is True
    assert [archive.find(hash_of(1), ""), archive.result(hash_of(1)), archive.job(job(1).job_id, "")] == 3 * [None]
    assert (listed(archive), jobs_listed(archive)) == ([2], [2])


def test_a_run_that_was_deleted_can_be_kept_again(archive: SqlArchive) -> None:
    keep(archive)
    archive.delete(hash_of(1), "")
    keep(archive)
    assert present(archive.result(hash_of(1)))[1] == result()


# ── Many at once ─────────────────────────────────────────────────────────────


def test_many_processes_may_open_a_new_archive_at_once(opened: Callable[..., SqlArchive]) -> None:
    with ThreadPoolExecutor(8) as starters:
        archives = list(starters.map(lambda _: opened(), range(8)))
    keep(archives[0])
    assert [listed(archive) for archive in archives] == [[1]] * 8


def test_many_threads_write_and_read_at_once(opened: Callable[..., SqlArchive]) -> None:
    archives = [opened(), opened()]

    def work(number: int) -> bool:
        run = keep(archives[number % 2], number)
        return present(archives[(number + 1) % 2].result(run.run_hash))[1] == result()

    result()
    with ThreadPoolExecutor(8) as writers:
        assert all(writers.map(work, range(40)))
    assert sorted(listed(archives[0])) == list(range(40))


# ── Its form ─────────────────────────────────────────────────────────────────


def test_the_tables_in_the_database_are_those_of_the_code(archive: SqlArchive) -> None:
    seen = inspect(archive._engine)
    for table in metadata.tables.values():
        assert [column["name"] for column in seen.get_columns(table.name)] == table.columns.keys()
        assert not any(column["nullable"] for column in seen.get_columns(table.name))


def test_an_archive_of_an_older_form_is_upgraded_and_keeps_what_it_has(archive: SqlArchive) -> None:
    run = keep(archive)
    added = ("ALTER TABLE cliffcast_runs ADD COLUMN colour TEXT NOT NULL DEFAULT 'green'",)
    for _ in range(2):
        with archive._writing() as connection:
            migrate(connection, [*STEPS, added])
    columns = [column["name"] for column in inspect(archive._engine).get_columns("cliffcast_runs")]
    assert columns[-1] == "colour"
    assert present(archive.result(run.run_hash))[1] == result()


def test_an_upgrade_that_fails_leaves_the_archive_as_it_was(
    archive: SqlArchive, opened: Callable[..., SqlArchive]
) -> None:
    keep(archive)
    with pytest.raises(ArchiveError), archive._writing() as connection:
        migrate(connection, [*STEPS, ("DROP TABLE cliffcast_jobs", "DROP TABLE nobody_knows")])
    assert jobs_listed(opened()) == [1]


def test_an_archive_of_a_newer_form_is_not_opened(archive: SqlArchive, opened: Callable[..., SqlArchive]) -> None:
    with archive._writing() as connection:
        migrate(connection, [*STEPS, ()])
    with pytest.raises(ArchiveError, match=r"^the archive .* cannot be used: it has form 3 .* knows form 2[^\n]+$"):
        opened()


# ── What a file is ───────────────────────────────────────────────────────────


def test_nobody_else_may_look_into_the_folder_of_a_new_file(tmp_path: Path) -> None:
    SqlArchive(str(tmp_path / "data" / "archive.db")).close()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_file_is_named_by_its_path_or_as_a_url(tmp_path: Path, form: str) -> None:
    path = tmp_path / "archive.db"
    SqlArchive(form.format(path)).close()
    assert path.exists()


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    SqlArchive("~/archive.db").close()
    assert (tmp_path / "archive.db").exists()


def test_a_file_that_is_something_else_is_told_in_one_line_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(ArchiveError, match=r"^the archive sqlite:///.*letter.txt cannot be used: [^\n]+$"):
        SqlArchive(str(path))
    assert path.read_text().startswith("Dear Sir")


@pytest.mark.parametrize("path", ["/dev/null/archive.db", "/proc/archive.db", "/"])
def test_a_place_where_nothing_can_be_kept_is_told_in_one_line(path: str) -> None:
    with pytest.raises(ArchiveError, match=r"^the archive sqlite:///.* cannot be used: [^\n]+$"):
        SqlArchive(path)


def test_a_write_that_fails_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with closing(SqlArchive(str(tmp_path / "archive.db"))) as archive:
        with closing(sqlite3.connect(tmp_path / "archive.db")) as other:
            other.execute("DROP TABLE cliffcast_jobs")
        with pytest.raises(ArchiveError, match="no such table"):
            keep(archive)
        assert listed(archive) == []


# ── What PostgreSQL is ───────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_named_with_or_without_its_driver(postgres: Cluster, scheme: str) -> None:
    SqlArchive(postgres.new_database().replace("postgresql", scheme, 1)).close()


def test_a_database_that_is_away_is_told_in_one_line_without_the_password() -> None:
    with pytest.raises(ArchiveError, match=r"^the archive [^\n]* cannot be used: [^\n]+$") as refused:
        SqlArchive("postgresql://ann:battery-staple@127.0.0.1:1/runs")
    assert "battery-staple" not in str(refused.value)


def test_a_database_that_comes_back_is_used_again(postgres: Cluster) -> None:
    with closing(SqlArchive(postgres.new_database())) as archive:
        keep(archive)
        postgres.stop()
        with pytest.raises(ArchiveError):
            listed(archive)
        postgres.start()
        assert listed(archive) == [1]
