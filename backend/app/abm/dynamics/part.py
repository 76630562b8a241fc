"""What every part of the economy is that a request may switch on: its parameters, its series, and a life of months."""

from collections.abc import Iterator
from typing import Any, ClassVar, Generic, Self, TypeVar

from app.abm.core.controller import ABMController
from app.abm.core.errors import Location
from app.abm.core.month import Opening
from app.abm.core.params import Params as ParamsBase
from app.abm.dynamics.token_economy import TokenEconomy

Rules = TypeVar("Rules")
"""What a request says of a part: an object of parameters, or a list of them."""


class EconomyPart(ABMController, Generic[Rules]):
    """A part of the economy, there only when a request asks for it; closed, it moves nothing and reports zeros."""

    title: ClassVar[str]
    """Its name in a form."""
    summary: ClassVar[str]
    """One sentence for a form or a catalogue."""
    field: ClassVar[str]
    """The field of `abm` that holds its rules."""
    switch: ClassVar[str | None] = None
    """The field of `abm` that switches it on; none for a part that is on when it has rules."""
    Params: ClassVar[Any]
    """Type of that field."""

    @classmethod
    def at(cls, rules: Rules | None, opening: Opening) -> Self:
        """The part on the eve of the first month; closed without rules."""
        raise NotImplementedError(f"{cls.__name__} does not say how it opens")

    @classmethod
    def filled(cls, given: Rules | None) -> Rules | None:
        """The rules in force where the part is on: what is given, with every default that depends on the rest."""
        return given

    @classmethod
    def check(cls, rules: Rules, opening: Opening) -> None:
        """Raises FieldError, which names the place within the rules, where they do not fit the economy."""

    @classmethod
    def unheeded(cls, rules: Rules, opening: Opening) -> Iterator[tuple[Location, str]]:
        """What of the rules has no effect in this economy: the place within them, and a sentence."""
        yield from ()

    def open(self, economy: TokenEconomy) -> list[str]:
        """Place the tokens the part starts with; says what it could not."""
        return []


def as_json(rules: object) -> Any:
    """Rules as an answer's configuration shows them."""
    if isinstance(rules, tuple):
        return [as_json(each) for each in rules]
    return rules.model_dump(mode="json") if isinstance(rules, ParamsBase) else rules
