"""The service behind real nginx as it is shipped: events flow, clients who dawdle starve nobody, limits hold."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.stories.posts import PREFIX, crowd
from tests.stories.serving import Serve, Server, free_port

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
SHIPPED, UPSTREAM = DEPLOY / "nginx" / "cliffcast.conf", DEPLOY / "nginx" / "upstream.conf"
NGINX = shutil.which("nginx", path=os.defpath + os.pathsep + os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {home}/nginx.pid;
error_log stderr error;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {home}/bodies;
    proxy_temp_path {home}/proxied;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/upstream.conf;
    include {home}/cliffcast.conf;
}}
"""
HALF_HEADER = b"GET /health/live HTTP/1.1\r\nHost: cliffcast\r\nX-Slow: "
HALF_BODY = (
    b"POST /api/v2/abm/simulate HTTP/1.1\r\nHost: cliffcast\r\nContent-Type: application/json\r\n"
    b'Content-Length: 1000\r\n\r\n{"token": '
)
SLOW = 300
LONG = crowd(900_000, 240, enable_staking=True)
"""A run of some seconds at least."""


def swapped(shipped: Path, home: Path, swaps: dict[str, str]) -> str:
    """What is shipped with other words here and there, written to `home`."""
    told = shipped.read_text(encoding="utf-8")
    for theirs, ours in swaps.items():
        assert theirs in told
        told = told.replace(theirs, ours)
    (home / shipped.name).write_text(told, encoding="utf-8")
    return told


def checked(main: str, home: Path) -> list[str]:
    """The command that starts nginx by a main file, once nginx has found nothing wrong with it."""
    if NGINX is None:
        assert not os.environ.get("REQUIRE_NGINX"), "REQUIRE_NGINX is set and there is no nginx"
        pytest.skip("nginx is not installed")
    (home / "nginx.conf").write_text(main)
    command = [NGINX, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", "stderr"]
    check = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    return command


@contextlib.contextmanager
def proxied(address: str, home: Path) -> Iterator[httpx.Client]:
    """A client of nginx in front of a service at `address`, by the shipped file with other ports."""
    port = free_port()
    swapped(UPSTREAM, home, {"server 127.0.0.1:8000;": f"server {address};"})
    swapped(SHIPPED, home, {"listen 80;": f"listen 127.0.0.1:{port};"})
    command = checked(MAIN.format(home=home, user="user root root;" if os.geteuid() == 0 else ""), home)
    process = subprocess.Popen(command)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            await_answer(client)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=20)


def await_answer(client: httpx.Client) -> httpx.Response:
    """Wait until nginx listens."""
    deadline = time.monotonic() + 15
    while True:
        with contextlib.suppress(httpx.TransportError):
            return client.get("/health/live")
        assert time.monotonic() < deadline, "nginx does not start"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def upstream(serve: Serve) -> Server:
    """A service that believes its proxy."""
    return serve(trusted_proxies="127.0.0.1")


@pytest.fixture(scope="module")
def proxy(upstream: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with proxied(upstream.url.removeprefix("http://"), tmp_path_factory.mktemp("nginx")) as client:
        yield client


def test_events_pass_while_the_job_runs(proxy: httpx.Client, upstream: Server) -> None:
    job = proxy.post(f"{PREFIX}/simulate", json=LONG).json()
    with proxy.stream("GET", job["stream_url"]) as stream:
        events = (line for line in stream.iter_lines() if line.startswith("data:"))
        heard = [next(events), next(events)]
        status = upstream.client.delete(f"{PREFIX}/jobs/{job['job_id']}").status_code
        heard += events
    assert status == 200, "the job had ended before its second event was heard"
    assert sum('"type":"done"' in event for event in heard) == 1
    assert '"status":"cancelled"' in heard[-1]


def test_events_are_not_to_be_kept_or_packed(proxy: httpx.Client) -> None:
    job = proxy.post(f"{PREFIX}/simulate", json=crowd(10, 12)).json()
    answer = proxy.get(job["stream_url"], headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers


@pytest.fixture
def slow_clients(proxy: httpx.Client) -> Iterator[list[socket.socket]]:
    """Hundreds of clients who have sent a part of a header or of a body, and send no more."""
    with contextlib.ExitStack() as open_sockets:
        address = (proxy.base_url.host, proxy.base_url.port)
        sockets = [open_sockets.enter_context(socket.create_connection(address)) for _ in range(SLOW)]
        for number, slow in enumerate(sockets):
            slow.sendall(HALF_HEADER if number % 2 else HALF_BODY)
        yield sockets


def test_who_sends_by_drops_starves_nobody(proxy: httpx.Client, slow_clients: list[socket.socket]) -> None:
    times = []
    for _ in range(30):
        begin = time.perf_counter()
        assert proxy.get("/health/live").status_code == 200
        times.append(time.perf_counter() - begin)
    assert max(times) < 2


def test_who_sends_by_drops_is_let_go(slow_clients: list[socket.socket]) -> None:
    for slow in slow_clients:
        slow.settimeout(20)
        with contextlib.suppress(ConnectionResetError):
            while slow.recv(4096):
                pass


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts descriptors in /proc")
def test_the_service_has_not_heard_of_them(
    proxy: httpx.Client, slow_clients: list[socket.socket], upstream: Server
) -> None:
    proxy.get("/health/live")
    assert len(os.listdir(f"/proc/{upstream.process.pid}/fd")) < SLOW / 2


def test_a_body_too_large_is_refused_as_a_problem(proxy: httpx.Client) -> None:
    answer = proxy.post(f"{PREFIX}/simulate", content=b" " * (2**20 + 1), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["status"] == 413


def test_a_body_of_the_largest_size_passes(proxy: httpx.Client) -> None:
    padded = b" " * (2**20 - 2) + b"{}"
    answer = proxy.post(f"{PREFIX}/simulate", content=padded, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_a_client_cannot_choose_its_address(serve: Serve, tmp_path: Path) -> None:
    service = serve(trusted_proxies="127.0.0.1", rate_limit="1/minute")
    with proxied(service.url.removeprefix("http://"), tmp_path) as client:
        answers = [
            client.post(f"{PREFIX}/simulate", json=crowd(10, 12), headers={"X-Forwarded-For": f"192.0.2.{number}"})
            for number in (1, 2)
        ]
    assert [answer.status_code for answer in answers] == [202, 429]


def test_without_the_service_the_answer_is_a_problem_too(tmp_path: Path) -> None:
    with proxied(f"127.0.0.1:{free_port()}", tmp_path) as client:
        answer = client.get(f"{PREFIX}/jobs")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert answer.headers["retry-after"] == "5"


def test_the_main_file_of_compose_is_in_order(tmp_path: Path) -> None:
    swapped(SHIPPED, tmp_path, {"listen 80;": f"listen 127.0.0.1:{free_port()};"})
    main = swapped(
        DEPLOY / "compose" / "nginx.conf",
        tmp_path,
        {
            " /tmp/": f" {tmp_path}/",
            "/etc/nginx/conf.d/": f"{tmp_path}/",
            "server replica:8000 resolve;": "server 127.0.0.1:8000;",  # needs Docker's name server, and nginx 1.27.3
        },
    )
    checked(main, tmp_path)
