"""A search for designs: winners that are known beforehand, constraints that hold, and the same front every time."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
import pytest
from jsonpointer import JsonPointer

from app.abm.core.errors import ConfigError, SimulationCancelled
from app.abm.engine.parallel_execution import over_threads, single_threaded
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.assess import assess, trial_spec
from app.abm.studies.evolution import hypervolume
from app.abm.studies.levers import Lever, moved, patch
from app.abm.studies.monte_carlo import run_trials
from app.abm.studies.objectives import OptimizeParams
from app.abm.studies.optimize import OptimizePlan
from app.abm.studies.trial_figures import figures_of, spreads_of
from app.abm.studies.variant import spec_of
from app.api.request_parsing import validated
from app.models.designs import OptimizeRequest
from tests.factories import config
from tests.finished import present
from tests.laws.economies import ROW_BUDGET

FEE = {"pointer": "/abm/treasury_config/transaction_fee_pct", "name": "fee", "low": 0.0, "high": 0.2}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLIFF = {"pointer": "/buckets/0/cliff_months", "name": "cliff", "low": 0, "high": 10, "whole": True}
TEAM = {"figure": "proceeds of Team", "goal": "max"}
DEEPEST = {"figure": "max_drawdown_pct", "goal": "min"}
FEES = {"figure": "total_fees_collected_fiat", "goal": "max"}


def asked(*levers: Any, wants: Any = (TEAM,), base: Any = None, **rest: Any) -> OptimizeRequest:
    """A small search over a small economy with a treasury."""
    body = {"levers": list(levers), "objectives": list(wants), "trials": 2, "designs": 40} | rest
    return validated({"base": base or config(enable_treasury=True)} | body, OptimizeRequest)


def params() -> OptimizeParams:
    """What `asked` asks for, without its base."""
    return asked(FEE).plan(ROW_BUDGET).params


def answer(request: OptimizeRequest) -> dict[str, Any]:
    plan = request.plan(ROW_BUDGET)
    told: dict[str, Any] = orjson.loads(plan.reduce([plan.run_chunk(plan.chunks[0])], 1.0, datetime.now(UTC)))
    return told


def ignore(partial: dict[str, Any]) -> None:
    """Nobody wants the fronts on the way."""


def values(told: dict[str, Any], lever: str) -> list[float]:
    return [design["levers"][lever] for design in told["front"]]


@pytest.mark.parametrize(("goal", "end"), [("max", 0.2), ("min", 0.0)])
def test_one_lever_on_a_monotone_figure_ends_at_the_end_of_its_range(goal: str, end: float) -> None:
    assert values(answer(asked(FEE, wants=[FEES | {"goal": goal}])), "fee") == [end]


def test_at_a_constant_price_what_holders_are_paid_depends_on_nothing_but_the_fee() -> None:
    burned = {"pointer": "/abm/treasury_config/buyback_pct", "name": "buyback", "low": 0, "high": 1}
    fixed = config(enable_treasury=True, pricing_model="constant", constant_price=2.0)
    told = answer(asked(FEE, burned, base=fixed))
    assert values(told, "fee") == [0.0]
    assert [design["figures"]["proceeds of Team"]["p50"] for design in told["front"]] == [
        pytest.approx(2 * sold_by_team(fixed))
    ]


def sold_by_team(request: dict[str, Any]) -> float:
    spec = trial_spec(
        spec_of(request), OptimizeParams.model_validate(asked(FEE).model_dump(exclude={"base"})).monte_carlo
    )
    return float(np.median(run_trials(spec, 0, 2, ROW_BUDGET).proceeds["Team"])) / 2


def test_where_nothing_depends_on_the_lever_the_design_as_it_is_wins() -> None:
    idle = {"pointer": "/abm/staking_config/base_apy", "low": 0.05, "high": 0.5}
    told = answer(asked(idle))
    assert [design["changed"] for design in told["front"]] == ["Nothing: the design as it is."]


def test_the_known_front_of_two_levers_is_found() -> None:
    found = answer(asked(FEE, CLIFF, wants=[TEAM, FEES], designs=150, population=24))
    grid = [(fee, cliff) for fee in np.linspace(0, 0.2, 21).tolist() for cliff in range(11)]
    levers = [Lever.model_validate(lever) for lever in (FEE, CLIFF)]
    base = asked(FEE).seeded
    specs = [trial_spec(spec_of(moved(base, levers, point, False)), params().monte_carlo) for point in grid]
    fine = [costs(dict(present(design.figures))) for design in assess(specs, 2, ROW_BUDGET)]
    ours = np.array([costs(design["figures"]) for design in found["front"]])
    corner = np.array(fine).max(axis=0)
    assert hypervolume(ours, corner) >= 0.98 * hypervolume(np.array(fine), corner)


def costs(figures: dict[str, Any]) -> list[float]:
    return [-figures[want["figure"]]["p50"] for want in (TEAM, FEES)]


def test_no_design_of_the_front_breaks_a_constraint() -> None:
    floor = {"figure": "total_fees_collected_fiat", "at": "p10", "min": 2e7}
    told = answer(asked(FEE, wants=[TEAM], constraints=[floor]))
    assert told["start"]["breaks"]
    assert told["front"]
    for design in told["front"]:
        assert design["figures"]["total_fees_collected_fiat"]["p10"] >= 2e7
        assert design["breaks"] == []


def test_a_constraint_that_nothing_keeps_leaves_no_front_and_a_sentence() -> None:
    told = answer(asked(FEE, constraints=[{"figure": "final_price", "at": "mean", "min": 1e9}]))
    assert told["front"] == []
    assert "no design keeps every constraint" in told["warnings"][-1]


def test_every_design_of_the_front_is_its_request() -> None:
    told = answer(asked(FEE, CLIFF, wants=[TEAM, DEEPEST]))
    for design in told["front"]:
        spec = trial_spec(SimulationSpec.model_validate(design["request"]), params().monte_carlo)
        batch = run_trials(spec, 0, 2, ROW_BUDGET)
        assert design["figures"] == spreads_of(figures_of(spec, batch.series, batch.proceeds))


def test_the_same_seed_finds_the_same_front_and_another_one_searches_elsewhere() -> None:
    request = asked(FEE, CLIFF, wants=[TEAM, DEEPEST])
    assert answer(request)["front"] == answer(request)["front"]
    other = asked(FEE, CLIFF, wants=[TEAM, DEEPEST], seed=2)
    assert answer(request)["front"] != answer(other)["front"]


def test_a_search_stops_when_there_is_nothing_left_to_try() -> None:
    told = answer(asked(CLIFF | {"low": 6, "high": 8}))
    assert (told["designs_run"], told["stopped_early"]) == (3, True)


def test_threads_that_share_a_generation_change_no_bit_of_the_front() -> None:
    plan = asked(FEE, CLIFF, wants=[TEAM, DEEPEST], trials=100, designs=20).plan(ROW_BUDGET)
    threads = set[int]()
    with ThreadPoolExecutor(2) as pool:
        shared = plan.run_reporting(
            plan.chunks[0], lambda *_: threads.add(threading.get_ident()), ignore, over_threads(pool, 2)
        )
    assert len(threads) == 2
    assert plan.reduce([shared], 1.0, NOW) == plan.reduce([plan.run_chunk(plan.chunks[0])], 1.0, NOW)


def test_the_progress_of_a_search_on_threads_never_falls_and_ends_at_the_whole() -> None:
    plan, progress = asked(FEE, CLIFF, trials=100, designs=20).plan(ROW_BUDGET), list[float]()
    with ThreadPoolExecutor(2) as pool:
        plan.run_reporting(
            plan.chunks[0], lambda done, total: progress.append(done / total), ignore, over_threads(pool, 2)
        )
    assert progress == sorted(progress)
    assert progress[-1] == 1


def test_threads_that_share_a_search_need_memory_each_and_promise_no_time() -> None:
    alone, shared = (asked(FEE, trials=100).costs(ROW_BUDGET, workers)[0] for workers in (1, 2))
    assert shared.memory_mb > alone.memory_mb
    assert shared.seconds == alone.seconds


def test_the_front_is_told_after_every_generation() -> None:
    plan, heard = asked(FEE, CLIFF, wants=[TEAM, DEEPEST]).plan(ROW_BUDGET), list[dict[str, Any]]()
    search = plan.run_reporting(plan.chunks[0], None, heard.append, single_threaded)
    assert [told["generation"] for told in heard] == list(range(1, search.generations + 1))
    assert all(told["front"] for told in heard)


def test_progress_rises_to_the_budget() -> None:
    plan, seen = asked(FEE).plan(ROW_BUDGET), list[float]()
    plan.run_chunk(plan.chunks[0], lambda done, total: seen.append(done / total))
    assert seen == sorted(seen)
    assert seen[-1] <= 1


def test_a_search_can_be_stopped_between_any_two_months() -> None:
    def stop(done: int, total: int) -> None:
        raise SimulationCancelled("enough")

    plan = asked(FEE).plan(ROW_BUDGET)
    with pytest.raises(SimulationCancelled):
        plan.run_chunk(plan.chunks[0], stop)


def test_what_has_changed_is_said_in_words() -> None:
    unnamed = {name: value for name, value in CLIFF.items() if name != "name"}
    told = answer(asked(unnamed | {"low": 0, "high": 3}))
    assert told["front"][0]["changed"].startswith("Team cliff_months 6 → ")


def test_a_group_lever_moves_all_its_places() -> None:
    lever = Lever(pointers=("/buckets/0/cliff_months", "/buckets/1/cliff_months"), low=0, high=9, whole=True)
    changed = moved(config(), [lever], (9.0,), keep_shares=False)
    assert [bucket["cliff_months"] for bucket in changed["buckets"]] == [9, 9, 0]


@pytest.mark.parametrize(
    ("values", "shares"), [((30.0,), [30, 60 / 7, 360 / 7 - 0]), ((90.0,), [90, 0, 0])], ids=["half", "all"]
)
def test_shares_keep_adding_up(values: Any, shares: list[float]) -> None:
    lever = Lever(pointer="/buckets/0/allocation", low=0, high=100)
    table = [{"bucket": name, "allocation": size} for name, size in (("A", 20), ("B", 10), ("C", 60))]
    changed = moved(config(buckets=table), [lever], values, keep_shares=True)
    assert [bucket["allocation"] for bucket in changed["buckets"]] == pytest.approx(shares)


def test_shares_that_are_all_moved_are_scaled() -> None:
    levers = [Lever(pointer=f"/buckets/{place}/allocation", low=0, high=100) for place in (0, 1)]
    table = [{"bucket": name, "allocation": size} for name, size in (("A", 20), ("B", 60))]
    changed = moved(config(buckets=table), levers, (80.0, 80.0), keep_shares=True)
    assert [bucket["allocation"] for bucket in changed["buckets"]] == [40, 40]


@pytest.mark.parametrize("keep_shares", [False, True])
def test_a_patch_makes_the_moved_request_of_the_one_as_it_is(keep_shares: bool) -> None:
    levers = [Lever(pointer="/buckets/0/allocation", low=0, high=100), Lever(pointer="/abm/seed", low=1, high=9)]
    table = [{"bucket": name, "allocation": size} for name, size in (("A", 20), ("B", 10), ("C", 60))]
    request, values = config(buckets=table), (30.0, 4.0)
    patched = copy.deepcopy(request)
    for move in patch(request, levers, values, keep_shares):
        JsonPointer(move["pointer"]).set(patched, move["value"])
    assert patched == moved(request, levers, values, keep_shares)


@pytest.mark.parametrize(("part", "value"), [(0.0, 0.0), (0.26, 2.5), (1.0, 10.0)])
def test_a_lever_with_steps_stops_at_them(part: float, value: float) -> None:
    assert Lever(pointer="/a", low=0, high=10, step=2.5).value(part) == value


@pytest.mark.parametrize(("part", "value"), [(0.0, 1.0), (0.6, 3.0), (1.0, 4.0)])
def test_a_lever_of_whole_numbers_stays_in_its_range(part: float, value: float) -> None:
    assert Lever(pointer="/a", low=0.4, high=4.6, whole=True).value(part) == value


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"levers": []}, ("levers",)),
        ({"levers": [FEE, FEE]}, ("levers", 1, "name")),
        ({"levers": [FEE, FEE | {"name": "again"}]}, ("levers", 1, "pointer")),
        ({"levers": [FEE | {"pointers": ["/abm/seed"]}]}, ("levers", 0)),
        ({"levers": [FEE | {"high": 0}]}, ("levers", 0, "high")),
        ({"levers": [FEE | {"step": 5}]}, ("levers", 0, "step")),
        ({"levers": [CLIFF | {"low": 1.2, "high": 1.8}]}, ("levers", 0, "high")),
        ({"levers": [FEE | {"pointer": "/buckets/9/allocation"}]}, ("levers", 0, "pointer")),
        ({"levers": [FEE | {"low": 5, "high": 7}]}, ("levers", 0)),
        ({"objectives": [TEAM, TEAM]}, ("objectives", 1)),
        ({"objectives": [TEAM | {"figure": "proceeds of Nobody"}]}, ("objectives", 0, "figure")),
        ({"constraints": [{"figure": "final_prise", "max": 1}]}, ("constraints", 0, "figure")),
        ({"population": 50, "designs": 40}, ("population",)),
        ({"base": config() | {"monte_carlo": {}}}, ("base", "monte_carlo")),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], place: tuple[str | int, ...]) -> None:
    body = {"base": config(enable_treasury=True), "levers": [FEE], "objectives": [TEAM]}
    with pytest.raises(ConfigError) as refused:
        validated(body | change, OptimizeRequest).plan(ROW_BUDGET)
    assert refused.value.problems[0].location == place


def test_a_design_that_cannot_be_is_data() -> None:
    beyond = {"pointer": "/buckets/0/allocation", "low": 20, "high": 95}
    plan = asked(beyond).plan(ROW_BUDGET)
    search = plan.run_chunk(plan.chunks[0])
    failed = [design for design in search.assessed if design.figures is None]
    assert failed
    assert all("more than 100 %" in str(design.message) for design in failed)
    assert isinstance(plan, OptimizePlan)


def test_amounts_keep_adding_up_like_shares() -> None:
    lever = Lever(pointer="/buckets/0/amount", low=0, high=1e9)
    table = [{"bucket": name, "amount": size} for name, size in (("A", 2e8), ("B", 1e8), ("C", 5e8))]
    changed = moved(config(buckets=table), [lever], (5e8,), keep_shares=True)
    assert [bucket["amount"] for bucket in changed["buckets"]] == pytest.approx([5e8, 5e7, 2.5e8])


@pytest.mark.parametrize("pointer", ["/buckets", "/buckets/0", "/buckets/-/allocation", "//", "/token"])
@pytest.mark.parametrize("keep_shares", [False, True])
def test_a_lever_that_moves_no_number_is_refused(pointer: str, keep_shares: bool) -> None:
    with pytest.raises(ConfigError):
        asked({"pointer": pointer, "low": 1, "high": 2}, keep_shares=keep_shares).plan(ROW_BUDGET)
