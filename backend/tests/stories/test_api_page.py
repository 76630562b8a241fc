"""`docs/api.md` is true: its commands print what stands below them, its Python runs.

That its JavaScript runs is shown in a browser, in `browser/test_api_page_in_the_browser.py`.
Ids, tags, instants and figures of the machine differ from run to run; everything else is compared as it stands.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from jsonschema_rs import Draft202012Validator

from tests.pages import ADDRESS, DOCS, answers, blocks, dialogues
from tests.stories.serving import Serve, Server

PAGE = (DOCS / "api.md").read_text(encoding="utf-8")

VARIES = [
    (r"abm_[0-9a-f]{32}", "abm_ID"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "INSTANT"),
    (r'"workers":\d+', '"workers":N'),
    (r"(reset=|retry-after: )\d+", r"\1SECONDS"),
]


def what_stays(text: str) -> list[str]:
    """The text without what differs from run to run, its lines bare."""
    for pattern, word in VARIES:
        text = re.sub(pattern, word, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands leave their files."""
    return tmp_path_factory.mktemp("api_page")


@pytest.mark.parametrize("part", range(len(dialogues(PAGE))))
def test_every_command_prints_what_stands_below_it(serve: Serve, shelf: Path, part: int) -> None:
    settings, turns = dialogues(PAGE)[part]
    url = serve(**{"archive_url": shelf / f"archive {part}.db"} | settings).url
    for turn, really in zip(turns, answers(turns, url, shelf), strict=True):
        assert what_stays(really) == what_stays(turn.printed.text if turn.printed else ""), turn.commands


def test_the_python_prints_what_stands_below_it(server: Server) -> None:
    found = blocks(PAGE)
    (index,) = [index for index, block in enumerate(found) if block.language == "python"]
    program = found[index].text.replace(ADDRESS, server.url)
    command = [sys.executable, "-W", "error", "-c", program]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (told.stderr, told.stdout) == ("", found[index + 1].text)


def test_the_event_that_is_shown_is_what_the_schema_promises(client: httpx.Client) -> None:
    (event,) = [json.loads(block.text) for block in blocks(PAGE) if block.text.startswith('{"type":"pro')]
    components = client.get("/openapi.json").json()["components"]
    Draft202012Validator({"$ref": "#/components/schemas/ProgressEvent", "components": components}).validate(event)


def test_every_error_the_page_lists_is_documented(client: httpx.Client) -> None:
    listed = set(re.findall(r"^\| (4\d\d|5\d\d) \|", PAGE, re.MULTILINE)) - {"405"}
    paths = client.get("/openapi.json").json()["paths"].values()
    assert listed <= {status for path in paths for operation in path.values() for status in operation["responses"]}
