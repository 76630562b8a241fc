"""Tables as people have them, pasted one after the other: the right buckets or a question, no row without a word."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESKTOP, link, visit
from tests.unit.tables.shapes import SHAPES, Bucket, Shape

SUPPLY = 1e9
POWERS = {"K": 1e3, "M": 1e6, "B": 1e9}

MINE: dict[str, Any] = {
    "token": {"name": "Mine", "total_supply": SUPPLY, "start_date": "2025-01-01", "horizon_months": 12},
    "buckets": [{"bucket": "All", "allocation": 100, "tge_unlock_pct": 100}],
}

AWKWARD = {
    "a share that is not known yet": "Who\t%\nTeam\t40%\nAdvisors\tTBD\nSale\t60%\n",
    "a name twice": "Who\t%\tCliff\nTeam\t20%\t12\nTeam\t20%\t24\nSale\t60%\t0\n",
    "more than there is": "Who;Share\nTeam;70 %\nSale;60 %\n",
    "less than there is": "Who;Share\nTeam;30 %\nSale;40 %\n",
    "a group's name above its rows": "Who,Share\nInsiders,\nTeam,40%\nOutsiders,\nSale,60%\n",
    "a share below nothing": "| Who | Share |\n|---|---|\n| Team | -5% |\n| Sale | 100% |\n",
    "a total in a language of its own": "Qui\tPart\nÉquipe\t40 %\nVente\t60 %\nEnsemble\t100 %\n",
}


@pytest.fixture(scope="module")
def dialog(open_for_all: Callable[..., Page]) -> Locator:
    """Where tables are pasted, on a page that is loaded once."""
    page = open_for_all(viewport=DESKTOP)
    visit(page, link(MINE))
    page.get_by_role("button", name="Paste a table").click()
    return page.get_by_role("dialog", name="Paste a table")


def paste(dialog: Locator, text: str) -> None:
    """Put a text in the place of the one before, and wait until it has been read."""
    dialog.get_by_label("Paste the rows").fill("")
    expect(dialog.get_by_role("region")).to_have_count(0)
    dialog.get_by_label("Paste the rows").fill(text)
    expect(rows(dialog).first).to_be_visible()


def rows(dialog: Locator) -> Locator:
    """The buckets as they would be."""
    return dialog.get_by_role("region", name="The buckets as they would be").locator("tbody tr")


def number(cell: str) -> float:
    """Tokens or per cent of a cell; months, which stand there alone; nothing is none."""
    bare = cell.removesuffix(" tokens").removesuffix(" %").replace(",", "")
    if bare in ("", "–"):
        return 0
    size = POWERS.get(bare[-1], 1)
    return size * float(bare.rstrip("KMB"))


def read(row: Locator) -> Bucket:
    """A row as it stands in the dialog: name, share, launch, cliff, vesting."""
    name, share, launch, cliff, vesting = row.locator("th, td").all_inner_texts()[:5]
    part = 100 * number(share) / SUPPLY if share.endswith("tokens") else number(share)
    return name, part, number(launch), int(number(cliff)), int(number(vesting))


@pytest.mark.parametrize("shape", [pytest.param(shape, id=name) for name, shape in SHAPES.items()])
def test_a_table_becomes_the_buckets_it_means(dialog: Locator, shape: Shape) -> None:
    paste(dialog, shape.text)
    found = [read(row) for row in rows(dialog).all()]
    assert [name for name, *_ in found] == [name for name, *_ in shape.buckets]
    for bucket, meant in zip(found, shape.buckets, strict=True):
        assert bucket[1:] == pytest.approx(meant[1:])


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in AWKWARD.items()])
def test_no_row_is_lost_without_a_word(dialog: Locator, text: str) -> None:
    paste(dialog, text)
    said = dialog.inner_text()
    names = [re.split(r"[\t;,|]", line.strip("| "))[0].strip() for line in text.splitlines()[1:] if "---" not in line]
    assert [name for name in names if name not in said] == []


def test_a_share_below_nothing_makes_no_bucket(dialog: Locator) -> None:
    paste(dialog, AWKWARD["a share below nothing"])
    assert [read(row)[0] for row in rows(dialog).all()] == ["Sale"]
