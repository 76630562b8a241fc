"""The months of single holders, as sampled results tell them."""

import math
from typing import Any

import pytest

from app.abm.agents.behaviour import SELL_DRIVERS
from tests.factories import bucket, buckets, full, run, series


def followed(**overrides: Any) -> dict[str, list[dict[str, float]]]:
    """The months of every holder who is followed, by bucket."""
    rows = run(**{"aggregation_level": "sampled"} | overrides).agent_rows() or ()
    return {row["cohort_name"]: row["months"] for row in rows if row["months"] is not None}


def test_one_holder_of_each_bucket_is_followed() -> None:
    assert list(followed()) == ["Community", "Team", "VC"]


def test_of_more_buckets_twenty_are() -> None:
    many = [bucket(f"Team {number}", allocation=2, num_holders=1) for number in range(25)]
    assert len(followed(buckets=many)) == 20


def test_what_a_holder_has_is_what_came_less_what_went() -> None:
    months = followed(demand={"volatility": 0.3})["VC"]
    before = 0.0
    for month in months:
        assert month["held"] == pytest.approx(before + month["unlocked"] - month["sold"])
        before = month["held"]


def test_the_only_holder_of_a_bucket_does_what_the_bucket_does() -> None:
    result = run(
        **full(buckets=[bucket("VC", tge_unlock_pct=10, num_holders=1), *buckets()[2:]], aggregation_level="full")
    )
    rows = [row for row in result.cohort_rows() or () if row["cohort_name"] == "VC"]
    months = next(row["months"] for row in result.agent_rows() or () if row["cohort_name"] == "VC")
    for name, theirs in (("sold", "total_sold"), ("unlocked", "total_unlocked"), ("staked", "total_staked")):
        assert [month[name] for month in months] == pytest.approx([row[theirs] for row in rows])


def test_the_drivers_explain_what_was_offered() -> None:
    quiet = {"cohort_profiles": {"VC": {"sell_pressure_std": 0, "sell_pressure_mean": 0.2}}, "behaviour_noise": 0}
    first = followed(**quiet)["VC"][0]
    drivers = math.prod(first[driver.__name__] for driver in SELL_DRIVERS)
    assert first["offered"] == pytest.approx(0.2 * first["unlocked"] * drivers)


def test_following_holders_changes_nothing() -> None:
    assert (series(run(aggregation_level="full"), "price") == series(run(), "price")).all()


def test_what_the_market_does_not_take_is_not_sold() -> None:
    alone = [bucket("VC", cliff_months=1, num_holders=1)]
    result = run(
        pricing_model="bonding_curve", buckets=alone, aggregation_level="full", demand={"initial_monthly_fiat": 0}
    )
    (months,) = [row["months"] for row in result.agent_rows() or ()]
    assert [month["sold"] for month in months] == pytest.approx(series(result, "total_sold").tolist())
    assert sum(month["offered"] for month in months) > 2 * sum(month["sold"] for month in months) > 0
