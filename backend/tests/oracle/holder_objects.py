"""Holders as objects, for the reference implementation in `object_per_holder`.

Only random numbers come from the engine: the holders' traits, and their monthly draws.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from app.abm.agents.population import Population
from app.abm.agents.profiles import CohortProfile
from app.abm.config.buckets import BucketParams
from app.abm.core.streams import fill_uniform, month_key, stream_keys
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.spec import SimulationSpec

LOSS_AVERSION = 2.25
Draws = Callable[[int], list[float]]


@dataclass(frozen=True, slots=True)
class News:
    """What a holder of one cohort knows in a month."""

    month: int
    price: float
    apy: float
    reward_rate: float
    outside_yield: float
    noise: float
    unlocked: float
    cliff: float
    income: float = 0.0
    """Rewards of the cohort's locked tokens."""
    minted: float = 0.0
    """Tokens that emissions give the cohort."""


class Order(NamedTuple):
    """What a holder received in a month, and what the holder wants to do."""

    matured: float
    reward: float
    sell: float
    stake: float


@dataclass(slots=True)
class Holder:
    """One holder."""

    risk: float
    hold_months: float
    sell_pressure: float
    sensitivity: float
    take_profit: float
    stop_loss: float
    staking: float
    share: float
    reference: float
    spending: float | None = None
    """Part of the older balance spent in a month, for a holder who does nothing else."""
    liquid: float = 0.0
    stakes: dict[int, float] = field(default_factory=dict)

    @property
    def staked(self) -> float:
        """Tokens in the pool, whenever they mature."""
        return sum(self.stakes.values())

    async def act(self, news: News, draw: float) -> Order:
        """Receive the month's tokens, and decide on last month's price."""
        unlocked = self.share * (news.unlocked + news.minted)
        reward = self.staked * news.reward_rate + self.share * news.income
        matured = self.stakes.pop(news.month, 0.0)
        self.liquid += unlocked + matured + reward
        if self.spending is not None:
            return Order(matured, reward, self.spending * (self.liquid - unlocked), 0.0)
        sell = self.wants_to_sell(unlocked, news, draw)
        return Order(matured, reward, sell, self.wants_to_stake(self.liquid - sell, news))

    def wants_to_sell(self, unlocked: float, news: News, draw: float) -> float:
        """Part of a fresh unlock and of what was held before, driven by price, traits and chance."""
        self.reference += (news.price - self.reference) / max(self.hold_months, 1.0)
        gain = news.price / self.reference - 1.0
        trigger = 1.0
        if gain >= self.take_profit:
            trigger = 1.0 + self.sensitivity
        elif gain <= self.stop_loss:
            trigger = 1.0 + LOSS_AVERSION * self.sensitivity * (1.0 - self.risk)
        fresh = min(self.sell_pressure * news.cliff, 1.0) * unlocked
        older = (1.0 - math.exp(-1.0 / self.hold_months)) * (self.liquid - unlocked)
        chance = 1.0 + news.noise * (2.0 * draw - 1.0)
        return min(self.liquid, (fresh + older) * trigger * (1.5 - self.risk) * chance)

    def wants_to_stake(self, free: float, news: News) -> float:
        """What is missing from the part of all tokens that this holder wants to stake."""
        staked = self.staked
        target_part = self.staking * appetite(news.apy, self.risk, news.outside_yield)
        return min(max(target_part * (free + staked) - staked, 0.0), free)

    def settle(self, order: Order, accepted: float, due: int) -> None:
        """Hand over what was sold, and what the pool accepted until month `due`."""
        stake = accepted * order.stake
        self.liquid -= order.sell + stake
        self.stakes[due] = self.stakes.get(due, 0.0) + stake


def appetite(apy: float, risk: float, outside_yield: float) -> float:
    """Staking appetite at a yield, 0 … 1."""
    return 1.0 / (1.0 + math.exp(-(apy - outside_yield - 0.05 * (1.0 - risk)) / 0.03))


@dataclass(frozen=True)
class Cohort:
    """The holders of a bucket with a cliff and linear vesting."""

    bucket: BucketParams
    tokens: float
    profile: CohortProfile
    draws: Draws
    holders: list[Holder]

    @property
    def spending(self) -> float | None:
        """Part of the older balance spent in a month, for holders who only spend."""
        return self.profile.spending

    @property
    def mean_risk(self) -> float:
        """Mean of the Beta distribution of risk tolerance."""
        return self.profile.risk_alpha / (self.profile.risk_alpha + self.profile.risk_beta)

    def unlocked_by(self, month: int) -> float:
        """Tokens unlocked by the end of a month."""
        if month < 0:
            return 0.0
        start, length = self.bucket.cliff_months, self.bucket.vesting_months
        part = min(max((month - start) / length, 0.0), 1.0) if length else float(month >= start)
        tge = self.bucket.tge_unlock_pct / 100.0
        return self.tokens * (tge + (1.0 - tge) * part)

    def unlocked_in(self, month: int) -> float:
        """Tokens unlocked during a month."""
        return self.unlocked_by(month) - self.unlocked_by(month - 1)

    def cliff(self, month: int) -> float:
        """The cliff multiplier in the first month after the start that unlocks anything, unless that is month 1."""
        if month < 2 or self.unlocked_in(month) <= 0.0:
            return 1.0
        earlier = self.unlocked_by(month - 1) - self.unlocked_by(0)
        return 1.0 if earlier > 0.0 else self.profile.cliff_shock_mult


def cohorts_of(spec: SimulationSpec) -> list[Cohort]:
    """The engine's own holders, as objects, in the order of the buckets."""
    seeds = np.array([spec.seed], dtype=np.uint64)
    population = Population([spec.cohorts()], seeds, spec.abm.behaviour_noise, single_threaded)
    people = iter(holders_of(population, spec.initial_price))
    groups = {cohort.name: [next(people) for _ in range(cohort.rows)] for cohort in population.cohorts}
    return [
        Cohort(
            bucket,
            bucket.allocation / 100.0 * spec.token.total_supply,
            profile,
            draws_of(spec, bucket.bucket, len(groups[bucket.bucket])),
            groups[bucket.bucket],
        )
        for bucket, profile in zip(spec.buckets, spec.profiles, strict=True)
    ]


def holders_of(population: Population, price: float) -> list[Holder]:
    """Every row as a `Holder`; the holding time follows from the monthly turnover."""
    assert (population.weight == 1).all()
    traits = population.traits
    with np.errstate(divide="ignore"):  # no turnover means an infinite holding time
        hold_months = -1.0 / np.log1p(-traits.turnover)
    spending = [cohort.profile.spending for cohort in population.cohorts for _ in range(cohort.rows)]
    columns = (
        traits.risk,
        hold_months,
        traits.sell_pressure,
        traits.sensitivity,
        traits.take_profit,
        traits.stop_loss,
        traits.staking,
        population.share,
        np.full_like(population.share, price),
    )
    holders = [Holder(*row) for row in zip(*(column[0].tolist() for column in columns), strict=True)]
    for holder, part in zip(holders, spending, strict=True):
        holder.spending = part
    return holders


def draws_of(spec: SimulationSpec, cohort: str, rows: int) -> Draws:
    """The monthly uniform draws of a cohort's holders, 0 … 1."""
    key = stream_keys(np.array([spec.seed], dtype=np.uint64), "decision", cohort)[0]

    def draws(month: int) -> list[float]:
        column = np.empty((1, rows))
        fill_uniform(np.array([month_key(key, month)], dtype=np.uint64), column)
        values: list[float] = column[0].tolist()
        return values

    return draws
