"""What describes a deployment fits the program and itself: commands, settings, ports, addresses, files, graces."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
import yaml

from app.api.metrics import ServiceMetrics
from app.cli import Commands
from app.cli import app as command_line
from app.main import create_app
from app.settings import PREFIX, Settings
from tests.redis_server import redis_server
from tests.unit.deploy.deployment_files import (
    COMPOSE,
    CONTAINERS,
    DEPLOYMENT,
    KUBERNETES,
    KUSTOMIZATION,
    MANIFESTS,
    ROOT,
    SERVICES,
    WORKLOADS,
    container,
    manifest,
    seconds,
    text,
    values,
)

PORT = Settings.model_fields["port"].default
LEAVES_WITHIN = 15
"""Seconds, as docs/operations.md has it."""
PAGE = text("docs/operations.md")
PROSE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
OURS = [entry for entry in CONTAINERS if entry["image"] == "cliffcast"]
PROGRAMS = [SERVICES["replica"]["command"], SERVICES["worker"]["command"], *(entry["args"] for entry in OURS)]
REDIS_COMMANDS = [SERVICES["valkey"]["command"], container("valkey")["args"]]


def options_of(command: str) -> set[str]:
    """What a command of `cliffcast` takes."""
    group = typer.main.get_command(command_line)
    assert isinstance(group, Commands)
    found = group.get_command(None, command)
    assert found is not None
    return {"--help"} | {name for parameter in found.params for name in parameter.opts}


def names_of_settings(page: str) -> set[str]:
    """Settings that a text names, as the fields they should be."""
    return {name.lower() for name in re.findall(rf"\b{PREFIX}([A-Z_]*[A-Z])\b", page)}


@pytest.mark.parametrize("command", PROGRAMS, ids=" ".join)
def test_a_container_runs_a_command_there_is(command: list[str]) -> None:
    program, name, *arguments = command
    assert program == "cliffcast"
    assert {argument for argument in arguments if argument.startswith("--")} <= options_of(name)


@pytest.mark.parametrize("path", [*DEPLOYMENT, *PROSE], ids=lambda path: path.name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    for name, arguments in re.findall(r"(?:bin/|\$|`)cliffcast (\w+)([^`#\n]*)", path.read_text(encoding="utf-8")):
        assert set(re.findall(r"--\w+", arguments)) <= options_of(name)


@pytest.mark.parametrize("path", [*DEPLOYMENT, *PROSE], ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    assert names_of_settings(path.read_text(encoding="utf-8")) <= Settings.model_fields.keys()


@pytest.mark.parametrize("given", [*values(MANIFESTS, "data"), *values(MANIFESTS, "stringData")])
def test_every_setting_of_the_manifests_has_a_value_the_service_takes(given: dict[str, str]) -> None:
    settings = {name.removeprefix(PREFIX).lower(): value for name, value in given.items() if name.startswith(PREFIX)}
    Settings.model_validate({name: value for name, value in settings.items() if value})


@pytest.mark.parametrize("service", ["replica", "worker"])
def test_every_setting_of_compose_has_a_value_the_service_takes(service: str) -> None:
    given = {name: re.sub(r"\$\{\w+:?[-?]?[^}]*\}", "", str(value)) for name, value in given_to(service).items()}
    Settings.model_validate({name: value for name, value in given.items() if value})


def given_to(service: str) -> dict[str, object]:
    """The settings of a service in compose.yaml."""
    return {name.removeprefix(PREFIX).lower(): value for name, value in SERVICES[service]["environment"].items()}


def test_everyone_serves_and_asks_on_one_port() -> None:
    dockerfile, (scrape,) = text("Dockerfile"), yaml.safe_load(text("deploy/compose/prometheus.yml"))["scrape_configs"]
    ports = {
        *re.findall(rf"{PREFIX}PORT=(\d+)", dockerfile),
        *re.findall(r"^EXPOSE (\d+)", dockerfile, re.MULTILINE),
        *re.findall(r"^    server [^;]*?:(\d+)", text("deploy/nginx/upstream.conf"), re.MULTILINE),
        *re.findall(r"server replica:(\d+)", text("deploy/compose/nginx.conf")),
        *re.findall(r"127\.0\.0\.1:(\d+)/health", " ".join(SERVICES["replica"]["healthcheck"]["test"])),
        *(str(config["port"]) for config in scrape["dns_sd_configs"]),
        *(str(port["containerPort"]) for port in container("replica")["ports"]),
        manifest("Deployment", "replica")["spec"]["template"]["metadata"]["annotations"]["prometheus.io/port"],
    }
    assert ports == {str(PORT)}


def test_the_proxy_is_published_where_it_listens() -> None:
    (published,) = SERVICES["proxy"]["ports"]
    assert f"listen {published.rpartition(':')[2]};" in text("deploy/nginx/cliffcast.conf")


@pytest.mark.parametrize("path", [*DEPLOYMENT, ROOT / "docs" / "operations.md"], ids=lambda path: path.name)
def test_redis_is_asked_on_its_port(path: Path) -> None:
    asked = re.findall(r"rediss?://[^\s/]*:(\d+)/", path.read_text(encoding="utf-8"))
    assert set(asked) <= {str(manifest("Service", "valkey")["spec"]["ports"][0]["port"])}


def test_every_address_that_is_probed_exists() -> None:
    proxy = text("deploy/nginx/cliffcast.conf")
    (scrape,) = yaml.safe_load(text("deploy/compose/prometheus.yml"))["scrape_configs"]
    probed = {probe["path"] for probe in values(WORKLOADS, "httpGet")} | {scrape["metrics_path"]}
    probed |= set(re.findall(r"\d(/health[\w/]*)", f"{SERVICES['replica']} {SERVICES['proxy']} {text('Dockerfile')}"))
    probed |= set(re.findall(r"location = (/\w+) ", proxy))
    assert probed >= {"/health/live", "/health/ready", "/metrics"}
    assert probed <= create_app(Settings()).openapi()["paths"].keys()


def test_the_rules_watch_the_job_that_is_scraped() -> None:
    config = yaml.safe_load(text("deploy/compose/prometheus.yml"))
    (scrape,) = config["scrape_configs"]
    assert set(re.findall(r'job="(\w+)"', text("docs/operations/alerts.yml"))) == {scrape["job_name"]}
    mounted = [volume.split(":") for volume in SERVICES["prometheus"]["volumes"]]
    assert {target for source, target, *_ in mounted if source.endswith("alerts.yml")} == set(config["rule_files"])


def test_whatever_a_rule_or_the_dashboard_watches_is_told() -> None:
    watched = set(re.findall(r"\bcliffcast_\w+", text("docs/operations/alerts.yml")))
    watched |= set(re.findall(r"\bcliffcast_\w+", text("docs/operations/grafana-dashboard.json")))
    told = {family.name for family in ServiceMetrics().registry.collect()}
    assert watched >= {"cliffcast_workers", "cliffcast_store_bytes", "cliffcast_archive_outbox_age_seconds"}
    assert {re.sub("_(total|bucket|sum|count)$", "", name) for name in watched} <= told


def test_grafana_finds_the_dashboard_and_its_figures() -> None:
    (provider,) = yaml.safe_load(text("deploy/compose/grafana-dashboards.yml"))["providers"]
    (source,) = yaml.safe_load(text("deploy/compose/grafana-datasource.yml"))["datasources"]
    (dashboard,) = [volume.split(":") for volume in SERVICES["grafana"]["volumes"] if "dashboard.json" in volume]
    assert Path(dashboard[1]).parent == Path(provider["options"]["path"])
    assert source["url"] == f"http://prometheus:{SERVICES['prometheus']['ports'][0].rpartition(':')[2]}"


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_mounted_exists(service: str) -> None:
    sources = [volume.split(":")[0] for volume in SERVICES[service].get("volumes", ())]
    missing = [name for name in sources if name not in COMPOSE["volumes"] and not (ROOT / name).is_file()]
    assert missing == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_looked_after(service: str) -> None:
    described = SERVICES[service]
    assert described["restart"] == "unless-stopped"
    assert described["cap_drop"] == ["ALL"]
    assert described["mem_limit"]
    assert described["healthcheck"].keys() >= {"test", "interval", "timeout"} or service == "worker"
    assert {*described.get("depends_on", ()), *described["networks"]} <= SERVICES.keys() | COMPOSE["networks"].keys()


def test_two_of_each_answer_and_simulate() -> None:
    assert {name: entry["deploy"]["replicas"] for name, entry in SERVICES.items() if "deploy" in entry} == {
        "replica": 2,
        "worker": 2,
    }


def test_no_password_is_in_the_repository() -> None:
    named = set(re.findall(r"\$\{(\w+)", text("compose.yaml")))
    example = dict(re.findall(r"^(\w+)=(.*)$", text(".env.example"), re.MULTILINE))
    assert named == example.keys()
    assert {name: value for name, value in example.items() if value} == {"CLIFFCAST_LISTEN": "127.0.0.1:8080"}
    assert ".env\n" in text(".gitignore")
    given = " ".join(map(str, values(MANIFESTS, "stringData")))
    assert set(re.findall(r"//\w*:([^@]+)@", given)) == {"PASSWORD"}


def test_a_replica_gets_the_time_it_needs_to_leave() -> None:
    pod = manifest("Deployment", "replica")["spec"]["template"]["spec"]
    waits = int(container("replica")["lifecycle"]["preStop"]["exec"]["command"][1])
    assert f"exits within {LEAVES_WITHIN} seconds" in PAGE
    assert pod["terminationGracePeriodSeconds"] >= waits + LEAVES_WITHIN
    assert seconds(SERVICES["replica"]["stop_grace_period"]) >= LEAVES_WITHIN


def test_workers_get_the_same_time_everywhere() -> None:
    graces = {
        load["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        for load in WORKLOADS
        if load["metadata"]["name"].startswith("worker")
    }
    assert graces == {seconds(SERVICES["worker"]["stop_grace_period"])}


@pytest.mark.parametrize("load", WORKLOADS, ids=lambda load: load["metadata"]["name"])
def test_nobody_is_root(load: dict[str, dict[str, dict[str, dict[str, object]]]]) -> None:
    pod = load["spec"]["template"]["spec"]
    assert isinstance(pod["securityContext"], dict)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert [entry["allowPrivilegeEscalation"] for entry in values(pod["containers"], "securityContext")] == [False]


def test_the_image_is_run_by_the_user_who_owns_its_files() -> None:
    (user,) = re.findall(r"^USER (\d+):\d+", text("Dockerfile"), re.MULTILINE)
    assert f"--uid {user}" in text("Dockerfile")
    ours = [load for load in WORKLOADS if load["metadata"]["name"] != "valkey"]
    assert set(values(ours, "runAsUser")) == {int(user)}


def test_what_selects_finds_a_workload() -> None:
    labels = [load["spec"]["template"]["metadata"]["labels"].items() for load in WORKLOADS]
    selectors = [entry["matchLabels"] for entry in values(MANIFESTS, "selector") if "matchLabels" in entry]
    selectors += [entry["spec"]["selector"] for entry in MANIFESTS if entry["kind"] == "Service"]
    assert [selector for selector in selectors if not any(selector.items() <= pod for pod in labels)] == []


def test_what_refers_finds_what_it_means() -> None:
    there = {(entry["kind"], entry["metadata"]["name"]) for entry in MANIFESTS}
    wanted = {("Secret", entry["name"]) for key in ("secretRef", "secretKeyRef") for entry in values(MANIFESTS, key)}
    wanted |= {("ConfigMap", entry["name"]) for entry in values(MANIFESTS, "configMapRef")}
    wanted |= {("Service", entry["name"]) for entry in values(MANIFESTS, "service")}
    wanted |= {(entry["kind"], entry["name"]) for entry in values(MANIFESTS, "scaleTargetRef")}
    assert wanted <= there


def test_every_manifest_is_applied_but_the_example_of_a_secret() -> None:
    files = {path.name for path in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml", "secret.example.yaml"}
    assert set(KUSTOMIZATION["resources"]) == files


def test_the_image_has_the_version_of_the_package() -> None:
    (image,) = KUSTOMIZATION["images"]
    assert f'version = "{image["newTag"]}"' in text("pyproject.toml")


@pytest.mark.parametrize("command", REDIS_COMMANDS, ids=["compose", "kubernetes"])
def test_redis_starts_as_it_is_told_and_forgets_nothing(command: list[str]) -> None:
    told = [argument for argument in command[1:] if argument != "--requirepass" and "PASSWORD" not in argument]
    with redis_server(options=told) as server, server.client() as client:
        config = client.config_get("*")
    assert (config["appendonly"], config["maxmemory-policy"], config["save"]) == ("yes", "noeviction", "")
    assert int(config["maxmemory"]) > 2**30


def test_loopback_is_a_script() -> None:
    assert subprocess.run(["bash", "-n", ROOT / "deploy" / "loopback"], check=False).returncode == 0
    assert shutil.which("loopback", path=ROOT / "deploy")


def test_the_image_is_made_of_files_that_docker_is_given() -> None:
    kept = re.findall(r"^!(.*)$", text(".dockerignore"), re.MULTILINE)
    copied = [
        name
        for names in re.findall(r"^COPY (?!--from)(.*) \S+$", text("Dockerfile"), re.MULTILINE)
        for name in names.split()
    ]
    assert [name for name in copied if name not in kept or not (ROOT / name).exists()] == []


def pins(lock: str) -> dict[str, str]:
    """Version by package."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text(lock), re.MULTILINE))


def test_the_image_has_what_is_tested_and_what_several_machines_need() -> None:
    base, image, tested = (pins(f"requirements{kind}.lock") for kind in ("", "-distributed", "-dev"))
    assert base.items() <= image.items() <= tested.items()
    assert image.keys() >= {"celery", "redis", "psycopg", "psycopg-binary"}
    assert set(re.findall(r"-r (requirements[\w-]*\.lock)", text("Dockerfile"))) >= {"requirements-distributed.lock"}
