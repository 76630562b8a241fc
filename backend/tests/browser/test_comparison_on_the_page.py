"""Before and after, and several designs side by side."""

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import choose, design, field, price_line, prices, visit


def lines(page: Page, chart: str = "price") -> Locator:
    return page.locator(f"#chart-{chart} [aria-label='line']:not(.over-dotted, :has(.over-faint))")


def test_the_run_before_the_edit_stays_behind_as_a_thin_line(page: Page) -> None:
    visit(page)
    before = price_line(page).get_attribute("d")
    expect(lines(page)).to_have_count(1)
    price = field(page, "Start price").input_value()
    field(page, "Start price").fill("2")
    expect(lines(page)).to_have_count(2)
    assert lines(page).nth(1).locator("path").get_attribute("d") != price_line(page).get_attribute("d")
    field(page, "Start price").fill(price)
    expect(lines(page)).to_have_count(1)
    assert price_line(page).get_attribute("d") == before


def test_two_pinned_designs_are_in_every_chart_and_in_a_table_of_differences(page: Page, client: httpx.Client) -> None:
    visit(page)
    pin = page.get_by_role("button", name="Pin", exact=True)
    pin.click()
    choose(page, "Optimism")
    expect(page.get_by_role("heading", level=2, name="Optimism")).to_be_visible()
    pin.click()
    table = page.get_by_role("region", name="Comparison")
    end = table.get_by_role("row").filter(has_text="Price at the end")
    expect(end).to_contain_text(prices(client, design())[-1][:5])
    expect(lines(page)).to_have_count(3)


def test_a_pinned_run_can_be_named_and_let_go(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Pin", exact=True).click()
    name = page.get_by_label("Name of pinned run Arbitrum A")
    name.fill("As it was")
    name.press("Enter")
    expect(page.locator("#chart-price .legend")).to_contain_text("As it was")
    page.get_by_role("button", name="Unpin As it was").click()
    expect(page.get_by_role("region", name="Comparison")).to_have_count(0)
