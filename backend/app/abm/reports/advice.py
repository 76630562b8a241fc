"""Advice on a configuration: input without effect, assumptions made, and properties its author may not want."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.abm.agents.profiles import FALLBACK
from app.abm.config.allocations import EXACT
from app.abm.config.buckets import BucketParams
from app.abm.config.dates import DAYS
from app.abm.core.errors import Location
from app.abm.dynamics.market import FLAT, last_month
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.result import SimulationResult
from app.abm.engine.spec import SimulationSpec

LARGE_UNLOCK_PCT = 1.0
"""Share of the supply, %, above which one month's unlock of one bucket is mentioned."""

LARGE_MONTH_PCT = 5.0
"""Share of the supply, %, above which a month's total unlock is mentioned."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A remark on one field of a request, which is not refused for it."""

    location: Location
    message: str
    kind: str


def input_warnings(spec: SimulationSpec) -> list[Advice]:
    """Input that has no effect, and assumptions made in place of missing input; part of every result."""
    return [
        *_assumed_profiles(spec),
        *_unused_names(spec),
        *_other_models_fields(spec),
        *_switched_off(spec),
        *_without_effect(spec),
    ]


def warnings_of(result: SimulationResult) -> tuple[str, ...]:
    """The warnings of a result: those on its input, and the remarks of the run."""
    return (*(advice.message for advice in input_warnings(result.spec)), *result.remarks)


def design_checks(spec: SimulationSpec) -> list[Advice]:
    """Properties of the configuration that its author may not want."""
    return [
        *_recognised_profiles(spec),
        *_allocation(spec),
        *_days(spec),
        *_schedule(spec),
        *_heavy_months(spec),
        *_pricing(spec),
        *_demand(spec),
        *_market_path(spec),
    ]


def _assumed_profiles(spec: SimulationSpec) -> Iterator[Advice]:
    for index, (bucket, choice) in enumerate(zip(spec.buckets, spec.profile_choices, strict=True)):
        if choice.reason == "assumed":
            message = f"bucket '{_shortened(bucket.bucket)}' has a name that says nothing; it behaves like {FALLBACK}"
            yield Advice(("buckets", index, "bucket"), message, "assumed_profile")


def _recognised_profiles(spec: SimulationSpec) -> Iterator[Advice]:
    for index, (bucket, choice) in enumerate(zip(spec.buckets, spec.profile_choices, strict=True)):
        if choice.reason == "recognised":
            message = f"bucket '{_shortened(bucket.bucket)}' is recognised by its words; it behaves like {choice.name}"
            yield Advice(("buckets", index, "bucket"), message, "recognised_profile")


def _unused_names(spec: SimulationSpec) -> Iterator[Advice]:
    buckets = {bucket.bucket.strip().casefold() for bucket in spec.buckets}
    for name in spec.abm.bucket_cohort_mapping:
        if name.strip().casefold() not in buckets:
            message = f"bucket_cohort_mapping names '{_shortened(name)}', which is no bucket"
            yield Advice(("abm", "bucket_cohort_mapping", name), message, "unused_name")


def _other_models_fields(spec: SimulationSpec) -> Iterator[Advice]:
    config, model = spec.abm.pricing_config, spec.abm.pricing_model
    given = config.model_fields_set if config is not None else set()
    ignored = sorted(given - set(PRICING_MODELS[model].Params.model_fields) - {"initial_price"})
    locations: list[Location] = [("abm", "pricing_config", name) for name in ignored]
    if spec.abm.constant_price is not None and model != "constant":
        locations.append(("abm", "constant_price"))
    for location in locations:
        message = f"pricing_config.{location[-1]} belongs to another pricing model than {model} and is ignored"
        yield Advice(location, message, "ignored")


def _switched_off(spec: SimulationSpec) -> Iterator[Advice]:
    switches = {part.field: part.switch for part in PARTS.values() if part.switch is not None}
    for field, switch in (switches | {"volume_config": "enable_volume"}).items():
        if getattr(spec.abm, field) is not None and not getattr(spec.abm, switch):
            yield Advice(("abm", field), f"{field} is ignored while {switch} is off", "ignored")


