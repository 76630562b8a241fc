"""The examples of the library, run as a reader would run them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.launching import BACKEND, environment

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("name", ["quickstart", "custom_pricing"])
def test_an_example_prints_what_it_always_printed(name: str) -> None:
    command = [sys.executable, "-W", "error", str(BACKEND.parent / "examples" / f"{name}.py")]
    told = subprocess.run(command, env=environment(), capture_output=True, encoding="utf-8", timeout=100, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
