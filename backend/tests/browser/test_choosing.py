"""A design is found by name, symbol and what is remarkable, or because it is like the one on the desk."""

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import chosen, design, field, link, visit


def sheet(page: Page, address: str = "/") -> Locator:
    """The sheet in which a design is chosen, open."""
    visit(page, address)
    page.locator(".chooser").click()
    library = page.get_by_role("dialog", name="Choose a design")
    expect(library.get_by_role("searchbox")).to_be_focused()
    return library


def entries(within: Locator, title: str) -> Locator:
    """The designs listed under a title."""
    return within.get_by_role("region", name=title, exact=True).get_by_role("button")


def test_a_design_is_found_as_one_types(page: Page) -> None:
    library = sheet(page)
    page.keyboard.type("OPTIM")  # the focus is there already
    expect(entries(library, "Real tokens, with sources")).to_have_count(1)


def test_enter_opens_the_best_of_what_was_typed(page: Page) -> None:
    sheet(page)
    page.keyboard.type("OPTIM\n")
    expect(chosen(page)).to_have_text("Optimism")
    expect(page.get_by_role("heading", level=2, name="Optimism")).to_be_visible()


def test_teaching_cases_are_in_the_library(page: Page) -> None:
    library = sheet(page)
    library.get_by_label("Find a design").fill("bear")
    entries(library, "Teaching cases").filter(has_text="Bear market").click()
    expect(chosen(page)).to_have_text("Bear market")


def test_what_is_remarkable_finds_the_tokens_that_have_it(page: Page, client: httpx.Client) -> None:
    library = sheet(page)
    library.get_by_role("button", name="a cliff over 15 %").click()
    library.get_by_role("button", name="float under 10 %").click()
    found = client.get("/api/v2/abm/scenarios", params={"q": "cliff>15 float<10"}).json()["scenarios"]
    names = [scenario["name"] for scenario in found if scenario["kind"] == "token"]
    expect(entries(library, "Real tokens, with sources").locator("b")).to_have_text(names)
    library.get_by_label("Find a design").fill("no such token")
    expect(library.get_by_role("status")).to_have_text("Nothing in the library has all of that.")


def test_the_tokens_most_like_a_design_are_named_with_the_reason(page: Page) -> None:
    first, *others = design("op")["buckets"]
    library = sheet(
        page, link({**design("op"), "buckets": [{**first, "allocation": first["allocation"] - 1}, *others]})
    )
    library.get_by_role("button", name="Like mine").click()
    nearest = entries(library, "Like mine").first
    expect(nearest).to_contain_text("Optimism")
    expect(nearest).to_contain_text("1 % by whose it is")


def test_choosing_another_design_puts_edits_aside_and_says_so(page: Page) -> None:
    visit(page)
    field(page, "Horizon").fill("24")
    page.locator(".chooser").click()
    entries(page.get_by_role("dialog"), "Real tokens, with sources").filter(has_text="Optimism").click()
    page.get_by_role("button", name="Bring them back").click()
    expect(field(page, "Horizon")).to_have_value("24")
