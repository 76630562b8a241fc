"""Why believe it: the facts that the model is held against, as the service has them."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESKTOP, field, price_line, visit

MARKUP = "<img src=x onerror=alert(1)>"


def fact(name: str, value: float | None, *, low: float | None, high: float | None, passed: bool) -> dict[str, Any]:
    """A row of the table."""
    band = {"low": low, "high": high, "value": value, "passed": passed}
    return {"id": name, "group": "Launches", "fact": f"{name} is so", "source": f"{name}'s paper", "note": "", **band}


FACTS = [
    fact("alpha", 0.25, low=0.2, high=0.3, passed=True),
    fact("beta", -0.5, low=-0.1, high=None, passed=False),
    fact("gamma", None, low=None, high=0.78, passed=False),
    fact("delta", 3.25, low=3, high=None, passed=True) | {"group": "Theory", "note": f"see {MARKUP}"},
]

TABLE = {"facts": FACTS, "engine_version": "9.9", "data": "four facts"}


def trust(page: Page) -> Locator:
    """The part of the page that says why one may believe it."""
    return page.get_by_role("region", name="Why believe it", exact=True)


def row(page: Page, words: str) -> Locator:
    """The row of a fact."""
    return trust(page).get_by_role("row").filter(has_text=words)


@pytest.fixture(scope="module")
def told(open_for_all: Callable[..., Page]) -> Page:
    """The page of a service that has measured four facts."""
    page = open_for_all(viewport=DESKTOP)
    page.route("**/api/v2/abm/validation", lambda route: route.fulfill(json=TABLE))
    visit(page)
    return page


def test_the_shipped_table_is_shown_row_by_row(page: Page, client: httpx.Client) -> None:
    visit(page)
    table = client.get("/api/v2/abm/validation").json()
    expect(trust(page)).to_contain_text(table["engine_version"])
    expect(trust(page).locator("tbody tr")).to_have_count(len(table["facts"]))


def test_an_empty_table_is_said_to_be_empty(page: Page) -> None:
    nothing = json.dumps({"facts": [], "engine_version": "9.9", "data": ""})
    page.route("**/api/v2/abm/validation", lambda route: route.fulfill(body=nothing, content_type="application/json"))
    visit(page)
    expect(trust(page)).to_contain_text("nothing has been measured yet")


def test_failures_are_counted_and_shown_as_plainly_as_passes(told: Page) -> None:
    expect(trust(told)).to_contain_text("2 passed, 1 failed, 1 not measured")
    expect(row(told, "beta is so").locator(".verdict")).to_have_text("failed")
    expect(row(told, "beta is so")).to_be_visible()
    expect(row(told, "gamma is so").locator(".verdict")).to_have_text("not measured")


def test_each_fact_has_its_band_its_value_and_its_source(told: Page) -> None:
    expect(row(told, "alpha is so").locator("td")).to_have_text(["passed", "0.25", "0.2 to 0.3"])
    expect(row(told, "beta is so").locator("td")).to_have_text(["failed", "−0.5", "at least −0.1"])
    expect(row(told, "gamma is so").locator("td").last).to_have_text("at most 0.78")
    expect(row(told, "alpha is so")).to_contain_text("Source: alpha's paper")


def test_facts_stand_in_their_groups_and_notes_are_text(told: Page) -> None:
    trust(told).get_by_role("heading", name="Theory").click()
    expect(row(told, "delta is so")).to_contain_text(MARKUP)
    expect(told.locator("img")).to_have_count(0)


def test_the_way_to_it_leaves_the_desk_as_it_is(told: Page) -> None:
    first = price_line(told).get_attribute("d") or ""
    field(told, "Start price").fill("2")
    expect(price_line(told)).not_to_have_attribute("d", first)
    told.get_by_role("link", name="Why believe it").click()
    expect(trust(told)).to_be_in_viewport()
    expect(told.locator("#chart-price .legend")).to_contain_text("before")
