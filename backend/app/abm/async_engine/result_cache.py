"""What makes two results the same, and a shelf that keeps them within bounds of space and time."""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.abm.async_engine.job import Instant
from app.abm.async_engine.ports import Blob
from app.abm.studies.plan import Plan


def run_hash(plan: Plan[Any], owner: str) -> str:
    """Name of a result: the plan, which holds configuration in force and engine version, and whose it is.

    Key order, white space, 1 or 1.0, and defaults given or left out make no difference; everything else does.
    """
    return hashlib.sha256(f"{plan.fingerprint}\x00{owner}".encode()).hexdigest()


def blob_of(content: bytes) -> Blob:
    """A result with the hash of its bytes, its entity tag."""
    return Blob(content, hashlib.sha256(content).hexdigest())


_FASTEST = 1
"""Of zlib's levels: a quarter of a result's bytes are left, and the slower ones save little more."""
_WORTH_PACKING = 4096
"""Bytes from which a result is packed."""


@dataclass(frozen=True, slots=True)
class PackedBlob:
    """A result in a quarter of its bytes."""

    content: bytes
    etag: str

    @classmethod
    def of(cls, blob: Blob) -> "PackedBlob":
        """A result, packed; takes some 10 ms a megabyte."""
        return cls(zlib.compress(blob.content, _FASTEST), blob.etag)

    def unpacked(self) -> Blob:
        """The result as it was, byte by byte; takes some 3 ms a megabyte."""
        return Blob(zlib.decompress(self.content), self.etag)


@dataclass(slots=True)
class _Entry:
    blob: Blob | PackedBlob
    run_hash: str
    kept_at: Instant


class ResultCache:
    """Results by run, least recently used out first; a result younger than `ttl` also answers for its hash."""

    def __init__(self, max_bytes: int, ttl: float, is_needed: Callable[[str], bool] = lambda run_id: False) -> None:
        """Results of runs that are needed are the last to make room."""
        self.max_bytes, self.ttl, self._is_needed = max_bytes, ttl, is_needed
        self.hits = self.misses = self.size = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._run_of_hash: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def keep(self, run_id: str, run_hash: str, blob: Blob, now: Instant) -> None:
        """Put a complete result on the shelf, making room for it."""
        self.drop(run_id)
        self._entries[run_id] = _Entry(blob, run_hash, now)
        self._run_of_hash[run_hash] = run_id
        self.size += len(blob.content)
        while self.size > self.max_bytes and len(self._entries) > 1:
            *older, _ = self._entries
            self.drop(next((other for other in older if not self._is_needed(other)), older[0]))

    def find(self, run_hash: str, now: Instant, answers: Callable[[str], bool] = lambda run_id: True) -> str | None:
        """The run whose result answers for this hash, if it `answers` at all; counted as hit or miss."""
        run_id = self._run_of_hash.get(run_hash)
        if run_id is None or not self.has(run_hash, now) or not answers(run_id):
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(run_id)
        return run_id

    def has(self, run_hash: str, now: Instant) -> bool:
        """Whether there is a result young enough to answer for this hash; not counted."""
        run_id = self._run_of_hash.get(run_hash)
        return run_id is not None and now - self._entries[run_id].kept_at < self.ttl

    def run_of(self, run_hash: str) -> str | None:
        """The run whose result is here for a hash, however old."""
        return self._run_of_hash.get(run_hash)

    def to_pack(self) -> tuple[str, Blob] | None:
        """The least recently used result that is worth packing, where more than half of the room is taken."""
        if self.size <= self.max_bytes / 2:
            return None
        for run_id, entry in self._entries.items():
            if isinstance(entry.blob, Blob) and len(entry.blob.content) >= _WORTH_PACKING:
                return run_id, entry.blob
        return None

    def pack(self, run_id: str, blob: PackedBlob) -> None:
        """Put a result's packed form in its place, if it is here still."""
        if (entry := self._entries.get(run_id)) is not None and entry.blob.etag == blob.etag:
            self.size += len(blob.content) - len(entry.blob.content)
            entry.blob = blob

    def get(self, run_id: str) -> Blob | PackedBlob | None:
        """The result of a run."""
        entry = self._entries.get(run_id)
        if entry is None:
            return None
        self._entries.move_to_end(run_id)
        return entry.blob

    def drop(self, run_id: str) -> None:
        """Forget a result."""
        entry = self._entries.pop(run_id, None)
        if entry is None:
            return
        self.size -= len(entry.blob.content)
        if self._run_of_hash.get(entry.run_hash) == run_id:
            del self._run_of_hash[entry.run_hash]

    def forget(self, run_hash: str) -> str | None:
        """Forget the result that answers for this hash; the run whose it was."""
        if (run_id := self._run_of_hash.get(run_hash)) is not None:
            self.drop(run_id)
        return run_id
