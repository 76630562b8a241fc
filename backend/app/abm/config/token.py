"""The token of a configuration."""

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from app.abm.config.allocations import MAX_SUPPLY
from app.abm.config.dates import row_date
from app.abm.core.params import WHOLE, IsoDate, Name, Params, label
from app.abm.dynamics.pricing_model import Price


class TokenParams(Params):
    """The token itself."""

    name: Annotated[Name | None, label("Name")] = None
    """What the token is called."""
    total_supply: Annotated[float, Field(ge=1e-9, le=MAX_SUPPLY), label("Total supply", "tokens")]
    """Tokens at the start, allocated or not."""
    start_date: Annotated[IsoDate, label("Start date")]
    """Day of the token generation event; row m is dated m calendar months later."""
    horizon_months: Annotated[int, Field(ge=1, le=480), WHOLE, label("Horizon", "months")]
    """Months to simulate."""
    initial_price: Annotated[Price | None, label("Start price", "fiat per token")] = None
    """Price before the first month, fiat per token; 1 unless given here, in abm or in pricing_config."""

    @field_validator("start_date")
    @classmethod
    def _year_is_in_range(cls, start: date) -> date:
        if not 1900 <= start.year <= 9000:
            raise ValueError("must lie between the years 1900 and 9000")
        return start

    def row_date(self, month: int) -> date:
        """The start date plus whole calendar months, clamped to the end of the month; not cumulative."""
        return row_date(self.start_date, month)
