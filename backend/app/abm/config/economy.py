"""A whole configuration: alternative forms of input are converted here, and contradictions refused."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from app.abm.agents.profile_choice import ProfileChoice, bucket_profile, choose_profile, is_known
from app.abm.agents.profiles import PROFILES, CohortProfile, ProfileOverride
from app.abm.config.allocations import EXACT, MAX_BUCKETS, amounts_as_shares, excess_total
from app.abm.config.behaviour import ABMParams
from app.abm.config.buckets import BucketParams
from app.abm.config.dates import days_as_months
from app.abm.config.token import TokenParams
from app.abm.core.given import NoneIsEmpty
from app.abm.core.params import FieldError, Listed, Name, Params, did_you_mean, label
from app.abm.dynamics.amm import POOL_PART


class EconomyParams(Params):
    """A token economy: the token, its buckets, and how everyone behaves."""

    token: Annotated[TokenParams, label("Token")]
    """The token itself."""
    buckets: Annotated[tuple[BucketParams, ...], Listed, Field(min_length=1, max_length=MAX_BUCKETS), label("Buckets")]
    """The allocation table; what it leaves of the supply stays unallocated."""
    abm: Annotated[ABMParams, NoneIsEmpty, label("Behaviour")] = Field(default_factory=ABMParams)
    """How holders, market, staking and treasury behave."""
    cohort_profiles: Annotated[dict[Name, ProfileOverride], NoneIsEmpty, label("Cohort profiles")] = Field(
        default_factory=dict, max_length=100
    )
    """Changes to profiles, which may stand here instead of in abm; once read, they are there."""

    @model_validator(mode="before")
    @classmethod
    def _profiles_moved_into_abm(cls, request: Any) -> Any:
        if not isinstance(request, dict) or "cohort_profiles" not in request:
            return request
        rest = {name: value for name, value in request.items() if name != "cohort_profiles"}
        behaviour = {} if rest.get("abm") is None else rest["abm"]
        if not isinstance(behaviour, dict) or request["cohort_profiles"] in (None, {}):
            return rest
        if behaviour.get("cohort_profiles"):
            raise ValueError("cohort_profiles is given twice; give it in abm or at the top level")
        return rest | {"abm": behaviour | {"cohort_profiles": request["cohort_profiles"]}}

    @model_validator(mode="before")
    @classmethod
    def _amounts_and_days_converted(cls, request: Any) -> Any:
        return days_as_months(amounts_as_shares(request)) if isinstance(request, dict) else request

    @field_validator("buckets")
    @classmethod
    def _table_is_consistent(cls, buckets: tuple[BucketParams, ...]) -> tuple[BucketParams, ...]:
        names = [bucket.bucket.strip() for bucket in buckets]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise FieldError((index, "bucket"), "must differ from the other buckets' names")
        if (total := excess_total([bucket.allocation for bucket in buckets])) is not None:
            message = f"the allocations add up to {total:.10g} %, more than 100 % of the supply"
            raise FieldError((len(buckets) - 1, "allocation"), message)
        return buckets

    @field_validator("abm")
    @classmethod
    def _prices_and_pool_are_consistent(cls, abm: ABMParams, info: ValidationInfo) -> ABMParams:
        _single_value("initial_price", _prices(abm, info.data.get("token")))
        _single_value("constant_price", [abm.constant_price, getattr(abm.pricing_config, "constant_price", None)])
        if abm.pricing_model == "amm" and {"token", "buckets"} <= info.data.keys():
            _check_tokens_for_the_pool(abm, info.data["token"], info.data["buckets"])
        return abm

    @model_validator(mode="after")
    def _profiles_are_known(self) -> Self:
        for index, bucket in enumerate(self.buckets):
            if bucket.profile is not None:
                self._check_profile(index, bucket.bucket, bucket.profile)
        try:
            _ = self.profiles
        except FieldError as error:
            raise FieldError(("abm", "cohort_profiles", *error.location), str(error)) from None
        return self

    def _check_profile(self, index: int, bucket: str, profile: str) -> None:
        """Raises FieldError for an unknown profile, or one that differs from `bucket_cohort_mapping`."""
        location = ("buckets", index, "profile")
        if not is_known(profile, self.abm.cohort_profiles):
            known = [*PROFILES, *self.abm.cohort_profiles]
            raise FieldError(location, "unknown cohort profile" + did_you_mean(profile, known))
        mapped = choose_profile(bucket, None, self.abm.bucket_cohort_mapping, self.abm.cohort_profiles)
        chosen = choose_profile(bucket, profile, {}, self.abm.cohort_profiles)
        if mapped.reason == "chosen" and mapped.name != chosen.name:
            raise FieldError(location, "differs from the profile that bucket_cohort_mapping gives the bucket")

    @property
    def horizon(self) -> int:
        """Months simulated."""
        return self.token.horizon_months

    @cached_property
    def bucket_tokens(self) -> list[float]:
        """Tokens of each bucket; a table that exceeds 100 % by rounding is scaled down to the supply."""
        total = max(sum(sorted(bucket.allocation for bucket in self.buckets)), 100.0)
        return [bucket.allocation / total * self.token.total_supply for bucket in self.buckets]

    @cached_property
    def given_price(self) -> float | None:
        """Fiat per token before the first month, None if it is not given."""
        return _single_value("initial_price", _prices(self.abm, self.token))

    @cached_property
    def profile_choices(self) -> list[ProfileChoice]:
        """The name of each bucket's profile, and why it was chosen."""
        mapping, overrides = self.abm.bucket_cohort_mapping, self.abm.cohort_profiles
        return [choose_profile(bucket.bucket, bucket.profile, mapping, overrides) for bucket in self.buckets]

    @cached_property
    def profiles(self) -> list[CohortProfile]:
        """The profile of each bucket, with overrides applied."""
        return [
            bucket_profile(bucket.bucket, choice.name, self.abm.cohort_profiles)
            for bucket, choice in zip(self.buckets, self.profile_choices, strict=True)
        ]


def _single_value(name: str, values: Sequence[float | None]) -> float | None:
    """The value given in one or several places; raises FieldError if two differ."""
    given = {value for value in values if value is not None}
    if len(given) > 1:
        raise FieldError((name,), "is given twice, with different values; give it once")
    return given.pop() if given else None


def _prices(abm: ABMParams, token: TokenParams | None) -> list[float | None]:
    """The start price in each place where it may be given."""
    return [
        None if token is None else token.initial_price,
        abm.initial_price,
        getattr(abm.pricing_config, "initial_price", None),
    ]


def _check_tokens_for_the_pool(abm: ABMParams, token: TokenParams, buckets: Sequence[BucketParams]) -> None:
    """Raises FieldError if no tokens are left for the AMM's pool."""
    if sum(bucket.allocation for bucket in buckets) < 100 - EXACT:
        return
    price = _single_value("initial_price", [token.initial_price, abm.initial_price]) or 1.0
    fiat = getattr(abm.pricing_config, "pool_fiat", None)
    part = POOL_PART if fiat is None else fiat / price / token.total_supply
    needed = f"leave {100 * min(part, 1):.4g} % of the supply unallocated"
    raise FieldError(("pricing_model",), f"amm opens its pool with tokens that no bucket has; {needed}")
