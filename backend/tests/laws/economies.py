"""Random token economies of every kind, for property tests."""

from typing import Any

from hypothesis import strategies as st

from app.abm.agents.profiles import PROFILES
from app.abm.dynamics.demand import PRESETS
from tests.factories import Config

NAMES = ("Team", "vc", "Community", "Airdrop", "Ecosystem", "Treasury", "Liquidity", "Seed Round", "Ärzte & Ünion")
MAPPED = ("vc", "Community")
"""Buckets that some economies map to another profile."""
INDIVIDUALS, CROWDS = (1, 3, 40), (1, 7, 1_000, 123_457, 10_000_000_000)
ROW_BUDGET = 400
"""Row budget for adaptive scaling."""

fractions = st.sampled_from([0.0, 0.05, 0.3, 0.5, 1.0])
holding_times = st.sampled_from([0.5, 6, 48])


def _maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Config]:
    """Any subset of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def _segments(draw: st.DrawFn) -> Config:
    """TGE and segments of every kind that add up to 100 %."""
    parts = draw(st.lists(st.integers(1, 10), min_size=1, max_size=4))
    tge = draw(st.sampled_from([0, 10, 25]))
    pieces = [(100 - tge) * part / sum(parts) for part in parts]
    return {"tge_unlock_pct": tge, "segments": [draw(_segment(pct)) for pct in pieces]}


@st.composite
def _segment(draw: st.DrawFn, pct: float) -> Config:
    start = draw(st.integers(0, 12))
    span = {"start_month": start, "end_month": start + draw(st.integers(1, 24)), "pct": pct}
    months = st.lists(st.integers(0, 24), min_size=1, max_size=4, unique=True)
    return draw(
        st.sampled_from(
            [
                {"kind": "lump", "month": start, "pct": pct},
                {"kind": "linear"} | span,
                {"kind": "decay", "half_life_months": 3} | span,
                {"kind": "steps", "months": draw(months), "pct": pct},
            ]
        )
    )


_triples = _maybe(
    tge_unlock_pct=st.sampled_from([0, 10, 33.3, 100]),
    cliff_months=st.integers(0, 14),
    vesting_months=st.integers(0, 24),
)


@st.composite
def _tables(draw: st.DrawFn, holders: tuple[int, ...], most: float) -> list[Config]:
    """One to five buckets that share 20 … `most` % of the supply."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    parts = [draw(st.integers(1, 5)) for _ in names]
    total = draw(st.sampled_from([20, 57.3, most]))
    return [
        {"bucket": name, "allocation": total * part / sum(parts)}
        | draw(_triples | _segments())
        | draw(_maybe(num_holders=st.sampled_from(holders)))
        | draw(_maybe(profile=st.sampled_from(list(PROFILES))) if name not in MAPPED else st.just({}))
        for name, part in zip(names, parts, strict=True)
    ]


