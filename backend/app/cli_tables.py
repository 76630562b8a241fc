"""Tables of the command line: who moved a price, and what the model is held against."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rich.table import Table

from app.truth.report import Finding

SHOWN_ACTORS = 8
"""Most actors of a month that are named; the others are added up."""


def why_table(results: Mapping[str, Any]) -> Table:
    """Who moved the price in the worst month and over the whole run, in log points × 100."""
    months = results["attribution"]["months"]
    worst = min(months, key=lambda month: sum(month["parts"].values()))
    day = date.fromisoformat(results["global_metrics"][worst["month_index"]]["date"])
    whole = _added_up(month["parts"] for month in months)
    table = Table("who moved the price", f"{day:%B %Y}, the worst", "all months", box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for name in _largest(worst["parts"], whole):
        table.add_row(name, _points(worst["parts"].get(name, 0.0)), _points(whole[name]))
    rest = set(whole) - set(_largest(worst["parts"], whole))
    if rest:
        ends = [sum(parts.get(name, 0.0) for name in rest) for parts in (worst["parts"], whole)]
        table.add_row("others", *map(_points, ends))
    ends = [sum(parts.values()) for parts in (worst["parts"], whole)]
    table.add_row("together", *(f"{_points(end)}  ({100 * math.expm1(end):+.0f} %)" for end in ends))
    return table


def validation_table(facts: Sequence[Finding]) -> Table:
    """Every fact with its band and value."""
    table = Table("", "fact", "band", "value", box=None, header_style="bold")
    table.columns[3].justify = "right"
    group = ""
    for fact in facts:
        if fact.group != group:
            group = fact.group
            table.add_row("", f"[bold]{group}[/bold]", "", "")
        table.add_row(fact.verdict, fact.fact, fact.band, "–" if fact.value is None else f"{fact.value:.3g}")
    return table


def _added_up(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    whole: dict[str, float] = {}
    for month in parts:
        for name, value in month.items():
            whole[name] = whole.get(name, 0.0) + value
    return whole


def _largest(worst: Mapping[str, float], whole: Mapping[str, float]) -> list[str]:
    """The actors that moved most, in the worst month first of all."""
    ordered = sorted(whole, key=lambda name: -max(abs(worst.get(name, 0.0)), 0.2 * abs(whole[name])))
    return ordered[:SHOWN_ACTORS]


def _points(value: float) -> str:
    return f"{100 * value:+.1f}"
