"""How long a run takes, how much memory it needs, and what an object per holder would cost; `make bench`.

Every figure is the median of warm runs. Bars are printed beside the figures and asserted three times as wide,
because machines are noisy.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

import app
from app.abm.agents.population import Split
from app.abm.engine.parallel_execution import over_threads, single_threaded
from app.abm.engine.simulation_loop import ABMSimulationLoop
from tests.oracle.bench_economy import COHORTS, economy
from tests.oracle.object_per_holder import Economy

BARS_MS = {(100, 36): 5, (150, 60): 8, (10_000, 36): 10, (100_000, 60): 80, (1_000_000, 60): 1200}
"""Longest time a run may take, its population's building included; by holders and months."""

LARGEST = (1_000_000, 60)
THREADED = [(100_000, 60), LARGEST]
PEAK_BAR_MIB = 600
BATCHES, IN_BATCH = (1, 8, 64), (1_000, 60)
COMPARED = (10_000, 36)
SLOWNESS_BAR = 500
"""Times an object per holder should be slower."""

TOLERANCE = 3
HANDFUL = len(COHORTS)
"""One holder per cohort: what a month costs in Python, almost alone."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one run: to build the population, and to live the months."""

    build: float
    live: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.build + self.live


def timed(holders: int, months: int, split: Split = single_threaded) -> Timing:
    """One run, from a fresh specification to its result."""
    spec = economy(holders, months)
    start = time.perf_counter()
    loop = ABMSimulationLoop(spec, split=split)
    built = time.perf_counter()
    loop.run()
    return Timing(built - start, time.perf_counter() - built)


def typical(timings: Sequence[Timing]) -> Timing:
    """Median of each part."""
    return Timing(median(t.build for t in timings), median(t.live for t in timings))


def measured(holders: int, months: int) -> Timing:
    """The typical of 7 warm runs, or of 41 short ones."""
    timed(holders, months)
    return typical([timed(holders, months) for _ in range(7 if holders > 10_000 else 41)])


def side_by_side(holders: int, months: int, split: Split) -> tuple[Timing, Timing]:
    """The typical of 7 warm runs in one piece and of 7 with `split`, taken in turns."""
    timed(holders, months, split)
    pairs = [(timed(holders, months), timed(holders, months, split)) for _ in range(7)]
    return typical([one for one, _ in pairs]), typical([other for _, other in pairs])


def live_trials(trials: int) -> None:
    """A batch of trials, each with holders and chance of its own, from population to result."""
    ABMSimulationLoop(economy(*IN_BATCH), seeds=np.arange(trials, dtype=np.uint64)).run()


def seconds_of(task: Callable[[], object]) -> float:
    """The median of 7 warm runs."""
    task()
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return median(taken)


def object_seconds(holders: int, months: int) -> float:
    """Seconds of the months alone, told by objects."""
    telling = Economy(economy(holders, months))
    start = time.perf_counter()
    asyncio.run(telling.live(months))
    return time.perf_counter() - start


