"""Real tokens: their schedules as requests, and their historical prices."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from dateutil.relativedelta import relativedelta

from app.abm.core.month import Floats
from app.abm.dynamics.market import close_on, closes
from app.abm.engine.spec import SimulationSpec
from app.scenarios.library import ScenarioLibrary

Request: TypeAlias = dict[str, Any]

LONGEST_WARM_UP = 36
"""Most months simulated before the first price of a token that was priced late in its life."""

AMM_ALLOCATION = 98.0
"""Most that buckets may have, % of the supply, where a pool opens with unallocated tokens."""


@dataclass(frozen=True)
class RealToken:
    """A token with a published schedule and monthly prices; month k is k calendar months after its start date."""

    symbol: str
    token: Request
    buckets: tuple[Request, ...]
    log_price: Floats
    """Logarithm of the close of month k, NaN where there is none; (months + 1,)."""
    log_eth: Floats
    """Logarithm of ETH's close of month k, gaps filled with the close before; (months + 1,)."""
    warm_up: int
    """Months simulated before its first price; what had unlocked before them unlocks at the start."""
    kinds: Mapping[str, str | None]
    """Category of each bucket, where the source of the schedule has one."""

    @property
    def rows(self) -> int:
        """Months of a run that are compared with prices."""
        return len(self.log_price) - 1

    @cached_property
    def spec(self) -> SimulationSpec:
        """The specification of the token, for its schedule; demand is constant."""
        return SimulationSpec.model_validate({"token": self.token, "buckets": self.buckets, "abm": {"demand": {}}})

    @cached_property
    def scheduled(self) -> Floats:
        """Cumulative unlocks of all buckets by month k, tokens; (months + 1,)."""
        table = self.spec.unlocks
        unlocked: Floats = table.allocated - table.locked[self.warm_up : self.warm_up + self.rows + 1]
        return unlocked

    @cached_property
    def unlocks(self) -> Floats:
        """Unlocks of each bucket in month k, tokens; (months + 1, buckets)."""
        return self.spec.unlocks.by_bucket[self.warm_up : self.warm_up + self.rows + 1]

    def levels(self) -> list[float]:
        """Market path of a run: ETH over its close at the end of month 0; 1 during the warm-up."""
        eth = np.exp(self.log_eth)
        if self.warm_up:
            return [1.0] * self.warm_up + list((eth[1:] / eth[0]).tolist())
        return list((eth[1:] / eth[1]).tolist())

    def first_move(self) -> float:
        """ETH at the end of month 0, where the market path begins, over its close at the token's first price."""
        return 1.0 if self.warm_up else float(np.exp(self.log_eth[1] - self.log_eth[0]))


def shipped_tokens() -> list[RealToken]:
    """The tokens of the library with prices, whose schedules were checked by hand."""
    library = ScenarioLibrary.shipped()
    return [_from_scenario(symbol, library.get(symbol.lower()).request) for symbol in closes()["tokens"]]


def _from_scenario(symbol: str, request: Mapping[str, Any]) -> RealToken:
    history = closes()["tokens"][symbol]
    start, first = (date.fromisoformat(history[name]) for name in ("start_date", "first_trading_day"))
    days = [max(start + relativedelta(months=month), first) for month in range(len(history["price"]))]
    return RealToken(
        symbol=symbol,
        token=dict(request["token"]) | {"initial_price": history["price"][0], "horizon_months": len(days) - 1},
        buckets=tuple(dict(bucket) for bucket in request["buckets"]),
        log_price=_logs(history["price"]),
        log_eth=np.log([close_on("eth", day) for day in days]),
        warm_up=0,
        kinds={},
    )


def read_tokens(path: Path) -> list[RealToken]:
    """The tokens of a file in the format of tokens_open.json."""
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return [_from_entry(symbol, entry) for symbol, entry in table.items() if symbol != "_about"]


def _from_entry(symbol: str, entry: Mapping[str, Any]) -> RealToken:
    priced = [row for row in entry["months"] if row[1] and row[2]]
    last, by_month = priced[-1][0], {row[0]: row for row in entry["months"]}
    warm_up = _months_before(entry) if entry["joined_late"] else 0
    price = [by_month[month][1] if month in by_month else None for month in range(last + 1)]
    request = entry["request"]
    return RealToken(
        symbol=symbol,
        token=dict(request["token"]) | {"initial_price": priced[0][1], "horizon_months": last + warm_up},
        buckets=tuple(_delayed(bucket, warm_up) for bucket in request["buckets"] if bucket["allocation"] > 0),
        log_price=_logs(price),
        log_eth=np.log(list(_without_gaps([by_month.get(month, (0, 0, None))[2] for month in range(last + 1)]))),
        warm_up=warm_up,
        kinds={section["name"]: section["category"] for section in entry["sections"]},
    )


def _months_before(entry: Mapping[str, Any]) -> int:
    days = date.fromisoformat(entry["start_date"]) - date.fromisoformat(entry["first_unlock"])
    return min(max(round(days.days / 30.44), 1), LONGEST_WARM_UP)


def _logs(prices: Sequence[float | None]) -> Floats:
    return np.log(np.array([np.nan if price is None else price for price in prices], dtype=np.float64))


def _without_gaps(values: Sequence[float | None]) -> Iterator[float]:
    last = next(value for value in values if value)
    for value in values:
        last = value or last
        yield last


def _delayed(bucket: Request, months: int) -> Request:
    """The bucket with everything but its unlock at launch so many months later."""
    if not months:
        return dict(bucket)
    if "segments" not in bucket:
        return bucket | {"cliff_months": bucket.get("cliff_months", 0) + months}
    return bucket | {"segments": [_delayed_segment(segment, months) for segment in bucket["segments"]]}


def _delayed_segment(segment: Request, months: int) -> Request:
    names = ("month", "start_month", "end_month")
    delayed: Request = {name: segment[name] + months for name in names if name in segment}
    if "months" in segment:
        delayed["months"] = [month + months for month in segment["months"]]
    return segment | delayed
