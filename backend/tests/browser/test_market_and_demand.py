"""The market around a token, the launch it has, and whom its holders behave like."""

import json
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import field, price_line, put

TOKEN = {"name": "Mine", "total_supply": 1e9, "start_date": "2022-03-01", "horizon_months": 24}
BUCKETS = [
    {"bucket": "Seed round", "allocation": 20, "cliff_months": 12, "vesting_months": 24},
    {"bucket": "Wibble", "allocation": 30, "tge_unlock_pct": 30, "vesting_months": 12},
]
MINE: dict[str, Any] = {"token": TOKEN, "buckets": BUCKETS}


@pytest.fixture
def desk(arbitrum: Page) -> Page:
    """A design that says nothing of demand, market or behaviour."""
    put(arbitrum, MINE)
    expect(choice(arbitrum, "Launch")).to_have_value("typical")
    return arbitrum


def choice(page: Page, name: str) -> Locator:
    """A choice of the form by its label."""
    return page.get_by_role("form", name="Design").get_by_label(name, exact=True)


def exported(page: Page) -> dict[str, Any]:
    """The design on the desk."""
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export", exact=True).click()
    design: dict[str, Any] = json.loads(saving.value.path().read_text())
    return design


def drawn(page: Page) -> str:
    """The price line as it is now."""
    return price_line(page).get_attribute("d") or ""


def test_without_a_word_on_demand_it_is_the_typical_launch_and_its_figures_are_shown(
    desk: Page, client: httpx.Client
) -> None:
    figures = client.get("/api/v2/abm/markets").json()["presets"]["typical"]
    expect(desk.locator(".fills")).to_contain_text(f"unlock caution {100 * figures['unlock_caution']:g} %")
    desk.get_by_text("Attention, float and shocks of demand").click()
    elasticity = field(desk, "Float elasticity")
    expect(elasticity).to_have_value("")
    expect(elasticity).to_have_attribute("placeholder", f"{figures['float_elasticity']:g}")


def test_what_demand_begins_with_is_shown_where_nobody_says_it(desk: Page, client: httpx.Client) -> None:
    config = client.post("/api/v2/abm/simulate-sync", json=MINE).json()["config"]
    shown = field(desk, "Demand at the start").get_attribute("placeholder") or ""
    assert float(shown) == pytest.approx(config["abm"]["demand"]["initial_monthly_fiat"], rel=1e-3)


def test_another_launch_is_one_choice_away_and_brings_its_model(desk: Page) -> None:
    before = drawn(desk)
    choice(desk, "Launch").select_option("bear")
    expect(choice(desk, "Demand model")).to_have_value("growth")
    expect(field(desk, "Growth")).to_have_attribute("placeholder", "-4")
    expect(price_line(desk)).not_to_have_attribute("d", before)
    assert exported(desk)["abm"]["demand"] == {"preset": "bear"}


def test_a_figure_of_ones_own_leaves_the_rest_of_the_typical_launch(desk: Page) -> None:
    before = drawn(desk)
    field(desk, "Demand at the start").fill("5 000 000")
    expect(price_line(desk)).not_to_have_attribute("d", before)
    assert exported(desk)["abm"]["demand"] == {"preset": "typical", "initial_monthly_fiat": 5_000_000}


def test_a_launch_takes_the_place_of_the_figures_it_fills_in(arbitrum: Page) -> None:
    own = {"model": "growth", "monthly_growth": 0.5, "unlock_caution": 0.9, "volatility": 0.1}
    put(arbitrum, {**MINE, "abm": {"demand": own}})
    expect(choice(arbitrum, "Launch")).to_have_value("")
    choice(arbitrum, "Launch").select_option("typical")
    assert exported(arbitrum)["abm"]["demand"] == {"preset": "typical", "volatility": 0.1}


def test_no_launch_means_that_what_is_empty_has_no_effect(desk: Page) -> None:
    choice(desk, "Launch").select_option("")
    expect(desk.locator(".fills")).to_contain_text("Nothing is filled in")
    assert exported(desk)["abm"]["demand"] == {"model": "constant"}


