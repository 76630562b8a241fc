"""The behaviour profiles: distributions of holders' traits, as defaults and presets."""

from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from app.abm.core.params import FieldError, Params, label

Shape = Annotated[float, Field(ge=0.05, le=1000)]
Spread = Annotated[float, Field(ge=0, le=1)]


class CohortProfile(Params):
    """Distributions of the traits of one cohort's holders, and of the sizes of their holdings."""

    risk_alpha: Annotated[Shape, label("Risk tolerance, first shape", "")] = 5
    """First shape of the Beta distribution of risk tolerance ρ."""
    risk_beta: Annotated[Shape, label("Risk tolerance, second shape", "")] = 5
    """Second shape of the Beta distribution of risk tolerance ρ."""
    hold_time_shape: Annotated[Shape, label("Holding time, shape", "")] = 2
    """Shape of the Gamma distribution of the holding time, in months."""
    hold_time_scale: Annotated[float, Field(ge=0.05, le=240), label("Holding time, scale", "months")] = 6
    """Scale of the Gamma distribution of the holding time, months."""
    sell_pressure_mean: Annotated[Spread, label("Sold of an unlock, mean", "fraction")] = 0.25
    """Mean part of a fresh unlock that is sold (Normal, cut to 0 … 1)."""
    sell_pressure_std: Annotated[Spread, label("Sold of an unlock, spread", "fraction")] = 0.08
    """Standard deviation of the part of a fresh unlock that is sold."""
    price_sensitivity_alpha: Annotated[Shape, label("Price sensitivity, first shape", "")] = 5
    """First shape of the Beta distribution of price sensitivity κ."""
    price_sensitivity_beta: Annotated[Shape, label("Price sensitivity, second shape", "")] = 5
    """Second shape of the Beta distribution of price sensitivity κ."""
    stake_alpha: Annotated[Shape, label("Staking, first shape", "")] = 4
    """First shape of the Beta distribution of staking propensity σ."""
    stake_beta: Annotated[Shape, label("Staking, second shape", "")] = 6
    """Second shape of the Beta distribution of staking propensity σ."""
    cliff_shock_mult: Annotated[float, Field(ge=0, le=100), label("Cliff shock", "")] = 2
    """Factor on the part of a fresh unlock that is sold in the cliff month."""
    take_profit_mean: Annotated[float, Field(ge=0.05, le=100), label("Take-profit, mean", "fraction")] = 0.5
    """Mean gain that triggers profit taking, as a fraction (Normal, at least 0.05)."""
    take_profit_std: Annotated[float, Field(ge=0, le=10), label("Take-profit, spread", "fraction")] = 0.15
    """Standard deviation of the profit-taking gain."""
    stop_loss_mean: Annotated[float, Field(ge=-0.95, le=-0.01), label("Stop-loss, mean", "fraction")] = -0.3
    """Mean loss that triggers selling, as a negative fraction (Normal, cut to −0.95 … −0.01)."""
    stop_loss_std: Annotated[Spread, label("Stop-loss, spread", "fraction")] = 0.08
    """Standard deviation of the stop-loss."""
    size_sigma: Annotated[float, Field(ge=0, le=4), label("Inequality of holdings", "")] = 1
    """Lognormal spread of the holdings inside the cohort; 0 makes all equal, the Gini coefficient is erf(σ/2)."""
    spending: Annotated[Annotated[float, Field(ge=0, le=1)] | None, label("Spending", "fraction a month")] = None
    """Part of the old balance that goes out each month, as a fraction; given, it makes a holder who only spends:
    without triggers, caution, chance or staking, and one for the whole bucket. Omitted, holders trade."""

    @property
    def mean_risk(self) -> float:
        """Mean risk tolerance ρ."""
        return self.risk_alpha / (self.risk_alpha + self.risk_beta)

    @property
    def trades(self) -> bool:
        """Whether holders trade, so that their tokens count as float; those of holders who only spend do not."""
        return self.spending is None


