"""Prices as they are downloaded become the monthly closes of a token, or a sentence says why not."""

import re
from datetime import date, timedelta

import pytest

from app.abm.core.params import FieldError
from app.tables.prices import monthly_closes, with_monthly_closes

START = date(2024, 1, 31)
ENDS = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"]
CLOSES = [1.5, 1.25, 0.9, 0.52, 0.31, 0.3]
DAYS = [date.fromisoformat(day) for day in ENDS]


def table(form: str, head: str = "Date,Close", separator: str = ",") -> str:
    """A file with a line for each day, written like `form`."""
    lines = [f"{day:{form}}{separator}{close}" for day, close in zip(DAYS, CLOSES, strict=True)]
    return "\n".join([head, *lines])


SHAPES = {
    "iso": table("%Y-%m-%d"),
    "without a heading": "\n".join(table("%Y-%m-%d").split("\n")[1:]),
    "tabs": table("%Y-%m-%d", "Date\tPrice", "\t"),
    "a moment": table("%Y-%m-%d 00:00:00 UTC", "snapped_at,price"),
    "days first": table("%d/%m/%Y"),
    "months first": table("%m/%d/%Y"),
    "German": re.sub(r";(\d)\.", r";\1,", table("%d.%m.%Y", "Datum;Kurs", ";")),
    "words": table('"%b %d, %Y"'),
    "seconds": "timestamp,close\n"
    + "\n".join(
        f"{19753 * 86400 + (day - START).days * 86400},{close}" for day, close in zip(DAYS, CLOSES, strict=True)
    ),
    "many columns": "timeOpen;timeClose;open;close;volume\n"
    + "\n".join(
        f'"{day}T00:00:00.000Z";"{day}T23:59:59.999Z";9;{close};7000000'
        for day, close in zip(DAYS, CLOSES, strict=True)
    ),
    "newest first, with dollars": "Date,Close\n"
    + "\n".join(f"{day},${close}" for day, close in reversed(list(zip(ENDS, CLOSES, strict=True)))),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_a_price_file_has_the_monthly_closes(text: str) -> None:
    found = monthly_closes(text, START)
    assert [entry["date"] for entry in found] == ENDS
    assert [entry["close"] for entry in found] == CLOSES


def test_of_daily_prices_the_days_nearest_to_the_months_are_taken() -> None:
    days = [START + timedelta(days=off) for off in range(-20, 190)]
    found = monthly_closes("day,close\n" + "\n".join(f"{day},{1 + place}" for place, day in enumerate(days)), START)
    assert [entry["date"] for entry in found][:6] == ENDS


@pytest.mark.parametrize("nothing", ["-", "", "null", "NaN", "N/A"])
def test_a_day_without_trading_is_left_out(nothing: str) -> None:
    assert len(monthly_closes(table("%Y-%m-%d") + f"\n2024-07-31,{nothing}", START)) == len(ENDS)


@pytest.mark.parametrize("price", ["-0.5", "$-0.5", "(0.5)", "0", "0.0", "dear"])
def test_what_is_no_price_is_refused_with_its_row(price: str) -> None:
    with pytest.raises(FieldError, match="no price above 0 in row 8"):
        monthly_closes(table("%Y-%m-%d") + f"\n2024-07-31,{price}", START)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no line with a day"),
        ("x" * 200_000, "is no table of prices"),
        ("to be or not to be", "no line with a day"),
        (table("%Y-%m-%d").replace("2024-04-30", "April"), "has no day in row 5: 'April'"),
        ("date,open,low\n2024-01-31,1,2", "does not say which column is the close"),
        ("\n".join(f"0{month}/01/2024,1" for month in range(1, 8)), "can be read in two ways, as 01/01/2024"),
        (table("%Y-%m-%d")[:40], "has 2 closes within 10 days"),
        ("date,close\n2024-01-31,-", "has 0 closes"),
    ],
)
def test_a_file_without_closes_says_what_is_missing(text: str, words: str) -> None:
    with pytest.raises(FieldError, match=words):
        monthly_closes(text, START)


def test_closes_are_said_once() -> None:
    request = {"base": {"token": {"start_date": "2024-01-31"}}, "history": {"text": "a", "months": [{}]}}
    with pytest.raises(FieldError, match="said once"):
        with_monthly_closes(request)


@pytest.mark.parametrize("request_", [{}, {"history": {"text": 5}}, {"history": {"text": "x"}, "base": {"token": 1}}])
def test_what_cannot_be_read_is_left_to_its_own_field(request_: dict[str, object]) -> None:
    assert with_monthly_closes(request_) == request_
