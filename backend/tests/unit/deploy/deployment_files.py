"""The files that describe a deployment, read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import yaml

ROOT = Path(__file__).resolve().parents[4]
KUBERNETES = ROOT / "deploy" / "kubernetes"

Yaml: TypeAlias = Any


def text(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


COMPOSE: Yaml = yaml.safe_load(text("compose.yaml"))
SERVICES: dict[str, Yaml] = COMPOSE["services"]
MANIFESTS: list[Yaml] = [
    manifest
    for path in sorted(KUBERNETES.glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for manifest in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
KUSTOMIZATION: Yaml = yaml.safe_load(text("deploy/kubernetes/kustomization.yaml"))
WORKLOADS: list[Yaml] = [manifest for manifest in MANIFESTS if manifest["kind"] in ("Deployment", "StatefulSet")]
CONTAINERS: list[Yaml] = [
    container for load in WORKLOADS for container in load["spec"]["template"]["spec"]["containers"]
]
DEPLOYMENT: list[Path] = [
    ROOT / "compose.yaml",
    ROOT / ".env.example",
    ROOT / "Dockerfile",
    *sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file()),
]
"""Everything but prose."""


def manifest(kind: str, name: str) -> Yaml:
    """The manifest of this kind and name."""
    (found,) = [entry for entry in MANIFESTS if (entry["kind"], entry["metadata"]["name"]) == (kind, name)]
    return found


def container(workload: str) -> Yaml:
    """The container of a workload, which has one."""
    (found,) = [entry for entry in WORKLOADS if entry["metadata"]["name"] == workload]
    (only,) = found["spec"]["template"]["spec"]["containers"]
    return only


def values(node: Yaml, key: str) -> Iterator[Yaml]:
    """Whatever stands under this key, however deep."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(node, list):
        for item in node:
            yield from values(item, key)


def seconds(duration: str) -> int:
    """The seconds of `20s`."""
    match = re.fullmatch(r"(\d+)s", duration)
    assert match, duration
    return int(match[1])
