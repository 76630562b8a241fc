"""The timers of a node: cancelled ones are gone, and the others stay what they were."""

from kombu.asynchronous.timer import Timer

from app.execution.celery import drop_cancelled


def test_cancelled_timers_are_forgotten_and_the_others_stay_in_their_order() -> None:
    timer = Timer()
    entries = [timer.call_at(600.0 - number, print, (number,)) for number in range(5)]
    for number in (0, 3):
        entries[number].cancel()
    drop_cancelled(timer)
    assert [due for due, _, _ in timer.queue] == [596.0, 598.0, 600.0 - 1]
