"""How long the way from a request to its result is: what is done once is done once, and each function is counted."""

import asyncio
import sys
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

import httpx
import pytest

import app
from app.main import create_app
from app.models.examples import FULL_ECONOMY
from app.settings import Settings

HOME = str(Path(app.__file__).parent)
MOST_FUNCTIONS, MOST_FILES = 500, 80
"""Measured: 490 to 494 functions, by how threads interleave, in 78 files; some 350 of them are the economy
itself, from its configuration to its figures. The aim was 250 in 35.
"""


class Watch:
    """Counts the calls of every function of the service, in every thread that starts from now on."""

    def __init__(self) -> None:
        self.calls: Counter[CodeType] = Counter()

    def __call__(self, frame: FrameType, event: str, arg: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(HOME):
            self.calls[frame.f_code] += 1

    def __enter__(self) -> "Watch":
        threading.setprofile(self)
        sys.setprofile(self)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    @property
    def functions(self) -> set[CodeType]:
        """Functions, methods and lambdas; what Python makes of a comprehension is none."""
        return {code for code in self.calls if code.co_name == "<lambda>" or not code.co_name.startswith("<")}

    def times(self, name: str) -> int:
        """How often the function of this qualified name was called."""
        return sum(count for code, count in self.calls.items() if code.co_qualname == name)


async def result_of(client: httpx.AsyncClient, request: object) -> httpx.Response:
    """Submit, ask until it is completed, fetch."""
    job = (await client.post("/api/v2/abm/simulate", json=request)).json()
    async with asyncio.timeout(60):
        while (await client.get(job["status_url"])).json()["status"] != "completed":
            await asyncio.sleep(0.02)
    return await client.get(job["results_url"])


async def watched() -> Watch:
    """The way of the documented example through a service that is ready and has seen nothing yet."""
    service = create_app(Settings(archive_url="off"))
    transport = httpx.ASGITransport(service)
    async with (
        service.router.lifespan_context(service),
        httpx.AsyncClient(transport=transport, base_url="http://watched") as client,
        asyncio.timeout(100),
    ):
        while (await client.get("/health/ready")).status_code != httpx.codes.OK:
            await asyncio.sleep(0.05)
        with Watch() as watch:
            assert (await result_of(client, FULL_ECONOMY)).status_code == httpx.codes.OK
    return watch


@pytest.fixture(scope="module")
def way() -> Watch:
    return asyncio.run(watched())


def test_the_way_from_a_request_to_its_result_does_not_grow(way: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    functions, files = len(way.functions), len({code.co_filename for code in way.functions})
    with capsys.disabled():
        sys.stdout.write(f"\nfrom POST to result: {functions} functions in {files} files\n")
    assert functions <= MOST_FUNCTIONS
    assert files <= MOST_FILES


def test_a_request_is_validated_once(way: Watch) -> None:
    assert way.times("EconomyParams._table_is_consistent") == 1


def test_a_request_is_filled_once(way: Watch) -> None:
    assert {way.times(f"SimulationSpec.{name}") for name in ("demand", "market", "pricing_params", "unlocks")} == {1}


def test_a_request_is_costed_once(way: Watch) -> None:
    costed = [count for code, count in way.calls.items() if code.co_filename.endswith("studies/estimate.py")]
    assert costed[0] == 1
