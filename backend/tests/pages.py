"""Pages of documentation whose commands are run: what they print is what stands below them.

A block of commands in `sh` is followed by the block it prints, or by none when it prints nothing. A block that says
`ABM_…=… make run` starts a server with those settings, to which the blocks after it talk.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.launching import environment

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ADDRESS = "http://localhost:8000"
PRINTED = ("json", "text")

_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_START = re.compile(r"((?:ABM_\w+=\S+ )+)make run\n")
_MARK = "── next ──"

Settings: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code and where its text stands on the page."""

    language: str
    text: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Commands, and the block they print, if any."""

    commands: str
    printed: Block | None


def blocks(page: str) -> list[Block]:
    """Each block of code, in order."""
    return [Block(found[1], found[2], *found.span(2)) for found in _BLOCK.finditer(page)]


def dialogues(page: str) -> list[tuple[Settings, list[Turn]]]:
    """The turns of a page, by the settings of the server they are meant for."""
    parts: list[tuple[Settings, list[Turn]]] = [({}, [])]
    found = blocks(page)
    for block, following in zip(found, [*found[1:], None], strict=True):
        start = _START.fullmatch(block.text)
        if start:
            settings = dict(pair.removeprefix("ABM_").lower().split("=") for pair in start[1].split())
            parts.append((settings, []))
        elif block.language == "sh":
            printed = following if following is not None and following.language in PRINTED else None
            parts[-1][1].append(Turn(block.text, printed))
    return parts


def answers(turns: list[Turn], url: str, folder: Path) -> Iterator[str]:
    """What each turn prints when it is run against the service at `url`, one after the other in one folder.

    Commands of the environment and examples are those of this checkout. What goes to standard error is printed, too.
    """
    script = f"api={ADDRESS}/api/v2/abm\n" + f"\necho; echo '{_MARK}'\n".join(turn.commands for turn in turns)
    here = {ADDRESS: url, ".venv/bin/": f"{Path(sys.executable).parent}/", " examples/": f" {ROOT}/examples/"}
    for written, real in here.items():
        script = script.replace(written, real)
    printed = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert printed.returncode == 0, printed.stdout
    yield from printed.stdout.split(_MARK)
