"""Emissions by hand: how much is minted, who gets it, and what is refused."""

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from app.abm.core.month import CohortSummary, Floats
from app.abm.dynamics.emissions import Emission, Emissions
from app.abm.dynamics.staking import StakingParams, StakingPool
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.reports.advice import input_warnings
from tests.factories import SUPPLY, bucket, config, economy, full, opening, run, series, spec, token

COHORTS = (CohortSummary("Fund", "VC", 3e8), CohortSummary("Seed", "VC", 1e8), CohortSummary("Users", "Community", 2e8))
READ = TypeAdapter(Emission)


def emission(**overrides: Any) -> Any:
    """A thousand tokens a month for the bucket Users."""
    plain = {"name": "Mining", "profile": "Users", "kind": "fixed", "amount": 1000.0}
    return READ.validate_python({name: value for name, value in (plain | overrides).items() if value is not None})


def inflation(**overrides: Any) -> Any:
    """Eight per cent a year."""
    return emission(**{"kind": "percent_of_supply", "amount": None, "percent": 8.0} | overrides)


def minted_by(*given: Any, months: int = 1, ledger: TokenEconomy | None = None) -> tuple[Emissions, TokenEconomy]:
    """Emissions that have paid for some months, and the ledger they minted in."""
    ledger = ledger or economy()
    part = Emissions(given, opening(trials=len(ledger.minted), cohorts=COHORTS))
    for month in range(months):
        ledger.month = month
        part.pay(StakingPool(None, len(ledger.minted), SUPPLY), ledger)
    return part, ledger


def by_month(given: Any, months: int) -> Floats:
    """What an emission mints in each month."""
    ledger, minted = economy(), []
    part = Emissions([given], opening(cohorts=COHORTS))
    for ledger.month in range(months):
        part.pay(StakingPool(None, 1, SUPPLY), ledger)
        minted.append(part.emitted[0])
    return np.array(minted)


def test_a_fixed_emission_mints_the_same_every_month() -> None:
    _, ledger = minted_by(emission(), months=5)
    assert (ledger.minted[0], ledger["liquid"][0]) == (5000, 5000)


def test_an_emission_begins_and_ends_with_its_months() -> None:
    assert by_month(emission(start_month=2, end_month=3), 6).tolist() == [0, 0, 1000, 1000, 0, 0]


def test_an_emission_that_decays_falls_once_a_year_from_its_first_month() -> None:
    minted = by_month(emission(start_month=1, decay_per_year=0.1), 27)
    assert minted[[0, 1, 12, 13, 24, 25]] == pytest.approx([0, 1000, 1000, 900, 900, 810])


def test_an_emission_that_decays_wholly_mints_for_a_year() -> None:
    assert by_month(emission(decay_per_year=1), 24).tolist() == [1000] * 12 + [0] * 12


def test_a_part_of_the_supply_is_minted_exactly_in_a_year() -> None:
    _, ledger = minted_by(inflation(), months=12)
    assert ledger.in_existence[0] == pytest.approx(1.08 * SUPPLY, rel=1e-14)


def test_an_inflation_that_falls_mints_less_of_a_larger_supply() -> None:
    _, ledger = minted_by(inflation(decay_per_year=0.1), months=36)
    assert ledger.in_existence[0] == pytest.approx(1.08 * 1.072 * 1.0648 * SUPPLY, rel=1e-14)


def test_burned_tokens_are_no_supply_to_inflate() -> None:
    ledger = economy(treasury=SUPPLY / 2)
    ledger.burn("treasury", np.array([SUPPLY / 2]))
    part, _ = minted_by(inflation(), ledger=ledger)
    assert part.emitted[0] == pytest.approx(SUPPLY / 2 * (1.08 ** (1 / 12) - 1))


def test_a_buckets_emission_goes_to_its_holders_alone() -> None:
    part, _ = minted_by(emission(profile=" users "))
    assert part.to_cohorts.tolist() == [[0, 0, 1000]]


def test_a_profiles_emission_is_split_by_tokens_among_its_buckets() -> None:
    part, _ = minted_by(emission(profile="vc"))
    assert part.to_cohorts.tolist() == [[750, 250, 0]]


def test_a_buckets_name_comes_before_a_profile_of_that_name() -> None:
    twins = (CohortSummary("Other", "VC", 1e8), CohortSummary("VC", "Community", 1e8))
    part = Emissions([emission(profile="VC")], opening(cohorts=twins))
    part.pay(StakingPool(None, 1, SUPPLY), economy())
    assert part.to_cohorts.tolist() == [[0, 1000]]


def test_buckets_without_a_token_share_alike() -> None:
    empty = (CohortSummary("a", "VC", 0.0), CohortSummary("b", "VC", 0.0))
    part = Emissions([emission(profile="VC")], opening(cohorts=empty))
    part.pay(StakingPool(None, 1, SUPPLY), economy())
    assert part.to_cohorts.tolist() == [[500, 500]]


