"""A table out of a spreadsheet: looked at, corrected, and only then in place of the one on the desk."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import field, visit

SHEET = (
    "Allocation\t%\tTokens\tTGE\tCliff\tVesting\n"
    "Team\t20%\t2,000,000,000\t0\t1 year\t36 months\n"
    "Seed investors\t15 %\t1,500,000,000\tnone\t12\t24\n"
    "Mystery\n"
    "Community\t65%\t6,500,000,000\t10%\t\t24\n"
    "Total\t100%\t10,000,000,000\n"
)
GERMAN = "Gruppe;Anteil;Cliff;Laufzeit\nTeam;12,5 %;12;36\nGemeinschaft;87,5 %;0;24\nSumme;100,0 %;;\n"
MARKDOWN = "| Who | Share |\n|---|---|\n| Sale | 60% |\n| Team | 40% |\n"


def sheet(page: Page, text: str) -> Locator:
    """The dialog with a text in it."""
    page.get_by_role("button", name="Paste a table").click()
    dialog = page.get_by_role("dialog", name="Paste a table")
    dialog.get_by_label("Paste the rows").fill(text)
    return dialog


def names(page: Page) -> list[str]:
    """The buckets' names in the order of the table on the desk; the form comes after the first chart."""
    expect(page.get_by_label("Name of bucket 1", exact=True)).to_be_visible()
    return [each.input_value() for each in page.get_by_label("Name of bucket").all()]


def take(dialog: Locator) -> None:
    """Put the read buckets on the desk."""
    dialog.get_by_role("button", name="Replace the table").click()
    expect(dialog).to_be_hidden()


def test_a_table_takes_its_place_only_when_one_says_so(page: Page) -> None:
    visit(page)
    before = names(page)
    dialog = sheet(page, SHEET)
    expect(dialog.get_by_role("region", name="The buckets as they would be")).to_contain_text("Seed investors")
    assert names(page) == before
    take(dialog)
    assert names(page) == ["Team", "Seed investors", "Community"]
    expect(field(page, "Team: Cliff")).to_have_value("12")
    expect(page.locator(".buckets tfoot")).to_have_text("100 % of the supply")


def test_no_row_vanishes_without_a_word(page: Page) -> None:
    visit(page)
    rest = sheet(page, SHEET).get_by_role("list", name="What is not in the table as it stands")
    expect(rest).to_contain_text("“Mystery”, has no share")
    expect(rest).to_contain_text("is the sum of the other rows")


def test_a_column_is_what_one_says_it_is(page: Page) -> None:
    visit(page)
    dialog = sheet(page, SHEET)
    dialog.get_by_label("Column Cliff is").select_option("left out")
    buckets = dialog.get_by_role("region", name="The buckets as they would be")
    expect(buckets.get_by_role("row", name="Team").first).not_to_contain_text("12")
    take(dialog)
    expect(field(page, "Team: Cliff")).not_to_have_value("12")


def test_how_a_cliff_is_meant_is_asked(page: Page) -> None:
    visit(page)
    dialog = sheet(page, SHEET)
    dialog.get_by_label("Yes: 12/36").check()
    expect(dialog.get_by_role("group", name="Is the cliff part")).to_have_count(0)
    take(dialog)
    expect(page.get_by_label("Cliff is part of the vesting").first).to_be_checked()


def test_whom_a_bucket_behaves_like_is_shown_and_chosen(page: Page) -> None:
    visit(page)
    dialog = sheet(page, SHEET)
    expect(dialog.get_by_label("Seed investors behaves like")).to_have_value("VC")
    dialog.get_by_label("Seed investors behaves like").select_option("Team")
    take(dialog)
    expect(page.get_by_label("Behaves like: Seed investors")).to_have_value("Team")


@pytest.mark.parametrize(("text", "expected"), [(GERMAN, ["Team", "Gemeinschaft"]), (MARKDOWN, ["Sale", "Team"])])
def test_tables_of_other_kinds_are_read(page: Page, text: str, expected: list[str]) -> None:
    visit(page)
    take(sheet(page, text))
    assert names(page) == expected


def test_cells_pasted_into_the_form_are_looked_at_first(page: Page) -> None:
    visit(page)
    field(page, "Airdrop: Allocation").evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        SHEET,
    )
    expect(page.get_by_role("dialog", name="Paste a table")).to_contain_text("Seed investors")


def test_a_replaced_table_comes_back_by_undo(page: Page) -> None:
    visit(page)
    before = names(page)
    take(sheet(page, MARKDOWN))
    page.keyboard.press("Control+z")
    assert names(page) == before
