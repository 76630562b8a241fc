"""What has finished outlives the process: found again, fetched, answered from, deleted."""

import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from app.abm.async_engine.failures import STOPPED
from app.abm.async_engine.ports import PageQuery
from app.storage.sql_archive import SqlArchive
from tests.launching import call, environment
from tests.postgres import Cluster
from tests.redis_server import RedisServer
from tests.stories.posts import PREFIX, Json
from tests.stories.serving import Serve, Server, started
from tests.stories.submissions import (
    JOBS,
    PATIENCE,
    SUBMIT,
    becomes_true,
    cancel,
    completed,
    ended,
    long,
    status,
    submit,
    told,
    unique,
)

Lives: TypeAlias = Callable[..., AbstractContextManager[Server]]

RUNS = f"{PREFIX}/runs"
NOBODY = "0" * 64
NOTED = "SELECT job_id FROM cliffcast_noted"
"""Jobs that were acknowledged and have not ended."""


@pytest.fixture
def lives(tmp_path: Path) -> Lives:
    """Starts one process after another over the same archive: `with lives() as server:`."""

    @contextmanager
    def live(**settings: Any) -> Iterator[Server]:
        server = Server.start(tmp_path / "log", **{"archive_url": tmp_path / "archive.db"} | settings)
        try:
            server.await_ready()
            yield server
        finally:
            server.stop()

    return live


def named(name: str | None) -> Json:
    """A request nobody has sent before, for a token of this name."""
    request = unique()
    request["token"]["name"] = name
    return request


def runs(client: httpx.Client, **query: Any) -> list[Json]:
    answer = client.get(RUNS, params=query)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["runs"]
    return found


def run_of(client: httpx.Client, request: Json) -> Json:
    """The finished run of a request that bears a name of its own."""
    completed(client, request)
    (found,) = runs(client, name=request["token"]["name"])
    return found


# ── Across processes ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Past:
    """What an earlier process did, and a client of the one that came after."""

    client: httpx.Client
    request: Json
    jobs: list[str]
    """Ids of jobs that completed, in the order of their arrival."""
    listed: Json
    status: Json
    results: httpx.Response
    cancelled: Json

    @property
    def job(self) -> Json:
        """The addresses of the newest job."""
        return {"job_id": self.status["job_id"]} | {
            f"{name}_url": f"{JOBS}/{self.status['job_id']}/{name}" for name in ("status", "results", "stream")
        }


def await_jobs(archive: Path, count: int) -> None:
    """Wait until so many jobs are archived: those that are answered at once are written a moment later."""
    deadline = time.monotonic() + PATIENCE
    with closing(SqlArchive(str(archive))) as opened:
        while len(opened.jobs(PageQuery("", 100))) < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """A process that was killed as soon as its last job had completed, and its successor."""
    folder = tmp_path_factory.mktemp("past")
    request = unique()
    settings: Json = {"archive_url": folder / "archive.db"}
    first = Server.start(folder / "first", **settings)
    first.await_ready()
    cancelled = submit(first.client, long())
    cancel(first.client, cancelled)
    jobs = [completed(first.client, one)["job_id"] for one in (unique(), request, unique())]
    jobs += [submit(first.client, request)["job_id"] for _ in range(2)]
    await_jobs(settings["archive_url"], len(jobs))
    last = completed(first.client, unique())
    told = {
        "listed": first.client.get(JOBS, params={"status": "completed"}).json(),
        "status": status(first.client, last),
        "results": first.client.get(last["results_url"]),
    }
    first.kill()
    second = Server.start(folder / "second", **settings)
    second.await_ready()
    yield Past(second.client, request, [*jobs, last["job_id"]], cancelled=cancelled, **told)
    second.stop()


def test_a_finished_job_is_the_same_in_the_next_process(past: Past) -> None:
    assert status(past.client, past.job) == past.status


def test_a_result_is_the_same_in_the_next_process(past: Past) -> None:
    after = past.client.get(past.job["results_url"])
    assert (after.content, after.headers["ETag"]) == (past.results.content, past.results.headers["ETag"])


def test_jobs_are_listed_alike_by_the_next_process(past: Past) -> None:
    before = [job for job in past.listed["jobs"] if job["created_at"] <= past.status["created_at"]]
    after = past.client.get(JOBS).json()["jobs"]
    assert [job for job in after if job["job_id"] in past.jobs] == before
    assert [job["job_id"] for job in before] == past.jobs[::-1]


