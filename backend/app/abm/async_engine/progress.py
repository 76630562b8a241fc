"""How far a run has come, from how far its chunks have."""

from collections.abc import Mapping
from typing import Any

from app.abm.async_engine.job import Progress
from app.abm.studies.plan import Chunk, Plan


def progress_of(plan: Plan[Any], chunks: Mapping[Chunk, float], partial: dict[str, Any] | None) -> Progress:
    """Progress of a run whose chunks have come so far, 0 … 1; one counts as done when it is there whole."""
    part = sum((high - low) * done for (low, high), done in chunks.items()) / plan.trials
    trials = sum(high - low for (low, high), done in chunks.items() if done == 1)
    return Progress(int(part * plan.months), trials, part, partial)
