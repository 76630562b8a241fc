"""The specification of a run, which library, HTTP API, cache and form share."""

import hashlib
from functools import cached_property
from typing import Any, Self, TypeVar

import orjson
from pydantic import model_validator

from app import __version__
from app.abm.agents.cohort import AgentCohort
from app.abm.agents.profiles import CohortProfile
from app.abm.agents.scaling import DEFAULT_AGENTS, DEFAULT_ROW_BUDGET, AdaptiveAgentScaling, BucketSize
from app.abm.config.buckets import BucketParams
from app.abm.config.economy import EconomyParams
from app.abm.core.errors import ConfigError
from app.abm.core.month import CohortSummary, Opening
from app.abm.core.params import FieldError
from app.abm.core.streams import MAX_SEED
from app.abm.dynamics.curves import BondingCurveParams, curve_start
from app.abm.dynamics.demand import MAX_FIAT, DemandBaseline, DemandParams, VolumeParams
from app.abm.dynamics.estimates import estimate
from app.abm.dynamics.launch import Launch, launch_of
from app.abm.dynamics.market import MarketParams
from app.abm.dynamics.part import EconomyPart, as_json
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.pricing_model import (
    HOLDING_TIME,
    MAX_PRICE,
    MIN_PRICE,
    ConstantParams,
    PricingParams,
    TradingParams,
)
from app.abm.dynamics.staking import StakingParams, StakingPool
from app.abm.dynamics.treasury import TreasuryController, TreasuryParams
from app.abm.vesting.unlock_table import UnlockTable, unlock_table

Rules = TypeVar("Rules")
ENGINE_VERSION = __version__
MAX_FULL_ROWS = 100_000
"""Greatest number of rows that the aggregation level `full` reports."""