def test_jobs_of_both_processes_fill_pages_together(past: Past) -> None:
    newer = [completed(past.client, unique())["job_id"] for _ in range(2)]
    seen: list[str] = []
    cursor: Json | None = {}
    while cursor is not None:
        page = past.client.get(JOBS, params={"limit": 3} | cursor).json()
        seen += [job["job_id"] for job in page["jobs"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert seen[:2] == newer[::-1]
    assert len(seen) == len(set(seen))
    assert [job for job in seen if job in past.jobs] == past.jobs[::-1]


def test_a_job_of_an_earlier_process_streams_one_done_and_cannot_be_cancelled(past: Past) -> None:
    assert [event["type"] for event in told(past.client, past.job["stream_url"])] == ["done"]
    assert cancel(past.client, past.job).status_code == 409


def test_a_configuration_that_was_run_in_an_earlier_process_is_answered_at_once(past: Past) -> None:
    answer = past.client.post(SUBMIT, json=past.request)
    assert (answer.status_code, answer.json()["status"], answer.json()["cached"]) == (200, "completed", True)
    assert status(past.client, answer.json())["cached"] is True


def test_a_fresh_run_is_run_whatever_the_archive_has(past: Past) -> None:
    again = submit(past.client, past.request, params={"fresh": "true"})
    assert (again["cached"], ended(past.client, again)["status"]) == (False, "completed")


def test_what_did_not_complete_is_not_archived(past: Past) -> None:
    assert past.client.get(past.cancelled["status_url"]).status_code == 404


def test_each_key_has_its_own_runs_in_the_next_process_too(lives: Lives) -> None:
    keys = "correct-horse,battery-staple"
    mine, yours = ({"X-API-Key": key} for key in keys.split(","))
    with lives(api_keys=keys) as first:
        job = completed(first.client, unique(), headers=mine)
    with lives(api_keys=keys) as second:
        (found,) = second.client.get(RUNS, headers=mine).json()["runs"]
        assert second.client.get(RUNS, headers=yours).json()["runs"] == []
        for address in (found["run_url"], found["results_url"], job["status_url"]):
            answers = [second.client.get(address, headers=who).status_code for who in (mine, yours, {})]
            assert answers == [200, 404, 401]
        assert second.client.delete(found["run_url"], headers=yours).status_code == 404


def test_a_service_serves_from_postgresql_as_from_a_file(serve: Serve, postgres: Cluster) -> None:
    url, request = postgres.new_database(), unique()
    job = completed(serve(archive_url=url).client, request)
    other = serve(archive_url=url).client
    assert status(other, job)["status"] == "completed"
    assert submit(other, request)["cached"] is True


@contextmanager
def working(log: Path, **settings: object) -> Iterator[None]:
    """A node of one worker."""
    worker = started("worker", environment(workers=1, **settings), log)
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=30)


def test_what_workers_complete_is_known_when_redis_has_forgotten_it(
    serve: Serve, redis: RedisServer, tmp_path: Path
) -> None:
    shared: Json = {"store_url": redis.url, "engine_url": redis.url, "archive_url": tmp_path / "archive.db"}
    request, client = unique(), serve(**shared).client
    with working(tmp_path / "worker.log", **shared):
        job = completed(client, request)
        before = status(client, job), client.get(job["results_url"]).content
        await_jobs(shared["archive_url"], 1)
    with redis.client() as connection:
        connection.flushall()
    assert (status(client, job), client.get(job["results_url"]).content) == before
    assert submit(client, request)["cached"] is True
    assert [run["total_months"] for run in runs(client)] == [12]


def _named(job: Json) -> Json:
    return {"status_url": f"{JOBS}/{job['job_id']}/status"}


@pytest.mark.parametrize("way", ["stop", "kill"])
def test_jobs_that_were_acknowledged_and_never_ended_are_reported_by_name(tmp_path: Path, way: str) -> None:
    settings: Json = {"archive_url": tmp_path / "archive.db", "workers": 1}
    first = Server.start(tmp_path / "first", **settings)
    first.await_ready()
    jobs = [submit(first.client, long() | {"monte_carlo": {"num_trials": 20}}) for _ in range(3)]
    cancelled, done = submit(first.client, long()), completed(first.client, unique())
    cancel(first.client, cancelled)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as archive, archive:
        unfinished = {job["job_id"] for job in jobs}
        assert becomes_true(lambda: {row[0] for row in archive.execute(NOTED)} == unfinished)
        getattr(first, way)()
        archive.execute("UPDATE cliffcast_noted SET heard_at = heard_at - 10")  # seconds, which pass here
    second = Server.start(tmp_path / "second", **settings)
    try:
        second.await_ready()
        for job in jobs:
            end = ended(second.client, _named(job))
            assert (end["status"], end["error"]) == ("failed", STOPPED)
        assert status(second.client, _named(done))["status"] == "completed"
        assert second.client.get(_named(cancelled)["status_url"]).status_code == 404
    finally:
        second.stop()


# ── Lists ────────────────────────────────────────────────────────────────────


def test_a_finished_run_is_listed_with_what_it_was(client: httpx.Client) -> None:
    request = named("Listed")
    found = run_of(client, request)
    assert (found["kind"], found["name"], found["total_months"], found["total_trials"]) == (
        "simulation",
        "Listed",
        12,
        None,
    )
    assert found["size_bytes"] == len(client.get(found["results_url"]).content)
    assert found["created_at"] <= found["started_at"] <= found["completed_at"]


def test_many_trials_are_one_run(client: httpx.Client) -> None:
    found = run_of(client, named("Trials") | {"monte_carlo": {"enabled": True, "num_trials": 5}})
    assert (found["kind"], found["total_trials"]) == ("monte_carlo", 5)
    assert client.get(found["run_url"]).json()["summary"]["num_trials"] == 5


def test_pages_lead_from_the_newest_to_the_oldest(client: httpx.Client) -> None:
    for number in range(5):
        completed(client, named(f"Paged {number}"))
    seen: list[list[str]] = []
    cursor: Json | None = {}
    while cursor is not None:
        page = client.get(RUNS, params={"name": "paged", "limit": 2, **cursor}).json()
        seen.append([run["name"][-1] for run in page["runs"]])
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert seen == [["4", "3"], ["2", "1"], ["0"]]


def test_a_list_is_narrowed_by_hash_day_and_kind(client: httpx.Client) -> None:
    found = run_of(client, named("Narrow"))
    today = datetime.now(UTC).date()
    near, far = [today - timedelta(1), today + timedelta(1)], [today + timedelta(2), today - timedelta(2)]

    def names(**query: Any) -> list[str]:
        return [run["name"] for run in runs(client, name="narrow", **query)]

    assert names(hash=found["run_hash"][:10], since=near[0], until=near[1], kind="simulation") == ["Narrow"]
    assert names(since=far[0]) == names(until=far[1]) == names(kind="sweep") == []
    assert names(hash="0" * 10) == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"cursor": "1"},
        {"cursor": f"-1.0-{NOBODY}"},
        {"hash": "xyz"},
        {"since": "yesterday"},
        {"since": "1750000000"},
        {"until": "2026-02-30"},
        {"kind": "walk"},
        {"name": "a" * 101},
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused(client: httpx.Client, query: Any) -> None:
    answer = client.get(RUNS, params=query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("query", [{"since": "0001-01-01", "until": "9999-12-31"}, {"name": "\x00%_\\"}], ids=str)
def test_a_question_at_the_edge_of_sense_is_answered(client: httpx.Client, query: Json) -> None:
    assert client.get(RUNS, params=query).status_code == 200


# ── One run ──────────────────────────────────────────────────────────────────


def test_a_run_says_what_its_result_says_besides_rows(client: httpx.Client) -> None:
    found = run_of(client, named("Detailed"))
    details, result = client.get(found["run_url"]).json(), client.get(found["results_url"]).json()
    assert found.items() <= details.items()
    assert all(details[name] == result[name] for name in ("config", "manifest", "summary"))


def test_the_result_of_a_run_is_that_of_its_job_in_every_format(client: httpx.Client) -> None:
    request = named("Formats")
    job = completed(client, request)
    (found,) = runs(client, name="formats")
    for form in ("json", "csv", "parquet"):
        mine, its = (client.get(url, params={"format": form}) for url in (found["results_url"], job["results_url"]))
        assert (mine.content, mine.headers["ETag"]) == (its.content, its.headers["ETag"])


def test_a_result_that_is_known_is_not_sent_again(client: httpx.Client) -> None:
    url = run_of(client, named("Known"))["results_url"]
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("run_hash", [NOBODY, "0", "%00", "..%2f..", "A" * 5000])
@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("GET", "/results"), ("DELETE", "")])
def test_a_run_that_never_was_is_unknown(client: httpx.Client, run_hash: str, method: str, end: str) -> None:
    answer = client.request(method, f"{RUNS}/{run_hash}{end}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_an_address_names_every_method_it_answers(client: httpx.Client) -> None:
    answers = {path: client.put(f"{PREFIX}/{path}") for path in ("runs", "runs/0", "jobs/0", "simulate")}
    assert {path: (answer.status_code, answer.headers["Allow"]) for path, answer in answers.items()} == {
        "runs": (405, "GET"),
        "runs/0": (405, "GET, DELETE"),
        "jobs/0": (405, "DELETE"),
        "simulate": (405, "POST"),
    }


# ── Deletion ─────────────────────────────────────────────────────────────────


def test_a_deleted_run_is_gone_from_everywhere(client: httpx.Client) -> None:
    request = named("Deleted")
    job = completed(client, request)
    (found,) = runs(client, name="deleted")
    assert client.delete(found["run_url"]).json()["run_hash"] == found["run_hash"]
    gone = (found["run_url"], found["results_url"], job["results_url"])
    assert [client.get(url).status_code for url in gone] == [404, 404, 410]
    assert runs(client, name="deleted") == []
    assert client.delete(found["run_url"]).status_code == 404


def test_what_was_deleted_is_run_and_kept_again(client: httpx.Client) -> None:
    request = named("Restored")
    client.delete(run_of(client, request)["run_url"])
    assert submit(client, request)["cached"] is False
    assert run_of(client, request)["name"] == "Restored"


# ── Without an archive, or without its help ──────────────────────────────────


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("GET", "/0"), ("GET", "/0/results"), ("DELETE", "/0")])
def test_a_service_that_keeps_nothing_says_how_it_would(modest: httpx.Client, method: str, end: str) -> None:
    answer = modest.request(method, RUNS + end)
    assert answer.status_code == 404
    assert "ABM_ARCHIVE_URL" in answer.json()["detail"]


