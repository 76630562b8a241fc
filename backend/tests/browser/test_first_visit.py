"""What a designer sees who opens the page."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import field, link, price_line, tab, visit


def test_the_first_visit_shows_a_real_token_with_its_price_drawn(arbitrum: Page) -> None:
    expect(arbitrum).to_have_title("Arbitrum · Cliffcast")
    drawn = price_line(arbitrum).get_attribute("d") or ""
    assert drawn.count("L") + drawn.count("C") >= 1


def test_the_first_visit_says_what_to_look_at_and_what_the_cliff_does(arbitrum: Page) -> None:
    expect(arbitrum.locator(".look-at")).to_contain_text("March 2024")
    expect(arbitrum.get_by_label("Key figures")).to_contain_text("Worst drawdown")


def test_every_part_of_the_economy_has_a_chart_with_a_title_a_unit_and_a_caption(arbitrum: Page) -> None:
    for name in arbitrum.get_by_role("tab").all_inner_texts():
        tab(arbitrum, name)
        for chart in arbitrum.locator("figure.chart").all():
            assert chart.locator("h3").inner_text().strip()
            assert chart.locator("figcaption").inner_text().endswith(".")


def test_staking_and_treasury_are_drawn_where_they_are_switched_on(page: Page) -> None:
    token = {"total_supply": 1_000_000_000, "start_date": "2025-01-01", "horizon_months": 24, "name": "Both"}
    switches = {"enable_staking": True, "enable_treasury": True}
    buckets = [{"bucket": "All", "allocation": 100, "tge_unlock_pct": 10, "vesting_months": 12}]
    visit(page, link({"token": token, "buckets": buckets, "abm": switches}))
    tab(page, "Staking & treasury")
    for chart in ("staking", "fees", "treasury"):
        expect(page.locator(f"#chart-{chart} svg.plot")).to_be_visible()


def test_on_a_phone_the_design_is_one_press_away_and_the_desk_stays(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    visit(page)
    page.get_by_role("button", name="Edit the design").click()
    expect(page.get_by_role("form", name="Design")).to_be_in_viewport()
    expect(price_line(page)).to_be_attached()


def test_a_service_that_is_away_is_said_so_and_the_page_stands(page: Page) -> None:
    visit(page)
    page.context.set_offline(True)
    field(page, "Horizon").fill("24")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(price_line(page)).to_be_visible()
