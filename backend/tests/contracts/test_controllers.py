"""What every controller promises: its state can be taken, given back, and never mistaken for another's."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.abm.core.controller import ABMController, State
from app.abm.core.errors import SnapshotError
from app.abm.dynamics.demand import Demand
from app.abm.dynamics.emissions import Emissions
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.revenue import Revenue
from app.abm.engine.simulation_loop import ABMSimulationLoop
from tests.factories import full, loop, seeds, spec, token
from tests.finished import present

OLD_VOLUME = full(demand=None, enable_volume=True)
EMISSION = {"name": "Mining", "kind": "fixed", "amount": 1e6, "profile": "Community"}
REVENUE = {"initial_monthly_fiat": 1e6, "to_stakers": 0.5}
CONTROLLERS: dict[str, tuple[dict[str, Any], Callable[[ABMSimulationLoop], ABMController]]] = {
    "loop": (full(), lambda loop: loop),
    "economy": (full(), lambda loop: loop.economy),
    "population": (full(), lambda loop: loop.population),
    "demand": (full(), lambda loop: loop.demand),
    "volume demand": (OLD_VOLUME, lambda loop: loop.demand),
    "staking": (full(), lambda loop: loop.staking),
    "treasury": (full(), lambda loop: loop.treasury),
    "emissions": (full(emissions=[EMISSION]), lambda loop: loop.part(Emissions)),
    "revenue": (full(revenue=REVENUE), lambda loop: loop.part(Revenue)),
    "recorder": (full(), lambda loop: loop.recorder),
    "market": (full(), lambda loop: loop.demand.market),
    "journal": (full(attribution=True), lambda loop: loop.journal),
    "diary": (full(aggregation_level="sampled"), lambda loop: loop.diary),
} | {model: (full(pricing_model=model), lambda loop: loop.pricing) for model in PRICING_MODELS}
NEVER_CHANGE = {"constant", "eoe", "issuance_curve"}
"""Those whose numbers a month leaves alone."""


@pytest.fixture(params=CONTROLLERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def simulation(name: str) -> ABMSimulationLoop:
    """Two trials in which a few months have passed; a diary is of one."""
    lived = ABMSimulationLoop(spec(**CONTROLLERS[name][0]), seeds=seeds(1) if name == "diary" else seeds(1, 2))
    for _ in range(4):
        lived.step()
    return lived


@pytest.fixture
def controller(name: str, simulation: ABMSimulationLoop) -> ABMController:
    return CONTROLLERS[name][1](simulation)


def equal(left: State, right: State) -> bool:
    return left.keys() == right.keys() and all(left[key].tobytes() == right[key].tobytes() for key in left)


def descendants(base: type[Any]) -> Iterator[type[Any]]:
    for child in base.__subclasses__():
        yield child
        yield from descendants(child)


def test_a_restored_controller_remembers_what_it_did(simulation: ABMSimulationLoop, controller: ABMController) -> None:
    before = controller.snapshot()
    simulation.step()
    controller.restore(before)
    assert equal(controller.snapshot(), before)


def test_a_month_changes_what_a_controller_remembers(
    name: str, simulation: ABMSimulationLoop, controller: ABMController
) -> None:
    before = controller.snapshot()
    simulation.step()
    assert equal(controller.snapshot(), before) == (name in NEVER_CHANGE)


def test_a_snapshot_is_not_touched_by_later_months(simulation: ABMSimulationLoop, controller: ABMController) -> None:
    taken = controller.snapshot()
    copied = {key: array.copy() for key, array in taken.items()}
    simulation.step()
    assert equal(taken, copied)


def test_a_restored_controller_owns_its_numbers(simulation: ABMSimulationLoop, controller: ABMController) -> None:
    taken = controller.snapshot()
    copied = {key: array.copy() for key, array in taken.items()}
    controller.restore(taken)
    simulation.step()
    assert equal(taken, copied)


@pytest.mark.parametrize("misfit", ["more trials", "fewer trials", "flat"])
def test_a_state_of_another_shape_is_refused(controller: ABMController, misfit: str) -> None:
    reshape: dict[str, Callable[[NDArray[Any]], Any]] = {
        "more trials": lambda array: np.concatenate([array, array], axis=-1),
        "fewer trials": lambda array: array[..., :1],
        "flat": lambda array: array.ravel()[:1][0],
    }
    for key, array in controller.snapshot().items():
        with pytest.raises(SnapshotError):
            controller.restore(controller.snapshot() | {key: np.asarray(reshape[misfit](array))})


def test_a_state_with_something_missing_is_refused(controller: ABMController) -> None:
    for key in controller.snapshot():
        state = controller.snapshot()
        del state[key]
        with pytest.raises(SnapshotError):
            controller.restore(state)


def test_every_controller_there_is_keeps_this_contract() -> None:
    kept = {type(pick(loop(**overrides))) for overrides, pick in CONTROLLERS.values()}
    ours = {kind for kind in descendants(ABMController) if kind.__module__.startswith("app.")}
    assert {kind for kind in ours if not list(descendants(kind)) or kind is Demand} <= kept


@pytest.mark.parametrize("horizon", [6, 30])
def test_a_journal_goes_on_in_a_run_of_another_horizon(horizon: int) -> None:
    first = loop(**full(attribution=True, demand={}))
    for _ in range(4):
        first.step()
    second = loop(**full(attribution=True, demand={}, token=token(horizon_months=horizon)))
    second.restore_bytes(first.snapshot_bytes())
    month = min(horizon, 12)
    floats = [present(lived.run().journal)["float"][:month] for lived in (first, second)]
    assert (floats[0] == floats[1]).all()


@pytest.mark.parametrize("junk", [b"", b"nonsense", b"PK\x03\x04"], ids=["empty", "text", "torn"])
def test_bytes_that_are_no_state_are_refused(junk: bytes) -> None:
    with pytest.raises(SnapshotError):
        loop().restore_bytes(junk)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_torn_state_is_refused(part: float) -> None:
    saved = loop().snapshot_bytes()
    with pytest.raises(SnapshotError):
        loop().restore_bytes(saved[: int(part * len(saved))])


def test_a_state_beyond_the_horizon_is_refused() -> None:
    finished = loop()
    finished.run()
    with pytest.raises(SnapshotError, match="horizon"):
        loop(token={"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 6}).restore_bytes(
            finished.snapshot_bytes()
        )


@pytest.mark.parametrize(
    "other",
    [{"agents_per_cohort": 11}, {"pricing_model": "bonding_curve"}, {"staking_config": {"lockup_months": 3}}],
    ids=["other holders", "other pricing", "other lock-up"],
)
def test_the_state_of_another_economy_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError):
        loop(**full(**other)).restore_bytes(loop(**full()).snapshot_bytes())
