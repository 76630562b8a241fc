"""The page is built when that is due, with whatever Node there is; what it is built from is pinned."""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[4]
SNAPSHOT = ROOT / "backend/tests/stories/expected/openapi.json"
TYPES = ROOT / "frontend/src/api/schema.d.ts"


@pytest.fixture(scope="module")
def hatch_build() -> Iterator[Any]:
    """The build's own module, which is in no package."""
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["hatch_build"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["hatch_build"]


@pytest.fixture
def project(hatch_build: Any, tmp_path: Path) -> Any:
    """A project of one source whose build copies it, and notes that it was there."""
    sources, built = tmp_path / "sources", tmp_path / "built"
    sources.mkdir()
    built.mkdir()
    copy = f"cat source >> {built}/page"
    (sources / "package.json").write_text(json.dumps({"name": "project", "scripts": {"build": copy}}))
    (sources / "package-lock.json").write_text(json.dumps({"name": "project", "lockfileVersion": 3, "packages": {}}))
    (sources / "source").write_text("one ")
    return hatch_build.Page(sources, built)


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2\n", "v22.12.0", "v22.20.1", "v23.0.0", "v24.1.0"])
def test_a_node_vite_runs_on_is_used(hatch_build: Any, version: str) -> None:
    assert hatch_build.is_new_enough(version)


@pytest.mark.parametrize("version", ["", "v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0", "node", "v22", "vx.y.z"])
def test_another_node_is_not(hatch_build: Any, version: str) -> None:
    assert not hatch_build.is_new_enough(version)


def test_a_page_that_was_never_built_is_due(project: Any) -> None:
    assert not project.is_built()


def test_a_built_page_is_not_due_until_a_source_changes(hatch_build: Any, project: Any) -> None:
    project.build(hatch_build.Node.found())
    assert project.is_built()
    assert (project.built / "page").read_text() == "one "
    (project.sources / "source").write_text("two ")
    assert not project.is_built()


def test_a_page_is_due_when_a_source_was_added_or_renamed(hatch_build: Any, project: Any) -> None:
    project.build(hatch_build.Node.found())
    (project.sources / "another").touch()
    assert not project.is_built()
    (project.sources / "another").unlink()
    (project.sources / "source").rename(project.sources / "renamed")
    assert not project.is_built()


def test_what_npm_installs_is_no_source(hatch_build: Any, project: Any) -> None:
    project.build(hatch_build.Node.found())
    (project.sources / "node_modules").mkdir(exist_ok=True)
    (project.sources / "node_modules" / "module").touch()
    assert project.is_built()


def test_a_page_that_cannot_be_built_stays_due_and_says_so(hatch_build: Any, project: Any) -> None:
    (project.sources / "source").unlink()
    with pytest.raises(SystemExit, match="could not be built"):
        project.build(hatch_build.Node.found())
    assert not project.is_built()


def test_without_a_node_the_build_asks_for_one(
    hatch_build: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(hatch_build, "PAGE", hatch_build.Page(ROOT / "frontend", tmp_path))
    hook = hatch_build.PageHook(str(ROOT), {}, None, None, str(tmp_path), "wheel")
    assert hook.dependencies() == [hatch_build.NODE_PACKAGE]


def test_a_node_that_is_too_old_is_none(hatch_build: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, says in (("node", "v18.20.4"), ("npm", "9.2.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hatch_build.Node.on_path() is None


def test_no_lock_says_where_packages_come_from() -> None:
    locks = [*ROOT.glob("requirements*.lock"), ROOT / "frontend/package-lock.json"]
    assert len(locks) >= 5
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert '"resolved":' not in text, lock
        assert not re.search(r"^[^#]*index-url|--find-links", text, re.MULTILINE), lock


def test_the_types_of_the_page_are_those_of_the_api() -> None:
    hash_of_api = hashlib.sha256(SNAPSHOT.read_bytes()).hexdigest()
    assert f"SHA-256 {hash_of_api}\n" in TYPES.read_text(encoding="utf-8"), "renew the page's types: make types"
