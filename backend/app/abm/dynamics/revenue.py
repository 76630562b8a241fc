"""Revenue: what the protocol earns in fiat, and whether it buys tokens back, pays stakers or fills the treasury."""

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
    def _has_a_start(self) -> Self:
        told = self.model == "series" or (self.model == "adoption" and self.fiat_per_user is not None)
        if not told and self.initial_monthly_fiat is None:
            raise FieldError(("initial_monthly_fiat",), f"is needed by the {self.model} model")
        return self

    @model_validator(mode="after")
    def _shares_are_of_one(self) -> Self:
        total = self.to_buyback + self.to_stakers + (self.to_treasury or 0.0)
        if total > 1 + SPLIT_TOLERANCE:
            raise FieldError((), f"to_buyback, to_stakers and to_treasury are {total:g} together; at most 1 is there")
        return self

    @property
    def treasury_part(self) -> float:
        """What goes to the treasury: its share, or what the other two leave."""
        if self.to_treasury is not None:
            return self.to_treasury
        return max(1 - self.to_buyback - self.to_stakers, 0.0)

    def filled(self) -> "RevenueParams":
        """With the treasury's share."""
        return self.model_copy(update={"to_treasury": self.treasury_part})


class Revenue(EconomyPart[RevenueParams]):
    """Pays out the month's revenue once the price is known; what reaches nobody joins the treasury's reserve.

    In fiat, always: revenue = paid to stakers + received by the treasury, which buys back, + costs outside the model.
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
        """Every figure may be a number or an array with one for each trial, once `params` is filled."""
        trials = opening.trials
        self.path: Floats | None = None
        """Fiat of each month, none where there is no revenue; (months, trials), or (months, 1) where all earn alike."""
        if params is not None:
            self.path = _path(params, opening)
            self._shares = params.to_buyback, params.to_stakers, params.treasury_part
        self.real_yield = np.zeros(trials)
        """Yearly yield in fiat on what is staked, by last month's payment and price."""
        self.earned, self.bought, self.spent = np.zeros((3, trials))
        """Fiat earned this month, tokens bought back, and the fiat meant for that."""

    @classmethod
    def at(cls, rules: RevenueParams | None, opening: Opening) -> Self:
        """The revenue that is given."""
        return cls(rules, opening)

    @classmethod
    def filled(cls, given: RevenueParams | None) -> RevenueParams | None:
        """With the treasury's share."""
        return None if given is None else given.filled()

    @classmethod
    def unheeded(cls, rules: RevenueParams, opening: Opening) -> Iterator[tuple[Location, str]]:
        """A share for stakers, where nobody can stake."""
        if rules.to_stakers and not opening.stakes:
            yield ("to_stakers",), "revenue for stakers stays with the treasury while enable_staking is off"

    def pay_out(
        self,
        price: Floats,
        staking: StakingPool,
        treasury: TreasuryController,
        pricing: PricingModel,
        economy: TokenEconomy,
    ) -> None:
        """Pay stakers, and hand the rest to the treasury, which buys back at the month's price with its part."""
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
        """What was earned, and what stakers' fiat is worth to them."""
        return {"revenue_fiat": self.earned, "real_yield": self.real_yield}


def _path(params: RevenueParams, opening: Opening) -> Floats:
    """Fiat of each month, by trial where any figure of the path is."""
    by_trial = {name: figures.tolist() for name, figures in params if isinstance(figures, np.ndarray)}
    trials = opening.trials if by_trial else 1
    each = [params.model_copy(update={name: figures[t] for name, figures in by_trial.items()}) for t in range(trials)]
    return np.array([[demand_path(one, month) for one in each] for month in range(opening.months)])
