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


def spread(crowd: list[tuple[float, float]]) -> dict[str, Any]:
    size, weight = np.array(crowd).T
    found = distribution(size, weight)
    assert found is not None
    return found


@given(crowds)
def test_a_lorenz_curve_goes_from_nothing_to_everything(crowd: list[tuple[float, float]]) -> None:
    lorenz = spread(crowd)["lorenz"]
    ends = [(lorenz["holders_pct"][place], lorenz["tokens_pct"][place]) for place in (0, -1)]
    assert ends == [(0, 0), (100, 100)]


@given(crowds)
def test_a_lorenz_curve_is_convex(crowd: list[tuple[float, float]]) -> None:
    lorenz = spread(crowd)["lorenz"]
    steps = np.diff(lorenz["tokens_pct"]) / np.diff(lorenz["holders_pct"])
    assert (np.diff(steps) >= -1e-6 * steps[-1]).all()


@given(crowds)
def test_a_gini_coefficient_lies_between_0_and_1(crowd: list[tuple[float, float]]) -> None:
    assert 0 <= spread(crowd)["gini"] <= 1


@given(crowds, st.floats(1e-3, 1e3))
def test_the_unit_of_the_tokens_does_not_matter(crowd: list[tuple[float, float]], factor: float) -> None:
    other = [(size * factor, weight) for size, weight in crowd]
    assert spread(other)["gini"] == pytest.approx(spread(crowd)["gini"], abs=1e-9)


@given(crowds)
def test_a_histogram_counts_every_holder_once(crowd: list[tuple[float, float]]) -> None:
    histogram = spread(crowd)["histogram"]
    counted = sum(histogram["holders"]) + histogram["holders_with_nothing"]
    assert counted == pytest.approx(sum(weight for _, weight in crowd))
