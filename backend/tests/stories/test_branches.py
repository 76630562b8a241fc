"""A run that follows a finished one up to a month, as clients ask for it."""

import csv
import io
from pathlib import Path

import httpx
import pytest

from tests.redis_server import RedisServer
from tests.stories.posts import SIMULATE, Json, small
from tests.stories.serving import Serve
from tests.stories.submissions import SUBMIT, completed, status, submit, unique
from tests.stories.test_archive_away import locked
from tests.stories.test_finished_runs import working

MONTH = 4


@pytest.fixture(scope="module")
def trunk(client: httpx.Client) -> Json:
    return finished(client)


def finished(client: httpx.Client) -> Json:
    """A finished run: its request, its result and its hash."""
    request = unique(enable_treasury=True)
    job = completed(client, request)
    return {"request": request, "result": client.get(job["results_url"]).json(), "hash": hash_of(client, job)}


def hash_of(client: httpx.Client, job: Json) -> str:
    """The hash of what a job runs."""
    return str(status(client, job)["run_hash"])


def branch(trunk: Json, month: int = MONTH, **abm: object) -> Json:
    """The trunk's request with another fee from a month on."""
    request: Json = trunk["request"]
    behaviour = request["abm"] | {"treasury_config": {"transaction_fee_pct": 0.2}} | abm
    return request | {"abm": behaviour, "branch_from": {"run_hash": trunk["hash"], "month": month}}


def is_followed(client: httpx.Client, trunk: Json) -> None:
    """A branch is the run it follows, and then its own."""
    rows = client.get(completed(client, branch(trunk))["results_url"]).json()["global_metrics"]
    before = trunk["result"]["global_metrics"]
    assert rows[: MONTH + 1] == before[: MONTH + 1]
    assert rows[MONTH + 1]["fee_fiat"] > before[MONTH + 1]["fee_fiat"]


def test_a_branch_is_the_run_it_follows_and_then_its_own(client: httpx.Client, trunk: Json) -> None:
    is_followed(client, trunk)


def test_a_branch_answered_at_once_says_the_same(client: httpx.Client, trunk: Json) -> None:
    as_a_job = client.get(completed(client, branch(trunk))["results_url"]).json()
    at_once = client.post(SIMULATE, json=branch(trunk)).json()
    assert at_once["global_metrics"] == as_a_job["global_metrics"]


def test_the_configuration_of_a_branch_can_be_posted_again(client: httpx.Client, trunk: Json) -> None:
    result = client.get(completed(client, branch(trunk))["results_url"]).json()
    assert result["config"]["branch_from"] == {"run_hash": trunk["hash"], "month": MONTH}
    assert submit(client, result["config"])["cached"] is True


def test_another_month_or_no_branch_is_another_run(client: httpx.Client, trunk: Json) -> None:
    completed(client, branch(trunk))
    plain = {name: value for name, value in branch(trunk).items() if name != "branch_from"}
    assert [submit(client, request)["cached"] for request in (branch(trunk, MONTH + 1), plain)] == [False, False]


def test_a_branch_can_be_fetched_as_a_table_and_followed_itself(client: httpx.Client, trunk: Json) -> None:
    job = completed(client, branch(trunk))
    result = client.get(job["results_url"]).json()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{job['results_url']}.csv").text)))
    assert [float(row["price"]) for row in rows] == [row["price"] for row in result["global_metrics"]]
    second = {**trunk, "hash": hash_of(client, job)}
    again = client.get(completed(client, branch(second, MONTH + 3))["results_url"]).json()
    assert again["global_metrics"] == result["global_metrics"]


def test_workers_follow_a_run_that_is_not_archived_yet(serve: Serve, redis: RedisServer, tmp_path: Path) -> None:
    shared: Json = {"store_url": redis.url, "engine_url": redis.url, "archive_url": tmp_path / "archive.db"}
    client = serve(**shared).client
    with working(tmp_path / "worker.log", **shared), locked(shared["archive_url"]):
        is_followed(client, finished(client))


def test_a_run_that_only_the_archive_has_is_followed(serve: Serve, tmp_path: Path) -> None:
    before = serve(archive_url=tmp_path / "archive.db")
    trunk = finished(before.client)
    before.stop()
    is_followed(serve(archive_url=tmp_path / "archive.db").client, trunk)


@pytest.mark.parametrize(
    ("place", "month", "change", "words"),
    [
        ("branch_from.run_hash", MONTH, {"hash": "0" * 64}, "is no single run that is kept"),
        ("branch_from.run_hash", MONTH, {"hash": "nonsense"}, "must"),
        ("branch_from.month", 12, {}, "must be at most 11"),
        ("branch_from.month", -1, {}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_field(
    client: httpx.Client, trunk: Json, place: str, month: int, change: Json, words: str
) -> None:
    response = client.post(SUBMIT, json=branch(trunk | change, month))
    problem = response.json()
    assert (response.status_code, [".".join(map(str, e["loc"][1:])) for e in problem["errors"]]) == (422, [place])
    assert words in problem["detail"]


def test_another_economy_is_refused_with_the_field(client: httpx.Client, trunk: Json) -> None:
    response = client.post(SUBMIT, json=branch(trunk, seed=5))
    assert response.status_code == 422
    assert "abm.seed: must be" in response.json()["detail"]


def test_trials_do_not_branch(client: httpx.Client, trunk: Json) -> None:
    response = client.post(SUBMIT, json=branch(trunk) | {"monte_carlo": {"num_trials": 3}})
    assert "branch_from: is for a single run" in response.json()["detail"]


def test_a_service_that_keeps_nothing_says_so(modest: httpx.Client) -> None:
    response = modest.post(SUBMIT, json=small() | {"branch_from": {"run_hash": "0" * 64, "month": 1}})
    assert (response.status_code, "ABM_ARCHIVE_URL" in response.json()["detail"]) == (422, True)
