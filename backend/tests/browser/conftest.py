"""A real browser on a real server. Whatever the browser complains about fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.complaints import Complaints
from tests.browser.desk import DESKTOP, visit
from tests.stories.serving import Server

OpenPage: TypeAlias = Callable[..., Page]

NAMES = ["chromium", "chromium-browser", "google-chrome"]
QUIETLY = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

expect.set_options(timeout=20_000)  # milliseconds; machines are noisy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of a module's stories: while it runs, nothing else in this thread can have an event loop."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        assert not os.environ.get("REQUIRE_BROWSER"), "REQUIRE_BROWSER is set and there is no chromium"
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        yield started
        started.close()


@contextmanager
def visitors(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """Opens empty tabs, each of a visitor of its own, and hears what the browser complains about."""
    complaints = Complaints(server.url)
    with ExitStack() as all_of_them:

        def opened(**wishes: Any) -> Page:
            context = browser.new_context(base_url=server.url, **wishes)
            all_of_them.callback(context.close)
            complaints.listen(context)
            return context.new_page()

        yield opened
    assert complaints.told == []


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """Opens empty tabs, each of a visitor of its own: `open_page(color_scheme="dark")`, addresses without host."""
    with visitors(browser, server) as opened:
        yield opened


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """An empty tab of a desktop browser."""
    return open_page(viewport=DESKTOP)


@pytest.fixture(scope="module")
def open_for_all(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """The same for tabs that all stories of a module share: each leaves the tab as it found it."""
    with visitors(browser, server) as opened:
        yield opened


@pytest.fixture(scope="module")
def arbitrum(open_for_all: OpenPage) -> Page:
    """The first visit, with everything there."""
    page = open_for_all(viewport=DESKTOP)
    visit(page)
    expect(page.get_by_label("Name of bucket 1", exact=True)).to_be_visible()
    return page
