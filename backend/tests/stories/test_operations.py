"""What operators rely on: logs, metrics, a polite end, and clients who do not behave."""

import json
import os
import signal
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse
from prometheus_client.parser import text_string_to_metric_families

from app.main import create_app, drain
from app.settings import Settings
from tests.stories.posts import SIMULATE, VALIDATE, Json
from tests.stories.serving import Serve, Server
from tests.stories.submissions import (
    JOBS,
    STATS,
    SUBMIT,
    UNKNOWN,
    becomes,
    becomes_true,
    broken,
    completed,
    ended,
    endless,
    events_of,
    long,
    nothing_left,
    stats,
    status,
    submit,
    unique,
)

NASTY = 'line\nbreak\r\n\x1b[31mred\x00\x85\u2028 {"level":"error"}'
"""What nobody should be able to write into a log."""


@pytest.fixture(scope="module")
def machine(serve: Serve) -> Server:
    """A server that logs for machines, and lets one client have very many streams."""
    return serve(log_format="json", log_level="debug", max_sse_per_client=500)


# ── Logs ─────────────────────────────────────────────────────────────────────


def lines_of(server: Server) -> list[Json]:
    """What the log says, without the greeting."""
    said = server.log.read_text().splitlines(keepends=True)
    whole = [line for line in said if line.endswith("\n")]  # the last may be half written
    return [json.loads(line) for line in whole if not line.startswith("Cliffcast listens")]


def misbehave(client: httpx.Client) -> None:
    """Put what nobody should log into every place there is for it."""
    client.get(f"{JOBS}/{httpx.QueryParams({'x': NASTY})['x'].encode().hex()}/status")
    quoted = "".join(f"%{byte:02x}" for byte in NASTY.encode())
    client.get(f"/{quoted}")
    client.get("/%1b[31mred")
    client.get(f"{JOBS}/{quoted}/status?{quoted}={quoted}", headers={"User-Agent": "a\tb", "X-Request-ID": "{}"})
    request = broken()
    ended(client, submit(client, request))
    request["buckets"][0]["bucket"] = request["token"]["name"] = NASTY
    client.post(SUBMIT, json=request)
    client.post(SUBMIT, json={NASTY: NASTY})


def test_every_line_of_the_log_is_json_whatever_clients_send(machine: Server) -> None:
    misbehave(machine.client)
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines_of(machine))
    assert "\x1b" not in machine.log.read_text()


def test_nothing_but_json_is_said_to_machines(machine: Server) -> None:
    assert all(line.startswith("{") for line in machine.log.read_text().splitlines())


def test_a_request_is_logged_with_the_id_of_its_answer(machine: Server) -> None:
    response = machine.client.get(STATS, params={"secret": "1"})
    identity = response.headers["X-Request-ID"]
    [line] = becomes_true(lambda: [line for line in lines_of(machine) if line.get("request_id") == identity], within=5)
    assert (line["method"], line["path"], line["status"]) == ("GET", STATS, 200)
    assert line["ms"] >= 0


def test_a_log_for_people_has_no_line_that_a_client_wrote(server: Server) -> None:
    misbehave(server.client)
    log = server.log.read_text()
    assert not [line for line in log.splitlines() if line.startswith(("break", "red"))]


def test_a_log_for_people_holds_no_escape_codes_of_a_client(server: Server) -> None:
    misbehave(server.client)
    assert "\x1b" not in server.log.read_text()


# ── Metrics ──────────────────────────────────────────────────────────────────


