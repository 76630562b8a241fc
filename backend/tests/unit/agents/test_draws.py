"""Holders that several runs have in common are drawn once, and each run gets those it would have drawn itself."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.abm.agents.draws import MAX_KEPT, HolderDraws, draw_holders
from app.abm.agents.profiles import CohortProfile
from tests.factories import cohort, seeds

OTHERS: dict[str, Any] = {
    "name": "VC",
    "profile": CohortProfile(size_sigma=0.5),
    "holders": 40,
    "rows": 5,
    "jitter": 0.1,
}


def test_holders_that_are_asked_for_again_are_not_drawn_again() -> None:
    draws = HolderDraws()
    assert draws.of([[cohort()]], seeds(1, 2)) is draws.of([[cohort()]], seeds(1, 2))


def test_a_larger_bucket_has_the_same_holders() -> None:
    draws = HolderDraws()
    larger = replace(cohort(), tokens=2 * cohort().tokens)
    assert draws.of([[larger]], seeds(1)) is draws.of([[cohort()]], seeds(1))


@pytest.mark.parametrize("name", OTHERS)
def test_cohorts_that_differ_have_holders_of_their_own(name: str) -> None:
    draws, other = HolderDraws(), replace(cohort(), **{name: OTHERS[name]})
    draws.of([[cohort()]], seeds(1))
    assert np.array_equal(draws.of([[other]], seeds(1)), draw_holders([[other]], seeds(1)))


def test_other_seeds_have_holders_of_their_own() -> None:
    draws = HolderDraws()
    draws.of([[cohort()]], seeds(1, 2))
    assert np.array_equal(draws.of([[cohort()]], seeds(2, 1)), draw_holders([[cohort()]], seeds(2, 1)))


def test_no_more_than_a_few_batches_are_kept() -> None:
    draws = HolderDraws()
    batches = [draws.of([[cohort()]], seeds(number)) for number in range(MAX_KEPT + 1)]
    again = [draws.of([[cohort()]], seeds(number)) for number in range(MAX_KEPT + 1)]
    assert [one is other for one, other in zip(batches, again, strict=True)] == [True] * MAX_KEPT + [False]
