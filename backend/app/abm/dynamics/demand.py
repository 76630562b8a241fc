"""The demand side: the fiat that outside buyers bring each month."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import Field, model_validator
from scipy.special import ndtri

from app.abm.core.batch import elementwise_power
from app.abm.core.controller import ABMController
from app.abm.core.month import Floats, Number
from app.abm.core.params import Fraction, Listed, Params, label
from app.abm.core.streams import Keys, stream_keys, uniforms_at
from app.abm.dynamics.estimates import estimate
from app.abm.dynamics.launch import Launch
from app.abm.dynamics.market import MarketIndex

MAX_FIAT = 1e40
Fiat = Annotated[float, Field(ge=0, le=MAX_FIAT)]
Volatility = Annotated[float, Field(ge=0, le=2)]
Preset: TypeAlias = Literal["typical", "flat", "bull", "bear"]

MIN_FLOAT_PART = 0.01
"""Part of the supply unlocked below which volatility no longer rises."""

_FACTORS = (
    "level",
    "attention_half_life_months",
    "attention_floor",
    "launch_rush",
    "float_elasticity",
    "unlock_caution",
)
_TYPICAL: Mapping[str, Any] = {name: estimate(name) for name in _FACTORS}
PRESETS: Mapping[Preset, Mapping[str, Any]] = {
    "typical": _TYPICAL,
    "flat": {},
    "bull": {**_TYPICAL, "model": "growth", "monthly_growth": 0.04},
    "bear": {**_TYPICAL, "model": "growth", "monthly_growth": -0.04},
}
"""The parameters that a preset fills in; those of a typical launch are estimated in docs/calibration.md."""


class FiatPath(Params):
    """A path of fiat by month: constant, growing, by adoption, or a given series."""

    model: Literal["constant", "growth", "adoption", "series"] = "constant"
    initial_monthly_fiat: Fiat | None = None
    monthly_growth: Annotated[float, Field(ge=-1, le=10), label("Growth", "fraction a month")] = 0.0
    """Growth a month, as a fraction (growth model)."""
    users_start: Annotated[float, Field(ge=1, le=1e11), label("Users at first", "users")] = 1_000
    """Users long before the midpoint (adoption model)."""
    users_max: Annotated[float, Field(ge=1, le=1e11), label("Users in the end", "users")] = 100_000
    """Users once everyone has come (adoption model)."""
    midpoint_month: Annotated[float, Field(ge=-240, le=1200), label("Midpoint", "months")] = 18
    """Month in which half the users have come (adoption model)."""
    steepness: Annotated[float, Field(ge=0, le=10), label("Steepness", "per month")] = 0.25
    """Logistic growth rate a month (adoption model)."""
    fiat_per_user: Annotated[
        Annotated[float, Field(ge=0, le=1e12)] | None, label("Spending of a user", "fiat a month")
    ] = None
    """Fiat a user brings a month (adoption model); omitted, month 0 brings `initial_monthly_fiat`."""
    series: tuple[Fiat, ...] | None = None

    @model_validator(mode="after")
    def _series_is_given(self) -> Self:
        if self.model == "series" and self.series is None:
            raise ValueError("the series model needs 'series', a list of fiat amounts by month")
        return self


class DemandParams(FiatPath):
    """What outside buyers spend. Each factor is neutral unless it is given, here or by the preset."""

    preset: Annotated[
        Preset | None,
        label(
            "Launch",
            options={
                "typical": "Typical launch",
                "flat": "Flat demand",
                "bull": "Typical, in a rising market",
                "bear": "Typical, in a falling market",
            },
        ),
    ] = None
    """Fills what is not given: typical (what real launches show), flat, bull or bear (typical in a rising or falling
    market). Where demand is omitted altogether, it is typical."""

    model: Annotated[
        Literal["constant", "growth", "adoption", "series"],
        label(
            "Demand model",
            options={"constant": "Flat", "growth": "Growth", "adoption": "Adoption", "series": "My own figures"},
        ),
    ] = "constant"
    """constant, growth (compound), adoption (logistic users) or series (a list)."""
    initial_monthly_fiat: Annotated[Fiat | None, label("Demand at the start", "fiat a month")] = None
    """Fiat in month 0; omitted, what the first float turns over at the start price, times `level`."""
    level: Annotated[float, Field(ge=0, le=1000), label("Level of demand", "")] = 1.0
    """Demand in month 0 over what the first float turns over at the start price; used where the fiat is omitted."""
    series: Annotated[
        Annotated[tuple[Fiat, ...], Listed, Field(min_length=1, max_length=480)] | None,
        label("Demand by month", "fiat a month"),
    ] = None
    """Fiat of each month; the last value stays (series model)."""
    volatility: Annotated[Volatility, label("Volatility", "fraction a month")] = 0.0
    """σ: standard deviation of a month's own shock; shocks pile up as exp(Σσε): the path without them is the median."""
    volatility_decay: Annotated[float, Field(ge=0, le=2), label("Calming with the float", "")] = 0.0
    """Power by which σ falls as the float grows: σ × (part of the supply unlocked)^−decay."""
    attention_half_life_months: Annotated[
        Annotated[float, Field(ge=0.1, le=1200)] | None, label("Half-life of attention", "months")
    ] = None
    """Months in which the attention above its floor halves; omitted, attention stays."""
    attention_floor: Annotated[Fraction, label("Floor of attention", "fraction")] = 0.0
    """Part of the first attention that lasts, as a fraction."""
    launch_rush: Annotated[float, Field(ge=0, le=100), label("Rush at the launch", "fraction")] = 0.0
    """What buyers who waited for the launch spend on top in month 0, as a fraction of its demand."""
    float_elasticity: Annotated[float, Field(ge=0, le=2), label("Float elasticity", "")] = 0.0
    """δ: power of the scheduled float by which demand grows with it: listings, depth, mandates."""
    unlock_caution: Annotated[Fraction, label("Unlock caution", "fraction")] = 0.0
    """a: how much of their spending buyers hold back ahead of an unlock, to spend it in its month, as a fraction."""
    reflexivity: Annotated[float, Field(ge=0, le=5), label("Reflexivity", "")] = 0.0
    """Power of last month's price change by which demand follows the price, its effect cut to ½ … 2."""

    @property
    def is_typical(self) -> bool:
        """Whether the figures of real launches fill in what is not given."""
        return self.preset in ("typical", "bull", "bear")

    def filled(self) -> "DemandParams":
        """With the preset's figures for whatever is not given."""
        if self.preset is None:
            return self
        figures = PRESETS[self.preset]
        return self.model_copy(update={name: figures[name] for name in figures.keys() - self.model_fields_set})


