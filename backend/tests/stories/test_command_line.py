"""`cliffcast` as its users call it: a process, its output, its exit code."""

import csv
import io
import json
import math
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pyarrow.parquet
import pytest

from app.scenarios.library import ScenarioLibrary
from tests.launching import CLIFFCAST, environment
from tests.launching import call as cliffcast
from tests.stories.posts import PREFIX, Json, documented, simulated, small
from tests.stories.serving import free_port
from tests.stories.submissions import endless

Call: TypeAlias = "subprocess.CompletedProcess[str]"
Calls: TypeAlias = tuple[Path, list[Call]]

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def plain(text: str) -> str:
    """Words as one line, without colours and line breaks."""
    return " ".join(ANSI.sub("", text).split())


def told_in_one_line(call: Call) -> str:
    """What a call that failed on its user's mistake said: one line on stderr, exit code 2, no traceback."""
    assert (call.returncode, call.stdout) == (2, "")
    assert "Traceback" not in call.stderr
    assert len(call.stderr.splitlines()) == 1
    assert call.stderr.startswith("cliffcast: ")
    return call.stderr


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    """One run of Arbitrum in each format, and where the results are."""
    shelf = tmp_path_factory.mktemp("outputs")
    return shelf, [cliffcast("run", "arb", "-o", shelf / f"arb.{suffix}") for suffix in ("json", "csv", "parquet")]


@pytest.fixture(scope="module")
def outputs(calls: Calls) -> Path:
    return calls[0]


@pytest.fixture(scope="module")
def answer(outputs: Path) -> Json:
    answer: Json = json.loads((outputs / "arb.json").read_bytes())
    return answer


def test_a_scenario_is_run_and_its_figures_are_printed(calls: Calls, answer: Json) -> None:
    call, figures = calls[1][0], answer["summary"]
    printed = plain(call.stdout)
    assert call.returncode == 0
    assert printed.startswith("Arbitrum: 49 months, 580,605 holders in 705 rows")
    assert f"price at the end {figures['final_price']:.6g} ({figures['price_change_pct']:+.1f} %)" in printed
    assert f"worst drawdown {figures['max_drawdown_pct']:.1f} %" in printed
    assert f"{figures['max_sell_tokens']:,.0f} tokens in month {figures['max_sell_month']}" in printed


def test_a_file_is_run_and_what_there_is_to_note_goes_to_stderr(tmp_path: Path) -> None:
    request = documented()
    request["abm"]["volume_config"] = {}
    (tmp_path / "economy.json").write_text(json.dumps(request))
    call = cliffcast("run", "economy.json", cwd=tmp_path)
    printed = plain(call.stdout)
    assert printed.startswith("Your token: 36 months, 150 holders in 150 rows")
    assert all(part in printed for part in ("staked at the end", "treasury at the end"))
    assert "note: volume_config is ignored while enable_volume is off" in call.stderr


def test_the_command_line_computes_what_the_service_answers(client: httpx.Client, answer: Json) -> None:
    posted = simulated(client, ScenarioLibrary.shipped().get("arb").request)
    assert answer["manifest"]["config_hash"] == posted["manifest"]["config_hash"]
    assert answer["global_metrics"] == posted["global_metrics"]


def test_csv_says_what_json_says(outputs: Path, answer: Json) -> None:
    lines = list(csv.DictReader(io.StringIO((outputs / "arb.csv").read_text())))
    read = [{name: cell if name == "date" else float(cell) for name, cell in line.items()} for line in lines]
    assert read == answer["global_metrics"]


def test_parquet_says_what_json_says(outputs: Path, answer: Json) -> None:
    rows = pyarrow.parquet.read_table(outputs / "arb.parquet").to_pylist()
    assert [row | {"date": row["date"].isoformat()} for row in rows] == answer["global_metrics"]


def test_parquet_says_what_its_columns_mean(outputs: Path) -> None:
    price = pyarrow.parquet.read_schema(outputs / "arb.parquet").field("price")
    assert price.metadata == {b"unit": b"fiat per token", b"description": b"Closing price of the month."}


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "economy.json is not JSON"), (json.dumps(small(seed=-4711)), "abm.seed: ")],
    ids=["torn", "negative seed"],
)
def test_a_file_that_is_no_request_is_told_in_one_line(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "economy.json").write_text(content)
    line = told_in_one_line(cliffcast("run", "economy.json", cwd=tmp_path))
    assert words in line
    assert "4711" not in line


def test_a_request_is_read_from_standard_input(tmp_path: Path) -> None:
    call = cliffcast("run", "-", "-o", tmp_path / "out.json", said=json.dumps(small()))
    assert plain(call.stdout).startswith("Your token: 12 months, 10 holders")
    assert json.loads((tmp_path / "out.json").read_bytes())["num_holders"] == 10


