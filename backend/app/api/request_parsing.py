"""From the bytes of a request to a validated plan; large bodies are parsed off the event loop."""

import asyncio
import json
import re
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

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

SMALL_BODY_BYTES = 32 * 1024
"""Bodies up to this size are parsed on the event loop, in well under a millisecond, and their plans are cached."""

_PARSER = ThreadPoolExecutor(1, "parser")
"""Parses large bodies one after the other: parsing holds the interpreter's lock, so several at once hold it longer."""

Study = TypeVar(
    "Study", CompareRequest, SweepRequest, SensitivityRequest, StressRequest, OptimizeRequest, CalibrateRequest
)
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class AdmittedRequest:
    """A request within the limits, with its plan and its cost."""

    request: RunRequest
    plan: SimulationPlan | MonteCarloPlan
    cost: Estimate


class PlanReader:
    """Parses requests into plans within the limits; plans of recent small bodies are cached."""

    def __init__(self, limits: Limits, branches: Branches) -> None:
        self._limits, self._branches = limits, branches
        self._cached = lru_cache(maxsize=256)(self._admitted)

    async def read(self, request: Request, owner: str) -> AdmittedRequest:
        """The simulation that a client asks for. Raises ProblemError, ConfigError or StoreUnavailableError."""
        body = await json_body(request, self._limits.max_body_bytes)
        if len(body) <= SMALL_BODY_BYTES:
            admitted = self._cached(body)
        else:
            admitted = await asyncio.to_thread(self._admitted_value, await parse_off_loop(body))
        branch_from = admitted.request.branch_from
        if branch_from is None:
            return admitted
        plan = await self._branches.plan(admitted.request, branch_from, owner)
        return replace(admitted, plan=plan)

    async def study(self, request: Request, model: type[Study]) -> Plan[Any]:
        """The study that a client asks for. Raises ProblemError or ConfigError."""
        body = await json_body(request, self._limits.max_body_bytes)
        return await asyncio.to_thread(self._study_plan, await parse_off_loop(body), model)

    def _study_plan(self, value: Any, model: type[Study]) -> Plan[Any]:
        study = validated(value, model)
        self._limits.admit_study(study)
        plan: Plan[Any] = study.plan(self._limits.max_agents)
        _ = plan.chunks, plan.fingerprint  # computed here, because they may take a while, and not on the event loop
        return plan

    def _admitted(self, body: bytes) -> AdmittedRequest:
        return self._admitted_value(parse_json(body))

    def _admitted_value(self, value: Any) -> AdmittedRequest:
        request = validated(value, RunRequest)
        cost = self._limits.admit(request)
        return AdmittedRequest(request, request.plan(self._limits.max_agents), cost)


async def json_answer(
    request: Request, limits: Limits, headers: dict[str, str], answer: Callable[[Any], BaseModel]
) -> Response:
    """What `answer` makes of the JSON value of a request; both are worked out off the event loop.

    Raises ProblemError, and whatever `answer` raises.
    """
    value = await parse_off_loop(await json_body(request, limits.max_body_bytes))
    content = await asyncio.to_thread(lambda: answer(value).model_dump_json())
    return Response(content, media_type="application/json", headers=headers)


async def json_body(request: Request, max_bytes: int) -> bytes:
    """The body of a JSON request, decompressed where it is gzip; `max_bytes` is the limit before and after.

    Raises ProblemError 415 for another media type or encoding, 413 for a larger body, unread where Content-Length says
    so, 408 for one that does not arrive in time, and 400 for one that breaks off.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not re.fullmatch(r"application/(.*\+)?json", media_type):
        raise ProblemError(415, "Send the configuration as JSON, with the header Content-Type: application/json.")
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        message = "Send the configuration as it is, or compressed with gzip."
        raise ProblemError(415, message, headers={"Accept-Encoding": "gzip"})
    if int(request.headers.get("content-length", 0)) > max_bytes:  # the server accepts nothing but digits
        raise _too_large(max_bytes)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, max_bytes, _Gunzip() if encoding == "gzip" else None)
    except ClientDisconnect:
        raise ProblemError(400, "The body broke off.") from None
    except TimeoutError:
        raise ProblemError(408, f"The body did not arrive within {BODY_SECONDS} s.") from None


async def _read(request: Request, max_bytes: int, gunzip: "_Gunzip | None") -> bytes:
    body, received = bytearray(), 0
    async for chunk in request.stream():
        received += len(chunk)
        body += chunk if gunzip is None else gunzip.decoded(chunk, max_bytes - len(body) + 1)
        if max(len(body), received) > max_bytes:
            raise _too_large(max_bytes)
    if gunzip is not None and not gunzip.is_complete:
        raise ProblemError(400, _NO_GZIP)
    return bytes(body)


class _Gunzip:
    """Decoder of a body compressed with gzip."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def is_complete(self) -> bool:
        """Whether the end of the stream has been read, and nothing follows it."""
        return self._inflate.eof and not self._inflate.unused_data

    def decoded(self, chunk: bytes, max_bytes: int) -> bytes:
        """The chunk decompressed, at most so many bytes of it. Raises ProblemError 400 where it is no gzip."""
        try:
            return self._inflate.decompress(chunk, max_bytes)
        except zlib.error:
            raise ProblemError(400, _NO_GZIP) from None


def _too_large(max_bytes: int) -> ProblemError:
    return ProblemError(413, f"The body is larger than the {max_bytes:,} bytes allowed.")


async def parse_off_loop(body: bytes) -> Any:
    """As `parse_json`, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_PARSER, parse_json, body)


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