class VolumeParams(Params):
    """The older way to give demand: a daily trading volume in tokens, taken at the start price for 30 days."""

    volume_model: Annotated[
        Literal["constant", "proportional"],
        label("Volume model", options={"constant": "Constant", "proportional": "With the circulating supply"}),
    ] = "proportional"
    """constant, or proportional to the circulating part of the supply."""
    base_daily_volume: Annotated[float, Field(ge=0, le=1e24), label("Daily volume", "tokens a day")] = 1_000_000
    """Tokens traded a day (all of the supply circulating, if proportional)."""
    volume_multiplier: Annotated[float, Field(ge=0, le=1e6), label("Volume multiplier", "")] = 1.0
    """Factor on the daily volume."""
    volatility: Annotated[Volatility, label("Volatility", "fraction a month")] = 0.0
    """σ: standard deviation of a month's own shock; shocks pile up as exp(Σσε)."""

    def monthly_fiat(self, initial_price: float) -> float:
        """Value of 30 days of it at the start price."""
        return 30 * self.base_daily_volume * self.volume_multiplier * initial_price


@dataclass(frozen=True, slots=True)
class DemandBaseline:
    """The factors of demand that depend on neither chance nor prices.

    Tables are (months,), or (months, trials) where designs differ.
    """

    initial_price: Number
    path: Floats
    """Fiat of each month before any factor."""
    attention: Floats
    """N: factor of attention."""
    growth: Floats
    """F^δ: factor of the scheduled float."""
    waiting: Floats
    """w: part of a month's spending that is postponed to the next."""
    sigma: Floats
    """σ: standard deviation of the shock of each month."""
    reflexivity: Number
    per_token: Number | None = None
    """1 / total supply if demand is proportional to the circulating part of the supply."""

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, params: DemandParams, launch: Launch, per_token: float | None = None) -> "DemandBaseline":
        """The baseline of these parameters and this schedule, cached for designs that share them."""
        months = len(launch.scheduled) - 1
        return cls(
            initial_price=launch.initial_price,
            path=np.array([demand_path(params, month) for month in range(months)]),
            attention=attention(params, months),
            growth=launch.float_growth()[:months] ** params.float_elasticity,
            waiting=params.unlock_caution * launch.upcoming_share(),
            sigma=own_volatility(params, launch),
            reflexivity=params.reflexivity,
            per_token=per_token,
        )

    @classmethod
    def of_volume(cls, volume: VolumeParams, launch: Launch) -> "DemandBaseline":
        """The baseline of a trading volume: 30 days of it, valued at the start price."""
        fiat = volume.monthly_fiat(launch.initial_price)
        params = DemandParams(initial_monthly_fiat=fiat, volatility=volume.volatility)
        return cls.of(params, launch, 1 / launch.total_supply if volume.volume_model == "proportional" else None)


