"""A pasted table becomes a design that runs: by the API, and by the command line."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.launching import call
from tests.stories.posts import PREFIX, Json, simulated, validated

TABLES = f"{PREFIX}/tables"
SHEET = "Bucket\tShare\tTGE\tCliff\tVesting\nTeam\t20 %\t0\t1 year\t36 months\nCommunity\t80 %\t20 %\tnone\t2 years"
SHEET += "\nTotal\t100 %"
AMOUNTS = "Name,Tokens,Vesting\nTeam,200,12\nBurned,300,never\nCommunity,500,24"
TOKEN = {"total_supply": 1000, "start_date": "2025-01-01", "horizon_months": 36}


def read(client: httpx.Client, text: str, **told: Any) -> Json:
    response = client.post(TABLES, json={"text": text} | told)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


@pytest.mark.parametrize("told", [{}, {"total_supply": 1000}], ids=["amounts", "shares"])
def test_the_buckets_of_a_table_are_ready_to_be_simulated(client: httpx.Client, told: Json) -> None:
    buckets = read(client, AMOUNTS, **told)["buckets"]
    rows = simulated(client, {"token": TOKEN, "buckets": buckets})["global_metrics"]
    assert [rows[-1]["locked"], sum(row["total_unlocked"] for row in rows)] == pytest.approx([300, 700])


@pytest.mark.parametrize(("included", "month"), [(False, 48), (True, 36)])
def test_an_answer_about_the_cliff_decides_when_the_vesting_ends(
    client: httpx.Client, included: bool, month: int
) -> None:
    question = next(each for each in read(client, SHEET)["questions"] if each["about"] == "cliff_included")
    answer = next(choice["set"] for choice in question["choices"] if choice["set"]["cliff_included"] == included)
    buckets = read(client, SHEET, **answer)["buckets"]
    unlocks = validated(client, {"token": TOKEN | {"horizon_months": 60}, "buckets": buckets})["preview"]["unlocks"]
    assert unlocks[0]["cumulative_pct"].index(20) == month


def test_a_table_is_answered_with_what_each_column_was_taken_for(client: httpx.Client) -> None:
    answer = read(client, SHEET)
    assert [column["role"] for column in answer["columns"]] == [
        *("bucket", "allocation_pct", "tge_unlock_pct", "cliff_months", "vesting_months")
    ]
    assert answer["dropped"] == [{"row": 4, "text": "Total | 100 %", "reason": "is the sum of the other rows"}]
    assert {each["bucket"]: each["profile"] for each in answer["profiles"]} == {
        "Team": "Team",
        "Community": "Community",
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "text: is required"),
        ({"text": ""}, "text: must have at least 1 character"),
        ({"text": "a" * 100_001}, "text: must have at most 100000 characters"),
        ({"text": "x,1", "columns": {"0": "nme"}}, "columns.0"),
        ({"text": "x,1", "columns": {"nine": "bucket"}}, "columns.nine"),
        ({"text": "x,1", "columns": {"9": "bucket"}}, "columns.9: is no column of the table"),
        ({"text": "x,1", "supply": 5}, "supply: unknown field; did you mean 'total_supply'?"),
        ({"text": "x\n" * 501}, "text: must have at most 500 rows and 40 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_the_field(client: httpx.Client, body: Json, words: str) -> None:
    response = client.post(TABLES, json=body)
    assert response.status_code == 422
    assert words in response.json()["detail"]


def imported(folder: Path, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    return call("import", *arguments, cwd=folder, said=said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_imported_as_a_design_that_runs(client: httpx.Client, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "table.csv").write_bytes("Name;Anteil;Dauer\nGründer;40 %;12\nCommunity;60 %;2 Jahre".encode(encoding))
    told = imported(tmp_path, "table.csv", "-o", "design.json", "--start", "2025-01-01", "--supply", "1000")
    design = json.loads((tmp_path / "design.json").read_text())
    assert (told.returncode, design["buckets"][0]["bucket"]) == (0, "Gründer")
    assert simulated(client, design)["global_metrics"][-1]["locked"] == 0


def test_a_table_comes_from_standard_input_too(tmp_path: Path) -> None:
    told = imported(tmp_path, "-", said=AMOUNTS)
    assert "Team" in told.stdout
    assert "What is the total supply?" in told.stderr


def test_a_file_without_a_table_is_said_to_have_none(tmp_path: Path) -> None:
    told = imported(tmp_path, "-", said="hello")
    assert (told.returncode, told.stdout) == (2, "")
    assert "holds no allocation table" in told.stderr
