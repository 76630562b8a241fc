"""Finding scenarios: by name, symbol and words, by what is remarkable, and by likeness to a design."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, le

from app.scenarios.library import Scenario, ScenarioLibrary
from app.scenarios.portrait import Portrait

_BOUND = re.compile(r"(float|cliff|insiders)\s*([<>])=?\s*(\d{1,3}(?:\.\d{1,6})?)\s*%?", re.IGNORECASE)
_FIGURES: dict[str, Callable[[Portrait], float]] = {
    "float": lambda found: found.float_pct,
    "cliff": lambda found: found.largest_unlock_pct,
    "insiders": lambda found: found.insiders_pct,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A scenario and its portrait."""

    scenario: Scenario
    portrait: Portrait


def found(library: ScenarioLibrary) -> list[Found]:
    """Every scenario with its portrait, in the order in which they are shown."""
    return [Found(scenario, library.portrait(scenario.id)) for scenario in library.all()]


def search(library: ScenarioLibrary, query: str) -> list[Found]:
    """The scenarios that have every word of a query and are within its bounds, the best first.

    `float<10`, `cliff>15` and `insiders>40` bound what is remarkable, in % of the supply; a word that is a symbol or
    begins a name counts more than one in a description.
    """
    bounds = [
        (_FIGURES[name.lower()], ge if sign == ">" else le, float(value)) for name, sign, value in _BOUND.findall(query)
    ]
    words = _BOUND.sub(" ", query).casefold().split()
    ranked = [(_rank(entry.scenario, words), entry) for entry in found(library)]
    hits = [(rank, entry) for rank, entry in ranked if rank is not None]
    within = [(rank, entry) for rank, entry in hits if all(sign(of(entry.portrait), most) for of, sign, most in bounds)]
    return [entry for _, entry in sorted(within, key=lambda hit: hit[0])]


def _rank(scenario: Scenario, words: Sequence[str]) -> int | None:
    """How well a scenario fits, 0 the best; None where it lacks a word."""
    name, text = scenario.name.casefold(), f"{scenario.description} {scenario.look_at}".casefold()
    ranks = [_rank_of(word, scenario.id, name, text) for word in words]
    return None if None in ranks else sum(rank or 0 for rank in ranks)


def _rank_of(word: str, symbol: str, name: str, text: str) -> int | None:
    if word == symbol:
        return 0
    if any(part.startswith(word) for part in [symbol, *name.split()]):
        return 1
    if word in name:
        return 2
    return 3 if word in text else None


def similar(library: ScenarioLibrary, own: Portrait, limit: int) -> list[tuple[float, Found]]:
    """The real tokens nearest to a design by allocation and schedule, the nearest first, with their distance, %."""
    tokens = [entry for entry in found(library) if entry.scenario.kind == "token"]
    near = sorted(((own.distance(entry.portrait), entry) for entry in tokens), key=lambda pair: pair[0])
    return near[:limit]
