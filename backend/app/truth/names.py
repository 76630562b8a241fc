"""How well the profiles of real buckets are recognised from their names."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from app.abm.agents.recognition import recognised

STRICT = {
    "insiders": ("Team", "Advisors"),
    "privateSale": ("VC", "Investors"),
    "publicSale": ("Public",),
    "farming": ("Ecosystem",),
    "staking": ("Ecosystem",),
    "noncirculating": ("Treasury",),
    "airdrop": ("Airdrop",),
    "liquidity": ("Liquidity",),
}
"""Correct profiles for each category of the labels."""

_GIVEN_AWAY = ("Ecosystem", "Treasury", "Community")
FAIR = STRICT | {
    "farming": _GIVEN_AWAY,
    "staking": _GIVEN_AWAY,
    "noncirculating": _GIVEN_AWAY,
    "airdrop": ("Airdrop", "Community"),
    "publicSale": ("Public", "Community"),
}
"""Correct profiles where the labels are inconsistent: incentives and grants are found under farming and under
noncirculating, and plain "Community" under four categories."""

Labelled = Sequence[tuple[str, str]]


def read(path: Path) -> Labelled:
    """Category and name of every labelled bucket in a file."""
    return [(category, name) for category, name, _ in json.loads(path.read_text(encoding="utf-8"))["names"]]


def known(labelled: Labelled) -> float:
    """Share of the names for which a profile is recognised."""
    return sum(recognised(name) is not None for _, name in labelled) / len(labelled)


def right(table: dict[str, tuple[str, ...]]) -> Callable[[Labelled], float]:
    """A measure: the share of the names recognised as a correct profile of their category."""
    return lambda labelled: sum(recognised(name) in table[category] for category, name in labelled) / len(labelled)


ROWS: Sequence[tuple[str, str, float, Callable[[Labelled], float], str]] = (
    ("known", "At least 93 % of real names are recognised", 0.93, known, ""),
    (
        "right",
        "At least 75 % are recognised in their category",
        0.75,
        right(FAIR),
        "farming, staking and noncirculating count as one, as the labels mix them; Community is right where the file "
        "itself files that name",
    ),
    (
        "strict",
        "At least 75 % are, every label taken at its word",
        0.75,
        right(STRICT),
        "the documented words allow 72.7 % at most: grants, ecosystem and development stand under noncirculating, "
        "marketing and partners under insiders; tried: all general words of the field",
    ),
)
"""Id, fact, lower end of the band, measure and note."""