def memory_mib(holders: int, months: int) -> tuple[float, float]:
    """MiB of a fresh process once everything is imported, and at its peak."""
    script = Path(__file__).with_name("peak_memory.py")
    told = subprocess.run(
        [sys.executable, script, str(holders), str(months)],
        env=os.environ | {"PYTHONPATH": str(Path(app.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    imported, peak = map(float, told.stdout.split())
    return imported, peak


def show(title: str, head: str, rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its columns aligned to the right; names of columns are parted by two blanks."""
    table = [head.split("  "), *rows]
    width = [max(map(len, column)) for column in zip(*table, strict=True)]
    print(f"\n{title}")
    for row in table:
        print("  " + "  ".join(cell.rjust(size) for cell, size in zip(row, width, strict=True)))


def size(holders: int, months: int) -> str:
    """What is run."""
    return f"{holders:,} × {months}"


def against_bar(figure: float, bar: float, good: bool) -> list[str]:
    """A figure, the bar beside it, and whether it is kept."""
    return [f"{figure:.{0 if figure >= 100 else 2}f}", f"{bar}", "ok" if good else "OVER"]


def row_of(run: Timing, python: float, holders: int, months: int) -> list[str]:
    """A line of the first table; without Python where there is anything left to tell."""
    steps, bar, share = holders * months, BARS_MS[holders, months], min(python / run.live, 1)
    rest = f"{1e9 * (run.live - python) / steps:.1f}" if share < 0.9 else "–"
    return [
        size(holders, months),
        f"{1e3 * run.build:.2f}",
        f"{1e3 * run.live:.2f}",
        *against_bar(1e3 * run.whole, bar, 1e3 * run.whole <= bar),
        f"{1e9 * run.live / steps:.1f}",
        rest,
        f"{1e6 * python / months:.0f}",
        f"{share:.0%}",
    ]


def test_a_run_is_done_before_anyone_waits() -> None:
    runs = {at: (measured(*at), measured(HANDFUL, at[1]).live) for at in BARS_MS}
    show(
        "The engine alone, one thread: population built, months lived, every series recorded",
        "holders × months  build ms  months ms  whole ms  bar    ns/step  sans Python  Python µs/month  Python",
        [row_of(run, python, *at) for at, (run, python) in runs.items()],
    )
    assert all(1e3 * run.whole <= TOLERANCE * BARS_MS[at] for at, (run, _) in runs.items())


def test_a_million_holders_fit_in_memory() -> None:
    imported, peak = memory_mib(*LARGEST)
    row = [size(*LARGEST), f"{imported:.0f}", *against_bar(peak, PEAK_BAR_MIB, peak <= PEAK_BAR_MIB)]
    show("Memory of a fresh process, MiB", "holders × months  imported  peak  bar  ", [row])
    assert peak <= TOLERANCE * PEAK_BAR_MIB


def test_an_object_per_holder_is_hundreds_of_times_slower() -> None:
    engine, objects = measured(*COMPARED).live, object_seconds(*COMPARED)
    steps, ratio = COMPARED[0] * COMPARED[1], objects / engine
    figures = [
        f"{1e3 * engine:.2f}",
        f"{1e3 * objects:.0f}",
        f"{1e9 * engine / steps:.1f}",
        f"{1e9 * objects / steps:.0f}",
    ]
    show(
        "Against an object per holder with asyncio, months alone",
        "holders × months  engine ms  objects ms  engine ns/step  objects ns/step  ratio  bar  ",
        [[size(*COMPARED), *figures, *against_bar(ratio, SLOWNESS_BAR, ratio >= SLOWNESS_BAR)]],
    )
    assert TOLERANCE * ratio >= SLOWNESS_BAR


def test_a_second_thread_shortens_the_months() -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = {at: side_by_side(*at, over_threads(pool, 2)) for at in THREADED}
    show(
        "One thread against two, months alone",
        "holders × months  one ms  two ms  faster",
        [
            [size(*at), f"{1e3 * one.live:.1f}", f"{1e3 * two.live:.1f}", f"{one.live / two.live:.2f} ×"]
            for at, (one, two) in runs.items()
        ],
    )
    assert all(two.live <= TOLERANCE * one.live for one, two in runs.values())


def test_a_batch_of_trials_pays_for_the_python_of_a_month_once() -> None:
    each = {trials: seconds_of(partial(live_trials, trials)) / trials for trials in BATCHES}
    with ThreadPoolExecutor(2) as pool:
        at_once = seconds_of(lambda: list(pool.map(live_trials, [BATCHES[-1]] * 2))) / (2 * BATCHES[-1])
    lines = {**{f"{trials}": taken for trials, taken in each.items()}, f"2 × {BATCHES[-1]} at once": at_once}
    steps = IN_BATCH[0] * IN_BATCH[1]
    show(
        f"Trials of {size(*IN_BATCH)} in batches, whole runs",
        "trials  ms per trial  ns/step",
        [[name, f"{1e3 * taken:.2f}", f"{1e9 * taken / steps:.1f}"] for name, taken in lines.items()],
    )
    assert each[BATCHES[-1]] < each[1]
