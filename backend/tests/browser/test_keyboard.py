"""A designer without a mouse: from a pasted table to a printed report."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESKTOP, field, put, visit

LONG = 60_000
MOST_STEPS = 400

SHEET = "Who\tShare\tTGE\tCliff\tVesting\nTeam\t40%\t0\t12\t24\nSale\t60%\t50%\t0\t12\n"

MINE = {
    "token": {"name": "Mine", "total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 24},
    "buckets": [
        {"bucket": "Team", "allocation": 40, "cliff_months": 12},
        {"bucket": "Sale", "allocation": 60, "tge_unlock_pct": 100},
    ],
}


@pytest.fixture(scope="module")
def opened(open_for_all: Callable[..., Page]) -> Page:
    """A page whose printer only notes that it was asked."""
    page = open_for_all(viewport=DESKTOP)
    page.add_init_script("window.printed = 0; window.print = () => (window.printed += 1)")
    visit(page)
    expect(field(page, "Total supply")).to_be_visible()
    return page


@pytest.fixture
def desk(opened: Page) -> Page:
    """Two buckets on the desk, and the focus at the top of the page."""
    put(opened, MINE)
    opened.evaluate("document.activeElement?.blur()")
    return opened


def reach(page: Page, wanted: Locator) -> None:
    """Step on until the focus is there."""
    expect(wanted).to_be_enabled(timeout=LONG)
    target = wanted.element_handle()
    for _ in range(MOST_STEPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_STEPS} steps do not lead to {wanted}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Step to a button and press it."""
    reach(page, page.get_by_role("button", name=name, exact=True).first)
    page.keyboard.press(key)


def test_a_table_is_pasted_looked_at_and_put_on_the_desk(desk: Page) -> None:
    press(desk, "Paste a table")
    dialog = desk.get_by_role("dialog", name="Paste a table")
    reach(desk, dialog.get_by_label("Paste the rows"))
    desk.keyboard.insert_text(SHEET)
    press(desk, "Replace the table with these 2 buckets")
    expect(dialog).to_be_hidden()
    expect(desk.get_by_role("button", name="Paste a table")).to_be_focused()
    expect(field(desk, "Sale: Unlocked at launch")).to_have_value("50")


def test_an_edit_is_made_and_undone(desk: Page) -> None:
    cliff = field(desk, "Team: Cliff")
    reach(desk, cliff)
    desk.keyboard.press("Control+a")
    desk.keyboard.type("18")
    expect(desk.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    desk.keyboard.press("Control+z")
    expect(cliff).to_have_value("12")
    expect(desk.get_by_label("Key figures", exact=True)).not_to_contain_text("before:")


def test_a_better_design_is_looked_for_and_the_design_is_stressed(desk: Page) -> None:
    reach(desk, desk.get_by_role("tab", selected=True))
    desk.keyboard.press("End")
    expect(desk.get_by_role("tab", name="What to do")).to_be_focused()
    improve = desk.get_by_role("region", name="Improve this design")
    reach(desk, improve.get_by_label("Team: Cliff", exact=True))
    desk.keyboard.press("Space")
    press(desk, "Look for better designs")
    expect(improve.get_by_role("status").last).to_contain_text("beaten by no other", timeout=LONG)
    press(desk, "Stress this design")
    stress = desk.get_by_role("region", name="Stress", exact=True)
    reach(desk, stress.get_by_role("button", name="Lay over").first)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("region", name="Comparison")).to_be_visible()


def test_the_report_is_printed(desk: Page) -> None:
    press(desk, "Print")
    assert desk.evaluate("window.printed") == 1
