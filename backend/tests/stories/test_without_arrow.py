"""A service and a command line where the extra that writes Parquet is not installed."""

import json
import sys
from pathlib import Path

import httpx
import pytest

from tests.launching import BACKEND
from tests.launching import call as cliffcast
from tests.stories.posts import small
from tests.stories.serving import Server
from tests.stories.submissions import completed
from tests.stories.test_command_line import told_in_one_line

NOT_THERE = 'import sys\n\nsys.modules["pyarrow"] = None\n'
"""What Python runs as it starts: from then on there is no Arrow."""


@pytest.fixture(scope="module")
def without_arrow(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PYTHONPATH on which nothing finds Arrow."""
    home = tmp_path_factory.mktemp("without_arrow")
    (home / "sitecustomize.py").write_text(NOT_THERE)
    return f"{home}:{BACKEND}"


def test_csv_is_served_and_parquet_is_refused_with_what_to_install(without_arrow: str, tmp_path: Path) -> None:
    server = Server.start(tmp_path / "log", without_arrow)
    try:
        server.await_ready()
        results = completed(server.client, small())["results_url"]
        assert server.client.get(f"{results}.csv").text.startswith('"month_index","date","price"')
        assert_says_what_to_install(server.client.get(f"{results}.parquet"))
        assert_says_what_to_install(server.client.get(results, headers={"Accept": "application/vnd.apache.parquet"}))
    finally:
        server.stop()


def assert_says_what_to_install(response: httpx.Response) -> None:
    """A problem 501 that names the extra."""
    assert (response.status_code, response.headers["Content-Type"]) == (501, "application/problem+json")
    assert "install cliffcast[parquet]" in response.json()["detail"]


def forget_arrow() -> None:
    sys.modules["pyarrow"] = None  # type: ignore[assignment]


def test_the_command_line_writes_csv_and_says_what_parquet_takes(tmp_path: Path) -> None:
    (tmp_path / "small.json").write_text(json.dumps(small()))
    refused, fine = (
        cliffcast("run", tmp_path / "small.json", "-o", tmp_path / f"small.{ending}", prepare=forget_arrow)
        for ending in ("parquet", "csv")
    )
    assert "install cliffcast[parquet]" in told_in_one_line(refused)
    assert fine.returncode == 0
    assert (tmp_path / "small.csv").read_text().count("\n") == 13