def test_standard_input_that_is_no_request_is_told_in_one_line() -> None:
    assert "standard input is not JSON" in told_in_one_line(cliffcast("run", "-", said="{"))


# ── Outputs ──────────────────────────────────────────────────────────────────


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A request that takes a while, in a file."""
    file = tmp_path / "slow.json"
    file.write_text(json.dumps(endless()))
    return file


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("nowhere/out.csv", "cannot write nowhere/out.csv: No such file or directory"),
        ("folder.csv", "cannot write folder.csv: Is a directory"),
        ("slow.json/out.csv", "cannot write slow.json/out.csv: Not a directory"),
        ("slow.json", "cannot write slow.json: it is the file that is read"),
        ("link.json", "cannot write link.json: it is the file that is read"),
        ("/proc/out.json", "cannot write /proc/out.json: No such file or directory"),
        (f"{'x' * 300}.json", "File name too long"),
    ],
)
def test_an_output_that_cannot_be_written_is_told_before_anything_is_computed(
    slow: Path, output: str, words: str
) -> None:
    (slow.parent / "folder.csv").mkdir()
    (slow.parent / "link.json").symlink_to(slow)
    before = slow.read_bytes()
    assert words in told_in_one_line(cliffcast("run", slow.name, "-o", output, cwd=slow.parent))
    assert slow.read_bytes() == before


def test_an_output_takes_the_place_of_an_older_one_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("older")
    assert cliffcast("run", "arb", "-o", "out.csv", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out.csv").read_text().startswith('"month_index"')
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


def test_a_disk_that_becomes_full_costs_neither_the_figures_nor_the_older_file(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("older")
    call = cliffcast("run", "arb", "-o", "out.json", cwd=tmp_path, prepare=no_file_over_a_kilobyte)
    assert (call.returncode, call.stderr.splitlines()) == (2, ["cliffcast: cannot write out.json: File too large"])
    assert "price at the end" in call.stdout
    assert (tmp_path / "out.json").read_text() == "older"
    assert [file.name for file in tmp_path.iterdir()] == ["out.json"]


def no_file_over_a_kilobyte() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def test_a_reader_who_has_heard_enough_does_not_cost_the_file(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m app.cli run arb -o out.json | true"
    call = subprocess.run(command, shell=True, env=environment(), cwd=tmp_path, capture_output=True, check=False)
    assert (call.stderr, json.loads((tmp_path / "out.json").read_bytes())["num_cohorts"]) == (b"", 4)


# ── Terminals ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["latin-1", "cp437", "ascii"])
@pytest.mark.parametrize("arguments", [["run", "-"], ["serve", "--help"], ["run", "✗"]])
def test_every_terminal_can_be_written_to(encoding: str, arguments: list[str]) -> None:
    request = small() | {"token": small()["token"] | {"name": "Tökenß 代币 ×"}}
    call = cliffcast(*arguments, said=json.dumps(request), encoding=encoding)
    assert (call.returncode, "Traceback" in call.stderr) == (2 if "✗" in arguments else 0, False)
    assert call.stderr if "✗" in arguments else call.stdout


# ── Ctrl-C ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("begin", [CLIFFCAST, [sys.executable, "-c", "from app.entry import main; main()"]])
@pytest.mark.parametrize("seconds", [0.15, 0.6, 3.0])
def test_who_is_interrupted_leaves_without_a_traceback_and_without_a_draft(
    slow: Path, begin: list[str], seconds: float
) -> None:
    process = subprocess.Popen(
        [*begin, "run", slow.name, "-o", "out.json"],
        env=environment(),
        cwd=slow.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    told, complained = process.communicate(timeout=20)
    assert process.returncode in (-signal.SIGINT, 128 + signal.SIGINT, 1)
    assert (told, b"Traceback" in complained) == (b"", False)
    assert [file.name for file in slow.parent.iterdir()] == ["slow.json"]


def test_an_unknown_scenario_is_told_in_one_line_with_the_one_meant() -> None:
    assert "did you mean 'arb'?" in told_in_one_line(cliffcast("run", "arp"))


@pytest.fixture(scope="module")
def reasons(answer: Json) -> dict[str, list[float]]:
    """What `run arb --why` prints of who moved the price: each actor's log points by column."""
    call = cliffcast("run", "arb", "--why")
    assert (call.returncode, call.stderr.strip()) == (0, "")
    lines = ANSI.sub("", call.stdout).partition("who moved the price")[2].splitlines()[1:]
    told = {line.strip().partition("  ")[0]: re.findall(r"[+-]\d+\.\d", line) for line in lines}
    return {name: [float(number) for number in numbers] for name, numbers in told.items()}


