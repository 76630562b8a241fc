"""A design under futures: every future is a request by itself, and its row is that request's Monte Carlo."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
import pytest

from app.abm.core.errors import ConfigError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.futures import largest_unlock, shipped_stresses
from app.abm.studies.monte_carlo import run_trials
from app.abm.studies.plan import Plan
from app.abm.studies.stress import months_to_recover
from app.abm.studies.trial_figures import figures_of, spreads_of
from app.api.request_parsing import validated
from app.models.designs import StressRequest
from tests.factories import bucket, config, full, token
from tests.laws.economies import ROW_BUDGET

TRIALS = 3


def own(*patch: dict[str, Any], name: str = "mine") -> dict[str, Any]:
    """A stress of one's own."""
    return {"id": name, "title": "Mine", "sentence": "It happens.", "source": "Me.", "patch": list(patch)}


def plan(*stresses: Any, constraints: Any = (), **overrides: Any) -> Plan[Any]:
    """A stress test of a small economy with everything switched on; every shipped stress, or these."""
    base = config(**full(**overrides))
    request = {"base": base, "trials": TRIALS, "stresses": list(stresses) or None, "constraints": list(constraints)}
    return StressRequest.model_validate(request).plan(ROW_BUDGET)


def answer(plan: Plan[Any]) -> dict[str, Any]:
    parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
    told: dict[str, Any] = orjson.loads(plan.reduce(parts, 1.0, datetime.now(UTC)))
    return told


def rows(plan: Plan[Any]) -> dict[str, dict[str, Any]]:
    """The rows of the answer by the stress's id."""
    return {row["id"]: row for row in answer(plan)["rows"]}


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    """Every shipped stress."""
    return answer(plan())


def test_every_shipped_stress_is_a_row_of_figures(table: dict[str, Any]) -> None:
    assert {row["id"] for row in table["rows"] if row["error"] is None} == set(shipped_stresses())


def test_every_shipped_stress_touches_an_economy_with_everything_switched_on(table: dict[str, Any]) -> None:
    assert [row["id"] for row in table["rows"] if row["no_effect"]] == []


def test_every_row_is_the_monte_carlo_of_its_request(table: dict[str, Any]) -> None:
    for row in table["rows"]:
        spec = SimulationSpec.model_validate(row["request"])
        batch = run_trials(spec, 0, TRIALS, ROW_BUDGET)
        assert row["figures"] == spreads_of(figures_of(spec, batch.series, batch.proceeds))


@pytest.mark.parametrize("last", [[], [np.nan]], ids=["all have it", "one has none"])
def test_a_mean_is_added_up_in_the_order_of_the_trials_as_a_monte_carlo_does(last: list[float]) -> None:
    final_prices = np.array([1e16, -1e16, 1.0])
    mean = spreads_of({"final_price": np.append(final_prices, last)})["final_price"]["mean"]
    assert mean == final_prices.mean() != np.sort(final_prices).mean()


def test_the_worst_future_comes_first(table: dict[str, Any]) -> None:
    medians = [row["figures"]["final_price"]["p50"] for row in table["rows"]]
    assert medians == sorted(medians)


def test_the_runs_of_all_futures_are_counted(table: dict[str, Any]) -> None:
    wanted = TRIALS * (1 + len(shipped_stresses()))
    assert (table["total_runs"], table["completed_runs"], table["failed_runs"]) == (wanted, wanted, 0)


def test_a_stress_that_changes_nothing_says_so_and_changes_no_figure() -> None:
    row = rows(plan(own({"pointer": "/abm/demand/volatility", "value": 0.2})))["mine"]
    assert row["no_effect"]
    assert {change for change in row["change"].values() if change is not None} == {0.0}


def test_a_future_that_breaks_a_constraint_says_which() -> None:
    ceiling = {"figure": "total_tokens_sold", "at": "p90", "max": 1}
    (broken,) = rows(plan("forgotten", constraints=[ceiling]))["forgotten"]["breaks"]
    assert broken.startswith("total_tokens_sold (p90) is ")
    assert broken.endswith("at most 1 is allowed.")


def test_a_factor_multiplies_what_is_in_force() -> None:
    row = rows(plan(own({"pointer": "/abm/treasury_config/transaction_fee_pct", "factor": 2})))["mine"]
    assert row["request"]["abm"]["treasury_config"]["transaction_fee_pct"] == 0.04


def test_demand_halves_from_the_largest_later_unlock_on() -> None:
    table = [bucket(tge_unlock_pct=50, cliff_months=4, vesting_months=0), bucket("Public", allocation=30)]
    row = rows(plan("demand-halves", buckets=table, market={"beta": 1}))["demand-halves"]
    assert largest_unlock(SimulationSpec.model_validate(row["request"])) == 4
    assert row["request"]["abm"]["market"]["path"] == [1.0] * 4 + [0.5] * 8


def test_unlocks_come_half_a_year_earlier() -> None:
    spans = [{"kind": "lump", "month": 4, "pct": 40}, {"kind": "linear", "start_month": 3, "end_month": 9, "pct": 60}]
    table = [
        bucket("A", cliff_months=12, vesting_months=24),
        bucket("B", cliff_months=2, vesting_months=24),
        {"bucket": "C", "allocation": 20, "segments": spans},
    ]
    first, second, third = rows(plan("unlocked-early", buckets=table))["unlocked-early"]["request"]["buckets"]
    assert (first["cliff_months"], first["vesting_months"]) == (6, 24)
    assert (second["cliff_months"], second["vesting_months"]) == (0, 20)
    assert [segment.get("month", segment.get("end_month")) for segment in third["segments"]] == [0, 3]


