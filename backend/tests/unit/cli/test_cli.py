"""What the command line answers to its users' mistakes: one line that says what is wrong, and exit code 2."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.settings import Settings, load_settings
from tests.factories import config
from tests.launching import environment


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The one line of a call that fails on its user's mistake."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str) -> str:
        result = CliRunner().invoke(app, [*map(str, arguments)])
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1
        return result.stderr.removeprefix("cliffcast: ").rstrip()

    return call


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "economy.json is not JSON"),
        ("{", "economy.json is not JSON"),
        ("[" * 100_000, "economy.json is not JSON"),
        ("\x00", "economy.json is not JSON"),
        ("[]", "request: must be a JSON object"),
        ("{}", "token: is required; buckets: is required"),
        (json.dumps(config(pricing_modle="eoe")), "abm.pricing_modle: unknown field; did you mean 'pricing_model'?"),
        (json.dumps(config(behaviour_noise="much")), "abm.behaviour_noise: must be a number"),
    ],
    ids=["empty", "torn", "deep", "binary", "list", "object", "unknown field", "no number"],
)
def test_a_file_that_is_no_request_is_named_or_its_field_is(
    told: Callable[..., str], tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "economy.json").write_text(content)
    assert told("run", "economy.json") == words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["arp"], "no scenario has this id; did you mean 'arb'?"),
        (["nowhere.json"], "cannot read nowhere.json: No such file or directory"),
        (["."], "cannot read .: Is a directory"),
        (["arb", "-o", "arb.xlsx"], "cannot write arb.xlsx: the name must end in .json, .csv, .parquet"),
    ],
)
def test_what_cannot_be_run_is_said(told: Callable[..., str], arguments: list[str], words: str) -> None:
    assert told("run", *arguments) == words


def test_an_output_that_cannot_be_written_is_said(told: Callable[..., str]) -> None:
    assert "nowhere" in told("run", "arb", "-o", "nowhere/arb.csv")


def test_too_many_agents_are_told_in_one_line(told: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "economy.json").write_text(json.dumps(config(agents_per_cohort=9_000_000)))
    assert "abm.agent_granularity" in told("run", "economy.json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ABM_PORT", "eighty"),
        ("ABM_PORT", "0"),
        ("ABM_WORKERS", "-1"),
        ("ABM_MAX_BODY_BYTES", "1 MiB"),
        ("ABM_SYNC_MAX_WORK", "nan"),
        ("ABM_LOG_LEVEL", "loud"),
        ("ABM_CONFIG_FILE", "nowhere.env"),
        ("ABM_CONFIG_FILE", "."),
        ("ABM_API_KEYS", " , "),
        ("ABM_API_KEYS", " "),
        ("ABM_TRUSTED_PROXIES", "notanip"),
        ("ABM_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.1/8"),
        ("ABM_CORS_ORIGINS", "foo"),
        ("ABM_CORS_ORIGINS", "https://example.org, example.org"),
        ("ABM_CORS_ORIGINS", "https://example.org/"),
        ("ABM_MAX_SSE_PER_CLIENT", "-1"),
        ("ABM_ROOT_PATH", "cliffcast"),
        ("ABM_ROOT_PATH", "https://example.org/cliffcast"),
        ("ABM_ROOT_PATH", "//cliffcast"),
    ],
)
def test_a_wrong_setting_stops_the_start(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert told("serve").startswith(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ABM_API_KEYS", ""),
        ("ABM_API_KEYS", "a, b,"),
        ("ABM_TRUSTED_PROXIES", "*"),
        ("ABM_TRUSTED_PROXIES", "127.0.0.1, 10.83.0.0/24, ::1, fd00::/8"),
        ("ABM_CORS_ORIGINS", "*"),
        ("ABM_CORS_ORIGINS", "https://example.org, http://localhost:3000, http://[::1]:8080"),
    ],
)
def test_a_right_setting_does_not(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load_settings(), name.removeprefix("ABM_").lower()) == value


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ABM_MAX_AGENT", "ABM_MAX_AGENT is no setting; did you mean 'ABM_MAX_AGENTS'?"),
        ("abm_apikeys", "abm_apikeys is no setting; did you mean 'ABM_API_KEYS'?"),
        ("ABM_XYZZY", "ABM_XYZZY is no setting"),
    ],
)
@pytest.mark.parametrize("value", ["1", ""])
def test_a_misspelt_setting_stops_the_start_with_the_one_meant(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, name: str, words: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert told("serve") == words


def test_a_misspelt_setting_in_the_file_stops_the_start_too(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.env").write_text("POSTGRES_PASSWORD=ours\nABM_MAXQUEUE=5\n")
    monkeypatch.setenv("ABM_CONFIG_FILE", "settings.env")
    assert told("serve") == "ABM_MAXQUEUE is no setting; did you mean 'ABM_MAX_QUEUE'?"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bytes(range(256)), "ABM_CONFIG_FILE is no text in UTF-8"),
        (b"ABM_HOST=\x00\x01\n", "ABM_CONFIG_FILE is no text: it has control characters"),
        (b"ABM_PORT=8000\nABM_API_KEYS='open\n", "ABM_CONFIG_FILE has a line that is no NAME=value: line 2"),
        (b"# settings\nABM_PORT\n", "ABM_CONFIG_FILE has a line that is no NAME=value: line 2"),
        (b"{'port': 8000}\n", "ABM_CONFIG_FILE has a line that is no NAME=value: line 1"),
    ],
    ids=["binary", "control characters", "open quote", "no value", "another language"],
)
def test_a_file_of_settings_that_is_none_is_told_in_one_line(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "settings.env").write_bytes(content)
    monkeypatch.setenv("ABM_CONFIG_FILE", "settings.env")
    assert told("serve") == words


def test_help_shows_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    told = " ".join(CliRunner().invoke(app, ["serve", "--help"]).stdout.split())
    for name, field in Settings.model_fields.items():
        assert f"ABM_{name.upper()} ({field.default if field.default not in (None, '') else 'none'}): " in told
        assert " ".join((field.description or "").split()) in told


def test_help_names_the_commands() -> None:
    help_text = CliRunner().invoke(app, ["--help"]).stdout
    assert all(command in help_text for command in ("serve", "run", "scenarios", "validate"))


def test_a_worker_without_a_redis_is_told_so(told: Callable[..., str]) -> None:
    assert told("worker") == "a worker needs the Redis of its replicas; set ABM_STORE_URL and ABM_ENGINE_URL"


def test_a_worker_of_an_unknown_queue_is_told_the_known_ones(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABM_STORE_URL", "redis://localhost/0")
    monkeypatch.setenv("ABM_ENGINE_URL", "redis://localhost/1")
    assert told("worker", "--queues", "huge") == "--queues takes some of interactive, bulk"


def test_a_store_and_an_engine_that_do_not_fit_stop_the_start(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABM_ENGINE_URL", "redis://localhost/1")
    assert told("serve").startswith("ABM_ENGINE_URL: Value error, local goes with the store memory://")


def test_an_embedded_service_imports_nothing_that_it_does_not_need() -> None:
    script = """
