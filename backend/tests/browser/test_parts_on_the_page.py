"""Parts of the economy that the page knows from the service alone: a section of the form and charts for each."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, put


@pytest.fixture(scope="module")
def unfolded(arbitrum: Page) -> Page:
    """The page, with the sections of these parts open."""
    for section in ("Emissions", "Revenue"):
        arbitrum.locator("summary", has_text=section).click()
    return arbitrum


@pytest.fixture
def form(unfolded: Page) -> Page:
    """Arbitrum's design, as nobody has edited it."""
    put(unfolded, design())
    return unfolded


def emission(form: Page) -> Locator:
    """The first emission on the form."""
    return form.get_by_role("group", name="Emission 1")


def test_an_emission_is_added_filled_in_and_drawn(form: Page) -> None:
    form.get_by_role("button", name="Add emission").click()
    field(form, "Minted a month").fill("20000000")
    field(form, "Goes to").fill("DAOs")
    form.get_by_role("tab", name="Supply").click()
    expect(form.locator("#chart-emissions-0")).to_be_visible()


def test_an_emission_for_nobody_is_said_at_its_field(form: Page) -> None:
    form.get_by_role("button", name="Add emission").click()
    field(form, "Minted a month").fill("1000")
    field(form, "Goes to").fill("Nobody")
    expect(emission(form)).to_contain_text("Must be 'stakers', a bucket's name, or a profile")


def test_an_emission_keeps_its_name_when_it_becomes_a_part_of_the_supply(form: Page) -> None:
    form.get_by_role("button", name="Add emission").click()
    form.get_by_label("Kind").select_option("Part of the supply")
    expect(field(form, "Minted a year")).to_be_visible()
    expect(emission(form).get_by_label("Name")).to_have_value("Emissions 1")


def test_the_last_emission_taken_away_leaves_the_design_as_it_was(form: Page) -> None:
    form.get_by_role("button", name="Add emission").click()
    form.get_by_role("button", name="Remove emission 1").click()
    expect(emission(form)).to_have_count(0)
    expect(form.locator("form .wrong")).to_have_count(0)


def test_revenue_asks_for_what_its_model_needs(form: Page) -> None:
    form.get_by_role("button", name="Switch revenue on").click()
    expect(field(form, "Revenue at the start")).to_be_visible()
    form.get_by_label("Revenue model").select_option("Adoption")
    expect(field(form, "Users at first").last).to_be_visible()


def test_a_fee_switch_shows_what_was_earned_and_what_stakers_got(form: Page) -> None:
    put(form, design("fee-switch"))
    form.get_by_role("tab", name="Staking & treasury").click()
    expect(form.locator("#chart-revenue-0")).to_contain_text("Revenue")
    expect(form.locator("#chart-revenue-1")).to_contain_text("Real yield")


def test_an_economy_without_parts_shows_no_chart_of_theirs(form: Page) -> None:
    form.get_by_role("tab", name="Supply").click()
    expect(form.locator("#chart-unlocks")).to_be_visible()
    expect(form.locator("#chart-emissions-0")).to_have_count(0)
