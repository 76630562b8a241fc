"""The holders: distributions of their traits and holdings."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import erf
from scipy.stats import beta, gamma, norm

from app.abm.agents.behaviour import Traits
from app.abm.agents.profiles import PROFILES, CohortProfile
from app.abm.core.month import Floats
from tests.factories import cohort, seeds

ROWS = 40_000
STRATA = 500
TRADERS = [name for name, profile in PROFILES.items() if profile.trades]
SPENDERS = [name for name in PROFILES if name not in TRADERS]

DISTRIBUTIONS: dict[str, Callable[[CohortProfile], Any]] = {
    "risk": lambda p: beta(p.risk_alpha, p.risk_beta),
    "sensitivity": lambda p: beta(p.price_sensitivity_alpha, p.price_sensitivity_beta),
    "staking": lambda p: beta(p.stake_alpha, p.stake_beta),
    "hold": lambda p: gamma(p.hold_time_shape, scale=p.hold_time_scale),
    "sell_pressure": lambda p: norm(p.sell_pressure_mean, p.sell_pressure_std),
    "take_profit": lambda p: norm(p.take_profit_mean, p.take_profit_std),
    "stop_loss": lambda p: norm(p.stop_loss_mean, p.stop_loss_std),
}
BOUNDS = {"hold": (0.5, np.inf), "sell_pressure": (0, 1), "take_profit": (0.05, np.inf), "stop_loss": (-0.95, -0.01)}


def sampled(traits: Traits[Floats], name: str) -> Floats:
    """One trait of every row; the holding time from the turnover it causes."""
    found: Floats = -1 / np.log1p(-traits.turnover[0]) if name == "hold" else getattr(traits, name)[0]
    return found


def gini(shares: Floats) -> float:
    ordered = np.sort(shares)
    rank = np.arange(1, len(ordered) + 1)
    return float(2 * (rank * ordered).sum() / (len(ordered) * ordered.sum()) - (len(ordered) + 1) / len(ordered))


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("profile", TRADERS)
def test_traits_have_the_moments_of_their_distribution(profile: str, name: str) -> None:
    traits, _ = cohort(profile, holders=ROWS, rows=ROWS).draw(seeds())
    exact = DISTRIBUTIONS[name](PROFILES[profile])
    reference = np.clip(exact.ppf((np.arange(ROWS) + 0.5) / ROWS), *BOUNDS.get(name, (0, 1)))
    values = sampled(traits, name)
    assert values.mean() == pytest.approx(reference.mean(), abs=4 * reference.std() / ROWS**0.5)
    assert values.std() == pytest.approx(reference.std(), rel=0.03)


@pytest.mark.parametrize("name", BOUNDS)
def test_traits_keep_their_bounds(name: str) -> None:
    wild = {"sell_pressure_std": 1.0, "take_profit_std": 10.0, "stop_loss_std": 1.0, "hold_time_scale": 0.05}
    traits, _ = cohort(holders=2000, rows=2000, profile=wild).draw(seeds())
    low, high = BOUNDS[name]
    values = sampled(traits, name)
    assert ((values >= low - 1e-12) & (values <= high)).all()


def test_memory_is_as_long_as_the_holding_time_but_a_month_at_least() -> None:
    traits, _ = cohort(holders=2000, rows=2000, profile={"hold_time_scale": 0.5}).draw(seeds())
    assert traits.memory[0] == pytest.approx(1 / np.maximum(sampled(traits, "hold"), 1))


def test_yield_caution_grows_with_caution() -> None:
    traits, _ = cohort().draw(seeds())
    assert traits.yield_caution == pytest.approx(np.exp(0.05 * (1 - traits.risk) / 0.03))


@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.5])
def test_holdings_are_as_unequal_as_a_lognormal(sigma: float) -> None:
    _, share = cohort(holders=200_000, rows=200_000, profile={"size_sigma": sigma}).draw(seeds())
    assert gini(share[0]) == pytest.approx(erf(sigma / 2), abs=0.01)


@pytest.mark.parametrize("name", TRADERS)
def test_every_cohort_is_as_unequal_as_its_profile_says(name: str) -> None:
    _, share = cohort(name, holders=200_000, rows=200_000).draw(seeds())
    assert gini(share[0]) == pytest.approx(erf(PROFILES[name].size_sigma / 2), abs=0.03)


@pytest.mark.parametrize("weight", [1, 4, 100])
def test_holdings_of_rows_vary_with_the_root_of_their_weight(weight: int) -> None:
    one, crowd = (
        cohort(holders=200_000 * each, rows=200_000, profile={"size_sigma": 0.5}).draw(seeds())[1][0]
        for each in (1, weight)
    )
    ratio = (crowd.std() / crowd.mean()) / (one.std() / one.mean())
    assert ratio == pytest.approx(weight**-0.5, rel=0.02)


@pytest.mark.parametrize("holders", [500, 1234, 10**9])
def test_single_holders_are_as_unequal_however_many_a_row_stands_for(holders: int) -> None:
    people = cohort(holders=holders, rows=500, profile={"size_sigma": 2.0})
    _, share = people.draw(seeds())
    single = people.single_shares(share)[0]
    assert single.sum() * people.weight == pytest.approx(1)
    assert gini(single) == pytest.approx(erf(1.0), abs=0.05)


@pytest.mark.parametrize("name", SPENDERS)
def test_who_only_spends_moves_a_part_of_old_balances_and_nothing_fresh(name: str) -> None:
    traits, _ = cohort(name).draw(seeds())
    assert (set(traits.turnover[0]), set(traits.sell_pressure[0])) == ({PROFILES[name].spending}, {0.0})


@pytest.mark.parametrize("name", SPENDERS)
def test_who_only_spends_has_no_triggers_no_caution_no_chance_and_no_stakes(name: str) -> None:
    people = cohort(name)
    traits, _ = people.draw(seeds())
    assert (set(traits.sensitivity[0]), set(traits.risk[0]), set(traits.staking[0])) == ({0.0}, {0.5}, {0.0})
    assert people.noise == 0


def test_who_only_spends_is_the_same_in_every_trial() -> None:
    traits, _ = cohort("Treasury", jitter=0.2).draw(seeds(1, 2))
    assert (traits.turnover[0] == traits.turnover[1]).all()
    assert not traits.sell_pressure.any()


def test_without_spread_all_holders_are_equal() -> None:
    _, share = cohort(profile={"size_sigma": 0.0}).draw(seeds())
    assert share[0] == pytest.approx([0.1] * 10)


@pytest.mark.parametrize("holders", [10, 12_345, 10_000_000_000])
def test_shares_add_up_to_the_bucket_with_their_weights(holders: int) -> None:
    people = cohort(holders=holders, rows=10)
    _, share = people.draw(seeds(1, 2, 3))
    assert share.sum(axis=1) * people.weight == pytest.approx(1)


def test_trials_have_different_holders() -> None:
    traits, _ = cohort().draw(seeds(1, 2))
    assert not np.intersect1d(traits.risk[0], traits.risk[1]).size


def test_a_trial_has_the_same_holders_in_any_batch() -> None:
    alone, together = cohort().draw(seeds(2)), cohort().draw(seeds(1, 2))
    assert alone[0].risk[0].tobytes() == together[0].risk[1].tobytes()


def test_holders_of_two_cohorts_are_drawn_apart() -> None:
    (first, _), (second, _) = cohort("Team").draw(seeds()), cohort("conservative").draw(seeds())
    assert not np.intersect1d(first.risk, second.risk).size


@pytest.mark.parametrize("name", ["risk", "sensitivity", "staking", "take_profit", "stop_loss"])
def test_meta_agents_have_one_point_in_every_stratum(name: str) -> None:
    people = cohort(holders=1_000_000, rows=STRATA, profile={"take_profit_mean": 5.0, "stop_loss_std": 0.01})
    traits, _ = people.draw(seeds())
    place = np.sort(DISTRIBUTIONS[name](people.profile).cdf(sampled(traits, name))) * STRATA
    stratum = np.arange(STRATA)
    assert ((place > stratum - 1e-3) & (place < stratum + 1 + 1e-3)).all()


def test_meta_agents_pair_their_traits_at_random() -> None:
    traits, _ = cohort(holders=1_000_000, rows=STRATA).draw(seeds())
    assert abs(np.corrcoef(traits.risk[0], traits.sensitivity[0])[0, 1]) < 4 / STRATA**0.5


@pytest.mark.parametrize("rare", [{"risk_alpha": 0.05, "risk_beta": 913.7}, {"hold_time_shape": 0.31}])
def test_a_distribution_that_is_rarely_asked_for_has_the_bits_of_its_table(rare: dict[str, float]) -> None:
    few, many = cohort(profile=rare), seeds(*range(60))
    alone = [few.draw(seeds(seed))[0] for seed in range(2)]
    together = few.draw(many)[0]
    assert [np.concatenate(columns).tobytes() for columns in zip(*alone, strict=True)] == [
        column[:2].tobytes() for column in together
    ]
