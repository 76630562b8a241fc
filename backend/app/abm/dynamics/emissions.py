"""Emissions: tokens minted beyond the total supply, month by month, for a bucket's holders or for stakers."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.abm.core.compiled import kernel
from app.abm.core.errors import Location
from app.abm.core.month import CohortSummary, Floats, Opening, ratio
from app.abm.core.params import FieldError, Fraction, Listed, Months, Params, did_you_mean, label, trimmed
from app.abm.core.series import Figure, Series
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.staking import StakingPool
from app.abm.dynamics.token_economy import TokenEconomy

STAKERS = "stakers"
"""In place of a profile: everyone who stakes, holders and outside buyers."""

MAX_EMISSIONS = 20
Words = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(trimmed)]


class _Emission(Params):
    """Tokens minted every month of a span, fewer from year to year where they decay."""

    name: Annotated[Words, label("Name")]
    """What the emission is called."""
    profile: Annotated[Words, label("Goes to")] = STAKERS
    """Who gets the tokens: a bucket's holders by its name, those of every bucket with a profile, or `stakers`."""
    start_month: Annotated[Months, label("From month", "months")] = 0
    """First month that mints, counted from the start date."""
    end_month: Annotated[Months | None, label("To month", "months")] = None
    """Last month that mints; omitted, it never ends."""
    decay_per_year: Annotated[Fraction, label("Falls each year by", "fraction")] = 0.0
    """Part by which the rate falls with each full year since the first month, as a fraction."""

    @field_validator("end_month")
    @classmethod
    def _does_not_end_before_it_starts(cls, end: int | None, info: ValidationInfo) -> int | None:
        start = info.data.get("start_month", 0)
        if end is not None and end < start:
            raise ValueError(f"must not come before start_month, {start}")
        return end


class FixedEmission(_Emission):
    """So many tokens a month."""

    kind: Annotated[Literal["fixed"], label("Kind", options={"fixed": "So many a month"})]
    amount: Annotated[float, Field(ge=0, le=1e24), label("Minted a month", "tokens")]
    """Tokens minted in each month of the first year."""


class SupplyEmission(_Emission):
    """A yearly percentage of all tokens in existence, compounded monthly: after a year it has been minted exactly."""

    kind: Annotated[Literal["percent_of_supply"], label("Kind", options={"percent_of_supply": "Part of the supply"})]
    percent: Annotated[float, Field(ge=0, le=1000), label("Minted a year", "%")]
    """Tokens minted in the first year, in percent of those that were not burned when it began."""


Emission: TypeAlias = Annotated[FixedEmission | SupplyEmission, Field(discriminator="kind")]


