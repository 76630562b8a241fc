"""Emissions: tokens minted beyond the total supply, month by month, for a bucket's holders or for stakers."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.abm.core.compiled import kernel
from app.abm.core.errors import Location
from app.abm.core.month import CohortHead, Floats, Opening, ratio
from app.abm.core.params import FieldError, Fraction, Listed, Months, Params, did_you_mean, label, trimmed
from app.abm.core.series import Figure, Series
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.staking import StakingPool
from app.abm.dynamics.token_economy import TokenEconomy

STAKERS = "stakers"
"""In place of a profile: everyone who stakes."""

MOST_EMISSIONS = 20
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

    What is meant for stakers is not minted in a month in which nobody stakes.
    """

    STATE = ("total",)
    title = "Emissions"
    summary = "Tokens minted beyond the total supply, for a bucket's holders or for stakers."
    field = "emissions"
    Params = Annotated[tuple[Emission, ...], Listed, Field(max_length=MOST_EMISSIONS)]
    SERIES: ClassVar = {
        "emitted": Series("Emitted", "flows", "tokens", "Tokens minted by emissions during the month."),
    }
    FIGURES: ClassVar = {
        "total_emitted": Figure(
            "Emitted", "tokens", "Tokens minted by emissions in all.", lambda of: of("emitted").sum(axis=0)
        ),
    }

    def __init__(self, emissions: Sequence[Emission], opening: Opening) -> None:
        """Every parameter but kind and profile may be a number or an array with one for each trial."""
        self.emissions = emissions
        self.is_open = bool(emissions)
        cohorts, trials = opening.cohorts, opening.trials
        self._rates = [_rates(emission, trials) for emission in emissions]
        self._splits = [_split(cohorts, emission.profile) for emission in emissions]
        self.total = np.zeros(trials)
        """Tokens emitted since the start."""
        self.emitted = np.zeros(trials)
        self.fresh = np.zeros((trials, len(cohorts)))
        """Tokens for the holders of each cohort, this month; (trials, cohorts)."""
        self.rate = np.zeros(trials)
        """Tokens for each token staked, this month."""
        self._on_locked = np.zeros((trials, len(cohorts)))
        """Tokens for the locked stakes of each cohort, this month; (trials, cohorts)."""

    @classmethod
    def at(cls, rules: tuple[Emission, ...] | None, opening: Opening) -> Self:
        """The emissions that are given."""
        return cls(rules or (), opening)

    @classmethod
    def check(cls, rules: tuple[Emission, ...], opening: Opening) -> None:
        """Raises FieldError where an emission goes to nobody there is."""
        known = [STAKERS, *(head.name for head in opening.cohorts), *(head.profile for head in opening.cohorts)]
        for index, emission in enumerate(rules):
            if not _is_for_stakers(emission.profile) and _split(opening.cohorts, emission.profile) is None:
                message = "must be 'stakers', a bucket's name, or a profile that some bucket has"
                raise FieldError((index, "profile"), message + did_you_mean(emission.profile, known))

    @classmethod
    def unheeded(cls, rules: tuple[Emission, ...], opening: Opening) -> Iterator[tuple[Location, str]]:
        """Emissions for stakers, where nobody can stake."""
        for index, emission in enumerate(rules):
            if _is_for_stakers(emission.profile) and not opening.stakes:
                yield (index, "profile"), "emissions to stakers are not minted while enable_staking is off"

    @property
    def stakers_yield(self) -> Floats:
        """Yearly yield on what is staked, as a fraction, at this month's rate."""
        return 12 * self.rate

    def pay(self, staking: StakingPool, economy: TokenEconomy) -> None:
        """Mint the month's tokens: for holders to liquid, for stakers by what was staked when the month opened."""
        if not self.is_open:
            return
        supply = economy.in_existence
        self.fresh, for_stakers = np.zeros_like(self.fresh), np.zeros_like(self.rate)
        for emission, rates, split in zip(self.emissions, self._rates, self._splits, strict=True):
            tokens = _minted(economy.month, supply, emission.kind == "fixed", *rates)
            if split is None:
                for_stakers += tokens
            else:
                self.fresh += tokens[:, None] * split
        economy.mint("liquid", self.fresh.sum(axis=1))
        to_stakers = self._pay_stakers(for_stakers, staking, economy)
        self.emitted = self.fresh.sum(axis=1) + to_stakers
        self.total = self.total + self.emitted

    def told_apart(self, sold: Floats, held: Floats, staked: Floats) -> Floats:
        """A last column to what each cohort sold: the part that this month's emissions fed, taken out of the others.

        Of what a cohort `held` when it sold, and had `staked` when the month opened, emitted tokens are sold like the
        rest. (trials, cohorts), and with the last column (trials, cohorts + 1); as it is where there are no emissions.
        """
        if not self.is_open:
            return sold
        got = self.fresh + self._on_locked + self.rate[:, None] * staked
        fed = sold * np.clip(np.divide(got, held, out=np.zeros_like(held), where=held > 0), 0.0, 1.0)
        return np.concatenate([sold - fed, fed.sum(axis=1, keepdims=True)], axis=1)

    def report(self) -> dict[str, Floats]:
        """Tokens minted this month."""
        return {"emitted": self.emitted}

    def _pay_stakers(self, tokens: Floats, staking: StakingPool, economy: TokenEconomy) -> Floats:
        """Mint for holders who stake and for outside buyers who do; returns what was minted, nothing for nobody."""
        staked = staking.in_use(economy)
        self.rate = ratio(tokens, staked)
        self._on_locked = self.rate[:, None] * staking.locked_staked
        to_market = self.rate * staking.market_staked
        to_holders = self.rate * (staked - staking.market_staked)
        economy.mint("liquid", to_holders)
        economy.mint("market", to_market)
        return to_holders + to_market


def _is_for_stakers(profile: str) -> bool:
    return profile.strip().casefold() == STAKERS


def _split(cohorts: Sequence[CohortHead], profile: str) -> Floats | None:
    """Each cohort's part of an emission: all to the bucket of that name, else by tokens to those with that profile.

    None where it goes to no cohort; (cohorts,).
    """
    wanted = profile.strip().casefold()
    named = np.array([head.name.strip().casefold() == wanted for head in cohorts])
    alike = np.array([head.profile.casefold() == wanted for head in cohorts])
    chosen = named if named.any() else alike
    if _is_for_stakers(profile) or not chosen.any():
        return None
    tokens = chosen * np.array([head.tokens for head in cohorts])
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
        left = (1.0 - decay[trial]) ** np.floor((month - start[trial]) / 12.0)
        if is_fixed:
            tokens[trial] = left * size[trial]
        else:
            tokens[trial] = supply[trial] * np.expm1(np.log1p(left * size[trial] / 100.0) / 12.0)
    return tokens
