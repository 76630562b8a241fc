"""The request of `/similar`: an allocation table to compare with those of the library."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from app.abm.config.allocations import MAX_BUCKETS, amounts_as_shares
from app.abm.config.behaviour import ABMParams
from app.abm.config.buckets import BucketParams
from app.abm.config.dates import DAYS, days_as_months
from app.abm.config.token import TokenParams
from app.abm.core.given import NoneIsEmpty
from app.abm.core.params import WHOLE, FieldError, Listed, Params
from app.models.examples import SIMILAR_EXAMPLES

_TOKEN = TokenParams.model_validate({"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": 48})


class SimilarRequest(Params):
    """An allocation table to be compared with those of the library."""

    model_config = ConfigDict(json_schema_extra={"examples": list(SIMILAR_EXAMPLES.values())})

    buckets: Annotated[tuple[BucketParams, ...], Listed, Field(min_length=1, max_length=MAX_BUCKETS)]
    """The allocation table."""
    token: TokenParams | None = None
    """The token; needed where buckets have amounts or schedules have days."""
    abm: Annotated[ABMParams, NoneIsEmpty] = Field(default_factory=ABMParams)
    """Of which only the profiles of the buckets matter."""
    limit: Annotated[int, Field(ge=1, le=60), WHOLE] = 5
    """Tokens to name, at most."""

    @model_validator(mode="before")
    @classmethod
    def _in_shares_and_months(cls, request: Any) -> Any:
        return days_as_months(amounts_as_shares(request)) if isinstance(request, dict) else request

    @model_validator(mode="after")
    def _has_token_where_needed(self) -> Self:
        segments = [segment for bucket in self.buckets for segment in bucket.segments or ()]
        names_days = any(getattr(segment, name, None) for segment in segments for name in DAYS)
        if self.token is None and (names_days or any(bucket.amount is not None for bucket in self.buckets)):
            raise FieldError(("token",), "is required where buckets have amounts or schedules have days")
        return self

    @property
    def economy(self) -> dict[str, Any]:
        """The fields of a simulation with this table; not validated, so there may be no such economy."""
        return {"token": self.token or _TOKEN, "buckets": self.buckets, "abm": self.abm}