def _without_effect(spec: SimulationSpec) -> Iterator[Advice]:
    for part in PARTS.values():
        rules = spec.rules(part)
        for location, message in () if rules is None else part.without_effect(rules, spec.opening(trials=1)):
            yield Advice(("abm", part.field, *location), message, "ignored")


def _allocation(spec: SimulationSpec) -> Iterator[Advice]:
    total = sum(bucket.allocation for bucket in spec.buckets)
    if total < 100 - 1e-6:
        message = f"the buckets add up to {total:.6g} % of the supply; the rest stays unallocated and never circulates"
        yield Advice(("buckets",), message, "allocation_below_100")
    if abs(total - 1) <= 0.01:
        yield Advice(("buckets",), f"the allocations add up to {total:.6g} %; did you mean per cent?", "fractions")
    if total > 100 + EXACT:
        message = f"the allocations add up to {total:.10g} % for their rounding; they are scaled to 100 %"
        yield Advice(("buckets",), message, "scaled")


def _days(spec: SimulationSpec) -> Iterator[Advice]:
    """Dates in schedules that are not the date of a month of the run."""
    for index, bucket in enumerate(spec.buckets):
        for number, segment in enumerate(bucket.segments or ()):
            for name, month in DAYS.items():
                day = getattr(segment, name, None)
                row = None if day is None else spec.token.row_date(getattr(segment, month))
                if row != day:
                    message = f"'{_shortened(bucket.bucket)}': {day} is taken as month {getattr(segment, month)}, {row}"
                    yield Advice(("buckets", index, "segments", number, name), message, "rounded_day")


def _schedule(spec: SimulationSpec) -> Iterator[Advice]:
    for index, bucket in enumerate(spec.buckets):
        yield from _beyond_the_horizon(index, bucket, spec.horizon)
        yield from _two_readings(index, bucket)
        yield from _rounded_segments(index, bucket)
        yield from _large_unlock(spec, index, bucket)


def _beyond_the_horizon(index: int, bucket: BucketParams, horizon: int) -> Iterator[Advice]:
    schedule, name = bucket.schedule(), _shortened(bucket.bucket)
    by_segments = bucket.segments is not None
    if schedule.cliff_month is not None and schedule.cliff_month >= horizon:
        message = f"'{name}' unlocks nothing after its TGE share until month {schedule.cliff_month}"
        location = "segments" if by_segments else "cliff_months"
        yield Advice(
            ("buckets", index, location), f"{message}, past the horizon of {horizon} months", "cliff_past_horizon"
        )
    if schedule.last_month >= horizon:
        message = f"'{name}' vests until month {schedule.last_month}, past the horizon of {horizon} months"
        location = "segments" if by_segments else "vesting_months" if bucket.vesting_months else "cliff_months"
        yield Advice(("buckets", index, location), message, "vests_past_horizon")


def _two_readings(index: int, bucket: BucketParams) -> Iterator[Advice]:
    """Explains the reading of a cliff and vesting, unless `cliff_included` was given."""
    cliff, vesting = bucket.cliff_months, bucket.vesting_months
    if not 0 < cliff <= vesting or "cliff_included" in bucket.model_fields_set:
        return
    message = (
        f"'{_shortened(bucket.bucket)}' vests for {vesting} months after its cliff, until month {cliff + vesting}; "
        f"with cliff_included the cliff is part of the vesting, which ends in month {vesting}"
    )
    yield Advice(("buckets", index, "cliff_months"), message, "cliff_before_vesting")


def _rounded_segments(index: int, bucket: BucketParams) -> Iterator[Advice]:
    total = bucket.tge_unlock_pct + sum(segment.pct or 0.0 for segment in bucket.segments or ())
    if bucket.segments is not None and abs(total - 100) > EXACT:
        message = f"the schedule of '{_shortened(bucket.bucket)}' adds up to {total:.10g} %; it is scaled to 100 %"
        yield Advice(("buckets", index, "segments"), message, "scaled")


