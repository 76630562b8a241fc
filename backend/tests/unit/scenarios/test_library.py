"""The shipped scenarios run as they are, state the facts, and show what they say."""

import copy
import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from app.abm.core.month import Floats
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import input_warnings, warnings_of
from app.abm.reports.summary import summary
from app.scenarios.library import Scenario, ScenarioLibrary, UnknownScenarioError

LIBRARY = ScenarioLibrary.shipped()
IDS = [scenario.id for scenario in LIBRARY.featured()]
TOKENS = [scenario.id for scenario in LIBRARY.featured() if scenario.kind == "token"]
TEACHING = [scenario.id for scenario in LIBRARY.featured() if scenario.kind == "teaching"]
FURTHER = sorted({scenario.id for scenario in LIBRARY.all()} - set(IDS))

FACTS = {
    "apt": (1_000_000_000, date(2022, 10, 12), 100),
    "arb": (10_000_000_000, date(2023, 3, 16), 57.22),
    "dydx": (1_000_000_000, date(2021, 8, 3), 95),
    "eigen": (1_673_646_668.28, date(2024, 10, 1), 70),
    "ena": (15_000_000_000, date(2024, 4, 2), 60),
    "ens": (100_000_000, date(2021, 11, 8), 100),
    "op": (4_294_967_296, date(2022, 5, 31), 41.2733),
    "pyth": (10_000_000_000, date(2023, 11, 20), 100),
    "strk": (10_000_000_000, date(2024, 2, 20), 45.49),
    "sui": (5_000_000_000, date(2023, 5, 3), 100),
    "tia": (1_000_000_000, date(2023, 10, 31), 100),
    "uni": (1_000_000_000, date(2020, 9, 18), 100),
    "zk": (21_000_000_000, date(2024, 6, 17), 50.83),
}
"""Supply, start date and allocated part of the supply, %."""


def spec_of(scenario_id: str, **changes: object) -> SimulationSpec:
    request: dict[str, Any] = copy.deepcopy(LIBRARY.get(scenario_id).request)
    request["abm"] = {**request["abm"], **changes}
    return SimulationSpec.model_validate(request)


@cache
def run(scenario_id: str) -> SimulationResult:
    return ABMSimulationLoop(spec_of(scenario_id)).run()


def run_with(scenario_id: str, **changes: object) -> SimulationResult:
    return ABMSimulationLoop(spec_of(scenario_id, **changes)).run()


def series(result: SimulationResult, name: str) -> Floats:
    return result.columns[name][:, 0]


def change(result: SimulationResult) -> float:
    return float(series(result, "price")[-1]) / result.spec.initial_price


def test_the_library_holds_thirteen_tokens_eight_teaching_cases_and_forty_schedules() -> None:
    assert (len(TOKENS), len(TEACHING), len(FURTHER)) == (13, 8, 40)


def test_arbitrum_comes_first_then_tokens_then_teaching_cases_then_schedules_by_id() -> None:
    in_order = ["arb", *sorted(set(TOKENS) - {"arb"}), *sorted(TEACHING), *FURTHER]
    assert in_order == [scenario.id for scenario in LIBRARY.all()]


def test_each_file_is_named_after_its_scenario() -> None:
    shelf = [entry for entry in files("app.scenarios").iterdir() if entry.name.endswith(".json")]
    assert {entry.name: json.loads(entry.read_text())["id"] for entry in shelf} == {
        f"{id}.json": id for id in IDS + FURTHER
    }


def test_the_library_is_read_once() -> None:
    assert ScenarioLibrary.shipped() is LIBRARY


def test_an_unknown_id_is_answered_with_the_one_meant() -> None:
    with pytest.raises(UnknownScenarioError, match="did you mean 'arb'"):
        LIBRARY.get("arp")