def test_emissions_to_the_same_holders_and_to_stakers_add_up() -> None:
    ledger = economy(staked=1000.0)
    twice = [*[emission()] * 2, *[emission(profile="stakers")] * 2]
    part = Emissions(twice, opening(cohorts=COHORTS))
    part.pay(StakingPool(StakingParams(), 1, SUPPLY), ledger)
    assert (part.to_cohorts[0, 2], part.stakers_rate[0], part.emitted[0]) == (2000, 2, 4000)


def stakers() -> tuple[Emissions, TokenEconomy]:
    """Twelve hundred tokens for a pool of 4,000, of which a quarter is the market's."""
    ledger, pool = economy(staked=4000.0), StakingPool(StakingParams(), 1, SUPPLY)
    pool.market_staked = np.array([1000.0])
    part = Emissions([emission(profile="Stakers", amount=1200)], opening(cohorts=COHORTS))
    part.pay(pool, ledger)
    return part, ledger


def test_stakers_are_paid_by_what_they_have_staked() -> None:
    part, ledger = stakers()
    assert (part.stakers_rate[0], ledger["liquid"][0], ledger["market"][0]) == pytest.approx((0.3, 900, 300))


def test_stakers_see_the_emission_as_a_yearly_yield() -> None:
    assert stakers()[0].stakers_yield[0] == pytest.approx(3.6)


def test_nothing_is_minted_for_stakers_who_are_not_there() -> None:
    part, ledger = minted_by(emission(profile="stakers"))
    assert (part.emitted[0], ledger.minted[0]) == (0, 0)


def test_every_parameter_may_differ_from_trial_to_trial() -> None:
    many = emission().model_copy(
        update={"amount": np.array([10.0, 20, 30]), "start_month": np.array([0, 1, 0]), "decay_per_year": np.zeros(3)}
    )
    part, ledger = minted_by(many, months=2, ledger=economy(3))
    assert (part.emitted.tolist(), ledger.minted.tolist()) == ([10, 20, 30], [20, 20, 60])


def test_holders_take_an_emission_like_an_unlock_of_their_bucket() -> None:
    still = [bucket("VC", allocation=50, cliff_months=30)]
    given = {"name": "Mining", "profile": "VC", "kind": "fixed", "amount": 5e7}
    table = [bucket("VC", allocation=50, tge_unlock_pct=10, cliff_months=30)]
    as_unlock = run(buckets=table, demand={"initial_monthly_fiat": 1e6}, token=token(horizon_months=1))
    emitted = run(buckets=still, emissions=[given], demand={"initial_monthly_fiat": 1e6}, token=token(horizon_months=1))
    assert series(emitted, "total_sold")[0] == pytest.approx(series(as_unlock, "total_sold")[0], rel=1e-12)


def test_who_is_paid_for_staking_stakes_more() -> None:
    given = [{"name": "Inflation", "kind": "percent_of_supply", "percent": 20}]
    plain, paid = run(**full()), run(**full(emissions=given))
    assert series(paid, "total_staked")[3] > series(plain, "total_staked")[3]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"profile": "Comunity"}, "did you mean 'Community'"),
        ({"profile": "Nobody"}, "must be 'stakers', a bucket's name, or a profile that some bucket has"),
        ({"start_month": 5, "end_month": 3}, "must not come before start_month, 5"),
        ({"amount": -1}, "greater than or equal to 0"),
        ({"percent": 3}, "unexpected|not permitted"),
    ],
)
def test_an_emission_that_cannot_be_is_refused(change: dict[str, Any], message: str) -> None:
    given = {"name": "Mining", "profile": "Community", "kind": "fixed", "amount": 1} | change
    with pytest.raises(ValidationError, match=message):
        spec(emissions=[given])


def test_emissions_to_stakers_without_a_pool_are_advised_against() -> None:
    given = [{"name": "Inflation", "kind": "percent_of_supply", "percent": 8}]
    found = [(note.location, note.kind) for note in input_warnings(spec(emissions=given))]
    assert found == [(("abm", "emissions", 0, "profile"), "ignored")]


@pytest.mark.parametrize("nothing", [None, []])
def test_a_configuration_without_emissions_keeps_its_hash(nothing: object) -> None:
    assert spec(emissions=nothing).fingerprint() == spec().fingerprint()


def test_emissions_that_are_given_are_part_of_the_hash() -> None:
    given = {"name": "Mining", "profile": "VC", "kind": "fixed", "amount": 1}
    assert spec(emissions=[given]).fingerprint() != spec(emissions=[given | {"amount": 2}]).fingerprint()


def test_the_configuration_of_an_answer_can_be_posted_again() -> None:
    given = spec(emissions=[{"name": "Mining", "profile": "VC", "kind": "fixed", "amount": 1}])
    again = type(given).model_validate(config() | given.effective())
    assert again.fingerprint() == given.fingerprint()
