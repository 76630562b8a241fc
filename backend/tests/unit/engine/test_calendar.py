"""Row m is dated m calendar months after the start, never thirty days after another."""

from datetime import date

import pytest

from tests.factories import run, spec, token


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (0, date(2024, 1, 31)),
        (1, date(2024, 2, 29)),
        (2, date(2024, 3, 31)),
        (3, date(2024, 4, 30)),
        (12, date(2025, 1, 31)),
        (13, date(2025, 2, 28)),
    ],
)
def test_months_are_added_to_the_start_day_and_cut_to_the_months_end(month: int, day: date) -> None:
    assert spec(token=token(start_date="2024-01-31")).token.row_date(month) == day


def test_rows_carry_their_dates() -> None:
    rows = list(run(token=token(start_date="2024-01-31", horizon_months=14)).global_rows())
    assert [rows[month]["date"] for month in (1, 2, 12)] == ["2024-02-29", "2024-03-31", "2025-01-31"]


def test_a_leap_day_comes_back_after_four_years() -> None:
    start = spec(token=token(start_date="2024-02-29")).token
    assert [start.row_date(month) for month in (12, 48)] == [date(2025, 2, 28), date(2028, 2, 29)]


def test_rows_are_numbered_from_the_start() -> None:
    rows = list(run(token=token(horizon_months=5)).global_rows())
    assert [row["month_index"] for row in rows] == [0, 1, 2, 3, 4]
