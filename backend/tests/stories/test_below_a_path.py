"""A service that a proxy shows below a path: every address it tells begins with that path."""

import httpx
import pytest

from tests.stories.posts import PREFIX, VALIDATE, Json, small
from tests.stories.serving import Serve
from tests.stories.submissions import JOBS, SUBMIT, completed, status, told, unique
from tests.stories.test_page_files import PAGES, loads

DESK = "/desk"
TAKEN_OFF = {"X-Forwarded-Prefix": "/tools/desk"}


@pytest.fixture(scope="module")
def desk(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> httpx.Client:
    """A client of a service that is told so by its operator."""
    return serve(root_path=f"{DESK}/", archive_url=tmp_path_factory.mktemp("archive") / "archive.db").client


@pytest.fixture(scope="module")
def proxied(serve: Serve) -> httpx.Client:
    """A client that is a trusted proxy."""
    return serve(trusted_proxies="127.0.0.1").client


def addresses_of(answer: Json) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name.endswith("_url")}


@pytest.mark.parametrize("shown", ["", DESK], ids=["taken off", "left on"])
def test_addresses_are_answered_whether_the_path_is_taken_off_or_not(desk: httpx.Client, shown: str) -> None:
    answers = [desk.get(shown + path) for path in ("/", "/docs", "/health", JOBS, "/openapi.json")]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert desk.post(shown + VALIDATE, json=small()).json()["valid"]


@pytest.mark.parametrize("shown", ["", DESK], ids=["taken off", "left on"])
@pytest.mark.parametrize("trials", [{}, {"monte_carlo": {"num_trials": 2}}], ids=["a run", "trials"])
def test_a_submission_is_told_addresses_below_the_path(desk: httpx.Client, shown: str, trials: Json) -> None:
    response = desk.post(shown + SUBMIT, json=unique() | trials)
    told = addresses_of(response.json())
    assert [value.startswith(f"{DESK}{PREFIX}/") for value in told.values()] == [True] * 3
    assert response.headers["Location"] == told["status_url"]


def test_the_addresses_that_are_told_are_answered(desk: httpx.Client) -> None:
    job = completed(desk, unique())
    assert status(desk, job)["status"] == "completed"
    assert told(desk, job["stream_url"])[-1]["type"] == "done"
    assert desk.get(job["results_url"]).status_code == 200


def test_finished_runs_are_told_below_the_path(desk: httpx.Client) -> None:
    completed(desk, unique())
    run = desk.get(f"{PREFIX}/runs").json()["runs"][0]
    assert {value.startswith(f"{DESK}{PREFIX}/runs/") for value in addresses_of(run).values()} == {True}
    details = desk.get(run["run_url"]).json()
    assert addresses_of(details) == addresses_of(run)
    assert desk.get(run["results_url"]).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_whatever_a_page_loads_or_leads_to_is_below_the_path(desk: httpx.Client, page: str) -> None:
    addresses = loads(desk, page).addresses
    assert {address.startswith(f"{DESK}/") for address in addresses} == {True}
    assert {desk.get(address).status_code for address in addresses} == {200}


def test_the_description_says_where_the_service_is(desk: httpx.Client) -> None:
    assert desk.get("/openapi.json").json()["servers"] == [{"url": DESK}]


@pytest.mark.parametrize(("path", "leads_to"), [(DESK, f"{DESK}/"), (f"{JOBS}/", f"{DESK}{JOBS}")])
def test_who_is_sent_on_is_sent_below_the_path(desk: httpx.Client, path: str, leads_to: str) -> None:
    response = desk.get(path)
    assert (response.status_code, response.headers["Location"]) == (307, str(desk.base_url.join(leads_to)))


def test_who_has_lost_the_way_is_led_to_the_documentation_below_the_path(desk: httpx.Client) -> None:
    assert f"at {DESK}/docs " in desk.get("/nowhere").json()["detail"]


def test_a_trusted_proxy_says_which_path_it_has_taken_off(proxied: httpx.Client) -> None:
    response = proxied.post(SUBMIT, json=unique(), headers=TAKEN_OFF)
    assert response.headers["Location"].startswith(f"/tools/desk{PREFIX}/jobs/")
    assert ' href="/tools/desk/assets/' in proxied.get("/", headers=TAKEN_OFF).text
    assert proxied.get("/openapi.json", headers=TAKEN_OFF).json()["servers"] == [{"url": "/tools/desk"}]


def test_a_path_like_one_of_ours_may_be_taken_off(proxied: httpx.Client) -> None:
    response = proxied.post(SUBMIT, json=unique(), headers={"X-Forwarded-Prefix": "/api"})
    assert response.headers["Location"].startswith(f"/api{PREFIX}/jobs/")


@pytest.mark.parametrize("prefix", ['/"><script>', "//elsewhere", "elsewhere", "/a b", "/" + "x" * 500, "", "/"])
def test_what_is_no_path_is_not_believed(proxied: httpx.Client, prefix: str) -> None:
    response = proxied.post(SUBMIT, json=unique(), headers={"X-Forwarded-Prefix": prefix})
    assert response.headers["Location"].startswith(f"{PREFIX}/jobs/")


def test_nobody_else_is_believed(client: httpx.Client) -> None:
    response = client.post(SUBMIT, json=unique(), headers=TAKEN_OFF)
    assert response.headers["Location"].startswith(f"{PREFIX}/jobs/")