_demands = st.one_of(
    _maybe(model=st.just("constant"), initial_monthly_fiat=st.sampled_from([0, 1e3, 1e7])),
    st.fixed_dictionaries({"model": st.just("growth"), "monthly_growth": st.sampled_from([-0.5, 0.03, 0.2])}),
    st.fixed_dictionaries({"model": st.just("adoption"), "midpoint_month": st.sampled_from([0, 9])}),
    st.fixed_dictionaries({"model": st.just("series"), "series": st.lists(st.sampled_from([0, 5e5, 2e7]), min_size=1)}),
)
_factors = _maybe(
    preset=st.sampled_from([*PRESETS, None]),
    level=st.sampled_from([0, 0.3, 4]),
    volatility=st.sampled_from([0.1, 0.8]),
    volatility_decay=st.just(0.5),
    reflexivity=st.sampled_from([0.5, 3]),
    attention_half_life_months=st.sampled_from([1, 12]),
    attention_floor=fractions,
    launch_rush=st.sampled_from([0.4, 3]),
    float_elasticity=st.sampled_from([0.5, 1.5]),
    unlock_caution=fractions,
)
markets = _maybe(
    path=st.sampled_from(["flat", "eth-2021-05", "btc-2022-11-09", [3, 1, 8]]),
    beta=st.sampled_from([0, 1.4]),
    volatility=st.sampled_from([0.15, 0.6]),
)
explicit_demands = st.builds(lambda base, factors: {"demand": base | factors}, _demands, _factors)
_demand_sides = st.one_of(
    st.just({}),
    explicit_demands,
    _maybe(volume_model=st.sampled_from(["constant", "proportional"])).map(
        lambda volume: {"enable_volume": True, "volume_config": volume}
    ),
)
_staking = _maybe(
    base_apy=st.sampled_from([0, 0.05, 1.5]),
    max_capacity_pct=st.sampled_from([0, 0.01, 0.5, 1]),
    lockup_months=st.sampled_from([0, 1, 2, 6, 13]),
    reward_source=st.sampled_from(["emission", "treasury"]),
    market_staking_propensity=fractions,
    locked_can_stake=fractions,
)
_treasury = _maybe(
    initial_balance_pct=st.sampled_from([0, 0.01, 0.3]),
    transaction_fee_pct=st.sampled_from([0, 0.03, 1]),
    buyback_pct=st.sampled_from([0, 0.3, 0.6]),
    liquidity_pct=st.sampled_from([0.1, 0.4]),
    burn_bought_tokens=st.booleans(),
)
_pricing = {
    "eoe": _maybe(
        holding_time=holding_times, smoothing_factor=st.sampled_from([0, 0.7, 0.99]), idle_turnover=fractions
    ),
    "bonding_curve": _maybe(
        holding_time=holding_times, n=st.sampled_from([0.5, 1, 3]), initial_supply=st.sampled_from([1e3, 1e8])
    ),
    "issuance_curve": _maybe(alpha=st.sampled_from([0, 0.5, 3]), max_supply=st.sampled_from([1e8, 1e12])),
    "constant": _maybe(constant_price=st.sampled_from([0.2, 7])),
    "amm": _maybe(
        holding_time=holding_times, pool_fiat=st.sampled_from([1e4, 1e8]), fee_pct=st.sampled_from([0, 0.05])
    ),
}
_behaviour = _maybe(
    behaviour_noise=st.sampled_from([0, 1]),
    unlock_anticipation=st.sampled_from([0.5, 10]),
    bucket_cohort_mapping=st.sampled_from([{"Community": "aggressive"}, {"vc": "Team"}]),
    cohort_profiles=st.sampled_from([{"Team": {"size_sigma": 0}}, {"VC": {"sell_pressure_mean": 1}}]),
)
_paths = st.one_of(
    st.just({"initial_monthly_fiat": 3e5}),
    st.just({"model": "growth", "initial_monthly_fiat": 1e3, "monthly_growth": 0.3}),
    st.just({"model": "series", "series": [0, 1e6, 1e9]}),
)
_revenue = st.builds(
    lambda path, shares: path | shares,
    _paths,
    _maybe(to_buyback=st.sampled_from([0.2, 0.6]), to_stakers=st.sampled_from([0.1, 0.4])),
)


@st.composite
def _emission(draw: st.DrawFn, receivers: list[str]) -> Config:
    """Tokens for stakers or a bucket's holders, for some months or for ever."""
    size = draw(
        st.sampled_from(
            [
                {"kind": "fixed", "amount": 0},
                {"kind": "fixed", "amount": 777.7},
                {"kind": "percent_of_supply", "percent": 8},
                {"kind": "percent_of_supply", "percent": 900},
            ]
        )
    )
    span = _maybe(start_month=st.integers(0, 5), end_month=st.integers(5, 20), decay_per_year=fractions)
    return {"name": "emission", "profile": draw(st.sampled_from(receivers))} | size | draw(span)


@st.composite
def economies(draw: st.DrawFn, pricing_model: str) -> Config:
    """A configuration under this pricing model, with or without a pool, a treasury and a seed."""
    granularity = draw(st.sampled_from(["full_individual", "meta_agents", "adaptive"]))
    abm = {
        "pricing_model": pricing_model,
        "pricing_config": draw(_pricing.get(pricing_model, st.just({}))),
        "agent_granularity": granularity,
        "agents_per_cohort": draw(st.sampled_from([1, 5, 12])),
        "enable_staking": draw(st.booleans()),
        "staking_config": draw(_staking),
        "enable_treasury": draw(st.booleans()),
        "treasury_config": draw(_treasury),
    }
    given = draw(_maybe(seed=st.integers(0, 2**53 - 1)))
    table = draw(_tables(INDIVIDUALS if granularity == "full_individual" else CROWDS, 97))
    receivers = ["stakers", *(line["bucket"] for line in table)]
    parts = draw(_maybe(emissions=st.lists(_emission(receivers), max_size=2), revenue=_revenue))
    return {
        "token": {
            "total_supply": draw(st.sampled_from([1e3, 12_345_678.9, 1e9, 1e15])),
            "start_date": "2024-01-31",
            "horizon_months": draw(st.integers(1, 30)),
            "initial_price": draw(st.sampled_from([1e-6, 0.01, 1, 250.0])),
        },
        "buckets": table,
        "abm": abm | parts | draw(_demand_sides) | draw(_maybe(market=markets)) | draw(_behaviour) | given,
    }
