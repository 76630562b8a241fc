"""`docs/api.md` is true: its commands print what stands below them, its Python runs.

That its JavaScript runs is shown in a browser, in `browser/test_api_page_in_the_browser.py`.
Ids, tags, instants and figures of the machine differ from run to run; everything else is compared as it stands. A block
that says `ABM_…=… make run` starts a server with those settings, to which the blocks after it talk.
"""

import json
import re
import subprocess
import sys

import pytest
from jsonschema_rs import Draft202012Validator

from tests.api_page import PAGE, blocks

ADDRESS = "http://localhost:8000"
MARK = "── next ──"

VARIES = [
    (r"abm_[0-9a-f]{32}", "abm_ID"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "INSTANT"),
    (r'"workers":\d+', '"workers":N'),
    (r"(reset=|retry-after: )\d+", r"\1SECONDS"),
]


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
