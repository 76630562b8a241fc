"""Base class and field types of all parameters, and the translation of validation errors into plain words."""

import difflib
import math
import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, Union, cast, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    model_validator,
)
from pydantic.config import JsonDict

from app.abm.core.errors import FieldProblem, Location
from app.abm.core.given import too_long, with_few_unknown, without_nulls


class Params(BaseModel):
    """A frozen set of parameters; unknown names, text or truth values in place of numbers, NaN and ∞ are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )
    BY_TRIAL: ClassVar[frozenset[str]] = frozenset()
    """Integer fields in which the designs of a batch may differ, as they may in any real number."""

    @model_validator(mode="before")
    @classmethod
    def _is_not_longer_than_allowed(cls, value: Any) -> Any:
        """Refuses a list by its length before its entries are validated: half a million mistakes would take seconds."""
        if not isinstance(value, dict):
            return value
        given = without_nulls(value, cls)
        for name, most in too_long(given, cls):
            raise FieldError((name,), f"must have at most {most:,} items")
        return with_few_unknown(given, cls.model_fields, MAX_PROBLEMS)


def _whole(value: object) -> object:
    """An integral float such as 12.0 as an int; anything else unchanged."""
    return int(value) if isinstance(value, float) and math.isfinite(value) and value.is_integer() else value


def _iso_date(value: object) -> object:
    """The day of an ISO date or of a timestamp with a UTC offset, in its own time zone; None for other text."""
    if not isinstance(value, str):
        return value
    try:
        if len(value) == len("YYYY-MM-DD"):
            return datetime.strptime(value, "%Y-%m-%d").date()
        return datetime.fromisoformat(value).date() if _MOMENT.fullmatch(value) else None
    except ValueError:
        return None


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})")


def trimmed(text: str) -> str:
    """A name without surrounding white space. Raises ValueError if it is blank or has control characters."""
    bare = text.strip()
    if not bare:
        raise ValueError("must not be blank")
    if _CONTROL.search(bare):
        raise ValueError("must not contain control characters or line breaks")
    return bare


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(trimmed)]


WHOLE = BeforeValidator(_whole)
"""Marks an integer that may be written 12.0; it must follow the bounds, or the JSON schema loses them."""

Unit: TypeAlias = Literal[
    "",
    "%",
    "fraction",
    "fraction a month",
    "fraction a year",
    "per month",
    "month",
    "months",
    "tokens",
    "tokens a day",
    "fiat",
    "fiat a month",
    "fiat per token",
    "holders",
    "users",
    "trials",
]
"""Unit of a number in requests and results; empty for a plain number. Prices are in fiat."""


def label(title: str, unit: Unit | None = None, *, options: Mapping[str, str] | None = None) -> Any:
    """Field metadata for forms: the title, the unit of a number, the titles of the options of a choice."""
    extra: JsonDict = {} if unit is None else {"unit": unit}
    if options is not None:
        extra["options"] = dict(options)
    return Field(title=title, json_schema_extra=extra)


def either(*pairs: tuple[str, str]) -> Callable[[JsonDict], None]:
    """JSON schema hook for an object that needs one field of each pair, and not as null."""

    def complete(schema: JsonDict) -> None:
        paired = {name for pair in pairs for name in pair}
        fields = cast(dict[str, JsonDict], schema["properties"])
        if not paired <= fields.keys():
            return  # the schema of an answer, in which only one of the two is left
        schema["required"] = [name for name in cast(list[str], schema["required"]) if name not in paired]
        schema["allOf"] = [{"anyOf": [{"required": [name]} for name in pair]} for pair in pairs]
        for field in (fields[name] for name in paired):
            choices = cast(list[JsonDict], field.pop("anyOf", []))
            field.update(next((choice for choice in choices if choice.get("type") != "null"), {}))

    return complete


MAX_MONTHS = 1200
Months = Annotated[int, Field(ge=0, le=MAX_MONTHS), WHOLE]
Fraction = Annotated[float, Field(ge=0, le=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]


Listed = Strict(False)
"""Marks a tuple field that JSON writes as a list."""


class FieldError(ValueError):
    """A rule over several fields is broken; `location` is the field to change, relative to the validator's object."""

    def __init__(self, location: Location, message: str) -> None:
        self.location = location
        super().__init__(message)


