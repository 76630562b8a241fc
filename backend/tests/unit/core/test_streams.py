"""Chance is uniform, independent, and the same whoever asks."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, chisquare, kstest

from app.abm.core.streams import MAX_SEED, month_key, stream_keys, trial_seed, uniforms
from tests.factories import seeds

DRAWS = 200_000


def draws(seed: int = 1, purpose: str = "decision", name: str = "Team", rows: int = DRAWS) -> np.ndarray:
    found: np.ndarray = uniforms(stream_keys(seeds(seed), purpose, name), rows)[0]
    return found


def correlation(left: np.ndarray, right: np.ndarray) -> float:
    """In standard errors of independent numbers."""
    return float(abs(float(np.corrcoef(left, right)[0, 1])) * np.sqrt(len(left)))


def months(count: int) -> np.ndarray:
    """The decision stream of successive months; (months, rows)."""
    key = stream_keys(seeds(1), "decision", "Team")[0]
    return uniforms(np.array([month_key(key, month) for month in range(count)], dtype=np.uint64), 1000)


@pytest.mark.parametrize("seed", [0, 1, MAX_SEED])
def test_draws_fill_the_unit_interval_evenly(seed: int) -> None:
    counts, _ = np.histogram(draws(seed), bins=1000, range=(0, 1))
    assert chisquare(counts).pvalue > 1e-3


def test_draws_follow_the_uniform_distribution() -> None:
    assert kstest(draws(), "uniform").pvalue > 1e-3


def test_pairs_of_neighbours_fill_the_square_evenly() -> None:
    pairs = draws().reshape(-1, 2)
    counts, _, _ = np.histogram2d(pairs[:, 0], pairs[:, 1], bins=20, range=[[0, 1], [0, 1]])
    statistic = float(((counts - counts.mean()) ** 2 / counts.mean()).sum())
    assert chi2.sf(statistic, counts.size - 1) > 1e-3


@pytest.mark.parametrize("lag", [1, 2, 256])
def test_neighbouring_holders_are_independent(lag: int) -> None:
    row = draws()
    assert correlation(row[:-lag], row[lag:]) < 4


def test_successive_months_are_independent() -> None:
    table = months(200)
    assert correlation(table[:-1].ravel(), table[1:].ravel()) < 4


def test_one_holders_months_are_uniform() -> None:
    assert kstest(months(2000)[:, 7], "uniform").pvalue > 1e-3


def test_neighbouring_seeds_are_independent() -> None:
    first = uniforms(stream_keys(np.arange(2000, dtype=np.uint64), "decision"), 100)
    assert correlation(first[:-1].ravel(), first[1:].ravel()) < 4


@pytest.mark.parametrize("other", [{"seed": 2}, {"purpose": "risk"}, {"name": "VC"}], ids=["seed", "purpose", "cohort"])
def test_streams_of_another_key_are_independent(other: dict[str, Any]) -> None:
    assert correlation(draws(), draws(**other)) < 4


def test_more_rows_do_not_change_the_first_ones() -> None:
    assert (draws(rows=10) == draws(rows=1000)[:10]).all()


def test_draws_are_never_zero_or_one() -> None:
    assert 0 < draws().min() <= draws().max() < 1


def test_the_first_trial_is_the_single_run() -> None:
    assert trial_seed(42, 0) == 42


def test_trials_have_seeds_of_their_own_that_survive_javascript() -> None:
    trials = {trial_seed(42, trial) for trial in range(10_000)}
    assert len(trials) == 10_000
    assert 0 <= min(trials) <= max(trials) <= MAX_SEED
