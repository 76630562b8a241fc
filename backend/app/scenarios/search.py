"""Search in the library of scenarios: by words, by bounds of a schedule's figures, by distance to a design."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, le

from app.scenarios.library import Scenario, ScenarioLibrary
from app.scenarios.portrait import Portrait

_BOUND = re.compile(r"(float|cliff|insiders)\s*([<>])=?\s*(\d{1,3}(?:\.\d{1,6})?)\s*%?", re.IGNORECASE)
_FIGURES: dict[str, Callable[[Portrait], float]] = {
    "float": lambda portrait: portrait.float_pct,
    "cliff": lambda portrait: portrait.largest_unlock_pct,
    "insiders": lambda portrait: portrait.insiders_pct,
}


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A scenario and its portrait."""

    scenario: Scenario
    portrait: Portrait


def entries_of(library: ScenarioLibrary) -> list[LibraryEntry]:
    """Every scenario with its portrait, in the order in which they are shown."""
    return [LibraryEntry(scenario, library.portrait(scenario.id)) for scenario in library.all()]


def search(library: ScenarioLibrary, query: str) -> list[LibraryEntry]:
    """The scenarios that contain every word of a query and are within its bounds, the best match first.

    `float<10`, `cliff>15` and `insiders>40` bound figures of the portrait, in % of the supply. A match of the
    symbol, or at the start of a word of the name, ranks above one in the description.
    """
    bounds = [
        (_FIGURES[name.lower()], ge if operator == ">" else le, float(value))
        for name, operator, value in _BOUND.findall(query)
    ]
    words = _BOUND.sub(" ", query).casefold().split()
    ranked = [(_rank(entry.scenario, words), entry) for entry in entries_of(library)]
    hits = [
        (rank, entry)
        for rank, entry in ranked
        if rank is not None and all(compare(figure(entry.portrait), bound) for figure, compare, bound in bounds)
    ]
    return [entry for _, entry in sorted(hits, key=lambda hit: hit[0])]


def _rank(scenario: Scenario, words: Sequence[str]) -> int | None:
    """The rank of a scenario, 0 the best; None where it lacks one of the words."""
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


def similar(library: ScenarioLibrary, design: Portrait, limit: int) -> list[tuple[float, LibraryEntry]]:
    """The real tokens nearest to a design by allocation and schedule, the nearest first, with their distance, %."""
    tokens = [entry for entry in entries_of(library) if entry.scenario.kind == "token"]
    by_distance = sorted(((design.distance(entry.portrait), entry) for entry in tokens), key=lambda pair: pair[0])
    return by_distance[:limit]
