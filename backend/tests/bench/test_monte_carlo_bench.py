"""How long many trials take, where the time goes, and how well it is foretold; `make bench`.

Times run from the bytes of a request to the bytes of its answer: new holders in every trial, bands and JSON included.
Figures are the best of some warm runs, those least disturbed: the simulation's threads step back for everybody else's.
Bars are printed beside them and asserted three times as wide, because machines are noisy.
"""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

import app
from app.abm.core.errors import SimulationCancelled
from app.abm.core.streams import trial_seed
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.studies.estimate import Estimate, estimate
from app.abm.studies.monte_carlo import TrialBatch
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.execution.threads import SimulationThreads
from tests.bench import trials_economy
from tests.bench.trials_economy import BUDGET, answered, body, plan_of
from tests.oracle.bench_economy import COHORTS, economy
from tests.oracle.object_per_holder import Economy

BARS_SECONDS = {(1_000, 1_000, 60): 0.5, (100, 10_000, 36): 0.3}
"""Trials, holders, months, and the longest they may take on two threads."""

MAIN = (1_000, 1_000, 60)
SPEEDUP_BAR = 1.7
LARGE, LONG = (100, 100_000, 60), (10_000, 100, 240)
PEAK_BARS_MIB = {LARGE: 600, LONG: 1024}
LISTENING_BAR, CANCEL_BAR_SECONDS = 0.05, 0.2
SLOWNESS_BAR = 1_000
FORETOLD = {(1, 10_000, 60): 1, (1, 1_000_000, 60): 1, MAIN: 2, LARGE: 2}
"""Runs whose cost is estimated, and the threads they have."""

