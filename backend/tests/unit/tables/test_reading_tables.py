"""Allocation tables are read as their authors mean them, and nothing of them vanishes without a word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.abm.core.errors import ConfigError
from app.tables.reading import Options, TableReading, read_table
from tests.unit.tables.shapes import SHAPES, Bucket, Shape

HALVES = "Name\tTokens\nTeam\t250\nInvestors\t250\nCommunity\t500\n"


def meant(reading: TableReading) -> list[Bucket]:
    """The buckets as shapes are told."""
    fields = ("bucket", "allocation", "tge_unlock_pct", "cliff_months", "vesting_months")
    return [tuple(bucket[name] for name in fields) for bucket in reading.buckets]


def table(*lines: str, **options: Any) -> TableReading:
    return read_table("\n".join(lines), Options(**options))


def asked(reading: TableReading) -> list[str]:
    return [question.about for question in reading.questions]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_table_gives_the_buckets_it_means(shape: Shape) -> None:
    assert meant(read_table(shape.text, Options(total_supply=shape.total_supply))) == shape.buckets


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_buckets_of_a_whole_table_add_up_to_all_of_the_supply(shape: Shape) -> None:
    sums = read_table(shape.text, Options(total_supply=shape.total_supply)).sums
    assert sums.allocation_pct == pytest.approx(100)


def rows_told_of(reading: TableReading) -> set[str]:
    return {name for name, _ in reading.profiles} | {dropped.text for dropped in reading.dropped}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_row_is_a_bucket_or_told_of(shape: Shape) -> None:
    reading = read_table(shape.text)
    lines = [line for line in shape.text.splitlines() if line.strip("|:- ")]
    headings = int(any(column.heading for column in reading.columns))
    breaks = sum(line.endswith('contributors)"\t20%\t12\t36') for line in lines)
    assert len(rows_told_of(reading)) == len(lines) - headings - breaks


def test_amounts_without_a_supply_are_answered_as_amounts_and_the_supply_is_asked() -> None:
    reading = table("Name,Tokens,Vesting", "Team,200,12", "Community,800,24")
    assert [bucket["amount"] for bucket in reading.buckets] == [200, 800]
    assert reading.questions[-1].choices[0].set == {"total_supply": 1000}


def test_an_answered_question_is_not_asked_again() -> None:
    assert asked(table("Name,Tokens,Vesting", "Team,200,12", "Community,800,24", total_supply=1000)) == []


def test_the_reading_of_a_cliff_is_asked_where_it_matters() -> None:
    reading = table("Name,Share,Cliff,Vesting", "Team,40%,12,36", "Community,60%,0,24")
    assert asked(reading) == ["cliff_included"]
    assert [choice.set["cliff_included"] for choice in reading.questions[0].choices] == [False, True]


@pytest.mark.parametrize(
    "row",
    ["Team,40%,0,36", "Team,40%,12,0", "Team,40%,12,6", 'Team,40%,,"1 year cliff, then 3 years"'],
    ids=["no cliff", "no vesting", "shorter than its cliff", "told in words"],
)
def test_the_reading_of_a_cliff_is_not_asked_where_there_is_only_one(row: str) -> None:
    assert asked(table("Name,Share,Cliff,Vesting", row, "Community,60%,0,24")) == []


def test_a_heading_may_say_that_the_vesting_has_the_cliff_in_it() -> None:
    reading = table("Name,Share,Cliff,Vesting incl. cliff", "Team,40%,12,36", "Community,60%,0,24")
    assert (asked(reading), reading.buckets[0]["cliff_included"]) == ([], True)


def test_a_row_that_may_be_a_total_or_half_of_the_tokens_is_asked() -> None:
    reading = read_table(HALVES)
    assert asked(reading)[0] == "rows"
    assert len(reading.buckets) == 3


def test_half_of_the_tokens_is_a_bucket_where_the_supply_says_so() -> None:
    assert asked(read_table(HALVES, Options(total_supply=1000))) == []


def test_a_row_can_be_left_out() -> None:
    reading = read_table(HALVES, Options(total_supply=1000, rows={"4": False}))
    assert [dropped.reason for dropped in reading.dropped] == ["is left out as asked"]


@pytest.mark.parametrize("word", ["Total", "Итого", "合計", "Gesamtsumme", "Всего", "Suma", "المجموع"])
def test_what_is_called_a_total_and_is_none_is_left_out_and_asked(word: str) -> None:
    reading = table("Name,Share,Vesting", "Team,40%,36", "Community,50%,24", f"{word},95%,")
    assert ([bucket["bucket"] for bucket in reading.buckets], asked(reading)) == (["Team", "Community"], ["rows"])


def test_a_total_needs_no_name() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,36", "VC,10%,12", "Community,50%,24", ",100%,")
    assert [dropped.reason for dropped in reading.dropped] == ["is the sum of the other rows"]


def test_per_cent_in_the_cells_beats_the_words_above_them() -> None:
    reading = table("Name,Tokens,Vesting", "Team,40%,36", "Community,60%,24")
    assert reading.columns[1].role == "allocation_pct"


def test_tokens_below_a_share_are_an_amount() -> None:
    reading = table("Name\tAllocation\tVesting", "Team\t400,000\t36", "Community\t600,000\t24")
    assert reading.columns[1].role == "amount"


def test_a_column_can_be_told() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,12", "Community,60%,6", columns={"2": "cliff_months"})
    assert [bucket["cliff_months"] for bucket in reading.buckets] == [12, 6]


def test_a_column_that_is_not_read_says_so() -> None:
    reading = table("Name,Share,Price,Vesting", "Team,40%,0.10,36", "Community,60%,0.20,24")
    assert (reading.columns[2].read_as, reading.columns[2].sample) == ("not read", ("0.10", "0.20"))


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        *(("1 year", 12), ("90 days", 3), ("18m", 18), ("2 Jahre", 24), ("1 year 6 months", 18), ("24", 24)),
        *(("none", 0), ("–", 0), ("n/a", 0), ("6 мес", 6), ("1年", 12), ("Twelve months", 12), ("1.5 years", 18)),
        *(("8 weeks", 2), ("4 quarters", 12), ("٢٤", 24)),
    ],
)
def test_a_stretch_of_time_is_read_in_months(cell: str, months: int) -> None:
    reading = table("Name\tShare\tVesting", f"Team\t40%\t{cell}", "Community\t60%\t24 months")
    assert reading.buckets[0]["vesting_months"] == months


def test_a_rounding_of_more_than_some_days_is_said() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,45 days", "Community,60%,24 months")
    assert reading.notes == ("row 2: '45 days' is rounded to 1 months",)


def test_a_cell_that_is_not_understood_is_said() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,see deck", "Community,60%,24 months")
    assert "'see deck' is not wholly understood" in reading.notes[0]


def test_a_bucket_without_a_schedule_is_said_to_unlock_at_launch() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,", "Community,60%,24 months")
    assert reading.notes == ("nothing is said of the schedule in row 2, so it unlocks at launch",)


def test_two_buckets_of_one_name_are_told_apart() -> None:
    reading = table("Name,Share,Vesting", "Seed,40%,12", "Seed,60%,24")
    assert [bucket["bucket"] for bucket in reading.buckets] == ["Seed", "Seed (2)"]


def test_an_amount_among_shares_waits_for_the_supply() -> None:
    lines = ("Name,Share,Vesting", "Team,40%,36", "VC,10%,12", 'Community,"500,000 tokens",24')
    assert table(*lines).dropped[0].row == 4
    assert table(*lines, total_supply=1e6).sums.allocation_pct == 100


def test_a_number_that_may_be_a_thousand_times_more_is_asked() -> None:
    reading = table("Name\tTokens\tVesting", "Team\t400.000\t36", "Community\t600.000\t24")
    assert "decimal" in asked(reading)


def test_tokens_that_are_not_the_share_beside_them_are_told() -> None:
    reading = table("Name,Share,Tokens,Vesting", "Team,40%,400,12", "Community,60%,900,24", total_supply=1000)
    assert reading.notes == ("tokens and share differ in row 3; the share counts",)


@pytest.mark.parametrize("heading", ["Tokens (M)", "Amount in millions", "Tokens (mio.)"])
def test_tokens_may_count_in_what_their_heading_says(heading: str) -> None:
    reading = table(f"Name;{heading};Vesting", "Team;40;36", "Community;60;24", total_supply=1e8)
    assert [bucket["allocation"] for bucket in reading.buckets] == [40, 60]


def test_a_row_longer_than_its_heading_is_told_of() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,36", "VC,1,000,12", "Community,60%,24")
    assert "needs quotation marks" in reading.dropped[0].reason


def test_a_bucket_no_request_could_have_is_told_of() -> None:
    reading = table("Name,Share,Vesting", "Team,40%,9000", "Community,60%,24")
    assert "vesting_months" in reading.dropped[0].reason


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": {"7": "amount"}}, "columns.7: is no column of the table, which has 3"),
        ({"columns": {"0": "amount", "1": "amount"}}, "columns.1: is given the role amount"),
        ({"rows": {"9": True}}, "rows.9: is no row of the table"),
    ],
)
def test_an_answer_that_does_not_fit_the_table_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        table("Name,Share,Vesting", "Team,40%,36", "Community,60%,24", **options)


def test_a_table_beyond_the_bounds_is_refused() -> None:
    with pytest.raises(ConfigError, match="at most 500 rows"):
        read_table("Team,20%\n" * 501)


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "Team",
            "Total",
            "20%",
            "1,000",
            "1.000.000",
            "12 months",
            "1 year",
            "-",
            "",
            "0.5",
            "TGE",
            "Cliff",
            '"',
            "|",
            "---",
        ]
    ),
)


@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=8),
    st.sampled_from(["\t", ";", ",", "|", "  ", " "]),
    st.one_of(st.none(), st.floats(1e-9, 1e24)),
)
def test_no_text_breaks_the_reading_and_every_row_is_told_of(
    rows: list[list[str]], separator: str, supply: float | None
) -> None:
    reading = read_table("\n".join(separator.join(cells) for cells in rows), Options(total_supply=supply))
    assert len(reading.profiles) == len(reading.buckets) == len({bucket["bucket"] for bucket in reading.buckets})
    assert all(dropped.reason for dropped in reading.dropped)


SHARES = st.lists(st.integers(1, 400), min_size=3, max_size=12).map(
    lambda parts: [round(100 * part / sum(parts), 2) for part in parts]
)


@given(SHARES, st.sampled_from(["\t", ";", "|"]), st.sampled_from([".", ","]))
def test_a_written_table_is_read_back(shares: list[float], separator: str, decimal: str) -> None:
    shown = [f"{share:.2f}".replace(".", decimal) for share in shares]
    lines = [f"Bucket {chr(65 + index)}{separator}{share} %{separator}12" for index, share in enumerate(shown)]
    reading = table(separator.join(["Name", "Share", "Vesting"]), *lines)
    assert [bucket["allocation"] for bucket in reading.buckets] == shares