def test_a_run_says_who_moved_the_price_when_asked_why(reasons: dict[str, list[float]]) -> None:
    assert list(reasons)[-1] == "together"
    assert any(name.startswith("selling by ") for name in reasons)
    assert {"market", "attention"} <= reasons.keys()


def test_the_reasons_add_up_to_what_the_price_did(reasons: dict[str, list[float]], answer: Json) -> None:
    prices = [answer["summary"]["initial_price"], *(row["price"] for row in answer["global_metrics"])]
    months = [math.log(after / before) for before, after in pairwise(prices)]
    for column, moved in enumerate((min(months), months[12], sum(months))):  # the worst, the largest unlock's, all
        *parts, end = (reason[column] for reason in reasons.values())
        assert end == pytest.approx(100 * moved, abs=0.051)
        assert sum(parts) == pytest.approx(100 * moved, abs=0.051 * len(parts))


def test_nobody_is_told_of_unless_asked_why(calls: Calls) -> None:
    assert "who moved" not in calls[1][0].stdout


@pytest.mark.parametrize(
    ("abm", "trials"),
    [({"attribution": False}, []), ({}, ["--trials", 5]), ({"attribution": True}, ["--trials", 5])],
    ids=["switched off", "trials", "trials that are explained"],
)
def test_why_of_what_is_no_single_run_that_explains_itself_is_told_in_one_line(
    tmp_path: Path, abm: Json, trials: Any
) -> None:
    (tmp_path / "economy.json").write_text(json.dumps(small(**abm)))
    line = told_in_one_line(cliffcast("run", "economy.json", "--why", *trials, cwd=tmp_path))
    assert "--why needs a single run, and attribution not switched off" in line


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Call, Json]:
    """`cliffcast validate` without the larger data, and the table it wrote."""
    shelf = tmp_path_factory.mktemp("facts")
    call = cliffcast("validate", "-o", shelf / "facts.json")
    return call, json.loads((shelf / "facts.json").read_text())


def test_the_facts_are_measured_and_printed_as_a_table(measured: tuple[Call, Json]) -> None:
    call, table = measured
    printed = plain(call.stdout)
    assert (call.returncode, call.stderr) == (0, "")
    assert "fact band value" in printed
    assert all(" ".join(fact["fact"].split())[:40] in printed for fact in table["facts"])
    assert {group in printed for group in {fact["group"] for fact in table["facts"]}} == {True}


def test_facts_that_need_the_larger_data_say_so(measured: tuple[Call, Json]) -> None:
    call, table = measured
    missing = [fact for fact in table["facts"] if fact["value"] is None]
    assert missing
    assert not any(fact["passed"] for fact in missing)
    assert call.stdout.count("no data") == len(missing)
    held = sum(fact["passed"] for fact in table["facts"])
    told = f"{held} of {len(table['facts']) - len(missing)} facts hold; {len(missing)} are not measured without --data."
    assert plain(call.stdout).endswith(told)


def test_what_is_measured_without_the_larger_data_is_what_the_shipped_table_says(
    client: httpx.Client, measured: tuple[Call, Json]
) -> None:
    shipped = {fact["id"]: fact["value"] for fact in client.get(f"{PREFIX}/validation").json()["facts"]}
    own = {fact["id"]: fact["value"] for fact in measured[1]["facts"]}
    assert own.keys() == shipped.keys()
    assert {name: value for name, value in own.items() if value is not None} == pytest.approx(
        {name: shipped[name] for name, value in own.items() if value is not None}, rel=1e-6
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data", "nowhere"], "there is no folder nowhere"),
        (["-o", "facts.xlsx"], "cannot write facts.xlsx: the name must end in .json, .md"),
    ],
)
def test_facts_that_cannot_be_measured_or_written_are_told_in_one_line(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    assert words in told_in_one_line(cliffcast("validate", *arguments, cwd=tmp_path))


def test_every_scenario_is_listed() -> None:
    call = cliffcast("scenarios")
    assert call.returncode == 0
    for scenario in ScenarioLibrary.shipped().all():
        assert scenario.id in call.stdout
        assert scenario.name in call.stdout


def test_a_wrong_setting_stops_the_start_with_one_clear_line() -> None:
    assert told_in_one_line(cliffcast("serve", port="eighty")).startswith("cliffcast: ABM_PORT")


def test_a_port_in_use_is_told_without_a_traceback() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        call = cliffcast("serve", "--host", "127.0.0.1", "--port", other.getsockname()[1])
    assert call.returncode != 0
    assert "address already in use" in call.stderr
    assert "Traceback" not in call.stderr
