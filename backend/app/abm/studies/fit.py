"""A demand fitted to the spending behind a history: its parameters, their prior, and the residuals they leave.

A point is a vector of standardised parameters: 0 is the median of the prior, 1 is `PRIOR_SPREAD` above it in logarithm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app.abm.core.month import Floats
from app.abm.dynamics import estimates
from app.abm.dynamics.demand import DemandBaseline
from app.abm.dynamics.estimates import PRIOR_SPREAD
from app.abm.dynamics.market import close_on
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.history import Closes
from app.abm.studies.inversion import known_rows, logs
from app.abm.studies.posterior import Estimate, estimate
from app.abm.studies.variant import Request, spec_of

NOISE, DECAY = "volatility", "volatility_decay"
"""σ, the scale of what the demand leaves unexplained, which no path shows, and how it calms as the float grows."""

GREATEST: Mapping[str, float] = {
    "level": 1000.0,
    "attention_half_life_months": 1200.0,
    "attention_floor": 1.0,
    "float_elasticity": 2.0,
    "unlock_caution": 1.0,
    "launch_rush": 100.0,
    "beta": 5.0,
    NOISE: 2.0,
}
"""What can be learnt from prices, and the greatest value a request takes."""

SURE = 1.6448536269514722
"""Standard deviations on either side that hold 90 % of a normal distribution."""

LEAST_WISH = 0.05
"""Part of a month's spending that is taken to be the month's own, however much was put off before."""


@dataclass(frozen=True)
class Fit:
    """Parameters of a token's demand, and what the spending behind its closes says of them."""

    base: Request
    """The request, on its market, without the parameters that are fitted."""
    closes: Closes
    spending: Floats
    """Logarithm of the fiat spent in each row."""
    names: tuple[str, ...]
    prior_scale: Mapping[str, float] = field(default_factory=dict)
    """Factors on the shared estimates."""

    def prior(self, name: str) -> float:
        """Median of the prior: what real launches had in common."""
        return estimates.estimate(name) * self.prior_scale.get(name, 1.0)

    def value(self, name: str, part: float) -> float:
        """A parameter at a standardised value, at most the greatest that a request takes."""
        return min(self.prior(name) * float(np.exp(PRIOR_SPREAD * part)), GREATEST[name])

    @property
    def of_path(self) -> tuple[str, ...]:
        """The fitted parameters but σ: those that the spending without shocks depends on."""
        return tuple(name for name in self.names if name != NOISE)

    def named(self, point: Floats) -> dict[str, float]:
        """The values of the parameters of the path at a point."""
        return {name: self.value(name, float(part)) for name, part in zip(self.of_path, point, strict=True)}

    def request(self, point: Floats) -> Request:
        """The request with the parameters of a point, without shocks."""
        values, abm = self.named(point), dict(self.base["abm"])
        demand = dict(abm["demand"]) | {name: value for name, value in values.items() if name != "beta"}
        market = dict(abm["market"]) | ({"beta": values["beta"]} if "beta" in values else {})
        return self.base | {"abm": abm | {"demand": demand, "market": market}}

    def shocks(self, point: Floats) -> Floats:
        """Σσε of each row: logarithm of the spending over what the parameters of a point give; (months,)."""
        spec = spec_of(self.request(point))
        shocks: Floats = _wished(self.spending, spec.demand_baseline.waiting) - expected(spec) - self._pull(spec)
        return shocks

    def errors(self, points: Floats) -> Floats:
        """Residuals: the change of `shocks` from one known row to the next; (points, known rows)."""
        shocks = np.array([self.shocks(point)[known_rows(self.closes)] for point in points])
        return np.diff(shocks, axis=1, prepend=0.0) if self.from_start else np.diff(shocks, axis=1)

    @cached_property
    def scale(self) -> Floats:
        """Standard deviation of each residual at the prior's σ; rows without a close add theirs to the next."""
        noisy = {NOISE: self.prior(NOISE), DECAY: self.decay}
        request = self.request(np.zeros(len(self.of_path)))
        baseline = spec_of(
            request | {"abm": request["abm"] | {"demand": request["abm"]["demand"] | noisy}}
        ).demand_baseline
        variance = np.cumsum(baseline.sigma**2)[known_rows(self.closes)]
        return np.sqrt(np.diff(variance, prepend=0.0) if self.from_start else np.diff(variance))

    @property
    def decay(self) -> float:
        """Power by which σ falls as the float grows: the request's own, or that of real launches."""
        return float(self.base["abm"]["demand"].get(DECAY, estimates.estimate(DECAY)))

    def estimate(self) -> Estimate:
        """The most likely parameters."""
        spread = PRIOR_SPREAD if NOISE in self.names else None
        return estimate(self.errors, self.scale, len(self.of_path), spread)

    @property
    def from_start(self) -> bool:
        """Whether the first close is that before the first row, so that month 0 says something by itself."""
        return bool(np.isfinite(self.closes.log_price[0]))

    def _pull(self, spec: SimulationSpec) -> Floats:
        """Reflexivity: logarithm of the factor that the real price changes had on the demand of each row."""
        price = self.closes.log_price[:-1]
        change = np.nan_to_num(np.diff(price, prepend=price[0]))
        pull: Floats = np.clip(spec.demand.reflexivity * change, np.log(0.5), np.log(2.0))
        return pull


def expected(spec: SimulationSpec) -> Floats:
    """Logarithm of the demand of each row before chance, price and waiting; (months,)."""
    baseline: DemandBaseline = spec.demand_baseline
    index = np.log(spec.market.levels(spec.horizon))
    wish: Floats = logs(baseline.path * baseline.attention * baseline.growth) + spec.market.elasticity * index
    return wish


def spent(wish: Floats, waiting: Floats) -> Floats:
    """Logarithm of what is spent of wishes, given in logarithms, where a part of each is put off to the next month."""
    put_off = np.exp(wish) * waiting
    return logs(np.exp(wish) - put_off + np.append(0.0, put_off[:-1]))


def _wished(spending: Floats, waiting: Floats) -> Floats:
    """The wishes behind a spending: `spent` undone."""
    fiat, held, wishes = np.exp(spending), 0.0, []
    for spending_of_month, put_off in zip(fiat.tolist(), waiting.tolist(), strict=True):
        own = max(spending_of_month - held, LEAST_WISH * spending_of_month) / max(1 - put_off, LEAST_WISH)
        held = put_off * own
        wishes.append(own)
    return logs(np.array(wishes))


def first_move(spec: SimulationSpec) -> float:
    """How much the market moved in month 0, where its path is a shipped one that begins at the end of it; else 1."""
    path, token = spec.market.path, spec.token
    if not isinstance(path, str) or not path.endswith(token.row_date(1).isoformat()):
        return 1.0
    asset = path.partition("-")[0]
    move = close_on(asset, token.row_date(1)) / close_on(asset, token.row_date(0))
    return float(move**spec.market.elasticity)


def interval(found: Estimate, place: int) -> tuple[float, float]:
    """The 90 % interval of a standardised parameter."""
    half = SURE * float(found.deviation[place])
    return float(found.mode[place]) - half, float(found.mode[place]) + half


def learnt(found: Estimate, place: int) -> float:
    """Part of the prior's variance that the history took away, 0 … 1."""
    return max(0.0, 1 - float(found.deviation[place]) ** 2)


def places(names: Sequence[str]) -> dict[str, int]:
    """Where each parameter stands in an estimate: those of the path in their order, σ last."""
    path = [name for name in names if name != NOISE]
    return {name: -1 if name == NOISE else path.index(name) for name in names}
