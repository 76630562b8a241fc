"""What a token's own history says of its demand, with what all tokens taught as the prior; and whether it helps."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import orjson
from pydantic import AfterValidator, Field

from app.abm.agents.profiles import ProfileOverride
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.month import Floats
from app.abm.core.params import FieldError, Listed, Params, did_you_mean
from app.abm.dynamics.estimates import estimates
from app.abm.dynamics.market import FLAT, MarketParams, asset_closes
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import ENGINE_VERSION, SimulationSpec
from app.abm.reports.run_report import manifest
from app.abm.studies.fit import DECAY, GREATEST, NOISE, SURE, Fit, expected, first_move, interval, learnt, places
from app.abm.studies.history import Closes, History, closes_of
from app.abm.studies.honest_test import LEAST_TESTED, honest_test
from app.abm.studies.inversion import MOST_RUNS, path_of, spending_behind
from app.abm.studies.market_doubts import market_doubts
from app.abm.studies.plan import Chunk, JobKind, digest, request_bytes
from app.abm.studies.posterior import Estimate
from app.abm.studies.variant import Request, spec_of

DEFAULT = ("level", "attention_half_life_months", "attention_floor", "float_elasticity", NOISE)

OF_HOLDERS = {*ProfileOverride.model_fields, "behaviour_noise", "trait_jitter", "unlock_anticipation"}
"""How holders behave."""

ALIKE = "many kinds of holders make the same prices"

NOT_A_FORECAST = "This is a description of the past along a market path that is known, not a forecast."

SAYS_NOTHING = 0.05
"""Part of the prior's variance that a history must take away to have said something of a parameter."""

NO_EFFECT = 1e-9
"""The same where no change of the closes depends on the parameter at all, but for rounding."""


def _can_be_learnt(names: tuple[str, ...]) -> tuple[str, ...]:
    for place, name in enumerate(names):
        if name in OF_HOLDERS:
            raise FieldError((place,), f"cannot be told from prices: {ALIKE}")
        if name not in GREATEST:
            message = f"is none of {', '.join(GREATEST)}; how holders behave is none of them either, for {ALIKE}"
            raise FieldError((place,), message + did_you_mean(name, GREATEST))
        if name in names[:place]:
            raise FieldError((place,), "is there already")
    return names


class CalibrateParams(Params):
    """What is known of the past, and what is to be learnt from it."""

    history: History
    """Monthly closes of the token."""
    market: MarketParams | None = None
    """The market the token swam in; omitted, the request's own, else ETH's from the end of the first month on."""
    fit: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=60)], ...],
        Listed,
        Field(min_length=1, max_length=len(GREATEST)),
        AfterValidator(_can_be_learnt),
    ] = DEFAULT
    """Names of the parameters that are fitted, of `abm.demand` and `abm.market`."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a history says."""

    fit: Fit
    estimate: Estimate
    price: Floats
    """Logarithm of the fitted price, by row."""
    unmet: int
    """Closes that no spending makes."""
    test: Mapping[str, Any] | None

    def value(self, name: str) -> float:
        """The most likely value of a parameter; the prior's where it was not fitted."""
        place = places(self.fit.names).get(name)
        return self.fit.value(name, 0.0 if place is None else float(self.estimate.mode[place]))


