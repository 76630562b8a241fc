"""Settings of the service: environment variables `ABM_…`, or a file of them."""

import io
import ipaddress
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from dotenv.parser import parse_stream
from limits import parse as parse_rate
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.abm.async_engine.ports import StoreLimits
from app.abm.core.params import did_you_mean

PREFIX = "ABM_"

_DATABASE_SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg")


_ASSUMED_MEMORY_MB = 8192
"""Memory of a machine that does not report it."""

CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def half_of_memory_mb(limit: Path = CONTAINER_LIMIT) -> int:
    """Half of the machine's memory, or of the container's where that is less, MB."""
    if not hasattr(os, "sysconf"):  # Windows
        return _ASSUMED_MEMORY_MB // 2
    available = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no such file outside a container; "max" where there is no limit
        available = min(available, int(limit.read_text()))
    return available // 2**21


class Settings(BaseSettings):
    """Every setting has a default that runs on a laptop; an empty value means that default."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port to listen on."""
    workers: Annotated[int, Field(ge=1, le=256)] = os.cpu_count() or 1
    """Threads that simulate; the number of processors by default."""
    max_concurrent_jobs: Annotated[int, Field(ge=1, le=1000)] = 5
    """Most jobs that run at once; further ones wait."""
    max_queue: Annotated[int, Field(ge=0)] = 100
    """Most runs that wait; a further submission is answered 429."""
    job_ttl_hours: Annotated[float, Field(gt=0)] = 24.0
    """Hours a finished job is kept."""
    cache_ttl_hours: Annotated[float, Field(ge=0)] = 2.0
    """Hours a result is used as cache for its configuration."""
    max_result_bytes: Annotated[int, Field(ge=1)] = StoreLimits().max_result_bytes
    """Most bytes of cached results; the least recently used are evicted first."""
    job_timeout_s: Annotated[float, Field(gt=0)] = 600.0
    """Seconds a run may take, from its first step on."""
    queue_timeout_s: Annotated[float, Field(gt=0)] = 3600.0
    """Seconds a run may wait for its turn."""
    max_jobs_per_key: Annotated[int | None, Field(ge=1)] = None
    """Most unfinished jobs of one key, or of all without keys; by default as many as may run and wait, at least 100."""
    max_agents: Annotated[int, Field(ge=1, le=50_000_000)] = 1_000_000
    """Most rows of one trial."""
    max_work: Annotated[float, Field(gt=0)] = 5e9
    """Most agents × months × trials of one run."""
    max_memory_mb: Annotated[float, Field(gt=0)] = half_of_memory_mb()
    """Most memory of one run as estimated, MB; half of what the process may have by default."""
    sync_max_work: Annotated[float, Field(gt=0)] = 5e7
    """Most agents × months × trials answered while the client waits."""
    max_body_bytes: Annotated[int, Field(ge=1024)] = 2**20
    """Largest request body."""
    rate_limit: str = ""
    """Most submissions per key or address, such as 60/minute, and ten times as many checks; none by default."""
    trusted_proxies: str = ""
    """Addresses of proxies whose X-Forwarded-For and -Prefix are trusted, comma-separated; none by default."""
    root_path: str = ""
    """Path below which a proxy serves the service, such as /cliffcast; none by default."""
    api_keys: str = ""
    """Keys that clients must send as X-API-Key, comma-separated; none by default. Jobs and cache are per key."""
    cors_origins: str = ""
    """Origins whose pages may call the service, comma-separated; none by default."""
    max_sse: Annotated[int, Field(ge=1)] = 1000
    """Most event streams at once."""
    max_sse_per_client: Annotated[int, Field(ge=0)] = 20
    """Most event streams of one key or address at once; 0 for as many as there are in all."""
    store_url: str = "memory://"
    """Where jobs are kept: memory:// for this process alone, redis://… for any number of replicas and workers."""
    engine_url: str = "local"
    """Engine of runs: local for threads of this process, redis://… for workers that Celery reaches there."""
    archive_url: str = ""
    """Archive of finished runs: a file, postgresql://… or off; by default cliffcast/archive.db in the user's data."""
    archive_max_bytes: Annotated[float | None, Field(gt=0)] = None
    """Most bytes of results in the archive; the oldest are deleted first. No limit by default."""
    archive_max_days: Annotated[float | None, Field(gt=0)] = None
    """Days a finished run is kept in the archive; for ever by default."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severe line that is logged."""
    log_format: Literal["console", "json"] = "console"
    """console for people, json for machines: one line of JSON each."""
    config_file: str | None = None
    """File of settings, one NAME=value a line; the environment comes first."""

    @field_validator("store_url")
    @classmethod
    def _is_store_url(cls, url: str) -> str:
        if url != "memory://" and not url.startswith(_REDIS_SCHEMES):
            raise ValueError("must be memory:// or the address of a Redis, redis://host:6379/0")
        return url

    @field_validator("engine_url")
    @classmethod
    def _is_engine_url(cls, url: str, info: ValidationInfo) -> str:
        if url != "local" and not url.startswith(_BROKER_SCHEMES):
            raise ValueError("must be local or the address of a broker, redis://host:6379/1")
        if "store_url" in info.data and (url == "local") != (info.data["store_url"] == "memory://"):
            raise ValueError("local goes with the store memory://, workers go with a store they can reach, redis://…")
        return url

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("archive_url")
    @classmethod
    def _is_archive_url(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        if separator and not (scheme in _DATABASE_SCHEMES and rest.strip("/")):
            raise ValueError("must be the path of a file, postgresql://… or off")
        return url

    @field_validator("api_keys")
    @classmethod
    def _has_keys(cls, keys: str) -> str:
        if keys and not comma_separated(keys):
            raise ValueError("names no key; leave it empty where none shall be asked for")
        return keys

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: str) -> str:
        for proxy in comma_separated(proxies):
            try:
                ipaddress.ip_network(proxy if proxy != "*" else "0.0.0.0/0")
            except ValueError:
                raise ValueError("must be addresses or networks, such as 127.0.0.1, 10.0.0.0/8, or *") from None
        return proxies

    @field_validator("root_path")
    @classmethod
    def _is_path(cls, path: str) -> str:
        path = path.rstrip("/")
        if path and not _PATH.fullmatch(path):
            raise ValueError("must be a path, such as /cliffcast")
        return path

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: str) -> str:
        if not all(origin == "*" or _ORIGIN.fullmatch(origin) for origin in comma_separated(origins)):
            raise ValueError("must be origins, such as https://example.org or http://localhost:3000, or *")
        return origins

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, rate: str) -> str:
        try:
            if rate:
                parse_rate(rate)
        except ValueError:
            raise ValueError("must be a number per period, such as 60/minute") from None
        return rate

    @property
    def is_distributed(self) -> bool:
        """Whether replicas and workers share a store."""
        return self.engine_url != "local"

    @property
    def store_limits(self) -> StoreLimits:
        """How many runs may run and wait, and what is kept for how long."""
        return StoreLimits(
            max_concurrent=self.max_concurrent_jobs,
            max_queue=self.max_queue,
            job_ttl=3600 * self.job_ttl_hours,
            cache_ttl=3600 * self.cache_ttl_hours,
            max_result_bytes=self.max_result_bytes,
            archived=self.archive_url not in ("", "off"),
            max_jobs_of_owner=self.max_jobs_per_key or max(100, self.max_concurrent_jobs + self.max_queue),
        )


