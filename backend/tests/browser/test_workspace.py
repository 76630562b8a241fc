"""What is on the desk stays there: back and forth, over a reload, and beside other designs of one's own."""

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import choose, chosen, design, field, link, price_line, visit
from tests.stories.submissions import completed, unique


def button(page: Page, name: str) -> Locator:
    """A button of the head of the page."""
    return page.get_by_role("button", name=name, exact=True)


def heading(page: Page, name: str) -> Locator:
    """The name above the results."""
    return page.get_by_role("heading", level=2, name=name, exact=True)


def test_fifty_edits_are_undone_one_by_one(page: Page) -> None:
    visit(page)
    horizon, price = field(page, "Horizon"), field(page, "Start price")
    first = (horizon.input_value(), price.input_value())
    for step in range(25):
        horizon.fill(str(20 + step))
        price.fill(str(1 + step))
    for _ in range(50):
        page.keyboard.press("Control+z")
    assert (horizon.input_value(), price.input_value()) == first
    expect(button(page, "Undo")).to_be_disabled()


def test_what_was_undone_comes_back(page: Page) -> None:
    visit(page)
    field(page, "Horizon").fill("24")
    button(page, "Undo").click()
    expect(field(page, "Horizon")).to_have_value("49")
    button(page, "Redo").click()
    expect(field(page, "Horizon")).to_have_value("24")


def test_another_design_says_what_it_puts_aside_and_brings_it_back(page: Page) -> None:
    visit(page)
    field(page, "Horizon").fill("24")
    choose(page, "Optimism")
    expect(heading(page, "Optimism")).to_be_visible()
    button(page, "Bring them back").click()
    expect(field(page, "Horizon")).to_have_value("24")
    expect(chosen(page)).to_have_text("Arbitrum")


def test_an_own_design_survives_a_restart_of_the_browser(page: Page) -> None:
    visit(page)
    page.get_by_role("textbox", name="Name", exact=True).fill("Mine")
    expect(page.get_by_text("● unsaved")).to_be_visible()
    button(page, "Save").click()
    expect(page.get_by_text("● unsaved")).to_have_count(0)
    page.evaluate("sessionStorage.clear()")
    visit(page)
    expect(chosen(page)).to_have_text("Mine")


def test_a_new_design_asks_three_questions(page: Page) -> None:
    visit(page)
    button(page, "New").click()
    page.get_by_label("What is it called?").fill("Nova")
    page.get_by_label("How many tokens").fill("2,000,000")
    page.get_by_label("In which month").fill("2027-03")
    page.get_by_label("What does it begin with?").select_option("arb")
    button(page, "Begin").click()
    expect(heading(page, "Nova")).to_be_visible()
    expect(field(page, "Total supply")).to_have_value("2000000")
    expect(page.get_by_label("Start date")).to_have_value("2027-03-01")


def test_an_earlier_version_is_put_back(page: Page) -> None:
    visit(page)
    button(page, "Save").click()
    field(page, "Horizon").fill("24")
    button(page, "Save").click()
    button(page, "My designs").click()
    page.get_by_text("1 earlier version").click()
    button(page, "Put it on the desk").click()
    expect(field(page, "Horizon")).to_have_value("49")


def test_a_duplicate_leaves_the_first_alone(page: Page) -> None:
    visit(page)
    button(page, "Save").click()
    button(page, "My designs").click()
    button(page, "Duplicate the design on the desk").click()
    expect(heading(page, "Arbitrum 2")).to_be_visible()
    page.locator(".chooser").click()
    own = page.get_by_role("dialog").get_by_role("region", name="My designs").get_by_role("button")
    expect(own).to_have_text(["Arbitrum 2", "Arbitrum"])


def test_pins_and_edits_are_there_after_a_reload(page: Page) -> None:
    visit(page)
    button(page, "Pin").click()
    field(page, "Horizon").fill("24")
    expect(page.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    page.reload()
    expect(page.get_by_role("region", name="Comparison")).to_contain_text("Figure")
    expect(field(page, "Horizon")).to_have_value("24")


@pytest.mark.parametrize("way", ["share", "link", "job", "skip"])
def test_a_reload_after_a_link_keeps_the_edits(page: Page, client: httpx.Client, way: str) -> None:
    addresses = {"link": link(design("op")), "job": f"/?job={completed(client, unique())['job_id']}"}
    visit(page, addresses.get(way, "/"))
    if way == "share":
        button(page, "Share").click()
        button(page, "Close").click()
    if way == "skip":
        page.goto("/#results")
    field(page, "Horizon").fill("24")
    expect(page.get_by_label("Key figures")).to_contain_text("before:")
    page.reload()
    expect(field(page, "Horizon")).to_have_value("24")


def test_a_file_without_a_design_leaves_the_desk_as_it_is(page: Page, tmp_path: Path) -> None:
    visit(page)
    (tmp_path / "foo.json").write_text('{"foo": 1}')
    page.get_by_label("Import").set_input_files(tmp_path / "foo.json")
    expect(page.get_by_role("alert")).to_contain_text("foo.json is not a design")
    page.reload()
    expect(price_line(page)).to_be_visible()


def test_the_same_file_is_imported_again(page: Page, tmp_path: Path) -> None:
    visit(page)
    file = tmp_path / "design.json"
    for name in ("First", "Second"):
        file.write_text(json.dumps({**design(), "token": {**design()["token"], "name": name}}))
        page.get_by_label("Import").set_input_files(file)
        expect(heading(page, name)).to_be_visible()
