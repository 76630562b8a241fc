"""The behaviour of a configuration: holders, pricing, demand, market and the parts of the economy."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, ValidationInfo, create_model, field_validator, model_validator

from app.abm.agents.profile_choice import checked_overrides, distinct_names, is_known
from app.abm.agents.profiles import PROFILES, ProfileOverride
from app.abm.agents.scaling import Granularity
from app.abm.core.given import NoneIsEmpty
from app.abm.core.params import WHOLE, FieldError, Name, Params, did_you_mean, label
from app.abm.core.streams import MAX_SEED
from app.abm.dynamics.demand import DemandParams, VolumeParams
from app.abm.dynamics.market import MarketParams
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS, PricingParams
from app.abm.dynamics.pricing_model import Price
from app.abm.dynamics.staking import StakingParams
from app.abm.dynamics.treasury import TreasuryParams

AggregationLevel = Literal["cohort", "sampled", "full"]

if TYPE_CHECKING:
    PricingModelName: TypeAlias = str
    PricingConfig = PricingParams
else:
    PricingModelName = Literal[tuple(PRICING_MODELS)]
    PricingConfig = create_model(
        "PricingConfig",
        __base__=tuple(model.Params for model in PRICING_MODELS.values()),
        __doc__="Parameters of the pricing models; those of a model that is not chosen are ignored.",
    )


class BehaviourParams(Params):
    """How holders, market, staking and treasury behave."""

    pricing_model: Annotated[
        PricingModelName, label("Pricing model", options={name: model.title for name, model in PRICING_MODELS.items()})
    ] = "eoe"
    """How selling and demand make the price."""
    pricing_config: Annotated[PricingConfig | None, label("Pricing")] = None
    """Parameters of the pricing model."""
    initial_price: Annotated[Price | None, label("Start price", "fiat per token")] = None
    """Price before the first month, fiat per token; the same as token.initial_price."""
    constant_price: Annotated[Price | None, label("Constant price", "fiat per token")] = None
    """The price of the constant model; the same as pricing_config.constant_price."""
    demand: Annotated[DemandParams | None, label("Demand")] = None
    """What outside buyers spend; omitted, a typical launch."""
    market: Annotated[MarketParams | None, label("Market")] = None
    """The market as a whole, which demand for all tokens follows; omitted, flat."""
    agent_granularity: Annotated[
        Granularity,
        label(
            "Rows",
            options={
                "full_individual": "One row per holder",
                "meta_agents": "Rows that stand for many",
                "adaptive": "As fits",
            },
        ),
    ] = "adaptive"
    """One row per holder, meta-agents that stand for many, or individuals while they fit."""
    agents_per_cohort: Annotated[
        Annotated[int, Field(ge=1, le=10_000_000), WHOLE] | None, label("Agents per cohort", "holders")
    ] = None
    """Holders of a bucket without num_holders (50), and rows of a cohort of meta-agents."""
    behaviour_noise: Annotated[float, Field(ge=0, le=1), label("Behaviour noise", "fraction")] = 0.25
    """η: largest random change of one holder's selling, as a fraction."""
    trait_jitter: Annotated[float, Field(ge=0, le=0.5), label("Trait jitter", "fraction")] = 0.0
    """Relative standard deviation of a run's mean traits from the profiles'; Monte Carlo sets it."""
    unlock_anticipation: Annotated[float, Field(ge=0, le=10), label("Unlock anticipation", "")] = 0.0
    """Extra selling ahead of next month's unlocks, per unlock as a fraction of the circulating supply."""
    enable_staking: Annotated[bool, label("Staking")] = False
    """Open a staking pool."""
    staking_config: Annotated[StakingParams | None, label("Staking pool")] = None
    """The staking pool."""
    enable_treasury: Annotated[bool, label("Treasury")] = False
    """Let a treasury take fees and buy back."""
    treasury_config: Annotated[TreasuryParams | None, label("Treasury rules")] = None
    """The treasury."""
    enable_volume: Annotated[bool, label("Demand as trading volume")] = False
    """Give demand as a trading volume, the older way."""
    volume_config: Annotated[VolumeParams | None, label("Trading volume")] = None
    """The trading volume."""
    bucket_cohort_mapping: Annotated[dict[Name, Name], NoneIsEmpty, label("Behaves like")] = Field(
        default_factory=dict, max_length=100
    )
    """The profile or preset each named bucket behaves by."""
    cohort_profiles: Annotated[dict[Name, ProfileOverride], NoneIsEmpty, label("Cohort profiles")] = Field(
        default_factory=dict, max_length=100
    )
    """Changes to profiles, by profile or bucket name; any subset of the fields."""
    seed: Annotated[Annotated[int, Field(ge=0, le=MAX_SEED), WHOLE] | None, label("Seed", "")] = None
    """Seed of all chance; omitted, derived from the configuration."""
    store_cohort_details: Annotated[bool, label("Report each bucket")] = True
    """Report every cohort's months."""
    aggregation_level: Annotated[
        AggregationLevel,
        label(
            "Report holders", options={"cohort": "By bucket only", "sampled": "A sample of rows", "full": "Every row"}
        ),
    ] = "cohort"
    """cohort, or also the final balances of at most 1,000 rows (sampled) or of all (full), and some holders' months."""
    attribution: Annotated[bool | None, label("Say what moved the price")] = None
    """Report who moved the price in every month; omitted, single runs do and trials do not."""

    @field_validator("cohort_profiles", "bucket_cohort_mapping", mode="before")
    @classmethod
    def _names_are_distinct(cls, table: object) -> object:
        if isinstance(table, dict):
            distinct_names({name: None for name in table if isinstance(name, str)})
        return table

    @field_validator("cohort_profiles")
    @classmethod
    def _overrides_are_valid(cls, overrides: dict[str, ProfileOverride]) -> dict[str, ProfileOverride]:
        return checked_overrides(overrides)

    @field_validator("enable_volume")
    @classmethod
    def _demand_is_given_once(cls, enabled: bool, info: ValidationInfo) -> bool:
        if enabled and info.data.get("demand") is not None:
            raise ValueError("give demand or enable_volume, not both")
        return enabled

    @model_validator(mode="after")
    def _mapped_profiles_are_known(self) -> Self:
        for bucket, target in self.bucket_cohort_mapping.items():
            if not is_known(target, self.cohort_profiles):
                known = [*PROFILES, *self.cohort_profiles]
                message = "unknown cohort profile" + did_you_mean(target, known)
                raise FieldError(("bucket_cohort_mapping", bucket), message)
        return self


def _fields_of_parts() -> dict[str, Any]:
    """The field of each part that is on whenever it has rules."""
    return {
        part.field: (Annotated[part.Params | None, Field(title=part.title, description=part.summary)], None)
        for part in PARTS.values()
        if part.switch is None
    }


if TYPE_CHECKING:
    ABMParams: TypeAlias = BehaviourParams
else:
    ABMParams = create_model(
        "ABMParams", __base__=BehaviourParams, __doc__=BehaviourParams.__doc__, **_fields_of_parts()
    )
