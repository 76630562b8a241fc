"""Revenue: what the protocol earns in fiat, split between buybacks, stakers and the treasury."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from app.abm.core.errors import Location
from app.abm.core.month import Floats, Opening, ratio
from app.abm.core.params import FieldError, Fraction, Listed, label
from app.abm.core.series import Figure, Series
from app.abm.dynamics.demand import Fiat, FiatPath, demand_path
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.staking import StakingPool
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.treasury import SPLIT_TOLERANCE, TreasuryController


class RevenueParams(FiatPath):
    """What the protocol earns and whom it pays. What no share is given of pays for running it, outside the model."""

    model: Annotated[
        Literal["constant", "growth", "adoption", "series"],
        label(
            "Revenue model",
            options={"constant": "Flat", "growth": "Growth", "adoption": "Adoption", "series": "My own figures"},
        ),
    ] = "constant"
    """constant, growth (compound), adoption (logistic users) or series (a list)."""
    initial_monthly_fiat: Annotated[Fiat | None, label("Revenue at the start", "fiat a month")] = None
    """Fiat in month 0; needed by every model but series, and adoption with `fiat_per_user`."""
    series: Annotated[
        Annotated[tuple[Fiat, ...], Listed, Field(min_length=1, max_length=480)] | None,
        label("Revenue by month", "fiat a month"),
    ] = None
    """Fiat of each month; the last value stays (series model)."""
    to_buyback: Annotated[Fraction, label("To buybacks", "fraction")] = 0.0
    """Part of revenue that buys tokens back, as a fraction; they are burned or kept like the treasury's."""
    to_stakers: Annotated[Fraction, label("To stakers", "fraction")] = 0.0
    """Part of revenue paid to stakers in fiat, as a fraction."""
    to_treasury: Annotated[Fraction | None, label("To the treasury", "fraction")] = None
    """Part of revenue that joins the treasury's reserve, as a fraction; omitted, what the other two leave."""

    @model_validator(mode="after")
    def _start_is_given(self) -> Self:
        needs_no_start = self.model == "series" or (self.model == "adoption" and self.fiat_per_user is not None)
        if not needs_no_start and self.initial_monthly_fiat is None:
            raise FieldError(("initial_monthly_fiat",), f"is needed by the {self.model} model")
        return self

    @model_validator(mode="after")
    def _shares_add_up_to_at_most_one(self) -> Self:
        total = self.to_buyback + self.to_stakers + (self.to_treasury or 0.0)
        if total > 1 + SPLIT_TOLERANCE:
            raise FieldError((), f"to_buyback, to_stakers and to_treasury are {total:g} together; at most 1 is there")
        return self

    @property
    def treasury_part(self) -> float:
        """The treasury's part: as given, else what the other two leave."""
        if self.to_treasury is not None:
            return self.to_treasury
        return max(1 - self.to_buyback - self.to_stakers, 0.0)

    def filled(self) -> "RevenueParams":
        """With the treasury's share filled in."""
        return self.model_copy(update={"to_treasury": self.treasury_part})


class Revenue(EconomyPart[RevenueParams]):
    """Pays out the month's revenue once the price is known; the stakers' part goes to the treasury if nobody stakes.

    In fiat, revenue = paid to stakers + received by the treasury (buybacks included) + costs outside the model.
    """

    STATE = ("real_yield",)
    title = "Revenue"
    summary = "What the protocol earns in fiat: for buybacks, for stakers, for the treasury."
    field = "revenue"
    Params = RevenueParams
    SERIES: ClassVar = {
        "revenue_fiat": Series("Revenue", "treasury", "fiat", "Fiat the protocol earned during the month."),
        "real_yield": Series(
            "Real yield",
            "staking",
            "fraction a year",
            "Fiat paid to stakers, over the value of what is staked, for a year at this month's rate.",
        ),
    }
    FIGURES: ClassVar = {
        "total_revenue_fiat": Figure(
            "Revenue", "fiat", "Fiat the protocol earned in all.", lambda of: of("revenue_fiat").sum(axis=0)
        ),
    }

    def __init__(self, params: RevenueParams | None, opening: Opening) -> None:
        """Numeric parameters may be arrays (trials,), where designs differ."""
        trials = opening.trials
        self.path: Floats | None = None
        """Fiat of each month, None without revenue; (months, trials), or (months, 1) if all trials earn the same."""
        if params is not None:
            self.path = _path(params, opening)
            self._shares = params.to_buyback, params.to_stakers, params.treasury_part
        self.real_yield = np.zeros(trials)
        """Yearly yield of last month's payment to stakers on the value of their stakes."""
        self.earned, self.bought, self.spent = np.zeros((3, trials))
        """Fiat earned this month, tokens bought back, and fiat meant for buybacks."""

    @classmethod
    def from_rules(cls, rules: RevenueParams | None, opening: Opening) -> Self:
        """The revenue of these rules, none if there are none."""
        return cls(rules, opening)

    @classmethod
    def with_defaults(cls, given: RevenueParams | None) -> RevenueParams | None:
        """With the treasury's share filled in."""
        return None if given is None else given.filled()

    @classmethod
    def without_effect(cls, rules: RevenueParams, opening: Opening) -> Iterator[tuple[Location, str]]:
        """A share for stakers while there is no staking pool."""
        if rules.to_stakers and not opening.has_staking:
            yield ("to_stakers",), "revenue for stakers stays with the treasury while enable_staking is off"

    def pay_out(
        self,
        price: Floats,
        staking: StakingPool,
        treasury: TreasuryController,
        pricing: PricingModel,
        economy: TokenEconomy,
    ) -> None:
        """Pay stakers in fiat, and hand the rest to the treasury, which buys tokens back with its part at `price`."""
        if self.path is None:
            return
        to_buyback, to_stakers, to_treasury = self._shares
        self.earned = np.full_like(price, self.path[economy.month])
        self.spent = to_buyback * self.earned
        value = staking.in_use(economy) * price
        for_stakers = to_stakers * self.earned
        paid = np.where(value > 0, for_stakers, 0.0)
        self.real_yield = 12 * ratio(paid, value)
        treasury.earn(self.spent + (for_stakers - paid) + to_treasury * self.earned)
        self.bought = treasury.buy_back(self.spent, price, pricing, economy)

    def report(self) -> dict[str, Floats]:
        """Revenue of the month, and its yield to stakers."""
        return {"revenue_fiat": self.earned, "real_yield": self.real_yield}


def _path(params: RevenueParams, opening: Opening) -> Floats:
    """Fiat of each month; (months, trials), or (months, 1) if no parameter differs between trials."""
    by_trial = {name: values.tolist() for name, values in params if isinstance(values, np.ndarray)}
    trials = opening.trials if by_trial else 1
    paths = [params.model_copy(update={name: values[t] for name, values in by_trial.items()}) for t in range(trials)]
    return np.array([[demand_path(path, month) for path in paths] for month in range(opening.months)])
