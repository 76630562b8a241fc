"""Schedules in words: “10 % at TGE, 12 months cliff, then 36 months linear”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.tables.quantities import DURATION, NUMBER, NumberFormat, duration_months, normalized

Kind: TypeAlias = Literal["percent", "time", "launch", "cliff", "vesting", "other"]

_TIME = re.sub(r"[?]P<[a-z]+>", "?:", DURATION.pattern)
_TOKENS = re.compile(
    rf"(?P<percent>(?:{NUMBER.pattern})\s*(?:%|percent\b|pct\b))|(?P<time>{_TIME})"
    r"|(?P<launch>\b(?:tge|launch\w*|listing|upfront|initial\w*|immediate\w*|genesis|day (?:0|1|one))\b)"
    r"|(?P<cliff>\bcliff\w*|\block\w*|\bsperr\w*|клифф\w*|锁\w*)"
    r"|(?P<vesting>\b(?:vest\w*|linear\w*|daily|monthly|quarterly|over|instal\w*|releas\w*|stream\w*)\b)"
    r"|(?P<other>\d[\d.,]*)"
)
_CLAUSES = re.compile(r"[;+()/\n]|,(?!\d)|\bthen\b|\bfollowed by\b|\band\b|\bafter\b|[-–—](?= )|&")

_FOLLOWS = re.compile(r"\b(?:then|followed by|afterwards?|thereafter|after (?:the |a )?(?:cliff|lock))\b")


@dataclass(frozen=True, slots=True)
class WordedSchedule:
    """A schedule read from words; None for what they do not say."""

    tge_pct: float | None = None
    cliff_months: float | None = None
    vesting_months: float | None = None
    is_whole: bool = True
    """Whether every number was understood."""
    is_after: bool = False
    """Whether the words say that the vesting follows the cliff."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    value: float = 0.0


def schedule_in(cell: str, numbers: NumberFormat) -> WordedSchedule:
    """Launch share, cliff and vesting in a cell, in any order; contradictions count as not understood."""
    facts: dict[str, float] = {}
    is_whole = True
    for clause in _CLAUSES.split(normalized(cell)):
        for kind, value in _facts(list(_tokens(clause, numbers))):
            is_whole &= kind != "other" and facts.get(kind, value) == value
            facts.setdefault(kind, value)
    if re.search(r"\b(?:fully|100 ?%) (?:unlocked|vested|liquid|at (?:tge|launch))", normalized(cell)):
        facts["launch"] = 100.0
    is_after = _FOLLOWS.search(normalized(cell)) is not None
    return WordedSchedule(facts.get("launch"), facts.get("cliff"), facts.get("vesting"), is_whole, is_after)


def _tokens(clause: str, numbers: NumberFormat) -> Iterator[_Token]:
    for match in _TOKENS.finditer(clause):
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        if kind == "percent":
            number = NUMBER.search(match[0])
            yield _Token(kind, numbers.value(number[0]) if number else 0.0)
        elif kind == "time":
            duration = DURATION.match(match[0])
            yield _Token(kind, duration_months(duration, numbers) if duration else 0.0)
        else:
            yield _Token(kind)


def _facts(tokens: list[_Token]) -> Iterator[tuple[str, float]]:
    """The numbers of a clause with what they mean: by the word after, or before where the clause begins with a word."""
    words_first = bool(tokens) and tokens[0].kind in ("launch", "cliff", "vesting")
    for index, token in enumerate(tokens):
        after = _next_word(tokens[index + 1 :])
        before = _next_word(tokens[:index][::-1])
        word = (before or after) if words_first else (after or before)
        if token.kind == "time":
            yield ("cliff" if word == "cliff" else "vesting"), token.value
        elif token.kind == "percent" and (word == "launch" or word is None):
            yield "launch", token.value
        elif token.kind == "percent" and word == "cliff":
            yield "other", token.value  # a lump at the cliff, which a triple cannot say
        elif token.kind == "other":
            yield "other", token.value


def _next_word(tokens: list[_Token]) -> Kind | None:
    return next((token.kind for token in tokens if token.kind in ("launch", "cliff", "vesting")), None)
