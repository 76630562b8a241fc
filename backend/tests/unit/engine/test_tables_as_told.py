"""The allocation table as people have it: amounts, contracts' cliffs, days, what never unlocks, rounded shares."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.abm.core.params import field_problems
from app.abm.engine.dates import nearest_month, row_date
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import design_checks
from tests.factories import Config, bucket, config, spec, token

NEVER = {"kind": "never"}


def plain(name: str = "Team", **fields: Any) -> Config:
    """A bucket of which only this is told."""
    return {"bucket": name} | fields


def problems(request: Config) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        SimulationSpec.model_validate(request)
    return [str(problem) for problem in field_problems(caught.value, SimulationSpec)]


def unlocked(*segments: Config, tge: float = 0.0, **launch: Any) -> list[float]:
    """Part of the bucket unlocked by the end of each month of a year, %."""
    table = [plain(allocation=100, tge_unlock_pct=tge, segments=list(segments))]
    economy = spec(token=token(**launch), buckets=table)
    return [round(100 * float(share), 6) for share in economy.buckets[0].schedule().unlocked_share(12)]


def kinds(**overrides: Any) -> set[str]:
    return {advice.kind for advice in design_checks(spec(**overrides))}


def words(kind: str, **overrides: Any) -> str:
    return next(advice.message for advice in design_checks(spec(**overrides)) if advice.kind == kind)


def amounts(*sizes: float) -> list[Config]:
    return [plain(f"Bucket {index}", amount=size) for index, size in enumerate(sizes)]


def test_amounts_are_shares_of_the_supply() -> None:
    economy = spec(token=token(total_supply=1000), buckets=amounts(200, 300))
    assert [each.allocation for each in economy.buckets] == [20, 30]


def test_the_configuration_in_force_has_shares_alone() -> None:
    economy = spec(token=token(total_supply=1000), buckets=amounts(200, 300))
    assert "amount" not in economy.effective()["buckets"][0]


def test_a_table_in_amounts_is_the_same_run_as_one_in_shares() -> None:
    shares = [plain(f"Bucket {index}", allocation=size) for index, size in enumerate((20, 30))]
    told = [spec(token=token(total_supply=1000), buckets=table) for table in (amounts(200, 300), shares)]
    assert told[0].fingerprint() == told[1].fingerprint()


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (amounts(2000, 1), "buckets.0.amount: is more than the total supply"),
        (amounts(700, 400), "buckets.1.allocation: the allocations add up to 110 %, more than 100 % of the supply"),
        ([*amounts(1), plain("b", allocation=1)], "buckets.1.allocation: give every bucket's amount, or"),
        ([*amounts(1), plain("b")], "buckets.1.amount: is required, as the other buckets have amounts"),
        (amounts(1, -1), "buckets.1.amount: must be greater than or equal to 0"),
        ([plain(amount="many")], "buckets.0.amount: must be a number"),
        ([plain()], "buckets.0.allocation: is required"),
    ],
)
def test_amounts_that_make_no_table_are_refused(table: list[Config], problem: str) -> None:
    assert problem in problems(config(token=token(total_supply=1000), buckets=table))[0]


def test_with_the_cliff_in_it_a_vesting_ends_when_it_says() -> None:
    team = spec(buckets=[bucket(cliff_months=3, vesting_months=12, cliff_included=True)]).buckets[0]
    assert team.schedule().unlocked_share(13) == pytest.approx([0, 0, 0, *(month / 12 for month in range(3, 13))])


def test_a_cliff_as_long_as_its_vesting_unlocks_everything_at_once() -> None:
    team = spec(buckets=[bucket(cliff_months=3, vesting_months=3, cliff_included=True)]).buckets[0]
    assert list(team.schedule().unlocked_share(5)) == [0, 0, 0, 1, 1]


def test_a_vesting_shorter_than_the_cliff_in_it_is_refused() -> None:
    table = [bucket(cliff_months=12, vesting_months=6, cliff_included=True)]
    assert problems(config(buckets=table))[0].startswith("buckets.0.cliff_included: needs")


def test_a_reading_that_is_not_asked_for_leaves_no_trace() -> None:
    told = [spec(buckets=[given]) for given in (bucket(), bucket(cliff_included=False))]
    assert told[0].fingerprint() == told[1].fingerprint()
    assert "cliff_included" not in told[1].effective()["buckets"][0]


def test_a_cliff_before_a_vesting_is_told_with_both_ends() -> None:
    told = words("cliff_before_vesting", buckets=[bucket(cliff_months=6, vesting_months=18)])
    assert "until month 24" in told
    assert "ends in month 18" in told


@pytest.mark.parametrize("included", [True, False])
def test_a_reading_that_was_chosen_is_not_told_again(included: bool) -> None:
    assert "cliff_before_vesting" not in kinds(buckets=[bucket(cliff_included=included)])


def test_what_never_unlocks_stays_locked() -> None:
    assert unlocked({"kind": "lump", "month": 2, "pct": 30}, NEVER, tge=10)[:4] == [10, 10, 40, 40]


def test_all_of_a_bucket_may_stay_locked() -> None:
    assert unlocked(NEVER) == [0] * 12


def test_only_one_piece_may_take_what_is_left() -> None:
    table = [plain(allocation=1, segments=[NEVER, NEVER])]
    assert "only one piece" in problems(config(buckets=table))[0]


def test_a_day_of_a_schedule_is_the_month_whose_row_is_nearest() -> None:
    assert unlocked({"kind": "lump", "date": "2025-03-20", "pct": 100})[1:4] == [0, 0, 100]


def test_instalments_may_run_from_day_to_day() -> None:
    vesting = {"kind": "linear", "start_date": "2025-01-01", "end_date": "2025-05-01", "pct": 100}
    assert unlocked(vesting)[:6] == [0, 25, 50, 75, 100, 100]


def test_a_day_that_is_no_row_s_own_is_told() -> None:
    table = [plain(allocation=1, segments=[{"kind": "lump", "date": "2025-03-20", "pct": 100}])]
    assert words("rounded_day", buckets=table) == "'Team': 2025-03-20 is taken as month 3, 2025-04-01"


@pytest.mark.parametrize(
    ("segment", "problem"),
    [
        ({"kind": "lump", "date": "2024-06-01", "pct": 100}, "segments.0.date: must lie within 1,200 months from"),
        ({"kind": "lump", "date": "2025-06-01", "month": 5, "pct": 100}, "segments.0.date: is given beside month"),
        ({"kind": "lump", "date": "soon", "pct": 100}, "segments.0.date: must be a calendar date written YYYY-MM-DD"),
        ({"kind": "lump", "pct": 100}, "segments.0.month: is required"),
    ],
)
def test_a_day_out_of_reach_or_no_day_is_refused(segment: Config, problem: str) -> None:
    assert problem in problems(config(buckets=[plain(allocation=1, segments=[segment])]))[0]


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 3000))
def test_no_other_row_is_nearer_to_a_day(start: date, later: int) -> None:
    day = start + timedelta(days=later)
    month = nearest_month(start, day)
    assert abs(row_date(start, month) - day) == min(abs(row_date(start, other) - day) for other in range(105))


@pytest.mark.parametrize("moment", ["2025-03-01T00:00:00Z", "2025-03-01T23:30:00+02:00", "2025-03-01 12:00:00.5-05:00"])
def test_a_moment_with_its_zone_is_the_day_it_names(moment: str) -> None:
    assert spec(token=token(start_date=moment)).token.start_date == date(2025, 3, 1)


@pytest.mark.parametrize("moment", ["2025-03-01T00:00:00", "2025-03-01T25:00:00Z", "2025-03-01T00:00:00+2"])
def test_a_moment_without_its_zone_is_no_day(moment: str) -> None:
    assert "calendar date" in problems(config(token=token(start_date=moment)))[0]


def shares(*sizes: float) -> list[Config]:
    return [bucket(f"Bucket {index}", allocation=size) for index, size in enumerate(sizes)]


@pytest.mark.parametrize("sizes", [(33.4, 33.3, 33.4), (20, 30.2, 50.2), (16.67,) * 6])
def test_shares_beyond_the_whole_by_their_rounding_are_scaled(sizes: Sequence[float]) -> None:
    economy = spec(buckets=shares(*sizes))
    assert sum(economy.bucket_tokens) == pytest.approx(economy.token.total_supply, rel=1e-12)
    assert f"add up to {sum(sizes):.10g} %" in words("scaled", buckets=shares(*sizes))


@pytest.mark.parametrize("sizes", [(33.4, 33.4, 33.4), (20.11, 30.12, 49.81), (60, 41), (16.68,) * 6])
def test_shares_beyond_their_rounding_are_refused_with_the_sum(sizes: Sequence[float]) -> None:
    assert f"add up to {sum(sizes):.10g} %" in problems(config(buckets=shares(*sizes)))[0]


def test_a_schedule_off_by_its_rounding_is_scaled() -> None:
    thirds = [{"kind": "lump", "month": month, "pct": 33.3} for month in (1, 2, 3)]
    assert unlocked(*thirds)[:4] == [0, 33.333333, 66.666667, 100]


def test_fractions_of_one_are_asked_about() -> None:
    assert "did you mean per cent?" in words("fractions", buckets=shares(0.4, 0.6))


@pytest.mark.parametrize(
    ("place", "field"), [("token", "name"), ("abm", "behaviour_noise"), ("abm", "enable_staking"), ("abm", "market")]
)
def test_null_means_the_default(place: str, field: str) -> None:
    request = config()
    null = request | {place: request[place] | {field: None}}
    assert SimulationSpec.model_validate(null).fingerprint() == SimulationSpec.model_validate(request).fingerprint()


def test_a_field_that_must_be_given_may_not_be_null() -> None:
    assert problems(config(token=token(total_supply=None)))[0] == "token.total_supply: must be a number"


def test_names_are_trimmed() -> None:
    assert spec(buckets=[bucket("  Team ")]).buckets[0].bucket == "Team"


@pytest.mark.parametrize("name", ["Te\nam", "Te\x00am", "Te\x85am", "Te\u2028am"])
def test_names_have_no_control_characters(name: str) -> None:
    assert problems(config(buckets=[bucket(name)]))[0].startswith("buckets.0.bucket: must not contain control")


@pytest.mark.parametrize(
    ("overrides", "bound"),
    [
        ({"initial_price": 1e-16}, "1e-15"),
        ({"seed": 2**64}, "9007199254740991"),
    ],
)
def test_a_bound_is_shown_as_it_is(overrides: Config, bound: str) -> None:
    assert problems(config(**overrides))[0].endswith(f" {bound}")


def test_a_schedule_may_have_four_hundred_pieces_and_a_run_forty_years() -> None:
    pieces = [{"kind": "lump", "month": month, "pct": 0.25} for month in range(400)]
    economy = spec(token=token(horizon_months=480), buckets=[plain(allocation=1, segments=pieces)])
    assert economy.buckets[0].schedule().last_month == 399