def metrics(client: httpx.Client) -> dict[tuple[Any, ...], float]:
    """Every sample: value by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(s.name, *sorted(s.labels.items())): s.value for family in families for s in family.samples}


def counted(client: httpx.Client, sample: tuple[Any, ...], due: float) -> bool:
    """Whether a sample gets to what is due: a run is counted a moment after its job has ended."""
    return bool(becomes_true(lambda: metrics(client)[sample] == due, within=5))


def streams_open(client: httpx.Client) -> float:
    return metrics(client)[("cliffcast_sse_clients",)]


def test_the_documented_metrics_are_there(client: httpx.Client) -> None:
    completed(client, unique())
    names = {name for name, *_ in metrics(client)}
    assert names >= {
        *("http_requests_total", "http_request_duration_seconds_bucket"),
        *("cliffcast_jobs", "cliffcast_queue_depth", "cliffcast_runs_total", "cliffcast_run_seconds_bucket"),
        *("cliffcast_cache_results", "cliffcast_cache_hits_total", "cliffcast_cache_misses_total"),
        *("cliffcast_sse_clients", "cliffcast_event_loop_lag_seconds_bucket"),
    }


def test_requests_are_counted_by_route_and_never_by_job_or_made_up_path(client: httpx.Client) -> None:
    job = completed(client, unique())
    for path in (job["status_url"], f"{JOBS}/{UNKNOWN}/status", "/made/up", "/made/up/too"):
        client.get(path)
    handlers = {dict(labels).get("handler", "") for name, *labels in metrics(client) if name == "http_requests_total"}
    assert f"{JOBS}/{{job_id}}/status" in handlers
    assert not [handler for handler in handlers if job["job_id"] in handler or "made" in handler]


def test_jobs_and_runs_are_counted_by_status(machine: Server) -> None:
    client = machine.client
    before = metrics(client)
    for _ in range(2):
        completed(client, unique())
    ended(client, submit(client, broken()))
    for name, grown in (("completed", 2), ("failed", 1)):
        for what in (("cliffcast_jobs",), ("cliffcast_runs_total", ("kind", "simulation"))):
            sample = (*what, ("status", name))
            assert counted(client, sample, before.get(sample, 0) + grown)


def test_the_queue_and_open_streams_are_gauged(machine: Server) -> None:
    client = machine.client
    with nothing_left(client):
        jobs = [submit(client, endless()) for _ in range(7)]
        becomes(client, jobs[4], "running")
        with connect_sse(client, "GET", jobs[6]["stream_url"]) as source:
            events = events_of(source)  # held: the connection closes with it
            next(events)
            assert becomes_true(lambda: streams_open(client) == 1, within=5)  # others may just be closing
            assert metrics(client)[("cliffcast_queue_depth",)] == 2


def test_health_tells_that_the_service_is_ready(client: httpx.Client) -> None:
    assert [client.get(path).status_code for path in ("/health", "/health/live", "/health/ready")] == [200] * 3
    assert client.get("/health").json()["ready"] is True


def test_twenty_clients_with_ten_different_configurations_lose_and_double_nothing(machine: Server) -> None:
    client, requests = machine.client, [unique() for _ in range(10)]
    before = stats(client)
    with ThreadPoolExecutor(20) as clients:
        jobs = list(clients.map(lambda index: submit(client, requests[index % 10]), range(100)))
    assert len({job["job_id"] for job in jobs}) == 100
    assert {ended(client, job)["status"] for job in jobs} == {"completed"}
    after = stats(client)
    assert (after["completed_jobs"] - before["completed_jobs"], after["cache_size"] - before["cache_size"]) == (100, 10)


# ── A polite end ─────────────────────────────────────────────────────────────


def heard(server: Server, job: Json) -> list[str]:
    """The types of a stream's events; the stream must end in good order."""
    with httpx.Client(base_url=server.url, timeout=30) as own, connect_sse(own, "GET", job["stream_url"]) as source:
        return [event.json()["type"] for event in events_of(source)]


def readiness(server: Server) -> list[int]:
    """What the service says of its readiness from now on, until it is gone."""
    said = []
    while True:
        try:
            said.append(httpx.get(f"{server.url}/health/ready", timeout=5).status_code)
        except httpx.TransportError:
            return said
        time.sleep(0.01)


