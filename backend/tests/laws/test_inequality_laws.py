"""What holds of every crowd of holders, however unequal."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.abm.reports.holder_sizes import distribution

crowds = st.lists(
    st.tuples(st.sampled_from([0.0, 1e-9, 1.0, 2.5, 1e3, 7e11]), st.sampled_from([1.0, 1.5, 40.0, 1e6])),
    min_size=1,
    max_size=300,
).filter(lambda crowd: any(size for size, _ in crowd))


def distributed(crowd: list[tuple[float, float]]) -> dict[str, Any]:
    size, weight = np.array(crowd).T
    table = distribution(size, weight)
    assert table is not None
    return table


@given(crowds)
def test_a_lorenz_curve_goes_from_nothing_to_everything(crowd: list[tuple[float, float]]) -> None:
    lorenz = distributed(crowd)["lorenz"]
    ends = [(lorenz["holders_pct"][index], lorenz["tokens_pct"][index]) for index in (0, -1)]
    assert ends == [(0, 0), (100, 100)]


@given(crowds)
def test_a_lorenz_curve_is_convex(crowd: list[tuple[float, float]]) -> None:
    lorenz = distributed(crowd)["lorenz"]
    slopes = np.diff(lorenz["tokens_pct"]) / np.diff(lorenz["holders_pct"])
    assert (np.diff(slopes) >= -1e-6 * slopes[-1]).all()


@given(crowds)
def test_a_gini_coefficient_lies_between_0_and_1(crowd: list[tuple[float, float]]) -> None:
    assert 0 <= distributed(crowd)["gini"] <= 1


@given(crowds, st.floats(1e-3, 1e3))
def test_the_unit_of_the_tokens_does_not_matter(crowd: list[tuple[float, float]], factor: float) -> None:
    other = [(size * factor, weight) for size, weight in crowd]
    assert distributed(other)["gini"] == pytest.approx(distributed(crowd)["gini"], abs=1e-9)


@given(crowds)
def test_a_histogram_counts_every_holder_once(crowd: list[tuple[float, float]]) -> None:
    histogram = distributed(crowd)["histogram"]
    counted = sum(histogram["holders"]) + histogram["holders_with_nothing"]
    assert counted == pytest.approx(sum(weight for _, weight in crowd))
