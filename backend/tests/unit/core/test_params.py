"""What a request may not say, and how it is told so: the field, in plain words, never the value."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from app.abm.core.errors import FieldProblem
from app.abm.core.params import field_problems
from app.abm.engine.spec import SimulationSpec
from tests.factories import Config, bucket, config, spec, token


def problems(request: Config) -> list[FieldProblem]:
    """What is wrong with a request."""
    with pytest.raises(ValidationError) as caught:
        SimulationSpec.model_validate(request)
    return field_problems(caught.value, SimulationSpec)


def located(request: Config) -> list[str]:
    return [".".join(map(str, problem.location)) for problem in problems(request)]


def beside_a_good_one(*wrong: Config) -> Config:
    """A request whose first buckets are wrong, and whose last is not."""
    return config(buckets=[*wrong, bucket("Good")])


BAD_NUMBERS: dict[str, Any] = {
    "true": True,
    "text": "12",
    "half a month": 12.5,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "1e400": float("1e400"),
    "a huge whole number": 10**400,
    "a list": [12],
    "nothing": None,
}


@pytest.mark.parametrize("value", BAD_NUMBERS.values(), ids=BAD_NUMBERS)
def test_a_month_count_that_is_no_whole_number_is_refused(value: Any) -> None:
    assert located(config(token=token(horizon_months=value))) == ["token.horizon_months"]


@pytest.mark.parametrize("value", [v for k, v in BAD_NUMBERS.items() if k != "half a month"], ids=str)
def test_a_supply_that_is_no_finite_number_is_refused(value: Any) -> None:
    assert located(config(token=token(total_supply=value))) == ["token.total_supply"]


@pytest.mark.parametrize("value", [v for k, v in BAD_NUMBERS.items() if k != "nothing"], ids=str)
def test_cliff_months_that_are_no_whole_number_are_refused(value: Any) -> None:
    assert located(beside_a_good_one(bucket(cliff_months=value))) == ["buckets.0.cliff_months"]


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert spec(token=token(horizon_months=12.0)).horizon == 12


@pytest.mark.parametrize("day", ["2025-02-30", "2025-13-01", "yesterday", 20250101, "2025-01-01T00:00:00", None, ""])
def test_a_day_that_is_not_in_the_calendar_is_refused(day: Any) -> None:
    assert located(config(token=token(start_date=day))) == ["token.start_date"]


def test_a_leap_day_is_in_the_calendar() -> None:
    assert spec(token=token(start_date="2024-02-29")).token.start_date == date(2024, 2, 29)


def test_more_than_the_whole_supply_is_refused() -> None:
    table = [bucket("a", allocation=60), bucket("b", allocation=40.6)]
    assert located(config(buckets=table))[0].startswith("buckets")


def test_a_table_a_hair_over_the_whole_is_scaled_to_it() -> None:
    table = [bucket("a", allocation=60), bucket("b", allocation=40.000_000_5)]
    assert spec(buckets=table).unlocks.allocated == pytest.approx(1e9, rel=1e-15)


@pytest.mark.parametrize("names", [("Team", "Team"), ("Team", " Team ")])
def test_two_buckets_of_one_name_are_refused(names: tuple[str, str]) -> None:
    assert located(config(buckets=[bucket(name) for name in names]))[0].startswith("buckets")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, 7, None])
def test_a_bucket_without_a_proper_name_is_refused(name: Any) -> None:
    assert located(beside_a_good_one(bucket(name))) == ["buckets.0.bucket"]


@pytest.mark.parametrize("name", ["\ud800", "Team\udfff"])
def test_a_lone_surrogate_is_refused(name: str) -> None:
    assert located(beside_a_good_one(bucket(name))) == ["buckets.0.bucket"]


def test_a_lone_surrogate_in_a_field_name_is_printable() -> None:
    message = str(problems(config(token=token(**{"bad\ud800": 1})))[0])
    assert message.encode()


@pytest.mark.parametrize(
    ("request_", "where", "meant"),
    [
        (config(token=token(total_suply=1)), "token.total_suply", "total_supply"),
        (beside_a_good_one(bucket(vesting_month=1)), "buckets.0.vesting_month", "vesting_months"),
        (config(staking_config={"base_apr": 1}), "abm.staking_config.base_apr", "base_apy"),
        (config(pricing_config={"smoothing": 1}), "abm.pricing_config.smoothing", "smoothing_factor"),
        (config(demand={"volatilty": 1}), "abm.demand.volatilty", "volatility"),
        (config(cohort_profiles={"VC": {"risk_alfa": 1}}), "abm.cohort_profiles.VC.risk_alfa", "risk_alpha"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unknown_field_is_told_the_one_meant(request_: Config, where: str, meant: str) -> None:
    (problem,) = problems(request_)
    assert (".".join(map(str, problem.location)), problem.kind) == (where, "extra_forbidden")
    assert f"did you mean '{meant}'?" in problem.message


def test_a_field_like_no_other_is_only_called_unknown() -> None:
    assert problems(config(zzzzzz=1))[0].message == "unknown field"


def segments(*pieces: Config, tge: float = 0, **others: Any) -> Config:
    team = {"bucket": "Team", "allocation": 20, "tge_unlock_pct": tge, "segments": list(pieces)}
    return beside_a_good_one(team | others)


def test_a_table_whose_only_bucket_is_wrong_is_not_called_empty() -> None:
    assert located(config(buckets=[bucket(cliff_months=-1)])) == ["buckets.0.cliff_months"]


def test_an_empty_table_is_refused() -> None:
    assert located(config(buckets=[])) == ["buckets"]


@pytest.mark.parametrize("total", [99.4, 100.6])
def test_segments_that_do_not_add_up_are_refused(total: float) -> None:
    assert located(segments({"kind": "lump", "month": 1, "pct": total - 40}, tge=40)) == ["buckets.0.segments"]


def test_segments_beside_a_cliff_are_refused() -> None:
    assert located(segments({"kind": "lump", "month": 1, "pct": 100}, cliff_months=3)) == ["buckets.0.segments"]


@pytest.mark.parametrize(
    "piece",
    [
        {"kind": "linear", "start_month": 5, "end_month": 5, "pct": 100},
        {"kind": "decay", "start_month": 0, "end_month": 5, "pct": 100, "half_life_months": 0},
        {"kind": "steps", "months": [3, 3], "pct": 100},
        {"kind": "steps", "months": [], "pct": 100},
        {"kind": "sudden", "month": 3, "pct": 100},
        {"month": 3, "pct": 100},
    ],
    ids=["no span", "no half-life", "a month twice", "no month", "unknown kind", "no kind"],
)
def test_a_segment_that_means_nothing_is_refused(piece: Config) -> None:
    assert located(segments(piece))[0].startswith("buckets.0.segments.0")


@pytest.mark.parametrize(
    ("overrides", "where"),
    [
        ({"seed": -1}, "abm.seed"),
        ({"seed": 2**53}, "abm.seed"),
        ({"agents_per_cohort": 0}, "abm.agents_per_cohort"),
        ({"pricing_model": "magic"}, "abm.pricing_model"),
        ({"pricing_config": {"holding_time": 0}}, "abm.pricing_config.holding_time"),
        ({"pricing_config": {"smoothing_factor": 1}}, "abm.pricing_config.smoothing_factor"),
        ({"enable_staking": "yes"}, "abm.enable_staking"),
        ({"staking_config": {"max_capacity_pct": 1.5}}, "abm.staking_config.max_capacity_pct"),
        ({"treasury_config": {"transaction_fee_pct": -0.1}}, "abm.treasury_config.transaction_fee_pct"),
        ({"demand": {"series": [1, float("nan")]}}, "abm.demand.series.1"),
    ],
    ids=str,
)
def test_a_number_out_of_bounds_names_its_field(overrides: Config, where: str) -> None:
    assert located(config(**overrides)) == [where]


@pytest.mark.parametrize(
    ("overrides", "where"),
    [
        ({"demand": {"model": "series"}}, "abm.demand"),
        ({"demand": {}, "enable_volume": True}, "abm.enable_volume"),
        ({"treasury_config": {"hold_pct": 0.9, "buyback_pct": 0.2}}, "abm.treasury_config"),
        ({"treasury_config": {"hold_pct": 0.5, "buyback_pct": 0.2, "liquidity_pct": 0.2}}, "abm.treasury_config"),
        ({"initial_price": 1, "pricing_config": {"initial_price": 2}}, "abm"),
        ({"bucket_cohort_mapping": {"Team": "agressive"}}, "abm"),
        ({"cohort_profiles": {"VC": {"price_sensitivity_mean": 0.5, "price_sensitivity_std": 0.499}}}, "abm"),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_refused_in_its_place(overrides: Config, where: str) -> None:
    found = located(config(**overrides))
    assert found
    assert all(place.startswith(where) for place in found)


def test_a_problem_never_repeats_the_value() -> None:
    secret = "s3cr3t" * 20
    told = str(problems(config(token=token(total_supply=secret, start_date=secret, horizon_months=secret))))
    assert "s3cr3t" not in told


def test_every_wrong_field_is_named() -> None:
    wrong = config(token=token(total_supply=-1, horizon_months=0), seed=True)
    assert located(wrong) == ["token.total_supply", "token.horizon_months", "abm.seed"]


def test_a_long_field_name_is_cut_short() -> None:
    assert len(str(problems(config(**{"x" * 100_000: 1}))[0])) < 300
