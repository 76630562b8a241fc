"""Questions that a table leaves open; each answer has the fields to send so that the table is read that way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.tables.grid import Row
from app.tables.quantities import Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer, and the fields of the request that give it."""

    label: str
    set: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer changes the buckets; until it is answered, the first choice is assumed."""

    about: str
    """The field of the request that answers it."""
    sentence: str
    choices: tuple[Choice, ...]


def cliff_question(name: str, cliff: int, vesting: int) -> Question:
    """Whether vesting begins after the cliff, as in spreadsheets, or includes it, as in contracts."""
    end = cliff + vesting
    return Question(
        "cliff_included",
        f"Is the cliff part of the vesting? '{_short(name)}' has a cliff of {cliff} and a vesting of {vesting} months.",
        (
            Choice(f"No: it vests for {vesting} months after the cliff, until month {end}", {"cliff_included": False}),
            Choice(
                f"Yes: {cliff}/{vesting} unlocks in month {cliff}, and everything is out by month {vesting}",
                {"cliff_included": True},
            ),
        ),
    )


def supply_question(total: float | None) -> Question:
    """The total supply of a table of amounts; by default their sum, `total`."""
    if not total:
        return Question("total_supply", "What is the total supply? Amounts stand beside shares.", ())
    label = f"The sum of the table, {total:,.12g} tokens"
    sentence = "What is the total supply? The table has amounts, and does not say of how many."
    return Question("total_supply", sentence, (Choice(label, {"total_supply": total}),))


def decimal_question(assumed: Decimal) -> Question:
    """Whether 1.000 is a thousand or one, where no number of the table proves either."""
    a_thousand = Choice("A thousand: the point groups digits", {"decimal": ","})
    one = Choice("One: the point begins the decimals", {"decimal": "."})
    choices = (one, a_thousand) if assumed == "." else (a_thousand, one)
    return Question("decimal", "Is 1.000 in this table a thousand, or one?", choices)


def row_question(row: Row, name: str, *, is_kept: bool) -> Question:
    """Whether a row is a bucket or a sum of the others."""
    number = str(row.number)
    keep = Choice("A bucket", {"rows": {number: True}})
    leave = Choice("A sum: leave it out", {"rows": {number: False}})
    sentence = f"Is row {number}, '{_short(name)}', a bucket or the sum of others?"
    return Question("rows", sentence, (keep, leave) if is_kept else (leave, keep))


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
