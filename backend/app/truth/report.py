"""The validation table: every fact with its band and the value of the model."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.abm.engine.spec import ENGINE_VERSION

TABLE = "validation.json"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact, and the value of the model."""

    id: str
    group: str
    """Heading under which it stands."""
    fact: str
    """What is known, in a sentence."""
    source: str
    low: float | None
    """Lower end of the band; None where it is open."""
    high: float | None
    value: float | None
    """The model's value; None where the data it needs are missing."""
    note: str
    """How it is measured; where it fails, what was tried."""

    @property
    def passed(self) -> bool:
        """Whether the value lies in the band."""
        if self.value is None:
            return False
        return (self.low is None or self.value >= self.low) and (self.high is None or self.value <= self.high)

    @property
    def verdict(self) -> str:
        """pass, FAIL, or no data."""
        return "no data" if self.value is None else "pass" if self.passed else "FAIL"

    @property
    def band(self) -> str:
        """The band in words."""
        if self.low is None:
            return f"≤ {self.high:g}"
        return f"≥ {self.low:g}" if self.high is None else f"{self.low:g} … {self.high:g}"


@dataclass(frozen=True, slots=True)
class Validation:
    """The table, with the engine version and the data it was measured with."""

    facts: tuple[Finding, ...]
    engine_version: str
    data: str

    @property
    def passed(self) -> int:
        """Number of facts that hold."""
        return sum(fact.passed for fact in self.facts)

    def to_json(self) -> str:
        """The table as it is shipped and served."""
        facts = [asdict(fact) | {"passed": fact.passed} for fact in self.facts]
        return json.dumps({"facts": facts, "engine_version": self.engine_version, "data": self.data}, indent=1) + "\n"


@cache
def shipped_text() -> str:
    """The shipped table's JSON."""
    return files("app.truth").joinpath(TABLE).read_text(encoding="utf-8")


@cache
def shipped() -> Validation:
    """The table that comes with this version of the package."""
    table: dict[str, Any] = json.loads(shipped_text())
    names = Finding.__slots__
    facts = tuple(Finding(**{name: fact[name] for name in names}) for fact in table["facts"])
    return Validation(facts, table["engine_version"], table["data"])


def table_of(facts: Sequence[Finding], data: str) -> Validation:
    """A table of facts measured with this version of the engine."""
    return Validation(tuple(facts), ENGINE_VERSION, data)
