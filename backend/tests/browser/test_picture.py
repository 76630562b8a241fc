"""The README's picture of the page; `RENEW=1 make test ARGS=backend/tests/browser/test_picture.py` takes a new one."""

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import bands, design, link, visit

ROOT = Path(__file__).parents[3]
PICTURE = ROOT / "docs/images/page.png"
MOST_BYTES = 250_000


def test_the_readme_shows_a_small_picture_of_the_page(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1280, "height": 860})
    visit(page, link(design(enabled=True, num_trials=1000)))
    expect(page.get_by_text("the median is known")).to_be_visible(timeout=60_000)
    expect(bands(page)).to_have_count(2)
    taken = page.screenshot()
    if os.environ.get("RENEW"):
        PICTURE.write_bytes(taken)
    assert taken.startswith(b"\x89PNG")
    assert PICTURE.stat().st_size < MOST_BYTES
    assert "docs/images/page.png" in (ROOT / "README.md").read_text()
