"""What a search says beside its front: levers that do nothing, figures nobody has, chances, the steps of a lever."""

from typing import Any

import pytest

from app.abm.core.errors import ConfigError
from app.abm.studies.levers import Lever
from app.abm.studies.objectives import Objective
from app.abm.studies.search import front_of
from app.api.request_parsing import validated
from app.models.designs import OptimizeRequest
from tests.factories import config
from tests.laws.economies import ROW_BUDGET
from tests.unit.studies.test_optimize import CLIFF, DEEPEST, FEE, FEES, TEAM, answer, asked

YIELD = {"pointer": "/abm/staking_config/base_apy", "name": "yield", "low": 0.05, "high": 0.5}


def test_a_lever_of_a_part_that_is_off_is_named_with_the_switch() -> None:
    warnings = answer(asked(FEE, YIELD))["warnings"]
    assert warnings == ["yield changes no figure: staking_config is ignored while enable_staking is off"]


def test_a_lever_that_nothing_follows_is_named() -> None:
    fixed = config(enable_treasury=True, pricing_model="constant", constant_price=2.0)
    demand = {"pointer": "/abm/demand/initial_monthly_fiat", "name": "demand", "low": 0, "high": 1}
    base = fixed | {"abm": fixed["abm"] | {"demand": {"model": "series", "series": [1e6]}}}
    assert answer(asked(FEE, demand, base=base))["warnings"] == ["demand changes no figure at either end of its range"]


def test_levers_that_do_something_are_not_named() -> None:
    assert answer(asked(FEE, CLIFF, wants=[TEAM, DEEPEST]))["warnings"] == []


def test_an_objective_that_no_design_has_a_value_of_is_named() -> None:
    told = answer(asked(FEE, wants=[{"figure": "staking_ratio_pct", "goal": "max"}]))
    assert told["front"] == []
    assert told["warnings"][-1].startswith("no design that was tried has a staking_ratio_pct")


@pytest.mark.parametrize(
    ("given", "at"), [({}, "mean"), ({"at": None}, "mean"), ({"at": "p90"}, "p90")], ids=["omitted", "null", "given"]
)
def test_of_a_chance_the_mean_is_wanted_unless_it_is_said_otherwise(given: Any, at: str) -> None:
    chance = {"figure": "probability_below_start", "goal": "min"}
    assert Objective.model_validate(chance | given).at == at


@pytest.mark.parametrize(("low", "high", "step", "last"), [(0, 11, 4, 8), (0, 10, 4, 8), (0.02, 0.06, 0.01, 0.06)])
def test_the_greatest_value_of_a_lever_is_its_last_step(low: float, high: float, step: float, last: float) -> None:
    assert Lever(pointer="/a", low=low, high=high, step=step).value(1.0) == last


def test_the_front_that_grew_is_that_of_every_design_tried() -> None:
    plan = asked(FEE, CLIFF, wants=[TEAM, DEEPEST, FEES], designs=80).plan(ROW_BUDGET)
    search = plan.run_chunk(plan.chunks[0])
    assert len(search.front) > 3
    assert search.front == front_of(search.assessed)


def test_a_lever_of_months_has_to_say_that_it_is_whole() -> None:
    with pytest.raises(ConfigError) as refused:
        asked(CLIFF | {"whole": False}).plan(ROW_BUDGET)
    assert refused.value.problems[0].location == ("levers", 0, "whole")


def test_steps_of_whole_months_need_not_say_it() -> None:
    assert asked(CLIFF | {"whole": False, "step": 2}).plan(ROW_BUDGET).params.levers[0].step == 2


def test_designs_that_cannot_be_run_are_counted_with_the_reason() -> None:
    (warning,) = answer(asked({"pointer": "/buckets/0/allocation", "low": 20, "high": 95}))["warnings"]
    assert "designs could not be run; design" in warning
    assert "more than 100 %" in warning


def test_a_group_that_stood_apart_says_where() -> None:
    """Moved to where its first place stood, it is another design all the same: of the two one has the better price."""
    cliffs = ["/buckets/0/cliff_months", "/buckets/1/cliff_months"]
    both = {"pointers": cliffs, "name": "both", "low": 6, "high": 6.5, "whole": True}
    found = [answer(asked(both, wants=[{"figure": "final_price", "goal": goal}])) for goal in ("min", "max")]
    assert {design["changed"] for told in found for design in told["front"]} == {
        "both 6 and 3 → 6",
        "Nothing: the design as it is.",
    }
    assert found[0]["start"]["levers"] == {"both": None}


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (
            {"levers": [FEE | {"pointer": "/abm/treasury_config/fee"}]},
            ("levers", 0, "pointer"),
            "leads to an unknown field",
        ),
        ({"levers": [FEE | {"pointer": "abm/seed"}]}, ("levers", 0, "pointer"), "begins with a slash"),
        ({"levers": [FEE | {"name": "a\x00b"}]}, ("levers", 0, "name"), "control characters"),
        (
            {
                "constraints": [
                    {"figure": "final_price", "at": "p50", "min": 2},
                    {"figure": "final_price", "at": "p50", "max": 1},
                ]
            },
            ("constraints", 1),
            "contradicts an earlier constraint",
        ),
    ],
    ids=["unknown field", "no slash", "control character", "contradiction"],
)
def test_what_is_wrong_with_a_search_is_said_where_it_stands(change: Any, place: Any, said: str) -> None:
    body = {"base": config(enable_treasury=True), "levers": [FEE], "objectives": [TEAM]}
    with pytest.raises(ConfigError) as refused:
        validated(body | change, OptimizeRequest).plan(ROW_BUDGET)
    assert refused.value.problems[0].location == place
    assert said in refused.value.problems[0].message


def test_bounds_of_other_percentiles_do_not_contradict_each_other() -> None:
    bounds = [{"figure": "final_price", "at": "p90", "min": 2}, {"figure": "final_price", "at": "p10", "max": 1}]
    assert len(asked(FEE, constraints=bounds).constraints) == 2


def test_a_number_may_be_written_as_a_whole_or_a_fraction() -> None:
    whole, fraction = config(enable_treasury=True), config(enable_treasury=True)
    fraction["buckets"][0]["cliff_months"] = 6.0
    first, second = (asked(FEE, base=base).plan(ROW_BUDGET) for base in (whole, fraction))
    assert first.fingerprint == second.fingerprint != asked(CLIFF, base=whole).plan(ROW_BUDGET).fingerprint


def test_a_search_can_be_stopped_between_any_two_designs_that_it_reads() -> None:
    plan, seen = asked(FEE).plan(ROW_BUDGET), list[tuple[int, int]]()
    plan.run_chunk(plan.chunks[0], lambda done, total: seen.append((done, total)))
    first_generation = 1 + 2 + plan.params.size
    assert seen[:first_generation] == [(0, plan.params.designs)] * first_generation
