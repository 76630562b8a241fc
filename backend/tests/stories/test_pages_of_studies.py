"""`docs/monte-carlo.md` and `docs/studies.md` are true: their commands print what stands below them.

Numbers of the engine may differ in the last digits from processor to processor, and nothing else may. When the engine's
numbers change on purpose, `RENEW` writes what the commands print into the pages; what the text says of the numbers is
then for a person to read again.
"""

import os
import re

import pytest

from tests.pages import DOCS, Block, Turn, answers, blocks, dialogues
from tests.stories.serving import Server

PAGES = ["monte-carlo.md", "studies.md"]
RENEW = "RENEW=1 make test ARGS=backend/tests/stories/test_pages_of_studies.py"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
CLOSE = 1e-6


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def bare(text: str) -> str:
    """The lines that say something, bare."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def words_and_numbers(text: str) -> tuple[str, list[float]]:
    """A text as its words, with a mark for each number, and the numbers."""
    return NUMBER.sub("#", bare(text)), [float(number) for number in NUMBER.findall(bare(text))]


def renew(page: str, printed: list[tuple[Block, str]]) -> None:
    """Write what was printed into the page, from its end so that places stay where they are."""
    text = text_of(page)
    for block, told in reversed(printed):
        text = text[: block.begin] + bare(told) + "\n" + text[block.end :]
    (DOCS / page).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", params=PAGES)
def told(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Turn, str]]:
    """Each turn of a page, and what it printed."""
    ((_, turns),) = dialogues(text_of(request.param))
    said = list(zip(turns, answers(turns, server.url, tmp_path_factory.mktemp("page")), strict=True))
    if os.environ.get("RENEW"):
        renew(request.param, [(turn.printed, answer) for turn, answer in said if turn.printed is not None])
        pytest.skip("the page has been renewed")
    return said


def test_every_command_prints_what_stands_below_it(told: list[tuple[Turn, str]]) -> None:
    for turn, answer in told:
        shown, really = (words_and_numbers(text) for text in (turn.printed.text if turn.printed else "", answer))
        assert really[0] == shown[0], f"{turn.commands}\nif it should, renew the page: {RENEW}"
        assert really[1] == pytest.approx(shown[1], rel=CLOSE), f"{turn.commands}\nif they should, renew it: {RENEW}"


@pytest.mark.parametrize("page", PAGES)
def test_whatever_is_shown_is_printed_by_a_command(page: str) -> None:
    printed = [turn.printed for _, turns in dialogues(text_of(page)) for turn in turns]
    shown = [block for block in blocks(text_of(page)) if block.language != "sh"]
    assert shown
    assert [block.text for block in shown if block not in printed] == []
