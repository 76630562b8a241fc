"""The JavaScript of `docs/api.md` does in a browser what it says."""

from playwright.sync_api import Page, Route

from tests.pages import DOCS, blocks

SNIPPET = """const eventSource = new EventSource('/api/v2/abm/jobs/abm_abc123def456/stream');

eventSource.onmessage = (event) => {
  const data = JSON.parse(event.data);
  console.log(`Progress: ${data.progress_pct}%`);

  if (data.type === 'done') {
    eventSource.close();
  }
};
"""

UNTIL_CLOSED = """() => new Promise((resolve) => {
  const look = () => source.readyState === EventSource.CLOSED ? resolve() : setTimeout(look, 20);
  look();
})"""
"""Looked for in the page: Playwright's own waiting for a condition is `eval`, which the policy forbids."""


def javascript() -> list[str]:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    return [block.text for block in blocks(page) if block.language == "javascript"]


def test_the_snippet_of_the_specification_stands_on_the_page() -> None:
    assert SNIPPET in javascript()


def test_the_javascript_runs_in_a_real_browser(page: Page) -> None:
    submit, listen = javascript()
    logged, asked = [], []
    page.on("console", lambda message: logged.append(message.text))
    page.goto("/docs")
    job = page.evaluate(f"(async () => {{ {submit} return job; }})()")

    def ask_for_the_job(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_(url=route.request.url.replace("abm_abc123def456", job["job_id"]))

    page.route("**/stream", ask_for_the_job)
    page.evaluate(f"() => {{ {listen} globalThis.source = eventSource; }}")
    page.evaluate(UNTIL_CLOSED)
    assert logged[-1] == "Progress: 100%"
    assert len(asked) == 1, "the browser called again"
