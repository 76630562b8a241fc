"""The ledger: who owns each token, in double entry. Nothing else in Cliffcast moves a token."""

from typing import Literal, NoReturn, TypeAlias, get_args

import numpy as np

from app.abm.core.along import by_trial
from app.abm.core.compiled import kernel
from app.abm.core.controller import ABMController, State
from app.abm.core.errors import LedgerError, NumberRangeError
from app.abm.core.month import Floats, Number

Account: TypeAlias = Literal["locked", "liquid", "staked", "market", "treasury", "liquidity", "unallocated"]
ACCOUNTS: tuple[Account, ...] = get_args(Account)

TOLERANCE = 1e-9
"""Largest error of the ledger, relative to all tokens there ever were."""

_ROW = {account: row for row, account in enumerate(ACCOUNTS)}
_LIQUID, _STAKED = _ROW["liquid"], _ROW["staked"]
_CHECKED = ("liquid", "staked", "the sum of all accounts")


class TokenEconomy(ABMController):
    """All tokens of every trial, by owner.

    `locked` by vesting, `liquid` in holders' hands, `staked` (holders' and the market's), `market` (the float of
    outside buyers), `treasury`, `liquidity` (in the pool that the treasury or the AMM owns) and `unallocated`.
    Always: the accounts add up to total_supply + minted − burned, and none is negative.
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
        """Tokens in an account: the ledger's own numbers, only to be read by others."""
        return self._accounts[account]

    @property
    def circulating(self) -> Floats:
        """Tokens that can change hands today: holders' liquid ones and the market's float."""
        return self["liquid"] + self["market"]

    @property
    def in_existence(self) -> Floats:
        """Tokens that anyone owns."""
        return self.total_supply + self.minted - self.burned

    def transfer(self, source: Account, target: Account, amount: Floats) -> None:
        """Move tokens from one owner to another; an overdraft within rounding takes what is there."""
        if overdraft := _move(self._accounts[source], self._accounts[target], amount, self._slack):
            self._refuse(source, overdraft)

    def mint(self, target: Account, amount: Floats) -> None:
        """Create tokens and give them to `target`."""
        _make(amount, self.minted, self._accounts[target])

    def burn(self, source: Account, amount: Floats) -> None:
        """Destroy tokens of `source`; an overdraft within rounding takes what is there."""
        if overdraft := _move(self._accounts[source], self.burned, amount, self._slack):
            self._refuse(source, overdraft)

    def unlock(self, still_locked: Number) -> None:
        """Vesting hands to holders everything beyond `still_locked`, an exact figure, so that the last token leaves."""
        self.transfer("locked", "liquid", np.maximum(self["locked"] - still_locked, 0.0))

    def check(self, held: Floats, staked: Floats) -> Floats:
        """The largest relative error of the ledger in each trial.

        The accounts are added up against the supply, and against `held` and `staked`, the sums over the holders' own
        rows (of `staked`, with the market's). Raises LedgerError beyond 1e-9.
        """
        residual, error = np.empty((3, len(held))), np.empty_like(held)
        fits = _hold_together(self.balance, self.minted, self.burned, self._supply, held, staked, residual, error)
        if not fits:
            self._report(residual)
        return error

    def _report(self, residual: Floats) -> NoReturn:
        """Name what is furthest off; where all are, an account that differs from its holders before the sum."""
        if not np.isfinite(residual).all():
            raise NumberRangeError("the number of tokens", self.month)
        if (self.balance < -self._slack).any():
            account, trial = np.unravel_index(self.balance.argmin(), self.balance.shape)
            raise LedgerError(ACCOUNTS[int(account)], self.month, float(self.balance[account, trial]))
        size = np.abs(residual).max(axis=1)
        row = int((size >= (1 - 1e-6) * size.max()).argmax())
        raise LedgerError(_CHECKED[row], self.month, float(residual[row, np.abs(residual[row]).argmax()]))

    def restore(self, state: State) -> None:
        """Take over the balances, of which every account is a row."""
        super().restore(state)
        self._accounts = dict(zip(ACCOUNTS, self.balance, strict=True))

    def _refuse(self, account: Account, overdraft: float) -> NoReturn:
        if not np.isfinite(overdraft):
            raise NumberRangeError(f"the flow of {account} tokens", self.month)
        raise LedgerError(account, self.month, -overdraft)


@kernel
def _make(amount: Floats, minted: Floats, target: Floats) -> None:
    for trial in range(len(amount)):
        minted[trial] += amount[trial]
        target[trial] += amount[trial]


@kernel
def _move(source: Floats, target: Floats, amount: Floats, slack: Floats) -> float:
    """Move `amount`, cut to the balance; returns the overdraft or negative amount beyond `slack`, else 0."""
    worst = 0.0
    for trial in range(len(source)):
        covered = max(min(amount[trial], source[trial]), 0.0)
        short = abs(amount[trial] - covered)
        if not short <= slack[trial]:
            worst = short  # a NaN or infinite amount comes out as such
        source[trial] -= covered
        target[trial] += covered
    return worst


@kernel
def _hold_together(
    balance: Floats,
    minted: Floats,
    burned: Floats,
    total_supply: Floats,
    held: Floats,
    staked: Floats,
    residual: Floats,
    error: Floats,
) -> bool:
    """Whether no account is negative and every sum of `_CHECKED` is right.

    Fills `residual`, tokens too many (or, negative, too few) in each sum, (3, trials), and `error`, the relative worst.
    """
    fits = True
    for trial in range(len(minted)):
        total, supply = 0.0, total_supply[trial]
        for account in range(balance.shape[0]):
            total += balance[account, trial]
            fits = fits and balance[account, trial] >= -TOLERANCE * supply
        residual[0, trial] = held[trial] - balance[_LIQUID, trial]
        residual[1, trial] = staked[trial] - balance[_STAKED, trial]
        residual[2, trial] = total - (supply + minted[trial] - burned[trial])
        worst = max(abs(residual[0, trial]), abs(residual[1, trial]), abs(residual[2, trial]))
        error[trial] = worst / (supply + minted[trial])
        fits = fits and error[trial] <= TOLERANCE
    return fits
