"""Who asks for too much, or asks and leaves, takes nothing from everybody else."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stories.posts import PREFIX, SIMULATE, VALIDATE, Json, crowd, small
from tests.stories.serving import Serve, Server, slack
from tests.stories.submissions import SUBMIT, becomes_true, cancel, unique

AT_ONCE = 4
ANSWER_S = 1.0
HEALTH_S = 0.25
"""What is meant, on a machine that does nothing else; `slack` is granted where others want its processors too."""

GROWTH_MB = 150
JSON = {"Content-Type": "application/json"}
MANY = 500_000
ZEROS = b"[" + b"0," * (MANY - 1) + b"0]"
MOST_HEAD = 64 * 1024


@pytest.fixture(scope="module")
def busy(serve: Serve) -> Server:
    """A server that nobody but these stories asks, and that has loaded what a run needs."""
    server = serve(workers=2)
    assert server.client.post(SIMULATE, json=unique()).status_code == 200
    return server


@pytest.fixture(scope="module")
def counted(serve: Serve) -> httpx.Client:
    """A client of a server that takes three submissions a minute."""
    return serve(rate_limit="3/minute").client


@pytest.fixture(scope="module")
def hurried(serve: Serve) -> httpx.Client:
    """A client of a server where a run may take twenty seconds."""
    return serve(job_timeout_s=20, workers=1).client


def resident(server: Server) -> float:
    """Memory of a server, MB."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def client_of(server: Server) -> httpx.Client:
    return httpx.Client(base_url=server.url, timeout=30, verify=False)


@contextlib.contextmanager
def everybody_else(server: Server) -> Iterator[None]:
    """While it lasts, health is asked for; nobody waits long, and the server does not grow."""
    before = resident(server)
    waits: list[float] = []
    done: list[bool] = []

    def ask() -> None:
        while len(waits) < 10 or not done:
            begin = time.perf_counter()
            assert client.get("/health").status_code == 200
            waits.append(time.perf_counter() - begin)
            time.sleep(0.005)

    with client_of(server) as client, ThreadPoolExecutor(1) as asking:
        asked = asking.submit(ask)
        try:
            yield
        finally:
            done.append(True)
            asked.result()
    assert max(waits) <= HEALTH_S * slack()
    assert resident(server) - before <= GROWTH_MB


def by_four(server: Server, post: Callable[[httpx.Client], httpx.Response]) -> tuple[list[httpx.Response], float]:
    """What four clients who do the same at once were told, and the seconds the slowest of them waited."""

    def one(client: httpx.Client) -> tuple[httpx.Response, float]:
        begin = time.perf_counter()
        return post(client), time.perf_counter() - begin

    with contextlib.ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as threads:
        clients = [stack.enter_context(client_of(server)) for _ in range(AT_ONCE)]
        answers, seconds = zip(*threads.map(one, clients), strict=True)
    return list(answers), max(seconds)


def connected(server: Server) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", httpx.URL(server.url).port))
    connection.settimeout(10)
    return connection


def sent_until_refused(connection: socket.socket, piece: bytes, most: int) -> int:
    """Bytes of one piece after the other that a client could send before the connection ended, `most` at most."""
    sent = 0
    with contextlib.suppress(OSError):
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    return sent


def answer_of(connection: socket.socket) -> bytes:
    with contextlib.suppress(ConnectionResetError):
        return b"".join(iter(lambda: connection.recv(65536), b""))
    return b""


# ── Lists that are too long ──────────────────────────────────────────────────

LONG = {
    "buckets": b'{"token":{},"buckets":%s}' % ZEROS,
    "segments": b'{"token":{},"buckets":[{"segments":%s}]}' % ZEROS,
    "mapping": b'{"abm":{"bucket_cohort_mapping":{%s}}}' % b",".join(b'"%d":0' % number for number in range(100_000)),
    "unknown fields": b"{%s}" % b",".join(b'"%d":0' % number for number in range(100_000)),
}