def test_a_job_completes_though_the_archive_fails(lives: Lives, tmp_path: Path) -> None:
    with lives() as server:
        with closing(sqlite3.connect(tmp_path / "archive.db")) as file:
            file.executescript("DROP TABLE cliffcast_results; DROP TABLE cliffcast_jobs")
        job = completed(server.client, unique())
        assert server.client.get(job["results_url"]).status_code == 200
        assert "cliffcast_archive_failures_total 0.0" not in server.client.get("/metrics").text
        assert "the archive failed" in server.log.read_text()
        asked = [server.client.get(address) for address in (f"{RUNS}/{NOBODY}", JOBS)]
        assert [(answer.status_code, answer.headers["Retry-After"]) for answer in asked] == [(503, "5")] * 2


def test_serving_keeps_runs_in_the_data_folder_of_the_user(
    lives: Lives, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with lives(archive_url="") as server:
        run_of(server.client, named("Kept"))
    assert (tmp_path / "data" / "cliffcast" / "archive.db").exists()


def test_a_database_that_is_not_there_stops_the_start_with_one_line(postgres: Cluster) -> None:
    address = postgres.new_database().replace("@", ":battery-staple@")
    told = refused(f"{address}_of_somebody_else")
    assert "does not exist" in told
    assert "battery-staple" not in told


def test_an_archive_that_cannot_be_opened_stops_the_start_with_one_line() -> None:
    told = refused("/dev/null/archive.db")
    assert "cannot be used" in told
    assert "ABM_ARCHIVE_URL" in told


def test_an_archive_of_a_newer_version_stops_the_start_with_one_line(tmp_path: Path) -> None:
    SqlArchive(str(tmp_path / "archive.db")).close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as file, file:
        file.execute("UPDATE cliffcast_archive SET version = 99")
    assert "use a newer one" in refused(str(tmp_path / "archive.db"))


def refused(url: str, command: str = "serve", **settings: Any) -> str:
    """What a start said that did not come about: one line."""
    said = call(command, archive_url=url, port=1, **settings)
    assert (said.returncode, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)
    return said.stderr
