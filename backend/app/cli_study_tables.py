"""Tables of the studies on the command line."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

SHOWN_DESIGNS = 20
"""Most designs of a front that are printed."""


def _plain(*headings: str) -> Table:
    table = Table(*headings, box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def stress_table(results: Mapping[str, Any]) -> Table:
    """The design as it is, then every future, the worst first."""
    table = _plain("future", "final price, P50", "against base", "drawdown, P50", "back after", "breaks")
    base = results["base"]
    usual = base["figures"]["final_price"]["p50"]
    table.add_row("(the design as it is)", _told(usual), "", _drawdown(base), "", _count(base["breaks"]))
    for row in results["rows"]:
        if row["figures"] is None:
            table.add_row(row["title"], row["error"], "", "", "", "")
            continue
        price = row["figures"]["final_price"]["p50"]
        back = "never" if row["months_to_recover"] is None else f"{row['months_to_recover']} months"
        against = "no effect" if row["no_effect"] else f"{100 * (price / usual - 1):+.1f} %"
        table.add_row(row["title"], _told(price), against, _drawdown(row), back, _count(row["breaks"]))
    return table


def _drawdown(row: Mapping[str, Any]) -> str:
    return f"{row['figures']['max_drawdown_pct']['p50']:.1f} %"


def _count(breaks: list[str]) -> str:
    return str(len(breaks)) if breaks else ""


def front_table(results: Mapping[str, Any]) -> Table:
    """The design as it is, then those that no other beats, an even choice where they are many."""
    wanted = [(objective["figure"], objective["at"]) for objective in results["objectives"]]
    table = _plain("design", *results["levers"], *(f"{figure}, {at}" for figure, at in wanted))
    front = results["front"]
    step = max(1, -(-len(front) // SHOWN_DESIGNS))
    for name, design in [("as it is", results["start"]), *((str(each["design"]), each) for each in front[::step])]:
        figures = design["figures"] or {}
        told = [_told(figures[figure][at] if figures else None) for figure, at in wanted]
        table.add_row(name, *(_told(value) for value in design["levers"].values()), *told)
    return table


def calibration_table(results: Mapping[str, Any]) -> Table:
    """Each parameter with its interval, what real launches have in common, and how much the history says."""
    table = _plain("parameter", "estimate", "90 % interval", "real launches", "learnt")
    for parameter in results["parameters"]:
        table.add_row(
            parameter["name"],
            _told(parameter["estimate"]),
            f"{_told(parameter['low'])} … {_told(parameter['high'])}",
            _told(parameter["prior"]["value"]),
            f"{100 * parameter['learnt']:.0f} %",
        )
    return table
