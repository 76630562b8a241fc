"""No serious fault by axe-core, light and dark, large and small, in each part and each dialog."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.desk import DESKTOP, PHONE, design, link, tab, uncertainty, visit
from tests.browser.test_trust import FACTS, TABLE

Scheme: TypeAlias = Literal["light", "dark"]

AXE = Path(__file__).parents[3] / "frontend/node_modules/axe-core/axe.min.js"

LAID_OUT = """async width => {
    for (let frame = 0; frame < 120 && document.documentElement.scrollWidth > width; frame += 1)
        await new Promise(requestAnimationFrame);
    return document.documentElement.scrollWidth;
}"""
"""How wide the page is, once the charts are drawn to the new width."""


@pytest.fixture(scope="module")
def full(open_for_all: Callable[..., Page]) -> Page:
    """A page with all it can show: bands, a pinned run, facts that passed, failed and were not measured."""
    page = open_for_all(viewport=DESKTOP)
    page.route("**/api/v2/abm/validation", lambda route: route.fulfill(json=TABLE))
    visit(page, link(design(enabled=True, num_trials=50)))
    expect(uncertainty(page)).to_contain_text("the median is known", timeout=60_000)
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator(".verdict")).to_have_count(len(FACTS))
    page.evaluate(AXE.read_text())
    return page


def faults(page: Page, within: str = "html") -> list[str]:
    """What axe-core finds serious or critical."""
    asked = "within => axe.run(within, {resultTypes: ['violations']})"
    found = page.evaluate(asked, within)["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_has_no_serious_fault(full: Page, scheme: Scheme, size: ViewportSize) -> None:
    full.emulate_media(color_scheme=scheme)
    full.set_viewport_size(size)
    full.evaluate(LAID_OUT, size["width"])
    assert faults(full) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_has_no_serious_fault(full: Page, scheme: Scheme) -> None:
    full.emulate_media(color_scheme=scheme)
    full.set_viewport_size(DESKTOP)
    for name in full.get_by_role("tab").all_inner_texts():
        tab(full, name)
        assert faults(full, "#part") == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "dialog", ["Design", "New", "My designs", "Paste a table", "I have a live token", "Share", "Jobs"]
)
def test_every_dialog_has_no_serious_fault(full: Page, dialog: str, scheme: Scheme) -> None:
    full.emulate_media(color_scheme=scheme)
    full.set_viewport_size(DESKTOP)
    opener = full.locator(".chooser") if dialog == "Design" else full.get_by_role("button", name=dialog, exact=True)
    opener.click()
    expect(full.locator("dialog[open]")).to_be_visible()
    found = faults(full, "dialog[open]")
    full.keyboard.press("Escape")
    expect(full.locator("dialog[open]")).to_have_count(0)
    assert found == []


@pytest.mark.parametrize("width", [360, 390, 768, 1024])
def test_nothing_sticks_out_of_the_page(full: Page, width: int) -> None:
    full.set_viewport_size({"width": width, "height": 800})
    assert full.evaluate(LAID_OUT, width) <= width
