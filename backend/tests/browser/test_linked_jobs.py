"""The address of a job brings what is in it, whatever kind it is, and shows how far it has come until then."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from posts import PREFIX, small

from tests.browser.desk import design, link, price_line, visit
from tests.stories.submissions import ended, endless, long, submit

LONG = 60_000
CLOSES = [{"date": f"2025-{month:02d}-01", "close": 1 - month / 20} for month in range(1, 13)]
CLIFF = {"pointer": "/buckets/0/cliff_months", "low": 3, "high": 9, "whole": True}
TRIALS = {"trials": 2}

STUDIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "sweep": (
        "sweep",
        {"parameters": [{"pointer": "/token/initial_price", "name": "start", "values": [1, 2]}]},
        "2 variants",
    ),
    "stress": ("stress", TRIALS | {"stresses": ["forgotten"]}, "Attention fades"),
    "what matters": ("sensitivity", {"parameters": [CLIFF], "samples": 2}, "What moves it"),
    "improvement": (
        "optimize",
        TRIALS | {"levers": [CLIFF], "objectives": [{"figure": "final_price", "goal": "max"}], "designs": 6},
        "beaten by no other",
    ),
}


def linked(page: Page) -> Locator:
    """What is said of a job that is still under way."""
    return page.get_by_role("region", name="The job of this link")


def named(name: str) -> dict[str, Any]:
    """A small economy of that name."""
    return small(market={"path": "flat"}) | {"token": small()["token"] | {"name": name}}


def finished(client: httpx.Client, address: str, request: dict[str, Any]) -> str:
    """The id of a study that has ended."""
    job = client.post(f"{PREFIX}/{address}", json=request).json()
    assert ended(client, job)["status"] == "completed"
    return str(job["job_id"])


def test_a_job_under_way_shows_its_progress_and_then_its_result(page: Page, client: httpx.Client) -> None:
    job = submit(client, long())
    page.goto(f"/?job={job['job_id']}")
    expect(linked(page).get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Arbitrum")).to_have_count(0)
    expect(price_line(page)).to_be_visible(timeout=LONG)
    expect(page.get_by_role("heading", level=2, name="Unnamed token")).to_be_visible()
    expect(linked(page)).to_have_count(0)
    expect(page).to_have_url(re.compile("/$"))


def test_a_job_that_is_cancelled_says_so_and_something_real_is_shown(page: Page, client: httpx.Client) -> None:
    job = submit(client, endless())
    page.goto(f"/?job={job['job_id']}")
    linked(page).get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("has no result: it was cancelled")
    expect(price_line(page)).to_be_visible()


@pytest.mark.parametrize("kind", STUDIES)
def test_a_study_opens_with_its_design_and_its_answer(page: Page, client: httpx.Client, kind: str) -> None:
    address, request, words = STUDIES[kind]
    job = finished(client, address, {"base": named(kind)} | request)
    visit(page, f"/?job={job}")
    expect(page.get_by_role("heading", level=2, name=kind, exact=True)).to_be_visible()
    answer = page.get_by_role("tabpanel", name="What to do").get_by_text(words).first
    expect(answer).to_be_in_viewport()


def test_a_comparison_opens_with_both_designs(page: Page, client: httpx.Client) -> None:
    trials = {"num_trials": 4}
    job = finished(client, "monte-carlo/compare", {"a": named("First"), "b": named("Second"), "monte_carlo": trials})
    visit(page, f"/?job={job}")
    expect(page.get_by_role("heading", level=2, name="Second")).to_be_visible()
    expect(page.locator("#chart-differences svg")).to_be_visible()
    expect(page.locator("#chart-price .legend")).to_contain_text("compared with")


def test_a_calibration_opens_with_what_was_learnt(page: Page, client: httpx.Client) -> None:
    job = finished(client, "calibrate", {"base": named("Learnt"), "history": {"months": CLOSES}})
    visit(page, f"/?job={job}")
    live = page.get_by_role("dialog", name="I have a live token")
    expect(live.locator("#chart-fitted svg")).to_be_visible()


def test_a_job_nobody_knows_any_more_leaves_the_desk_as_it_is(page: Page) -> None:
    visit(page, link(design("op")))
    visit(page, f"/?job=abm_{'0' * 32}")
    expect(page.get_by_role("alert")).to_contain_text("does not know the job")
    expect(page.get_by_role("heading", level=2, name="Optimism")).to_be_visible()
