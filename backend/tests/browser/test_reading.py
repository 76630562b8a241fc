"""What the results say to someone who decides: figures, events, bounds and what is assumed."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import design, field, link, price_line, tab, uncertainty, visit

LONG = 60_000

TOKEN: dict[str, Any] = {"name": "Mine", "total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 24}
ALL: list[dict[str, Any]] = [{"bucket": "All", "allocation": 100, "tge_unlock_pct": 10, "vesting_months": 12}]


def figure(page: Page, title: str) -> Locator:
    """A key figure with its notes."""
    return page.get_by_label("Key figures").locator("div").filter(has_text=title)


def test_with_the_last_section_of_the_form_open_the_price_chart_is_wholly_visible(page: Page) -> None:
    visit(page)
    last = page.locator("form summary", has_text="Uncertainty")
    last.click()
    last.scroll_into_view_if_needed()
    box = page.locator("#chart-price").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900


def test_on_a_phone_the_price_is_in_the_first_screen_and_above_the_form(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page)
    expect(price_line(page)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Edit the design").click()
    expect(field(page, "Total supply")).to_be_in_viewport()
    expect(price_line(page)).to_be_in_viewport(ratio=0.9)


def test_a_tap_keeps_its_month(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page)
    chart = page.get_by_role("slider", name="Price: choose a month")
    chart.tap(position={"x": 150, "y": 60})
    expect(page.locator("#chart-price .readout")).not_to_have_text("Mar 2027")


def test_a_later_cliff_changes_the_figures(page: Page) -> None:
    visit(page)
    through = figure(page, "Through the largest cliff")
    expect(through).to_contain_text("Mar 2024: 11.1 % of supply")
    page.locator("form summary", has_text="Schedule").first.click()
    page.locator("fieldset.segment").first.get_by_role("textbox", name="Month").fill("18")
    expect(through).to_contain_text("Sep 2024")
    expect(through).to_contain_text("before:")
    expect(figure(page, "Insiders sell at")).to_contain_text("before:")


def test_cliffs_stand_by_name_in_the_price_chart(arbitrum: Page) -> None:
    expect(arbitrum.locator("#chart-price text", has_text="Team, Investors 11 %")).to_be_visible()
    expect(arbitrum.locator("#chart-price text", has_text="start $1.32")).to_be_visible()


def test_uncertainty_leaves_the_figures_and_adds_what_trials_spread_over(page: Page) -> None:
    visit(page, link(design(enabled=False, num_trials=50)))
    end = figure(page, "Price at the end")
    before = end.locator("dd").inner_text().splitlines()[0]
    page.get_by_role("switch", name="Uncertainty").check()
    expect(uncertainty(page)).to_contain_text("the median is known", timeout=LONG)
    expect(end).to_contain_text("8 of 10 trials")
    assert end.locator("dd").inner_text().splitlines()[0] == before


def test_an_owner_keeps_its_colour_whatever_else_there_is(page: Page) -> None:
    visit(page, link({"token": TOKEN, "buckets": ALL}))
    tab(page, "Supply")
    sold = page.locator("#chart-supply .legend li", has_text="outside buyers").locator("rect")
    before = sold.get_attribute("fill")
    page.locator("form summary", has_text="Staking").click()
    page.get_by_role("form", name="Design").get_by_role("checkbox", name="Staking").check()
    expect(page.locator("#chart-supply .legend")).to_contain_text("staked")
    assert sold.get_attribute("fill") == before


def test_growth_is_typed_in_per_cent(page: Page) -> None:
    visit(page, link({"token": TOKEN, "buckets": ALL, "abm": {"demand": {"model": "growth"}}}))
    field(page, "Growth").fill("5")
    expect(page.get_by_role("form", name="Design")).to_contain_text("% a month")
    expect(figure(page, "Price at the end")).not_to_contain_text("10")


def test_a_bound_of_a_fraction_is_said_in_per_cent(page: Page) -> None:
    visit(page, link({"token": TOKEN, "buckets": ALL}))
    field(page, "Smoothing").fill("200")
    said = re.compile("Must be less than 100 %")
    expect(field(page, "Smoothing")).to_have_accessible_description(said)


def test_what_is_wrong_is_said_in_the_words_of_the_form(page: Page) -> None:
    visit(page)
    field(page, "Airdrop: Allocation").fill("120")
    alert = page.get_by_label("Results").get_by_role("alert")
    expect(alert).to_contain_text("Airdrop, Allocation")
    expect(alert).not_to_contain_text("buckets.0")


def test_one_month_draws_every_chart(page: Page) -> None:
    page.goto(link({"token": {**TOKEN, "horizon_months": 1}, "buckets": ALL}))
    expect(page.locator("#chart-price circle")).to_be_visible()
    tab(page, "Supply")
    expect(page.locator("#chart-supply [aria-label='rect'] rect").first).to_be_visible()


def test_a_service_that_comes_back_takes_its_banner_away(page: Page) -> None:
    visit(page)
    page.context.set_offline(True)
    field(page, "Horizon").fill("24")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Key figures")).to_contain_text("before:")


def test_the_librarys_sentence_goes_with_the_librarys_design(page: Page) -> None:
    visit(page)
    field(page, "Total supply").fill("5e9")
    expect(page.locator(".look-at")).to_contain_text("The largest cliff is")
    expect(page.locator(".look-at")).not_to_contain_text("1,111.75 million")


def test_what_is_assumed_stands_with_its_sources(arbitrum: Page) -> None:
    assumed = arbitrum.get_by_role("region", name="Sources and assumptions")
    for words in ("not a forecast", "Assumptions, not facts", "DefiLlama"):
        expect(assumed).to_contain_text(words)


@pytest.mark.parametrize("width", [390, 1440])
def test_an_unbroken_name_stays_in_its_place(open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    buckets = [{**ALL[0], "bucket": "B" * 100}]
    visit(page, link({"token": {**TOKEN, "name": "A" * 100}, "buckets": buckets}))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#results").evaluate("results => results.scrollWidth - results.clientWidth") <= 0


def test_what_one_presses_is_large_enough(arbitrum: Page) -> None:
    small = arbitrum.evaluate(
        """[...document.querySelectorAll('button, select, input')]
            .filter(each => each.offsetParent && !each.closest('.file'))
            .map(each => [each.textContent || each.ariaLabel, each.getBoundingClientRect()])
            .filter(([, {width, height}]) => width < 24 || height < 24).map(([name]) => name)"""
    )
    assert small == []


def test_every_figure_says_what_it_is_and_what_is_good(page: Page) -> None:
    visit(page)
    page.get_by_text("What these figures say").click()
    for entry in page.get_by_label("Key figures", exact=True).locator("> div").all():
        help_ = entry.get_attribute("title") or ""
        assert len(help_) > 40
        expect(page.locator(".meanings").first).to_contain_text(help_)


def test_months_after_the_end_of_the_run_carry_dates(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Pin", exact=True).click()
    field(page, "Horizon").fill("20")
    expect(page.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    expect(page.locator("#chart-price svg.plot")).to_contain_text("Mar 2027")
