"""A run that follows a finished one up to a month, as clients ask for it."""

import csv
import io
from pathlib import Path

import httpx
import pytest

from tests.redis_server import RedisServer
from tests.stories.posts import PREFIX, SIMULATE, Json, small
from tests.stories.serving import Serve
from tests.stories.submissions import SUBMIT, becomes_true, completed, submit, unique
from tests.stories.test_finished_runs import working

MONTH = 4


@pytest.fixture(scope="module")
def trunk(client: httpx.Client) -> Json:
    return finished(client)


def finished(client: httpx.Client) -> Json:
    """A finished run: its request, its result and its hash."""
    request = unique(enable_treasury=True)
    result = client.get(completed(client, request)["results_url"]).json()
    return {"request": request, "result": result, "hash": hash_of(client, result)}


def hash_of(client: httpx.Client, result: Json) -> str:
    """The hash under which the archive keeps a run; workers' runs are told a moment before they are kept."""

    def kept() -> list[str]:
        runs = client.get(f"{PREFIX}/runs", params={"kind": "simulation"}).json()["runs"]
        hashes = [str(run["run_hash"]) for run in runs]
        return [each for each in hashes if client.get(f"{PREFIX}/runs/{each}").json()["manifest"] == result["manifest"]]

    (found,) = becomes_true(kept)
    return str(found)


def branch(trunk: Json, month: int = MONTH, **abm: object) -> Json:
    """The trunk's request with another fee from a month on."""
    request: Json = trunk["request"]
    behaviour = request["abm"] | {"treasury_config": {"transaction_fee_pct": 0.2}} | abm
    return request | {"abm": behaviour, "branch_from": {"run_hash": trunk["hash"], "month": month}}


def test_a_branch_is_the_run_it_follows_and_then_its_own(client: httpx.Client, trunk: Json) -> None:
    rows = client.get(completed(client, branch(trunk))["results_url"]).json()["global_metrics"]
    followed = trunk["result"]["global_metrics"]
    assert rows[: MONTH + 1] == followed[: MONTH + 1]
    assert rows[MONTH + 1]["fee_fiat"] > followed[MONTH + 1]["fee_fiat"]


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
    second = {**trunk, "hash": hash_of(client, result)}
    again = client.get(completed(client, branch(second, MONTH + 3))["results_url"]).json()
    assert again["global_metrics"] == result["global_metrics"]


def test_workers_follow_a_run_too(serve: Serve, redis: RedisServer, tmp_path: Path) -> None:
    shared: Json = {"store_url": redis.url, "engine_url": redis.url, "archive_url": tmp_path / "archive.db"}
    client = serve(**shared).client
    with working(tmp_path / "worker.log", **shared):
        followed = finished(client)
        rows = client.get(completed(client, branch(followed))["results_url"]).json()["global_metrics"]
    assert rows[: MONTH + 1] == followed["result"]["global_metrics"][: MONTH + 1]
    assert rows[MONTH + 1]["fee_fiat"] > followed["result"]["global_metrics"][MONTH + 1]["fee_fiat"]


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
