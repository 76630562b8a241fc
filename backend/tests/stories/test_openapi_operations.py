"""What `docs/operations.md` tells operators is so: the settings, the metrics, the rules and the dashboard."""

import json
import re
from pathlib import Path

import httpx
import pytest
import yaml

from app.settings import PREFIX as SETTING
from app.settings import Settings
from tests.finished import present
from tests.stories.posts import PREFIX, small

ROOT = Path(__file__).resolve().parents[3]
OPERATIONS = ROOT / "docs" / "operations"
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
RULES = yaml.safe_load((OPERATIONS / "alerts.yml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((OPERATIONS / "grafana-dashboard.json").read_text(encoding="utf-8"))
NGINX = (ROOT / "deploy" / "nginx" / "cliffcast.conf").read_text(encoding="utf-8")

ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
TARGETS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
METRIC = re.compile(r"\b(?:cliffcast|http)_\w+|\bup\b")
PROMETHEUS_OWN = {"up"}
IN_WORDS = {
    "workers": "processors",
    "max_memory_mb": "half of memory",
    "max_jobs_per_key": "MAX_CONCURRENT_JOBS` + `MAX_QUEUE",
}
"""Defaults that depend on where the service runs, or on other settings."""


def told_settings() -> dict[str, tuple[str, str]]:
    """Default and meaning of each setting, as the page has them."""
    rows = re.findall(r"^\| `ABM_(\w+)` \| (.*?) \| (.*) \|$", PAGE, re.MULTILINE)
    return {name.lower(): (default.strip("`"), meaning) for name, default, meaning in rows}


@pytest.fixture(scope="module")
def exposed(client: httpx.Client) -> set[str]:
    """Names of all series there are once a request and a run have been counted."""
    job = client.post(f"{PREFIX}/simulate", json=small()).json()
    with client.stream("GET", job["stream_url"]) as events:
        events.read()
    text = client.get("/metrics").text
    return {re.split(r"[{ ]", line)[0] for line in text.splitlines() if not line.startswith("#")}


def test_the_page_lists_every_setting_in_its_order_and_none_besides() -> None:
    assert list(told_settings()) == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_what_the_page_says(name: str) -> None:
    default, meaning = told_settings()[name]
    field = Settings.model_fields[name]
    assert meaning == " ".join((field.description or "").split())
    if name in IN_WORDS:
        assert default == IN_WORDS[name]
    elif field.default in ("", None):
        assert default == "none"
    else:
        assert type(field.default)(float(default) if default[0].isdigit() and "." not in default else default) == (
            field.default
        )


@pytest.mark.parametrize("expression", [rule["expr"] for rule in ALERTS] + TARGETS)
def test_every_metric_that_is_watched_is_exposed(exposed: set[str], expression: str) -> None:
    names = set(METRIC.findall(expression))
    assert names
    assert names <= exposed | PROMETHEUS_OWN


def test_every_metric_the_page_names_is_exposed(exposed: set[str]) -> None:
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in exposed}
    named = set(re.findall(r"`((?:cliffcast|http)_\w+)`", PAGE))
    assert named
    assert named <= families


def test_an_alert_says_what_happened_how_bad_it_is_and_how_long_it_lasts() -> None:
    for rule in ALERTS:
        assert re.fullmatch(r"Cliffcast[A-Z]\w+", rule["alert"])
        lasts = rule.get("for") or present(re.search(r"increase\(\w+\[(\d+m)\]\)", rule["expr"]))[1]
        assert re.fullmatch(r"\d+m", lasts)
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"].keys() == {"summary", "description"}


def test_no_two_alerts_have_one_name() -> None:
    assert len({rule["alert"] for rule in ALERTS}) == len(ALERTS)


def test_brackets_close_in_every_expression() -> None:
    for expression in [rule["expr"] for rule in ALERTS] + TARGETS:
        for left, right in ("()", "{}", "[]"):
            assert expression.count(left) == expression.count(right), expression


def test_the_dashboard_can_be_imported() -> None:
    assert {"title", "uid", "schemaVersion", "panels", "templating"} <= DASHBOARD.keys()
    assert "id" not in DASHBOARD
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert all(panel["datasource"]["uid"] == "${datasource}" for panel in DASHBOARD["panels"])


def test_no_two_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("page", [PAGE, NGINX, json.dumps(RULES)])
def test_every_setting_that_is_named_exists(page: str) -> None:
    named = {name.removeprefix(SETTING).lower() for name in re.findall(rf"{SETTING}[A-Z_]+[A-Z]", page)}
    assert named <= Settings.model_fields.keys()
