"""The buckets of a configuration, the lines of its allocation table."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from app.abm.config.allocations import EXACT, MAX_SEGMENTS, MAX_SUPPLY, rounding_tolerance
from app.abm.core.params import WHOLE, FieldError, Listed, Name, Params, Percent, either, label
from app.abm.vesting.segments import Segment
from app.abm.vesting.vesting_schedule import VestingSchedule, schedule_of

MAX_HOLDERS = 10_000_000_000


class BucketParams(Params):
    """One line of the allocation table: who gets how much, and when it unlocks."""

    model_config = ConfigDict(json_schema_extra=either(("allocation", "amount")))

    bucket: Annotated[Name, label("Bucket")]
    """Name of the bucket, unique; a known cohort's name gives it that cohort's behaviour."""
    allocation: Annotated[Percent, label("Allocation", "%")]
    """Share of the total supply, %; the buckets may all give an amount instead."""
    amount: Annotated[
        Annotated[float, Field(ge=0, le=MAX_SUPPLY)] | None,
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
        Annotated[tuple[Segment, ...], Listed, Field(min_length=1, max_length=MAX_SEGMENTS)] | None, label("Schedule")
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
            segments = _with_remainder(segments, max(100 - total, 0.0))
            total = max(total, 100.0)
        if abs(total - 100) > rounding_tolerance(shares):
            raise ValueError(f"the segments' pct and tge_unlock_pct must add up to 100, not {total:.10g}")
        return segments

    @model_validator(mode="after")
    def _cliff_fits_into_vesting(self) -> Self:
        if self.cliff_included and 0 < self.vesting_months < self.cliff_months:
            raise FieldError(("cliff_included",), "needs a vesting_months that is not shorter than the cliff in it")
        return self

    def schedule(self) -> VestingSchedule:
        """The unlock schedule of the bucket."""
        cliff_and_vesting = self.cliff_months, self.vesting_months
        if self.segments is None:
            return schedule_of(self.tge_unlock_pct, *cliff_and_vesting, cliff_included=self.cliff_included)
        share, segments = self._whole_shares(self.segments)
        return schedule_of(share, *cliff_and_vesting, segments)

    def _whole_shares(self, segments: tuple[Segment, ...]) -> tuple[float, tuple[Segment, ...]]:
        """TGE share and segments, scaled to 100 % if their decimals are rounded."""
        total = self.tge_unlock_pct + sum(segment.pct or 0.0 for segment in segments)
        if abs(total - 100) <= EXACT:
            return self.tge_unlock_pct, segments
        scale = 100 / total
        scaled = tuple(segment.model_copy(update={"pct": scale * (segment.pct or 0.0)}) for segment in segments)
        return scale * self.tge_unlock_pct, scaled


def _with_remainder(segments: tuple[Segment, ...], remainder: float) -> tuple[Segment, ...]:
    """The segments, with the remainder as the share of the one without a pct. Raises ValueError if there are two."""
    unspecified = [index for index, segment in enumerate(segments) if segment.pct is None]
    if len(unspecified) > 1:
        raise ValueError("only one piece that never unlocks may be without its pct")
    return tuple(
        segment.model_copy(update={"pct": remainder}) if segment.pct is None else segment for segment in segments
    )