class Emissions(EconomyPart[tuple[Emission, ...]]):
    """Mints the month's emissions: to holders like an unlock of their bucket, to stakers by what they have staked.

    Emissions for stakers are not minted in a month in which nobody stakes.
    """

    STATE = ("total",)
    title = "Emissions"
    summary = "Tokens minted beyond the total supply, for a bucket's holders or for stakers."
    field = "emissions"
    Params = Annotated[tuple[Emission, ...], Listed, Field(max_length=MAX_EMISSIONS)]
    SERIES: ClassVar = {
        "emitted": Series("Emitted", "flows", "tokens", "Tokens minted by emissions during the month."),
    }
    FIGURES: ClassVar = {
        "total_emitted": Figure(
            "Emitted", "tokens", "Tokens minted by emissions in all.", lambda of: of("emitted").sum(axis=0)
        ),
    }

    def __init__(self, emissions: Sequence[Emission], opening: Opening) -> None:
        """Numeric parameters of the emissions may be arrays (trials,), where designs differ."""
        self.emissions = emissions
        self.is_open = bool(emissions)
        cohorts, trials = opening.cohorts, opening.trials
        self._rates = [_rates(emission, trials) for emission in emissions]
        self._splits = [_split(cohorts, emission.profile) for emission in emissions]
        self.total = np.zeros(trials)
        """Tokens emitted since the start."""
        self.emitted = np.zeros(trials)
        self.to_cohorts = np.zeros((trials, len(cohorts)))
        """Tokens minted this month for the holders of each cohort; (trials, cohorts)."""
        self.stakers_rate = np.zeros(trials)
        """Tokens minted this month per token staked."""
        self._to_locked_stakes = np.zeros((trials, len(cohorts)))
        """Tokens minted this month for the locked stakes of each cohort; (trials, cohorts)."""

    @classmethod
    def from_rules(cls, rules: tuple[Emission, ...] | None, opening: Opening) -> Self:
        """The emissions of these rules, closed if there are none."""
        return cls(rules or (), opening)

    @classmethod
    def check(cls, rules: tuple[Emission, ...], opening: Opening) -> None:
        """Raises FieldError for an emission whose recipients do not exist."""
        known = [STAKERS, *(cohort.name for cohort in opening.cohorts), *(cohort.profile for cohort in opening.cohorts)]
        for index, emission in enumerate(rules):
            if not _is_for_stakers(emission.profile) and _split(opening.cohorts, emission.profile) is None:
                message = "must be 'stakers', a bucket's name, or a profile that some bucket has"
                raise FieldError((index, "profile"), message + did_you_mean(emission.profile, known))

    @classmethod
    def without_effect(cls, rules: tuple[Emission, ...], opening: Opening) -> Iterator[tuple[Location, str]]:
        """Emissions for stakers while there is no staking pool."""
        for index, emission in enumerate(rules):
            if _is_for_stakers(emission.profile) and not opening.has_staking:
                yield (index, "profile"), "emissions to stakers are not minted while enable_staking is off"

    @property
    def stakers_yield(self) -> Floats:
        """Yearly yield of this month's emissions on staked tokens, as a fraction."""
        return 12 * self.stakers_rate

    def pay(self, staking: StakingPool, economy: TokenEconomy) -> None:
        """Mint the month's tokens: for cohorts, and for stakers in proportion to the stakes when the month opened."""
        if not self.is_open:
            return
        supply = economy.in_existence
        self.to_cohorts, for_stakers = np.zeros_like(self.to_cohorts), np.zeros_like(self.stakers_rate)
        for emission, rates, split in zip(self.emissions, self._rates, self._splits, strict=True):
            tokens = _minted(economy.month, supply, emission.kind == "fixed", *rates)
            if split is None:
                for_stakers += tokens
            else:
                self.to_cohorts += tokens[:, None] * split
        economy.mint("liquid", self.to_cohorts.sum(axis=1))
        to_stakers = self._pay_stakers(for_stakers, staking, economy)
        self.emitted = self.to_cohorts.sum(axis=1) + to_stakers
        self.total = self.total + self.emitted

    def with_emitted_apart(self, sold: Floats, held: Floats, staked: Floats) -> Floats:
        """Split the sales of each cohort into its own and those of tokens emitted this month, in a last column.

        Emitted tokens are sold in the same proportion as all tokens that a cohort `held` when it sold; `staked` is what
        it had staked when the month opened. All are (trials, cohorts), the result is (trials, cohorts + 1). Without
        emissions `sold` is returned unchanged.
        """
        if not self.is_open:
            return sold
        received = self.to_cohorts + self._to_locked_stakes + self.stakers_rate[:, None] * staked
        from_emissions = sold * np.clip(np.divide(received, held, out=np.zeros_like(held), where=held > 0), 0.0, 1.0)
        return np.concatenate([sold - from_emissions, from_emissions.sum(axis=1, keepdims=True)], axis=1)

    def report(self) -> dict[str, Floats]:
        """Tokens minted this month."""
        return {"emitted": self.emitted}

    def _pay_stakers(self, tokens: Floats, staking: StakingPool, economy: TokenEconomy) -> Floats:
        """Mint for holders and outside buyers who stake; returns the tokens minted, 0 if nobody stakes."""
        staked = staking.in_use(economy)
        self.stakers_rate = ratio(tokens, staked)
        self._to_locked_stakes = self.stakers_rate[:, None] * staking.locked_staked
        to_market = self.stakers_rate * staking.market_staked
        to_holders = self.stakers_rate * (staked - staking.market_staked)
        economy.mint("liquid", to_holders)
        economy.mint("market", to_market)
        return to_holders + to_market


def _is_for_stakers(profile: str) -> bool:
    return profile.strip().casefold() == STAKERS


def _split(cohorts: Sequence[CohortSummary], profile: str) -> Floats | None:
    """Each cohort's part of an emission; (cohorts,), or None if no cohort receives it.

    It goes to the bucket of that name, else to all buckets with that profile in proportion to their tokens.
    """
    wanted = profile.strip().casefold()
    named = np.array([cohort.name.strip().casefold() == wanted for cohort in cohorts])
    same_profile = np.array([cohort.profile.casefold() == wanted for cohort in cohorts])
    chosen = named if named.any() else same_profile
    if _is_for_stakers(profile) or not chosen.any():
        return None
    tokens = chosen * np.array([cohort.tokens for cohort in cohorts])
    weight = tokens if tokens.any() else chosen.astype(np.float64)
    part: Floats = weight / weight.sum()
    return part


def _rates(emission: Emission, trials: int) -> tuple[Floats, ...]:
    """Amount or percent, first and last month, and decay; (trials,) each."""
    size = emission.amount if isinstance(emission, FixedEmission) else emission.percent
    end = np.inf if emission.end_month is None else emission.end_month
    columns = (size, emission.start_month, end, emission.decay_per_year)
    return tuple(np.array(np.broadcast_to(column, trials), dtype=np.float64) for column in columns)


@kernel
def _minted(
    month: int, supply: Floats, is_fixed: bool, size: Floats, start: Floats, end: Floats, decay: Floats
) -> Floats:
    """Tokens of one emission this month; (trials,)."""
    tokens = np.zeros_like(supply)
    for trial in range(len(supply)):
        if not start[trial] <= month <= end[trial]:
            continue
        decayed = (1.0 - decay[trial]) ** np.floor((month - start[trial]) / 12.0)
        if is_fixed:
            tokens[trial] = decayed * size[trial]
        else:
            tokens[trial] = supply[trial] * np.expm1(np.log1p(decayed * size[trial] / 100.0) / 12.0)
    return tokens
