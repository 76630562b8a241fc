"""The three parts of a configuration: the token, its buckets, and how everyone behaves."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.abm.agents.profiles import PROFILES, ProfileOverride, checked_overrides, is_known, unmistakable
from app.abm.agents.scaling import Granularity
from app.abm.core.given import NoneIsEmpty
from app.abm.core.params import (
    WHOLE,
    FieldError,
    IsoDate,
    Listed,
    Params,
    Percent,
    did_you_mean,
    either,
    label,
    trimmed,
)
from app.abm.core.streams import MAX_SEED
from app.abm.dynamics.demand import DemandParams, VolumeParams
from app.abm.dynamics.market import MarketParams
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS, PricingParams
from app.abm.dynamics.pricing_model import Price
from app.abm.dynamics.staking import StakingParams
from app.abm.dynamics.treasury import TreasuryParams
from app.abm.engine.allocations import EXACT, GREATEST_SUPPLY, MOST_SEGMENTS, rounding_of
from app.abm.engine.dates import row_date
from app.abm.vesting.segments import Segment
from app.abm.vesting.vesting_schedule import VestingSchedule, schedule_of

MAX_HOLDERS = 10_000_000_000
DEFAULT_ROW_BUDGET = 1_000_000
"""Most rows of one trial, unless the caller says otherwise."""

Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(trimmed)]
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


class TokenParams(Params):
    """The token itself."""

    name: Annotated[Name | None, label("Name")] = None
    """What the token is called."""
    total_supply: Annotated[float, Field(ge=1e-9, le=GREATEST_SUPPLY), label("Total supply", "tokens")]
    """Tokens at the start, allocated or not."""
    start_date: Annotated[IsoDate, label("Start date")]
    """Day of the token generation event; row m is dated m calendar months later."""
    horizon_months: Annotated[int, Field(ge=1, le=480), WHOLE, label("Horizon", "months")]
    """Months to simulate."""
    initial_price: Annotated[Price | None, label("Start price", "fiat per token")] = None
    """Price before the first month, fiat per token; 1 unless given here, in abm or in pricing_config."""

    @field_validator("start_date")
    @classmethod
    def _leaves_room_for_the_horizon(cls, start: date) -> date:
        if not 1900 <= start.year <= 9000:
            raise ValueError("must lie between the years 1900 and 9000")
        return start

    def row_date(self, month: int) -> date:
        """The start date plus whole calendar months, cut to the end of the month; never cumulative."""
        return row_date(self.start_date, month)


class BucketParams(Params):
    """One line of the allocation table: who gets how much, and when it unlocks."""

    model_config = ConfigDict(json_schema_extra=either(("allocation", "amount")))

    bucket: Annotated[Name, label("Bucket")]
    """Name of the bucket, unique; a known cohort's name gives it that cohort's behaviour."""
    allocation: Annotated[Percent, label("Allocation", "%")]
    """Share of the total supply, %; the buckets may all give an amount instead."""
    amount: Annotated[
        Annotated[float, Field(ge=0, le=GREATEST_SUPPLY)] | SkipJsonSchema[None],
        label("Amount", "tokens"),
        Field(exclude=True),
    ] = None
    """Tokens of the bucket, in place of its allocation; an answer's configuration has the allocation."""
    tge_unlock_pct: Annotated[Percent, label("Unlocked at launch", "%")] = 0.0
    """Share of the bucket unlocked at the start, %."""
    cliff_months: Annotated[int, Field(ge=0, le=600), WHOLE, label("Cliff", "months")] = 0
    """Months in which nothing but the TGE share unlocks."""
    vesting_months: Annotated[int, Field(ge=0, le=600), WHOLE, label("Vesting", "months")] = 0
    """Equal monthly instalments after the cliff; 0 unlocks the rest at once in the cliff month."""
    cliff_included: Annotated[
        bool, label("Cliff is part of the vesting"), Field(exclude_if=lambda included: not included)
    ] = False
    """Read the two as contracts do: vesting counts from the start, and at the cliff its part is due at once."""
    segments: Annotated[
        Annotated[tuple[Segment, ...], Listed, Field(min_length=1, max_length=MOST_SEGMENTS)] | None, label("Schedule")
    ] = None
    """Pieces of the schedule, in place of cliff and vesting; with the TGE share they add up to 100 %."""
    profile: Annotated[Name | None, label("Behaves like")] = None
    """Profile or preset of the bucket's holders; omitted, what its name says. An answer's configuration names it."""
    num_holders: Annotated[Annotated[int, Field(ge=1, le=MAX_HOLDERS), WHOLE] | None, label("Holders", "holders")] = (
        None
    )
    """Holders in the bucket; omitted, abm.agents_per_cohort."""

    @field_validator("segments")
    @classmethod
    def _segments_add_up(cls, segments: tuple[Segment, ...] | None, info: ValidationInfo) -> tuple[Segment, ...] | None:
        if segments is None or "tge_unlock_pct" not in info.data:
            return segments
        if info.data.get("cliff_months") or info.data.get("vesting_months"):
            raise ValueError("give either segments or cliff_months and vesting_months, not both")
        shares = [info.data["tge_unlock_pct"], *(segment.pct for segment in segments if segment.pct is not None)]
        total = sum(shares)
        if len(shares) <= len(segments):
            segments = _with_the_rest(segments, max(100 - total, 0.0))
            total = max(total, 100.0)
        if abs(total - 100) > rounding_of(shares):
            raise ValueError(f"the segments' pct and tge_unlock_pct must add up to 100, not {total:.10g}")
        return segments

    @model_validator(mode="after")
    def _has_its_cliff_in_it(self) -> Self:
        if self.cliff_included and 0 < self.vesting_months < self.cliff_months:
            raise FieldError(("cliff_included",), "needs a vesting_months that is not shorter than the cliff in it")
        return self

    def schedule(self) -> VestingSchedule:
        """When the bucket unlocks."""
        cliff_and_vesting = self.cliff_months, self.vesting_months
        if self.segments is None:
            return schedule_of(self.tge_unlock_pct, *cliff_and_vesting, cliff_included=self.cliff_included)
        share, segments = self._whole_shares(self.segments)
        return schedule_of(share, *cliff_and_vesting, segments)

    def _whole_shares(self, segments: tuple[Segment, ...]) -> tuple[float, tuple[Segment, ...]]:
        """Launch share and segments; scaled to 100 % where they are off by the rounding of their decimals."""
        total = self.tge_unlock_pct + sum(segment.pct or 0.0 for segment in segments)
        if abs(total - 100) <= EXACT:
            return self.tge_unlock_pct, segments
        scale = 100 / total
        scaled = tuple(segment.model_copy(update={"pct": scale * (segment.pct or 0.0)}) for segment in segments)
        return scale * self.tge_unlock_pct, scaled