NOT_INSTALLED = f"{PREFIX}STORE_URL and {PREFIX}ENGINE_URL need more packages: pip install 'cliffcast[distributed]'"
_PATH = re.compile(r"(/[0-9A-Za-z._~-]+)+")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://([A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?")
_REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
_BROKER_SCHEMES = ("redis://", "rediss://")


class SettingsError(Exception):
    """A setting with which the service cannot start; the message is one line that names it."""


def load_settings(**overrides: Any) -> Settings:
    """The settings of the environment and of the file it names; `overrides` come first. Raises SettingsError."""
    file = os.environ.get(f"{PREFIX}CONFIG_FILE") or None
    _check_names([*os.environ, *(_names_in(file) if file is not None else ())])
    overrides = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(_env_file=file, **overrides)
    except ValidationError as error:
        errors = [f"{PREFIX}{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors(include_input=False)]
        raise SettingsError("; ".join(errors)) from None


def _names_in(file: str) -> list[str]:
    """The names that a file of settings sets. Raises SettingsError where it cannot be read as one."""
    if not os.path.isfile(file):
        raise SettingsError(f"{PREFIX}CONFIG_FILE names a file that does not exist")
    try:
        text = Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{PREFIX}CONFIG_FILE cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{PREFIX}CONFIG_FILE is no text in UTF-8") from None
    if not all(char.isprintable() or char in "\t\r\n" for char in text):
        raise SettingsError(f"{PREFIX}CONFIG_FILE is no text: it has control characters")
    lines = list(parse_stream(io.StringIO(text)))
    broken = [line.original.line for line in lines if line.error or (line.key and line.value is None)]
    if broken:
        raise SettingsError(f"{PREFIX}CONFIG_FILE has a line that is no NAME=value: line {broken[0]}")
    return [line.key for line in lines if line.key]


def _check_names(names: Iterable[str]) -> None:
    """Raises SettingsError for a name that begins as ours do and is no setting."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in names:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(f"{name[:100]} is no setting{did_you_mean(name, known)}")


def comma_separated(value: str) -> list[str]:
    """The parts of a comma-separated value, without blanks around them; empty parts are left out."""
    return [part.strip() for part in value.split(",") if part.strip()]


def on_settings() -> str:
    """Every setting with its default and meaning, one paragraph each, as the command line shows them."""
    lines = [
        f"[bold]{PREFIX}{name.upper()}[/bold] ({field.default if field.default not in (None, '') else 'none'}): "
        f"{field.description}"
        for name, field in Settings.model_fields.items()
    ]
    return "\n\n".join(["Environment; an empty value means the default:", *lines])
