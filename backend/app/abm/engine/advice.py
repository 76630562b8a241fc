"""What a designer should know about a configuration before believing its numbers."""

from app.abm.agents.profiles import FALLBACK, is_known
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.spec import SimulationSpec

LARGE_UNLOCK_PCT = 1.0
"""Share of the supply, %, from which one month's unlock of one bucket is worth a word."""

LARGE_MONTH_PCT = 5.0
"""Share of the supply, %, from which a month's unlocks together are worth a word."""


def unheeded(spec: SimulationSpec) -> list[str]:
    """What was given and has no effect, and what was assumed instead; part of every result."""
    return [*_assumed_profiles(spec), *_unused_names(spec), *_other_models_fields(spec), *_switched_off(spec)]


def design_checks(spec: SimulationSpec) -> list[str]:
    """What the configuration does that its author may not want; never a reason to refuse it."""
    return [*_allocation(spec), *_schedule(spec), *_market(spec)]


def _assumed_profiles(spec: SimulationSpec) -> list[str]:
    overrides, mapped = (
        spec.abm.cohort_profiles,
        {name.strip().casefold() for name in spec.abm.bucket_cohort_mapping},
    )
    return [
        f"bucket '{_shown(bucket.bucket)}' has no cohort of that name; it behaves like {FALLBACK}"
        for bucket in spec.buckets
        if not is_known(bucket.bucket, overrides) and bucket.bucket.strip().casefold() not in mapped
    ]


def _unused_names(spec: SimulationSpec) -> list[str]:
    buckets = {bucket.bucket.strip().casefold() for bucket in spec.buckets}
    return [
        f"bucket_cohort_mapping names '{_shown(name)}', which is no bucket"
        for name in spec.abm.bucket_cohort_mapping
        if name.strip().casefold() not in buckets
    ]


def _other_models_fields(spec: SimulationSpec) -> list[str]:
    config, model = spec.abm.pricing_config, spec.abm.pricing_model
    given = config.model_fields_set if config is not None else set()
    ignored = sorted(given - set(PRICING_MODELS[model].Params.model_fields) - {"initial_price"})
    if spec.abm.constant_price is not None and model != "constant":
        ignored.append("constant_price")
    return [f"pricing_config.{name} belongs to another pricing model than {model} and is ignored" for name in ignored]


def _switched_off(spec: SimulationSpec) -> list[str]:
    abm = spec.abm
    pairs = (
        ("staking", abm.enable_staking, abm.staking_config),
        ("treasury", abm.enable_treasury, abm.treasury_config),
        ("volume", abm.enable_volume, abm.volume_config),
    )
    return [
        f"{name}_config is ignored while enable_{name} is off"
        for name, on, config in pairs
        if config is not None and not on
    ]


def _allocation(spec: SimulationSpec) -> list[str]:
    total = sum(bucket.allocation for bucket in spec.buckets)
    if total >= 100 - 1e-6:
        return []
    return [f"the buckets add up to {total:.6g} % of the supply; the rest stays unallocated and never circulates"]


def _schedule(spec: SimulationSpec) -> list[str]:
    supply, unlocks, horizon = spec.token.total_supply, spec.unlocks, spec.horizon
    found = []
    for index, bucket in enumerate(spec.buckets):
        last = bucket.schedule().last_month
        if last >= horizon:
            found.append(f"'{_shown(bucket.bucket)}' vests until month {last}, past the horizon of {horizon} months")
        largest = int(unlocks.by_bucket[1:horizon, index].argmax()) + 1 if horizon > 1 else 0
        part = 100 * unlocks.by_bucket[largest, index] / supply
        if largest and part > LARGE_UNLOCK_PCT:
            found.append(f"'{_shown(bucket.bucket)}' unlocks {part:.3g} % of the supply at once in month {largest}")
    heavy = [m for m in range(1, horizon) if 100 * unlocks.total[m] / supply > LARGE_MONTH_PCT]
    if heavy:
        months = ", ".join(map(str, heavy[:5])) + (" …" if len(heavy) > 5 else "")
        found.append(f"more than {LARGE_MONTH_PCT:g} % of the supply unlocks in one month (month {months})")
    return found


def _market(spec: SimulationSpec) -> list[str]:
    found = []
    if spec.abm.pricing_model == "issuance_curve":
        found.append("issuance_curve prices vesting: the price rises as tokens unlock and ignores selling")
    if spec.abm.pricing_model == "constant":
        found.append("a constant price ignores selling and demand")
    if spec.abm.demand is None and not spec.abm.enable_volume:
        found.append("demand is flat, sized by the first float: a low float then falls hard as unlocks come")
    treasury = spec.treasury_params
    if treasury is not None and treasury.initial_balance_pct == 0:
        found.append("the treasury opens without tokens; liquidity takes its tokens from the market")
    return found


def _shown(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
