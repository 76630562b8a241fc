"""Better designs, futures to survive and what matters, asked from the desk and brought back to it."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import design, field, link, tab, visit

LONG = 60_000


DIFFERENCE = {
    "better": "more",
    "probability_b_beats_a": 0.83,
    "p10_difference": -0.1,
    "p50_difference": 0.2,
    "p90_difference": 0.4,
    "mean_difference": 0.2,
    "mean_difference_ci95": [0.1, 0.3],
}


def study(page: Page, name: str, address: str = "/") -> Locator:
    """A part of what to do, with the page open at it."""
    visit(page, address)
    tab(page, "What to do")
    return page.get_by_role("region", name=name, exact=True)


def test_a_better_design_is_found_and_put_on_the_desk_and_undone(page: Page) -> None:
    improve = study(page, "Improve this design")
    for lever in ("Team, segment 1: Month", "Team, segment 2: From month"):
        improve.get_by_label(lever, exact=True).check()
    improve.get_by_role("button", name="Look for better designs").click()
    expect(improve).to_contain_text("designs are beaten by no other", timeout=LONG)
    improve.get_by_role("button", name="Put on the desk: Team").first.click()
    expect(page.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    expect(improve.get_by_text("On the desk", exact=True)).to_be_visible()
    expect(improve).not_to_contain_text("The design has been changed since")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Key figures", exact=True)).not_to_contain_text("before:")


def test_a_design_is_put_on_the_desk_while_the_search_is_under_way(page: Page) -> None:
    crowded = {**design(), "abm": {**design()["abm"], "agents_per_cohort": 1000}}
    improve = study(page, "Improve this design", link(crowded))
    for lever in ("Team: Allocation", "Investors: Allocation"):
        improve.get_by_label(lever, exact=True).check()
    improve.get_by_role("button", name="Look for better designs").click()
    expect(improve.get_by_text("designs so far are beaten by no other")).to_be_visible(timeout=LONG)
    ring = page.locator("#chart-front [aria-label='dot']").last.locator("circle")
    expect(ring).to_have_count(1)  # the design as it is
    improve.get_by_role("button", name="Put on the desk: ").last.click()
    expect(improve.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    shares = page.get_by_role("form", name="Design").locator("td.changed")
    expect(shares).to_have_count(len(crowded["buckets"]))  # the other shares make room
    improve.get_by_role("button", name="Cancel").click()
    expect(improve.get_by_role("progressbar")).to_have_count(0)


def test_a_study_that_is_cancelled_in_the_list_of_jobs_can_be_asked_again(page: Page) -> None:
    crowded = {**design(), "abm": {**design()["abm"], "agents_per_cohort": 1000}}
    improve = study(page, "Improve this design", link(crowded))
    improve.get_by_label("Team: Allocation", exact=True).check()
    look = improve.get_by_role("button", name="Look for better designs")
    look.click()
    expect(look).to_be_disabled()
    page.get_by_role("button", name="Jobs").click()
    page.get_by_role("dialog", name="Jobs").get_by_role("button", name="Cancel").click()
    page.keyboard.press("Escape")
    expect(improve.get_by_role("alert")).to_have_text("The study was cancelled.")
    expect(look).to_be_enabled()


def test_a_point_of_the_front_is_read_and_put_on_the_desk_with_its_differences_marked(page: Page) -> None:
    improve = study(page, "Improve this design")
    improve.get_by_label("DAOs: Allocation", exact=True).check()
    improve.get_by_label("a smaller worst drawdown").uncheck()
    improve.get_by_label("Airdrop is paid more for what it sells").check()
    improve.get_by_role("button", name="Look for better designs").click()
    expect(improve).to_contain_text("designs are beaten by no other", timeout=LONG)
    point = page.locator("#chart-front circle").first
    point.hover(force=True)
    expect(page.locator("#chart-front .readout")).to_contain_text("DAOs: Allocation 1.13 →")
    point.click(force=True)
    changed = page.get_by_role("form", name="Design").locator("td.changed")
    expect(changed.and_(page.get_by_title("before: 1.13"))).to_have_count(1)
    expect(changed).to_have_count(4)  # the other shares make room


def test_two_designs_are_compared_under_the_same_chance(page: Page) -> None:
    certainty = study(page, "Compare with certainty")
    expect(certainty).to_contain_text("Change something, or pin a design, to have two.")
    field(page, "Horizon").fill("24")
    certainty.get_by_role("button", name="Compare", exact=True).click()
    verdicts = certainty.get_by_role("listitem")
    expect(verdicts.first).to_contain_text("The design on the desk has the higher price at the end in", timeout=LONG)
    expect(certainty.locator("#chart-differences svg rect").first).to_be_visible()
    expect(certainty).to_contain_text("The other market model orders")
    verdicts.filter(has_text="fewer tokens sold").get_by_role("radio").check()
    expect(certainty.locator("#chart-differences h3")).to_contain_text("Difference in tokens sold by holders")


def test_a_difference_that_the_other_market_model_turns_round_is_warned_of(page: Page) -> None:
    figures = dict.fromkeys(("final_price", "max_drawdown_pct", "total_sold"), DIFFERENCE)
    warning = "under amm the order of the two by final_price is the other way round"
    check = {"model": "amm", "trials": 32, "agrees": False, "figures": figures, "warnings": [warning]}
    trial = {"trial_index": 0, "seed": 1, "a": {"final_price": 1}, "b": {"final_price": 2}}
    answer = {
        "trials": [trial],
        "figures": figures,
        "num_trials": 1,
        "failed_trials": 0,
        "cross_check": check,
        "warnings": [warning],
    }
    visit(page)
    field(page, "Horizon").fill("24")
    expect(page.get_by_label("Key figures", exact=True)).to_contain_text("before:")
    tab(page, "What to do")
    page.route("**/jobs/abm_*/results", lambda route: route.fulfill(json=answer))
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("Under amm the order of the two")).to_be_visible(timeout=LONG)


def test_a_future_is_laid_over_the_design_in_every_chart(page: Page) -> None:
    stress = study(page, "Stress")
    stress.get_by_role("button", name="Stress this design").click()
    lay_over = stress.get_by_role("button", name="Lay over").first
    expect(lay_over).to_be_visible(timeout=LONG)
    title = (lay_over.get_attribute("aria-label") or "").removeprefix("Lay over: ")
    lay_over.click()
    expect(page.locator("#chart-price .legend")).to_contain_text(title)


def test_a_future_that_breaks_what_has_to_hold_says_by_how_much(page: Page) -> None:
    stress = study(page, "Stress")
    page.get_by_role("button", name="Add what has to hold").click()
    page.get_by_label("Bound, %").fill("90")
    stress.get_by_role("button", name="Stress this design").click()
    expect(stress.get_by_role("status").filter(has_text="What has to hold is broken")).to_be_visible(timeout=LONG)
    expect(stress).to_contain_text("Worst drawdown is to be at most 90 % in half of the trials: it is ")


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