def test_the_market_can_go_as_ether_really_went_from_the_launch_or_another_month_on(desk: Page) -> None:
    before = drawn(desk)
    choice(desk, "Market path").select_option("Ether")
    expect(choice(desk, "Ether from")).to_have_value("eth-2022-03")
    expect(price_line(desk)).not_to_have_attribute("d", before)
    expect(desk.locator("#chart-market svg.plot")).to_be_visible()
    choice(desk, "Ether from").select_option("from May 2021")
    assert exported(desk)["abm"]["market"] == {"path": "eth-2021-05"}


def test_the_market_can_go_as_one_says(desk: Page) -> None:
    choice(desk, "Market path").select_option("My own levels")
    levels = field(desk, "Market path")
    levels.fill("1, 0.5, 2")
    assert exported(desk)["abm"]["market"] == {"path": [1, 0.5, 2]}
    levels.fill("uphill")
    expect(levels).to_have_attribute("aria-invalid", "true")
    expect(levels).to_have_value("uphill")


def test_a_path_from_a_day_in_the_month_stays_as_it_is(arbitrum: Page) -> None:
    put(arbitrum, {**MINE, "abm": {"market": {"path": "btc-2022-03-16"}}})
    expect(choice(arbitrum, "Bitcoin from")).to_have_value("btc-2022-03-16")
    expect(choice(arbitrum, "Bitcoin from").locator("option:checked")).to_have_text("from 16 Mar 2022")


@pytest.mark.parametrize(
    ("name", "option"), [("Launch", "bear"), ("Market path", "Ether"), ("Behaves like: Wibble", "Treasury")]
)
def test_a_choice_says_what_it_was_before(desk: Page, name: str, option: str) -> None:
    before = choice(desk, name).locator("option:checked").inner_text()
    choice(desk, name).select_option(option)
    expect(choice(desk, name)).to_have_accessible_description(re.compile(f"before: {before}|before: as its name says"))


def test_beta_and_the_markets_chance_stand_with_the_market(desk: Page, client: httpx.Client) -> None:
    config = client.post("/api/v2/abm/simulate-sync", json=MINE).json()["config"]
    expect(field(desk, "Beta on the market")).to_have_attribute("placeholder", f"{config['abm']['market']['beta']:g}")
    expect(field(desk, "Market volatility")).to_be_visible()


def test_the_form_says_what_a_name_was_recognised_as(desk: Page) -> None:
    expect(choice(desk, "Behaves like: Seed round").locator("option:checked")).to_have_text("as its name says (VC)")
    expect(choice(desk, "Behaves like: Wibble").locator("option:checked")).to_have_text(
        "its name says nothing (Community)"
    )


def test_a_recognised_name_is_no_reason_to_look_again(desk: Page) -> None:
    expect(desk.locator(".buckets tbody").first).to_contain_text("past the horizon")
    expect(desk.locator(".buckets tbody").first).not_to_contain_text("is recognised")


def test_every_profile_of_the_catalogue_can_be_chosen(desk: Page, client: httpx.Client) -> None:
    offered = client.get("/api/v2/abm/catalogue").json()["profiles"]
    options = choice(desk, "Behaves like: Wibble").locator("option").evaluate_all("all => all.map(one => one.value)")
    assert set(options) == {"", *offered}


def test_a_chosen_profile_moves_the_price_and_stands_with_its_bucket(desk: Page) -> None:
    before = drawn(desk)
    choice(desk, "Behaves like: Wibble").select_option("Treasury")
    expect(price_line(desk)).not_to_have_attribute("d", before)
    assert exported(desk)["buckets"][1]["profile"] == "Treasury"


def test_a_choice_takes_the_place_of_a_mapping(arbitrum: Page) -> None:
    put(arbitrum, {**MINE, "abm": {"bucket_cohort_mapping": {"Wibble": "Team"}}})
    expect(choice(arbitrum, "Behaves like: Wibble")).to_have_value("Team")
    choice(arbitrum, "Behaves like: Wibble").select_option("Public")
    expect(choice(arbitrum, "Behaves like: Wibble")).to_have_value("Public")
    design = exported(arbitrum)
    assert design["abm"]["bucket_cohort_mapping"] == {}
    assert design["buckets"][1]["profile"] == "Public"
    expect(arbitrum.locator("form [aria-invalid=true]")).to_have_count(0)
