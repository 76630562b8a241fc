"""Which profile a bucket's holders behave by."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import beta

from app.abm.agents.profile_choice import bucket_profile, choose_profile, find_profile
from app.abm.agents.profiles import PROFILES, CohortProfile, ProfileOverride
from app.abm.reports.advice import input_warnings
from tests.factories import Config, bucket, run, series, spec

# docs/model.md, finished by calibration: ρ, h, s, κ, σ, cliff multiplier, size σ.
TABLE = {
    "Team": (2, 8, 6, 1.8, 0.08, 0.03, 2, 8, 6, 4, 2.0, 1.5),
    "VC": (5, 5, 6, 1.3, 0.18, 0.06, 6, 4, 4, 6, 1.25, 1.0),
    "Community": (5, 3, 6, 1.1, 0.15, 0.05, 5, 5, 4, 6, 1.0, 2.4),
    "Investors": (6, 4, 6, 1.5, 0.15, 0.05, 7, 3, 5, 5, 1.25, 1.8),
    "Advisors": (3, 7, 6, 1.6, 0.12, 0.04, 4, 6, 4, 6, 1.5, 0.8),
    "Airdrop": (6, 4, 4, 1, 0.46, 0.14, 5, 5, 2, 8, 1.0, 2.4),
    "Public": (5, 4, 6, 0.9, 0.25, 0.08, 6, 4, 4, 6, 1.0, 2.0),
    "Ecosystem": (4, 6, 6, 1.6, 0.20, 0.06, 3, 7, 3, 7, 1.0, 1.5),
    "moderate": (5, 5, 2, 6, 0.25, 0.08, 5, 5, 4, 6, 2.0, 1.0),
    "aggressive": (5, 3, 1.5, 4, 0.40, 0.10, 6, 4, 3, 7, 3.0, 1.0),
}
SPENDING = {"Treasury": 0.005, "Liquidity": 0.0}
"""Part of the old balance that goes out in a month, of those who only spend."""
ALL = [*TABLE, "conservative", *SPENDING]

FIELDS = (
    "risk_alpha",
    "risk_beta",
    "hold_time_shape",
    "hold_time_scale",
    "sell_pressure_mean",
    "sell_pressure_std",
    "price_sensitivity_alpha",
    "price_sensitivity_beta",
    "stake_alpha",
    "stake_beta",
    "cliff_shock_mult",
    "size_sigma",
)


@pytest.mark.parametrize("name", TABLE)
def test_a_profile_has_the_numbers_of_the_model(name: str) -> None:
    assert tuple(getattr(PROFILES[name], field) for field in FIELDS) == TABLE[name]


@pytest.mark.parametrize("name", SPENDING)
def test_a_spender_has_the_numbers_of_the_model(name: str) -> None:
    profile = PROFILES[name]
    assert (profile.spending, profile.sell_pressure_mean, profile.sell_pressure_std) == (SPENDING[name], 0, 0)


def test_the_conservative_preset_is_the_team() -> None:
    assert PROFILES["conservative"] == PROFILES["Team"]


def test_the_model_knows_ten_profiles_and_three_presets() -> None:
    assert sorted(PROFILES) == sorted(ALL)


@pytest.mark.parametrize("name", PROFILES)
def test_all_profiles_take_profits_and_cut_losses_alike(name: str) -> None:
    profile = PROFILES[name]
    limits = (profile.take_profit_mean, profile.take_profit_std, profile.stop_loss_mean, profile.stop_loss_std)
    assert limits == (0.5, 0.15, -0.3, 0.08)


@pytest.mark.parametrize("name", ["VC", "vc", " Vc "])
def test_names_match_in_any_case(name: str) -> None:
    assert find_profile(name, {}) == PROFILES["VC"]


def chosen(bucket: str, profile: str | None = None, **mapping: str) -> tuple[str, str]:
    """The name of a bucket's profile and why it is that one."""
    choice = choose_profile(bucket, profile, mapping, {})
    return choice.name, choice.reason


def test_a_bucket_takes_the_profile_it_is_pointed_at_before_its_own_name() -> None:
    assert chosen("Team", "aggressive") == ("aggressive", "chosen")
    assert chosen("Team", team="VC") == ("VC", "chosen")


@pytest.mark.parametrize("name", ALL)
def test_a_bucket_with_a_profiles_name_takes_that_profile(name: str) -> None:
    assert chosen(f" {name.upper()} ") == (name, "named")


def test_a_bucket_with_telling_words_is_recognised() -> None:
    assert chosen("Seed Round 2") == ("VC", "recognised")


def test_a_name_that_says_nothing_is_taken_for_the_community() -> None:
    assert chosen("Xyzzy") == ("Community", "assumed")


def test_an_unknown_bucket_behaves_like_the_community_and_says_so() -> None:
    economy = spec(buckets=[bucket("Xyzzy")])
    assert economy.profiles == [PROFILES["Community"]]
    assert "Xyzzy" in input_warnings(economy)[0].message


def test_a_bucket_can_be_pointed_at_a_preset() -> None:
    mapped = spec(buckets=[bucket("Marketing")], bucket_cohort_mapping={"marketing": "Aggressive"})
    said = spec(buckets=[bucket("Marketing", profile="aggressive")])
    assert mapped.profiles == said.profiles == [PROFILES["aggressive"]]


def test_a_profile_nobody_knows_is_refused_with_the_one_meant() -> None:
    with pytest.raises(ValidationError, match="unknown cohort profile; did you mean 'Advisors'"):
        spec(buckets=[bucket(profile="Advisers")])


