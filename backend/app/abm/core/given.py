"""Checks on a client's JSON object before its fields are validated."""

import types
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema, no_info_before_validator_function


def _or_empty(value: object) -> object:
    return {} if value is None else value


class NoneIsEmpty:
    """Marks an object field in which null means the empty object."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(_or_empty, handler(source))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "null"}]}


def too_long(value: Mapping[Any, Any], model: type[BaseModel]) -> Iterator[tuple[str, int]]:
    """The fields whose list or object has too many entries, each with the number allowed."""
    for name, most in _most_entries(model).items():
        if isinstance(given := value.get(name), list | tuple | dict) and len(given) > most:
            yield name, most


@cache
def _most_entries(model: type[BaseModel]) -> Mapping[str, int]:
    """Greatest number of entries of each list or object of a model, by field name."""
    fields = model.model_fields.items()
    return {name: most for name, field in fields for most in _lengths(field.annotation, field.metadata)}


def _lengths(annotation: object, marks: Iterable[object]) -> Iterator[int]:
    """The `max_length` of every list or object within an annotation."""
    if get_origin(annotation) in (Union, types.UnionType):
        for choice in get_args(annotation):
            yield from _lengths(choice, ())
    elif get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from _lengths(inner, [mark for entry in metadata for mark in getattr(entry, "metadata", [entry])])
    elif get_origin(annotation) in (list, tuple, dict):
        yield from (mark.max_length for mark in marks if isinstance(mark, MaxLen))


def without_nulls(value: dict[Any, Any], model: type[BaseModel]) -> dict[Any, Any]:
    """The object without its null fields where null is not a valid value: there it stands for the default."""
    nulls = {name for name, given in value.items() if given is None} & _not_nullable(model)
    return {name: given for name, given in value.items() if name not in nulls} if nulls else value


@cache
def _not_nullable(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that have a default and do not accept null."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if not field.is_required() and not _takes_none(field.annotation) and NoneIsEmpty not in field.metadata
    )


def _takes_none(annotation: object) -> bool:
    if get_origin(annotation) is Annotated:
        return _takes_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def with_few_unknown(value: dict[Any, Any], known: Mapping[str, object], most: int) -> dict[Any, Any]:
    """The object with at most `most` unknown fields, which is as many as an error message names."""
    if len(value) <= len(known) + most:
        return value
    unknown = [name for name in value if name not in known]
    return {name: value[name] for name in [*(name for name in value if name in known), *unknown[:most]]}
