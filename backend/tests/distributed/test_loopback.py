"""`deploy/loopback`, as docs/operations.md tells one to use it: two replicas, two workers, one of which is killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.distributed.trials import answer, begun, undisturbed
from tests.launching import environment
from tests.redis_server import RedisServer, redis_server
from tests.stories.posts import PREFIX
from tests.stories.serving import PATIENCE, free_port

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Loopback:
    """The script while it runs, and clients of its replicas."""

    process: "subprocess.Popen[bytes]"
    replicas: list[httpx.Client]
    redis: RedisServer

    def metrics(self, replica: int) -> dict[str, float]:
        """What a replica tells Prometheus, by name and labels."""
        families = text_string_to_metric_families(self.replicas[replica].get("/metrics").text)
        samples = [sample for family in families for sample in family.samples]
        return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}

    def children(self, command: str) -> list[int]:
        """The processes of the script that run this command."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children if command in Path(f"/proc/{child}/cmdline").read_text()]


def await_that(happens: Callable[[], bool], log: Path) -> None:
    """Wait until it does."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    """The script around a Redis of its own, when everything it starts is there."""
    log, ports = tmp_path_factory.mktemp("loopback") / "log", [free_port(), free_port()]
    with redis_server() as redis, log.open("wb") as told:
        addresses = {"store_url": redis.url, "engine_url": f"redis://127.0.0.1:{redis.port}/1", "archive_url": "off"}
        given = {"PORTS": " ".join(map(str, ports)), "CLIFFCAST": f"{sys.executable} -m app.cli"}
        process = subprocess.Popen(
            [ROOT / "deploy" / "loopback"], env=environment(**addresses) | given, stdout=told, stderr=told
        )
        replicas = [httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) for port in ports]
        running = Loopback(process, replicas, redis)
        try:
            await_that(lambda: all(is_ready(replica) for replica in replicas), log)
            await_that(lambda: running.metrics(0)["cliffcast_workers"] == 2, log)
            yield running
        finally:
            for replica in replicas:
                replica.close()
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def is_ready(replica: httpx.Client) -> bool:
    """Whether it takes work."""
    try:
        return replica.get("/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def test_a_job_of_one_is_completed_by_the_other_while_a_worker_is_killed(loopback: Loopback) -> None:
    one, other = loopback.replicas
    job = begun(one)
    os.kill(loopback.children("worker")[0], signal.SIGKILL)
    assert answer(other, job) == undisturbed()


def test_both_replicas_count_the_runs_of_the_workers_and_their_seconds(loopback: Loopback) -> None:
    answer(loopback.replicas[0], begun(loopback.replicas[0]))
    figures = [loopback.metrics(replica) for replica in (0, 1)]
    for name in ("cliffcast_runs_total", "cliffcast_runs_seconds_total"):
        counts = [told[f"{name} monte_carlo completed"] for told in figures]
        assert counts[0] == counts[1] > 0


def test_figures_are_there_while_the_store_is_away(loopback: Loopback) -> None:
    loopback.redis.kill()
    try:
        assert loopback.metrics(0)["cliffcast_store_up"] == 0
    finally:
        loopback.redis.start()
    await_that(lambda: loopback.metrics(0)["cliffcast_store_up"] == 1, Path(os.devnull))


def test_the_page_starts_the_script_after_two_other_commands() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "deploy/loopback" in block]
    commands = [line.split()[0] for line in block.splitlines()]
    assert commands == ["make", "redis-server", "deploy/loopback"]


def test_the_replica_of_the_page_has_the_prefix_of_the_service() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"127\.0\.0\.1:800\d(/\S+)", page)) == {PREFIX}
