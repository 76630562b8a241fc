"""The figures a designer asks for first, the words of advice, and results as tables."""

import io
from typing import Any

import numpy as np
import pyarrow
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyarrow import BufferReader, csv, parquet

from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.series import SERIES
from app.abm.reports.advice import design_checks, input_warnings, warnings_of
from app.abm.reports.export import Table, monthly_table, to_csv
from app.abm.reports.parquet import to_parquet
from app.abm.reports.statistics import drawdowns
from app.abm.reports.summary import summary
from app.abm.studies.estimate import estimate
from tests.factories import bucket, full, run, series, spec, token


def test_the_figures_follow_from_the_rows() -> None:
    result = run(**full())
    price, sold = series(result, "price"), series(result, "total_sold")
    figures = summary(result)
    assert figures["final_price"] == price[-1]
    assert figures["total_tokens_sold"] == sold.sum()
    assert figures["max_sell_month"] == sold.argmax()
    assert figures["price_change_pct"] == pytest.approx(100 * (price[-1] - 1))


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_the_average_price_is_what_holders_were_paid_over_what_they_sold(model: str) -> None:
    result = run(**full(pricing_model=model))
    paid, sold = series(result, "sold_fiat").sum(), series(result, "total_sold").sum()
    assert summary(result)["average_price"] == pytest.approx(paid / sold)


def test_without_sales_the_average_price_is_the_months() -> None:
    result = run(buckets=[bucket(cliff_months=20)])
    assert summary(result)["average_price"] == pytest.approx(series(result, "price").mean())


@pytest.mark.parametrize(("path", "fall"), [([1, 2, 1, 3], 0.5), ([1, 2, 3], 0.0), ([4, 1, 5, 2], 0.75)])
def test_a_drawdown_is_the_largest_fall_from_a_peak(path: list[float], fall: float) -> None:
    price = np.array(path, dtype=float)
    assert drawdowns(price[1:, None], start=price[0]) == fall


def test_the_first_fall_is_from_the_start_price() -> None:
    result = run(pricing_model="constant", initial_price=1.0, constant_price=0.4)
    assert summary(result)["max_drawdown_pct"] == pytest.approx(60)


def test_staking_and_treasury_figures_follow_from_the_rows() -> None:
    result = run(**full())
    told: dict[str, Any] = dict(summary(result))
    staking, treasury = told["staking_metrics"], told["treasury_metrics"]
    assert staking["total_rewards_paid"] == pytest.approx(series(result, "rewards_paid").sum())
    assert staking["utilization_pct"] == pytest.approx(100 * series(result, "staking_utilization")[-1])
    assert treasury["total_fees_collected_fiat"] == pytest.approx(series(result, "fee_fiat").sum())
    assert treasury["total_tokens_burned"] == pytest.approx(series(result, "burned")[-1])


def test_what_is_off_has_no_figures() -> None:
    figures = summary(run())
    assert (figures["staking_metrics"], figures["treasury_metrics"]) == (None, None)


def test_derived_series_follow_from_the_others() -> None:
    result = run(**full())
    value = series(result, "price") * series(result, "circulating_supply")
    assert series(result, "market_cap") == pytest.approx(value)
    existing = 1e9 + series(result, "minted") - series(result, "burned")
    assert series(result, "fully_diluted_value") == pytest.approx(series(result, "price") * existing)


@pytest.mark.parametrize(
    ("overrides", "word"),
    [
        ({"pricing_config": {"k": 1.0}}, "pricing_config.k"),
        ({"staking_config": {}}, "staking_config"),
        ({"treasury_config": {}}, "treasury_config"),
        ({"volume_config": {}}, "volume_config"),
        ({"bucket_cohort_mapping": {"Marketing": "VC"}}, "Marketing"),
        ({"buckets": [bucket("Xyzzy")]}, "Community"),
    ],
    ids=str,
)
def test_what_has_no_effect_is_a_warning_of_the_run(overrides: dict[str, Any], word: str) -> None:
    assert any(word in warning for warning in warnings_of(run(**overrides)))


def test_a_plain_run_has_no_warning() -> None:
    assert warnings_of(run()) == ()
    assert input_warnings(spec(**full())) == []


@pytest.mark.parametrize(
    ("overrides", "word"),
    [
        ({}, "90 %"),
        ({}, "month 24"),
        ({"buckets": [bucket("Seed Round")]}, "recognised by its words; it behaves like VC"),
        ({}, "those of real launches"),
        ({"demand": {"preset": "bear"}}, "those of real launches"),
        ({"demand": {"initial_monthly_fiat": 1e6}}, "float"),
        ({"market": {"path": [1, 2]}}, "ends with month 1"),
        ({"market": {"path": "eth-2025-06"}}, "its last level stays"),
        ({"pricing_model": "issuance_curve"}, "vesting"),
        ({"pricing_model": "constant"}, "constant"),
        ({"enable_treasury": True}, "treasury"),
        ({"buckets": [bucket("VC", vesting_months=0)]}, "20 %"),
    ],
    ids=str,
)
def test_a_design_is_told_what_it_may_not_want(overrides: dict[str, Any], word: str) -> None:
    assert any(word in check.message for check in design_checks(spec(**overrides)))


def test_an_estimate_counts_agents_times_months() -> None:
    cost = estimate(spec(agents_per_cohort=100, token=token(horizon_months=24)))
    assert (cost.agents, cost.months, cost.work) == (300, 24, 7200)


def test_a_table_has_every_series_with_unit_and_meaning() -> None:
    table = parquet.read_table(BufferReader(to_parquet(monthly_table(run(**full()).global_rows()))))
    assert table.column_names == ["month_index", "date", *SERIES]
    assert table.schema.field("price").metadata[b"unit"] == b"fiat per token"


def test_csv_and_parquet_hold_the_very_numbers() -> None:
    result = run(**full())
    table = monthly_table(result.global_rows())
    from_csv = csv.read_csv(BufferReader(to_csv(table)))["price"].to_numpy()
    from_parquet = parquet.read_table(BufferReader(to_parquet(table)))["price"].to_numpy()
    assert from_csv.tobytes() == from_parquet.tobytes() == series(result, "price").tobytes()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
@example([9.9e9, 1e10, 123456789012.5, 1e15, 1e16, 1e-6, 9.9e-7, 1.5e-5, -0.0, -1e21, 5e-324])
def test_numbers_are_written_as_arrow_writes_them(numbers: list[float]) -> None:
    rows = [{"x": number, "word": 'a "b"', "none": None, "yes": True, "whole": 12} for number in numbers]
    expected = io.BytesIO()
    csv.write_csv(pyarrow.Table.from_pylist(rows), expected)
    assert to_csv(Table(tuple(rows[0]), rows)) == expected.getvalue()
