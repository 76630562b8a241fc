"""How cost grows with holders, months, trials and threads: measured, printed, and drawn into docs/images.

    PYTHONPATH=backend .venv/bin/python backend/tests/bench/cost_plots.py

Each point is the best of some warm runs. The same figures give the same files: they hold neither date nor identity.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import matplotlib as mpl
from matplotlib.figure import Figure

from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.studies.estimate import estimate
from tests.bench import trials_economy
from tests.oracle.bench_economy import economy

Curve: TypeAlias = Sequence[float]

IMAGES = Path(__file__).parents[3] / "docs" / "images"
SIZE_INCHES = (6.0, 3.4)
REPEATS, ENOUGH_SECONDS = 7, 3.0
"""Most runs of a point, and the seconds after which it has had enough."""

HOLDERS = (100, 1_000, 10_000, 100_000, 1_000_000)
MONTHS = (12, 36, 60, 120, 180, 240)
TRIALS = (10, 30, 100, 300, 1_000, 3_000)
THREADS = (1, 2, 3, 4)


def best(work: Callable[[], object]) -> float:
    """Least seconds of some warm calls."""
    work()
    took: list[float] = []
    begin = time.perf_counter()
    while len(took) < REPEATS and (not took or time.perf_counter() - begin < ENOUGH_SECONDS):
        before = time.perf_counter()
        work()
        took.append(time.perf_counter() - before)
    return min(took)


def run_ms(holders: int, months: int) -> float:
    """One run, its population's building included."""
    spec = economy(holders, months)
    return 1e3 * best(lambda: ABMSimulationLoop(spec).run())


def told_ms(holders: int, months: int, trials: int = 1, workers: int = 1) -> float:
    """What /validate says of it."""
    return 1e3 * estimate(economy(holders, months), trials_economy.BUDGET, trials, workers).seconds


def trials_seconds(trials: int, workers: int) -> float:
    """Trials of 1,000 holders and 60 months, from request to bytes."""
    request = trials_economy.body(trials, 1_000, 60)
    return best(lambda: trials_economy.seconds(request, workers))


def draw(name: str, labels: tuple[str, str, str], at: Sequence[int], curves: Mapping[str, Curve], *, log: bool) -> None:
    """Print and draw some curves over `at`; labels are the title's, the abscissa's and the ordinate's."""
    title, across, up = labels
    print(f"\n{title}: {up}\n  {across}: {', '.join(f'{x:,}' for x in at)}")
    figure = Figure(SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    for place, (label, values) in enumerate(curves.items()):
        print(f"  {label}: {', '.join(f'{y:.4g}' for y in values)}")
        axes.plot(at, values, "o-" if place == 0 else "--", label=label)
    if log:
        axes.set_xscale("log")
        axes.set_yscale("log")
    else:
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
    axes.set(title=title, xlabel=across, ylabel=up)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(IMAGES / f"{name}.svg", metadata={"Date": None, "Creator": None})


def by_holders() -> None:
    """A run of 60 months."""
    curves = {
        "measured": [run_ms(holders, 60) for holders in HOLDERS],
        "foretold": [told_ms(holders, 60) for holders in HOLDERS],
    }
    draw("cost-by-holders", ("One run of 60 months", "holders", "ms"), HOLDERS, curves, log=True)


def by_months() -> None:
    """A run of 10,000 holders."""
    curves = {
        "measured": [run_ms(10_000, months) for months in MONTHS],
        "foretold": [told_ms(10_000, months) for months in MONTHS],
    }
    draw("cost-by-months", ("One run of 10,000 holders", "months", "ms"), MONTHS, curves, log=False)


def by_trials() -> None:
    """Monte Carlo of 1,000 holders and 60 months."""
    curves = {
        "one thread": [trials_seconds(trials, 1) for trials in TRIALS],
        "two threads": [trials_seconds(trials, 2) for trials in TRIALS],
        "foretold for two": [told_ms(1_000, 60, trials, 2) / 1e3 for trials in TRIALS],
    }
    draw("cost-by-trials", ("Trials of 1,000 holders, 60 months", "trials", "seconds"), TRIALS, curves, log=True)


def by_threads() -> None:
    """The same, a thousand trials."""
    took = [trials_seconds(1_000, workers) for workers in THREADS]
    curves = {"measured": [took[0] / seconds for seconds in took], "one for each thread": [float(n) for n in THREADS]}
    labels = ("1,000 trials of 1,000 holders, 60 months", "threads", "times as fast as one")
    draw("cost-by-threads", labels, THREADS, curves, log=False)


if __name__ == "__main__":
    mpl.rcParams |= {"svg.hashsalt": "cliffcast", "svg.fonttype": "none", "font.size": 9}
    IMAGES.mkdir(exist_ok=True)
    for part in (by_holders, by_months, by_trials, by_threads):
        part()
