"""The unlocks of a configuration that may still be wrong elsewhere."""

from datetime import date
from typing import Any

import pytest

from app.abm.reports.preview import preview
from tests.factories import bucket, config, spec, token

YEAR = token(total_supply=1000.0, horizon_months=4)
HALF = {"bucket": "Team", "allocation": 50, "tge_unlock_pct": 20, "cliff_months": 1, "vesting_months": 2}


def seen(**parts: Any) -> Any:
    """The preview of a configuration of these parts alone."""
    return preview({"token": YEAR, "buckets": [HALF]} | parts)


def test_a_bucket_unlocks_by_its_schedule() -> None:
    (team,) = seen().unlocks
    assert team.tokens == pytest.approx([100, 0, 200, 200])
    assert team.supply_pct == pytest.approx([10, 0, 20, 20])
    assert team.cumulative_pct == pytest.approx([10, 10, 30, 50])


def test_the_preview_is_what_a_run_unlocks() -> None:
    shown, economy = preview(config()), spec()
    for index, unlocks in enumerate(shown.unlocks):
        assert unlocks is not None
        assert unlocks.tokens == pytest.approx(economy.unlocks.by_bucket[:12, index])
    assert shown.total is not None
    assert shown.total.tokens == pytest.approx(economy.unlocks.total[:12])
    assert shown.dates == [economy.token.row_date(month) for month in range(12)]


def test_what_is_wrong_elsewhere_does_not_matter() -> None:
    broken = seen(abm={"pricing_model": "none"}, buckets=[HALF | {"bucket": "", "num_holders": -1}])
    assert broken == seen()


def test_a_bucket_that_cannot_be_read_leaves_the_others_theirs() -> None:
    shown = seen(buckets=[HALF | {"cliff_months": "six"}, HALF, "no bucket", {"bucket": "no share"}])
    assert [unlocks is not None for unlocks in shown.unlocks] == [False, True, False, False]
    assert shown.total == seen().total


def test_allocations_add_up_beyond_the_supply_and_without_a_schedule() -> None:
    shown = seen(buckets=[HALF | {"cliff_months": -1}, HALF, HALF | {"allocation": 20}, {"allocation": "a lot"}])
    assert shown.allocated_pct == 120


def test_without_a_supply_there_are_shares_but_no_tokens() -> None:
    (team,) = seen(token=YEAR | {"total_supply": 0}).unlocks
    assert (team.tokens, team.supply_pct) == (None, pytest.approx([10, 0, 20, 20]))


def test_without_a_start_date_there_are_unlocks_but_no_dates() -> None:
    shown = seen(token={"horizon_months": 4})
    assert (shown.dates, len(shown.unlocks)) == ([], 1)


def test_dates_are_calendar_months_after_the_start() -> None:
    assert seen(token=YEAR | {"start_date": "2024-01-31"}).dates[1] == date(2024, 2, 29)


def test_without_a_horizon_there_is_the_sum_alone() -> None:
    shown = seen(token=YEAR | {"horizon_months": 0})
    assert (shown.allocated_pct, shown.unlocks, shown.total, shown.dates) == (50, [], None, [])


@pytest.mark.parametrize("nothing", [None, [], "text", 7, {"token": [], "buckets": {}}], ids=str)
def test_what_is_no_configuration_unlocks_nothing(nothing: object) -> None:
    assert preview(nothing).allocated_pct == 0


def test_a_table_is_read_up_to_the_most_buckets_a_request_may_have() -> None:
    assert len(seen(buckets=[bucket()] * 101).unlocks) == 100


def test_cliff_and_vesting_told_as_segments_unlock_the_same() -> None:
    (segments,) = seen().segments
    assert segments is not None
    pieces = [dict(segment) for segment in segments]
    assert seen(buckets=[{"allocation": 50, "tge_unlock_pct": 20, "segments": pieces}]) == seen()
