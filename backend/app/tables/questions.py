"""What a table leaves open and only its author knows; each choice is what to send along to have it read that way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.tables.grid import Row
from app.tables.quantities import Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer, and the fields of a request for a reading that say it."""

    label: str
    set: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that changes the buckets; until it is answered, the first choice is assumed."""

    about: str
    """The field of the request for a reading that answers it."""
    sentence: str
    choices: tuple[Choice, ...]


def about_cliffs(name: str, cliff: int, vesting: int) -> Question:
    """Whether a vesting begins after its cliff or has the cliff in it; contracts and sheets differ."""
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


def about_supply(total: float | None) -> Question:
    """How many tokens there are, where a table only has amounts; by default they are all."""
    if not total:
        return Question("total_supply", "What is the total supply? Amounts stand beside shares.", ())
    label = f"The sum of the table, {total:,.12g} tokens"
    sentence = "What is the total supply? The table has amounts, and does not say of how many."
    return Question("total_supply", sentence, (Choice(label, {"total_supply": total}),))


def about_decimals(read_as: Decimal) -> Question:
    """Whether 1.000 is a thousand or one, where no number of the table tells."""
    a_thousand = Choice("A thousand: the point groups digits", {"decimal": ","})
    one = Choice("One: the point begins the decimals", {"decimal": "."})
    choices = (one, a_thousand) if read_as == "." else (a_thousand, one)
    return Question("decimal", "Is 1.000 in this table a thousand, or one?", choices)


def about_rows(row: Row, name: str, *, is_kept: bool) -> Question:
    """Whether a row is a bucket or a sum of the others."""
    number = str(row.number)
    keep = Choice("A bucket", {"rows": {number: True}})
    leave = Choice("A sum: leave it out", {"rows": {number: False}})
    sentence = f"Is row {number}, '{_short(name)}', a bucket or the sum of others?"
    return Question("rows", sentence, (keep, leave) if is_kept else (leave, keep))


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
