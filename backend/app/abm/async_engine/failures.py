"""How a run that failed says so: one sentence for its client, whatever happened."""

from app.abm.async_engine.job import Instant, Run
from app.abm.core.errors import CliffcastError

STOPPED = "The service was stopped before the simulation finished; submit it again."
BROKEN = "The simulation stopped unexpectedly; this is a fault of the service, and it has been logged."
MIXED = "Parts of the simulation were made by another version of the service; submit it again."
LOST = "A part of the simulation was lost again and again with the process that ran it; it may need too much memory."


def took_too_long(seconds: float) -> str:
    """The sentence of a run that was out of time."""
    return f"The simulation took longer than the {seconds:g} seconds allowed."


def waited_too_long(seconds: float) -> str:
    """The sentence of a run that nobody had time for."""
    return f"The simulation waited longer than the {seconds:g} seconds allowed for its turn; submit it again."


def out_of_time(run: Run, now: Instant, waiting: float, running: float) -> Run:
    """A run that has waited or been under way for longer than it may."""
    return run.failed(now, waited_too_long(waiting) if run.status == "pending" else took_too_long(running))


def sentence_of(error: Exception) -> str:
    """What the model raised on purpose, in its own words; of anything else only that it happened."""
    words = f"{error}." if isinstance(error, CliffcastError) else BROKEN
    return words[:1].upper() + words[1:]