def test_a_large_seller_sells_all_that_unlocks() -> None:
    row = rows(plan("large-seller"))["large-seller"]
    tokens = {each["bucket"]: each["allocation"] for each in row["request"]["buckets"]}
    assert tokens["Community"] == 45
    assert tokens["Large seller"] == 5


def test_what_is_not_bought_back_is_kept() -> None:
    treasury = rows(plan("no-buybacks"))["no-buybacks"]["request"]["abm"]["treasury_config"]
    assert treasury["buyback_pct"] == 0
    assert treasury["hold_pct"] == pytest.approx(0.7)


def test_a_shipped_stress_that_a_design_cannot_meet_is_a_row_with_a_sentence() -> None:
    row = rows(plan("demand-halves", "forgotten", market={"beta": 0}))["demand-halves"]
    assert row["figures"] is None
    assert row["error"] == "abm.market.beta: is 0: the demand of this design does not follow any market."


@pytest.mark.parametrize(
    ("stresses", "constraints", "place"),
    [
        (["eth-bear-2020"], [], ("stresses", 0)),
        (["forgotten", "forgotten"], [], ("stresses", 1)),
        ([own({"pointer": "/abm/nothing/here", "factor": 2})], [], ("stresses", 0, "patch")),
        ([own({"pointer": "/abm/behaviour_noise", "value": 7})], [], ("stresses", 0, "patch")),
        ([own({"pointer": "/abm/behaviour_noise"})], [], ("stresses", 0, "patch", 0)),
        ([own({"pointer": "/token/name", "value": ["\ud800", 2**80]})], [], ("stresses", 0, "patch", 0, "value")),
        ([], [{"figure": "final_prise", "min": 1}], ("constraints", 0, "figure")),
        ([], [{"figure": "final_price"}], ("constraints", 0)),
        ([], [{"figure": "final_price", "min": 2, "max": 1}], ("constraints", 0, "max")),
    ],
    ids=[
        "unknown",
        "twice",
        "nowhere",
        "refused",
        "nothing said",
        "unwritable",
        "no figure",
        "no bound",
        "bounds crossed",
    ],
)
def test_what_is_wrong_is_named(stresses: Any, constraints: Any, place: tuple[str | int, ...]) -> None:
    request = {"base": config(), "stresses": stresses or None, "constraints": constraints}
    with pytest.raises(ConfigError) as refused:
        validated(request, StressRequest).plan(ROW_BUDGET)
    assert refused.value.problems[0].location == place


@pytest.mark.parametrize(
    ("price", "months"),
    [([1, 1, 1], 0), ([1, 0.9, 1], 1), ([0.9, 0.9, 0.96], 2), ([1, 0.5, 0.6], None), ([0.9, 1, 0.9], None)],
    ids=["never down", "a month", "two", "not back", "down again"],
)
def test_months_to_recover_are_counted_from_the_first_fall_to_the_last_return(price: Any, months: Any) -> None:
    assert months_to_recover(np.array(price), np.ones(3)) == months


def test_what_unlocks_at_once_has_no_later_unlock() -> None:
    spec = SimulationSpec.model_validate(config(token=token(horizon_months=1)))
    assert largest_unlock(spec) == 1


def test_a_cliff_within_the_vesting_unlocks_all_of_it_half_a_year_earlier() -> None:
    table = [bucket("A", cliff_months=8, vesting_months=10, cliff_included=True)]
    row = rows(plan("unlocked-early", buckets=table))["unlocked-early"]
    before, after = (SimulationSpec.model_validate(each).unlocks for each in (config(buckets=table), row["request"]))
    assert after.locked[2:5] == pytest.approx(before.locked[8:11])


def test_what_never_unlocks_never_does_so_earlier() -> None:
    table = [bucket("A"), {"bucket": "B", "allocation": 20, "segments": [{"kind": "never"}]}]
    never = rows(plan("unlocked-early", buckets=table))["unlocked-early"]["request"]["buckets"][1]
    assert [segment["kind"] for segment in never["segments"]] == ["never"]


def test_a_design_at_the_edge_of_what_a_request_takes_has_its_futures() -> None:
    told = rows(plan("demand-halves", "forgotten", initial_price=1e-15))
    assert all(row["figures"] and row["error"] is None for row in told.values())


def test_a_large_seller_takes_a_name_that_nobody_has() -> None:
    table = [bucket("Large seller"), bucket("VC", allocation=40)]
    stressed = rows(plan(own({"shock": "large_seller", "size": 0.5}), buckets=table))["mine"]
    assert [each["bucket"] for each in stressed["request"]["buckets"]] == ["Large seller", "VC", "Large seller 2"]


def test_a_stress_that_is_felt_by_no_figure_says_so() -> None:
    rising = own({"pointer": "/abm/demand/level", "factor": 2})
    table = rows(plan(rising, pricing_model="constant", constant_price=1.0, enable_treasury=False))
    assert table["mine"]["no_effect"]


def test_a_number_written_with_a_point_makes_no_other_stress_test() -> None:
    asked = [own({"pointer": "/abm/demand/level", "factor": factor}) for factor in (2, 2.0)]
    assert len({plan(stress, trait_jitter=size).fingerprint for stress, size in zip(asked, (0, 0.0), strict=True)}) == 1
