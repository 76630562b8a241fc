"""What is asked of Redis and what its answers mean, without a connection: both stores, asynchronous or not, share it.

An operation is a generator: it yields calls of the script, is sent their answers, and returns what became of them.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast, get_args

import orjson

from app.abm.async_engine.job import STATUSES, Instant, Job, JobState, Run
from app.abm.async_engine.ports import (
    Admission,
    Blob,
    Cancellation,
    Page,
    PageQuery,
    StoreLimits,
    StoreStats,
    StoreUnavailableError,
    Submission,
)
from app.abm.async_engine.worker_ports import Attempt, ChunkProgress, NotWorthIt
from app.abm.engine.spec import ENGINE_VERSION
from app.abm.studies.plan import JobKind
from app.storage.redis.records import StateReply, record_of, run_from, state_from

Answer = TypeVar("Answer")


class Call(NamedTuple):
    """One call of the script: which of its answers is wanted, and of what."""

    answer: str
    arguments: tuple[str | bytes | float, ...]


Operation: TypeAlias = Generator[Call, Any, Answer]

_FILES = ("records", "leases", "results", "admission", "life", "lists")
_RULES = [(Path(__file__).parent / "scripts" / f"{name}.lua").read_text() for name in _FILES]
SCRIPT = "\n".join([*_RULES, "return answer[ARGV[1]](unpack(ARGV, 2))"])
"""Everything Redis does for us, as one script: it is loaded once and called by its hash."""

PATIENCE = 5.0
"""Seconds after which a turn that was taken, but not used, is given again."""
ARCHIVING_SECONDS = 10.0
"""How long whoever takes a run to archive it has until others may try."""
PIECE = 2**20
"""Bytes of a result, or of parts, that are sent at once."""
_TRIES = 100
"""How often a change is tried while others change the same run: each time one of them gets on."""
_BATCH = 500
"""Most jobs that one call forgets, or parts that it reads: Redis does nothing else meanwhile."""


_NOBODYS = Attempt("", "")
"""Whoever runs a run alone need not hold it."""


@dataclass(frozen=True)
class Operations:
    """The operations of a store with these limits."""

    limits: StoreLimits
    version: str = ENGINE_VERSION
    """Of the engine: runs of other ones are left to others."""
    keeps_time: bool = True
    """Times are those of Redis, so that no clock of a replica decides what is forgotten; else what callers say."""

    def admit(self, submission: Submission, plan: bytes, now: Instant) -> Operation[Admission]:
        """Give the submission a job: over a cached result, a run under way, or a new run."""
        kind, key = submission.plan.kind, submission.idempotency_key
        run = Run(secrets.token_hex(16), submission.run_hash, kind, submission.plan.months, submission.plan.trials)
        fields = {
            "job_id": ("mc_" if kind == "monte_carlo" else "abm_") + secrets.token_hex(16),
            "run_id": run.run_id,
            "hash": submission.run_hash,
            "kind": kind,
            "owner": submission.owner,
            "fresh": submission.fresh,
            "now": self._at(now),
            "version": self.version,
            "large": submission.is_large,
            "archive": self.limits.archived,
            "max_queue": self.limits.max_queue,
            "max_concurrent": self.limits.max_concurrent,
            "cache_ttl": self.limits.cache_ttl,
            "keep": self._keep,
        }
        fields |= {} if key is None else {"key": key}
        fields |= {} if self.limits.max_jobs_of_owner is None else {"max_of_owner": self.limits.max_jobs_of_owner}
        verdict, state = yield Call("admit", (orjson.dumps(fields), record_of(run), plan))
        return Admission(verdict.decode(), state and state_from(state))

    def needs_run(self, submission: Submission, now: Instant) -> Operation[bool]:
        """Whether nothing here answers a submission."""
        named = (self.version, submission.owner, submission.idempotency_key or "", submission.run_hash)
        return bool((yield Call("needs_run", (*named, self._at(now), self.limits.cache_ttl))))

    def adopt(self, run: Run, blob: Blob, now: Instant) -> Operation[None]:
        """Take in a run that completed in earlier times."""
        yield Call("adopt", (run.run_id, run.run_hash, run.kind, record_of(run), run.sequence, self._keep))
        yield from self.put_blob(run.run_id, blob, now)

    def forget(self, run_hash: str) -> Operation[None]:
        """Drop the result that answers for a hash."""
        yield Call("forget", (run_hash,))

    def dequeue(self, now: Instant, places: int | None) -> Operation[list[str]]:
        """The runs that shall begin now."""
        most = self.limits.max_concurrent if places is None else min(places, self.limits.max_concurrent)
        kept = 0 if places is None else 1
        turns = yield Call("dequeue", (self.version, most, kept, self._at(now), PATIENCE))
        return [run_id.decode() for run_id in turns]

    def overdue(self, now: Instant, waiting: float, running: float) -> Operation[list[str]]:
        """Runs that have waited or been under way for so long."""
        late = yield Call("overdue", (self._at(now), waiting, running))
        return [run_id.decode() for run_ids in late for run_id in run_ids]

    def states(self, job_ids: Sequence[str]) -> Operation[list[JobState | None]]:
        """The states of some jobs at one instant, whoever owns them."""
        replies: list[StateReply | None] = yield Call("states", tuple(job_ids))
        return [reply and state_from(reply) for reply in replies]

    def completed_run(self, run_hash: str) -> Operation[Run | None]:
        """The completed run whose result is here for a hash."""
        record = yield Call("completed_run", (run_hash,))
        return None if record is None else run_from(record)

    def jobs(self, run_id: str) -> Operation[list[Job]]:
        """The jobs behind a run that have not been cancelled."""
        replies: list[StateReply | None] = yield Call("jobs", (run_id,))
        return [state_from(reply).job for reply in replies if reply]

    def page(self, query: PageQuery) -> Operation[Page]:
        """An owner's jobs, newest first."""
        newest = "+inf" if query.before is None else f"({query.before}"
        lists = [f"{kind}:{status}" for kind, status in _LISTS if _is_asked_for(query, kind, status)]
        replies, next_before = yield Call("page", (query.owner, query.limit, newest, *lists))
        return Page([state_from(reply) for reply in replies if reply], next_before)

    def run(self, run_id: str) -> Operation[Run | None]:
        """A run by its id."""
        record = yield Call("run", (run_id,))
        return None if record is None else run_from(record)

    def update(self, run_id: str, change: Callable[[Run], Run]) -> Operation[Run | None]:
        """Apply a step of a run's life to the run as it is, whoever else changes it at the same time."""
        for _ in range(_TRIES):
            before = yield from self.run(run_id)
            if before is None or (after := change(before)) is before:
                return before
            at = self._at(after.completed_at or after.started_at or 0.0)
            changed = (before.sequence, record_of(after), after.sequence, after.status, at, self._keep)
            if (yield Call("replace", (run_id, *changed))):
                return after
        raise StoreUnavailableError(f"run {run_id} is changed by too many at once")

    def put_blob(self, run_id: str, blob: Blob, now: Instant, attempt: Attempt = _NOBODYS) -> Operation[bool]:
        """Keep the first result of a run; whether it has one now.

        A large one comes in pieces, none of which keeps Redis from others for long.
        """
        size, upload = len(blob.content), secrets.token_hex(16)
        *pieces, last = [blob.content[start : start + PIECE] for start in range(0, max(size, 1), PIECE)]
        for number, piece in enumerate(pieces):
            yield Call("put_piece", (upload, number, piece))
        place, content = (run_id, attempt.task, attempt.token), (upload, len(pieces) + 1, last, size, blob.etag)
        limits = (self._at(now), self.limits.max_result_bytes, self._keep)
        return bool((yield Call("put_blob", (*place, *content, *limits))))

    def get_blob(self, run_id: str) -> Operation[Blob | None]:
        """The result of a run; none also where it goes while it is read."""
        if (found := (yield Call("blob", (run_id,)))) is None:
            return None
        etag, pieces = found[0], []
        for number in range(int(found[1])):
            if (piece := (yield Call("piece", (run_id, etag, number)))) is None:
                return None
            pieces.append(piece)
        return Blob(b"".join(pieces), etag.decode())

    def request_cancel(self, job_id: str, owner: str, now: Instant) -> Operation[Cancellation | None]:
        """Cancel a job."""
        reply = yield Call("cancel", (job_id, owner, self._at(now), self._keep))
        if reply is None:
            return None
        state, accepted, orphaned_run = reply
        return Cancellation(state_from(state), bool(accepted), orphaned_run and orphaned_run.decode())

    def take_unarchived(self, limit: int) -> Operation[list[str]]:
        """Some completed runs that the archive does not have, oldest first."""
        run_ids = yield Call("take_unarchived", (limit, ARCHIVING_SECONDS))
        return [run_id.decode() for run_id in run_ids]

    def archived(self, run_id: str, lost: bool) -> Operation[None]:
        """The archive has a run now, or never will."""
        yield Call("archived", (run_id, int(lost)))

    def stats(self, owner: str | None) -> Operation[StoreStats]:
        """Counts of an owner's jobs, or of everyone's, and of the cache."""
        reply = yield Call("stats", (owner or "", *_NAMES_OF_LISTS))
        counts, totals, cache_size, counters, (outbox, outbox_age), bytes_used = reply
        jobs = dict.fromkeys(STATUSES, 0)
        for (_, status), count in zip(_LISTS, counts, strict=True):
            jobs[status] += count
        if owner is None:
            everyone = _pairs(totals)
            jobs = {status: int(everyone.get(status.encode(), 0)) for status in STATUSES}
        counted = defaultdict(float, {name.decode(): float(count) for name, count in _pairs(counters).items()})
        return StoreStats(
            jobs,
            cache_size,
            cache_hits=int(counted["hits"]),
            cache_misses=int(counted["misses"]),
            ended={names: int(count) for names in _LISTS if (count := counted["ended:{}:{}".format(*names)])},
            run_seconds={names: spent for names in _LISTS if (spent := counted["seconds:{}:{}".format(*names)])},
            outbox=outbox,
            outbox_age=float(outbox_age),
            outbox_lost=int(counted["lost"]),
            memory=(bytes_used[0], bytes_used[1] or None),
        )

    def sweep(self, now: Instant) -> Operation[int]:
        """Forget some finished jobs past their time to live; how many."""
        count: int = yield Call("sweep", (self._at(now), self.limits.job_ttl, self.limits.max_finished_jobs, _BATCH))
        return count

    def plan(self, run_id: str) -> Operation[bytes | None]:
        """What an unfinished run has to do, as it was written down."""
        plan: bytes | None = yield Call("plan", (self.version, run_id))
        return plan

    def is_cancelled(self, run_id: str) -> Operation[bool]:
        """Whether nobody waits for the run any more: it has ended, its jobs were cancelled, or it is not known."""
        return bool((yield Call("is_cancelled", (run_id,))))

    def heartbeat(
        self, run_id: str, attempt: Attempt, chunk: int, done: float
    ) -> Operation[ChunkProgress | NotWorthIt]:
        """Renew a lease, and tell how far its chunk is; how far all chunks are, which never falls."""
        holder = (self.version, run_id, attempt.task, attempt.token, attempt.seconds)
        reply = yield Call("heartbeat", (*holder, chunk, done))
        return cast(NotWorthIt, reply.decode()) if isinstance(reply, bytes) else _progress(reply)

    def put_part(
        self, run_id: str, attempt: Attempt, chunk: int, part: bytes, chunks: int
    ) -> Operation[tuple[ChunkProgress, bool]]:
        """Keep the first result of a chunk, which is done with it; how far all are, and whether they can be reduced."""
        holder = (self.version, run_id, attempt.task, attempt.token)
        is_next, reply = yield Call("put_part", (*holder, chunk, part, chunks))
        return _progress(reply), bool(is_next)

    def parts(self, run_id: str) -> Operation[dict[int, bytes]]:
        """The results of the chunks that are done, as far as the run has not ended meanwhile."""
        parts: dict[int, bytes] = {}
        chunks = yield Call("chunks_with_parts", (self.version, run_id))
        while chunks:
            found = yield Call("parts", (run_id, PIECE, *chunks[:_BATCH]))
            parts |= {int(chunk): part for chunk, part in zip(chunks, found, strict=False) if part is not None}
            chunks = chunks[len(found) :]
        return parts

    def lease(self, name: str, holder: str, seconds: float) -> Operation[bool]:
        """Hold, or go on holding, what only one may do at a time; false while somebody else holds it."""
        return bool((yield Call("lease", (name, holder, round(1000 * seconds)))))

    def _at(self, now: Instant) -> str:
        """The time of a call; none where Redis is asked for it."""
        return "" if self.keeps_time else repr(now)

    @property
    def _keep(self) -> int:
        """Milliseconds after which what nobody sweeps goes by itself: long after it should have been swept."""
        return max(1, round(2000 * max(self.limits.job_ttl, self.limits.cache_ttl)))


_LISTS = list(product(get_args(JobKind), STATUSES))
_NAMES_OF_LISTS = [f"{kind}:{status}" for kind, status in _LISTS]


def _is_asked_for(query: PageQuery, kind: str, status: str) -> bool:
    return query.kind in (None, kind) and query.status in (None, status)


def _pairs(flat: Sequence[bytes]) -> dict[bytes, bytes]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _progress(flat: Sequence[bytes]) -> ChunkProgress:
    return {int(chunk): float(done) for chunk, done in _pairs(flat).items()}
