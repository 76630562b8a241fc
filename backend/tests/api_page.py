"""The page `docs/api.md`, block by block."""

import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    """Language and text of each block of code, in order."""
    return [(found[1], found[2]) for found in BLOCK.finditer(PAGE)]
