"""How long a stress test, a search and a calibration take, beside the bars of their issue; `make bench`.

What is a ratio is measured in processor's time, in turns in one process; what is seconds, on two threads by the clock.
Bars are printed and asserted three times as wide, as everywhere in these files.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.abm.core.errors import SimulationCancelled
from app.abm.studies.calibrate import CalibratePlan
from app.abm.studies.futures import shipped_stresses
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.plan import Plan
from app.abm.studies.search import Search
from app.api.request_parsing import validated
from app.execution.threads import SimulationThreads
from app.models.designs import CalibrateRequest, OptimizeRequest, StressRequest
from app.scenarios.history import history
from app.scenarios.library import ScenarioLibrary
from tests.bench.figure_table import FigureTable
from tests.bench.test_designs_bench import APY, HASTE, MONTHS, chunks_of, economy, seconds, trials
from tests.bench.trials_economy import BUDGET, answered, silent
from tests.factories import bucket, config, full, token

STRESSES, STRESS_TRIALS, STRESS_ROWS, STRESS_MONTHS = 20, 200, 700, 49
GENERATIONS, DESIGNS, DESIGN_TRIALS = 40, 100, 32

MOST_TRIALS = 10_000
"""Trials of the Monte Carlo that a search is measured against; more are refused."""

CLOSES = 37
"""Closes of 36 months."""

SECONDS_OF_A_FIT, SECONDS_OF_A_STRESS_TEST, CANCEL_SECONDS, TIMES_THE_TRIALS = 5.0, 2.0, 0.2, 3.0


def by_the_clock(plan: Plan[Any]) -> tuple[float, float]:
    """Seconds of a plan on two threads, from the plan to the bytes of its answer, and of processor's time."""
    begin, spent = time.perf_counter(), time.process_time()
    answered(plan, 2)
    return time.perf_counter() - begin, time.process_time() - spent


def stress_test() -> Plan[Any]:
    """Every shipped stress, and as many of our own as make twenty."""
    table = [bucket(name, num_holders=STRESS_ROWS // 4) for name in ("Team", "VC", "Community", "Advisors")]
    base = config(**full(token=token(horizon_months=STRESS_MONTHS), buckets=table))
    told = {"title": "Haste", "sentence": "Holders sell ahead.", "source": "A bench."}
    own = [
        told | {"id": f"haste-{size}", "patch": [{"pointer": "/abm/unlock_anticipation", "value": size}]}
        for size in range(STRESSES - len(shipped_stresses()))
    ]
    asked = {"base": base, "stresses": [*shipped_stresses(), *own], "trials": STRESS_TRIALS}
    return validated(asked, StressRequest).plan(BUDGET)


def search(designs: int = GENERATIONS * DESIGNS, **overrides: Any) -> OptimizePlan:
    """Two levers and two objectives that do not stand still."""
    asked = {
        "base": economy(),
        "levers": [APY, HASTE],
        "objectives": [{"figure": "final_price", "goal": "max"}, {"figure": "total_staked", "goal": "min"}],
        "trials": DESIGN_TRIALS,
        "designs": designs,
        "population": DESIGNS,
    }
    return validated(asked | overrides, OptimizeRequest).plan(BUDGET)


def fits() -> dict[str, CalibratePlan]:
    """The calibrations of the real tokens to their first 36 months, or as many as there are."""
    found = {}
    for scenario in ScenarioLibrary.shipped().all():
        months = [{"date": each.day.isoformat(), "close": each.price} for each in history(scenario.id)[:CLOSES]]
        if months:
            asked = {"base": scenario.request, "history": {"months": months}}
            found[scenario.id] = validated(asked, CalibrateRequest).plan(BUDGET)
    return found


def cancel_seconds(plan: Plan[Any], after: float) -> float:
    """From a cancel to the end of the run."""
    cancelled_at: list[float] = []

    async def run() -> None:
        threads = SimulationThreads(2)

        def cancel() -> None:
            cancelled_at.append(time.perf_counter())
            threads.cancel("bench")

        threading.Timer(after, cancel).start()
        try:
            await threads.run("bench", plan, silent)
        finally:
            await threads.close(drain=10.0)

    with pytest.raises(SimulationCancelled):
        asyncio.run(run())
    return time.perf_counter() - cancelled_at[0]


def least(measure: Callable[[], tuple[float, float]], times: int = 3) -> tuple[float, float]:
    """The quickest of some warm measurements."""
    measure()
    return min(measure() for _ in range(times))


def test_twenty_stresses_take_two_seconds() -> None:
    wall, spent = least(lambda: by_the_clock(stress_test()))
    table = FigureTable(f"{STRESSES} stresses × {STRESS_TRIALS} trials × {STRESS_ROWS} rows × {STRESS_MONTHS} months")
    good = table.at_most("by the clock, two threads", wall, SECONDS_OF_A_STRESS_TEST, "s")
    table.only("processor's time", spent, "s")
    table.show()
    assert good


def test_a_fit_takes_less_than_five_seconds() -> None:
    table, good = FigureTable("Calibration to 36 months of closes, by the clock"), []
    for name, plan in fits().items():
        wall, spent = by_the_clock(plan)
        good.append(
            table.at_most(f"{name}, {plan.months} months, {spent:.2f} s of processor", wall, SECONDS_OF_A_FIT, "s")
        )
    table.show()
    assert good
    assert all(good)


def test_a_search_costs_little_more_than_the_same_trials() -> None:
    plan, rival = search(), trials(MOST_TRIALS)
    found: list[Search] = []
    per_trial = seconds(lambda: chunks_of(rival)) / MOST_TRIALS
    spent = seconds(lambda: found.append(plan.run_chunk(plan.chunks[0])))
    designs = len(found[0].assessed)
    table = FigureTable(f"Search of {GENERATIONS} generations × {DESIGNS} designs × {DESIGN_TRIALS} × 200 × {MONTHS}")
    table.only("designs until the front stood still", designs, "")
    table.only("processor's time", spent, "s")
    good = table.at_most("over its trials", spent / (designs * DESIGN_TRIALS * per_trial), TIMES_THE_TRIALS, "×")
    table.show()
    assert good


def test_a_search_is_cancelled_at_once() -> None:
    table = FigureTable("From a cancel to the end of a search")
    slowest = max(cancel_seconds(search(designs=10_000), after) for after in (0.3, 0.7, 1.1))
    good = table.at_most("the slowest of three", slowest, CANCEL_SECONDS, "s")
    table.show()
    assert good
