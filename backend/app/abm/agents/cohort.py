"""A cohort: the holders of one bucket, and how their tempers and holdings are drawn."""

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

_KNOTS = 4096
_LAST_KNOT = 1 - 2.0**-20
_RARELY, _FEW = 3, 256
"""How often a distribution is asked for before it has a table, and most quantiles that are worked out without one."""

_ATTRIBUTES = ("risk", "hold", "sell", "sensitivity", "stake", "take_profit", "stop_loss", "size")

Chances: TypeAlias = Mapping[str, Floats]
"""A number in (0, 1) per attribute; (trials, rows)."""


@dataclass(frozen=True)
class AgentCohort:
    """The holders of one bucket: `rows` rows that stand for `weight` like holders each."""

    name: str
    profile: CohortProfile
    tokens: float
    """Tokens of the whole bucket."""
    holders: int
    rows: int
    jitter: float = 0.0
    """Standard deviation by which a trial's mean tempers differ from the profile's, relative."""

    @property
    def weight(self) -> float:
        """Like holders that one row stands for, ≥ 1."""
        return self.holders / self.rows

    @property
    def drawn_by(self) -> Hashable:
        """What the draw depends on besides the seeds: cohorts that agree on it have the same tempers and shares."""
        return self.name, self.profile, self.holders, self.rows, self.jitter

    @property
    def noise(self) -> float:
        """What chance keeps of itself: 1/√w, and nothing for a holder who only spends."""
        return self.dispersion if self.profile.trades else 0.0

    @property
    def dispersion(self) -> float:
        """1/√w: what the mean of a row's holders keeps of one holder's chance."""
        return 1 / math.sqrt(self.weight)

    def draw(self, seeds: Keys, chances: Chances | None = None) -> tuple[Traits[Floats], Floats]:
        """Tempers and holdings of every row, one set per trial, from the seeds' chances, made where they are not there.

        Returns the traits, each of shape (trials, rows), and each holder's share of the bucket; the shares of a trial
        add up to 1 when weighted.
        """
        chances = chances or self.chances(seeds)
        drawn = self._drawn(chances)
        if self.jitter:
            drawn = {name: values * self._jitter(name, seeds) for name, values in drawn.items()}
        return self._traits(drawn), self._shares(chances["size"])

    def _traits(self, drawn: dict[str, Floats]) -> Traits[Floats]:
        """Tempers as the rules use them; a holder who only spends has none."""
        hold, risk = np.maximum(drawn["hold"], 0.5), np.minimum(drawn["risk"], 1)
        traits = Traits(
            risk=risk,
            memory=1 / np.maximum(hold, 1),
            turnover=-np.expm1(-1 / hold),
            sell_pressure=np.clip(drawn["sell"], 0, 1),
            sensitivity=np.minimum(drawn["sensitivity"], 1),
            take_profit=np.maximum(drawn["take_profit"], 0.05),
            stop_loss=np.clip(drawn["stop_loss"], -0.95, -0.01),
            staking=np.minimum(drawn["stake"], 1),
            yield_caution=yield_caution(risk),
        )
        if self.profile.spending is None:
            return traits
        none, plain = np.zeros_like(risk), np.full_like(risk, 0.5)
        return traits._replace(
            risk=plain,
            turnover=np.full_like(risk, self.profile.spending),
            sensitivity=none,
            staking=none,
            yield_caution=yield_caution(plain),
        )

    def _drawn(self, chance: Chances) -> dict[str, Floats]:
        """Tempers by their distributions, before they are cut to what makes sense; each (trials, rows)."""
        of = self.profile
        return {
            "risk": _beta(chance["risk"], of.risk_alpha, of.risk_beta),
            "hold": _gamma(chance["hold"], of.hold_time_shape, of.hold_time_scale),
            "sell": _normal(chance["sell"], of.sell_pressure_mean, of.sell_pressure_std),
            "sensitivity": _beta(chance["sensitivity"], of.price_sensitivity_alpha, of.price_sensitivity_beta),
            "stake": _beta(chance["stake"], of.stake_alpha, of.stake_beta),
            "take_profit": _normal(chance["take_profit"], of.take_profit_mean, of.take_profit_std),
            "stop_loss": _normal(chance["stop_loss"], of.stop_loss_mean, of.stop_loss_std),
        }

    def chances(self, seeds: Keys) -> Chances:
        """A number in (0, 1) per attribute, trial and row; stratified where a row stands for many holders.

        Cohorts of one name, with as many rows and holders, have the same.
        """
        if self.weight == 1:
            return {name: uniforms(stream_keys(seeds, name, self.name), self.rows) for name in _ATTRIBUTES}
        strata = latin_hypercubes(stream_keys(seeds, "strata", self.name), len(_ATTRIBUTES), self.rows)
        return dict(zip(_ATTRIBUTES, strata, strict=True))

    def _jitter(self, name: str, seeds: Keys) -> Floats:
        """Factor of one trial's mean of an attribute, 1 ± `jitter`; (trials, 1)."""
        shock = ndtri(uniforms(stream_keys(seeds, f"jitter {name}", self.name), 1))
        return np.clip(1 + self.jitter * shock, 0.1, 1.9)

    def _shares(self, chance: Floats) -> Floats:
        """Lognormal shares of the bucket, heavy-tailed as real holders are; (trials, rows).

        A row's share is the mean of its holders': near the cohort's mean, the nearer the more they are.
        """
        size = np.exp(self.profile.size_sigma * ndtri(chance))
        single = size / (block_sums(size)[:, None] * self.weight)
        return self.dispersion * single + (1 - self.dispersion) / self.holders

    def single_shares(self, shares: Floats) -> Floats:
        """What one holder of each row has, given the mean of all of them: as unequal as single holders are."""
        return np.maximum((shares - (1 - self.dispersion) / self.holders) / self.dispersion, 0.0)