class Demand(ABMController):
    """Monthly spending of outside buyers: base × market × attention × float × shock × reflexivity, partly postponed."""

    STATE = ("shock", "price", "price_before", "held_back")

    def __init__(self, baseline: DemandBaseline, market: MarketIndex, seeds: Keys) -> None:
        self.baseline, self.market = baseline, market
        self._has_shocks, self._has_reflexivity = np.any(baseline.sigma), np.any(baseline.reflexivity)
        self._keys = stream_keys(seeds, "demand")
        trials, price = len(seeds), baseline.initial_price
        self.shock, self.held_back = np.zeros(trials), np.zeros(trials)
        """Σσε since the start, and fiat postponed to the next month."""
        self.price, self.price_before = np.full(trials, price), np.full(trials, price)
        self._ones = np.ones(trials)
        self.index, self.intended = self._ones, np.zeros(trials)
        """The market index, and the month's demand before any of it is postponed."""

    def spending(self, month: int, price: Floats, circulating: Floats) -> Floats:
        """Fiat that buyers spend in `month`; `price` is last month's close, `circulating` this month's supply."""
        self.price_before, self.price = self.price, price
        self.index = self.market.level(month)
        steady = self.baseline.attention[month] * self.baseline.growth[month]
        market_factor = elementwise_power(self.index, self.market.baseline.elasticity)
        intended = self.base(month, circulating) * (steady * market_factor)
        if self._has_shocks:
            intended = intended * self._shocks(month)
        if self._has_reflexivity:
            intended = intended * self.reflexivity_factor()
        deferred = self.baseline.waiting[month]
        spent: Floats = (1 - deferred) * intended + self.held_back
        self.held_back, self.intended = deferred * intended, intended
        return spent

    def base(self, month: int, circulating: Floats) -> Floats:
        """Fiat of the month before any factor, proportional to the circulating supply if `per_token` is set."""
        fiat: Floats = self._ones * self.baseline.path[month]
        return fiat if self.baseline.per_token is None else fiat * circulating * self.baseline.per_token

    def reflexivity_factor(self) -> Floats:
        """(price / previous price)^reflexivity of the last two closes, limited to 0.5 … 2."""
        change = self.price / self.price_before
        factor: Floats = np.clip(elementwise_power(change, self.baseline.reflexivity), 0.5, 2.0)
        return factor

    def _shocks(self, month: int) -> Floats:
        """exp(Σσε) with this month's shock included."""
        self.shock = self.shock + self.baseline.sigma[month] * ndtri(uniforms_at(self._keys, month))
        return np.exp(self.shock)


def own_volatility(params: DemandParams, launch: Launch) -> Floats:
    """σ × (part of the supply unlocked)^−decay of each month; (months,)."""
    if not params.volatility:
        return np.zeros(len(launch.scheduled) - 1)
    unlocked_parts = [max(tokens / launch.total_supply, MIN_FLOAT_PART) for tokens in launch.scheduled[:-1].tolist()]
    return np.array([params.volatility * part**-params.volatility_decay for part in unlocked_parts])


def attention(params: DemandParams, months: int) -> Floats:
    """N = f + (1 − f)·2^(−m/half-life), or 1 without a half-life, times 1 + the launch rush in month 0; (months,)."""
    floor, half_life = params.attention_floor, params.attention_half_life_months
    factor = np.ones(months) if half_life is None else floor + (1 - floor) * 2.0 ** (-np.arange(months) / half_life)
    factor[0] *= 1 + params.launch_rush
    return factor


def demand_path(params: FiatPath, month: int) -> float:
    """Fiat of a month by the path's model: constant, growth, adoption or series."""
    start = params.initial_monthly_fiat or 0.0
    match params.model:
        case "growth":
            return float(start * (1 + params.monthly_growth) ** month)
        case "adoption":
            per_user = start / _users(params, 0) if params.fiat_per_user is None else params.fiat_per_user
            return per_user * _users(params, month)
        case "series" if params.series is not None:
            return params.series[min(month, len(params.series) - 1)]
        case _:
            return start


def _users(params: FiatPath, month: int) -> float:
    """Logistic adoption (Verhulst 1838) from users_start to users_max, half-way at the midpoint."""
    adopted = 1 / (1 + math.exp(min(-params.steepness * (month - params.midpoint_month), 700.0)))
    return params.users_start + (params.users_max - params.users_start) * adopted
