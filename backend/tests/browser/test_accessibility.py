"""No serious fault by axe-core, light and dark, large and small."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import design, link, tab, uncertainty, visit
from tests.browser.test_trust import FACTS, TABLE

AXE = Path(__file__).parents[3] / "frontend/node_modules/axe-core/axe.min.js"
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def faults(page: Page, within: str = "html") -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("within => axe.run(within)", within)["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_has_no_serious_fault(open_page: OpenPage, scheme: str, size: str) -> None:
    page = open_page(viewport=SIZES[size], color_scheme=scheme)
    visit(page)
    page.get_by_role("button", name="Pin", exact=True).click()
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_jobs_and_bands_have_no_serious_fault(open_page: OpenPage, scheme: str) -> None:
    page = open_page(viewport=SIZES["desktop"], color_scheme=scheme)
    visit(page, link(design(enabled=True, num_trials=50)))
    expect(uncertainty(page)).to_contain_text("the median is known", timeout=60_000)
    page.get_by_role("button", name="Jobs").click()
    assert faults(page) == []


def test_every_part_and_dialog_has_no_serious_fault(page: Page) -> None:
    visit(page)
    for name in page.get_by_role("tab").all_inner_texts():
        tab(page, name)
        assert faults(page, "#part") == [], name
    for name in ("Design Arbitrum", "New", "My designs", "Paste a table", "I have a live token"):
        page.get_by_role("button", name=name, exact=True).click()
        assert faults(page, "dialog[open]") == [], name
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_facts_passed_and_failed_have_no_serious_fault(open_page: OpenPage, scheme: str) -> None:
    page = open_page(viewport=SIZES["desktop"], color_scheme=scheme)
    page.route("**/api/v2/abm/validation", lambda route: route.fulfill(json=TABLE))
    visit(page)
    expect(page.locator(".verdict")).to_have_count(len(FACTS))
    assert faults(page) == []


@pytest.mark.parametrize("width", [360, 390, 768, 1024])
def test_nothing_sticks_out_of_the_page(open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    visit(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
