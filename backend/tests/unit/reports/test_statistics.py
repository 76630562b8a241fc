"""What many trials say together, by hand and on distributions that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import gamma, lognorm, norm, uniform

from app.abm.core.month import Floats
from app.abm.core.streams import stream_keys, uniforms
from app.abm.reports.statistics import (
    bands,
    convergence,
    drawdowns,
    histogram,
    mean_interval,
    percentile_interval,
    percentiles,
    risk,
)

REPETITIONS = 200
DISTRIBUTIONS = {"normal": norm(), "lognormal": lognorm(1.2), "uniform": uniform(), "gamma": gamma(0.7)}

samples = arrays.arrays(np.float64, st.integers(2, 60), elements=st.floats(0, 1e12))


def chances(count: int, purpose: str) -> Floats:
    """So many uniform numbers for each of the repetitions."""
    return uniforms(stream_keys(np.arange(REPETITIONS, dtype=np.uint64), purpose), count)


def prices(*paths: list[float]) -> Floats:
    """Price paths as the trials have them, (months, trials)."""
    return np.array(paths).T


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("level", [10, 50, 90])
@pytest.mark.parametrize("count", [50, 100, 1000])
def test_the_interval_of_a_percentile_covers_the_truth_as_often_as_it_says(name: str, level: int, count: int) -> None:
    known = DISTRIBUTIONS[name]
    drawn = np.sort(known.ppf(chances(count, f"{level}")), axis=1)
    intervals = [percentile_interval(row, level) for row in drawn]
    covered = np.mean([low <= known.ppf(level / 100) <= high for low, high in intervals])
    assert 0.90 <= covered <= 0.99


@pytest.mark.parametrize("name", ["normal", "uniform", "gamma"])
@pytest.mark.parametrize("count", [20, 100])
def test_the_interval_of_a_mean_covers_the_truth_as_often_as_it_says(name: str, count: int) -> None:
    known = DISTRIBUTIONS[name]
    intervals = [mean_interval(row) for row in known.ppf(chances(count, "mean"))]
    covered = np.mean([low <= known.mean() <= high for low, high in intervals])
    assert 0.90 <= covered <= 0.99


def test_the_interval_of_a_mean_by_hand() -> None:
    assert mean_interval(np.array([1.0, 2.0, 3.0])) == pytest.approx((2 - 4.302653 / 3**0.5, 2 + 4.302653 / 3**0.5))


def test_one_number_alone_is_its_own_interval() -> None:
    assert [float(end) for end in mean_interval(np.array([3.0]))] == [3, 3]


def test_the_interval_of_a_median_of_a_hundred_by_hand() -> None:
    assert percentile_interval(np.arange(1.0, 101.0), 50) == (40.0, 61.0)


def test_with_few_trials_the_interval_is_the_whole_sample() -> None:
    assert percentile_interval(np.array([1.0, 2.0, 3.0]), 50) == (1.0, 3.0)


@given(samples, st.floats(0.1, 99.9))
def test_an_interval_lies_within_the_sample(values: Floats, level: float) -> None:
    low, high = percentile_interval(np.sort(values), level)
    assert values.min() <= low <= high <= values.max()


@given(samples, st.lists(st.floats(0.01, 99.99), min_size=2, max_size=8))
def test_percentiles_never_fall_with_their_level(values: Floats, levels: list[float]) -> None:
    assert (np.diff(percentiles(np.sort(values), sorted(levels))) >= 0).all()


@given(samples, st.floats(0.01, 99.99))
def test_percentiles_are_those_of_numpy(values: Floats, level: float) -> None:
    scale = max(values.max(), 1e-300)
    assert percentiles(np.sort(values), [level])[0] == pytest.approx(np.percentile(values, level), abs=1e-12 * scale)


@given(samples, st.floats(0.01, 99.99))
def test_percentiles_lie_within_the_sample(values: Floats, level: float) -> None:
    assert values.min() <= percentiles(np.sort(values), [level])[0] <= values.max()


def test_a_percentile_between_two_trials_by_hand() -> None:
    assert percentiles(np.array([1.0, 2.0, 4.0]), (25, 50, 75)).tolist() == [1.5, 2.0, 3.0]


def test_bands_by_hand() -> None:
    found = bands(np.array([[[4.0, 1.0, 1.0]]]), (50,))
    assert [found.percentile.item(), found.mean.item(), found.std.item()] == pytest.approx([1.0, 2.0, 3**0.5])


def test_one_trial_has_no_spread() -> None:
    assert bands(np.array([[[4.0]]]), (50,)).std.item() == 0


def test_bands_leave_the_table_as_it_was() -> None:
    table = np.array([[[3.0, 1.0, 2.0]]])
    bands(table, (50,))
    assert table.ravel().tolist() == [3, 1, 2]


def test_the_start_price_is_a_peak_to_fall_from() -> None:
    assert drawdowns(prices([0.5, 0.75], [4.0, 1.0], [2.0, 3.0]), 1.0).tolist() == [0.5, 0.75, 0.0]


def test_risk_by_hand() -> None:
    paths = prices([0.4, 2.0], [0.15, 0.5], [0.04, 0.9], [1.1, 1.0])
    assert risk(paths, 1.0) == {
        "probability_below_start": 0.5,
        "probability_drawdown_over_50_pct": 0.75,
        "probability_drawdown_over_80_pct": 0.5,
        "probability_drawdown_over_95_pct": 0.25,
    }


def test_a_fall_by_exactly_half_is_not_over_half() -> None:
    assert risk(prices([0.5]), 1.0)["probability_drawdown_over_50_pct"] == 0


def test_a_histogram_by_hand() -> None:
    found = histogram(np.array([0.0, 0.5, 40.0]))
    assert found["edges"] == list(range(41))
    assert found["counts"] == [2, *[0] * 38, 1]


def test_a_histogram_of_equal_prices_is_one_bin() -> None:
    found = histogram(np.full(7, 0.3))
    assert (found["counts"], len(found["edges"])) == ([7], 2)


@pytest.mark.parametrize("start", [0.0, 1e-12, 0.3, 1.0, 1e9, 1e300])
def test_a_histogram_of_prices_a_rounding_apart_counts_them_all(start: float) -> None:
    found = histogram(np.array([start, start, np.nextafter(start, np.inf)]))
    assert sum(found["counts"]) == 3


@pytest.mark.parametrize("price", [0.0, 1.0, 1e17, 1e300])
def test_the_one_bin_of_equal_prices_lies_around_them(price: float) -> None:
    low, high = histogram(np.full(3, price))["edges"]
    assert low < price < high


@given(samples)
def test_a_histogram_counts_every_trial(values: Floats) -> None:
    found = histogram(values)
    assert sum(found["counts"]) == len(values)
    assert len(found["edges"]) == len(found["counts"]) + 1


def test_convergence_looks_at_quarters_of_the_trials_in_their_order() -> None:
    found = convergence(np.array([1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0]))
    assert [(point.trials, point.mean, point.p50) for point in found.checkpoints] == [
        (2, 2, 2),
        (4, 4, 4),
        (6, 6, 6),
        (8, 8, 8),
    ]


def test_drift_and_standard_error_by_hand() -> None:
    found = convergence(np.array([1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0]))
    assert found.drift == pytest.approx(2 / 8)
    assert found.standard_error == pytest.approx(24**0.5 / 8**0.5 / 8)


def test_how_well_the_median_is_known_by_hand() -> None:
    found = convergence(np.arange(1.0, 101.0))
    assert found.median_within == pytest.approx((61 - 40) / 2 / 50.5)
    assert found.words == "100 trials; the median is known to ±21 %"


def test_many_like_trials_have_converged() -> None:
    assert convergence(DISTRIBUTIONS["normal"].ppf(chances(1000, "like")[0]) + 10).converged


def test_few_unlike_trials_have_not() -> None:
    assert not convergence(DISTRIBUTIONS["lognormal"].ppf(chances(20, "unlike")[0])).converged


def test_a_mean_that_still_moves_has_not_converged() -> None:
    assert not convergence(np.repeat([1.0, 2.0], [7500, 2500])).converged


def test_trials_that_are_all_one_have_converged() -> None:
    found = convergence(np.full(10, 0.1))
    assert (found.converged, found.median_within) == (True, 0)


def test_two_trials_can_be_looked_at() -> None:
    assert [point.trials for point in convergence(np.array([1.0, 2.0])).checkpoints] == [1, 2]


def test_a_price_of_nothing_breaks_nothing() -> None:
    assert convergence(np.zeros(4)).standard_error == 0
