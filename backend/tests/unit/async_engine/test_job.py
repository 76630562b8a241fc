"""The life of a run, step by step, without clock or event loop."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.abm.async_engine.job import FINAL, Job, JobState, Progress, Run

Step: TypeAlias = Callable[[Run], Run]

ENDS: dict[str, Step] = {
    "completed": lambda run: run.completed(9.0),
    "failed": lambda run: run.failed(9.0, "It broke."),
    "cancelled": lambda run: run.cancelled(9.0),
}

parts = st.floats(0, 1)
steps: st.SearchStrategy[Step] = st.one_of(
    st.floats(0, 10).map(lambda now: lambda run: run.begun(now)),
    parts.map(lambda part: lambda run: run.advanced(Progress(int(12 * part), 0, part))),
    st.sampled_from([*ENDS.values()]),
)
lives = st.lists(steps, max_size=20)


def new() -> Run:
    """A run of a year that waits."""
    return Run("r", "hash", "simulation", total_months=12, total_trials=1)


def lived(life: list[Step]) -> list[Run]:
    """Every state a run goes through."""
    states = [new()]
    for step in life:
        states.append(step(states[-1]))
    return states


def job(run: Run, **overrides: Any) -> JobState:
    """A job over the run."""
    plain: dict[str, Any] = {"job_id": "j", "run_id": "r", "owner": "", "created_at": 0.0, "number": 1}
    return JobState(Job(**plain | overrides), run)


@given(lives)
def test_a_final_state_never_changes(life: list[Step]) -> None:
    for before, after in zip(states := lived(life), states[1:], strict=False):
        assert after is before or not before.is_final


@given(lives)
def test_progress_never_falls(life: list[Step]) -> None:
    told = [run.progress.part for run in lived(life)]
    assert told == sorted(told)


@given(lives)
def test_the_sequence_counts_the_changes(life: list[Step]) -> None:
    for before, after in zip(states := lived(life), states[1:], strict=False):
        assert after.sequence == before.sequence + (after is not before)


@given(lives)
def test_a_run_that_has_ended_says_when_and_no_other_does(life: list[Step]) -> None:
    assert all((run.completed_at is not None) == (run.status in FINAL) for run in lived(life))


@given(lives)
def test_only_a_failed_run_has_an_error(life: list[Step]) -> None:
    assert all((run.error is not None) == (run.status == "failed") for run in lived(life))


@given(lives)
def test_a_run_begins_once(life: list[Step]) -> None:
    started = [run.started_at for run in lived(life) if run.started_at is not None]
    assert len(set(started)) <= 1


@given(lives)
def test_who_has_completed_has_done_everything(life: list[Step]) -> None:
    for run in lived(life):
        assert run.status != "completed" or run.progress == Progress(12, 1, 1.0)


def test_a_run_that_waits_makes_no_progress() -> None:
    run = new()
    assert run.advanced(Progress(6, 0, 0.5)) is run


@pytest.mark.parametrize("ending", ENDS)
def test_a_run_can_end_before_it_begins(ending: str) -> None:
    assert ENDS[ending](new()).status == ending


def test_a_cancelled_job_is_cancelled_although_its_run_goes_on() -> None:
    state = job(new().begun(1.0), cancelled_at=2.0)
    assert (state.status, state.is_final, state.completed_at) == ("cancelled", True, 2.0)


def test_progress_is_told_in_percent_with_one_decimal() -> None:
    assert job(new().begun(1.0).advanced(Progress(1, 0, 1 / 12))).progress_pct == 8.3


def test_the_time_left_follows_from_the_pace_so_far() -> None:
    assert job(new().begun(100.0).advanced(Progress(3, 0, 0.25))).eta_seconds(now=110.0) == 30.0


@pytest.mark.parametrize("run", [new(), new().begun(1.0), new().begun(1.0).completed(2.0)])
def test_the_time_left_is_unknown_before_there_is_a_pace_and_nothing_after_the_end(run: Run) -> None:
    assert job(run).eta_seconds(now=10.0) is None


def test_a_clock_that_is_set_back_leaves_no_negative_time() -> None:
    assert job(new().begun(100.0).advanced(Progress(3, 0, 0.25))).eta_seconds(now=50.0) == 0.0
