"""`cliffcast run --trials`."""

import csv
import json
from pathlib import Path

from tests.launching import call as cliffcast
from tests.stories.posts import small
from tests.stories.test_command_line import plain, told_in_one_line


def test_a_thousand_trials_of_a_real_token_are_printed_as_bands() -> None:
    call = cliffcast("run", "arb", "--trials", 1000)
    printed = plain(call.stdout)
    assert call.returncode == 0, call.stderr
    assert printed.startswith("Arbitrum: 49 months, 1,000 trials; the median is known to ±")
    for words in ("final price, P10", "final price, P50", "final price, P90", "falls by more than half", "converged"):
        assert words in printed


def test_trials_are_written_as_tables(tmp_path: Path) -> None:
    (tmp_path / "economy.json").write_text(json.dumps(small()))
    call = cliffcast("run", "economy.json", "--trials", 10, "-o", "bands.csv", cwd=tmp_path)
    assert call.returncode == 0, call.stderr
    lines = list(csv.DictReader((tmp_path / "bands.csv").read_text().splitlines()))
    assert [line["percentile"] for line in lines[::12]] == ["10", "50", "90"]


def test_one_trial_is_too_few() -> None:
    assert "monte_carlo.num_trials" in told_in_one_line(cliffcast("run", "arb", "--trials", 1))


def test_asking_for_trials_switches_them_on(tmp_path: Path) -> None:
    (tmp_path / "economy.json").write_text(json.dumps(small() | {"monte_carlo": {"enabled": False}}))
    assert "10 trials" in plain(cliffcast("run", "economy.json", "--trials", 10, cwd=tmp_path).stdout)


def test_trials_of_what_is_no_configuration_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "economy.json").write_text(json.dumps(small() | {"monte_carlo": "many"}))
    assert "monte_carlo" in told_in_one_line(cliffcast("run", "economy.json", "--trials", 10, cwd=tmp_path))
