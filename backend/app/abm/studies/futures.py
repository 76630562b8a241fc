"""Futures a design may meet: each is data, a patch of the request with a sentence and a source.

A patch is applied to the configuration in force, every default filled, so what it does not touch stays as it was: same
demand, same holders, same chance. Where a pointer cannot say it, a shock with a name does.
"""

import copy
import itertools
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
import orjson
from jsonpointer import JsonPointer, JsonPointerException
from pydantic import AfterValidator, Discriminator, Field, Tag, TypeAdapter, model_validator

from app.abm.core.errors import ConfigError
from app.abm.core.params import TAG, WHOLE, FieldError, Listed, Params
from app.abm.dynamics.treasury import DEFAULT_SPLIT
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.variant import Pointer, Request, Value, put, spec_of

SELLER = "Large seller"
"""The bucket of the holder who sells everything."""

Id = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1, max_length=500)]
ShockName: TypeAlias = Literal["demand", "earlier_unlocks", "large_seller", "liquidity", "buybacks"]


def _can_be_written(value: object) -> object:
    """The value itself. Raises ValueError for lone surrogates and whole numbers of more than 64 bits."""
    try:
        orjson.dumps(value)
    except TypeError:
        raise ValueError("holds text or a number that cannot be written down") from None
    return value


class Change(Params):
    """A field of the request that takes another value, or a number that is multiplied."""

    pointer: Pointer
    """Where it stands in the request, as a JSON pointer (RFC 6901)."""
    value: Annotated[Any, AfterValidator(_can_be_written)] = None
    """What it becomes: a number, a name, a list or an object."""
    factor: Value | None = None
    """What the number there is multiplied by."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.value is None) == (self.factor is None):
            raise ValueError("needs either value or factor")
        return self

    def apply(self, request: Request) -> Request:
        """The request so changed. Raises ConfigError where the pointer leads nowhere, or to no number to multiply."""
        pointer = JsonPointer(self.pointer)
        try:
            value = self.value if self.factor is None else self.factor * float(pointer.resolve(request))
            changed: Request = put(request, pointer.parts, value)
        except (JsonPointerException, LookupError, TypeError, ValueError):
            raise ConfigError.at(("pointer",), f"'{self.pointer}' leads to nothing that can be changed so") from None
        return changed


class Shock(Params):
    """What happens to the design where a pointer cannot say it."""

    shock: ShockName
    """demand, liquidity, buybacks: so much of it is left; earlier_unlocks: later unlocks come so many months sooner;
    large_seller: one holder of such a part of the largest bucket sells all."""
    size: Annotated[float, Field(ge=0, le=120)]
    """A fraction, or months for earlier_unlocks."""
    month: Annotated[int, Field(ge=1, le=480), WHOLE] | None = None
    """Month from which demand changes; omitted, that of the largest unlock after the launch."""

    @model_validator(mode="after")
    def _is_a_fraction(self) -> Self:
        if self.shock != "earlier_unlocks" and self.size > 1:
            raise FieldError(("size",), "must be a fraction, at most 1")
        return self

    def apply(self, request: Request) -> Request:
        """The request, in which it has happened."""
        _SHOCKS[self.shock](request, self)
        return request


def _kind_of_patch(patch: object) -> str:
    return TAG + ("shock" if isinstance(patch, Shock) or (isinstance(patch, dict) and "shock" in patch) else "change")


Patch = Annotated[
    Annotated[Change, Tag(TAG + "change")] | Annotated[Shock, Tag(TAG + "shock")], Discriminator(_kind_of_patch)
]


class Stress(Params):
    """A future with a name."""

    id: Id
    """Short name, in small letters."""
    title: Annotated[str, Field(min_length=1, max_length=100)]
    """Name to show."""
    sentence: Text
    """What happens."""
    source: Text
    """Where it comes from: history, a rule, an assumption."""
    patch: Annotated[tuple[Patch, ...], Listed, Field(min_length=1, max_length=20)]
    """What it changes, in this order."""

    def applied_to(self, request: Request) -> SimulationSpec:
        """The economy in this future; `request` is the configuration in force. Raises ConfigError where none is."""
        changed = copy.deepcopy(request)
        for change in self.patch:
            changed = change.apply(changed)
        return spec_of(changed)


@cache
def shipped_stresses() -> Mapping[str, Stress]:
    """The library, in the order in which it is shown."""
    text = files("app.abm.studies").joinpath("stresses.json").read_text(encoding="utf-8")
    return {stress.id: stress for stress in TypeAdapter(list[Stress]).validate_json(text)}


def _less_demand(request: Request, shock: Shock) -> None:
    """Demand falls through the market's index, the one factor of it that every demand has."""
    spec = spec_of(request)
    beta = spec.market.elasticity
    if not beta:
        raise ConfigError.at(("abm", "market", "beta"), "is 0: the demand of this design does not follow any market")
    levels, months = spec.market.levels(spec.horizon), np.arange(spec.horizon)
    left = max(shock.size, 1e-6) ** (1 / beta)
    request["abm"]["market"]["path"] = np.where(
        months >= (shock.month or largest_unlock(spec)), np.maximum(left * levels, 1e-9), levels
    ).tolist()