def yield_caution(risk: Floats) -> Floats:
    """The holder's part of the staking appetite, e^(0.05·(1 − ρ)/0.03)."""
    return np.exp(RISK_PREMIUM * (1 - risk) / APPETITE_WIDTH)


def _normal(chance: Floats, mean: float, std: float) -> Floats:
    return mean + std * ndtri(chance)


def _beta(chance: Floats, first: float, second: float) -> Floats:
    return _beta_quantiles(first, second).at(chance)


def _gamma(chance: Floats, shape: float, scale: float) -> Floats:
    return _gamma_quantiles(shape).at(chance) * scale


class _Quantiles:
    """Quantiles of one distribution, linear between 4096 exact ones: exact inversion costs as much as a run.

    A sweep may ask for a distribution once, for few holders: it gets the exact ones beside theirs, and no table.
    """

    def __init__(self, inverse: Callable[[Floats], Any]) -> None:
        self._inverse, self._asked = inverse, 0

    def at(self, chance: Floats) -> Floats:
        """The quantile of each chance."""
        self._asked += 1
        if self._asked > _RARELY or chance.size > _FEW:
            return _look_up(self._table, chance)
        place = chance * _KNOTS
        cell = np.minimum(place.astype(np.int64), _KNOTS - 1)
        low, high = self._exact(np.stack([cell, cell + 1]))
        quantile: Floats = low + (place - cell) * (high - low)
        return quantile

    @cached_property
    def _table(self) -> Floats:
        return self._exact(np.arange(_KNOTS + 1, dtype=np.int64))

    def _exact(self, knots: NDArray[np.int64]) -> Floats:
        return np.asarray(self._inverse(np.minimum(knots / _KNOTS, _LAST_KNOT)), dtype=np.float64)


@lru_cache(maxsize=256)
def _beta_quantiles(first: float, second: float) -> _Quantiles:
    return _Quantiles(lambda chance: betaincinv(first, second, chance))


@lru_cache(maxsize=256)
def _gamma_quantiles(shape: float) -> _Quantiles:
    return _Quantiles(lambda chance: gammaincinv(shape, chance))


def _look_up(table: Floats, chance: Floats) -> Floats:
    quantile = np.empty_like(chance)
    _interpolate(table, chance.reshape(-1), quantile.reshape(-1))
    return quantile


@long_kernel
def _interpolate(table: Floats, chance: Floats, quantile: Floats) -> None:
    cells = len(table) - 1
    for index in range(len(chance)):
        place = chance[index] * cells
        cell = min(int(place), cells - 1)
        quantile[index] = table[cell] + (place - cell) * (table[cell + 1] - table[cell])