def test_a_service_that_is_asked_to_leave_tells_everyone_and_leaves(serve: Serve) -> None:
    server = serve(max_concurrent_jobs=3)
    jobs = [submit(server.client, endless()) for _ in range(6)]
    becomes(server.client, jobs[2], "running")
    with ThreadPoolExecutor(6) as threads:
        listening = [threads.submit(heard, server, job) for job in (*jobs[:3], *jobs[4:])]
        assert becomes_true(lambda: streams_open(server.client) == 5)
        begin = time.monotonic()
        for _ in range(2):
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
        said = threads.submit(readiness, server)
        assert server.process.wait(timeout=15) == 0
        assert time.monotonic() - begin <= 15
        assert [events.result().count("done") for events in listening] == [1] * 5
    assert said.result() == sorted(said.result())


@pytest.mark.parametrize("to", [SUBMIT, SIMULATE, VALIDATE])
def test_what_is_posted_in_the_moments_after_sigterm_is_refused(serve: Serve, to: str) -> None:
    server, body = serve(), json.dumps(unique()).encode()
    head = f"POST {to} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    with connected(server, head.encode()) as connection:
        assert becomes_true(lambda: let_in(server, [connection]), within=30)
        with frozen(server):  # the signal and the request wait for it together
            server.process.send_signal(signal.SIGTERM)
            connection.sendall(b"\r\n" + body)
        connection.settimeout(30)
        assert status_line(connection) in (b"HTTP/1.1 503 Service Unavailable", b"")  # or hung up on, just before


def test_a_service_that_leaves_does_not_wait_for_ever_for_clients_that_are_silent(serve: Serve) -> None:
    server = serve()
    with half_sent(server, HEADERS, 5), half_sent(server, BODY, 5):
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=15) == 0


def test_a_body_that_is_half_sent_when_the_service_leaves_is_answered_and_leaves_no_traceback(serve: Serve) -> None:
    server = serve()
    with connected(server, EXPECTANT_BODY) as connection:
        assert b" 100 Continue" in connection.recv(1000)  # the service waits for the rest
        server.process.send_signal(signal.SIGTERM)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert (b" 503 " in answer, b"retry-after" in answer.lower()) == (True, True)
    server.stop()


