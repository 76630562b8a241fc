"""Better designs, futures to survive and what matters, asked from the desk and brought back to it."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, tab, visit

LONG = 60_000


def study(page: Page, name: str) -> Locator:
    """A part of what to do, with the page open at it."""
    visit(page)
    tab(page, "What to do")
    return page.get_by_role("region", name=name, exact=True)


def test_a_better_design_is_found_and_put_on_the_desk_and_undone(page: Page) -> None:
    improve = study(page, "Improve this design")
    improve.get_by_label("Team, segment 1: Month", exact=True).check()
    improve.get_by_role("button", name="Look for better designs").click()
    expect(improve.get_by_role("status").last).to_contain_text("beaten by no other", timeout=LONG)
    expect(page.locator("#chart-front svg circle").first).to_be_visible()
    improve.get_by_role("button", name="Put on the desk: Team").first.click()
    expect(page.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Key figures", exact=True)).not_to_contain_text("before:")


def test_a_future_is_laid_over_the_design_in_every_chart(page: Page) -> None:
    stress = study(page, "Stress")
    stress.get_by_role("button", name="Stress this design").click()
    lay_over = stress.get_by_role("button", name="Lay over").first
    expect(lay_over).to_be_visible(timeout=LONG)
    title = (lay_over.get_attribute("aria-label") or "").removeprefix("Lay over: ")
    lay_over.click()
    expect(page.locator("#chart-price .legend")).to_contain_text(title)


def test_what_matters_is_drawn_largest_first(page: Page) -> None:
    matters = study(page, "What matters")
    for name in ("Team: Allocation", "Team, segment 1: Month"):
        matters.get_by_label(name, exact=True).check()
    matters.get_by_role("button", name="See what matters").click()
    expect(page.locator("#chart-matters svg rect").first).to_be_visible(timeout=LONG)


def test_an_answer_about_an_earlier_design_says_so(page: Page) -> None:
    stress = study(page, "Stress")
    stress.get_by_role("button", name="Stress this design").click()
    expect(stress.get_by_role("table")).to_be_visible(timeout=LONG)
    horizon = str(design()["token"]["horizon_months"] - 1)
    field(page, "Horizon").fill(horizon)
    expect(stress).to_contain_text("The design has been changed since")