BENCH = Path(__file__).parent
TOLERANCE = 3
REPEATS = 9
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def clock(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Least seconds of some warm calls."""
    work()
    return min(clock(work) for _ in range(repeats))


@cache
def seconds(trials: int, holders: int, months: int, workers: int) -> float:
    """Request to bytes."""
    request = body(trials, holders, months)
    return best(lambda: trials_economy.seconds(request, workers))


def show(title: str, head: str, rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its columns aligned to the right; names of columns are parted by two blanks."""
    table = [head.split("  "), *rows]
    width = [max(map(len, column)) for column in zip(*table, strict=True)]
    print(f"\n{title}")
    for row in table:
        print("  " + "  ".join(cell.rjust(size) for cell, size in zip(row, width, strict=True)))


def size(trials: int, holders: int, months: int) -> str:
    """What is run."""
    return f"{trials:,} × {holders:,} × {months}"


def verdict(good: bool) -> str:
    """Whether a bar is kept."""
    return "ok" if good else "OVER"


def memory_mib(trials: int, holders: int, months: int, workers: int) -> tuple[float, float]:
    """MiB of a fresh process once everything is imported and compiled, and at its peak."""
    script = Path(__file__).with_name("trials_memory.py")
    told = subprocess.run(
        [sys.executable, script, *map(str, (trials, holders, months, workers))],
        env=os.environ | {"PYTHONPATH": str(Path(app.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    imported, peak = map(float, told.stdout.split())
    return imported, peak


def chunk_seconds(plan: MonteCarloPlan, handful: MonteCarloPlan) -> dict[str, float]:
    """Where the time of all chunks goes, on one thread."""
    chunk, count = plan.chunks[0], len(plan.chunks)
    seeds = np.array([trial_seed(plan.spec.seed, trial) for trial in range(*chunk)], dtype=np.uint64)
    build = best(lambda: ABMSimulationLoop(plan.spec, seeds=seeds, row_budget=BUDGET))
    python = best(lambda: ABMSimulationLoop(handful.spec, seeds=seeds, row_budget=BUDGET).run())
    whole = best(lambda: plan.run_chunk(chunk))
    return {
        "populations": count * build,
        "months in Python": count * python,
        "kernels": count * max(whole - build - python, 0.0),
    }


def reduce_seconds(plan: MonteCarloPlan, parts: Sequence[TrialBatch]) -> float:
    """Bands, risk, convergence, histogram and JSON."""
    return best(lambda: plan.reduce(parts, 1.0, NOW))


def cancel_seconds(plan: MonteCarloPlan, after: float) -> float:
    """From a cancel to the end of the run."""
    cancelled_at = []

    async def run() -> None:
        threads = SimulationThreads(2)

        def cancel() -> None:
            cancelled_at.append(time.perf_counter())
            threads.cancel("bench")

        timer = threading.Timer(after, cancel)
        timer.start()
        try:
            await threads.run("bench", plan, trials_economy.silent)
        finally:
            await threads.close(drain=10.0)

    try:
        asyncio.run(run())
    except SimulationCancelled:
        return time.perf_counter() - cancelled_at[0]
    raise AssertionError("the run was over before it was cancelled")


def cost(trials: int, holders: int, months: int, workers: int) -> Estimate:
    """What such a run is said to cost."""
    return estimate(economy(holders, months), BUDGET, trials, workers)


def single_seconds(holders: int, months: int) -> float:
    """Seconds of one run, its population's building included."""
    spec = economy(holders, months)
    return best(lambda: ABMSimulationLoop(spec).run(), 3)


def object_seconds_per_step(holders: int = 1_000, months: int = 60) -> float:
    """Seconds of one holder's month told by objects."""
    telling = Economy(economy(holders, months))
    return clock(lambda: asyncio.run(telling.live(months))) / (holders * months)


def test_a_thousand_trials_take_half_a_second() -> None:
    rows = []
    for at, bar in BARS_SECONDS.items():
        one, two = seconds(*at, 1), seconds(*at, 2)
        speed = one / two
        rows.append(
            [
                *(size(*at), f"{one:.3f}", f"{two:.3f}", f"{bar}", verdict(two <= bar)),
                *(f"{speed:.2f}", f"{SPEEDUP_BAR}", verdict(speed >= SPEEDUP_BAR), f"{1e9 * two / np.prod(at):.2f}"),
            ]
        )
    head = "trials × holders × months  one thread s  two threads s  bar    faster  bar    ns/step"
    show(f"Many trials, request to bytes; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", head, rows)
    assert all(seconds(*at, 2) <= TOLERANCE * bar for at, bar in BARS_SECONDS.items())
    assert TOLERANCE * seconds(*MAIN, 1) / seconds(*MAIN, 2) >= SPEEDUP_BAR


def test_what_two_processes_gain_is_the_most_that_threads_can() -> None:
    alone = in_processes(1)
    together = in_processes(2)
    rows = [[f"{alone:.3f}", f"{together:.3f}", f"{2 * alone / together:.2f}"]]
    show("1,000 × 1,000 × 60 on one thread, in processes that share nothing", "one s  each of two s  faster", rows)
    assert together < 2 * TOLERANCE * alone


def in_processes(count: int) -> float:
    """Median seconds of the main run in each of so many processes at once."""
    command = [sys.executable, str(BENCH / "trials_alone.py"), *map(str, MAIN)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (BENCH.parents[1], BENCH)))}
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) for _ in range(count)]
    return max(float(process.communicate()[0]) for process in running)


def test_bands_cost_less_than_the_trials() -> None:
    trials, _, months = MAIN
    plan = plan_of(body(*MAIN))
    parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
    spent = chunk_seconds(plan, plan_of(body(trials, len(COHORTS), months)))
    bands, simulation = reduce_seconds(plan, parts), sum(spent.values())
    rows = [[name, f"{1e3 * part:.0f}", ""] for name, part in spent.items()]
    rows += [["trials in all", f"{1e3 * simulation:.0f}", ""]]
    rows += [["bands and JSON", f"{1e3 * bands:.0f}", f"≤ trials {verdict(bands <= simulation)}"]]
    show(f"Where the time of {size(*MAIN)} goes, one thread, ms", "part  ms  bar", rows)
    assert bands <= TOLERANCE * simulation


def test_many_trials_fit_in_memory() -> None:
    rows, peaks = [], []
    for at, bar in PEAK_BARS_MIB.items():
        imported, peak = memory_mib(*at, 2)
        peaks.append(peak / bar)
        rows.append([size(*at), f"{imported:.0f}", f"{peak:.0f}", f"{bar}", verdict(peak <= bar)])
    show("Memory of a fresh process, two threads, MiB", "trials × holders × months  imported  peak  bar  ", rows)
    assert max(peaks) <= TOLERANCE


def test_listening_costs_next_to_nothing_and_a_cancel_is_quick() -> None:
    plan = plan_of(body(*MAIN))
    heard = [0]

    def unheard() -> None:
        parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
        plan.reduce(parts, 1.0, NOW)

    def listened() -> None:
        answered(plan, 1, lambda progress: heard.__setitem__(0, heard[0] + 1))

    pairs = [(clock(unheard), clock(listened)) for _ in range(REPEATS + 1)][1:]
    extra = min(second for _, second in pairs) / min(first for first, _ in pairs) - 1
    cancel = max(cancel_seconds(plan_of(body(*LARGE)), after) for after in (0.3, 0.7, 1.1))
    rows = [
        [
            "progress, events and partial bands",
            f"{extra:+.1%}",
            f"≤ {LISTENING_BAR:.0%}",
            verdict(extra <= LISTENING_BAR),
        ],
        ["cancel", f"{cancel:.3f} s", f"≤ {CANCEL_BAR_SECONDS} s", verdict(cancel <= CANCEL_BAR_SECONDS)],
    ]
    show(f"Listening to {size(*MAIN)}; cancelling {size(*LARGE)}", "what  cost  bar  ", rows)
    assert extra <= TOLERANCE * LISTENING_BAR + 0.1
    assert cancel <= TOLERANCE * CANCEL_BAR_SECONDS
    assert heard[0] >= 2


def test_an_object_per_holder_is_a_thousand_times_slower() -> None:
    engine, objects = seconds(*MAIN, 2) / np.prod(MAIN), object_seconds_per_step()
    ratio = objects / engine
    row = [
        f"{1e9 * engine:.2f}",
        f"{1e9 * objects:.0f}",
        f"{ratio:.0f}",
        f"{SLOWNESS_BAR}",
        verdict(bool(ratio >= SLOWNESS_BAR)),
    ]
    show(
        "Against an object per holder with asyncio, per holder and month", "engine ns  objects ns  ratio  bar  ", [row]
    )
    assert TOLERANCE * ratio >= SLOWNESS_BAR


def test_what_a_step_a_month_and_a_trial_cost() -> None:
    months = 60
    grid = [(trials, holders) for trials in (125, 500) for holders in (5, 250, 1000)]
    found = np.array([seconds(trials, holders, months, 1) for trials, holders in grid])
    causes = [[1, trials * months, trials * holders * months] for trials, holders in grid]
    part, *_ = np.linalg.lstsq(np.array(causes, dtype=float) / found[:, None], np.ones(len(grid)), rcond=None)
    names = ["request, ms", "month of a trial, µs", "step of a holder, ns"]
    rows = [[name, f"{unit * cost:.2f}"] for name, unit, cost in zip(names, (1e3, 1e6, 1e9), part, strict=True)]
    fitted = np.array(causes) @ part / found
    show(
        "The cost model of many trials, one thread",
        "what  cost",
        [*rows, ["fit", f"{fitted.min():.2f} … {fitted.max():.2f}"]],
    )
    assert 1 / TOLERANCE <= fitted.min() <= fitted.max() <= TOLERANCE


UNSEEN_MIB = 16
"""Less memory than that disappears in what a process has left over from its imports."""


def test_what_a_run_costs_is_foretold_within_a_factor_of_two() -> None:
    rows, ratios = [], []
    for at, workers in FORETOLD.items():
        trials, holders, months = at
        told = cost(*at, workers)
        took = seconds(*at, workers) if trials > 1 else single_seconds(holders, months)
        imported, peak = memory_mib(*at, workers) if trials > 1 else single_memory(holders, months)
        grown = max(peak - imported, told.memory_mb) if told.memory_mb < UNSEEN_MIB else peak - imported
        ratios += [told.seconds / took, told.memory_mb / grown]
        good = all(0.5 <= ratio <= 2 for ratio in ratios[-2:])
        rows.append(
            [
                *(size(*at), f"{took:.3f}", f"{told.seconds:.3f}", f"{ratios[-2]:.2f}"),
                *(f"{peak - imported:.0f}", f"{told.memory_mb:.0f}", f"{ratios[-1]:.2f}", "½ … 2", verdict(good)),
            ]
        )
    head = "trials × holders × months  took s  told s  ratio  MiB  told MiB  ratio  bar  "
    show("What /validate foretells", head, rows)
    assert all(0.5 / TOLERANCE <= ratio <= 2 * TOLERANCE for ratio in ratios)


def single_memory(holders: int, months: int) -> tuple[float, float]:
    """MiB of a fresh process before and after one run."""
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
