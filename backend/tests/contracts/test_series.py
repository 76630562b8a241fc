"""What every series promises: a unit, a meaning, and a finite number in every row."""

from typing import get_args

import numpy as np
import pytest

from app.abm.core.params import Unit
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.series import COHORT_SERIES, SERIES
from tests.factories import full, run


@pytest.mark.parametrize("name", SERIES)
def test_a_series_says_what_it_is(name: str) -> None:
    series = SERIES[name]
    assert series.unit in get_args(Unit)
    assert series.title[0].isupper()
    assert series.description.endswith(".")


def test_only_a_plain_factor_or_index_counts_nothing() -> None:
    assert {name for name, series in SERIES.items() if not series.unit} == {"market_index", "attention"}


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_every_series_is_finite_in_every_row(model: str) -> None:
    for row in run(**full(pricing_model=model)).global_rows():
        assert [name for name in SERIES if not np.isfinite(row[name])] == []


def test_the_owners_have_every_token_there_ever_was() -> None:
    result = run(**full())
    owned = sum(result.columns[name] for name, entry in SERIES.items() if entry.group == "owners")
    assert owned == pytest.approx(1e9 + result.columns["minted"])


def test_every_cohort_series_is_finite_in_every_row() -> None:
    for row in run(**full()).cohort_rows() or ():
        assert [name for name in COHORT_SERIES if not np.isfinite(row[name])] == []


def test_rows_hold_plain_numbers_for_json() -> None:
    row = next(iter(run(**full()).global_rows()))
    assert {type(value) for value in row.values()} == {int, str, float}
