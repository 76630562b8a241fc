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
    """Who moved the price in the worst month, in that of the largest later unlock, and in all; log points × 100."""
    months, rows = [month["parts"] for month in results["attribution"]["months"]], results["global_metrics"]
    worst = min(range(len(months)), key=lambda month: sum(months[month].values()))
    unlock = max(range(min(1, len(rows) - 1), len(rows)), key=lambda month: float(rows[month]["total_unlocked"]))
    whole = _added_up(months)
    columns = {f"{_month(rows[worst])}, the worst": months[worst]}
    if rows[unlock]["total_unlocked"]:
        columns.setdefault(f"{_month(rows[unlock])}, the largest unlock", months[unlock])
    columns["all months"] = whole
    table = Table("who moved the price", *columns, box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    named = _largest(list(columns.values()))
    for name in named:
        table.add_row(name, *(_points(parts.get(name, 0.0)) for parts in columns.values()))
    if rest := set(whole) - set(named):
        table.add_row("others", *(_points(sum(parts.get(name, 0.0) for name in rest)) for parts in columns.values()))
    ends = [sum(parts.values()) for parts in columns.values()]
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


def _largest(columns: Sequence[Mapping[str, float]]) -> list[str]:
    """The actors that moved most in any one of the columns, the whole run's counting a fifth."""
    *single, whole = columns
    weight = {name: max([0.2 * abs(whole[name]), *(abs(parts.get(name, 0.0)) for parts in single)]) for name in whole}
    return sorted(whole, key=lambda name: -weight[name])[:SHOWN_ACTORS]


def _month(row: Mapping[str, Any]) -> str:
    return f"{date.fromisoformat(row['date']):%B %Y}"


def _points(value: float) -> str:
    return f"{round(100 * value, 1) + 0.0:+.1f}"  # adding nothing makes −0 a plain 0