class ProfileOverride(CohortProfile):
    """Any subset of a profile's fields; price sensitivity may also be given by its mean and standard deviation."""

    price_sensitivity_mean: Annotated[
        Annotated[float, Field(gt=0, lt=1)] | None, label("Price sensitivity, mean", "fraction")
    ] = None
    """Mean of price sensitivity κ, in place of its two Beta shapes."""
    price_sensitivity_std: Annotated[
        Annotated[float, Field(ge=0.001, lt=0.5)] | None, label("Price sensitivity, spread", "fraction")
    ] = None
    """Standard deviation of price sensitivity κ, in place of its two Beta shapes."""

    @model_validator(mode="after")
    def _moments_or_shapes(self) -> Self:
        given = self.model_fields_set
        if given & _MOMENTS and given & _SHAPES:
            raise ValueError("give price_sensitivity by mean and std or by alpha and beta, not both")
        return self

    def applied_to(self, base: CohortProfile) -> CohortProfile:
        """The profile `base` with every field given here replaced.

        Raises FieldError when no Beta distribution has the mean and standard deviation that result.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set - _MOMENTS}
        if self.model_fields_set & _MOMENTS:
            given |= self._sensitivity_shapes(base)
        try:
            return CohortProfile.model_validate(base.model_dump() | given)
        except ValidationError:
            message = "no Beta distribution with shapes between 0.05 and 1000 has this mean and standard deviation"
            raise FieldError(("price_sensitivity_std",), message) from None

    def _sensitivity_shapes(self, base: CohortProfile) -> dict[str, float]:
        """Shapes of the Beta distribution by the method of moments; a moment not given is that of `base`."""
        alpha, beta = base.price_sensitivity_alpha, base.price_sensitivity_beta
        mean = self.price_sensitivity_mean if self.price_sensitivity_mean is not None else alpha / (alpha + beta)
        base_variance = alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1))
        variance = self.price_sensitivity_std**2 if self.price_sensitivity_std is not None else base_variance
        concentration = mean * (1 - mean) / variance - 1
        if concentration <= 0:
            raise FieldError(("price_sensitivity_std",), "must be below √(mean · (1 − mean))")
        return {
            "price_sensitivity_alpha": mean * concentration,
            "price_sensitivity_beta": (1 - mean) * concentration,
        }


_SHAPES = frozenset({"price_sensitivity_alpha", "price_sensitivity_beta"})
_MOMENTS = frozenset({"price_sensitivity_mean", "price_sensitivity_std"})

_TEAM = CohortProfile(
    risk_alpha=2,
    risk_beta=8,
    hold_time_shape=6,
    hold_time_scale=1.8,
    sell_pressure_mean=0.08,
    sell_pressure_std=0.03,
    price_sensitivity_alpha=2,
    price_sensitivity_beta=8,
    stake_alpha=6,
    stake_beta=4,
    cliff_shock_mult=2.0,
    size_sigma=1.5,
)
_TREASURY = CohortProfile(sell_pressure_mean=0, sell_pressure_std=0, spending=0.005)

FALLBACK = "Community"
"""The profile of a bucket whose name is not recognised."""

PROFILES: dict[str, CohortProfile] = {
    "Team": _TEAM,
    "VC": CohortProfile(
        risk_alpha=5,
        risk_beta=5,
        hold_time_shape=6,
        hold_time_scale=1.3,
        sell_pressure_mean=0.18,
        sell_pressure_std=0.06,
        price_sensitivity_alpha=6,
        price_sensitivity_beta=4,
        stake_alpha=4,
        stake_beta=6,
        cliff_shock_mult=1.25,
        size_sigma=1.0,
    ),
    "Community": CohortProfile(
        risk_alpha=5,
        risk_beta=3,
        hold_time_shape=6,
        hold_time_scale=1.1,
        sell_pressure_mean=0.15,
        sell_pressure_std=0.05,
        price_sensitivity_alpha=5,
        price_sensitivity_beta=5,
        stake_alpha=4,
        stake_beta=6,
        cliff_shock_mult=1.0,
        size_sigma=2.4,
    ),
    "Investors": CohortProfile(
        risk_alpha=6,
        risk_beta=4,
        hold_time_shape=6,
        hold_time_scale=1.5,
        sell_pressure_mean=0.15,
        sell_pressure_std=0.05,
        price_sensitivity_alpha=7,
        price_sensitivity_beta=3,
        stake_alpha=5,
        stake_beta=5,
        cliff_shock_mult=1.25,
        size_sigma=1.8,
    ),
    "Advisors": CohortProfile(
        risk_alpha=3,
        risk_beta=7,
        hold_time_shape=6,
        hold_time_scale=1.6,
        sell_pressure_mean=0.12,
        sell_pressure_std=0.04,
        price_sensitivity_alpha=4,
        price_sensitivity_beta=6,
        stake_alpha=4,
        stake_beta=6,
        cliff_shock_mult=1.5,
        size_sigma=0.8,
    ),
    "Airdrop": CohortProfile(
        risk_alpha=6,
        risk_beta=4,
        hold_time_shape=4,
        hold_time_scale=1,
        sell_pressure_mean=0.46,
        sell_pressure_std=0.14,
        price_sensitivity_alpha=5,
        price_sensitivity_beta=5,
        stake_alpha=2,
        stake_beta=8,
        cliff_shock_mult=1.0,
        size_sigma=2.4,
    ),
    "Public": CohortProfile(
        risk_alpha=5,
        risk_beta=4,
        hold_time_shape=6,
        hold_time_scale=0.9,
        sell_pressure_mean=0.25,
        sell_pressure_std=0.08,
        price_sensitivity_alpha=6,
        price_sensitivity_beta=4,
        stake_alpha=4,
        stake_beta=6,
        cliff_shock_mult=1.0,
        size_sigma=2.0,
    ),
    "Ecosystem": CohortProfile(
        risk_alpha=4,
        risk_beta=6,
        hold_time_shape=6,
        hold_time_scale=1.6,
        sell_pressure_mean=0.2,
        sell_pressure_std=0.06,
        price_sensitivity_alpha=3,
        price_sensitivity_beta=7,
        stake_alpha=3,
        stake_beta=7,
        cliff_shock_mult=1.0,
        size_sigma=1.5,
    ),
    "Treasury": _TREASURY,
    "Liquidity": _TREASURY.model_copy(update={"spending": 0.0}),
    "conservative": _TEAM,
    "moderate": CohortProfile(),
    "aggressive": CohortProfile(
        risk_alpha=5,
        risk_beta=3,
        hold_time_shape=1.5,
        hold_time_scale=4,
        sell_pressure_mean=0.4,
        sell_pressure_std=0.1,
        price_sensitivity_alpha=6,
        price_sensitivity_beta=4,
        stake_alpha=3,
        stake_beta=7,
        cliff_shock_mult=3,
        size_sigma=1,
    ),
}
"""Ten cohort profiles and three presets; names match case-insensitively."""

PRESETS = ("conservative", "moderate", "aggressive")
"""Profiles of no particular group of holders, for a request to choose from."""
