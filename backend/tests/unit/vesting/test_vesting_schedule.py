"""When buckets unlock, by hand."""

import numpy as np
import pytest

from app.abm.vesting.segments import DecaySegment, LinearSegment, LumpSegment, Segment, StepsSegment
from app.abm.vesting.unlock_table import UnlockTable, first_float
from app.abm.vesting.vesting_schedule import VestingSchedule


def monthly(schedule: VestingSchedule, months: int, tokens: float = 1.0) -> list[float]:
    """Tokens unlocked during each month."""
    found: list[float] = (np.diff(schedule.unlocked_share(months), prepend=0.0) * tokens).tolist()
    return found


def test_the_documented_bucket_by_hand() -> None:
    schedule = VestingSchedule.from_triple(tge_pct=10, cliff_months=6, vesting_months=18)
    unlocked = monthly(schedule, 30, tokens=0.2 * 1e9)
    assert unlocked == pytest.approx([20e6] + [0] * 6 + [10e6] * 18 + [0] * 5)


def test_nothing_unlocks_in_the_cliff_month_itself() -> None:
    assert monthly(VestingSchedule.from_triple(0, 6, 18), 8)[6] == 0


def test_without_vesting_the_rest_unlocks_in_the_cliff_month() -> None:
    assert monthly(VestingSchedule.from_triple(25, 4, 0), 6) == pytest.approx([0.25, 0, 0, 0, 0.75, 0])


def test_without_cliff_and_vesting_everything_unlocks_at_once() -> None:
    assert monthly(VestingSchedule.from_triple(25, 0, 0), 3) == pytest.approx([1, 0, 0])


def test_a_lump_unlocks_in_one_month() -> None:
    schedule = VestingSchedule(20, [LumpSegment(kind="lump", month=3, pct=80)])
    assert monthly(schedule, 5) == pytest.approx([0.2, 0, 0, 0.8, 0])


def test_linear_instalments_begin_one_month_after_their_start() -> None:
    schedule = VestingSchedule(0, [LinearSegment(kind="linear", start_month=2, end_month=6, pct=100)])
    assert monthly(schedule, 8) == pytest.approx([0, 0, 0, 0.25, 0.25, 0.25, 0.25, 0])


def test_steps_are_equal_and_in_any_order() -> None:
    schedule = VestingSchedule(10, [StepsSegment(kind="steps", months=(9, 3, 6), pct=90)])
    assert monthly(schedule, 10) == pytest.approx([0.1, 0, 0, 0.3, 0, 0, 0.3, 0, 0, 0.3])


def test_decay_halves_after_its_half_life() -> None:
    segment = DecaySegment(kind="decay", start_month=1, end_month=9, pct=100, half_life_months=2)
    unlocked = monthly(VestingSchedule(0, [segment]), 10)
    assert [unlocked[m + 2] / unlocked[m] for m in range(2, 8)] == pytest.approx([0.5] * 6)


def test_decay_pays_nothing_before_its_start_and_all_by_its_end() -> None:
    segment = DecaySegment(kind="decay", start_month=1, end_month=9, pct=100, half_life_months=2)
    share = VestingSchedule(0, [segment]).unlocked_share(12)
    assert (share[1], share[9], share[11]) == (0, 1, 1)


def test_segments_add_up() -> None:
    pieces: list[Segment] = [
        LumpSegment(kind="lump", month=2, pct=30),
        LinearSegment(kind="linear", start_month=2, end_month=4, pct=60),
    ]
    assert monthly(VestingSchedule(10, pieces), 6) == pytest.approx([0.1, 0, 0.3, 0.3, 0.3, 0])


def test_the_triple_is_sugar_for_a_segment() -> None:
    spelt_out = VestingSchedule(10, [LinearSegment(kind="linear", start_month=6, end_month=24, pct=90)])
    sugar = VestingSchedule.from_triple(10, 6, 18)
    assert sugar.unlocked_share(30).tobytes() == spelt_out.unlocked_share(30).tobytes()


@pytest.mark.parametrize(("tge", "cliff", "vesting"), [(0, 0, 7), (33.3, 5, 11), (1e-3, 1, 600), (100, 6, 18)])
def test_the_last_unlock_reaches_exactly_everything(tge: float, cliff: int, vesting: int) -> None:
    schedule = VestingSchedule.from_triple(tge, cliff, vesting)
    assert schedule.unlocked_share(cliff + vesting + 1)[-1] == 1.0


@pytest.mark.parametrize(
    ("cliff", "vesting", "expected"),
    [(6, 18, 7), (6, 0, 6), (1, 12, 2), (2, 0, 2), (0, 12, None), (1, 0, None), (0, 0, None)],
)
def test_the_cliff_month_is_the_first_unlock_after_month_one(cliff: int, vesting: int, expected: int | None) -> None:
    assert VestingSchedule.from_triple(10, cliff, vesting).cliff_month == expected


def test_a_bucket_free_at_the_start_has_no_cliff() -> None:
    assert VestingSchedule.from_triple(100, 6, 18).cliff_month is None


def test_a_bucket_that_unlocks_in_month_one_has_no_cliff_however_long_it_then_waits() -> None:
    pieces = [LumpSegment(kind="lump", month=1, pct=1), LumpSegment(kind="lump", month=12, pct=99)]
    assert VestingSchedule(0, pieces).cliff_month is None


def test_the_cliff_of_segments_is_their_first_unlock() -> None:
    assert VestingSchedule(40, [StepsSegment(kind="steps", months=(5, 10), pct=60)]).cliff_month == 5


def test_the_first_float_is_what_is_unlocked_once_one_percent_is_reached() -> None:
    early, late = VestingSchedule.from_triple(0, 0, 10), VestingSchedule.from_triple(0, 3, 0)
    assert first_float((60.0, 940.0), (early, late), threshold=10.0) == pytest.approx(12.0)


def test_a_float_too_small_for_the_threshold_is_all_there_is() -> None:
    assert first_float((5.0,), (VestingSchedule.from_triple(0, 3, 0),), threshold=10.0) == 5.0


def test_what_is_locked_ends_at_exactly_nothing() -> None:
    table = UnlockTable([0.1, 0.7], [VestingSchedule.from_triple(3, 2, 7), VestingSchedule.from_triple(0, 1, 3)], 12)
    assert table.locked[-1] == 0.0
