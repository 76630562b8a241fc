"""Every token has one owner, and a breach is never a result."""

import numpy as np
import pytest

from app.abm.core.errors import LedgerError, NumberRangeError
from app.abm.dynamics.token_economy import Account
from tests.factories import SUPPLY, economy, full, loop


def tokens(amount: float) -> np.ndarray:
    return np.array([amount])


def test_a_transfer_moves_tokens() -> None:
    ledger = economy(liquid=100.0)
    ledger.transfer("liquid", "market", tokens(30.0))
    assert (ledger["liquid"][0], ledger["market"][0]) == (70, 30)


def test_minting_and_burning_are_counted() -> None:
    ledger = economy(liquid=100.0)
    ledger.mint("market", tokens(7.0))
    ledger.burn("liquid", tokens(2.0))
    assert ledger.in_existence[0] == SUPPLY + 7 - 2


def test_what_circulates_is_liquid_and_market() -> None:
    assert economy(liquid=5.0, market=6.0, staked=7.0, treasury=8.0).circulating[0] == 11


@pytest.mark.parametrize("amount", [150.0, -50.0], ids=["too much", "negative"])
def test_a_transfer_that_cannot_be_is_a_breach(amount: float) -> None:
    with pytest.raises(LedgerError, match="liquid"):
        economy(liquid=100.0).transfer("liquid", "market", tokens(amount))


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_a_transfer_of_no_number_is_told_as_such(amount: float) -> None:
    with pytest.raises(NumberRangeError, match="liquid"):
        economy(liquid=100.0).transfer("liquid", "market", tokens(amount))


def test_an_overdraft_within_rounding_takes_what_is_there() -> None:
    ledger = economy(liquid=100.0)
    ledger.transfer("liquid", "market", tokens(100.0 + 1e-9))
    assert (ledger["liquid"][0], ledger["market"][0]) == (0, 100)


def test_one_bad_trial_breaks_the_batch() -> None:
    with pytest.raises(LedgerError):
        economy(3, liquid=100.0).transfer("liquid", "market", np.array([1.0, 500.0, 1.0]))


def test_unlocking_leaves_exactly_what_is_still_locked() -> None:
    ledger = economy(locked=100.0)
    ledger.unlock(0.3)
    ledger.unlock(0.0)
    assert (ledger["locked"][0], ledger["liquid"][0]) == (0, 100)


def test_the_ledger_checks_itself_to_a_billionth() -> None:
    ledger = economy(liquid=100.0)
    assert ledger.check(ledger["liquid"], ledger["staked"])[0] <= 1e-15


@pytest.mark.parametrize("account", ["liquid", "staked"])
def test_the_ledger_checks_the_holders(account: str) -> None:
    ledger = economy(liquid=100.0, staked=50.0)
    held = {"liquid": tokens(100.0), "staked": tokens(50.0)}
    held[account] = held[account] + 3.0
    with pytest.raises(LedgerError, match=account) as caught:
        ledger.check(held["liquid"], held["staked"])
    assert caught.value.residual == pytest.approx(3)


@pytest.mark.parametrize("account", ["market", "treasury", "locked", "unallocated"])
def test_forged_tokens_fail_the_run_in_their_month(account: Account) -> None:
    simulation = loop(**full())
    for _ in range(5):
        simulation.step()
    simulation.economy[account][:] += 1000.0
    with pytest.raises(LedgerError, match="month 5") as caught:
        simulation.step()
    assert caught.value.month == 5


def test_a_breach_says_how_many_tokens_are_wrong() -> None:
    ledger = economy(liquid=100.0)
    ledger.mint("market", tokens(SUPPLY))
    ledger["treasury"][:] += 1000.0
    with pytest.raises(LedgerError) as caught:
        ledger.check(ledger["liquid"], ledger["staked"])
    assert caught.value.residual == pytest.approx(1000)


def test_forged_tokens_of_holders_are_named() -> None:
    simulation = loop(**full())
    simulation.step()
    simulation.economy["liquid"][:] += 1000.0
    with pytest.raises(LedgerError, match="liquid"):
        simulation.step()


def test_stolen_stakes_fail_the_run() -> None:
    simulation = loop(**full())
    simulation.step()
    simulation.population.columns.staked[0, 0] *= 0.5
    with pytest.raises(LedgerError, match="month 1"):
        simulation.run()


def test_a_negative_account_is_a_breach_even_if_the_sum_is_right() -> None:
    ledger = economy(treasury=5.0)
    ledger["treasury"][:] -= 10.0
    ledger["market"][:] += 10.0
    with pytest.raises(LedgerError, match="treasury"):
        ledger.check(ledger["liquid"], ledger["staked"])
