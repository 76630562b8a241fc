"""The ledger of tokens by owner, in double entry. No other code moves tokens."""

from typing import Literal, NoReturn, TypeAlias, get_args

import numpy as np

from app.abm.core.batch import by_trial
from app.abm.core.compiled import kernel
from app.abm.core.controller import ABMController, State
from app.abm.core.errors import LedgerError, NumberRangeError
from app.abm.core.month import Floats, Number

Account: TypeAlias = Literal["locked", "liquid", "staked", "market", "treasury", "liquidity", "unallocated"]
ACCOUNTS: tuple[Account, ...] = get_args(Account)

TOLERANCE = 1e-9
"""Largest accepted error of the ledger, relative to the total supply plus all tokens minted."""

_ROW = {account: row for row, account in enumerate(ACCOUNTS)}
_LIQUID, _STAKED = _ROW["liquid"], _ROW["staked"]
_CHECKED = ("liquid", "staked", "the sum of all accounts")


class TokenEconomy(ABMController):
    """All tokens of every trial, by owner.

    `locked` by vesting, `liquid` in holders' hands, `staked` (holders' and the market's), `market` (the float of
    outside buyers), `treasury`, `liquidity` (in the pool that the treasury or the AMM owns) and `unallocated`.
    The accounts always add up to total_supply + minted − burned, and none is negative.
    """

    STATE = ("balance", "minted", "burned")

    def __init__(self, trials: int, total_supply: Number, allocated: Number) -> None:
        self.total_supply = total_supply
        self._supply = by_trial(total_supply, trials)
        self._slack = TOLERANCE * self._supply
        self.balance = np.zeros((len(ACCOUNTS), trials))
        """Tokens by account; (accounts, trials)."""
        self._accounts = dict(zip(ACCOUNTS, self.balance, strict=True))
        self.minted, self.burned = np.zeros(trials), np.zeros(trials)
        self.month = 0
        self["locked"][:] = allocated
        self["unallocated"][:] = total_supply - allocated

    def __getitem__(self, account: Account) -> Floats:
        """Tokens in an account, (trials,): a view of the ledger, which others must not change."""
        return self._accounts[account]

    @property
    def circulating(self) -> Floats:
        """Tokens that can change hands: holders' liquid tokens and the float of outside buyers."""
        return self["liquid"] + self["market"]

    @property
    def in_existence(self) -> Floats:
        """All tokens that have an owner."""
        return self.total_supply + self.minted - self.burned

    def transfer(self, source: Account, target: Account, amount: Floats) -> None:
        """Move tokens between accounts. Raises LedgerError for an overdraft beyond rounding; a smaller one is cut."""
        if overdraft := _transfer(self._accounts[source], self._accounts[target], amount, self._slack):
            self._raise_overdraft(source, overdraft)

    def mint(self, target: Account, amount: Floats) -> None:
        """Create tokens in an account."""
        _mint(amount, self.minted, self._accounts[target])

    def burn(self, source: Account, amount: Floats) -> None:
        """Destroy tokens of an account. Raises LedgerError for an overdraft beyond rounding; a smaller one is cut."""
        if overdraft := _transfer(self._accounts[source], self.burned, amount, self._slack):
            self._raise_overdraft(source, overdraft)

    def unlock(self, still_locked: Number) -> None:
        """Make all but `still_locked` tokens liquid; the exact remainder is given, so that it ends at exactly 0."""
        self.transfer("locked", "liquid", np.maximum(self["locked"] - still_locked, 0.0))

    def check(self, held: Floats, staked: Floats) -> Floats:
        """The largest relative error of the ledger in each trial.

        The sum of the accounts must equal the supply; the accounts `liquid` and `staked` must equal the sums over all
        holders, `held` and `staked` (the latter with the stakes of outside buyers). Raises LedgerError beyond 1e-9.
        """
        residual, error = np.empty((3, len(held))), np.empty_like(held)
        balanced = _is_balanced(self.balance, self.minted, self.burned, self._supply, held, staked, residual, error)
        if not balanced:
            self._raise_imbalance(residual)
        return error

    def _raise_imbalance(self, residual: Floats) -> NoReturn:
        """Raise LedgerError for a negative account, else for the largest residual, accounts before the total."""
        if not np.isfinite(residual).all():
            raise NumberRangeError("the number of tokens", self.month)
        if (self.balance < -self._slack).any():
            account, trial = np.unravel_index(self.balance.argmin(), self.balance.shape)
            raise LedgerError(ACCOUNTS[int(account)], self.month, float(self.balance[account, trial]))
        size = np.abs(residual).max(axis=1)
        row = int((size >= (1 - 1e-6) * size.max()).argmax())
        raise LedgerError(_CHECKED[row], self.month, float(residual[row, np.abs(residual[row]).argmax()]))

    def restore(self, state: State) -> None:
        """Restore the balances, and the accounts as views of its rows."""
        super().restore(state)
        self._accounts = dict(zip(ACCOUNTS, self.balance, strict=True))

    def _raise_overdraft(self, account: Account, overdraft: float) -> NoReturn:
        if not np.isfinite(overdraft):
            raise NumberRangeError(f"the flow of {account} tokens", self.month)
        raise LedgerError(account, self.month, -overdraft)


@kernel
def _mint(amount: Floats, minted: Floats, target: Floats) -> None:
    for trial in range(len(amount)):
        minted[trial] += amount[trial]
        target[trial] += amount[trial]


@kernel
def _transfer(source: Floats, target: Floats, amount: Floats, slack: Floats) -> float:
    """Move `amount`, cut to 0 … balance; returns by how much it was cut if that is beyond `slack`, else 0."""
    worst = 0.0
    for trial in range(len(source)):
        moved = max(min(amount[trial], source[trial]), 0.0)
        excess = abs(amount[trial] - moved)
        if not excess <= slack[trial]:
            worst = excess  # NaN and ∞ are kept, and reported as a number out of range
        source[trial] -= moved
        target[trial] += moved
    return worst


@kernel
def _is_balanced(
    balance: Floats,
    minted: Floats,
    burned: Floats,
    total_supply: Floats,
    held: Floats,
    staked: Floats,
    residual: Floats,
    error: Floats,
) -> bool:
    """Whether no account is negative and each sum of `_CHECKED` agrees with the ledger.

    Fills `residual` with the difference of each sum in tokens, (3, trials), and `error` with the largest relative one.
    """
    balanced = True
    for trial in range(len(minted)):
        total, supply = 0.0, total_supply[trial]
        for account in range(balance.shape[0]):
            total += balance[account, trial]
            balanced = balanced and balance[account, trial] >= -TOLERANCE * supply
        residual[0, trial] = held[trial] - balance[_LIQUID, trial]
        residual[1, trial] = staked[trial] - balance[_STAKED, trial]
        residual[2, trial] = total - (supply + minted[trial] - burned[trial])
        worst = max(abs(residual[0, trial]), abs(residual[1, trial]), abs(residual[2, trial]))
        error[trial] = worst / (supply + minted[trial])
        balanced = balanced and error[trial] <= TOLERANCE
    return balanced