@dataclass(frozen=True)
class CalibratePlan:
    """A fit is one chunk: each of its rounds follows from the one before, and is itself a batch."""

    base: Request
    params: CalibrateParams
    months: int
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "calibration"
    trials: int = 1
    chunks: tuple[Chunk, ...] = ((0, 1),)

    @cached_property
    def spec(self) -> SimulationSpec:
        """The design as it is."""
        return SimulationSpec.model_validate(self.base)

    @cached_property
    def closes(self) -> Closes:
        """The history on the token's calendar. Raises ConfigError that names the entry that does not fit."""
        abm, token = self.spec.abm, self.spec.token
        given = [token.initial_price, abm.initial_price, getattr(abm.pricing_config, "initial_price", None)]
        return closes_of(self.params.history, token, next((price for price in given if price is not None), None))

    @cached_property
    def fingerprint(self) -> str:
        """The request as it was written, and the history."""
        payload = request_bytes(self.base, self.params.model_dump(mode="json"))
        return digest(self.kind, ENGINE_VERSION, self.row_budget, payload)

    @property
    def runs(self) -> int:
        """Most runs: of the inversion, of the fitted path, and of the test."""
        return MOST_RUNS + 2

    @property
    def is_tested(self) -> bool:
        """Whether the history is long enough to keep a part of it back."""
        return len(self.closes.known) >= LEAST_TESTED

    @property
    def work(self) -> int:
        """Every month of every row of every run."""
        return self.spec.rows(self.row_budget) * self.closes.months * self.runs

    def fit(self, spending: Floats) -> Fit:
        """What is fitted to the spending behind the closes."""
        names, base = self.params.fit, self.known
        scale = {"level": first_move(spec_of(base))} if "level" in names else {}
        return Fit(base, self.closes, spending, names, scale)

    @cached_property
    def known(self) -> Request:
        """The request without what is fitted: on its market, from the first close on, as long as the history."""
        token, abm = dict(self.base["token"]), dict(self.base.get("abm") or {})
        demand = dict(abm.get("demand") or {"preset": "typical"}) | {NOISE: 0.0}
        if "level" in self.params.fit:
            demand.pop("initial_monthly_fiat", None)
        token["horizon_months"] = self.closes.months
        if np.isfinite(self.closes.log_price[0]):
            token["initial_price"] = float(np.exp(self.closes.log_price[0]))
            abm.pop("initial_price", None)
            pricing = dict(abm.get("pricing_config") or {})
            pricing.pop("initial_price", None)
            abm["pricing_config"] = pricing or None
        return self.base | {"token": token, "abm": abm | {"demand": demand, "market": self.market}}

    @property
    def market(self) -> Request:
        """The market the token swam in, as it was: without chance."""
        market = self._given_market()
        if market is not None:
            return {name: value for name, value in market.items() if name != "volatility"}
        start, days = self.spec.token.row_date(1), list(asset_closes("eth"))
        return {"path": f"eth-{start.isoformat()}" if days[0] <= start <= days[-1] else FLAT}

    def _given_market(self) -> Request | None:
        """The market that was given, beside the history or else in the request."""
        if self.params.market is not None:
            return self.params.market.model_dump(mode="json", exclude_unset=True)
        return (self.base.get("abm") or {}).get("market")

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> Calibrated:
        """The fit, and its test."""
        progress, base = _Progress(on_month, self.runs * self.closes.months), self.known
        guess = expected(spec_of(base))
        spending, unmet = spending_behind(base, self.closes, guess, self.row_budget, progress)
        fit = self.fit(spending)
        estimate = fit.estimate()
        price, _ = path_of(fit.request(estimate.mode[:-1]), self.row_budget, progress)
        test = honest_test(fit, self.row_budget, progress) if self.is_tested else None
        return Calibrated(fit, estimate, price, unmet, test)

    def reduce(self, parts: Sequence[Calibrated], seconds: float, created_at: datetime) -> bytes:
        """Parameters, the request that follows, the fitted path, and the test."""
        (result,) = parts
        return orjson.dumps(
            {
                "parameters": list(_parameters(result)),
                "request": self._request(result),
                "volatility": result.value(NOISE),
                "rows": list(self._rows(result)),
                "test": result.test,
                "words": [*self._words(result), NOT_A_FORECAST],
                "total_runs": self.runs,
                "completed_runs": self.runs,
                "failed_runs": 0,
                "warnings": self._warnings(result),
                "execution_time_seconds": seconds,
                "config": {"base": self.spec.effective()} | self.params.model_dump(mode="json"),
                "manifest": manifest(self.spec, created_at) | {"config_hash": self.fingerprint},
            }
        )

    def partial(self, parts: Sequence[Calibrated]) -> None:
        """None: there is nothing to report before the end."""

    def _request(self, result: Calibrated) -> Request:
        """The design with the fitted demand, as long as it was; a single run of it is the fitted path.

        It has no σ, but says how σ falls with the float: the fitted one is meant so.
        """
        request = result.fit.request(result.estimate.mode[:-1])
        demand = {name: value for name, value in request["abm"]["demand"].items() if name != NOISE}
        demand[DECAY] = result.fit.decay
        token = request["token"] | {"horizon_months": max(self.months, self.closes.months)}
        return request | {"token": token, "abm": request["abm"] | {"demand": demand}}

    def _rows(self, result: Calibrated) -> Iterator[dict[str, Any]]:
        """The closes beside the fitted path, by month."""
        start = spec_of(result.fit.base).initial_price
        fitted, closes = [start, *np.exp(result.price).tolist()], np.exp(self.closes.log_price).tolist()
        for month, (day, close, model) in enumerate(zip(self.closes.days, closes, fitted, strict=True)):
            yield {"month": month, "date": day, "close": None if math.isnan(close) else close, "fitted": model}

    def _words(self, result: Calibrated) -> Iterator[str]:
        if result.test is None:
            yield f"The history has fewer than {LEAST_TESTED} closes: too few to keep some of them back for a test."
        else:
            yield str(result.test["words"])
        yield from self._supply()

    def _supply(self) -> Iterator[str]:
        """How the schedule compares with the supply that was counted, where it was."""
        unlocks, token = self.spec.unlocks, self.spec.token
        known = [entry for entry in self.params.history.months if entry.circulating_supply]
        months = [int(np.argmin([abs((day - entry.date).days) for day in self.closes.days])) for entry in known]
        if known:
            scheduled = unlocks.allocated - unlocks.locked[np.minimum(months, len(unlocks.locked) - 1)]
            counted = np.array([entry.circulating_supply for entry in known], dtype=np.float64)
            gap = 100 * float(np.abs(counted - scheduled).mean()) / token.total_supply
            yield f"Schedule and counted circulation differ by {gap:.2g} % of the supply, on average."
        if any(entry.staked_ratio is not None for entry in self.params.history.months):
            yield "Staking is not fitted: prices and one ratio cannot tell the yield that was paid from who took it."

    def _warnings(self, result: Calibrated) -> list[str]:
        """Parameters of which nothing was learnt, doubts about the market, and closes that cannot be."""
        warnings = [*self._unlearnt(result), *market_doubts(spec_of(self.known))]
        if result.unmet:
            warnings.append(f"{result.unmet} closes are such as no demand makes under this pricing model")
        return warnings

    def _unlearnt(self, result: Calibrated) -> Iterator[str]:
        """A sentence for each parameter whose estimate is the prior's."""
        for name, place in places(self.params.fit).items():
            part = learnt(result.estimate, place)
            if part < NO_EFFECT:
                yield f"nothing of {name} can be told from these closes: its estimate is the prior's"
            elif part < SAYS_NOTHING:
                yield f"the history says next to nothing of {name}: its estimate is the prior's"


def _parameters(result: Calibrated) -> Iterator[dict[str, Any]]:
    """Each parameter with its interval, and what was believed of it before."""
    fit, estimate = result.fit, result.estimate
    for name, place in places(fit.names).items():
        low, high = interval(estimate, place)
        before = {"value": fit.value(name, 0.0), "low": fit.value(name, -SURE), "high": fit.value(name, SURE)}
        yield {
            "name": name,
            "meaning": estimates()[name].meaning,
            "estimate": result.value(name),
            "low": fit.value(name, low),
            "high": fit.value(name, high),
            "prior": before,
            "learnt": learnt(estimate, place),
        }


class _Progress:
    """Reports the months of many batches as those of one run, and never more than the total."""

    def __init__(self, on_month: OnMonth | None, total: int) -> None:
        self._on_month, self._total, self._before, self._last = on_month, total, 0, 0

    def __call__(self, done: int, total: int) -> None:
        """`done` of the `total` months of the batch that is under way have been simulated."""
        if done < self._last:
            self._before += self._last
        self._last = done
        if self._on_month is not None:
            self._on_month(min(self._before + done, self._total), self._total)
