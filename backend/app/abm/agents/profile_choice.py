"""Which profile a bucket's holders behave by: what a request says, what the bucket is called, what its words tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from app.abm.agents.profiles import FALLBACK, PROFILES, CohortProfile, ProfileOverride
from app.abm.agents.recognition import recognised
from app.abm.core.params import FieldError, did_you_mean

Entry = TypeVar("Entry")


def checked_overrides(overrides: dict[str, ProfileOverride]) -> dict[str, ProfileOverride]:
    """The overrides themselves; raises FieldError when two names differ in case only, or one has no distribution."""
    for name, override in unmistakable(overrides).items():
        try:
            override.applied_to(_entry(PROFILES, name) or PROFILES[FALLBACK])
        except FieldError as error:
            raise FieldError((name, *error.location), str(error)) from None
    return overrides


def unmistakable(table: dict[str, Entry]) -> dict[str, Entry]:
    """The table itself; raises FieldError when two of its names differ in case only, which matches make nothing of."""
    folded = [_folded(name) for name in table]
    for index, name in enumerate(table):
        if folded[index] in folded[:index]:
            raise FieldError((name,), "differs from another name in case only")
    return table


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """The profile a bucket takes, by name, and why."""

    name: str
    reason: Literal["chosen", "named", "recognised", "assumed"]
    """chosen in the request, the bucket's own name, recognised in its words, or for want of anything better."""


def choose_profile(
    bucket: str, chosen: str | None, mapping: Mapping[str, str], overrides: Mapping[str, ProfileOverride]
) -> ProfileChoice:
    """The profile of a bucket: what it is pointed at, else its own name, else what its words say, else Community."""
    target = _entry(mapping, bucket) or chosen
    if target is not None:
        return ProfileChoice(_written(target, overrides), "chosen")
    if _entry(PROFILES, bucket) is not None:
        return ProfileChoice(_written(bucket, {}), "named")
    words = recognised(bucket)
    return ProfileChoice(FALLBACK, "assumed") if words is None else ProfileChoice(words, "recognised")


def bucket_profile(bucket: str, name: str, overrides: Mapping[str, ProfileOverride]) -> CohortProfile:
    """How a bucket's holders behave: the profile called `name`, with what is changed for that name or the bucket's.

    Raises ValueError for a name nobody knows.
    """
    profile, own = find_profile(name, overrides), _entry(overrides, bucket)
    return own.applied_to(profile) if own is not None and _folded(name) != _folded(bucket) else profile


def find_profile(name: str, overrides: Mapping[str, ProfileOverride]) -> CohortProfile:
    """The profile or preset called `name`, with the override of that name applied.

    A name that only an override has starts from Community. Raises ValueError for a name nobody knows.
    """
    base, override = _entry(PROFILES, name), _entry(overrides, name)
    if override is not None:
        return override.applied_to(base or PROFILES[FALLBACK])
    if base is None:
        raise ValueError("unknown cohort profile" + did_you_mean(name, [*PROFILES, *overrides]))
    return base


def is_known(name: str, overrides: Mapping[str, ProfileOverride]) -> bool:
    """Whether a profile, preset or override has this name."""
    return _entry(PROFILES, name) is not None or _entry(overrides, name) is not None


def _entry(table: Mapping[str, Entry], name: str) -> Entry | None:
    return next((entry for key, entry in table.items() if _folded(key) == _folded(name)), None)


def _written(name: str, overrides: Mapping[str, ProfileOverride]) -> str:
    """A name as its table writes it."""
    return next((key for key in [*PROFILES, *overrides] if _folded(key) == _folded(name)), name)


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return name.strip().casefold()
