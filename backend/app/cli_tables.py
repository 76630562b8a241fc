"""Tables that the commands print: key figures, attribution, facts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rich.table import Table

from app.truth.report import Finding

SHOWN_ACTORS = 8
"""Most actors of a month that are named; the others are added up."""


def why_table(results: Mapping[str, Any]) -> Table:
    """Attribution of the worst month, of the month with the largest later unlock, and of all; log points × 100."""
    months, rows = [month["parts"] for month in results["attribution"]["months"]], results["global_metrics"]
    worst = min(range(len(months)), key=lambda month: sum(months[month].values()))
    unlock = max(range(min(1, len(rows) - 1), len(rows)), key=lambda month: float(rows[month]["total_unlocked"]))
    total = _added_up(months)
    columns = {f"{_month(rows[worst])}, the worst": months[worst]}
    if rows[unlock]["total_unlocked"]:
        columns.setdefault(f"{_month(rows[unlock])}, the largest unlock", months[unlock])
    columns["all months"] = total
    table = right_aligned("who moved the price", *columns)
    named = _largest(list(columns.values()))
    for name in named:
        table.add_row(name, *(_points(parts.get(name, 0.0)) for parts in columns.values()))
    if rest := set(total) - set(named):
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
    total: dict[str, float] = {}
    for month in parts:
        for name, value in month.items():
            total[name] = total.get(name, 0.0) + value
    return total


def _largest(columns: Sequence[Mapping[str, float]]) -> list[str]:
    """The actors that moved the price most in any of the columns; the last one, all months, counts a fifth."""
    *single, total = columns
    weight = {name: max([0.2 * abs(total[name]), *(abs(parts.get(name, 0.0)) for parts in single)]) for name in total}
    return sorted(total, key=lambda name: -weight[name])[:SHOWN_ACTORS]


def _month(row: Mapping[str, Any]) -> str:
    return f"{date.fromisoformat(row['date']):%B %Y}"


def _points(value: float) -> str:
    return f"{round(100 * value, 1) + 0.0:+.1f}"  # adding nothing makes −0 a plain 0


def run_figures(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The key figures of a run as label and text."""
    staking, treasury = figures["staking_metrics"], figures["treasury_metrics"]
    rows = [
        ("price at the start", f"{figures['initial_price']:.6g}"),
        ("price at the end", f"{figures['final_price']:.6g} ({figures['price_change_pct']:+.1f} %)"),
        ("worst drawdown", f"{figures['max_drawdown_pct']:.1f} %"),
        ("circulating at the end", f"{figures['final_circulating_supply']:,.0f} tokens"),
        ("sold by holders", f"{figures['total_tokens_sold']:,.0f} tokens"),
        ("peak selling", f"{figures['max_sell_tokens']:,.0f} tokens in month {figures['max_sell_month']}"),
    ]
    if staking is not None:
        apy = f"{100 * staking['current_apy']:.1f} % a year"
        rows.append(("staked at the end", f"{staking['total_staked']:,.0f} tokens at {apy}"))
    if treasury is not None:
        burned = f"{treasury['total_tokens_burned']:,.0f} tokens burned"
        rows.append(("treasury at the end", f"{treasury['fiat_balance']:,.0f} fiat, {burned}"))
    return rows


def monte_carlo_figures(results: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The figures of a Monte Carlo run as label and text."""
    risk, convergence = results["risk"], results["convergence"]
    bands = [
        (
            f"final price, P{band['percentile']:g}",
            "{:.6g} ({:.6g} … {:.6g})".format(band["final_price"], *band["final_price_ci95"]),
        )
        for band in results["percentiles"]
    ]
    return [
        *bands,
        ("mean drawdown", f"{results['summary']['mean_max_drawdown_pct']:.1f} %"),
        ("ends below the start", f"{100 * risk['probability_below_start']:.1f} % of trials"),
        ("falls by more than half", f"{100 * risk['probability_drawdown_over_50_pct']:.1f} % of trials"),
        ("falls by more than 80 %", f"{100 * risk['probability_drawdown_over_80_pct']:.1f} % of trials"),
        ("converged", f"{'yes' if convergence['converged'] else 'no'}; drift {100 * convergence['drift']:.2g} %"),
        ("failed trials", f"{results['summary']['failed_trials']}"),
    ]


def right_aligned(*headings: str) -> Table:
    """A table of which all columns but the first are right-aligned."""
    table = Table(*headings, box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    return table
