"""The page of the architecture leads to what there is."""

import re
from pathlib import Path

import pytest

from app.storage.redis.operations import SCRIPT

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
SCRIPTS = ROOT / "backend/app/storage/redis/scripts"
ROOMS = ("backend/app", "backend/app/abm", "backend", "frontend/src", ".")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)*\w+\.(?:py|lua|json))`", PAGE))))
def test_every_file_it_names_exists(path: str) -> None:
    assert any((ROOT / room / path).is_file() or (SCRIPTS / path).is_file() for room in ROOMS)


@pytest.mark.parametrize("module", sorted(set(re.findall(r"(?:api|studies|storage|execution|async_engine)/\w+", PAGE))))
def test_every_module_on_the_way_of_a_request_exists(module: str) -> None:
    assert any((ROOT / room / module).with_suffix(end).exists() for room in ROOMS for end in (".py", ""))


def test_it_names_every_key_of_the_store() -> None:
    used = set(re.findall(r"key\('(\w+)'", SCRIPT))
    named = set(re.findall(r"`(\w+)(?::[^`]*)?`", PAGE))
    assert used - {"upload", "held"} <= named
