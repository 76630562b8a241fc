"""Settings come from the environment, then from a file, then from their defaults."""

import os
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, half_of_memory_mb, load_settings

MACHINE_MB = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ABM_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of settings that the environment names."""
    path = tmp_path / "settings.env"
    path.write_text("ABM_MAX_AGENTS=500\nABM_PORT=8001\n")
    monkeypatch.setenv("ABM_CONFIG_FILE", str(path))
    return path


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.max_agents, settings.max_work, settings.sync_max_work) == (1_000_000, 5e9, 5e7)
    assert (settings.max_body_bytes, settings.workers) == (2**20, os.cpu_count())


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"ABM_{name.upper()}", "")
    assert load_settings() == Settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


def test_there_is_a_bound_on_the_results_that_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABM_MAX_RESULT_BYTES", "1000")
    assert load_settings().store_limits.max_result_bytes == 1000


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABM_PORT", "9000")
    assert load_settings().port == 9000


def test_a_file_is_read(file: Path) -> None:
    assert (load_settings().max_agents, load_settings().port) == (500, 8001)


def test_the_environment_comes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABM_PORT", "9000")
    assert (load_settings().max_agents, load_settings().port) == (500, 9000)


def test_what_a_command_is_told_comes_first(file: Path) -> None:
    assert load_settings(port=9001, host=None).port == 9001


@pytest.mark.parametrize("level", ["WARNING", "Warning", "warning"])
def test_a_log_level_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    monkeypatch.setenv("ABM_LOG_LEVEL", level)
    assert load_settings().log_level == "warning"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("MAX_AGENTS", "1e9"),
        ("MAX_WORK", "-1"),
        ("MAX_MEMORY_MB", "0"),
        ("MAX_BODY_BYTES", "100"),
        ("LOG_LEVEL", "loud"),
        ("MAX_WORK", "inf"),
        ("ARCHIVE_URL", "mysql://somewhere/runs"),
        ("ARCHIVE_URL", "postgresql://"),
        ("ARCHIVE_URL", "sqlite:///"),
        ("STORE_URL", "memory"),
        ("STORE_URL", "postgresql://localhost"),
        ("ENGINE_URL", "threads"),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ABM_{name}", value)
    with pytest.raises(SettingsError, match=f"^ABM_{name}: [^\n]+$"):
        load_settings()


@pytest.mark.parametrize("set_alone", ["STORE_URL", "ENGINE_URL"])
def test_store_and_engine_are_shared_or_both_are_not(monkeypatch: pytest.MonkeyPatch, set_alone: str) -> None:
    monkeypatch.setenv(f"ABM_{set_alone}", "redis://localhost")
    with pytest.raises(SettingsError, match=r"^ABM_ENGINE_URL: [^\n]* local goes with the store memory://[^\n]+$"):
        load_settings()


def test_replicas_and_workers_share_a_store_and_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABM_STORE_URL", "redis://localhost/0")
    monkeypatch.setenv("ABM_ENGINE_URL", "redis://localhost/1")
    assert load_settings().is_distributed


def test_every_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABM_PORT", "x")
    monkeypatch.setenv("ABM_WORKERS", "y")
    with pytest.raises(SettingsError, match=r"ABM_PORT: .*; ABM_WORKERS: "):
        load_settings()


def test_a_file_that_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABM_CONFIG_FILE", "/nowhere/settings.env")
    with pytest.raises(SettingsError, match="ABM_CONFIG_FILE names a file that does not exist"):
        load_settings()


@pytest.mark.parametrize(
    ("limit", "half"), [("max\n", MACHINE_MB // 2), ("104857600\n", 50), ("1" + 20 * "0", MACHINE_MB // 2)]
)
def test_a_run_may_take_half_of_the_machine_s_memory_or_of_the_container_s(
    tmp_path: Path, limit: str, half: int
) -> None:
    file = tmp_path / "memory.max"
    file.write_text(limit)
    assert half_of_memory_mb(file) == half


def test_outside_a_container_a_run_may_take_half_of_the_machine_s_memory(tmp_path: Path) -> None:
    assert half_of_memory_mb(tmp_path / "missing") == MACHINE_MB // 2