@pytest.mark.parametrize("to", [SUBMIT, VALIDATE, SIMULATE, f"{PREFIX}/sweep"])
@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_a_list_longer_than_its_maximum_is_refused_at_once_and_nobody_notices(busy: Server, body: Any, to: str) -> None:
    with everybody_else(busy):
        answers, seconds = by_four(busy, lambda client: client.post(to, content=body, headers=JSON))
    assert {answer.status_code for answer in answers} == {200 if to == VALIDATE else 422}
    assert seconds <= ANSWER_S * slack()


def test_a_list_longer_than_its_maximum_is_named_with_its_maximum(busy: Server) -> None:
    body = b'{"token":{"total_supply":1,"start_date":"2025-01-01","horizon_months":1},"buckets":%s}' % ZEROS
    detail = busy.client.post(SUBMIT, content=body, headers=JSON).json()["detail"]
    assert detail == "buckets: must have at most 100 items."


# ── Heads that are too long ──────────────────────────────────────────────────

ENDLESS = {
    "one header": (b"GET /health HTTP/1.1\r\nHost: here\r\nX-Long: ", b"x" * 65536),
    "many headers": (b"GET /health HTTP/1.1\r\nHost: here\r\n", b"X-More: " + b"x" * 1000 + b"\r\n"),
    "an address": (b"GET /", b"x" * 65536),
    "trailers": (
        b"POST /api/v2/abm/simulate HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\nX-Long: ",
        b"x" * 65536,
    ),
}


@pytest.mark.parametrize(("begin", "piece"), ENDLESS.values(), ids=ENDLESS)
def test_endless_headers_take_no_memory_and_end_soon(busy: Server, begin: bytes, piece: bytes) -> None:
    def one(_: int) -> Any:
        with connected(busy) as connection:
            connection.sendall(begin)
            return sent_until_refused(connection, piece, 100 * 2**20)

    with everybody_else(busy), ThreadPoolExecutor(AT_ONCE) as clients:
        assert max(clients.map(one, range(AT_ONCE))) < 20 * 2**20


@pytest.mark.parametrize("padding", [MOST_HEAD + 1, 3 * MOST_HEAD])
@pytest.mark.parametrize("pieces", [1, 7])
def test_a_head_of_more_than_64_kib_is_answered_431_and_the_connection_ends(
    busy: Server, padding: int, pieces: int
) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: here\r\nX-Long: " + b"x" * padding + b"\r\n\r\n"
    with connected(busy) as connection:
        size = len(head) // pieces + 1
        for begin in range(0, len(head), size):
            connection.sendall(head[begin : begin + size])
            time.sleep(0.01)
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert b"connection: close" in answer
    assert b"application/problem+json" in answer
    assert b"65,536 bytes" in answer


def test_a_head_of_almost_64_kib_is_answered(busy: Server) -> None:
    answer = busy.client.get("/health", headers={f"X-{number}": "x" * 6000 for number in range(10)})
    assert answer.status_code == 200


def test_what_is_no_request_is_told_so(busy: Server) -> None:
    with connected(busy) as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


# ── The rate, before the body ────────────────────────────────────────────────

HALF = (
    b"POST %s HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000000\r\n\r\n" + b'{"token":'
)


def test_a_submission_is_counted_before_its_body_is_read(serve: Serve) -> None:
    server = serve(rate_limit="1/minute")
    with connected(server) as first:
        first.sendall(HALF % SUBMIT.encode())
        assert becomes_true(lambda: server.client.post(SUBMIT, json=unique()).status_code == 429, within=5)


def test_a_submission_over_the_rate_is_refused_without_its_body(serve: Serve) -> None:
    server = serve(rate_limit="1/minute")
    assert server.client.post(SUBMIT, json=unique()).status_code == 202
    with connected(server) as second:
        second.sendall(HALF % SUBMIT.encode())
        answer = answer_of(second)
    assert answer.startswith(b"HTTP/1.1 429 ")
    assert b"connection: close" in answer


def test_runs_answered_at_once_and_checks_are_counted_by_themselves(counted: httpx.Client) -> None:
    codes = [counted.post(to, json=unique()).status_code for to in 3 * [SUBMIT] + 3 * [SIMULATE] + [VALIDATE]]
    assert codes == [202] * 3 + [200] * 3 + [200]
    assert [counted.post(to, json=unique()).status_code for to in (SUBMIT, SIMULATE)] == [429, 429]