_PLAIN_WORDS = {
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "finite_number": "must be a finite number",
    "missing": "is required",
    "string_unicode": "must be text without lone surrogates",
    "bool_type": "must be true or false",
    "date_type": "must be a calendar date written YYYY-MM-DD",
    "dict_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "union_tag_not_found": "needs a kind",
}


MAX_PROBLEMS = 20
"""Greatest number of problems that an error names."""


def field_problems(error: ValidationError, model: type[BaseModel], prefix: Location = ()) -> list[FieldProblem]:
    """The problems of a failed validation in plain words, with a suggestion where a name is close to a known field."""
    items = error.errors(include_url=False, include_input=False)[:MAX_PROBLEMS]
    problems = [_problem(item, model, prefix) for item in items]
    return [problem for problem in problems if not _is_consequence(problem, problems)]


def _is_consequence(problem: FieldProblem, problems: Sequence[FieldProblem]) -> bool:
    """Whether a list is reported as too short only because its entries are invalid."""
    depth = len(problem.location)
    return problem.kind == "too_short" and any(
        len(other.location) > depth and other.location[:depth] == problem.location for other in problems
    )


def _problem(item: Mapping[str, Any], model: type[BaseModel], prefix: Location) -> FieldProblem:
    location, siblings = _in_json(tuple(item["loc"]), model)
    kind, context = str(item["type"]), item.get("ctx", {})
    message = _PLAIN_WORDS.get(kind) or _reworded(str(item["msg"]))
    if kind == "extra_forbidden":
        message = "unknown field" + did_you_mean(str(location[-1]), siblings)
    elif kind == "union_tag_invalid":
        message = f"kind must be one of {context['expected_tags']}"
    elif isinstance(error := context.get("error"), FieldError):
        location += error.location
    return FieldProblem(prefix + _printable(location), message, kind)


def _reworded(message: str) -> str:
    """The message in our style: “Input should be less than 10…0” becomes “must be less than 1e+24”."""
    message = message.removeprefix("Value error, ").partition(" after validation")[0]
    message = re.sub(r"\d[\d.]{12,}", _short, message)
    return re.sub(r"^(Input|String|Tuple|List|Dictionary) should ", "must ", message)


def _short(digits: re.Match[str]) -> str:
    """A long number in scientific notation if that is exactly the same number."""
    short = f"{float(digits[0]):g}"
    return short if Decimal(short) == Decimal(digits[0]) else digits[0]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """“; did you mean 'x'?” if a known name is close, else an empty text."""
    folded = {choice.casefold(): choice for choice in known}
    close = difflib.get_close_matches(name[:100].casefold(), folded, n=1, cutoff=0.6)
    return f"; did you mean '{folded[close[0]]}'?" if close else ""


def _printable(location: Location) -> Location:
    """The location with names that a client invented cut to 100 characters, and lone surrogates replaced."""
    return tuple(part if isinstance(part, int) else part[:100].encode("utf-8", "replace").decode() for part in location)


TAG = "\0"
"""Prefix of the tags of union members, which are not part of a location in the JSON."""


def _in_json(location: Location, model: type[BaseModel]) -> tuple[Location, Sequence[str]]:
    """The location in the JSON, without the tags of unions, and the field names of the object that contains it."""
    location = tuple(part for part in location if not str(part).startswith(TAG))
    models, plain = [model], []
    for depth, part in enumerate(location):
        fields = [candidate.model_fields[str(part)] for candidate in models if str(part) in candidate.model_fields]
        is_tag = depth > 0 and isinstance(location[depth - 1], int) and not fields and depth < len(location) - 1
        if is_tag:
            models = [candidate for candidate in models if part in _tags(candidate)] or models
            continue
        plain.append(part)
        if depth < len(location) - 1 and fields:
            models = [inner for field in fields for inner in _models_in(field.annotation)]
    return tuple(plain), [name for candidate in models for name in candidate.model_fields]


def _tags(model: type[BaseModel]) -> tuple[object, ...]:
    kind = model.model_fields.get("kind")
    return get_args(kind.annotation) if kind is not None else ()


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, types.UnionType, Annotated, list, tuple, dict):
        return [inner for argument in get_args(annotation) for inner in _models_in(argument)]
    return []
