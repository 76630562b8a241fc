"""How long a client waits: for the documented example, and for /health while the largest runs are in flight.

Figures are milliseconds of a keep-alive client on the same machine. Bars are printed and asserted
three times as wide, because machines are noisy. Run as a program, this file serves Cliffcast and one trivial route.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from statistics import median, quantiles
from typing import Any

import app
from app.api.logs import configure_logs
from app.main import create_app
from app.models.examples import FULL_ECONOMY
from app.server import serve
from app.settings import load_settings

SYNC_BAR_MS, HEALTH_BAR_MS = 50, 20
TOLERANCE = 3
WARM_UP, REPEATS = 20, 200
AT_ONCE = 4
BETWEEN_SECONDS = 0.005
"""Rest between two looks at /health."""

SYNC = "/api/v2/abm/simulate-sync"
HERE = Path(__file__)

_POST = """
import sys
from http.client import HTTPConnection
connection = HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.request("POST", sys.argv[2], sys.stdin.buffer.read(), {"content-type": "application/json"})
response = connection.getresponse()
response.read()
sys.exit(response.status != 200)
"""
"""A client in a process of its own, which costs the one that looks at /health nothing."""


def crowd(holders: int, months: int, **abm: Any) -> dict[str, Any]:
    """Holders in five buckets, with staking and treasury on."""
    names = ("Team", "VC", "Community", "Investors", "Advisors")
    return {
        "token": {"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": months},
        "buckets": [{"bucket": name, "allocation": 18, "tge_unlock_pct": 10, "vesting_months": 36} for name in names],
        "abm": {"agents_per_cohort": holders // 5, "enable_staking": True, "enable_treasury": True, "seed": 1} | abm,
    }


LARGEST = {
    "1,000,000 rows × 50 months": crowd(1_000_000, 50),
    "100,000 rows × 240 months, full": crowd(100_000, 240, aggregation_level="full"),
}


@contextmanager
def served() -> Iterator[int]:
    """The port of a server that is ready."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = os.environ | {"PYTHONPATH": str(Path(app.__file__).parents[1])}
    process = subprocess.Popen([sys.executable, str(HERE), str(port)], env=given)
    try:
        _await_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await_ready(port: int) -> None:
    for _ in range(900):
        with suppress(OSError), client_of(port) as connection:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not get ready")


def client_of(port: int) -> closing[HTTPConnection]:
    """A connection that is kept alive until it is left."""
    return closing(HTTPConnection("127.0.0.1", port, timeout=60))


def look(connection: HTTPConnection, path: str, body: bytes | None = None) -> None:
    """One request, its whole answer read."""
    headers = {"content-type": "application/json"} if body else {}
    connection.request("POST" if body else "GET", path, body, headers)
    response = connection.getresponse()
    assert response.status == 200, response.read()
    response.read()


def waits(port: int, path: str, body: bytes | None = None) -> list[float]:
    """Milliseconds of one request after the other, warm."""
    with client_of(port) as connection:
        for _ in range(WARM_UP):
            look(connection, path, body)
        return [_milliseconds(connection, path, body) for _ in range(REPEATS)]


def _milliseconds(connection: HTTPConnection, path: str, body: bytes | None = None) -> float:
    begin = time.perf_counter()
    look(connection, path, body)
    return 1e3 * (time.perf_counter() - begin)


def health_waits_under(port: int, request: dict[str, Any]) -> tuple[list[float], float]:
    """Milliseconds of each look at /health while the runs are in flight, and seconds until all were answered."""
    begin, found = time.perf_counter(), []
    clients = [_posting(port, json.dumps(request).encode()) for _ in range(AT_ONCE)]
    with client_of(port) as connection:
        look(connection, "/health")
        while any(client.poll() is None for client in clients):
            found.append(_milliseconds(connection, "/health"))
            time.sleep(BETWEEN_SECONDS)
    assert [client.returncode for client in clients] == [0] * AT_ONCE
    return found, time.perf_counter() - begin


def _posting(port: int, body: bytes) -> "subprocess.Popen[bytes]":
    client = subprocess.Popen([sys.executable, "-S", "-c", _POST, str(port), SYNC], stdin=subprocess.PIPE)
    assert client.stdin is not None
    client.stdin.write(body)
    client.stdin.close()
    return client


def p99(figures: list[float]) -> float:
    """What one in a hundred exceeds."""
    return quantiles(figures, n=100)[-1]


def show(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table, its first column to the left and the others to the right."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    print(f"\n{title}")
    for first, *others in [heads, *rows]:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        print("  ".join([first.ljust(widths[0]), *cells]))


def verdict(figure: float, bar: float) -> tuple[str, str]:
    """The bar, and whether it is met."""
    return f"≤ {bar:g}", "met" if figure <= bar else "missed"


def test_the_documented_example_is_answered_before_one_blinks() -> None:
    with served() as port:
        trivial = waits(port, "/trivial")
        example = waits(port, SYNC, json.dumps(FULL_ECONOMY).encode())
    ratio = median(example) / median(trivial)
    rows = [
        ("trivial route", f"{median(trivial):.2f}", f"{p99(trivial):.2f}", "", "", ""),
        (
            "documented example",
            f"{median(example):.2f}",
            f"{p99(example):.2f}",
            *verdict(p99(example), SYNC_BAR_MS),
            f"{ratio:.1f} ×",
        ),
    ]
    show("POST simulate-sync, warm, one client, ms", ("route", "p50", "p99", "bar", "", "trivial"), rows)
    assert median(example) <= TOLERANCE * SYNC_BAR_MS


def test_health_is_answered_while_the_largest_runs_are_in_flight() -> None:
    with served() as port:
        measured = {name: health_waits_under(port, request) for name, request in LARGEST.items()}
    rows = [
        (
            name,
            f"{len(found)}",
            f"{median(found):.2f}",
            f"{p99(found):.2f}",
            f"{max(found):.2f}",
            *verdict(p99(found), HEALTH_BAR_MS),
            f"{seconds:.1f} s",
        )
        for name, (found, seconds) in measured.items()
    ]
    heads = (f"{AT_ONCE} runs at once, each", "looks", "p50", "p99", "max", "bar", "", "all answered")
    show("GET /health, ms", heads, rows)
    assert all(p99(found) <= TOLERANCE * HEALTH_BAR_MS for found, _ in measured.values())


if __name__ == "__main__":
    settings = load_settings(port=int(sys.argv[1]), log_level="warning")
    configure_logs(settings.log_level, settings.log_format)
    service = create_app(settings)

    @service.get("/trivial")
    async def trivial() -> dict[str, str]:
        """What FastAPI itself costs."""
        return {"status": "ok"}

    serve(service, settings)
