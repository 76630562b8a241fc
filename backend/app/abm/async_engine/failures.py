"""How a run that failed says so: one sentence for its client, whatever happened."""

from app.abm.core.errors import CliffcastError

STOPPED = "The service was stopped before the simulation finished; submit it again."
BROKEN = "The simulation stopped unexpectedly; this is a fault of the service, and it has been logged."
LOST = "A part of the simulation was lost again and again with the process that ran it; it may need too much memory."


def took_too_long(seconds: float) -> str:
    """The sentence of a run that was out of time."""
    return f"The simulation took longer than the {seconds:g} seconds allowed."


def sentence_of(error: Exception) -> str:
    """What the model raised on purpose, in its own words; of anything else only that it happened."""
    words = f"{error}." if isinstance(error, CliffcastError) else BROKEN
    return words[:1].upper() + words[1:]
