"""Who moved the price, month by month."""

import math
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, price_line, put

MARKUP = "<img src=x onerror=alert(1)>"
NUMBER = r"([+−]?[\d.]+)"

CLIFF: dict[str, Any] = {
    "token": {"name": "Wall", "total_supply": 1e9, "start_date": "2023-03-01", "horizon_months": 36},
    "buckets": [
        {"bucket": "Community", "allocation": 20, "tge_unlock_pct": 100},
        {"bucket": "Team", "allocation": 30, "cliff_months": 12, "profile": "Airdrop"},
        {"bucket": "Investors", "allocation": 20, "cliff_months": 12, "profile": "Airdrop"},
    ],
    "abm": {"demand": {"model": "constant", "initial_monthly_fiat": 3e7}, "seed": 7},
}
"""A cliff after a year, in a market of which nothing else is assumed."""


def why(page: Page) -> Locator:
    """The chart of who moved the price."""
    return page.locator("#chart-why")


def slider(page: Page) -> Locator:
    """What the keyboard chooses its month with."""
    return page.get_by_role("slider", name="Why the price moved: choose a month")


def answer(client: httpx.Client, request: dict[str, Any]) -> dict[str, Any]:
    """What the service says of a design."""
    answered: dict[str, Any] = client.post("/api/v2/abm/simulate-sync", json=request).json()
    return answered


@pytest.fixture
def desk(arbitrum: Page) -> Page:
    """Arbitrum's design as nobody has edited it, and no month chosen."""
    put(arbitrum, design())
    slider(arbitrum).press("Escape")
    return arbitrum


def number(text: str) -> float:
    """A number as the page writes it."""
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("request_", [design(), CLIFF], ids=["Arbitrum", "cliff"])
def test_a_month_chosen_by_key_says_in_one_sentence_what_became_of_the_price(
    desk: Page, client: httpx.Client, request_: dict[str, Any]
) -> None:
    put(desk, request_)
    slider(desk).press("Home")
    slider(desk).press("PageUp")
    sentence = slider(desk).get_attribute("aria-valuetext") or ""
    rows = answer(client, request_)["global_metrics"]
    change = math.log(rows[12]["price"] / rows[11]["price"])
    told = re.match(f"Mar 2024: {NUMBER} %, which is {NUMBER} points: ", sentence)
    assert told, sentence
    assert number(told[1]) == pytest.approx(100 * math.expm1(change), abs=0.6)
    assert number(told[2]) == pytest.approx(100 * change, abs=0.6)


def test_the_months_of_a_cliff_say_who_moved_the_price(desk: Page) -> None:
    put(desk, CLIFF)
    why(desk).get_by_role("button", name="Mar 2024").last.click()
    said = why(desk).locator(".readout")
    expect(said).to_contain_text(re.compile(r"^Mar 2024: −\d+ %, which is −\d+ points: −\d+ from selling by Team"))
    expect(said).to_contain_text("from selling by Investors")


def test_what_the_sentence_names_adds_up_to_the_change(desk: Page) -> None:
    slider(desk).press("Home")
    slider(desk).press("PageUp")
    sentence = slider(desk).get_attribute("aria-valuetext") or ""
    total = number(re.findall(f"{NUMBER} points: ", sentence)[0])
    assert sum(map(number, re.findall(f"{NUMBER} from ", sentence))) == pytest.approx(total, abs=3)


def test_a_click_chooses_the_month_for_all_charts_and_it_stays(desk: Page) -> None:
    slider(desk).click(position={"x": 400, "y": 100})
    said = why(desk).locator(".readout").inner_text()
    assert not said.startswith("Mar 2027")
    desk.mouse.move(5, 5)
    expect(why(desk).locator(".readout")).to_have_text(said)
    expect(desk.locator("#chart-price .readout")).to_have_text(said.split(":")[0])
    slider(desk).press("Escape")
    expect(why(desk).locator(".readout")).to_contain_text("Mar 2027")