@pytest.mark.anyio
async def test_a_service_on_its_way_out_refuses_work_and_says_when_to_try_again(anyio_backend: str) -> None:
    app = create_app(Settings())
    await drain(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://leaving") as client:
        refusal, ready = await client.post(SUBMIT, json=unique()), await client.get("/health/ready")
    assert (refusal.status_code, refusal.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(refusal.headers["Retry-After"]) >= 1
    assert (ready.status_code, ready.json()["ready"]) == (503, False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


# ── Clients who do not behave ────────────────────────────────────────────────

HEADERS = b"POST /api/v2/abm/simulate HTTP/1.1\r\nHost: here\r\nContent-Ty"
BODY = (
    b"POST /api/v2/abm/simulate HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    b'Content-Length: 1000\r\n\r\n{"token":'
)
EXPECTANT_BODY = BODY.replace(b"Host:", b"Expect: 100-continue\r\nHost:")


def open_files(server: Server) -> int:
    """Descriptors the server has open."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def connected(server: Server, message: bytes, receive_buffer: int | None = None) -> socket.socket:
    """A connection over which so much has been sent."""
    connection = socket.socket()
    if receive_buffer is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.connect(("127.0.0.1", httpx.URL(server.url).port))
    connection.sendall(message)
    return connection


def status_line(connection: socket.socket) -> bytes:
    """How the answer begins; nothing where the service has hung up."""
    try:
        return connection.recv(1000).partition(b"\r\n")[0]
    except ConnectionResetError:
        return b""


def let_in(server: Server, connections: list[socket.socket]) -> bool:
    """Whether the service has accepted them all: a connection that still waits for that has no inode."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    ends = [[int(end.rpartition(":")[2], 16) for end in row[1:3]] + [row[9]] for row in rows]
    port = httpx.URL(server.url).port
    accepted = {theirs for ours, theirs, inode in ends if ours == port and inode != "0"}
    return {connection.getsockname()[1] for connection in connections} <= accepted


@contextmanager
def half_sent(server: Server, message: bytes, number: int) -> Iterator[None]:
    """So many clients whom the service has let in, and who have sent a part and say no more."""
    connections = [connected(server, message) for _ in range(number)]
    try:
        assert becomes_true(lambda: let_in(server, connections), within=30)
        yield
    finally:
        for connection in connections:
            connection.close()


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """The process stands still; what comes for it meanwhile it finds when it goes on."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        state = Path(f"/proc/{server.process.pid}/stat")
        assert becomes_true(lambda: state.read_text(encoding="ascii").rpartition(")")[2].split()[0] == "T", within=30)
        yield
    finally:
        server.process.send_signal(signal.SIGCONT)


def listening_to(job: Json) -> bytes:
    return f"GET {job['stream_url']} HTTP/1.1\r\nHost: here\r\n\r\n".encode()


def reset(connection: socket.socket) -> None:
    """Leave without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_two_hundred_listeners_who_vanish_leave_nothing_open(machine: Server) -> None:
    client = machine.client
    before = open_files(machine)
    with nothing_left(client):
        job = [submit(client, endless()) for _ in range(8)][-1]
        connections = [connected(machine, listening_to(job)) for _ in range(200)]
        assert becomes_true(lambda: streams_open(client) == 200, within=20)
        for connection in connections:
            reset(connection)
        assert becomes_true(lambda: streams_open(client) == 0, within=5)
        assert becomes_true(lambda: open_files(machine) <= before + 2, within=5)
        assert status(client, job)["status"] in ("pending", "running", "completed")


def test_twenty_listeners_who_never_read_are_let_go(machine: Server) -> None:
    client = machine.client
    before = open_files(machine)
    with nothing_left(client):
        job = submit(client, long())
        connections = [connected(machine, listening_to(job), receive_buffer=4096) for _ in range(20)]
        assert becomes_true(lambda: streams_open(client) == 20, within=20)
        assert ended(client, job)["status"] == "completed"
        assert becomes_true(lambda: streams_open(client) == 0, within=60)
        assert becomes_true(lambda: open_files(machine) <= before + 2, within=15)
        for connection in connections:
            connection.close()


@pytest.mark.parametrize("message", [HEADERS, BODY], ids=["headers", "body"])
def test_three_hundred_half_sent_requests_starve_nobody(machine: Server, message: bytes) -> None:
    slowest = 0.0
    with half_sent(machine, message, 300):
        for _ in range(20):
            begin = time.monotonic()
            assert machine.client.get("/health/live").status_code == 200
            slowest = max(slowest, time.monotonic() - begin)
            time.sleep(0.05)
        assert completed(machine.client, unique())
    assert slowest < 1


def test_half_sent_requests_leave_nothing_open(machine: Server) -> None:
    before = open_files(machine)
    for message in (HEADERS, BODY):
        with half_sent(machine, message, 50):
            pass
    assert becomes_true(lambda: open_files(machine) <= before + 2, within=5)


def test_a_client_who_leaves_in_the_middle_of_a_body_is_no_fault_of_the_service(machine: Server) -> None:
    before = len(lines_of(machine))
    with half_sent(machine, BODY, 1):
        pass
    assert becomes_true(lambda: [line for line in lines_of(machine)[before:] if line.get("path") == SUBMIT], within=10)
    assert not [line for line in lines_of(machine)[before:] if line["level"] == "error"]


def test_uploads_that_are_broken_off_starve_nobody(machine: Server) -> None:
    with half_sent(machine, BODY, 60):
        pass
    begin = time.monotonic()
    assert machine.client.get("/health/live").status_code == 200
    assert time.monotonic() - begin < 0.5
