"""The demand side: the fiat that outside buyers bring each month."""

import math
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from scipy.special import ndtri

from app.abm.core.controller import ABMController
from app.abm.core.month import Floats
from app.abm.core.params import Listed, Params, label
from app.abm.core.streams import Keys, stream_keys, uniforms_at

GREATEST_FIAT = 1e40
Fiat = Annotated[float, Field(ge=0, le=GREATEST_FIAT)]
Volatility = Annotated[float, Field(ge=0, le=2)]


class DemandParams(Params):
    """What outside buyers bring. Flat demand is the honest default: a low float then falls hard, as real ones do."""

    model: Annotated[
        Literal["constant", "growth", "adoption", "series"],
        label(
            "Demand model",
            options={"constant": "Flat", "growth": "Growth", "adoption": "Adoption", "series": "My own figures"},
        ),
    ] = "constant"
    """constant, growth (compound), adoption (logistic users) or series (a list)."""
    initial_monthly_fiat: Annotated[Fiat | None, label("Demand at the start", "fiat a month")] = None
    """Fiat in month 0; omitted, what the first float would turn over at the start price."""
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
    series: Annotated[
        Annotated[tuple[Fiat, ...], Listed, Field(min_length=1, max_length=240)] | None,
        label("Demand by month", "fiat a month"),
    ] = None
    """Fiat of each month; the last value stays (series model)."""
    volatility: Annotated[Volatility, label("Volatility", "fraction a month")] = 0.0
    """Standard deviation σ of a month's multiplicative shock; shocks pile up as exp(Σ(σε − σ²/2))."""
    reflexivity: Annotated[float, Field(ge=0, le=5), label("Reflexivity", "")] = 0.0
    """Power of last month's price change by which demand follows the price, its effect cut to ½ … 2."""

    @model_validator(mode="after")
    def _series_is_given(self) -> Self:
        if self.model == "series" and self.series is None:
            raise ValueError("the series model needs 'series', a list of fiat amounts by month")
        return self


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
    """Standard deviation σ of a month's multiplicative shock."""

    def monthly_fiat(self, initial_price: float) -> float:
        """Value of 30 days of it at the start price."""
        return 30 * self.base_daily_volume * self.volume_multiplier * initial_price


class Demand(ABMController):
    """Fiat demand of each month: a base path × random shocks × the pull of last month's price change."""

    STATE = ("shock", "price", "price_before")

    def __init__(self, params: DemandParams, seeds: Keys, initial_price: float) -> None:
        self.params = params
        self._keys = stream_keys(seeds, "demand")
        self.shock = np.zeros(len(seeds))
        """Σ(σε − σ²/2) so far."""
        self.price, self.price_before = np.full(len(seeds), initial_price), np.full(len(seeds), initial_price)

    def of_month(self, month: int, price: Floats, circulating: Floats) -> Floats:
        """Fiat that buyers bring in `month`; `price` is last month's close, `circulating` this month's supply."""
        self.price_before, self.price = self.price, price
        demand = self.base(month, circulating)
        if self.params.volatility:
            demand *= self._shocks(month)
        if self.params.reflexivity:
            demand *= self._pull()
        return demand

    def base(self, month: int, circulating: Floats) -> Floats:
        """Fiat of the month before chance and price have their say."""
        return np.full(len(circulating), demand_path(self.params, month))

    def _shocks(self, month: int) -> Floats:
        sigma = self.params.volatility
        self.shock += sigma * ndtri(uniforms_at(self._keys, month)) - sigma**2 / 2
        return np.exp(self.shock)

    def _pull(self) -> Floats:
        pull: Floats = np.clip((self.price / self.price_before) ** self.params.reflexivity, 0.5, 2.0)
        return pull


class VolumeDemand(Demand):
    """Demand said the older way: 30 days of a volume in tokens, at the start price."""

    def __init__(self, volume: VolumeParams, seeds: Keys, initial_price: float, total_supply: float) -> None:
        fiat = volume.monthly_fiat(initial_price)
        params = DemandParams(initial_monthly_fiat=fiat, volatility=volume.volatility)
        super().__init__(params, seeds, initial_price)
        self._per_token = 1 / total_supply if volume.volume_model == "proportional" else None

    def base(self, month: int, circulating: Floats) -> Floats:
        """Fiat of the month; in proportion to the circulating part of the supply where asked."""
        fiat = super().base(month, circulating)
        return fiat if self._per_token is None else fiat * circulating * self._per_token


def demand_path(params: DemandParams, month: int) -> float:
    """Fiat demand of a month before chance and price have their say."""
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


def _users(params: DemandParams, month: int) -> float:
    """Logistic adoption (Verhulst 1838) from users_start to users_max, half-way at the midpoint."""
    risen = 1 / (1 + math.exp(min(-params.steepness * (month - params.midpoint_month), 700.0)))
    return params.users_start + (params.users_max - params.users_start) * risen
