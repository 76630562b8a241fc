"""Which profile a bucket's holders behave by."""

import pytest
from pydantic import ValidationError
from scipy.stats import beta

from app.abm.agents.profiles import PROFILES, CohortProfile, ProfileOverride, bucket_profile, find_profile
from app.abm.engine.advice import unheeded
from tests.factories import Config, bucket, run, series, spec

# Section 4 of the model: ρ, h, s, κ, σ, cliff multiplier, size σ.
TABLE = {
    "Team": (2, 8, 2, 12, 0.10, 0.03, 2, 8, 6, 4, 1.5, 1.0),
    "VC": (5, 5, 1.5, 6, 0.40, 0.10, 6, 4, 3, 7, 3.0, 1.0),
    "Community": (5, 3, 2, 4, 0.25, 0.08, 5, 5, 4, 6, 2.0, 2.0),
    "Investors": (6, 4, 2, 8, 0.30, 0.08, 7, 3, 5, 5, 2.5, 1.5),
    "Advisors": (3, 7, 2, 10, 0.20, 0.05, 4, 6, 4, 6, 1.8, 0.5),
    "conservative": (2, 8, 2, 12, 0.10, 0.03, 2, 8, 6, 4, 1.5, 1.0),
    "moderate": (5, 5, 2, 6, 0.25, 0.08, 5, 5, 4, 6, 2.0, 1.0),
    "aggressive": (5, 3, 1.5, 4, 0.40, 0.10, 6, 4, 3, 7, 3.0, 1.0),
}
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


@pytest.mark.parametrize("name", PROFILES)
def test_all_profiles_take_profits_and_cut_losses_alike(name: str) -> None:
    profile = PROFILES[name]
    limits = (profile.take_profit_mean, profile.take_profit_std, profile.stop_loss_mean, profile.stop_loss_std)
    assert limits == (0.5, 0.15, -0.3, 0.08)


@pytest.mark.parametrize("name", ["VC", "vc", " Vc "])
def test_names_match_in_any_case(name: str) -> None:
    assert find_profile(name, {}) == PROFILES["VC"]


def test_an_unknown_bucket_behaves_like_the_community_and_says_so() -> None:
    economy = spec(buckets=[bucket("Marketing")])
    assert bucket_profile("Marketing", {}, {}) == PROFILES["Community"]
    assert "Marketing" in unheeded(economy)[0].message


def test_a_bucket_can_be_pointed_at_a_preset() -> None:
    assert bucket_profile("Marketing", {"marketing": "Aggressive"}, {}) == PROFILES["aggressive"]


def test_an_override_changes_only_what_it_names() -> None:
    changed = find_profile("Team", {"team": ProfileOverride(cliff_shock_mult=9)})
    assert changed == PROFILES["Team"].model_copy(update={"cliff_shock_mult": 9})


def test_a_new_profile_starts_from_the_community() -> None:
    assert find_profile("Whales", {"Whales": ProfileOverride(size_sigma=3)}).hold_time_scale == 4


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
