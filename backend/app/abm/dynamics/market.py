"""The market as a whole: an index from real closes of ETH or BTC, or from levels given, and its random shocks."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, TypeAlias

import numpy as np
from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic.config import JsonDict
from scipy.special import ndtri

from app.abm.core.controller import ABMController
from app.abm.core.month import Floats, Number
from app.abm.core.params import TAG, Listed, Params, label
from app.abm.core.streams import Keys, stream_keys, uniforms_at

Level = Annotated[float, Field(ge=1e-9, le=1e12)]
Closes: TypeAlias = Mapping[date, float]
"""Closing prices in US dollars by day, in ascending order."""

ASSETS = {"eth": "Ether", "btc": "Bitcoin"}
"""Assets whose closes are shipped, by the id that begins a path."""

FLAT = "flat"
MID_MONTH = 18
"""Day of the month on which a path starts if its id names none; the shipped closes begin on an 18th."""

_PATH_ID = re.compile(r"(eth|btc)-(\d{4})-(\d{2})(?:-(\d{2}))?")


@cache
def closes() -> Mapping[str, Any]:
    """The shipped closes: `eth` and `btc` by day, and `tokens`, each with `start_date` and monthly `price`."""
    text = files("app.abm.dynamics").joinpath("closes.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def asset_closes(asset: str) -> Closes:
    """All shipped closes of ETH or BTC."""
    return {date.fromisoformat(day): close for day, close in sorted(closes()[asset].items())}


def mid_month_closes(asset: str) -> Closes:
    """The mid-month close of every month in which a path may start."""
    days = list(asset_closes(asset))
    span = relativedelta(days[-1], days[0])
    starts = [days[0] + relativedelta(months=month) for month in range(12 * span.years + span.months + 1)]
    return {day: close_on(asset, day) for day in starts}


def close_on(asset: str, day: date) -> float:
    """The close on a day, interpolated linearly in logarithms between known ones."""
    known = asset_closes(asset)
    if day in known:
        return known[day]
    level = np.interp(day.toordinal(), [known_day.toordinal() for known_day in known], np.log(list(known.values())))
    return float(np.exp(level))


def _known_path(path: str) -> str:
    """The id unchanged. Raises ValueError if it names no shipped path."""
    if path == FLAT:
        return path
    parts = _PATH_ID.fullmatch(path)
    if parts is None:
        raise ValueError("must be 'flat', or like 'eth-2021-05' or 'btc-2022-11-09': an asset and where it starts")
    try:
        start = path_start(path)
    except ValueError:
        raise ValueError("names no day of the calendar") from None
    days = list(asset_closes(parts[1]))
    if not days[0] <= start <= days[-1]:
        raise ValueError(f"must start between {days[0]} and {days[-1]}, where closes are shipped")
    return path


def path_start(path: str) -> date:
    """The day on which a shipped path starts. Raises ValueError if there is no such day."""
    _, year, month, *day = path.split("-")
    return date(int(year), int(month), int(day[0]) if day else MID_MONTH)


PathId = Annotated[str, Field(max_length=20), AfterValidator(_known_path)]
Levels = Annotated[tuple[Level, ...], Listed, Field(min_length=1, max_length=480)]


def _kind_of_path(path: object) -> str | None:
    if isinstance(path, str):
        return TAG + "id"
    return TAG + "levels" if isinstance(path, list | tuple) else None


def _either(schema: JsonDict) -> None:
    """JSON schema hook: clients expect alternatives as anyOf, not oneOf."""
    schema["anyOf"] = schema.pop("oneOf")


Path = Annotated[
    Annotated[PathId, Tag(TAG + "id")] | Annotated[Levels, Tag(TAG + "levels")],
    Discriminator(
        _kind_of_path,
        custom_error_type="market_path",
        custom_error_message="must be 'flat', a shipped path such as 'eth-2021-05', or a list of levels",
    ),
]


class MarketParams(Params):
    """The market as a whole: the demand for a token follows it with elasticity β."""

    path: Annotated[Path, Field(title="Market path", json_schema_extra=_either)] = FLAT
    """Level of the market by month: flat, a shipped path such as eth-2021-05 (real closes from that month on), or a
    list of levels; only ratios to the first count, and the last level stays."""
    beta: Annotated[Annotated[float, Field(ge=0, le=5)] | None, label("Beta on the market", "")] = None
    """β: power of the market index by which demand follows it; omitted, that of real launches where demand is typical,
    else 1."""
    volatility: Annotated[float, Field(ge=0, le=2), label("Market volatility", "fraction a month")] = 0.0
    """σ_M: standard deviation of a month's shock of the market; shocks pile up as exp(Σσ_M·ε)."""

    @property
    def elasticity(self) -> float:
        """β, 1 by default."""
        return 1.0 if self.beta is None else self.beta

    def baseline(self, months: int) -> "MarketBaseline":
        """The deterministic part of the index of so many months."""
        return MarketBaseline(self.levels(months), self.elasticity, self.volatility)

    def levels(self, months: int) -> Floats:
        """The index of each month, 1 in month 0; (months,)."""
        if isinstance(self.path, str):
            return np.ones(months) if self.path == FLAT else real_path(self.path, months)
        given = np.array(self.path, dtype=np.float64)
        levels: Floats = given[np.minimum(np.arange(months), len(given) - 1)] / given[0]
        return levels


def real_path(path: str, months: int) -> Floats:
    """A shipped path: its asset's close on the start day and each calendar month later, over the first; (months,).

    Missing days are interpolated linearly in logarithms; after the last close the level stays.
    """
    start, known = path_start(path), asset_closes(path.split("-", 1)[0])
    days = [(start + relativedelta(months=month)).toordinal() for month in range(months)]
    level = np.interp(days, [day.toordinal() for day in known], np.log(list(known.values())))
    levels: Floats = np.exp(level - level[0])
    return levels


def last_month(path: str) -> int:
    """Last month of a shipped path for which there is a close."""
    span = relativedelta(next(reversed(list(asset_closes(path.split("-", 1)[0])))), path_start(path))
    return span.years * 12 + span.months


@dataclass(frozen=True, slots=True)
class MarketBaseline:
    """The deterministic part of the market index, and its parameters."""

    path: Floats
    """Level of each month; (months,), or (months, trials) where designs differ."""
    elasticity: Number
    volatility: Number


class MarketIndex(ABMController):
    """The market index: its path times exp(Σσ_M·ε), the same for all tokens with the same seed."""

    STATE = ("shock",)

    def __init__(self, baseline: MarketBaseline, seeds: Keys) -> None:
        self.baseline = baseline
        self._has_shocks = np.any(baseline.volatility)
        self._keys = stream_keys(seeds, "market")
        self.shock = np.zeros(len(seeds))
        """Σσ_M·ε since the start."""

    def level(self, month: int) -> Floats:
        """I: the index of the month; (trials,)."""
        if self._has_shocks:
            self.shock = self.shock + self.baseline.volatility * ndtri(uniforms_at(self._keys, month))
        index: Floats = self.baseline.path[month] * np.exp(self.shock)
        return index