def _with_the_rest(segments: tuple[Segment, ...], rest: float) -> tuple[Segment, ...]:
    """The segments, what they leave of the bucket filled in where it never unlocks. Raises ValueError for two such."""
    open_ = [index for index, segment in enumerate(segments) if segment.pct is None]
    if len(open_) > 1:
        raise ValueError("only one piece that never unlocks may be without its pct")
    return tuple(segment.model_copy(update={"pct": rest}) if segment.pct is None else segment for segment in segments)


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
    """The market that all tokens swim in; omitted, flat."""
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
    trait_jitter: Annotated[float, Field(ge=0, le=0.5), label("Temper jitter", "fraction")] = 0.0
    """Standard deviation by which a run's mean tempers differ from the profiles', relative; Monte Carlo sets it."""
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
    """cohort, or also the final balances of at most 1,000 rows (sampled) or of all (full)."""
    attribution: Annotated[bool | None, label("Say what moved the price")] = None
    """Report who moved the price in every month; omitted, single runs do and trials do not."""

    @field_validator("cohort_profiles", "bucket_cohort_mapping", mode="before")
    @classmethod
    def _names_are_clear(cls, table: object) -> object:
        if isinstance(table, dict):
            unmistakable({name: None for name in table if isinstance(name, str)})
        return table

    @field_validator("cohort_profiles")
    @classmethod
    def _profiles_exist_as_distributions(cls, overrides: dict[str, ProfileOverride]) -> dict[str, ProfileOverride]:
        return checked_overrides(overrides)

    @field_validator("enable_volume")
    @classmethod
    def _demand_is_given_once(cls, enabled: bool, info: ValidationInfo) -> bool:
        if enabled and info.data.get("demand") is not None:
            raise ValueError("give demand or enable_volume, not both")
        return enabled

    @model_validator(mode="after")
    def _mapping_leads_to_profiles(self) -> Self:
        for bucket, target in self.bucket_cohort_mapping.items():
            if not is_known(target, self.cohort_profiles):
                known = [*PROFILES, *self.cohort_profiles]
                message = "unknown cohort profile" + did_you_mean(target, known)
                raise FieldError(("bucket_cohort_mapping", bucket), message)
        return self


def _fields_of_parts() -> dict[str, Any]:
    """The field of each part that its rules alone switch on."""
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
