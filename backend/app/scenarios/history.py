"""Historical prices of the library's real tokens."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from app.abm.dynamics.market import closes


@dataclass(frozen=True, slots=True)
class Close:
    """A closing price, US dollars, and the row of a run that it is compared with."""

    month: int
    """A row opens with its unlock, so it is compared with the close a month later; −1 is the first close."""
    day: date
    price: float


def history(scenario_id: str) -> list[Close]:
    """Monthly closes of the real token with this id, in order; none for anything else."""
    token = closes()["tokens"].get(scenario_id.upper())
    if token is None:
        return []
    start, first = (date.fromisoformat(token[name]) for name in ("start_date", "first_trading_day"))
    days = [max(start + relativedelta(months=month), first) for month in range(len(token["price"]))]
    return [
        Close(index - 1, day, price)
        for index, (day, price) in enumerate(zip(days, token["price"], strict=True))
        if price is not None
    ]
