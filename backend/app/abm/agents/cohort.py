"""A cohort: the holders of one bucket, and how their traits and holdings are drawn."""

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv, ndtri

from app.abm.agents.behaviour import RISK_PREMIUM, Traits
from app.abm.agents.profiles import CohortProfile
from app.abm.agents.sums import block_sums
from app.abm.core.compiled import long_kernel
from app.abm.core.month import APPETITE_WIDTH, Floats
from app.abm.core.streams import Keys, latin_hypercubes, stream_keys, uniforms

_CELLS = 4096
_LAST_PROBABILITY = 1 - 2.0**-20
_USES_BEFORE_TABLE, _FEW_QUANTILES = 3, 256
"""A quantile table is built on the fourth use of a distribution, or for more than so many quantiles at once."""

_ATTRIBUTES = ("risk", "hold", "sell", "sensitivity", "stake", "take_profit", "stop_loss", "size")

Uniforms: TypeAlias = Mapping[str, Floats]
"""Uniform numbers in (0, 1) by attribute; (trials, rows) each."""


@dataclass(frozen=True)
class AgentCohort:
    """The holders of one bucket, as `rows` rows that represent `weight` similar holders each."""

    name: str
    profile: CohortProfile
    tokens: float
    """Tokens of the whole bucket."""
    holders: int
    rows: int
    jitter: float = 0.0
    """Relative standard deviation of a trial's mean traits from the profile's."""

    @property
    def weight(self) -> float:
        """Number of holders that a row represents, ≥ 1; need not be an integer."""
        return self.holders / self.rows

    @property
    def draw_key(self) -> Hashable:
        """What a draw depends on besides the seeds: cohorts with equal keys have the same traits and shares."""
        return self.name, self.profile, self.holders, self.rows, self.jitter

    @property
    def noise(self) -> float:
        """Scale of random selling: 1/√w, and 0 for holders who only spend."""
        return self.dispersion if self.profile.trades else 0.0

    @property
    def dispersion(self) -> float:
        """1/√w: standard deviation of the mean of w independent holders, relative to that of one."""
        return 1 / math.sqrt(self.weight)

    def draw(self, seeds: Keys, uniform_draws: Uniforms | None = None) -> tuple[Traits[Floats], Floats]:
        """Traits of every row, and one holder's share of the bucket, (trials, rows) each.

        The weighted shares of a trial add up to 1. `uniform_draws` are those of the seeds, if they are known already.
        """
        uniform_draws = uniform_draws or self.uniform_draws(seeds)
        sampled = self._sampled(uniform_draws)
        if self.jitter:
            sampled = {name: values * self._jitter(name, seeds) for name, values in sampled.items()}
        return self._traits(sampled), self._shares(uniform_draws["size"])

    def _traits(self, sampled: dict[str, Floats]) -> Traits[Floats]:
        """Traits in the form that the rules use; those of a holder who only spends are neutral."""
        hold, risk = np.maximum(sampled["hold"], 0.5), np.minimum(sampled["risk"], 1)
        traits = Traits(
            risk=risk,
            memory=1 / np.maximum(hold, 1),
            turnover=-np.expm1(-1 / hold),
            sell_pressure=np.clip(sampled["sell"], 0, 1),
            sensitivity=np.minimum(sampled["sensitivity"], 1),
            take_profit=np.maximum(sampled["take_profit"], 0.05),
            stop_loss=np.clip(sampled["stop_loss"], -0.95, -0.01),
            staking=np.minimum(sampled["stake"], 1),
            yield_caution=yield_caution(risk),
        )
        if self.profile.spending is None:
            return traits
        zero, neutral = np.zeros_like(risk), np.full_like(risk, 0.5)
        return traits._replace(
            risk=neutral,
            turnover=np.full_like(risk, self.profile.spending),
            sensitivity=zero,
            staking=zero,
            yield_caution=yield_caution(neutral),
        )

    def _sampled(self, uniform: Uniforms) -> dict[str, Floats]:
        """Draws from the profile's distributions, not yet clipped; (trials, rows) each."""
        profile = self.profile
        return {
            "risk": _beta(uniform["risk"], profile.risk_alpha, profile.risk_beta),
            "hold": _gamma(uniform["hold"], profile.hold_time_shape, profile.hold_time_scale),
            "sell": _normal(uniform["sell"], profile.sell_pressure_mean, profile.sell_pressure_std),
            "sensitivity": _beta(
                uniform["sensitivity"], profile.price_sensitivity_alpha, profile.price_sensitivity_beta
            ),
            "stake": _beta(uniform["stake"], profile.stake_alpha, profile.stake_beta),
            "take_profit": _normal(uniform["take_profit"], profile.take_profit_mean, profile.take_profit_std),
            "stop_loss": _normal(uniform["stop_loss"], profile.stop_loss_mean, profile.stop_loss_std),
        }

    def uniform_draws(self, seeds: Keys) -> Uniforms:
        """Uniform numbers for every attribute; a Latin hypercube where a row represents many holders.

        They depend on the seeds and the cohort's name, rows and holders, not on its profile.
        """
        if self.weight == 1:
            return {name: uniforms(stream_keys(seeds, name, self.name), self.rows) for name in _ATTRIBUTES}
        strata = latin_hypercubes(stream_keys(seeds, "strata", self.name), len(_ATTRIBUTES), self.rows)
        return dict(zip(_ATTRIBUTES, strata, strict=True))

    def _jitter(self, name: str, seeds: Keys) -> Floats:
        """Factor on an attribute of all rows of a trial, 1 ± `jitter`; (trials, 1)."""
        shock = ndtri(uniforms(stream_keys(seeds, f"jitter {name}", self.name), 1))
        return np.clip(1 + self.jitter * shock, 0.1, 1.9)

    def _shares(self, probability: Floats) -> Floats:
        """Shares of the bucket per holder, lognormal and so heavy-tailed as real holdings are; (trials, rows).

        A row's share is the mean share of its holders, so it varies less around the cohort's mean the more they are.
        """
        size = np.exp(self.profile.size_sigma * ndtri(probability))
        single = size / (block_sums(size)[:, None] * self.weight)
        return self.dispersion * single + (1 - self.dispersion) / self.holders

    def single_shares(self, shares: Floats) -> Floats:
        """Shares as unequal as those of single holders, from the mean shares of rows: the inverse of `_shares`."""
        return np.maximum((shares - (1 - self.dispersion) / self.holders) / self.dispersion, 0.0)