def largest_unlock(spec: SimulationSpec) -> int:
    """The month of the largest unlock after the launch; the first of equals, 1 where there is none."""
    later = spec.unlocks.total[1 : spec.horizon]
    return 1 + int(np.argmax(later)) if len(later) else 1


def _earlier_unlocks(request: Request, shock: Shock) -> None:
    """Whatever unlocks after the launch does so earlier; what would be before it is at the launch, or paid faster."""
    months = round(shock.size)
    for bucket in request["buckets"]:
        if bucket.get("cliff_included") and bucket["cliff_months"]:
            _spell_out(bucket)
        if bucket.get("segments"):
            bucket["segments"] = [_segment_earlier(segment, months) for segment in bucket["segments"]]
        else:
            cliff, vesting = bucket["cliff_months"], bucket["vesting_months"]
            bucket["cliff_months"] = max(cliff - months, 0)
            bucket["vesting_months"] = max(vesting - max(months - cliff, 0), min(vesting, 1))


def _spell_out(bucket: Request) -> None:
    """A cliff that is a part of the vesting, as segments: what it held back at once, and the instalments after it."""
    cliff, vesting, rest = bucket["cliff_months"], bucket["vesting_months"], 100 - bucket["tge_unlock_pct"]
    at_once = rest * min(cliff / vesting, 1.0) if vesting else rest
    bucket |= {"cliff_included": False, "cliff_months": 0, "vesting_months": 0}
    bucket["segments"] = [{"kind": "lump", "month": cliff, "pct": at_once}]
    if vesting > cliff:
        after = {"kind": "linear", "start_month": cliff, "end_month": vesting, "pct": rest - at_once}
        bucket["segments"].append(after)


def _segment_earlier(segment: Request, months: int) -> Request:
    if "month" in segment:
        return segment | {"month": max(segment["month"] - months, 0)}
    if "start_month" not in segment:  # what never unlocks
        return segment
    start = max(segment["start_month"] - months, 0)
    return segment | {"start_month": start, "end_month": max(segment["end_month"] - months, start + 1)}


def _large_seller(request: Request, shock: Shock) -> None:
    """A part of the largest bucket that trades belongs to one holder, who sells whatever unlocks at once."""
    spec = spec_of(request)
    traded = [place for place, profile in enumerate(spec.profiles) if profile.trades]
    if not traded:
        raise ConfigError.at(("buckets",), "hold no one who trades")
    whose = request["buckets"][max(traded, key=lambda place: spec.bucket_tokens[place])]
    tokens, name = whose["allocation"], _new_name(request)
    whose["allocation"] = (1 - shock.size) * tokens
    request["buckets"].append(
        whose | {"bucket": name, "allocation": shock.size * tokens, "num_holders": 1, "profile": None}
    )
    sells = {"sell_pressure_mean": 1.0, "sell_pressure_std": 0.0, "hold_time_scale": 0.05}
    request["abm"]["cohort_profiles"] = request["abm"]["cohort_profiles"] | {name: sells}


def _new_name(request: Request) -> str:
    """What the large seller is called, in a table that may have one."""
    taken = {bucket["bucket"].casefold() for bucket in request["buckets"]}
    names = (SELLER if count == 1 else f"{SELLER} {count}" for count in itertools.count(1))
    return next(name for name in names if name.casefold() not in taken)


def _less_liquidity(request: Request, shock: Shock) -> None:
    """The pool holds less, and the treasury puts less into liquidity; it keeps what is left over."""
    if request["abm"]["pricing_model"] == "amm":
        request["abm"]["pricing_config"]["pool_fiat"] *= shock.size
    _kept_instead(request, "liquidity_pct", shock.size)


def _fewer_buybacks(request: Request, shock: Shock) -> None:
    """The treasury buys less back, of fees and of revenue, and keeps the rest."""
    _kept_instead(request, "buyback_pct", shock.size)
    revenue = request["abm"].get("revenue")
    if revenue:
        less = (1 - shock.size) * revenue["to_buyback"]
        revenue |= {"to_buyback": revenue["to_buyback"] - less, "to_treasury": revenue["to_treasury"] + less}


def _kept_instead(request: Request, share: str, left: float) -> None:
    """The treasury keeps what one of its shares loses."""
    treasury = request["abm"]["treasury_config"]
    if treasury is not None:
        treasury[share] *= left
        treasury["hold_pct"] = max(1 - sum(treasury[name] for name in DEFAULT_SPLIT if name != "hold_pct"), 0.0)


_SHOCKS: Mapping[ShockName, Callable[[Request, Shock], None]] = {
    "demand": _less_demand,
    "earlier_unlocks": _earlier_unlocks,
    "large_seller": _large_seller,
    "liquidity": _less_liquidity,
    "buybacks": _fewer_buybacks,
}
