"""What a real token really cost, dotted behind what a run says."""

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, link, price_line, visit

HONEST = "Dotted: what the token really cost. The run is not a forecast."


def real_price(page: Page) -> Locator:
    """The dotted line of the price chart."""
    return page.locator("#chart-price .over-dotted path")


def closes(client: httpx.Client, scenario: str) -> dict[int, float]:
    """What a token of the library cost, by the row of a run that it is compared with."""
    history = client.get(f"/api/v2/abm/scenarios/{scenario}").json()["history"]
    return {close["month"]: close["close"] for close in history}


def test_the_real_price_stands_dotted_behind_the_simulated_one_and_says_what_it_is(arbitrum: Page) -> None:
    expect(real_price(arbitrum)).to_be_visible()
    expect(arbitrum.locator("#chart-price figcaption")).to_contain_text(HONEST)


def test_the_table_has_the_real_price_in_its_months_and_nothing_in_later_ones(
    arbitrum: Page, client: httpx.Client
) -> None:
    chart = arbitrum.locator("#chart-price")
    expect(real_price(arbitrum)).to_be_visible()
    chart.get_by_role("button", name="Table").click()
    expect(chart.get_by_role("columnheader", name="real price")).to_be_visible()
    real = chart.locator("tbody td:nth-child(3)").all_inner_texts()
    known = closes(client, "arb")
    assert [month for month, cell in enumerate(real) if cell != "–"] == [month for month in known if month >= 0]
    shown = [float(cell.removeprefix("$")) for cell in real if cell != "–"]
    assert shown == pytest.approx([close for month, close in known.items() if month >= 0], rel=5e-4)
    chart.get_by_role("button", name="Table").click()
    expect(real_price(arbitrum)).to_be_visible()


def test_the_real_price_is_spoken_and_saved(arbitrum: Page, client: httpx.Client) -> None:
    expect(real_price(arbitrum)).to_be_visible()
    slider = arbitrum.get_by_role("slider", name="Price: choose a month")
    slider.press("Home")
    first = closes(client, "arb")[0]
    assert f"real price ${first:.4g}" in (slider.get_attribute("aria-valuetext") or "")
    with arbitrum.expect_download() as saving:
        arbitrum.locator("#chart-price").get_by_role("button", name="CSV").click()
    assert str(first) in saving.value.path().read_text()


def test_another_name_or_another_start_is_another_token(page: Page) -> None:
    visit(page)
    name = page.get_by_role("textbox", name="Name", exact=True)
    expect(real_price(page)).to_be_visible()
    name.fill("Mine")
    expect(page.get_by_role("heading", level=2, name="Mine")).to_be_visible()
    expect(real_price(page)).to_have_count(0)
    expect(page.locator("#chart-price figcaption")).not_to_contain_text("Dotted")
    name.fill("Arbitrum")
    expect(real_price(page)).to_be_visible()
    page.get_by_label("Start date").fill("2024-01-01")
    expect(real_price(page)).to_have_count(0)


def test_an_edit_of_the_design_leaves_the_real_price(page: Page) -> None:
    visit(page)
    before = price_line(page).get_attribute("d") or ""
    field(page, "Start price").fill("2")
    expect(price_line(page)).not_to_have_attribute("d", before)
    expect(real_price(page)).to_be_visible()


def test_a_link_to_a_real_token_brings_its_real_price(page: Page) -> None:
    visit(page, link(design("op")))
    expect(real_price(page)).to_be_visible()


def test_a_teaching_case_has_no_real_price(page: Page) -> None:
    visit(page, link(design("fair-launch")))
    expect(price_line(page)).to_be_visible()
    expect(real_price(page)).to_have_count(0)


def test_both_prices_can_be_seen_on_a_logarithmic_scale(arbitrum: Page) -> None:
    expect(real_price(arbitrum)).to_be_visible()
    before = real_price(arbitrum).get_attribute("d") or ""
    arbitrum.locator("#chart-price").get_by_role("button", name="Log scale").click()
    expect(real_price(arbitrum)).not_to_have_attribute("d", before)
    arbitrum.locator("#chart-price").get_by_role("button", name="Log scale").click()
    expect(real_price(arbitrum)).to_have_attribute("d", before)
