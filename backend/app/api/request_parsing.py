"""From the bytes of a request to a validated configuration, without ever holding up the event loop for long."""

import asyncio
import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from app.abm.async_engine.archive_protocol import Archive
from app.abm.core.errors import ConfigError
from app.abm.core.params import field_problems
from app.abm.studies.estimate import Estimate
from app.abm.studies.monte_carlo_plan import MonteCarloPlan
from app.abm.studies.plan import Plan, SimulationPlan
from app.api.branches import Branches
from app.api.errors import ProblemError
from app.api.limits import Limits
from app.models.abm_request import RunRequest
from app.models.designs import CalibrateRequest, OptimizeRequest, StressRequest
from app.models.json_text import read_json
from app.models.studies import CompareRequest, SensitivityRequest, SweepRequest

BODY_SECONDS = 30
"""How long a body may take to arrive."""

_NO_GZIP = "The body is declared as gzip and is none."

SMALL = 32 * 1024
"""Bodies up to this many bytes are parsed in place, in well under a millisecond."""

_READER = ThreadPoolExecutor(1, "reader")
"""Reads large bodies one after the other: each holds the interpreter while it is read, so many at once hold it long."""

Study = TypeVar(
    "Study", CompareRequest, SweepRequest, SensitivityRequest, StressRequest, OptimizeRequest, CalibrateRequest
)
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request within the budgets, what it comes to, and what that costs."""

    request: RunRequest
    plan: SimulationPlan | MonteCarloPlan
    cost: Estimate


class PlanReader:
    """Reads requests into plans that are within the budgets; the same small body again costs next to nothing."""

    def __init__(self, limits: Limits, archive: Archive | None) -> None:
        self._limits, self._branches = limits, Branches(archive, limits.max_agents)
        self._known = lru_cache(maxsize=256)(self._admitted)

    async def read(self, request: Request, owner: str) -> Admitted:
        """What a client wants simulated. Raises ProblemError, ConfigError or ArchiveError."""
        body = await json_body(request, self._limits.max_body_bytes)
        if len(body) <= SMALL:
            admitted = self._known(body)
        else:
            admitted = await asyncio.to_thread(self._admitted_value, await large_json(body))
        followed = admitted.request.branch_from
        if followed is None:
            return admitted
        plan = await asyncio.to_thread(self._branches.plan, admitted.request, followed, owner)
        return replace(admitted, plan=plan)

    async def study(self, request: Request, model: type[Study]) -> Plan[Any]:
        """What a client wants studied. Raises ProblemError or ConfigError."""
        body = await json_body(request, self._limits.max_body_bytes)
        return await asyncio.to_thread(self._studied, await large_json(body), model)

    def _studied(self, value: Any, model: type[Study]) -> Plan[Any]:
        wanted = validated(value, model)
        self._limits.admit_study(wanted)
        return _prepared(wanted.plan(self._limits.max_agents))

    def _admitted(self, body: bytes) -> Admitted:
        return self._admitted_value(parse_json(body))

    def _admitted_value(self, value: Any) -> Admitted:
        wanted = validated(value, RunRequest)
        cost = self._limits.admit(wanted)
        return Admitted(wanted, wanted.plan(self._limits.max_agents), cost)


def _prepared(plan: Plan[Any]) -> Plan[Any]:
    """The plan with its chunks and its name worked out, which may take a while: not on the event loop."""
    _ = plan.chunks, plan.fingerprint
    return plan


async def json_body(request: Request, most: int) -> bytes:
    """The body of a JSON request, at most so many bytes.

    It may come compressed with gzip; the bytes count that it then has.

    Raises ProblemError 415 for another media type or encoding, 413 for a larger body, which is not read at all where it
    says so, and 408 for one that does not arrive.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise ProblemError(415, "Send the configuration as JSON, with the header Content-Type: application/json.")
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip"):
        message = "Send the configuration as it is, or compressed with gzip."
        raise ProblemError(415, message, headers={"Accept-Encoding": "gzip"})
    if int(request.headers.get("content-length", 0)) > most:  # the server takes nothing but digits
        raise _too_large(most)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, most, _Inflated() if coding == "gzip" else _Plain())
    except ClientDisconnect:
        raise ProblemError(400, "The body broke off.") from None
    except TimeoutError:
        raise ProblemError(408, f"The body did not arrive within {BODY_SECONDS} s.") from None


async def _read(request: Request, most: int, coding: "_Plain | _Inflated") -> bytes:
    body, received = bytearray(), 0
    async for chunk in request.stream():
        received += len(chunk)
        body += coding.decoded(chunk, most - len(body) + 1)
        if max(len(body), received) > most:
            raise _too_large(most)
    if not coding.is_whole:
        raise ProblemError(400, _NO_GZIP)
    return bytes(body)


class _Plain:
    """A body as it is."""

    is_whole = True

    def decoded(self, chunk: bytes, most: int) -> bytes:
        """The next bytes."""
        return chunk


class _Inflated:
    """A body compressed with gzip."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def is_whole(self) -> bool:
        """Whether its end was there, and nothing after it."""
        return self._inflate.eof and not self._inflate.unused_data

    def decoded(self, chunk: bytes, most: int) -> bytes:
        """The next bytes, at most so many. Raises ProblemError 400 where it is no gzip."""
        try:
            return self._inflate.decompress(chunk, most)
        except zlib.error:
            raise ProblemError(400, _NO_GZIP) from None


def _too_large(most: int) -> ProblemError:
    return ProblemError(413, f"The body is larger than the {most:,} bytes allowed.")


async def large_json(body: bytes) -> Any:
    """As `parse_json`, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_READER, parse_json, body)


def parse_json(body: bytes) -> Any:
    """The JSON value of a body. Raises ProblemError 400 when it is none."""
    try:
        return read_json(body)
    except RecursionError:
        raise ProblemError(400, "The body is nested too deeply to be a configuration.") from None
    except ValueError as error:
        at = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ProblemError(400, f"The body is not JSON{at}.") from None


def validated(value: Any, model: type[Model]) -> Model:
    """`value` as a `model`. Raises ConfigError with every field that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise ConfigError(field_problems(error, model)) from None
