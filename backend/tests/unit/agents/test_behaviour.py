"""The rules of a holder's month, one by one and by hand."""

import math
from typing import Any

import pytest

from app.abm.agents.behaviour import (
    SELL_DRIVERS,
    Balance,
    Holding,
    MonthFactors,
    Traits,
    appetite,
    caution,
    chance,
    decide,
    price_trigger,
    receive,
    remember,
    selling,
    staking,
    unlock_anticipation,
)


def holder(**overrides: float) -> Traits[float]:
    """Middling in everything: sells a fifth of what is fresh and a tenth of what is old."""
    plain = {
        "risk": 0.5,
        "memory": 0.5,
        "turnover": 0.1,
        "sell_pressure": 0.2,
        "sensitivity": 0.4,
        "take_profit": 0.5,
        "stop_loss": -0.3,
        "staking": 0.6,
        "yield_caution": 1.0,
    }
    return Traits(**plain | overrides)


def holding(**overrides: float) -> Holding:
    """A hundred tokens, forty of them fresh, at the price remembered."""
    return Holding(**{"unlocked": 40.0, "liquid": 100.0, "staked": 0.0, "reference": 1.0, "gain": 0.0} | overrides)


def factors(**overrides: float) -> MonthFactors:
    """A month without cliff, chance or foresight, at half the appetite for staking."""
    return MonthFactors(**{"cliff": 1.0, "noise": 0.0, "anticipation": 1.0, "outside_pull": 1.0} | overrides)


def sold(
    who: Traits[float] | None = None, what: Holding | None = None, when: MonthFactors | None = None, draw: float = 0.5
) -> Any:
    return selling(who or holder(), what or holding(), when or factors(), draw)


def test_memory_is_drawn_towards_the_price() -> None:
    assert remember(2.0, 1.0, 0.25) == 1.75


def test_a_short_memory_knows_only_the_last_price() -> None:
    assert remember(2.0, 1.0, 1.0) == 1.0


def test_a_month_brings_unlock_principal_and_reward() -> None:
    after = receive(holder(), Balance(10.0, 50.0, 1.0, 5.0, 20.0), 1.0, 0.01)
    assert (after.liquid, after.staked) == (10 + 5 + 20 + 0.5, 30)


def test_gain_is_measured_against_the_reference_after_it_moved() -> None:
    assert receive(holder(memory=0.5), Balance(0.0, 0.0, 1.0, 0.0, 0.0), 3.0, 0.0).gain == 0.5


def test_a_plain_month_sells_of_the_fresh_and_of_the_old() -> None:
    assert sold() == pytest.approx(0.2 * 40 + 0.1 * 60)


@pytest.mark.parametrize(
    ("gain", "factor"), [(0.49, 1), (0.5, 1.4), (2.0, 1.4), (-0.29, 1), (-0.3, 1.45), (-0.9, 1.45)]
)
def test_gains_and_losses_trigger_selling(gain: float, factor: float) -> None:
    assert price_trigger(holder(), holding(gain=gain), factors(), 0.5) == pytest.approx(factor)


def test_losses_loom_larger_than_gains_for_the_cautious() -> None:
    cautious = holder(risk=0.0)
    losing = price_trigger(cautious, holding(gain=-0.5), factors(), 0.5)
    winning = price_trigger(cautious, holding(gain=0.9), factors(), 0.5)
    assert (losing - 1) / (winning - 1) == pytest.approx(2.25)


@pytest.mark.parametrize(("risk", "factor"), [(0.0, 1.5), (0.5, 1.0), (1.0, 0.5)])
def test_the_cautious_de_risk_sooner(risk: float, factor: float) -> None:
    assert caution(holder(risk=risk), holding(), factors(), 0.5) == factor


@pytest.mark.parametrize(("draw", "factor"), [(0.0, 0.75), (0.5, 1.0), (1.0, 1.25)])
def test_chance_swings_by_its_noise(draw: float, factor: float) -> None:
    assert chance(holder(), holding(), factors(noise=0.25), draw) == factor


def test_foresight_is_the_months_own() -> None:
    assert unlock_anticipation(holder(), holding(), factors(anticipation=1.3), 0.5) == 1.3


def test_the_cliff_multiplies_only_what_is_fresh() -> None:
    assert sold(when=factors(cliff=3.0)) == pytest.approx(0.6 * 40 + 0.1 * 60)


def test_a_cliff_never_sells_more_than_the_unlock() -> None:
    assert sold(holder(turnover=0.0), when=factors(cliff=100.0)) == pytest.approx(40)


def test_every_driver_multiplies() -> None:
    months = factors(noise=0.25, anticipation=1.5)
    expected = 14.0 * math.prod(driver(holder(), holding(gain=0.6), months, 0.9) for driver in SELL_DRIVERS)
    assert sold(what=holding(gain=0.6), when=months, draw=0.9) == pytest.approx(expected)


def test_nobody_sells_more_than_they_have() -> None:
    assert sold(holder(turnover=0.9, risk=0.0), when=factors(anticipation=11.0)) == 100


def test_appetite_is_a_half_at_the_outside_yield_and_the_holders_caution() -> None:
    assert appetite(1.0, 1.0) == 0.5


def test_appetite_at_the_documented_yield() -> None:
    apy, outside, risk = 0.18, 0.04, 0.2
    caution_, pull = math.exp(0.05 * (1 - risk) / 0.03), math.exp(-(apy - outside) / 0.03)
    assert appetite(caution_, pull) == pytest.approx(1 / (1 + math.exp(-(apy - 0.04 - 0.05 * (1 - risk)) / 0.03)))


def test_a_closed_pool_tempts_nobody() -> None:
    assert appetite(1.0, math.inf) == 0


def test_stakes_fill_up_to_the_aim() -> None:
    assert staking(holder(), holding(staked=20.0), factors(), 10.0) == pytest.approx(0.3 * (90 + 20) - 20)


def test_who_has_staked_enough_stakes_no_more() -> None:
    assert staking(holder(), holding(staked=400.0), factors(), 0.0) == 0


def test_nobody_stakes_what_they_sold() -> None:
    eager = factors(outside_pull=0.0)
    assert staking(holder(staking=1.0), holding(), eager, 30.0) == 70


def test_a_decision_is_selling_then_staking() -> None:
    sells, stakes = decide(holder(), holding(), factors(), 0.5)
    assert (sells, stakes) == (sold(), staking(holder(), holding(), factors(), sold()))
