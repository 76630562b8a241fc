"""What a designer types reaches the simulation, and what the service says about it comes back to its field."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, price_line, put

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(arbitrum: Page) -> Page:
    """The page with Arbitrum's design on the form and in the picture, as nobody has edited it."""
    put(arbitrum, design())
    expect(name_of(arbitrum, 4)).to_have_value("Investors")
    return arbitrum


def name_of(page: Page, place: int) -> Locator:
    """The field with the name of the bucket in this place of the table."""
    return page.get_by_label(f"Name of bucket {place}", exact=True)


def drawn(line: Locator) -> str:
    """The line as it is drawn now."""
    return line.get_attribute("d") or ""


def test_an_edit_moves_the_line(desk: Page) -> None:
    before = drawn(price_line(desk))
    field(desk, "Start price").fill("2.4")
    expect(price_line(desk)).not_to_have_attribute("d", before)


def test_an_edit_is_run_without_the_mouse_and_keeps_the_focus(desk: Page) -> None:
    before, price = drawn(price_line(desk)), field(desk, "Start price")
    field(desk, "Horizon").focus()
    desk.keyboard.press("Tab")
    desk.keyboard.type("2.4")
    expect(price_line(desk)).not_to_have_attribute("d", before)
    expect(price).to_be_focused()
    expect(price).to_have_value("2.4")


def test_a_number_half_typed_stays_and_is_objected_to_at_its_field(desk: Page) -> None:
    price = field(desk, "Start price")
    price.fill("1e")
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(price).to_have_accessible_description(re.compile("Must be a number"))
    expect(price).to_have_value("1e")


def test_an_objection_to_a_folded_field_is_counted_and_found(desk: Page) -> None:
    desk.locator("form summary", has_text="Holders").click()
    noise = field(desk, "Behaviour noise")
    noise.fill("700")
    desk.locator("form summary", has_text="Holders").click()
    expect(desk.locator("form summary", has_text="Holders")).to_contain_text("1 to change")
    desk.get_by_role("button", name="Go to it").click()
    expect(noise).to_be_focused()


def test_a_cleared_field_leaves_its_default(desk: Page) -> None:
    smoothing = field(desk, "Smoothing")
    smoothing.fill("")
    expect(smoothing).to_have_attribute("placeholder", "20")
    expect(smoothing).not_to_have_attribute("aria-invalid", "true")


def test_numbers_are_understood_as_people_write_them(desk: Page) -> None:
    supply = field(desk, "Total supply")
    for written, meant in {
        "2,500,000": "2500000",
        "1.234.567,5": "1234567.5",
        "10 000": "10000",
        "2e9": "2000000000",
    }.items():
        supply.fill(written)
        supply.blur()
        expect(supply).to_have_value(meant)


def test_a_fraction_is_typed_in_per_cent(desk: Page) -> None:
    smoothing = field(desk, "Smoothing")
    smoothing.fill("7 %")
    smoothing.blur()
    expect(smoothing).to_have_value("7")


def test_a_bucket_moves_with_the_focus_on_its_button(desk: Page) -> None:
    up = desk.get_by_role("button", name="Move Investors up")
    up.press("Enter")
    expect(name_of(desk, 3)).to_have_value("Investors")
    expect(up).to_be_focused()


def test_a_renamed_bucket_keeps_its_behaviour(desk: Page) -> None:
    desk.get_by_label("Behaves like: Airdrop").select_option("Public")
    name_of(desk, 1).fill("Drop")
    expect(desk.get_by_label("Behaves like: Drop")).to_have_value("Public")


def test_a_name_in_markup_stays_text(desk: Page) -> None:
    name_of(desk, 1).fill(MARKUP)
    expect(desk.locator("#results")).to_contain_text(MARKUP)
    expect(desk.locator("img")).to_have_count(0)


def test_a_design_check_is_said_at_its_field_and_stops_nothing(desk: Page) -> None:
    before = drawn(price_line(desk))
    field(desk, "Airdrop: Cliff").fill("60")
    field(desk, "Airdrop: Unlocked at launch").fill("10")
    expect(desk.locator(".buckets tbody").first).to_contain_text("past the horizon")
    expect(price_line(desk)).not_to_have_attribute("d", before)
    expect(desk.locator("form [aria-invalid=true]")).to_have_count(0)


def test_each_pricing_model_has_its_own_fields(desk: Page) -> None:
    desk.get_by_label("Pricing model", exact=True).select_option("Constant-product pool")
    expect(field(desk, "Pool fee")).to_have_attribute("placeholder", "0.3")
    expect(field(desk, "Smoothing")).to_have_count(0)


def test_cliff_and_vesting_become_the_segments_they_stand_for(desk: Page) -> None:
    field(desk, "DAOs: Unlocked at launch").fill("40")
    field(desk, "DAOs: Cliff").fill("6")
    desk.get_by_label("Schedule in segments: DAOs").click()
    segment = desk.locator(".buckets tbody").nth(1).locator(".segment")
    expect(segment.get_by_label("Month")).to_have_value("6")
    expect(segment.get_by_label("Share")).to_have_value("60")
