"""What a variant of a sweep costs over a trial of a Monte Carlo of the same economy; `make bench`.

Both are run in turns in this process and measured in its processor's time, so a busy neighbour counts for little. Bars
are printed and asserted three times as wide, as everywhere in these files.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from app.abm.engine.spec import SimulationSpec
from app.abm.studies.monte_carlo import MonteCarloParams
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import Plan
from app.abm.studies.sensitivity import SensitivityParams, SensitivityPlan
from app.abm.studies.sweep import MOST_RUNS, SweepParams, SweepPlan
from tests.factories import Config, bucket, config, full, token

ROWS, MONTHS, VARIANTS, SOBOL_SAMPLES = 200, 36, 1_000, 1_024
BAR, TOLERANCE, ROUNDS = 3.0, 3, 3
NOW = datetime(2026, 1, 1, tzinfo=UTC)

APY = {"pointer": "/abm/staking_config/base_apy", "low": 0.01, "high": 0.3}
HASTE = {"pointer": "/abm/unlock_anticipation", "low": 0, "high": 1}
SPACES: dict[str, Sequence[Config]] = {
    "yield and haste": [APY, HASTE],
    "demand": [{"pointer": "/abm/demand/level", "low": 0.3, "high": 3}],
    "supply": [{"pointer": "/token/total_supply", "low": 1e8, "high": 1e9}],
    "cliff": [{"pointer": "/buckets/0/cliff_months", "low": 0, "high": 12, "whole": True}],
    "allocation": [{"pointer": "/buckets/0/allocation", "low": 5, "high": 20}],
    "temper": [{"pointer": "/cohort_profiles/Team/sell_pressure_mean", "low": 0.1, "high": 0.9}],
    "lock-up": [{"pointer": "/abm/staking_config/lockup_months", "low": 0, "high": 24, "whole": True}],
    "shape": [{"pointer": "/cohort_profiles/Team/risk_alpha", "low": 1, "high": 9}],
}
"""What is varied."""


@pytest.fixture(scope="module", autouse=True)
def _what_is_imported_stays() -> Iterator[None]:
    """No collection looks at it again, as in the service once it has started."""
    gc.freeze()
    yield
    gc.unfreeze()


def economy() -> Config:
    """Four buckets of fifty holders each, with everything on."""
    table = [bucket(name, num_holders=ROWS // 4) for name in ("Team", "VC", "Community", "Advisors")]
    return config(**full(token=token(horizon_months=MONTHS), buckets=table))


def trials(count: int) -> MonteCarloPlan:
    return MonteCarloPlan(SimulationSpec.model_validate(economy()), MonteCarloParams(num_trials=count))


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def chunks_of(plan: Plan[Any]) -> list[Any]:
    return [plan.run_chunk(chunk) for chunk in plan.chunks]


def ratio(plan: Plan[Any], other: Plan[Any]) -> float:
    """Least time of a plan's chunks over that of another's, of some rounds in turns."""
    pairs = [(seconds(lambda: chunks_of(plan)), seconds(lambda: chunks_of(other))) for _ in range(ROUNDS)]
    mine, theirs = (min(column) for column in zip(*pairs, strict=True))
    return float(mine / theirs)


@pytest.mark.parametrize("space", SPACES)
def test_a_sweep_costs_little_more_than_the_same_trials(space: str) -> None:
    params = SweepParams.model_validate({"parameters": SPACES[space], "method": "latin_hypercube", "samples": VARIANTS})
    found = ratio(SweepPlan(economy(), params, MONTHS), trials(VARIANTS))
    print(f"\n{VARIANTS:,} variants × {ROWS} × {MONTHS}, {space}: {found:.2f} × a Monte Carlo (bar {BAR:g})")
    assert found <= TOLERANCE * BAR


def test_so_does_a_sweep_of_ten_thousand() -> None:
    params = SweepParams.model_validate({"parameters": [APY, HASTE], "method": "latin_hypercube", "samples": MOST_RUNS})
    plan, rival = SweepPlan(economy(), params, MONTHS), trials(MOST_RUNS)
    mine, theirs = seconds(lambda: chunks_of(plan)), seconds(lambda: chunks_of(rival))
    print(f"\n{MOST_RUNS:,} variants: {mine:.2f} s, {mine / theirs:.2f} × a Monte Carlo (bar {BAR:g})")
    assert mine <= TOLERANCE * BAR * theirs


def test_sobol_indices_cost_little_more_than_the_same_trials() -> None:
    params = SensitivityParams.model_validate(
        {"parameters": [APY, HASTE, *SPACES["demand"]], "method": "sobol", "samples": SOBOL_SAMPLES}
    )
    plan, rival = SensitivityPlan(economy(), params, MONTHS), trials(params.runs)
    parts = chunks_of(plan)
    indices = seconds(lambda: plan.reduce(parts, 1.0, NOW))
    mine, theirs = seconds(lambda: chunks_of(plan)), seconds(lambda: chunks_of(rival))
    print(f"\nSobol, {params.runs:,} runs: {mine:.2f} s and {indices:.2f} s of indices; as trials {theirs:.2f} s")
    assert mine + indices <= TOLERANCE * BAR * theirs
