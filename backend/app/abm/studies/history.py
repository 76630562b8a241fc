"""The prices a token really had: monthly closes, checked and put on the calendar of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from app.abm.config.token import TokenParams
from app.abm.core.errors import ConfigError
from app.abm.core.month import Floats
from app.abm.core.params import Fraction, IsoDate, Listed, Params

Whole: TypeAlias = NDArray[np.int64]

LEAST_CLOSES = 6
"""Fewer closes say next to nothing."""

NEAR = 10
"""Days that a close may be away from the day of its month."""

MOST_CLOSES = 481
"""The launch, and every month that a run may have."""

LONGEST_TEXT = 500_000
"""Characters of downloaded prices, at most."""

GREATEST_JUMP = 100.0
"""Factor between two closes that no month of a market makes, and a change of units does."""

GREATEST_SUPPLY = 10.0
"""Times the total supply that no emissions bring into circulation, and a mistaken unit does."""

GREATEST_START = 10.0
"""Factor between the close of the first day and a start price that is given; later ones may be a jump away."""


class MonthlyClose(Params):
    """What is known of one month."""

    date: IsoDate
    """Day of the close: near the day of the month on which the token started."""
    close: Annotated[float, Field(gt=0, le=1e12)]
    """Price, fiat per token."""
    circulating_supply: Annotated[float, Field(ge=0, le=1e24)] | None = None
    """Tokens in circulation on that day."""
    staked_ratio: Fraction | None = None
    """Part of all tokens that is staked on that day."""


class History(Params):
    """Monthly closes in the order of their dates; months may be missing."""

    months: Annotated[tuple[MonthlyClose, ...], Listed, Field(min_length=1, max_length=MOST_CLOSES)] = ()
    """One entry a month."""
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)] | None = None
    """In place of months: daily or monthly prices as they are downloaded, a day and a close in each line."""


@dataclass(frozen=True)
class Closes:
    """Closes by month: close k is k calendar months after the start, and compared with row k − 1 of a run."""

    log_price: Floats
    """Logarithm of close k, NaN where there is none; (months + 1,)."""
    days: Sequence[date]

    @property
    def months(self) -> int:
        """Rows of a run that have a close."""
        return len(self.log_price) - 1

    @property
    def known(self) -> Whole:
        """Months that have a close."""
        return np.flatnonzero(np.isfinite(self.log_price)).astype(np.int64)

    def until(self, months: int) -> "Closes":
        """The first so many months."""
        return Closes(self.log_price[: months + 1], self.days[: months + 1])


def closes_of(history: History, token: TokenParams, start: float | None) -> Closes:
    """The history on the token's calendar. Raises ConfigError that names the entry that does not fit.

    `start` is the price before the first month, where the request gives one.
    """
    months = list[int]()
    for index, entry in enumerate(history.months):
        months.append(_month(index, entry, token))
        if index and months[index] <= months[index - 1]:
            message = "must be a month after that of the entry before it; daily prices can be given as text"
            raise _wrong(index, "date", message)
        if (entry.circulating_supply or 0.0) > GREATEST_SUPPLY * token.total_supply:
            raise _wrong(index, "circulating_supply", "is many times the total supply of the request")
    if len(months) < LEAST_CLOSES:
        message = f"have {len(months)} closes; a history says something from {LEAST_CLOSES} on"
        raise ConfigError.at(("history", "months"), message)
    _check_scale(history, months, start)
    log_price = np.full(months[-1] + 1, np.nan)
    log_price[months] = np.log([entry.close for entry in history.months])
    return Closes(log_price, [token.row_date(month) for month in range(len(log_price))])


def _month(index: int, entry: MonthlyClose, token: TokenParams) -> int:
    """Calendar months from the start to an entry."""
    guess = max(12 * (entry.date.year - token.start_date.year) + entry.date.month - token.start_date.month, 0)
    near = [month for month in (guess - 1, guess, guess + 1) if month >= 0]
    month = min(near, key=lambda each: abs((token.row_date(each) - entry.date).days))
    if abs((token.row_date(month) - entry.date).days) > NEAR:
        message = (
            f"must be within {NEAR} days of a monthly day of the token's start; the nearest is {token.row_date(month)}"
        )
        raise _wrong(index, "date", message)
    if month > _most_months():
        raise _wrong(index, "date", f"is more than {_most_months()} months after the start date")
    return month


def _most_months() -> int:
    bounds = TokenParams.model_fields["horizon_months"].metadata
    return int(next(bound.le for bound in bounds if hasattr(bound, "le")))


def _check_scale(history: History, months: Sequence[int], start: float | None) -> None:
    closes = [entry.close for entry in history.months]
    most = GREATEST_START if months[0] == 0 else GREATEST_JUMP
    if start is not None and not 1 / most <= closes[0] / start <= most:
        message = f"is {closes[0] / start:.3g} times the start price of the request; are both in one currency?"
        raise _wrong(0, "close", message)
    for index in range(1, len(closes)):
        if not 1 / GREATEST_JUMP < closes[index] / closes[index - 1] < GREATEST_JUMP:
            message = f"is {closes[index] / closes[index - 1]:.3g} times the close before; are all in one currency?"
            raise _wrong(index, "close", message)


def _wrong(index: int, name: str, message: str) -> ConfigError:
    return ConfigError.at(("history", "months", index, name), message)
