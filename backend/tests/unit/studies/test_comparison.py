"""Two economies under the same chance."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
import pytest

from app.abm.core.errors import RunsFailedError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.comparison import ComparisonPlan
from app.abm.studies.monte_carlo import MonteCarloParams, run_trials
from tests.factories import bucket, full, spec, token

TRIALS, BUDGET = 40, 10_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = [bucket("Team"), bucket("VC", cliff_months=11), bucket("Community", allocation=50, tge_unlock_pct=20)]


def compared(a: SimulationSpec, b: SimulationSpec, trials: int = TRIALS, **params: Any) -> dict[str, Any]:
    """What the comparison of B with A says."""
    plan = ComparisonPlan(a, b, MonteCarloParams(num_trials=trials, **params))
    told: dict[str, Any] = orjson.loads(plan.reduce([plan.run_chunk(chunk) for chunk in plan.chunks], 1.0, NOW))
    return told


def test_an_economy_compared_with_itself_differs_in_nothing() -> None:
    for figure in compared(spec(**full()), spec(**full()))["figures"].values():
        assert (figure["mean_difference"], figure["std_difference"]) == (0, 0)
        assert figure["probability_b_beats_a"] == 0.5


def test_a_difference_is_taken_trial_by_trial() -> None:
    told = compared(spec(), spec(buckets=LATER))
    change = np.array([trial["b"]["final_price"] - trial["a"]["final_price"] for trial in told["trials"]])
    figure = told["figures"]["final_price"]
    assert figure["mean_difference"] == pytest.approx(change.mean())
    assert figure["p50_difference"] == pytest.approx(np.median(change))
    assert figure["probability_b_beats_a"] == (change > 0).mean()


def test_less_drawdown_is_better() -> None:
    told = compared(spec(), spec(buckets=LATER))
    falls = [trial["b"]["max_drawdown_pct"] < trial["a"]["max_drawdown_pct"] for trial in told["trials"]]
    assert told["figures"]["max_drawdown_pct"]["probability_b_beats_a"] == np.mean(falls)


def test_the_interval_of_a_difference_holds_its_mean() -> None:
    for figure in compared(spec(), spec(buckets=LATER))["figures"].values():
        low, high = figure["mean_difference_ci95"]
        assert low <= figure["mean_difference"] <= high


def test_pairing_takes_most_of_the_noise_out() -> None:
    figure = compared(spec(**full()), spec(**full(treasury_config={"buyback_pct": 0.1})))["figures"]["final_price"]
    assert figure["noise_left_by_pairing"] < 0.3


def test_swapping_the_two_turns_the_difference_round() -> None:
    there, back = compared(spec(), spec(buckets=LATER)), compared(spec(buckets=LATER), spec())
    for name, figure in there["figures"].items():
        assert figure["mean_difference"] == pytest.approx(-back["figures"][name]["mean_difference"])
        assert figure["probability_b_beats_a"] + back["figures"][name]["probability_b_beats_a"] == pytest.approx(1)


def test_both_have_the_same_seed_even_where_each_has_its_own() -> None:
    for figure in compared(spec(seed=1), spec(seed=2))["figures"].values():
        assert figure["std_difference"] == 0


def test_economies_of_different_length_can_be_compared() -> None:
    told = compared(spec(), spec(token=token(horizon_months=24)))
    assert len(told["trials"]) == TRIALS


def test_a_pair_of_which_one_fails_is_left_out() -> None:
    curve = {"pricing_model": "issuance_curve", "pricing_config": {"alpha": 20, "max_supply": 1e-20}}
    with pytest.raises(RunsFailedError, match="3 of 3 runs failed; the first: price is no longer a finite number"):
        compared(spec(), spec(**curve), trials=3)


@pytest.mark.parametrize("setting", [{"confidence_levels": [5.0]}, {"include_trials": True}])
def test_what_has_no_effect_on_a_comparison_is_warned_of(setting: dict[str, Any]) -> None:
    (warning,) = compared(spec(), spec(), trials=2, **setting)["warnings"]
    assert f"{next(iter(setting))} has no effect" in warning


def test_progress_over_both_never_falls() -> None:
    plan, seen = ComparisonPlan(spec(), spec(), MonteCarloParams(num_trials=2)), []
    plan.run_chunk(plan.chunks[0], lambda done, total: seen.append(done / total))
    assert seen == sorted(seen)
    assert seen[-1] == 1


def checked(model: str, **rest: Any) -> dict[str, Any]:
    """The answer to what a later cliff does, with its cross-check."""
    first = spec(pricing_model=model, buckets=[bucket(cliff_months=1, vesting_months=2)])
    second = spec(pricing_model=model, buckets=[bucket(cliff_months=9, vesting_months=2)])
    plan = ComparisonPlan(first, second, MonteCarloParams(num_trials=4, seed=1), **rest)
    parts = [plan.run_chunk(chunk) for chunk in plan.chunks]
    told: dict[str, Any] = orjson.loads(plan.reduce(parts, 1.0, datetime.now(UTC)))
    return told


@pytest.mark.parametrize(("model", "other"), [("eoe", "amm"), ("amm", "eoe")])
def test_a_comparison_is_checked_by_the_other_market_model(model: str, other: str) -> None:
    check = checked(model)["cross_check"]
    assert (check["model"], check["trials"]) == (other, 4)


def test_the_check_is_a_comparison_under_that_model() -> None:
    direct, check = checked("amm", cross_check=False), checked("eoe")["cross_check"]
    assert check["figures"] == direct["figures"]


def test_models_that_agree_say_so_and_those_that_do_not_warn() -> None:
    told = checked("eoe")
    check = told["cross_check"]
    assert check["agrees"] == (not check["warnings"])
    assert set(check["warnings"]) <= set(told["warnings"])


@pytest.mark.parametrize(("model", "rest"), [("bonding_curve", {}), ("eoe", {"cross_check": False})])
def test_without_another_model_there_is_no_check(model: str, rest: dict[str, Any]) -> None:
    assert checked(model, **rest)["cross_check"] is None


def test_the_check_changes_nothing_else() -> None:
    checkless, with_check = checked("eoe", cross_check=False), checked("eoe")
    for name in ("figures", "trials", "num_trials", "failed_trials", "config"):
        assert with_check[name] == checkless[name]


def test_both_sides_are_the_trials_they_are_alone() -> None:
    plan = ComparisonPlan(spec(**full()), spec(**full(unlock_anticipation=2)), MonteCarloParams(num_trials=8), BUDGET)
    alone = [run_trials(each, 3, 8, BUDGET) for each in plan.specs]
    for found, wanted in zip(plan.run_chunk((3, 8)), alone, strict=True):
        assert (found.index, found.table.tobytes(), found.warnings) == (
            wanted.index,
            wanted.table.tobytes(),
            wanted.warnings,
        )
