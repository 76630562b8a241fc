"""Many trials of real schedules: what the model's own chance looks like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import skew

from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.month import Floats
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.monte_carlo import MonteCarloParams, TrialBatch, run_trials, varied
from app.truth.backtest import Figures, request_of
from app.truth.tokens import RealToken

TRIALS = 100
"""Trials of each schedule."""

YOUNG, GROWN = 0.15, 0.6
"""Part of the supply unlocked below which a token is young, and above which it is grown."""


@dataclass(frozen=True)
class Fan:
    """One schedule's trials: logarithms over the start price; (months, trials)."""

    price: Floats
    market: Floats
    vested: Floats
    """Part of the supply that has unlocked; (months,)."""


def fan(token: RealToken, figures: Figures, *, known_market: bool) -> Fan:
    """Trials at medium variance: in a market that is known, or in one that has its own chance."""
    request = request_of(token, figures)
    if not known_market:
        request["abm"] = request["abm"] | {"market": {"beta": figures.beta}}
        request["abm"]["demand"] = figures.demand
    spec = SimulationSpec.model_validate(request)
    varying = varied(spec, MonteCarloParams(num_trials=TRIALS))
    batch: TrialBatch = run_trials(varying, 0, TRIALS, DEFAULT_ROW_BUDGET)
    price = np.log(batch.series("price")) - np.log(spec.initial_price)
    vested = token.scheduled[: len(price)] / spec.token.total_supply
    return Fan(price, np.log(batch.series("market_index")), vested)


def coverage(tokens: Sequence[RealToken], figures: Figures) -> float:
    """Part of the real months that lie between the 10th and the 90th percentile of a token's trials."""
    inside: list[bool] = []
    for token in tokens:
        price = fan(token, figures, known_market=True).price
        low, high = np.quantile(price, [0.1, 0.9], axis=1)
        real = (token.log_price - token.log_price[0])[1:]
        known = np.isfinite(real)
        inside += ((real >= low) & (real <= high))[known].tolist()
    return float(np.mean(inside))


@dataclass(frozen=True)
class Crowd:
    """The trials of all schedules together."""

    fans: tuple[Fan, ...]

    @property
    def moves(self) -> tuple[Floats, Floats]:
        """Monthly returns of price and market, month 0 left out, one after the other."""
        price = np.concatenate([np.diff(fan.price, axis=0).ravel() for fan in self.fans])
        market = np.concatenate([np.diff(fan.market, axis=0).ravel() for fan in self.fans])
        return price, market

    def fall(self, months: int) -> float:
        """Median change of the price so many months after the launch, as a fraction."""
        return float(np.expm1(np.median(self._after(months))))

    def below_start(self, months: int) -> float:
        """Part of the trials below the start price then."""
        return float((self._after(months) < 0).mean())

    def _after(self, months: int) -> Floats:
        return np.concatenate([fan.price[months - 1] for fan in self.fans if len(fan.price) >= months])

    def beta_and_r2(self) -> tuple[float, float]:
        """Slope of price on market returns, and how much of them it explains."""
        price, market = self.moves
        slope = float(np.cov(price, market)[0, 1] / market.var(ddof=1))
        return slope, float(np.corrcoef(price, market)[0, 1] ** 2)

    def spread(self) -> tuple[float, float]:
        """Standard deviation of monthly returns, and of what the market does not explain."""
        price, market = self.moves
        slope, _ = self.beta_and_r2()
        return float(price.std(ddof=1)), float((price - slope * market).std(ddof=1))

    def autocorrelation(self) -> float:
        """Correlation of a month's return with the month's before, over all trials."""
        pairs = [(np.diff(fan.price, axis=0)[1:], np.diff(fan.price, axis=0)[:-1]) for fan in self.fans]
        later = np.concatenate([one.ravel() for one, _ in pairs])
        return float(np.corrcoef(later, np.concatenate([other.ravel() for _, other in pairs]))[0, 1])

    def skewness(self) -> float:
        """Skewness of monthly returns."""
        return float(skew(self.moves[0]))

    def calming(self) -> float:
        """Spread of unexplained returns while young over that when grown."""
        slope, _ = self.beta_and_r2()
        young, grown = [], []
        for each in self.fans:
            rest = np.diff(each.price, axis=0) - slope * np.diff(each.market, axis=0)
            vested = each.vested[1:]
            young.append(rest[vested < YOUNG].ravel())
            grown.append(rest[vested > GROWN].ravel())
        return float(np.concatenate(young).std() / np.concatenate(grown).std())


def crowd(tokens: Sequence[RealToken], figures: Figures) -> Crowd:
    """Typical launches with these schedules, in a market with its own chance."""
    return Crowd(tuple(fan(token, figures, known_market=False) for token in tokens))
