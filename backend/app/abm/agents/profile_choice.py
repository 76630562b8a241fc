"""The behaviour profile of a bucket: chosen in the request, named by the bucket, or recognised from its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from app.abm.agents.profiles import FALLBACK, PROFILES, CohortProfile, ProfileOverride
from app.abm.agents.recognition import recognised
from app.abm.core.params import FieldError, did_you_mean

Entry = TypeVar("Entry")


def checked_overrides(overrides: dict[str, ProfileOverride]) -> dict[str, ProfileOverride]:
    """The overrides unchanged; raises FieldError for names that differ only in case, or impossible distributions."""
    for name, override in distinct_names(overrides).items():
        try:
            override.applied_to(_lookup(PROFILES, name) or PROFILES[FALLBACK])
        except FieldError as error:
            raise FieldError((name, *error.location), str(error)) from None
    return overrides


def distinct_names(table: dict[str, Entry]) -> dict[str, Entry]:
    """The table unchanged; raises FieldError when two names differ only in case, as names match case-insensitively."""
    normalised = [_normalised(name) for name in table]
    for index, name in enumerate(table):
        if normalised[index] in normalised[:index]:
            raise FieldError((name,), "differs from another name in case only")
    return table


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """The profile a bucket takes, by name, and why."""

    name: str
    reason: Literal["chosen", "named", "recognised", "assumed"]
    """chosen in the request, named like the bucket, recognised from the words of its name, or assumed by default."""


def choose_profile(
    bucket: str, chosen: str | None, mapping: Mapping[str, str], overrides: Mapping[str, ProfileOverride]
) -> ProfileChoice:
    """The profile of a bucket: chosen, else of the same name, else recognised from its words, else Community."""
    target = _lookup(mapping, bucket) or chosen
    if target is not None:
        return ProfileChoice(_canonical_name(target, overrides), "chosen")
    if _lookup(PROFILES, bucket) is not None:
        return ProfileChoice(_canonical_name(bucket, {}), "named")
    profile = recognised(bucket)
    return ProfileChoice(FALLBACK, "assumed") if profile is None else ProfileChoice(profile, "recognised")


def bucket_profile(bucket: str, name: str, overrides: Mapping[str, ProfileOverride]) -> CohortProfile:
    """The profile called `name`, with the overrides for that name and for the bucket's name applied.

    Raises ValueError for an unknown name.
    """
    profile, bucket_override = find_profile(name, overrides), _lookup(overrides, bucket)
    if bucket_override is None or _normalised(name) == _normalised(bucket):
        return profile
    return bucket_override.applied_to(profile)


def find_profile(name: str, overrides: Mapping[str, ProfileOverride]) -> CohortProfile:
    """The profile or preset called `name`, with the override of that name applied.

    An override of a new name is applied to Community. Raises ValueError for an unknown name.
    """
    base, override = _lookup(PROFILES, name), _lookup(overrides, name)
    if override is not None:
        return override.applied_to(base or PROFILES[FALLBACK])
    if base is None:
        raise ValueError("unknown cohort profile" + did_you_mean(name, [*PROFILES, *overrides]))
    return base


def is_known(name: str, overrides: Mapping[str, ProfileOverride]) -> bool:
    """Whether a profile, preset or override has this name."""
    return _lookup(PROFILES, name) is not None or _lookup(overrides, name) is not None


def _lookup(table: Mapping[str, Entry], name: str) -> Entry | None:
    return next((entry for key, entry in table.items() if _normalised(key) == _normalised(name)), None)


def _canonical_name(name: str, overrides: Mapping[str, ProfileOverride]) -> str:
    """The name in the spelling of its table."""
    return next((key for key in [*PROFILES, *overrides] if _normalised(key) == _normalised(name)), name)


@lru_cache(maxsize=1024)
def _normalised(name: str) -> str:
    return name.strip().casefold()
