"""How unequal holders are, by hand."""

from typing import Any

import numpy as np
import pytest

from app.abm.reports.holder_sizes import CURVE_POINTS, SIZE_BINS, distribution, holders
from tests.factories import bucket, holders_column, run


def spread(sizes: list[float], weights: list[float] | None = None) -> dict[str, Any]:
    found = distribution(np.array(sizes, dtype=float), np.array(weights or [1.0] * len(sizes)))
    assert found is not None
    return found


def test_the_lorenz_curve_of_three_holders() -> None:
    lorenz = spread([3, 1, 2])["lorenz"]
    assert lorenz["holders_pct"] == pytest.approx([0, 100 / 3, 200 / 3, 100])
    assert lorenz["tokens_pct"] == pytest.approx([0, 100 / 6, 50, 100])


def test_the_gini_coefficient_of_three_holders() -> None:
    assert spread([3, 1, 2])["gini"] == pytest.approx(2 / 9)


def test_equal_holders_have_a_gini_coefficient_of_nothing() -> None:
    assert spread([5, 5, 5, 5])["gini"] == pytest.approx(0)


def test_one_who_has_everything_leaves_a_share_for_one() -> None:
    assert spread([0, 0, 0, 8])["gini"] == pytest.approx(3 / 4)


def test_a_row_that_stands_for_many_counts_as_many() -> None:
    crowd, persons = spread([4, 1], [2, 3]), spread([1, 1, 1, 4, 4])
    assert crowd["gini"] == pytest.approx(persons["gini"])
    assert (crowd["num_holders"], crowd["total_tokens"]) == (5, 11)


def test_many_rows_have_a_point_per_percent_of_the_holders() -> None:
    lorenz = spread(list(range(1, 1001)))["lorenz"]
    assert lorenz["holders_pct"] == pytest.approx(np.arange(CURVE_POINTS))
    assert lorenz["tokens_pct"][50] == pytest.approx(100 * (500 * 501) / (1000 * 1001))


def test_the_histogram_counts_holders_on_a_logarithmic_scale() -> None:
    histogram = spread([1, 10**0.5, 1e4, 0, 0])["histogram"]
    assert histogram["edges_tokens"] == pytest.approx(np.logspace(0, 4, SIZE_BINS + 1))
    assert [sum(histogram["holders"][:4]), sum(histogram["holders"][4:39]), histogram["holders"][39]] == [1, 1, 1]
    assert histogram["holders_with_nothing"] == 2


def test_holders_who_all_have_the_same_share_one_bin() -> None:
    histogram = spread([7, 7], [2, 3])["histogram"]
    assert (histogram["edges_tokens"], histogram["holders"]) == (pytest.approx([3.5, 14]), [5])


def test_where_nobody_has_anything_there_is_nothing_to_spread() -> None:
    assert distribution(np.zeros(3), np.ones(3)) is None


def test_holders_are_counted_by_what_they_get_and_by_what_they_have() -> None:
    result = run()
    found = holders(result)
    assert found["allocated"]["total_tokens"] == pytest.approx(9e8)
    owned = holders_column(result, "liquid") + holders_column(result, "staked")
    assert found["at_end"]["total_tokens"] == pytest.approx(owned[0])


def test_before_the_first_unlock_nobody_has_anything() -> None:
    assert holders(run(buckets=[bucket(cliff_months=20)]))["at_end"] is None


def test_holders_of_meta_agents_are_as_unequal_as_individuals() -> None:
    crowd = [bucket("Community", num_holders=20_000)]
    ginis = [
        holders(run(buckets=crowd, agent_granularity=granularity, agents_per_cohort=1000))["at_end"]["gini"]
        for granularity in ("full_individual", "meta_agents")
    ]
    assert ginis[0] == pytest.approx(ginis[1], abs=0.03)


def test_holders_of_meta_agents_have_all_that_is_held() -> None:
    result = run(buckets=[bucket("Community", num_holders=20_000)], agent_granularity="meta_agents")
    held = sum(result.columns[name][-1, 0] for name in ("total_held", "total_staked"))
    assert holders(result)["at_end"]["total_tokens"] == pytest.approx(held)
