"""The same numbers to the last bit, however the work is cut, stopped or moved."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.abm.core.errors import SimulationCancelled
from app.abm.core.streams import Keys, trial_seed
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.parallel_execution import over_threads
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.factories import bucket, full, loop, run, seeds, spec
from tests.laws.economies import ROW_BUDGET, economies

SEEDS = seeds(*(trial_seed(1, trial) for trial in range(7)))
BACKEND = Path(__file__).resolve().parents[2]


def all_arrays(result: SimulationResult) -> dict[str, NDArray[Any]]:
    """All arrays of a result: series, cohorts and final holders."""
    cohorts: dict[str, NDArray[Any]] = {f"cohort {name}": values for name, values in result.cohort_columns.items()}
    return {**result.columns, **cohorts, **result.population.snapshot()}


def same(left: SimulationResult, right: SimulationResult) -> bool:
    one, other = all_arrays(left), all_arrays(right)
    return all(one[name].tobytes() == other[name].tobytes() for name in one)


def batch(model: str, trials: Keys) -> SimulationResult:
    return ABMSimulationLoop(spec(**full(pricing_model=model)), seeds=trials).run()


@pytest.mark.parametrize("model", PRICING_MODELS)
@pytest.mark.parametrize("cuts", [[1, 2, 3, 4, 5, 6], [3], [2, 4]], ids=["one by one", "in two", "in three"])
def test_a_batch_may_be_cut_anywhere(model: str, cuts: Sequence[int]) -> None:
    whole = batch(model, SEEDS)
    parts = [batch(model, part) for part in np.split(SEEDS, cuts)]
    for name, values in whole.columns.items():
        assert (np.concatenate([part.columns[name] for part in parts], axis=1) == values).all(), name


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_a_trial_alone_is_the_trial_in_a_batch(model: str) -> None:
    alone, inside = batch(model, SEEDS[4:5]), batch(model, SEEDS)
    assert list(alone.global_rows(0)) == list(inside.global_rows(4))


def test_trial_zero_of_many_is_the_single_run() -> None:
    assert list(run(**full()).global_rows()) == list(batch("eoe", SEEDS).global_rows(0))


@pytest.mark.parametrize("threads", [2, 3, 8])
@pytest.mark.parametrize(("holders", "trials"), [(13_000, 1), (30, 50)], ids=["many holders", "many trials"])
def test_any_number_of_threads_gives_the_same_bits(threads: int, holders: int, trials: int) -> None:
    crowd = [bucket(name, num_holders=holders, cliff_months=1) for name in ("Team", "VC", "Community")]
    economy, keys = spec(**full(buckets=crowd)), np.arange(trials, dtype=np.uint64)
    with ThreadPoolExecutor(threads) as pool:
        threaded = ABMSimulationLoop(economy, seeds=keys, split=over_threads(pool, threads, min_blocks=2))
        assert same(threaded.run(), ABMSimulationLoop(economy, seeds=keys).run())


def test_a_run_on_the_only_thread_of_a_pool_does_by_itself_what_no_other_begins() -> None:
    economy = spec(**full(buckets=[bucket(num_holders=1500)]))
    with ThreadPoolExecutor(1) as pool:
        split = ABMSimulationLoop(economy, split=over_threads(pool, 2, min_blocks=2))
        assert same(pool.submit(split.run).result(timeout=60), ABMSimulationLoop(economy).run())


def test_a_run_whose_threads_have_been_closed_is_cancelled() -> None:
    pool = ThreadPoolExecutor(2)
    pool.shutdown()
    with pytest.raises(SimulationCancelled):
        ABMSimulationLoop(spec(**full()), split=over_threads(pool, 2, min_blocks=2)).run()


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_a_run_goes_on_from_any_month_as_if_never_stopped(model: str) -> None:
    straight, saved = loop(**full(pricing_model=model)), []
    saved.append(straight.snapshot_bytes())
    result = straight.run(lambda *_: saved.append(straight.snapshot_bytes()))
    for month, state in enumerate(saved):
        resumed = loop(**full(pricing_model=model))
        resumed.restore_bytes(state)
        assert same(resumed.run(), result), f"resumed after {month} months"


@pytest.mark.parametrize("model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=25)
def test_every_economy_can_be_stopped_and_resumed(model: str, data: st.DataObject) -> None:
    economy = SimulationSpec.model_validate(data.draw(economies(model)))
    first, second = (ABMSimulationLoop(economy, row_budget=ROW_BUDGET) for _ in range(2))
    for _ in range(data.draw(st.integers(0, economy.horizon))):
        first.step()
    second.restore_bytes(first.snapshot_bytes())
    assert same(second.run(), first.run())


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_a_batch_of_trials_is_restored_as_a_whole(model: str) -> None:
    first, second = (ABMSimulationLoop(spec(**full(pricing_model=model)), seeds=SEEDS) for _ in range(2))
    for _ in range(5):
        first.step()
    second.restore_bytes(first.snapshot_bytes())
    assert same(second.run(), first.run())


def test_a_resumed_run_still_knows_what_went_wrong_before() -> None:
    scarce = {
        "enable_staking": True,
        "staking_config": {"reward_source": "treasury", "lockup_months": 0},
        "enable_treasury": True,
        "treasury_config": {"initial_balance_pct": 1e-6, "burn_bought_tokens": False, "buyback_pct": 1},
    }
    first, second = loop(**scarce), loop(**scarce)
    result = first.run()
    second.restore_bytes(first.snapshot_bytes())
    assert second.result().remarks == result.remarks != ()


def test_restoring_can_be_repeated_with_the_same_future() -> None:
    simulation = loop(**full())
    simulation.step()
    state = simulation.snapshot_bytes()
    first = simulation.run().columns["price"].copy()
    simulation.restore_bytes(state)
    assert simulation.run().columns["price"].tobytes() == first.tobytes()


def test_another_process_gives_the_same_bits() -> None:
    program = (
        "import hashlib\n"
        "from tests.factories import full, run\n"
        "result = run(**full(seed=None))\n"
        "print(result.spec.fingerprint(), hashlib.sha256(result.columns['price'].tobytes()).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONPATH": str(BACKEND), "PYTHONHASHSEED": "4"}
    other = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True)
    this_process = run(**full(seed=None))
    price = hashlib.sha256(this_process.columns["price"].tobytes()).hexdigest()
    assert other.stdout.split() == [this_process.spec.fingerprint(), price]
