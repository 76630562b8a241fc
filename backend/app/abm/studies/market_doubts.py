"""Whether the market path that a history is laid beside can be the one that its token lived in."""

from collections.abc import Iterator
from datetime import date

from app.abm.dynamics.market import FLAT, last_month, path_start
from app.abm.engine.spec import SimulationSpec

DAYS_OFF = 20
"""Days between the end of a token's first month and the start of a path from which on the two are months apart."""


def market_doubts(spec: SimulationSpec) -> Iterator[str]:
    """A sentence for each reason to doubt the market path; `spec` is as long as the history.

    Level k of a path is the market at the end of month k, as is close k + 1.
    """
    path, months = spec.market.path, spec.horizon
    if isinstance(path, str):
        yield from _shipped(path, spec.token.row_date(1), months)
    elif len(path) == months + 1:
        yield (
            f"the market path has a level for each of the {months + 1} closes, but its first belongs to the second "
            f"close, the end of the first month: leave out the level of the first day"
        )
    elif len(path) < months:
        yield f"the market path has {len(path)} levels for {months} months: its last level stays"


def _shipped(path: str, end_of_first_month: date, months: int) -> Iterator[str]:
    if path == FLAT:
        yield "the market is taken to be flat: say which one the token swam in"
        return
    if abs((path_start(path) - end_of_first_month).days) > DAYS_OFF:
        yield (
            f"the market path starts on {path_start(path)}, but the first month of the token ended on "
            f"{end_of_first_month}: the closes are held against the market of another time"
        )
    if (end := last_month(path)) < months - 1:
        yield f"the market path ends with month {end}, and the history with month {months - 1}: its last level stays"
