"""What the README shows is what one gets."""

import asyncio
import re
import runpy
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from app.cli import app as command_line
from app.main import create_app
from app.settings import PREFIX, Settings
from tests.stories.serving import Server

ROOT = Path(__file__).resolve().parents[4]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
PAGES = [*GUIDES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
ID = r"\b(abm|mc)_[0-9a-f]{32}"


def fenced(language: str, containing: str) -> str:
    """The README's one code block in this language that contains this text."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (block,) = [block for block in blocks if containing in block]
    return str(block)


def targets_named(page: Path) -> set[str]:
    """Targets of make in code, fenced or not."""
    return set(re.findall(r"(?:^|`)(?:[A-Z]+=\S+ )?make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))


def anchors(page: Path) -> set[str]:
    """Where a link into this page can point."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """Links to files or headings that do not exist; links to other hosts are not followed."""
    found = []
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if "://" not in link and not (target.exists() and (not anchor or anchor in anchors(target))):
            found.append(link)
    return found


async def arbitrum() -> str:
    """What the service answers to the README's request."""
    app = create_app(Settings())
    async with app.router.lifespan_context(app), AsyncClient(transport=ASGITransport(app)) as client:
        api = "http://localhost:8000/api/v2/abm"
        request = await client.get(f"{api}/scenarios/arb/request")
        headers = {"content-type": "application/json"}
        answer = await client.post(f"{api}/simulate-sync", content=request.content, headers=headers)
    return answer.text


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Runs commands of the README, one after the other in one folder, against a real server."""
    folder = tmp_path_factory.mktemp("readme")
    server = Server.start(folder / "log")

    def run(commands: str) -> str:
        script = f"api={server.url}/api/v2/abm\n{commands}"
        command = ["bash", "-euo", "pipefail", "-c", script]
        return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=True).stdout

    try:
        server.await_ready()
        yield run
    finally:
        server.stop()


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_target_of_make_exists(page: Path) -> None:
    known = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert known is not None
    assert targets_named(page) <= set(known[1].split())


def test_the_four_targets_to_work_with_are_named() -> None:
    assert targets_named(ROOT / "README.md") >= {"run", "test", "check", "bench"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_named_exists(page: Path) -> None:
    named = re.findall(rf"`[^`\n]*\b{PREFIX}([A-Z_]+)", page.read_text(encoding="utf-8"))
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_the_first_request_answers_what_is_shown() -> None:
    pattern, shown = re.search(r"grep -oE '(.*)'", README), fenced("json", "2024-03-16")
    assert pattern is not None
    got = "\n".join(re.findall(pattern[1], asyncio.run(arbitrum()))) + "\n"
    assert re.sub(NUMBER, "#", got) == re.sub(NUMBER, "#", shown)
    numbers = [[float(number) for number in re.findall(NUMBER, text)] for text in (got, shown)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)


def test_the_unlock_shown_is_the_documented_one() -> None:
    march = re.search(r'"2024-03-16".*"total_unlocked":([\d.]+)', README)
    assert march is not None
    assert float(march[1]) == pytest.approx(1_111_750_000)


def test_the_library_example_is_the_file() -> None:
    assert fenced("python", "ScenarioLibrary") == (ROOT / "examples/quickstart.py").read_text(encoding="utf-8")


def test_the_library_example_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(ROOT / "examples/quickstart.py"))
    assert capsys.readouterr().out == fenced("text", "month  date")


@pytest.mark.parametrize(
    ("arguments", "containing"),
    [([], "price at the start"), (["--trials", "1000"], "final price, P10")],
    ids=["one run", "a thousand trials"],
)
def test_the_command_line_prints_what_is_shown(
    arguments: list[str], containing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line(["run", "arb", *arguments], standalone_mode=False)
    assert without_time(capsys.readouterr().out) == without_time(fenced("text", containing))


def test_a_job_answers_what_is_shown(shell: Callable[[str], str]) -> None:
    got, shown = shell(fenced("sh", "/stream")), fenced("text", '"done"')
    assert re.sub(NUMBER, "#", without_ids(got)).split() == re.sub(NUMBER, "#", without_ids(shown)).split()
    numbers = [[float(number) for number in re.findall(NUMBER, without_ids(text))] for text in (got, shown)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)


def test_trials_are_submitted_as_is_shown(shell: Callable[[str], str]) -> None:
    shell(fenced("sh", "/stream"))
    assert without_ids(shell(fenced("sh", "monte_carlo"))) == without_ids(fenced("text", "results_url"))


def test_every_address_named_exists() -> None:
    named = re.findall(r"`(GET|POST) (/[^`]*)`", README)
    paths = create_app(Settings()).openapi()["paths"]
    assert [address for verb, address in named if verb.lower() not in normalised(paths).get(bare(address), ())] == []


def normalised(paths: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Operations by address, whatever the parameters are called."""
    return {bare(address): operations for address, operations in paths.items()}


def bare(address: str) -> str:
    """An address without the names of its parameters."""
    return re.sub(r"\{\w+\}", "{}", address)


def without_ids(text: str) -> str:
    """The text with the ids of jobs left open."""
    return re.sub(ID, r"\1_ID", text)


def without_time(text: str) -> list[str]:
    """Lines without the seconds a run took, nor blanks at their ends."""
    return [re.sub(r"\d+\.\d{3} s$", "", line.rstrip()) for line in text.splitlines()]
