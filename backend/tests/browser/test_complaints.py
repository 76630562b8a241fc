"""The stories of the browser would fail if it complained."""

import time

import pytest
from complaints import Complaints


@pytest.fixture
def heard(browser, server):
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
def test_a_complaint_is_heard(heard, script, complaint):
    page, complaints = heard
    page.evaluate(f"() => {{ {script} }}")
    await_complaint(page, complaints, complaint)


def test_a_refusal_of_the_api_is_no_complaint(heard):
    page, complaints = heard
    page.evaluate("() => fetch('/api/v2/abm/scenarios/nothing').then(answer => answer.text())")
    page.evaluate("() => console.error('after it')")
    await_complaint(page, complaints, "after it")
    assert complaints.told == ["console: after it"]


def await_complaint(page, complaints, words):
    """Events of the browser are heard only while one waits for it."""
    deadline = time.monotonic() + 20
    while not any(words in told for told in complaints.told):
        assert time.monotonic() < deadline, complaints.told
        page.wait_for_timeout(20)
