"""From the cells of a row, by way of a draft, to a bucket of a request."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from app.abm.config.buckets import BucketParams
from app.abm.core.params import field_problems
from app.tables.columns import Column, Role
from app.tables.grid import Row
from app.tables.quantities import NEVER, NumberFormat, Share, is_nothing, months_of, normalized, share_of
from app.tables.schedule_words import schedule_in

MAX_SUPPLY = 1e24
LONGEST_NAME = 100
_SIZES: tuple[Role, ...] = ("allocation_pct", "amount")
_LAUNCHES: tuple[Role, ...] = ("tge_unlock_pct", "tge_supply_pct", "tge_amount")
_TIMES: tuple[Role, ...] = ("cliff_months", "vesting_months", "schedule")


@dataclass(frozen=True, slots=True)
class Draft:
    """The contents of a row; None for what its cells do not say."""

    row: Row
    name: str
    share: float | None = None
    """Per cent of the supply."""
    is_marked: bool = False
    """Whether the cell marks the share as per cent."""
    amount: float | None = None
    launch_pct: float | None = None
    launch_supply_pct: float | None = None
    launch_amount: float | None = None
    cliff: int = 0
    vesting: int = 0
    never: bool = False
    """Whether what does not unlock at launch stays locked for ever."""
    is_after: bool = False
    """Whether the row says that vesting follows the cliff."""
    holders: int | None = None
    has_schedule: bool = False
    says_none: bool = False
    """Whether a cell says that there is no cliff or no vesting."""
    notes: tuple[str, ...] = ()
    """Notes on cells that were rounded or not understood."""

    @property
    def has_open_cliff(self) -> bool:
        """Whether the row leaves open if the cliff is part of the vesting or comes before it."""
        return 0 < self.cliff <= self.vesting and not self.is_after

    @property
    def is_silent(self) -> bool:
        """Whether no cell says anything of the schedule, not even that there is none."""
        return not (self.has_schedule or self.says_none or self.notes)

    def scaled(self, share: float, launch: float) -> "Draft":
        """The row with its share, and its share at launch, multiplied."""
        return replace(
            self,
            share=None if self.share is None else self.share * share,
            launch_pct=None if self.launch_pct is None else self.launch_pct * launch,
        )


@dataclass(frozen=True, slots=True)
class BucketResult:
    """A valid bucket with notes on it, or the reason why the row gives none."""

    bucket: dict[str, Any] | None
    reason: str = ""
    notes: tuple[str, ...] = ()


def draft_of(row: Row, columns: Sequence[Column], numbers: NumberFormat) -> Draft:
    """The cells of a row, read by the roles of their columns."""
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
            return _not_understood(draft, cell, "share at launch")
        launch: dict[str, Any] = {_launch_field(role, share): share.value}
        return replace(draft, has_schedule=True, **launch)
    return draft


def _launch_field(role: str, share: Share) -> str:
    if role == "tge_amount" and not share.is_percent:
        return "launch_amount"
    return "launch_supply_pct" if role == "tge_supply_pct" else "launch_pct"


def _schedule(draft: Draft, column: Column, cell: str, numbers: NumberFormat) -> Draft:
    """The draft with the cliff and vesting of one cell: a duration, or a schedule in words."""
    if not cell:
        return draft
    if is_nothing(cell) and column.role != "schedule":
        return replace(draft, says_none=True)
    if NEVER.search(normalized(cell)):
        return replace(draft, never=True, has_schedule=True)
    months = months_of(cell, numbers, column.unit)
    if months is not None and column.role != "schedule":
        name = "cliff" if column.role == "cliff_months" else "vesting"
        return _with_months(draft, cell, {name: months})
    schedule = schedule_in(cell, numbers)
    months_by_field = {"cliff": schedule.cliff_months, "vesting": schedule.vesting_months}
    if column.role == "cliff_months" and schedule.cliff_months is None:
        months_by_field = {"cliff": schedule.vesting_months, "vesting": None}
    known = {name: months for name, months in months_by_field.items() if months is not None}
    if not schedule.is_whole or (not known and schedule.tge_pct is None and not is_nothing(cell)):
        draft = _not_understood(draft, cell, "schedule")
    if schedule.tge_pct is not None and draft.launch_pct is None:
        draft = replace(draft, launch_pct=schedule.tge_pct, has_schedule=True)
    draft = replace(draft, is_after=draft.is_after or schedule.is_after)
    return _with_months(draft, cell, known)


def _with_months(draft: Draft, cell: str, months_by_field: Mapping[str, float]) -> Draft:
    """The draft with cliff and vesting in whole months, and a note where rounding moves them by several days."""
    for name, months in months_by_field.items():
        whole = math.floor(min(months, 1e6) + 0.5)
        rounded: dict[str, Any] = {name: whole}
        draft = replace(draft, has_schedule=True, **rounded)
        if abs(whole - months) > 0.15 and months < 1e6:
            note = f"row {draft.row.number}: '{cell[:60]}' is rounded to {whole} months"
            draft = replace(draft, notes=(*draft.notes, note))
    return draft


def _holders(draft: Draft, cells: Mapping[Role, str], numbers: NumberFormat) -> Draft:
    cell = cells.get("num_holders", "")
    if not cell or is_nothing(cell):
        return draft
    count = share_of(cell, numbers)
    if count is None or count.is_percent or not 1 <= count.value < 1e15:
        return _not_understood(draft, cell, "number of holders")
    return replace(draft, holders=round(count.value))


def _not_understood(draft: Draft, cell: str, what: str) -> Draft:
    note = f"row {draft.row.number}: '{cell[:60]}' is not wholly understood as {what}"
    return replace(draft, notes=(*draft.notes, note))


def bucket_of(draft: Draft, supply: float | None, cliff_included: bool, taken: Collection[str]) -> BucketResult:
    """The bucket of a draft; amounts become shares where the supply is known. `taken` are the names of others."""
    name, notes = _free_name(draft, taken)
    bucket: dict[str, Any] = {"bucket": name} | _size(draft, supply) | _unlocks(draft, supply, cliff_included)
    if draft.holders is not None:
        bucket["num_holders"] = draft.holders
    bucket_in_shares = {"allocation": 0.0} | {key: value for key, value in bucket.items() if key != "amount"}
    if not 0 <= bucket.get("amount", 0.0) <= MAX_SUPPLY:
        return BucketResult(None, f"has an amount that is not between 0 and {MAX_SUPPLY:g}")
    try:
        BucketParams.model_validate(bucket_in_shares)
    except ValidationError as error:
        first = field_problems(error, BucketParams)[0]
        return BucketResult(None, f"has a value that no bucket can have: {first}")
    return BucketResult(bucket, notes=(*draft.notes, *notes))


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
    """Share of the bucket that unlocks at launch, %; the row may give it in other units."""
    if draft.launch_supply_pct is not None and draft.share:
        return _rounded(100 * draft.launch_supply_pct / draft.share)
    tokens = draft.amount if draft.amount is not None else (draft.share or 0.0) / 100 * (supply or 0.0)
    if draft.launch_amount is not None and tokens:
        return _rounded(100 * draft.launch_amount / tokens)
    return draft.launch_pct or 0.0


def _rounded(percent: float) -> float:
    """A quotient without the rounding error of the division."""
    return float(f"{percent:.12g}")


def _free_name(draft: Draft, taken: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """A name that no other bucket has, with a note where it differs from the one in the table."""
    name = draft.name[:LONGEST_NAME].strip()
    count = 2
    free = name
    while free in taken:
        free = f"{name[: LONGEST_NAME - 6]} ({count})"
        count += 1
    return free, () if free == draft.name else (f"row {draft.row.number}: the bucket is called '{free}' here",)
