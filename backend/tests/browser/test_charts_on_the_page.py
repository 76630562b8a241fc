"""One month for all charts, by pointer, by key and by ear."""

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, price_line, prices, tab


@pytest.fixture(scope="module")
def page(arbitrum: Page) -> Page:
    """The first visit, for all: nothing here changes the design."""
    return arbitrum


def month(page: Page, chart: str = "price") -> Locator:
    return page.locator(f"#chart-{chart} .readout")


def slider(page: Page, chart: str = "Price") -> Locator:
    return page.get_by_role("slider", name=f"{chart}: choose a month")


def test_pointing_at_one_chart_moves_the_month_of_all(page: Page) -> None:
    tab(page, "Supply")
    slider(page).hover(position={"x": 300, "y": 100})
    pointed = month(page).inner_text()
    assert pointed != "Mar 2027"
    expect(month(page, "supply")).to_have_text(pointed)


@pytest.mark.parametrize(
    ("keys", "spoken"),
    [
        (["Home"], "Mar 2023"),
        (["Home", "PageUp"], "Mar 2024"),
        (["End", "ArrowLeft"], "Feb 2027"),
        (["Home", "ArrowRight", "ArrowLeft"], "Mar 2023"),
    ],
)
def test_keys_choose_the_month_and_its_value_is_spoken(page: Page, keys: list[str], spoken: str) -> None:
    slider(page).focus()
    for key in keys:
        page.keyboard.press(key)
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(f"^{spoken}: price \\$"))


def test_the_cliff_is_told_in_words(page: Page) -> None:
    tab(page, "Supply")
    slider(page, "Unlocks by bucket").focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    text = slider(page, "Unlocks by bucket").get_attribute("aria-valuetext")
    assert "Team 673.5M tokens" in (text or "")


def test_a_chart_is_also_a_table_and_a_chart_again(page: Page, client: httpx.Client) -> None:
    chart = page.locator("#chart-price")
    chart.get_by_role("button", name="Table").click()
    expect(chart.get_by_role("row").filter(has_text="Mar 2024")).to_contain_text(prices(client, design())[12])
    chart.get_by_role("button", name="Table").click()
    expect(price_line(page)).to_be_visible()


def test_the_price_can_be_seen_on_a_logarithmic_scale(page: Page) -> None:
    before = price_line(page).get_attribute("d")
    switch = page.locator("#chart-price").get_by_role("button", name="Log scale")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(price_line(page)).not_to_have_attribute("d", before)


def test_the_supply_can_be_seen_in_per_cent(page: Page) -> None:
    tab(page, "Supply")
    page.locator("#chart-supply").get_by_role("button", name="Per cent").click()
    expect(page.locator("#chart-supply [aria-label='y-axis tick label']")).to_contain_text("100")