def test_a_library_of_other_scenarios_can_be_made() -> None:
    own = Scenario(id="a", name="A", kind="teaching", description="", look_at="", sources=(), notes="", request={})
    assert ScenarioLibrary([own]).get("a") is own


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_runs_without_a_warning(scenario_id: str) -> None:
    assert warnings_of(run(scenario_id)) == ()


@pytest.mark.parametrize("scenario_id", IDS)
def test_nothing_in_a_scenario_goes_unheeded(scenario_id: str) -> None:
    assert input_warnings(spec_of(scenario_id)) == []


@pytest.mark.parametrize("scenario_id", IDS)
def test_the_ledger_of_a_scenario_holds(scenario_id: str) -> None:
    assert run(scenario_id).ledger_residual.max() < 1e-9


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_is_small_enough_to_run_while_one_types(scenario_id: str) -> None:
    assert run(scenario_id).num_agents <= 3000


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_scenario_has_a_seed_and_a_horizon_of_three_to_five_years(scenario_id: str) -> None:
    spec = spec_of(scenario_id)
    assert spec.abm.seed is not None
    assert 36 <= spec.horizon <= 60


@pytest.mark.parametrize("scenario_id", IDS)
def test_all_of_each_bucket_is_unlocked_once_its_schedule_ends(scenario_id: str) -> None:
    schedules = [bucket.schedule() for bucket in spec_of(scenario_id).buckets]
    assert [schedule.unlocked_share(schedule.last_month + 1)[-1] for schedule in schedules] == [1.0] * len(schedules)


@pytest.mark.parametrize("scenario_id", TOKENS)
def test_a_token_states_its_documented_supply_start_and_allocation(scenario_id: str) -> None:
    spec = spec_of(scenario_id)
    supply, start, allocated = FACTS[scenario_id]
    assert (spec.token.total_supply, spec.token.start_date) == (supply, start)
    assert sum(bucket.allocation for bucket in spec.buckets) == pytest.approx(allocated, abs=1e-9)


@pytest.mark.parametrize("scenario_id", TOKENS)
def test_a_token_names_its_sources_and_its_assumptions(scenario_id: str) -> None:
    token = LIBRARY.get(scenario_id)
    assert token.grade is not None
    assert token.sources
    assert "Assumptions, not facts" in token.notes


@pytest.mark.parametrize("scenario_id", TOKENS)
def test_the_price_of_a_token_stays_plausible(scenario_id: str) -> None:
    price, market = series(run(scenario_id), "price"), series(run(scenario_id), "market_index")
    excess = price / run(scenario_id).spec.initial_price / market
    assert 0.01 < excess[-1] < 1
    assert (excess < 3).all()


@pytest.mark.parametrize("scenario_id", TEACHING)
def test_a_teaching_case_says_that_it_is_invented(scenario_id: str) -> None:
    case = LIBRARY.get(scenario_id)
    assert case.description.startswith("Invented token.")
    assert (case.grade, case.sources) == (None, ())


def test_arbitrum_unlocks_1111_75_million_tokens_in_march_2024() -> None:
    row = list(run("arb").global_rows())[12]
    assert row["date"] == "2024-03-16"
    assert row["total_unlocked"] == pytest.approx(1_111_750_000)


def test_arbitrum_loses_most_against_the_market_on_the_eve_of_its_cliff() -> None:
    excess = np.diff(np.log(series(run("arb"), "price") / series(run("arb"), "market_index")))
    assert excess.argmin() + 1 == 11


def test_arbitrum_sells_most_after_its_launch_in_the_month_of_its_cliff() -> None:
    assert series(run("arb"), "total_sold")[1:].argmax() + 1 == 12


@pytest.mark.parametrize(
    ("scenario_id", "month", "tokens"),
    [("op", 12, 386_547_056.64), ("ena", 12, 2_062_500_000), ("tia", 12, 175_560_000), ("pyth", 6, 2_125_000_000)],
)
def test_a_cliff_unlocks_what_its_scenario_says(scenario_id: str, month: int, tokens: float) -> None:
    assert series(run(scenario_id), "total_unlocked")[month] == pytest.approx(tokens)


