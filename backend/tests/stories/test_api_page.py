"""`docs/api.md` is true: its commands print what stands below them, its Python runs, its JavaScript runs in a browser.

Ids, tags, instants and figures of the machine differ from run to run; everything else is compared as it stands. A block
that says `ABM_…=… make run` starts a server with those settings, to which the blocks after it talk.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from jsonschema_rs import Draft202012Validator
from serving import free_port
from websockets.sync.client import connect

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
ADDRESS = "http://localhost:8000"
MARK = "── next ──"
SNIPPET = """const eventSource = new EventSource('/api/v2/abm/jobs/abm_abc123def456/stream');

eventSource.onmessage = (event) => {
  const data = JSON.parse(event.data);
  console.log(`Progress: ${data.progress_pct}%`);

  if (data.type === 'done') {
    eventSource.close();
  }
};
"""
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
QUIETLY = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

VARIES = [
    (r"abm_[0-9a-f]{32}", "abm_ID"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "INSTANT"),
    (r'"workers":\d+', '"workers":N'),
    (r"(reset=|retry-after: )\d+", r"\1SECONDS"),
]


def blocks():
    """Language and text of each block of code, in order."""
    return [(found[1], found[2]) for found in BLOCK.finditer(PAGE)]


def what_stays(text):
    """The text without what differs from run to run, its lines bare."""
    for pattern, word in VARIES:
        text = re.sub(pattern, word, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def dialogues():
    """Commands and what they should print, by the settings of the server they are meant for."""
    parts, found = [({}, [])], blocks()
    for index, (language, text) in enumerate(found):
        start = re.fullmatch(r"((?:ABM_\w+=\S+ )+)make run\n", text)
        if start:
            settings = dict(pair.removeprefix("ABM_").lower().split("=") for pair in start[1].split())
            parts.append((settings, []))
        elif language == "sh":
            parts[-1][1].append((text, found[index + 1][1]))
    return parts


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the commands leave their files."""
    return tmp_path_factory.mktemp("api_page")


@pytest.mark.parametrize("part", range(len(dialogues())))
def test_every_command_prints_what_stands_below_it(serve, shelf, part):
    settings, talk = dialogues()[part]
    url = serve(**settings).url
    script = f"api={ADDRESS}/api/v2/abm\n" + f"\necho; echo '{MARK}'\n".join(block for block, _ in talk)
    command = ["bash", "-euo", "pipefail", "-c", script.replace(ADDRESS, url)]
    told = subprocess.run(command, cwd=shelf, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert told.stderr == ""
    for (block, printed), really in zip(talk, told.stdout.split(MARK), strict=True):
        assert what_stays(really) == what_stays(printed), block


def test_the_python_prints_what_stands_below_it(server):
    found = blocks()
    (index,) = [index for index, (language, _) in enumerate(found) if language == "python"]
    program = found[index][1].replace(ADDRESS, server.url)
    command = [sys.executable, "-W", "error", "-c", program]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (told.stderr, told.stdout) == ("", found[index + 1][1])


def test_the_event_that_is_shown_is_what_the_schema_promises(client):
    (event,) = [
        json.loads(text) for language, text in blocks() if language == "json" and text.startswith('{"type":"pro')
    ]
    components = client.get("/openapi.json").json()["components"]
    Draft202012Validator({"$ref": "#/components/schemas/ProgressEvent", "components": components}).validate(event)


def test_every_error_the_page_lists_is_documented(client):
    listed = set(re.findall(r"^\| (4\d\d|5\d\d) \|", PAGE, re.MULTILINE)) - {"405", "408"}
    paths = client.get("/openapi.json").json()["paths"].values()
    assert listed <= {status for path in paths for operation in path.values() for status in operation["responses"]}


# ── The browser ──────────────────────────────────────────────────────────────


@dataclass
class Tab:
    """A tab of a real browser, spoken to over its debugging protocol."""

    socket: object
    instead: tuple[str, str] = ("", "")
    """A part of addresses, and what is asked for instead of it."""

    def __post_init__(self):
        self._number, self.logged, self.asked = 0, [], []

    def do(self, method, **params):
        """Give a command and wait for its answer."""
        self._number += 1
        self._send(self._number, method, params)
        while True:
            message = json.loads(self.socket.recv(timeout=30))
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self._hear(message)

    def evaluate(self, script):
        """The value of a script, awaited."""
        told = self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def _send(self, number, method, params):
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))

    def _hear(self, message):
        told = message.get("params", {})
        if message.get("method") == "Runtime.consoleAPICalled":
            self.logged += [argument["value"] for argument in told["args"]]
        if message.get("method") == "Fetch.requestPaused":
            url = told["request"]["url"]
            self.asked.append(url)
            go_on = {"requestId": told["requestId"], "url": url.replace(*self.instead)}
            self._send(0, "Fetch.continueRequest", go_on)


@pytest.fixture
def tab(server, tmp_path):
    """A tab that shows the service's own /docs: the same origin, under its content security policy."""
    if CHROMIUM is None:
        assert not os.environ.get("REQUIRE_BROWSER"), "REQUIRE_BROWSER is set and there is no chromium"
        pytest.skip("chromium is not installed")
    port = free_port()
    command = [CHROMIUM, *QUIETLY, f"--user-data-dir={tmp_path}", f"--remote-debugging-port={port}", "about:blank"]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with connect(debugger(f"http://127.0.0.1:{port}/json/list"), max_size=None) as socket:
            shown = Tab(socket)
            shown.do("Runtime.enable")
            shown.do("Page.navigate", url=f"{server.url}/docs")
            deadline = time.monotonic() + 30
            while not shown.evaluate("location.pathname == '/docs' && document.readyState == 'complete'"):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield shown
    finally:
        browser.terminate()
        browser.wait(timeout=20)


def debugger(address):
    """Where the one tab of a browser that is starting can be spoken to."""
    deadline = time.monotonic() + 30
    while True:
        with contextlib.suppress(httpx.TransportError, StopIteration):
            return next(page["webSocketDebuggerUrl"] for page in httpx.get(address).json() if page["type"] == "page")
        assert time.monotonic() < deadline, "the browser does not start"
        time.sleep(0.1)


def test_the_snippet_of_the_specification_stands_on_the_page():
    assert SNIPPET in [text for language, text in blocks() if language == "javascript"]


def test_the_javascript_runs_in_a_real_browser(tab):
    submit, listen = [text for language, text in blocks() if language == "javascript"]
    job = tab.evaluate(f"(async () => {{ {submit} return job; }})()")
    tab.instead = ("abm_abc123def456", job["job_id"])
    tab.do("Fetch.enable", patterns=[{"urlPattern": "*/stream"}])
    tab.evaluate(f"{{ {listen} globalThis.source = eventSource; }}")
    deadline = time.monotonic() + 20
    while tab.evaluate("source.readyState") != 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert tab.evaluate("source.readyState") == 2, "the source was not closed"
    assert tab.logged[-1] == "Progress: 100%"
    assert len(tab.asked) == 1, "the browser called again"
