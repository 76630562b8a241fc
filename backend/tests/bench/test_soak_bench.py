"""A miniature soak: whatever clients do, all at once, for SOAK_SECONDS (ten minutes by default); nothing grows.

`SOAK_SECONDS=120 make bench ARGS='-k soak'` is a shorter one.
"""

import itertools
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.distributed.deployment import Deployment
from tests.redis_server import redis_server
from tests.stories.posts import PREFIX, SIMULATE
from tests.stories.submissions import JOBS, STATS, cancel, completed, ended, long, submit, told, unique

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
CLIENTS = 4
SAMPLE_EVERY = 1.0
GROWTH_BAR_MB_A_MINUTE = 2.0
"""Of a process, over the second half: what is loaded once is loaded by then. A soak of less than two minutes tells how
caches fill, 3.6 MB a minute, and not what grows."""
MORE_DESCRIPTORS = 8


def _watched(client: httpx.Client) -> None:
    told(client, submit(client, unique())["stream_url"])


def _fetched(client: httpx.Client) -> None:
    job = completed(client, unique())
    for name in ("json", "csv", "parquet"):
        assert client.get(f"{JOBS}/{job['job_id']}/results.{name}").status_code == 200


def _trials(client: httpx.Client) -> None:
    completed(client, unique() | {"monte_carlo": {"enabled": True, "num_trials": 130}})


def _cancelled(client: httpx.Client) -> None:
    cancel(client, submit(client, long()))


def _swept(client: httpx.Client) -> None:
    steps = {"pointer": "/abm/behaviour_noise", "low": 0, "high": 1, "steps": 5}
    job = client.post(f"{PREFIX}/sweep", json={"base": unique(), "parameters": [steps]}).json()
    assert ended(client, job)["status"] == "completed"


def _asked(client: httpx.Client) -> None:
    for address in (JOBS, STATS, f"{PREFIX}/runs", "/metrics"):
        assert client.get(address).status_code == 200


def _refused(client: httpx.Client) -> None:
    assert client.post(SIMULATE, json={"buckets": 1000 * [0]}).status_code == 422


ACTS: tuple[Callable[[httpx.Client], None], ...] = (
    *(_watched, _fetched, _asked, _trials, _cancelled, _swept, _asked, _refused),
)


@contextmanager
def _deployed(folder: Path) -> Iterator[Deployment]:
    """Two replicas and a node, with an archive."""
    with redis_server() as redis:
        settings = {"archive_url": folder / "archive.db", "max_result_bytes": 2**24, "log_level": "error"}
        deployment = Deployment(redis, folder, settings)
        try:
            deployment.start(replicas=2, nodes=1)
            yield deployment
        finally:
            deployment.kill()


def _resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _descriptors(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def _go_on(url: str, first: int, until: float) -> int:
    """Do one thing after the other; how many."""
    with httpx.Client(base_url=url, timeout=60) as client:
        for count, act in enumerate(itertools.islice(itertools.cycle(ACTS), first, None)):
            if time.monotonic() > until:
                return count
            act(client)
    raise AssertionError("there is no end of acts")


@pytest.mark.timeout(SECONDS + 120)
def test_nothing_grows_in_a_soak(tmp_path: Path) -> None:
    with _deployed(tmp_path) as deployment, ThreadPoolExecutor(CLIENTS) as clients:
        replicas, (node,) = deployment.replicas, deployment.nodes
        processes = {f"replica {place}": replica.process.pid for place, replica in enumerate(replicas, 1)}
        processes |= {"node": node.process.pid, "worker": node.children[0]}
        begin, samples = time.monotonic(), []
        acts = [clients.submit(_go_on, replicas[n % 2].url, 2 * n, begin + SECONDS) for n in range(CLIENTS)]
        while (now := time.monotonic() - begin) < SECONDS:
            sizes = [(_resident_mb(process), _descriptors(process)) for process in processes.values()]
            samples.append((now / 60, *(number for pair in sizes for number in pair)))
            time.sleep(SAMPLE_EVERY)
        done = sum(act.result() for act in acts)
    minutes, *series = np.array(samples)[len(samples) // 2 :].T
    print(f"\n{done:,} acts of {CLIENTS} clients in {SECONDS:.0f} s")
    for name, memory, descriptors in zip(processes, series[::2], series[1::2], strict=True):
        slope = np.polyfit(minutes, memory, 1)[0]
        print(f"{name}: {memory[-1]:.0f} MB, {slope:+.2f} MB a minute; {descriptors[-1]:.0f} descriptors")
        assert slope <= GROWTH_BAR_MB_A_MINUTE
        assert descriptors[-1] <= descriptors[0] + MORE_DESCRIPTORS
