"""The library of scenarios: requests ready to post, with descriptions and sources."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from app.abm.core.errors import CliffcastError
from app.abm.core.params import Listed, Params, did_you_mean
from app.abm.engine.spec import SimulationSpec
from app.scenarios.portrait import Portrait, portrait

FIRST_SHOWN = "arb"
"""The scenario a first visit shows."""


class UnknownScenarioError(CliffcastError, LookupError):
    """No scenario has this id; the message names the one that was probably meant."""


class Scenario(Params):
    """A token economy worth looking at, and how far its numbers can be trusted."""

    id: str
    """Short name in addresses and files."""
    name: str
    """Name to show."""
    kind: Literal["token", "teaching"]
    """A real token, whose schedule is documented, or a teaching case, in which everything is invented."""
    description: str
    """What the token is and how it unlocks."""
    look_at: str
    """What to look at in the results."""
    grade: Literal["good", "fair"] | None = None
    """How well the facts of a real token are documented; none for a teaching case."""
    sources: Annotated[tuple[str, ...], Listed]
    """Where the facts come from; none for a teaching case."""
    notes: str
    """What is left out, approximated or assumed."""
    featured: bool = True
    """Whether it is looked at closely, with real prices or a lesson; the others are schedules to compare with."""
    request: dict[str, object]
    """The request, ready to post. All readers share it: copy it before changing anything."""


class ScenarioLibrary:
    """Scenarios by id, in the order in which they are shown."""

    def __init__(self, scenarios: Iterable[Scenario]) -> None:
        self._portraits: dict[str, Portrait] = {}
        self._by_id = {scenario.id: scenario for scenario in sorted(scenarios, key=_order)}

    @classmethod
    @cache
    def shipped(cls) -> Self:
        """The scenarios that come with the package, read once."""
        entries = files("app.scenarios").iterdir()
        texts = [entry.read_text(encoding="utf-8") for entry in entries if entry.name.endswith(".json")]
        return cls(Scenario.model_validate_json(text) for text in texts)

    def all(self) -> tuple[Scenario, ...]:
        """Every scenario: the first one to show, the other featured tokens, the teaching cases, the other tokens."""
        return tuple(self._by_id.values())

    def featured(self) -> tuple[Scenario, ...]:
        """The scenarios that are looked at closely."""
        return tuple(scenario for scenario in self.all() if scenario.featured)

    def portrait(self, scenario_id: str) -> Portrait:
        """The portrait of a scenario's schedule, computed at its first use. Raises UnknownScenarioError."""
        if scenario_id not in self._portraits:
            request = self.get(scenario_id).request
            self._portraits[scenario_id] = portrait(SimulationSpec.model_validate(request))
        return self._portraits[scenario_id]

    def get(self, scenario_id: str) -> Scenario:
        """The scenario of this id. Raises UnknownScenarioError where there is none."""
        if scenario_id not in self._by_id:
            raise UnknownScenarioError(f"no scenario has this id{did_you_mean(scenario_id, self._by_id)}")
        return self._by_id[scenario_id]


def _order(scenario: Scenario) -> tuple[bool, bool, bool, str]:
    """Sort key of the order in which scenarios are shown."""
    return not scenario.featured, scenario.kind != "token", scenario.id != FIRST_SHOWN, scenario.id
