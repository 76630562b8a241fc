"""From the cells of a row to a bucket of a request."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from app.abm.config.buckets import BucketParams
from app.abm.core.params import field_problems
from app.tables.columns import Column, Role
from app.tables.grid import Row
from app.tables.quantities import NEVER, Numbers, Share, is_nothing, months_of, plain, share_of
from app.tables.schedule_words import told_schedule

MOST_SUPPLY = 1e24
LONGEST_NAME = 100
_SIZES: tuple[Role, ...] = ("allocation_pct", "amount")
_LAUNCHES: tuple[Role, ...] = ("tge_unlock_pct", "tge_supply_pct", "tge_amount")
_TIMES: tuple[Role, ...] = ("cliff_months", "vesting_months", "schedule")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says; None where it says nothing of it."""

    row: Row
    name: str
    share: float | None = None
    """Per cent of the supply."""
    is_marked: bool = False
    """Whether a sign says per cent."""
    amount: float | None = None
    launch_pct: float | None = None
    launch_supply_pct: float | None = None
    launch_amount: float | None = None
    cliff: int = 0
    vesting: int = 0
    never: bool = False
    """Whether the rest stays locked for good."""
    is_after: bool = False
    """Whether the row itself says that its vesting follows its cliff."""
    holders: int | None = None
    has_schedule: bool = False
    says_none: bool = False
    """Whether a cell says that there is no cliff or no vesting."""
    notes: tuple[str, ...] = ()
    """What was not understood, or rounded."""

    @property
    def has_open_cliff(self) -> bool:
        """Whether the cliff may be part of the vesting or come before it, for all that the row says."""
        return 0 < self.cliff <= self.vesting and not self.is_after

    @property
    def is_silent(self) -> bool:
        """Whether no cell says anything of when the bucket unlocks, be it that it does at once."""
        return not (self.has_schedule or self.says_none or self.notes)

    def scaled(self, share: float, launch: float) -> "Draft":
        """The same row with its fractions in per cent."""
        return replace(
            self,
            share=None if self.share is None else self.share * share,
            launch_pct=None if self.launch_pct is None else self.launch_pct * launch,
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """A bucket that a request can have, or the reason why there is none; and what to know of it."""

    bucket: dict[str, Any] | None
    reason: str = ""
    notes: tuple[str, ...] = ()


def drafted(row: Row, columns: Sequence[Column], numbers: Numbers) -> Draft:
    """The row's cells read by the roles of their columns."""
    by_role: dict[Role, Column] = {column.role: column for column in columns if column.role != "ignored"}
    cells: dict[Role, str] = {role: row.cell(column.index) for role, column in by_role.items()}
    draft = Draft(row, cells.get("bucket", "").strip(" :.*†‡"))
    scales = {role: column.scale for role, column in by_role.items()}
    shares = {role: share_of(cells[role], numbers, scales[role]) for role in (*_SIZES, *_LAUNCHES) if cells.get(role)}
    draft = _sizes(draft, shares)
    draft = _launch(draft, cells, shares)
    for role in _TIMES:
        if role in by_role:
            draft = _schedule(draft, by_role[role], cells[role], numbers)
    return _holders(draft, cells, numbers)


def _sizes(draft: Draft, shares: Mapping[Role, Share | None]) -> Draft:
    share, amount = shares.get("allocation_pct"), shares.get("amount")
    if share is None and amount is not None and amount.is_percent:
        share, amount = amount, None
    if share is not None and not share.is_percent and share.value > 100 and amount is None:
        share, amount = None, share  # tokens in a column of shares
    return replace(
        draft,
        share=None if share is None else share.value,
        is_marked=share is not None and share.is_percent,
        amount=None if amount is None else amount.value,
    )


def _launch(draft: Draft, cells: Mapping[Role, str], shares: Mapping[Role, Share | None]) -> Draft:
    for role in _LAUNCHES:
        cell = cells.get(role, "")
        if not cell or is_nothing(cell):
            continue
        share = shares[role]
        if share is None:
            return _unread(draft, cell, "share at launch")
        told: dict[str, Any] = {_launch_field(role, share): share.value}
        return replace(draft, has_schedule=True, **told)
    return draft


def _launch_field(role: str, share: Share) -> str:
    if role == "tge_amount" and not share.is_percent:
        return "launch_amount"
    return "launch_supply_pct" if role == "tge_supply_pct" else "launch_pct"


def _schedule(draft: Draft, column: Column, cell: str, numbers: Numbers) -> Draft:
    """The draft with what one cell says of cliff and vesting: a length, or a schedule in words."""
    if not cell:
        return draft
    if is_nothing(cell) and column.role != "schedule":
        return replace(draft, says_none=True)
    if NEVER.search(plain(cell)):
        return replace(draft, never=True, has_schedule=True)
    months = months_of(cell, numbers, column.unit)
    if months is not None and column.role != "schedule":
        name = "cliff" if column.role == "cliff_months" else "vesting"
        return _with_months(draft, cell, {name: months})
    told = told_schedule(cell, numbers)
    lengths = {"cliff": told.cliff_months, "vesting": told.vesting_months}
    if column.role == "cliff_months" and told.cliff_months is None:
        lengths = {"cliff": told.vesting_months, "vesting": None}
    said = {name: length for name, length in lengths.items() if length is not None}
    if not told.is_whole or (not said and told.tge_pct is None and not is_nothing(cell)):
        draft = _unread(draft, cell, "schedule")
    if told.tge_pct is not None and draft.launch_pct is None:
        draft = replace(draft, launch_pct=told.tge_pct, has_schedule=True)
    draft = replace(draft, is_after=draft.is_after or told.is_after)
    return _with_months(draft, cell, said)


def _with_months(draft: Draft, cell: str, lengths: Mapping[str, float]) -> Draft:
    """The draft with lengths in whole months; a rounding of several days is said."""
    for name, length in lengths.items():
        whole = math.floor(min(length, 1e6) + 0.5)
        told: dict[str, Any] = {name: whole}
        draft = replace(draft, has_schedule=True, **told)
        if abs(whole - length) > 0.15 and length < 1e6:
            note = f"row {draft.row.number}: '{cell[:60]}' is rounded to {whole} months"
            draft = replace(draft, notes=(*draft.notes, note))
    return draft


def _holders(draft: Draft, cells: Mapping[Role, str], numbers: Numbers) -> Draft:
    cell = cells.get("num_holders", "")
    if not cell or is_nothing(cell):
        return draft
    count = share_of(cell, numbers)
    if count is None or count.is_percent or not 1 <= count.value < 1e15:
        return _unread(draft, cell, "number of holders")
    return replace(draft, holders=round(count.value))


def _unread(draft: Draft, cell: str, what: str) -> Draft:
    note = f"row {draft.row.number}: '{cell[:60]}' is not wholly understood as {what}"
    return replace(draft, notes=(*draft.notes, note))


def ready(draft: Draft, supply: float | None, cliff_included: bool, taken: Collection[str]) -> Ready:
    """The bucket of a draft as a request has it; amounts are shares where the supply is known."""
    name, notes = _free_name(draft, taken)
    bucket: dict[str, Any] = {"bucket": name} | _size(draft, supply) | _unlocks(draft, supply, cliff_included)
    if draft.holders is not None:
        bucket["num_holders"] = draft.holders
    checked = {"allocation": 0.0} | {key: value for key, value in bucket.items() if key != "amount"}
    if not 0 <= bucket.get("amount", 0.0) <= MOST_SUPPLY:
        return Ready(None, f"has an amount that is not between 0 and {MOST_SUPPLY:g}")
    try:
        BucketParams.model_validate(checked)
    except ValidationError as error:
        first = field_problems(error, BucketParams)[0]
        return Ready(None, f"has a value that no bucket can have: {first}")
    return Ready(bucket, notes=(*draft.notes, *notes))


def _size(draft: Draft, supply: float | None) -> dict[str, float]:
    if draft.share is not None:
        return {"allocation": draft.share}
    amount = draft.amount or 0.0
    return {"amount": amount} if supply is None else {"allocation": 100 * amount / supply}


def _unlocks(draft: Draft, supply: float | None, cliff_included: bool) -> dict[str, Any]:
    launch = _launch_share(draft, supply)
    if draft.never:
        return (
            {"tge_unlock_pct": launch, "segments": [{"kind": "never"}]} if launch < 100 else {"tge_unlock_pct": 100.0}
        )
    triple: dict[str, Any] = {
        "tge_unlock_pct": launch,
        "cliff_months": draft.cliff,
        "vesting_months": draft.vesting,
    }
    return triple | ({"cliff_included": True} if cliff_included and draft.has_open_cliff else {})


def _launch_share(draft: Draft, supply: float | None) -> float:
    """Per cent of the bucket that unlocks at launch, whatever it was told in."""
    if draft.launch_supply_pct is not None and draft.share:
        return _nearly(100 * draft.launch_supply_pct / draft.share)
    tokens = draft.amount if draft.amount is not None else (draft.share or 0.0) / 100 * (supply or 0.0)
    if draft.launch_amount is not None and tokens:
        return _nearly(100 * draft.launch_amount / tokens)
    return draft.launch_pct or 0.0


def _nearly(percent: float) -> float:
    """A share that was divided out, without the dust of the division."""
    return float(f"{percent:.12g}")


def _free_name(draft: Draft, taken: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The bucket's name, which no other has; a changed one is told."""
    name = draft.name[:LONGEST_NAME].strip()
    count = 2
    free = name
    while free in taken:
        free = f"{name[: LONGEST_NAME - 6]} ({count})"
        count += 1
    return free, () if free == draft.name else (f"row {draft.row.number}: the bucket is called '{free}' here",)