import sys
import app.cli_serve
from app.main import create_app
from app.settings import Settings
from tests.launching import environment
create_app(Settings())
print(sorted({"celery", "kombu", "redis", "psycopg", "pyarrow", "sqlalchemy"} & set(sys.modules)))
"""
    answer = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, check=True)
    assert answer.stdout == b"[]\n"


@pytest.mark.parametrize(
    ("command", "spared"),
    [
        ("cli_run", {"fastapi", "uvicorn", "celery", "scipy.stats", "scipy.optimize"}),
        ("cli_worker", {"fastapi", "uvicorn"}),
    ],
)
def test_a_command_imports_nothing_that_it_does_not_need(command: str, spared: set[str]) -> None:
    script = f"import sys, app.{command}; print(sorted({spared} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, check=True)
    assert answer.stdout == b"[]\n"


def test_the_command_line_can_be_imported_where_there_is_no_posix() -> None:
    script = """
import os, sys
del os.sysconf
sys.modules |= dict.fromkeys(("fcntl", "grp", "pwd", "resource", "termios"))
import app.cli_import, app.cli_run, app.cli_studies, app.cli_validate
import app.settings
print(app.settings.half_of_memory_mb())
"""
    answer = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, check=True)
    assert answer.stdout == b"4096\n"


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_distributed_service_without_its_packages_is_told_which(
    told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("ABM_STORE_URL", "redis://localhost/0")
    monkeypatch.setenv("ABM_ENGINE_URL", "redis://localhost/1")
    monkeypatch.setitem(sys.modules, "app.execution.celery", None)
    assert told(command).endswith("need more packages: pip install 'cliffcast[distributed]'")