def test_a_bucket_that_is_pointed_at_two_profiles_is_refused() -> None:
    with pytest.raises(ValidationError, match="differs from the profile that bucket_cohort_mapping gives"):
        spec(buckets=[bucket("Team", profile="VC")], bucket_cohort_mapping={"Team": "Advisors"})


def test_an_override_of_a_buckets_name_changes_the_profile_it_takes() -> None:
    overrides = {"Angels": ProfileOverride(cliff_shock_mult=9)}
    changed = PROFILES["Investors"].model_copy(update={"cliff_shock_mult": 9})
    assert bucket_profile("angels", "Investors", overrides) == changed


def test_an_override_of_a_profile_reaches_every_bucket_that_takes_it() -> None:
    table = [bucket("Seed"), bucket("Strategic")]
    economy = spec(buckets=table, cohort_profiles={"vc": {"cliff_shock_mult": 9}})
    assert [profile.cliff_shock_mult for profile in economy.profiles] == [9, 9]


def test_an_override_changes_only_what_it_names() -> None:
    changed = find_profile("Team", {"team": ProfileOverride(cliff_shock_mult=9)})
    assert changed == PROFILES["Team"].model_copy(update={"cliff_shock_mult": 9})


def test_a_new_profile_starts_from_the_community() -> None:
    whales = find_profile("Whales", {"Whales": ProfileOverride(size_sigma=3)})
    assert whales == PROFILES["Community"].model_copy(update={"size_sigma": 3})


def test_sensitivity_may_be_given_by_its_moments() -> None:
    override = ProfileOverride(price_sensitivity_mean=0.3, price_sensitivity_std=0.1)
    profile = override.applied_to(CohortProfile())
    shape = beta(profile.price_sensitivity_alpha, profile.price_sensitivity_beta)
    assert (shape.mean(), shape.std()) == pytest.approx((0.3, 0.1))


def test_sensitivity_is_given_one_way_only() -> None:
    with pytest.raises(ValidationError, match="not both"):
        ProfileOverride(price_sensitivity_mean=0.3, price_sensitivity_alpha=2)


def test_two_overrides_that_differ_in_case_are_refused() -> None:
    with pytest.raises(ValidationError, match="differs from another name in case only"):
        spec(cohort_profiles={"VC": {}, "vc": {}})


def test_who_sells_everything_at_once_sells_everything_at_once() -> None:
    eager: Config = {"sell_pressure_mean": 1, "sell_pressure_std": 0, "risk_alpha": 1000, "risk_beta": 1000}
    table = [bucket(tge_unlock_pct=100, num_holders=2000)]
    result = run(buckets=table, cohort_profiles={"Team": eager}, behaviour_noise=0)
    assert series(result, "total_sold")[0] == pytest.approx(0.2e9, rel=0.02)


# ── Holders who only spend ───────────────────────────────────────────────────

KEPT: Config = {"buckets": [bucket("Treasury", tge_unlock_pct=100)], "pricing_model": "constant", "initial_price": 1.0}


def test_a_treasury_spends_its_part_of_the_old_balance_every_month() -> None:
    result = run(**KEPT)
    before = np.insert(series(result, "total_held"), 0, 0.0)[:-1]
    assert series(result, "total_sold") == pytest.approx(SPENDING["Treasury"] * before)
    assert before[1] == 0.2e9


def test_a_treasury_spends_nothing_of_what_is_fresh() -> None:
    result = run(**KEPT | {"buckets": [bucket("Treasury", cliff_months=0, vesting_months=12)]})
    held = np.insert(series(result, "total_held"), 0, 0.0)[:-1]
    assert series(result, "total_sold") == pytest.approx(SPENDING["Treasury"] * held)


def test_a_market_makers_stock_never_moves() -> None:
    result = run(**KEPT | {"buckets": [bucket("Liquidity", tge_unlock_pct=100)]})
    assert not series(result, "total_sold").any()


@pytest.mark.parametrize("name", SPENDING)
def test_who_only_spends_never_stakes(name: str) -> None:
    pool = {"base_apy": 1.0, "locked_can_stake": 1.0}
    result = run(buckets=[bucket(name, tge_unlock_pct=50)], enable_staking=True, staking_config=pool)
    stakes = [series(result, series_) for series_ in ("total_staked", "market_staked", "locked_staked")]
    assert not (stakes[0] - stakes[1] + stakes[2]).any()


def test_a_treasury_is_one_holder_unless_somebody_says_how_many() -> None:
    table = [bucket("Treasury"), bucket("Team")]
    assert [cohort.holders for cohort in spec(buckets=table, agents_per_cohort=None).cohorts()] == [1, 50]
    assert spec(buckets=[bucket("Treasury", num_holders=9)], agents_per_cohort=None).cohorts()[0].holders == 9


@pytest.mark.parametrize("granularity", ["adaptive", "meta_agents", "full_individual"])
def test_a_treasury_has_as_many_rows_as_are_asked_for(granularity: str) -> None:
    economy = spec(buckets=[bucket("Treasury"), bucket("Team")], agents_per_cohort=34, agent_granularity=granularity)
    assert [cohort.rows for cohort in economy.cohorts()] == [34, 34]


def test_many_spenders_spend_what_one_does() -> None:
    one, many = (run(**KEPT, agents_per_cohort=count) for count in (1, 34))
    assert series(many, "total_sold") == pytest.approx(series(one, "total_sold"))
