"""Everything queued, running and done."""

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import bands, design, link, uncertainty, visit
from tests.stories.submissions import completed, submit, unique

LONG = 60_000


def open_jobs(page: Page) -> Locator:
    page.get_by_role("button", name="Jobs").click()
    return page.get_by_role("dialog", name="Jobs")


def test_a_reload_in_mid_job_shows_the_job_again(page: Page) -> None:
    visit(page, link(design(enabled=True, num_trials=10_000)))
    expect(uncertainty(page).get_by_role("progressbar")).to_be_visible()
    page.goto("/")
    expect(uncertainty(page).get_by_role("progressbar")).to_be_visible()
    uncertainty(page).get_by_role("button", name="Cancel").click()
    expect(uncertainty(page).get_by_role("progressbar")).to_be_hidden()


def test_a_job_of_another_client_is_listed_and_opens_with_its_design(page: Page, client: httpx.Client) -> None:
    job = completed(client, {**unique(), "token": {**unique()["token"], "name": "Elsewhere"}})
    visit(page)
    row = open_jobs(page).get_by_role("listitem").first
    expect(row).to_contain_text("Completed")
    assert (row.get_by_role("link", name="Link").get_attribute("href") or "").endswith(f"/?job={job['job_id']}")
    row.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=2, name="Elsewhere")).to_be_visible()


def test_a_link_to_a_job_opens_it_with_its_bands(page: Page, client: httpx.Client) -> None:
    job = completed(client, design(enabled=True, num_trials=50, confidence_levels=[10, 25, 50, 75, 90]))
    visit(page, f"/?job={job['job_id']}")
    expect(bands(page)).to_have_count(2)


def test_a_job_the_service_does_not_know_any_more_is_shown_as_lost(page: Page, client: httpx.Client) -> None:
    visit(page)
    forgotten = {"id": "abm_" + "0" * 32, "label": "Forgotten", "draft": design()}
    page.evaluate("job => localStorage.setItem('cliffcast.jobs', JSON.stringify([job]))", forgotten)
    page.reload()
    row = open_jobs(page).get_by_role("listitem").filter(has_text="Forgotten")
    expect(row).to_contain_text("Lost")
    row.get_by_role("button", name="Run again with changes").click()
    expect(page.get_by_role("heading", level=2, name="Arbitrum")).to_be_visible()


def test_several_jobs_are_followed_over_one_stream(page: Page, client: httpx.Client) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    jobs = [submit(client, design(enabled=True, num_trials=3000 + n)) for n in range(3)]
    visit(page)
    rows = open_jobs(page).get_by_role("listitem")
    for n in range(3):
        expect(rows.nth(n)).to_contain_text("Completed", timeout=LONG)
    open_at_once = {job["job_id"] for job in jobs}
    streams = [url for url in asked if "/stream?jobs=" in url]
    assert len(streams) <= len(open_at_once)
