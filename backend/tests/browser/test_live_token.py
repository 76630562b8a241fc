"""Who has a live token drops its prices, and gets a design with the demand that they tell of."""

from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, link, visit

LONG = 60_000


def sheet(page: Page, address: str = "/") -> Locator:
    """The sheet of a live token, open."""
    visit(page, address)
    page.get_by_role("button", name="I have a live token").click()
    return page.get_by_role("dialog", name="I have a live token")


def closes(client: httpx.Client) -> str:
    """The prices of Arbitrum, as a file."""
    months = client.get("/api/v2/abm/scenarios/arb").json()["history"]
    return "\n".join(["Date;Close", *(f"{month['date']};{month['close']}" for month in months)])


def mine() -> dict[str, Any]:
    """Arbitrum's table under another name, as one has written it."""
    token = {**design()["token"], "name": "Mine", "initial_price": 1}
    return {"token": token, "buckets": design()["buckets"]}


def test_prices_become_a_design_whose_path_stands_beside_them(page: Page, client: httpx.Client, tmp_path: Path) -> None:
    live = sheet(page, link(mine()))
    (tmp_path / "prices.csv").write_text(closes(client))
    live.get_by_label("Choose a file").set_input_files(tmp_path / "prices.csv")
    live.get_by_role("button", name="Learn from these prices").click()
    expect(live.locator("#chart-fitted .over-dotted")).to_be_visible(timeout=LONG)
    for words in ("it beats a random walk", "not a forecast", "32 closes, from $1.32 in Mar 2023"):
        expect(live).to_contain_text(words)
    expect(live.get_by_role("region", name="What was learnt").get_by_role("row")).to_have_count(6)
    live.get_by_role("button", name="Put it on the desk").click()
    expect(live).to_be_hidden()
    expect(page.locator("#chart-price figcaption")).to_contain_text("Dotted: what the token really cost")
    expect(page.locator("#chart-price .over-dotted")).to_be_visible()
    expect(field(page, "Start price")).to_have_value("1.321")
    page.reload()
    expect(page.locator("#chart-price .over-dotted")).to_be_visible()


def test_a_learnt_design_is_taken_back_by_one_step(page: Page, client: httpx.Client) -> None:
    live = sheet(page, link(mine()))
    live.get_by_label("Paste its prices").fill(closes(client))
    live.get_by_label("The market it swam in").select_option("flat")
    live.get_by_role("button", name="Learn from these prices").click()
    live.get_by_role("button", name="Put it on the desk").click(timeout=LONG)
    expect(page.locator("#chart-price .over-dotted")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(field(page, "Start price")).to_have_value("1")
    expect(page.locator("#chart-price .over-dotted")).to_have_count(0)


def test_a_file_that_cannot_be_used_says_why(page: Page) -> None:
    live = sheet(page)
    learn = live.get_by_role("button", name="Learn from these prices")
    expect(learn).to_be_disabled()
    for text, words in {
        "to be or not to be": "The price file has no line with a day",
        "date,open,low\n2023-03-23,1,2": "does not say which column is the close",
        "date,close\n2023-03-23,1\n2023-04-16,2": "has 2 closes within 10 days",
        "date,close\n" + "\n".join(f"2023-{month:02d}-16,{1000 * month}" for month in range(3, 11)): "one currency",
    }.items():
        live.get_by_label("Paste its prices").fill(text)
        learn.click()
        expect(live.get_by_role("alert")).to_contain_text(words)