@pytest.mark.parametrize("scenario_id", ["apt", "sui", "tia"])
def test_a_proof_of_stake_token_has_a_good_part_of_its_free_tokens_staked(scenario_id: str) -> None:
    staked = series(run(scenario_id), "total_staked")[-1]
    assert 0.2 < staked / (staked + series(run(scenario_id), "circulating_supply")[-1]) < 0.8


def test_the_low_float_falls_harder_than_the_fair_launch() -> None:
    assert change(run("low-float")) < 0.1 * change(run("fair-launch"))


def test_the_fair_launch_keeps_most_of_its_price() -> None:
    assert change(run("fair-launch")) > 0.8


def test_a_falling_inflation_mints_its_percentage_of_each_years_supply() -> None:
    minted = series(run("falling-inflation"), "minted")
    assert minted[12] / 1e9 == pytest.approx(0.08, rel=0.02)
    assert (minted[36] - minted[24]) / (1e9 + minted[24]) == pytest.approx(0.08 * 0.9**2, rel=0.01)


def test_inflation_for_stakers_brings_tokens_into_the_pool() -> None:
    assert series(run_with("falling-inflation", emissions=None), "staking_ratio")[-1] < 0.3
    assert series(run("falling-inflation"), "staking_ratio")[-1] > 0.4


def test_a_fee_switch_that_stays_off_ends_a_third_lower() -> None:
    off = run_with("fee-switch", revenue=None)
    assert change(off) / change(run("fee-switch")) == pytest.approx(2 / 3, abs=0.05)


def test_a_fee_switch_pays_stakers_without_minting_a_token() -> None:
    assert series(run("fee-switch"), "minted")[-1] == 0
    assert series(run("fee-switch"), "real_yield")[-1] > 0.01


def test_heavy_emissions_mint_half_as_many_tokens_again() -> None:
    assert series(run("heavy-emissions"), "minted")[-1] > 0.5 * 1e9


def test_heavy_emissions_end_lower_than_the_same_token_without_staking() -> None:
    without = run_with("heavy-emissions", enable_staking=False, staking_config=None)
    assert change(run("heavy-emissions")) < change(without)


def test_the_buyback_treasury_burns_tokens() -> None:
    assert series(run("buyback-treasury"), "burned")[-1] > 0.05 * 1e9


def test_the_buyback_treasury_ends_higher_than_the_same_token_without_it() -> None:
    without = run_with("buyback-treasury", enable_treasury=False, treasury_config=None)
    assert change(run("buyback-treasury")) > 1.05 * change(without)


def test_holders_sell_more_in_the_bear_market_than_under_flat_demand() -> None:
    flat = run_with("bear-market", demand={"initial_monthly_fiat": 60e6})
    winter = slice(6, 18)
    assert series(run("bear-market"), "total_sold")[winter].sum() > series(flat, "total_sold")[winter].sum()


def test_demand_recovers_before_the_price_of_the_bear_market() -> None:
    bear = run("bear-market")
    assert series(bear, "demand_fiat").argmin() < series(bear, "price").argmin() < bear.months - 12


def test_the_cliff_wall_loses_most_of_its_price_in_one_month() -> None:
    price = series(run("cliff-wall"), "price")
    assert price[18] < 0.5 * price[17]


def test_the_cliff_wall_falls_deeper_than_with_a_vesting_of_two_years() -> None:
    request: dict[str, Any] = copy.deepcopy(LIBRARY.get("cliff-wall").request)
    for bucket in request["buckets"][1:]:
        bucket["vesting_months"] = 24
    vested = ABMSimulationLoop(SimulationSpec.model_validate(request)).run()
    wall: dict[str, Any] = dict(summary(run("cliff-wall")))
    gentle: dict[str, Any] = dict(summary(vested))
    assert wall["max_drawdown_pct"] > gentle["max_drawdown_pct"]
