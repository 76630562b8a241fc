"""Studies on the command line: their tables, their files, and what they say to what they cannot read."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.abm.studies.futures import shipped_stresses
from app.cli import app
from app.cli_study_tables import SHOWN_BREACHES, SHOWN_DESIGNS, front_table
from app.terminal import out
from tests.factories import config

LEVER, GOAL = "/buckets/0/cliff_months=3:9:3", "max:proceeds of Team@mean"


@pytest.fixture
def design(tmp_path: Path) -> str:
    """A small economy as a file."""
    path = tmp_path / "design.json"
    path.write_text(json.dumps(config(enable_treasury=True, market={"path": "flat"})), encoding="utf-8")
    return str(path)


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A year of closes, as a spreadsheet saves them."""
    path = tmp_path / "prices.csv"
    lines = [f"2025-{month:02d}-01,{1 - month / 20}" for month in range(1, 13)]
    path.write_text("\ufeffDate,Price\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that cuts nothing off."""
    monkeypatch.setattr(out, "width", 200)


def called(*arguments: str) -> Result:
    """What the command line says."""
    return CliRunner().invoke(app, list(arguments))


def test_a_stress_test_prints_the_worst_future_first(design: str) -> None:
    told = called("stress", design, "--trials", "2", "--stress", "forgotten", "--stress", "eth-bull-2020")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.index("Attention fades") < told.stdout.index("Bull market of 2020")


def test_what_has_to_hold_is_counted_where_it_does_not(design: str) -> None:
    told = called("stress", design, "--trials", "2", "--stress", "forgotten", "--require", "final_price@p50>=1000")
    assert told.stdout.splitlines()[-1].split()[-1] == "1"


def test_a_search_prints_the_levers_and_what_they_bring(design: str) -> None:
    told = called("optimize", design, "--lever", LEVER, "--goal", GOAL, "--trials", "2", "--designs", "8")
    assert told.exit_code == 0, told.stderr
    assert "/buckets/0/cliff_months" in told.stdout
    assert "as it is" in told.stdout


def test_a_calibration_prints_parameters_and_says_that_it_is_no_forecast(design: str, prices: Path) -> None:
    told = called("calibrate", design, "--history", str(prices))
    assert told.exit_code == 0, told.stderr
    assert "attention_half_life_months" in told.stdout
    assert "not a forecast" in told.stderr


@pytest.mark.parametrize("ending", [".json", ".csv", ".parquet"])
def test_a_result_is_written_in_the_format_of_its_name(design: str, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    told = called("stress", design, "--trials", "2", "--stress", "forgotten", "-o", str(path))
    assert told.exit_code == 0, told.stderr
    assert path.stat().st_size > 100


def test_a_whole_study_can_be_given_as_a_file_and_options_stand_above_it(design: str, tmp_path: Path) -> None:
    study = {
        "base": json.loads(Path(design).read_text(encoding="utf-8")),
        "levers": [{"pointer": "/buckets/0/cliff_months", "low": 3, "high": 9, "whole": True}],
        "objectives": [{"figure": "final_price", "goal": "max"}],
        "trials": 2,
        "designs": 400,
    }
    path, out = tmp_path / "study.json", tmp_path / "out.json"
    path.write_text(json.dumps(study), encoding="utf-8")
    told = called("optimize", str(path), "--designs", "5", "-o", str(out))
    assert told.exit_code == 0, told.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["designs_run"] == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stress", "--stress", "nothing"], "stresses.0"),
        (["stress", "--require", "final_price"], "--require takes"),
        (["optimize", "--lever", "cliff=1:2", "--goal", GOAL], "--lever takes"),
        (["optimize", "--lever", "/a=1:x", "--goal", GOAL], "x is no number"),
        (["optimize", "--lever", LEVER, "--goal", "final_price"], "--goal takes"),
        (["optimize", "--lever", LEVER], "objectives: is required"),
        (["calibrate"], "history: is required"),
        (["calibrate", "--history", "nowhere.csv"], "cannot read nowhere.csv"),
        (["stress", "-o", "out.txt"], "the name must end in"),
    ],
)
def test_what_is_wrong_is_one_clear_line(design: str, arguments: list[str], said: str) -> None:
    told = called(arguments[0], design, *arguments[1:])
    assert told.exit_code == 2
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "content", ["", "day;close\n1;2\n", "date,close\n2025-01-01,\n", "date,close\n2025-01-01,dear\n"]
)
def test_a_history_that_is_no_table_of_closes_is_refused(design: str, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    told = called("calibrate", design, "--history", str(path))
    assert told.exit_code == 2
    assert "Traceback" not in told.stderr


def test_the_result_of_a_study_says_where_it_comes_from(design: str, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    called("stress", design, "--trials", "2", "--stress", "forgotten", "-o", str(path))
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["manifest"]
    assert {"engine_version", "config_hash", "seed", "created_at"} <= manifest.keys()


def test_below_a_stress_test_stands_which_constraint_breaks_in_which_future(design: str) -> None:
    told = called("stress", design, "--trials", "2", "--stress", "forgotten", "--require", "final_price@p50>=1000")
    assert "Attention fades" in told.stderr
    assert told.stderr.count("at least 1000 is allowed") == 2


def test_below_a_search_stands_how_much_was_tried(design: str) -> None:
    told = called("optimize", design, "--lever", LEVER, "--goal", GOAL, "--trials", "2", "--designs", "8")
    assert "designs were tried in" in told.stderr


def test_a_real_token_is_calibrated_with_the_prices_it_had() -> None:
    told = called("calibrate", "arb")
    assert told.exit_code == 0, told.stderr
    assert "a random walk" in told.stderr


def test_a_long_front_is_shown_with_both_its_ends() -> None:
    front = [{"design": place, "levers": {"a": place}, "figures": {"f": {"p50": place}}} for place in range(57)]
    table = front_table(
        {"objectives": [{"figure": "f", "at": "p50"}], "levers": ["a"], "front": front, "start": front[3]}
    )
    shown = list(table.columns[0].cells)
    assert (len(shown), shown[1], shown[-1]) == (1 + SHOWN_DESIGNS, "0", "56")


@pytest.mark.parametrize("command", ["stress", "optimize"])
def test_the_help_says_at_which_percentile_a_figure_can_be_asked_for(command: str) -> None:
    assert "mean, p10, p50 or p90" in " ".join(called(command, "--help").stdout.replace("│", " ").split())


def test_many_broken_constraints_are_not_all_printed(design: str) -> None:
    told = called("stress", design, "--trials", "2", "--require", "final_price@p50>=1000")
    assert f"… and {1 + len(shipped_stresses()) - SHOWN_BREACHES} more" in told.stderr


def test_a_search_says_when_nothing_beats_the_design_as_it_is(design: str) -> None:
    lever = "/abm/treasury_config/transaction_fee_pct=0.02:0.2"
    told = called("optimize", design, "--lever", lever, "--goal", GOAL, "--trials", "2", "--designs", "8")
    assert "(the design as it is): nothing that was tried beats it" in told.stderr
