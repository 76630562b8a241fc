"""Monte Carlo trials of real schedules, and the statistics of their returns."""

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
"""Unlocked share of the supply below which a token is young, and above which it is grown."""


@dataclass(frozen=True)
class Trials:
    """Trials of one schedule."""

    price: Floats
    """Log price over the start price; (months, trials)."""
    market: Floats
    """Log market index; (months, trials)."""
    unlocked_share: Floats
    """Share of the supply that has unlocked; (months,)."""


def trials_of(token: RealToken, figures: Figures, *, known_market: bool) -> Trials:
    """Trials at medium variance: on ETH's real path, or with a random market."""
    request = request_of(token, figures)
    if not known_market:
        request["abm"] = request["abm"] | {"market": {"beta": figures.beta}}
        request["abm"]["demand"] = figures.demand
    spec = SimulationSpec.model_validate(request)
    varying = varied(spec, MonteCarloParams(num_trials=TRIALS))
    batch: TrialBatch = run_trials(varying, 0, TRIALS, DEFAULT_ROW_BUDGET)
    price = np.log(batch.series("price")) - np.log(spec.initial_price)
    unlocked_share = token.scheduled[: len(price)] / spec.token.total_supply
    return Trials(price, np.log(batch.series("market_index")), unlocked_share)


def coverage(tokens: Sequence[RealToken], figures: Figures) -> float:
    """Share of the real months that lie between the 10th and the 90th percentile of the token's trials."""
    inside: list[bool] = []
    for token in tokens:
        price = trials_of(token, figures, known_market=True).price
        low, high = np.quantile(price, [0.1, 0.9], axis=1)
        real = (token.log_price - token.log_price[0])[1:]
        known = np.isfinite(real)
        inside += ((real >= low) & (real <= high))[known].tolist()
    return float(np.mean(inside))


@dataclass(frozen=True)
class PooledTrials:
    """The trials of all schedules together."""

    schedules: tuple[Trials, ...]

    @property
    def moves(self) -> tuple[Floats, Floats]:
        """Monthly log returns of price and market of all trials, without month 0."""
        price = np.concatenate([np.diff(trials.price, axis=0).ravel() for trials in self.schedules])
        market = np.concatenate([np.diff(trials.market, axis=0).ravel() for trials in self.schedules])
        return price, market

    def fall(self, months: int) -> float:
        """Median change of the price so many months after the launch, as a fraction."""
        return float(np.expm1(np.median(self._after(months))))

    def below_start(self, months: int) -> float:
        """Share of the trials below the start price so many months after the launch."""
        return float((self._after(months) < 0).mean())

    def _after(self, months: int) -> Floats:
        """Log price over the start price after so many months, of all trials that are as long."""
        return np.concatenate([trials.price[months - 1] for trials in self.schedules if len(trials.price) >= months])

    def beta_and_r2(self) -> tuple[float, float]:
        """Regression of price on market returns: slope and R²."""
        price, market = self.moves
        slope = float(np.cov(price, market)[0, 1] / market.var(ddof=1))
        return slope, float(np.corrcoef(price, market)[0, 1] ** 2)

    def spread(self) -> tuple[float, float]:
        """Standard deviation of monthly returns, and of their residuals after the market."""
        price, market = self.moves
        slope, _ = self.beta_and_r2()
        return float(price.std(ddof=1)), float((price - slope * market).std(ddof=1))

    def autocorrelation(self) -> float:
        """Lag-1 autocorrelation of monthly returns."""
        returns = [np.diff(trials.price, axis=0) for trials in self.schedules]
        later = np.concatenate([months[1:].ravel() for months in returns])
        earlier = np.concatenate([months[:-1].ravel() for months in returns])
        return float(np.corrcoef(later, earlier)[0, 1])

    def skewness(self) -> float:
        """Skewness of monthly returns."""
        return float(skew(self.moves[0]))

    def calming(self) -> float:
        """Standard deviation of residual returns while young, over that when grown."""
        slope, _ = self.beta_and_r2()
        young, grown = [], []
        for trials in self.schedules:
            residuals = np.diff(trials.price, axis=0) - slope * np.diff(trials.market, axis=0)
            unlocked_share = trials.unlocked_share[1:]
            young.append(residuals[unlocked_share < YOUNG].ravel())
            grown.append(residuals[unlocked_share > GROWN].ravel())
        return float(np.concatenate(young).std() / np.concatenate(grown).std())


def pooled_trials(tokens: Sequence[RealToken], figures: Figures) -> PooledTrials:
    """Typical launches with these schedules, in a random market."""
    return PooledTrials(tuple(trials_of(token, figures, known_market=False) for token in tokens))
