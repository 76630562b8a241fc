"""One switch from a line to bands."""

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import bands, design, field, link, tab, uncertainty, visit

LONG = 60_000
"""Milliseconds that a thousand trials may take on a busy machine."""


def switch(page: Page) -> Locator:
    return page.get_by_role("switch", name="Uncertainty")


def test_the_switch_turns_the_line_into_bands_and_says_how_sure_they_are(page: Page) -> None:
    visit(page)
    switch(page).check()
    expect(uncertainty(page)).to_contain_text("the median is known to", timeout=LONG)
    expect(bands(page)).to_have_count(2)


def test_while_the_trials_run_there_is_progress_and_a_way_out(page: Page) -> None:
    visit(page, link(design(enabled=True, num_trials=10_000)))
    expect(uncertainty(page).get_by_role("progressbar")).to_be_visible()
    expect(uncertainty(page)).to_contain_text("trials", timeout=LONG)
    uncertainty(page).get_by_role("button", name="Cancel").click()
    expect(uncertainty(page).get_by_role("progressbar")).to_be_hidden()


def test_cancelled_trials_are_cancelled_at_the_service(page: Page, client: httpx.Client) -> None:
    visit(page, link(design(enabled=True, num_trials=9_999)))
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        uncertainty(page).get_by_role("button", name="Cancel").click()
    expect(uncertainty(page)).to_contain_text("There are no bands yet")
    newest = client.get("/api/v2/abm/jobs", params={"limit": 1, "kind": "monte_carlo"}).json()["jobs"][0]
    assert newest["status"] == "cancelled"


def test_an_edit_makes_the_bands_old_and_one_button_makes_new_ones(page: Page) -> None:
    visit(page, link(design(enabled=True, num_trials=100)))
    expect(bands(page)).to_have_count(2, timeout=LONG)
    field(page, "Horizon").fill("24")
    expect(uncertainty(page)).to_contain_text("before your last change")
    page.get_by_role("button", name="Run the trials").click()
    expect(uncertainty(page)).to_contain_text("100 trials; the median is known", timeout=LONG)


def test_the_outcomes_have_a_histogram_and_risks_in_per_cent(page: Page) -> None:
    visit(page, link(design(enabled=True, num_trials=100)))
    tab(page, "Risk")
    expect(page.locator("#chart-outcomes svg.plot")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("region", name="Risk")).to_contain_text("end below the start price")


def test_switched_off_again_the_line_is_back(page: Page) -> None:
    visit(page, link(design(enabled=True, num_trials=100)))
    expect(bands(page)).to_have_count(2, timeout=LONG)
    switch(page).uncheck()
    expect(bands(page)).to_have_count(0)