def test_the_months_that_moved_most_and_that_of_the_cliff_are_one_press_away(desk: Page) -> None:
    months = why(desk).get_by_role("group", name="Months to look at").get_by_role("button")
    expect(months).to_have_count(4)
    expect(months.last).to_have_text("Mar 2024")
    for month in (months.first, months.last):
        month.click()
        expect(month).to_have_attribute("aria-pressed", "true")
        expect(why(desk).locator(".readout")).to_contain_text(f"{month.inner_text()}: ")


def test_bars_stand_above_and_below_nothing_and_their_sum_is_a_line(desk: Page) -> None:
    put(desk, CLIFF)
    expect(why(desk).locator(".over-solid path")).to_be_visible()
    ticks = why(desk).locator("[aria-label='y-axis tick label'] text").all_text_contents()
    assert min(map(number, ticks)) < 0 < max(map(number, ticks))


def test_the_table_has_each_actor_and_their_sum_is_the_change_of_the_price(desk: Page, client: httpx.Client) -> None:
    why(desk).get_by_role("button", name="Table").click()
    row = why(desk).get_by_role("row").filter(has_text="Mar 2024")
    cells = [number(cell.split()[0]) for cell in row.locator("td").all_inner_texts()]
    rows = answer(client, design())["global_metrics"]
    assert cells[-1] == pytest.approx(100 * math.log(rows[12]["price"] / rows[11]["price"]), abs=0.06)
    assert sum(cells[:-1]) == pytest.approx(cells[-1], abs=0.6)
    why(desk).get_by_role("button", name="Table").click()


def test_the_actors_are_saved_in_log_points(desk: Page) -> None:
    with desk.expect_download() as saving:
        why(desk).get_by_role("button", name="CSV").click()
    assert "selling by Airdrop (log points)" in saving.value.path().read_text().splitlines()[0]


def test_many_small_actors_share_a_colour(desk: Page) -> None:
    names = [f"Bucket {letter}" for letter in "ABCDEFGHIJ"]
    buckets = [{"bucket": name, "allocation": 10, "tge_unlock_pct": 10, "vesting_months": 20} for name in names]
    token = {"name": "Many", "total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 24}
    put(desk, {"token": token, "buckets": buckets})
    expect(why(desk).locator(".legend li")).to_have_count(9)
    expect(why(desk).locator(".legend")).to_contain_text("other")


def test_who_mattered_in_one_month_alone_is_not_lost_among_the_small(desk: Page) -> None:
    names = [f"Drip {letter}" for letter in "ABCDEFGHIJ"]
    drips = [{"bucket": name, "allocation": 9, "tge_unlock_pct": 10, "vesting_months": 48} for name in names]
    cliff = {"bucket": "Wall", "allocation": 10, "cliff_months": 30, "profile": "Airdrop"}
    token = {"name": "Walled", "total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 36}
    put(desk, {"token": token, "buckets": [*drips, cliff]})
    expect(why(desk).locator(".legend")).to_contain_text("selling by Wall")


def test_who_is_who_says_what_each_actor_stands_for(desk: Page, client: httpx.Client) -> None:
    why(desk).get_by_text("Who is who").click()
    for meaning in answer(client, design())["attribution"]["actors"].values():
        expect(why(desk).locator(".meanings dd").filter(has_text=meaning).first).to_be_visible()


def test_a_bucket_in_markup_stays_text(desk: Page) -> None:
    desk.get_by_label("Name of bucket 3", exact=True).fill(MARKUP)
    expect(why(desk).locator(".legend")).to_contain_text(f"selling by {MARKUP}")
    expect(desk.locator("img")).to_have_count(0)


def test_a_design_that_does_not_ask_why_has_no_such_chart(desk: Page) -> None:
    request = design()
    put(desk, {**request, "abm": {**request["abm"], "attribution": False}})
    expect(price_line(desk)).to_be_visible()
    expect(why(desk)).to_have_count(0)


def test_the_change_before_an_edit_stays_behind(desk: Page) -> None:
    field(desk, "Start price").fill("2")
    expect(why(desk).locator(".legend")).to_contain_text("before")