def _large_unlock(spec: SimulationSpec, index: int, bucket: BucketParams) -> Iterator[Advice]:
    later = spec.unlocks.by_bucket[1 : spec.horizon, index]
    month = int(later.argmax()) + 1 if len(later) else 0
    part = 100 * spec.unlocks.by_bucket[month, index] / spec.token.total_supply
    if month and part > LARGE_UNLOCK_PCT:
        message = f"'{_shortened(bucket.bucket)}' unlocks {part:.3g} % of the supply at once in month {month}"
        location = "vesting_months" if bucket.segments is None else "segments"
        yield Advice(("buckets", index, location), message, "large_unlock")


def _heavy_months(spec: SimulationSpec) -> Iterator[Advice]:
    unlocked = spec.unlocks.total[: spec.horizon]
    heavy = np.flatnonzero(100 * unlocked / spec.token.total_supply > LARGE_MONTH_PCT)
    months = [str(month) for month in heavy if month > 0]
    if months:
        listed = ", ".join(months[:5]) + (" …" if len(months) > 5 else "")
        message = f"more than {LARGE_MONTH_PCT:g} % of the supply unlocks in one month (month {listed})"
        yield Advice(("buckets",), message, "heavy_month")
    if not unlocked[0]:
        first = np.flatnonzero(unlocked)
        when = f"until month {first[0]}" if len(first) else "within the horizon"
        yield Advice(("buckets",), f"nothing unlocks {when}: there is nothing to sell or to price", "no_float")


def _pricing(spec: SimulationSpec) -> Iterator[Advice]:
    model, treasury = ("abm", "pricing_model"), spec.treasury_params
    if spec.abm.pricing_model == "issuance_curve":
        message = "issuance_curve prices vesting: the price rises as tokens unlock and ignores selling"
        yield Advice(model, message, "ignores_selling")
    if spec.abm.pricing_model == "constant":
        yield Advice(model, "a constant price ignores selling and demand", "ignores_selling")
    if treasury is not None and treasury.initial_balance_pct == 0:
        message = "the treasury opens without tokens; liquidity takes its tokens from the market"
        yield Advice(("abm", "treasury_config", "initial_balance_pct"), message, "empty_treasury")


def _demand(spec: SimulationSpec) -> Iterator[Advice]:
    location = ("abm", "demand")
    if spec.abm.enable_volume:
        return
    if spec.abm.demand is None or spec.abm.demand.preset is not None:
        yield Advice(location, _preset_in_words(spec), "demand_preset")
    elif not spec.demand.float_elasticity:
        message = "demand takes no notice of the float, so every unlock spreads it over more tokens"
        yield Advice((*location, "float_elasticity"), message, "rigid_demand")


def _preset_in_words(spec: SimulationSpec) -> str:
    demand = spec.demand
    half_life = demand.attention_half_life_months
    floor = demand.attention_floor
    fades = "stays" if half_life is None else f"halves every {half_life:.3g} months down to {floor:.2g}"
    source = "omitted" if spec.abm.demand is None else f"preset '{demand.preset}'"
    starts = f"it starts at {demand.initial_monthly_fiat or 0:.4g} fiat a month"
    if not demand.is_typical:
        return f"demand is flat ({source}): {starts}, and no factor is at work but those that are given beside it"
    return (
        f"demand is that of a typical launch ({source}): {starts}, a rush of {100 * demand.launch_rush:.3g} % on top "
        f"in month 0, its attention {fades}, float elasticity {demand.float_elasticity:.2g}, unlock caution "
        f"{demand.unlock_caution:.2g}; the figures are those of real launches, docs/calibration.md"
    )


def _market_path(spec: SimulationSpec) -> Iterator[Advice]:
    path = spec.market.path
    location = ("abm", "market", "path")
    known_months = spec.horizon if path == FLAT else last_month(path) + 1 if isinstance(path, str) else len(path)
    if known_months < spec.horizon:
        message = f"the market path ends with month {known_months - 1}; its last level stays"
        yield Advice(location, message, "market_path_ends")


def _shortened(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
