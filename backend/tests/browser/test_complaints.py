"""The stories of the browser would fail if it complained."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.complaints import Complaints
from tests.stories.serving import Server


@pytest.fixture
def heard(browser: Browser, server: Server) -> Iterator[tuple[Page, Complaints]]:
    """A tab on our own origin, and what is heard of it."""
    complaints = Complaints(server.url)
    context = browser.new_context(base_url=server.url)
    complaints.listen(context)
    page = context.new_page()
    page.goto("/health")
    yield page, complaints
    context.close()


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('well')", "console: well"),
        ("setTimeout(() => { throw new Error('oh') })", "error: oh"),
        ("window.open('http://other.example/')", "request: http://other.example/"),
        ("document.body.innerHTML = '<b style=\"color: red\">'", "Content Security Policy"),
        ("fetch('/assets/nothing.js')", "status of 404"),
    ],
)
def test_a_complaint_is_heard(heard: tuple[Page, Complaints], script: str, complaint: str) -> None:
    page, complaints = heard
    page.evaluate(f"() => {{ {script} }}")
    await_complaint(page, complaints, complaint)


def test_a_refusal_of_the_api_is_no_complaint(heard: tuple[Page, Complaints]) -> None:
    page, complaints = heard
    page.evaluate("() => fetch('/api/v2/abm/scenarios/nothing').then(answer => answer.text())")
    page.evaluate("() => console.error('after it')")
    await_complaint(page, complaints, "after it")
    assert complaints.told == ["console: after it"]


def await_complaint(page: Page, complaints: Complaints, words: str) -> None:
    """Events of the browser are heard only while one waits for it."""
    deadline = time.monotonic() + 20
    while not any(words in told for told in complaints.told):
        assert time.monotonic() < deadline, complaints.told
        page.wait_for_timeout(20)