def test_ten_times_as_many_checks_are_allowed(counted: httpx.Client) -> None:
    answers = [counted.post(VALIDATE, json=small()) for _ in range(31)]
    assert [answers[-1].status_code, answers[-1].json()["detail"][:32]] == [429, "More checks than the 30 per 1 mi"]


# ── Bodies that are refused ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Content-Type: application/json\r\nContent-Length: 1000000000", b"413"),
        (b"Content-Type: application/json\r\nTransfer-Encoding: chunked", b"413"),
        (b"Content-Type: text/plain\r\nContent-Length: 1000000000", b"415"),
    ],
    ids=["told size", "untold size", "another kind"],
)
def test_a_refused_body_is_not_read_on(busy: Server, headers: bytes, status: bytes) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n" if b"chunked" in headers else b"x" * 65536
    with connected(busy) as connection:
        connection.sendall(b"POST /api/v2/abm/simulate HTTP/1.1\r\nHost: here\r\n" + headers + b"\r\n\r\n")
        sent = sent_until_refused(connection, chunk, 100 * 2**20)
        answer = answer_of(connection)
    assert sent < 20 * 2**20
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"connection: close" in answer


def test_a_client_who_waits_to_be_told_to_go_on_is_not_told_so(busy: Server) -> None:
    head = b"POST /api/v2/abm/simulate HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n"
    with connected(busy) as connection:
        connection.sendall(head + b"Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n")
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_small_body_that_is_refused_keeps_the_connection(busy: Server) -> None:
    answer = busy.client.post(SUBMIT, content=b"{}", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, "connection" in answer.headers) == (415, False)


# ── Runs whose clients wait ──────────────────────────────────────────────────


def at_most(seed: int) -> Json:
    """A run that takes about a third of a second."""
    return crowd(400_000, 120) | {"abm": {"agents_per_cohort": 400_000, "seed": seed}}


def test_forty_abandoned_runs_hold_up_nobody(busy: Server) -> None:
    with everybody_else(busy):
        connections = [connected(busy) for _ in range(40)]
        for number, connection in enumerate(connections):
            body = httpx.Request("POST", busy.url, json=at_most(number)).content
            head = b"POST %s HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head % (SIMULATE.encode(), len(body)) + body)
        time.sleep(0.3)
        for connection in connections:
            connection.close()
        time.sleep(0.3)
        within = ANSWER_S * slack()
        assert becomes_true(lambda: busy.client.post(SIMULATE, json=unique()).status_code == 200, within=within)


def test_more_runs_than_may_wait_are_refused_and_told_when_to_come_again(busy: Server) -> None:
    with ThreadPoolExecutor(40) as clients:
        requests = [crowd(100_000, 120) | {"abm": {"agents_per_cohort": 100_000, "seed": n}} for n in range(40)]
        posted = [clients.submit(httpx.post, busy.url + SIMULATE, json=each, timeout=60) for each in requests]
        answers = [future.result() for future in posted]
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] * codes.count(200) + [429] * codes.count(429)
    assert 18 <= codes.count(200) < 40
    refusal = next(answer for answer in answers if answer.status_code == 429)
    assert int(refusal.headers["Retry-After"]) >= 1


# ── Studies that would take too long ─────────────────────────────────────────


def sweep_of(runs: int) -> Json:
    steps = {"pointer": "/abm/behaviour_noise", "low": 0, "high": 1, "steps": runs}
    return {"base": crowd(20_000, 240), "parameters": [steps]}


def test_a_study_that_would_outlast_its_time_is_refused_with_both_numbers(hurried: httpx.Client) -> None:
    answer = hurried.post(f"{PREFIX}/sweep", json=sweep_of(1000))
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["errors"][0]["type"] == "time_over_budget"
    assert "longer than the 20 s a run may take" in problem["detail"]
    assert "would take about " in problem["detail"]


def test_a_study_within_its_time_is_taken(hurried: httpx.Client) -> None:
    answer = hurried.post(f"{PREFIX}/sweep", json=sweep_of(10))
    assert answer.status_code == 202
    cancel(hurried, answer.json())
