"""The segments of an unlock schedule, each a share of its bucket."""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import ConfigDict, Field, model_validator

from app.abm.core.month import Floats
from app.abm.core.params import IsoDate, Listed, Months, Params, either, label

Share = Annotated[float, Field(ge=0, le=100, description="Share of the bucket, %.")]


class LumpSegment(Params):
    """Everything at once in one month."""

    model_config = ConfigDict(json_schema_extra=either(("month", "date")))

    kind: Annotated[Literal["lump"], label("Kind", options={"lump": "All at once"})]
    month: Annotated[Months, label("Month", "months")]
    """Month of the unlock, counted from the start date."""
    date: Annotated[IsoDate | None, label("Day"), Field(exclude=True)] = None
    """Day of the unlock, in place of its month: the month is taken whose row is nearest."""
    pct: Annotated[Share, label("Share", "%")]

    @property
    def last_month(self) -> int:
        """The month in which the segment is complete."""
        return self.month

    def unlocked_share(self, month: Floats) -> Floats:
        """Part of the segment unlocked by the end of each month, 0 … 1."""
        return (month >= self.month).astype(float)


class _Span(Params):
    """A segment paid in monthly instalments, the first one month after `start_month`."""

    model_config = ConfigDict(json_schema_extra=either(("start_month", "start_date"), ("end_month", "end_date")))

    start_month: Annotated[Months, label("From month", "months")]
    """Month after which the instalments begin."""
    start_date: Annotated[IsoDate | None, label("From day"), Field(exclude=True)] = None
    """Day from which the instalments are counted, in place of the month."""
    end_month: Annotated[Months, label("To month", "months")]
    """Month of the last instalment."""
    end_date: Annotated[IsoDate | None, label("To day"), Field(exclude=True)] = None
    """Day of the last instalment, in place of its month."""
    pct: Annotated[Share, label("Share", "%")]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_month <= self.start_month:
            raise ValueError("end_month must come after start_month")
        return self

    @property
    def last_month(self) -> int:
        """The month in which the segment is complete."""
        return self.end_month


class LinearSegment(_Span):
    """Equal monthly instalments at start_month + 1 … end_month."""

    kind: Annotated[Literal["linear"], label("Kind", options={"linear": "Equal instalments"})]

    def unlocked_share(self, month: Floats) -> Floats:
        """Part of the segment unlocked by the end of each month, 0 … 1."""
        return np.clip((month - self.start_month) / (self.end_month - self.start_month), 0.0, 1.0)


class DecaySegment(_Span):
    """Monthly instalments at start_month + 1 … end_month that halve every `half_life_months`."""

    kind: Annotated[Literal["decay"], label("Kind", options={"decay": "Shrinking instalments"})]
    half_life_months: Annotated[float, Field(ge=0.1, le=1200), label("Half-life", "months")]
    """Months after which an instalment is half as large."""

    def unlocked_share(self, month: Floats) -> Floats:
        """Part of the segment unlocked by the end of each month, 0 … 1."""
        span = self.end_month - self.start_month
        elapsed = np.clip(month - self.start_month, 0.0, span)
        paid, total = (np.expm1(-months * np.log(2) / self.half_life_months) for months in (elapsed, span))
        return np.asarray(paid / total, dtype=np.float64)


class StepsSegment(Params):
    """Equal shares in each of the months named."""

    kind: Annotated[Literal["steps"], label("Kind", options={"steps": "Equal steps"})]
    months: Annotated[tuple[Months, ...], Listed, Field(min_length=1, max_length=240), label("Months", "months")]
    """Months of the unlocks, counted from the start date."""
    pct: Annotated[Share, label("Share", "%")]

    @model_validator(mode="after")
    def _each_month_once(self) -> Self:
        if len(set(self.months)) < len(self.months):
            raise ValueError("months must not name a month twice")
        return self

    @property
    def last_month(self) -> int:
        """The month in which the segment is complete."""
        return max(self.months)

    def unlocked_share(self, month: Floats) -> Floats:
        """Part of the segment unlocked by the end of each month, 0 … 1."""
        return np.searchsorted(np.sort(self.months), month, side="right") / len(self.months)


class NeverSegment(Params):
    """A share that never unlocks."""

    kind: Annotated[Literal["never"], label("Kind", options={"never": "Never"})]
    pct: Annotated[Share | None, label("Share", "%")] = None
    """Share of the bucket, %; omitted, what launch and the other pieces leave."""

    @property
    def last_month(self) -> int:
        """The month in which the segment is complete; 0, as it never unlocks anything."""
        return 0

    def unlocked_share(self, month: Floats) -> Floats:
        """Part of the segment unlocked by the end of each month: none."""
        return np.zeros_like(month)


Segment = Annotated[
    LumpSegment | LinearSegment | StepsSegment | DecaySegment | NeverSegment, Field(discriminator="kind")
]