def yield_caution(risk: Floats) -> Floats:
    """e^(0.05·(1 − ρ)/0.03): the factor of risk tolerance in the staking appetite."""
    return np.exp(RISK_PREMIUM * (1 - risk) / APPETITE_WIDTH)


def _normal(probability: Floats, mean: float, std: float) -> Floats:
    return mean + std * ndtri(probability)


def _beta(probability: Floats, first: float, second: float) -> Floats:
    return _beta_quantiles(first, second).at(probability)


def _gamma(probability: Floats, shape: float, scale: float) -> Floats:
    return _gamma_quantiles(shape).at(probability) * scale


class _Quantiles:
    """Quantile function of one distribution, interpolated linearly between 4097 exact quantiles.

    Exact inversion for every holder would cost as much as a run. For a distribution that is used once for few holders,
    as in a sweep, only the exact quantiles next to theirs are computed, with the same bits.
    """

    def __init__(self, inverse: Callable[[Floats], Any]) -> None:
        self._inverse, self._uses = inverse, 0

    def at(self, probability: Floats) -> Floats:
        """The quantile of each probability."""
        self._uses += 1
        if self._uses > _USES_BEFORE_TABLE or probability.size > _FEW_QUANTILES:
            return _look_up(self._table, probability)
        position = probability * _CELLS
        cell = np.minimum(position.astype(np.int64), _CELLS - 1)
        low, high = self._exact_quantiles(np.stack([cell, cell + 1]))
        quantile: Floats = low + (position - cell) * (high - low)
        return quantile

    @cached_property
    def _table(self) -> Floats:
        return self._exact_quantiles(np.arange(_CELLS + 1, dtype=np.int64))

    def _exact_quantiles(self, indices: NDArray[np.int64]) -> Floats:
        return np.asarray(self._inverse(np.minimum(indices / _CELLS, _LAST_PROBABILITY)), dtype=np.float64)


@lru_cache(maxsize=256)
def _beta_quantiles(first: float, second: float) -> _Quantiles:
    return _Quantiles(lambda probability: betaincinv(first, second, probability))


@lru_cache(maxsize=256)
def _gamma_quantiles(shape: float) -> _Quantiles:
    return _Quantiles(lambda probability: gammaincinv(shape, probability))


def _look_up(table: Floats, probability: Floats) -> Floats:
    quantile = np.empty_like(probability)
    _interpolate(table, probability.reshape(-1), quantile.reshape(-1))
    return quantile


@long_kernel
def _interpolate(table: Floats, probability: Floats, quantile: Floats) -> None:
    cells = len(table) - 1
    for index in range(len(probability)):
        position = probability[index] * cells
        cell = min(int(position), cells - 1)
        quantile[index] = table[cell] + (position - cell) * (table[cell + 1] - table[cell])
