"""Tables of the studies on the command line, and the sentences below them."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from app.cli_tables import right_aligned

SHOWN_DESIGNS = 20
"""Most designs of a front that are printed."""

SHOWN_BREACHES = 10
"""Most broken constraints that are printed."""

AS_IT_IS = "(the design as it is)"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def stress_table(results: Mapping[str, Any]) -> Table:
    """The design as it is, then every future, the worst first."""
    table = right_aligned("future", "final price, P50", "against base", "drawdown, P50", "back after", "breaks")
    base = results["base"]
    usual = base["figures"]["final_price"]["p50"]
    table.add_row(AS_IT_IS, _number(usual), "", _drawdown(base), "", _count(base["breaks"]))
    for row in results["rows"]:
        if row["figures"] is None:
            table.add_row(row["title"], "cannot be", "", "", "", "")
            continue
        price = row["figures"]["final_price"]["p50"]
        against = "no effect" if row["no_effect"] else f"{100 * (price / usual - 1):+.1f} %"
        table.add_row(row["title"], _number(price), against, _drawdown(row), _back_after(row), _count(row["breaks"]))
    return table


def _back_after(row: Mapping[str, Any]) -> str:
    """Months until the price is back at the base's; nothing where it never leaves it."""
    months = row["months_to_recover"]
    return "never" if months is None else f"{months} months" if months else "–"


def _drawdown(row: Mapping[str, Any]) -> str:
    return f"{row['figures']['max_drawdown_pct']['p50']:.1f} %"


def _count(breaks: list[str]) -> str:
    return str(len(breaks)) if breaks else ""


def breaches(results: Mapping[str, Any]) -> Iterator[str]:
    """Which constraints do not hold in which future, and why a future cannot be; the first where they are many."""
    found = [
        f"{row['title']}: {sentence}"
        for row in [results["base"] | {"title": AS_IT_IS, "error": None}, *results["rows"]]
        for sentence in [row["error"], *row["breaks"]]
        if sentence is not None
    ]
    yield from found[:SHOWN_BREACHES]
    if len(found) > SHOWN_BREACHES:
        yield f"… and {len(found) - SHOWN_BREACHES} more; a file (-o) has all of them."


def front_table(results: Mapping[str, Any]) -> Table:
    """The design as it is, then those that no other beats, an even choice where they are many."""
    wanted = [(objective["figure"], objective["at"]) for objective in results["objectives"]]
    table = right_aligned("design", *results["levers"], *(f"{figure}, {at}" for figure, at in wanted))
    shown = [("as it is", results["start"]), *((str(each["design"]), each) for each in _shown(results["front"]))]
    for name, design in shown:
        figures = design["figures"]
        reached = [_number(None if figures is None else figures[figure][at]) for figure, at in wanted]
        table.add_row(name, *(_number(value) for value in design["levers"].values()), *reached)
    return table


def _shown(front: list[Any]) -> list[Any]:
    """At most `SHOWN_DESIGNS` of a front, evenly spread over it, its ends among them."""
    if len(front) <= SHOWN_DESIGNS:
        return front
    return [front[round(place * (len(front) - 1) / (SHOWN_DESIGNS - 1))] for place in range(SHOWN_DESIGNS)]


def search_summary(results: Mapping[str, Any]) -> Iterator[str]:
    """How much was tried, how much of the front is shown, and what the design as it is breaks."""
    front, generations = results["front"], results["generations"]
    ended = "; nothing got better any more" if results["stopped_early"] else ""
    rounds = f"{generations} generation{'s' if generations > 1 else ''}"
    yield f"{results['designs_run']:,} designs were tried in {rounds}{ended}."
    if len(_shown(front)) < len(front):
        yield f"{len(_shown(front))} of the {len(front)} best designs are shown; a file (-o) has all of them."
    if any(design["design"] == 0 for design in front):
        yield f"{AS_IT_IS}: nothing that was tried beats it in all that is wanted."
    if results["start"]["error"] is not None:
        yield f"{AS_IT_IS}: {results['start']['error']}"
    for sentence in results["start"]["breaks"]:
        yield f"{AS_IT_IS}: {sentence}"


def calibration_table(results: Mapping[str, Any]) -> Table:
    """Each parameter with its interval, what real launches have in common, and how much the history says."""
    table = right_aligned("parameter", "estimate", "90 % interval", "real launches", "learnt")
    for parameter in results["parameters"]:
        table.add_row(
            parameter["name"],
            _number(parameter["estimate"]),
            f"{_number(parameter['low'])} … {_number(parameter['high'])}",
            _number(parameter["prior"]["value"]),
            f"{100 * parameter['learnt']:.0f} %",
        )
    return table


def words(results: Mapping[str, Any]) -> Iterator[str]:
    """What the history says in words, and whether the fit beats simpler rules."""
    yield from results["words"]
