"""Base class of the parts of the economy that a request may switch on."""

from collections.abc import Iterator
from typing import Any, ClassVar, Generic, Self, TypeVar

from app.abm.core.controller import ABMController
from app.abm.core.errors import Location
from app.abm.core.month import Opening
from app.abm.core.params import Params as ParamsBase
from app.abm.dynamics.token_economy import TokenEconomy

Rules = TypeVar("Rules")
"""The parameters of a part in a request: an object, or a list of objects."""


class EconomyPart(ABMController, Generic[Rules]):
    """A part of the economy that a request may switch on; while it is off, it moves no tokens and reports zeros."""

    title: ClassVar[str]
    """Its name in a form."""
    summary: ClassVar[str]
    """One sentence for a form or a catalogue."""
    field: ClassVar[str]
    """The field of `abm` that holds its rules."""
    switch: ClassVar[str | None] = None
    """The field of `abm` that switches it on; None for a part that is on whenever it has rules."""
    Params: ClassVar[Any]
    """Type of that field."""

    @classmethod
    def from_rules(cls, rules: Rules | None, opening: Opening) -> Self:
        """The part before the first month; off if there are no rules."""
        raise NotImplementedError(f"{cls.__name__} does not say how it opens")

    @classmethod
    def with_defaults(cls, given: Rules | None) -> Rules | None:
        """The rules in force while the part is on: the given ones, with the defaults that depend on other values."""
        return given

    @classmethod
    def check(cls, rules: Rules, opening: Opening) -> None:
        """Raises FieldError, with a location within the rules, if they do not fit the economy."""

    @classmethod
    def without_effect(cls, rules: Rules, opening: Opening) -> Iterator[tuple[Location, str]]:
        """The rules that have no effect in this economy, each as a location within the rules and a sentence."""
        yield from ()

    def open(self, economy: TokenEconomy) -> list[str]:
        """Allocate the tokens that the part starts with; returns sentences about what was not possible."""
        return []


def as_json(rules: object) -> Any:
    """Rules as they are reported in the configuration of an answer."""
    if isinstance(rules, tuple):
        return [as_json(rule) for rule in rules]
    return rules.model_dump(mode="json") if isinstance(rules, ParamsBase) else rules