class SimulationSpec(EconomyParams):
    """A complete token economy: a run is a function of this, and of nothing else."""

    @model_validator(mode="after")
    def _parts_fit_the_economy(self) -> Self:
        for part in PARTS.values():
            rules = self.rules(part)
            try:
                if rules is not None:
                    part.check(rules, self.opening(trials=1))
            except FieldError as error:
                raise FieldError(("abm", part.field, *error.location), str(error)) from None
        return self

    @model_validator(mode="after")
    def _numbers_stay_in_range(self) -> Self:
        params, volume = self.pricing_params, self.volume_params
        if isinstance(params, BondingCurveParams):
            start = self._curve_start(params)
            if not 1e-200 < start**params.n < 1e200:
                message = "takes the bonding curve out of the range of numbers at its initial supply"
                raise FieldError(("abm", "pricing_config", "n"), message)
            if params.k is not None and not MIN_PRICE <= params.k * start**params.n <= MAX_PRICE:
                message = f"starts the bonding curve at a price beyond {MIN_PRICE:g} … {MAX_PRICE:g}"
                raise FieldError(("abm", "pricing_config", "k"), message)
        if volume is not None and volume.monthly_fiat(self.initial_price) > MAX_FIAT:
            message = f"makes more than {MAX_FIAT:g} fiat a month"
            raise FieldError(("abm", "volume_config", "base_daily_volume"), message)
        return self

    @cached_property
    def unlocks(self) -> UnlockTable:
        """Unlocks and locked tokens of each bucket by month."""
        return unlock_table(
            tuple(self.bucket_tokens), tuple(bucket.schedule() for bucket in self.buckets), self.horizon
        )

    @cached_property
    def pricing_params(self) -> PricingParams:
        """The parameters of the chosen pricing model; fields of other models are ignored."""
        model = PRICING_MODELS[self.abm.pricing_model].Params
        config = self.abm.pricing_config
        given = config.model_dump(include=config.model_fields_set & set(model.model_fields)) if config else {}
        if self.abm.constant_price is not None and "constant_price" in model.model_fields:
            given["constant_price"] = self.abm.constant_price
        return model(**given)

    def rules(self, part: type[EconomyPart[Rules]]) -> Rules | None:
        """The rules in force of a part, None while it is off."""
        rules: Rules | None = self._rules[part]
        return rules

    @cached_property
    def _rules(self) -> dict[type[EconomyPart[Any]], Any]:
        """The rules in force, by part."""
        given = {part: getattr(self.abm, part.field) for part in PARTS.values()}
        switch = {
            part: rules if part.switch is None else getattr(self.abm, part.switch) for part, rules in given.items()
        }
        return {part: part.with_defaults(rules) if switch[part] else None for part, rules in given.items()}

    @property
    def staking_params(self) -> StakingParams | None:
        """The rules of the staking pool, None while it is off."""
        return self.rules(StakingPool)

    @property
    def treasury_params(self) -> TreasuryParams | None:
        """The rules of the treasury with all shares, None while it is off."""
        return self.rules(TreasuryController)

    @property
    def volume_params(self) -> VolumeParams | None:
        """The trading volume that gives the demand, None if `demand` does."""
        return (self.abm.volume_config or VolumeParams()) if self.abm.enable_volume else None

    @cached_property
    def initial_price(self) -> float:
        """Fiat per token before the first month: given, else the start of the pricing model, else 1."""
        params = self.pricing_params
        if self.given_price is not None:
            return self.given_price
        if isinstance(params, ConstantParams) and params.constant_price is not None:
            return params.constant_price
        if isinstance(params, BondingCurveParams) and params.k is not None:
            start = self._curve_start(params)
            return float(params.k * start**params.n)
        return 1.0

    @cached_property
    def demand(self) -> DemandParams:
        """The demand in force; by default its level is what the first float turns over at the start price.

        The default depends on the schedule alone, not on what holders do, so selling more cannot raise demand.
        """
        params = (self.abm.demand or DemandParams(preset="typical")).filled()
        if params.initial_monthly_fiat is not None:
            return params
        pricing = self.pricing_params
        months = pricing.holding_time if isinstance(pricing, TradingParams) else HOLDING_TIME
        fiat = params.level * self.initial_price * self.launch.first_float / months
        return params.model_copy(update={"initial_monthly_fiat": fiat})

    @cached_property
    def market(self) -> MarketParams:
        """The market in force, with β filled in."""
        market = self.abm.market or MarketParams()
        if market.beta is not None:
            return market
        is_typical = not self.abm.enable_volume and self.demand.is_typical
        return market.model_copy(update={"beta": estimate("beta") if is_typical else 1.0})

    @cached_property
    def launch(self) -> Launch:
        """Start price, supply and scheduled float, of the buckets that trade."""
        trades = tuple(profile.trades for profile in self.profiles)
        schedules = tuple(bucket.schedule() for bucket in self.buckets)
        price, supply, tokens = self.initial_price, self.token.total_supply, tuple(self.bucket_tokens)
        return launch_of(price, supply, tokens, schedules, trades, self.unlocks)

    @cached_property
    def demand_baseline(self) -> DemandBaseline:
        """The factors of demand that depend on neither chance nor prices."""
        volume = self.volume_params
        if volume is not None:
            return DemandBaseline.of_volume(volume, self.launch)
        return DemandBaseline.of(self.demand, self.launch)

    @cached_property
    def seed(self) -> int:
        """The seed given, else one derived from the configuration.

        Name, horizon, order of buckets and reporting options have no influence, so a longer run repeats a shorter one.
        """
        if self.abm.seed is not None:
            return self.abm.seed
        config = self._without_seed()
        for field in ("name", "horizon_months"):
            config["token"].pop(field)
        config["buckets"].sort(key=lambda bucket: str(bucket["bucket"]))
        for field in ("store_cohort_details", "aggregation_level", "attribution"):
            config["abm"].pop(field)
        return int.from_bytes(_digest(config)[:8], "big") & MAX_SEED

    def opening(self, trials: int) -> Opening:
        """The economy before its first month."""
        return Opening(
            trials,
            self.token.total_supply,
            self.initial_price,
            float(self.unlocks.total[0]),
            months=self.horizon,
            has_staking=self.abm.enable_staking,
            cohorts=self._cohort_summaries,
        )

    @cached_property
    def _cohort_summaries(self) -> tuple[CohortSummary, ...]:
        """Name, profile and tokens of each bucket, sorted by name."""
        buckets = zip(self.buckets, self.profile_choices, self.bucket_tokens, strict=True)
        return tuple(sorted(CohortSummary(bucket.bucket, choice.name, tokens) for bucket, choice, tokens in buckets))

    def cohorts(self, row_budget: int = DEFAULT_ROW_BUDGET) -> list[AgentCohort]:
        """The cohorts in the order of the buckets. Raises ConfigError when they need more rows than the budget."""
        if row_budget not in self._cohorts:
            self._cohorts[row_budget] = self._cohorts_within(row_budget)
        return self._cohorts[row_budget]

    @cached_property
    def _cohorts(self) -> dict[int, list[AgentCohort]]:
        """The cohorts computed so far, by row budget."""
        return {}

    def _cohorts_within(self, row_budget: int) -> list[AgentCohort]:
        abm = self.abm
        scaling = AdaptiveAgentScaling(abm.agent_granularity, abm.agents_per_cohort, row_budget)
        sizes = [
            BucketSize(tokens, bucket.num_holders, DEFAULT_AGENTS if profile.trades else 1)
            for tokens, bucket, profile in zip(self.bucket_tokens, self.buckets, self.profiles, strict=True)
        ]
        rows = scaling.rows(sizes)
        if abm.aggregation_level == "full" and sum(rows) > MAX_FULL_ROWS:
            message = f"reports at most {MAX_FULL_ROWS:,} rows in full and this run has {sum(rows):,}; use sampled"
            raise ConfigError.at(("abm", "aggregation_level"), message, "too_many_agents")
        return [
            AgentCohort(bucket.bucket, profile, size.tokens, scaling.holders(size), count, abm.trait_jitter)
            for bucket, profile, size, count in zip(self.buckets, self.profiles, sizes, rows, strict=True)
        ]

    def rows(self, row_budget: int = DEFAULT_ROW_BUDGET) -> int:
        """Rows of one trial. Raises ConfigError when they are more than the budget."""
        return sum(cohort.rows for cohort in self.cohorts(row_budget))

    def effective(self) -> dict[str, Any]:
        """The configuration in force with all defaults filled in; posting it again gives the same run."""
        config = self._without_seed()
        config["abm"]["seed"] = self.seed
        return config

    def fingerprint(self) -> str:
        """SHA-256 of engine version and effective configuration; equal fingerprints mean equal results."""
        return _digest({"engine": ENGINE_VERSION, "config": self.effective()}).hex()

    def _default_holders(self, bucket: BucketParams, profile: CohortProfile) -> dict[str, int]:
        """One holder for a bucket whose tokens are only spent, unless their number is given."""
        is_given = bucket.num_holders is not None or self.abm.agents_per_cohort is not None
        return {} if is_given or profile.trades else {"num_holders": 1}

    def _curve_start(self, params: BondingCurveParams) -> float:
        """Tokens on the bonding curve before the first month."""
        return float(curve_start(params, float(self.unlocks.total[0]), self.token.total_supply))

    def _without_seed(self) -> dict[str, Any]:
        abm = self.abm
        pricing = PRICING_MODELS[abm.pricing_model](self.pricing_params, self.opening(trials=1))
        token = self.token.model_dump(mode="json") | {"initial_price": self.initial_price}
        behaviour = abm.model_dump(mode="json", exclude={"initial_price", "constant_price"}) | {
            "cohort_profiles": {
                name: override.model_dump(mode="json", exclude_unset=True)
                for name, override in abm.cohort_profiles.items()
            },
            "pricing_config": pricing.effective.model_dump(mode="json"),
            "demand": None if abm.enable_volume else self.demand.model_dump(mode="json"),
            "market": self.market.model_dump(mode="json"),
            "attribution": abm.attribution is not False,
            "agents_per_cohort": abm.agents_per_cohort or DEFAULT_AGENTS,
            "volume_config": as_json(self.volume_params),
        }
        for part in PARTS.values():
            behaviour[part.field] = as_json(self.rules(part))
            if part.switch is None and behaviour[part.field] is None:  # a configuration without it keeps its hash
                del behaviour[part.field]
        buckets = [
            bucket.model_dump(mode="json") | {"profile": choice.name} | self._default_holders(bucket, profile)
            for bucket, choice, profile in zip(self.buckets, self.profile_choices, self.profiles, strict=True)
        ]
        return {"token": token, "buckets": buckets, "abm": behaviour}


def _digest(config: object) -> bytes:
    """SHA-256 of the canonical form: sorted keys, shortest floats."""
    return hashlib.sha256(orjson.dumps(config, option=orjson.OPT_SORT_KEYS)).digest()
