"""The forty further tokens: they run, they say what they are, and they unlock what the collection of schedules says."""

import copy
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.abm.core.month import Floats
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import design_checks, input_warnings, warnings_of
from app.scenarios.library import ScenarioLibrary

LIBRARY = ScenarioLibrary.shipped()
IDS = [scenario.id for scenario in LIBRARY.all() if not scenario.featured]
DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
HAS_DATA = (DATA / "schedules.json").exists() and (DATA / "tokens_open.json").exists()
MINTED_LATER = {"Inflation"}
"""Buckets of the collection that are no part of the supply at launch."""


def request_of(scenario_id: str, **abm: Any) -> dict[str, Any]:
    request = copy.deepcopy(LIBRARY.get(scenario_id).request)
    return request | {"abm": {**request["abm"], **abm}}  # type: ignore[dict-item]


def spec_of(scenario_id: str) -> SimulationSpec:
    return SimulationSpec.model_validate(request_of(scenario_id))


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_schedule_runs_without_a_warning_and_its_ledger_holds(scenario_id: str) -> None:
    result = ABMSimulationLoop(SimulationSpec.model_validate(request_of(scenario_id, agents_per_cohort=5))).run()
    assert warnings_of(result) == ()
    assert result.ledger_residual.max() < 1e-9


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_schedule_has_neutral_assumptions(scenario_id: str) -> None:
    spec = spec_of(scenario_id)
    assert {choice.reason for choice in spec.profile_choices} <= {"named", "recognised"}
    assert (spec.initial_price, spec.market.path, spec.abm.seed) == (1.0, "flat", 7)
    assert input_warnings(spec) == []
    assert "demand_preset" in {advice.kind for advice in design_checks(spec)}


@pytest.mark.parametrize("scenario_id", IDS)
def test_a_schedule_names_its_sources_its_gap_and_its_assumptions(scenario_id: str) -> None:
    token = LIBRARY.get(scenario_id)
    assert token.grade is not None
    assert len(token.sources) >= 2
    assert "% of the supply." in token.notes
    assert "Assumptions, not facts" in token.notes


def collected() -> dict[str, Any]:
    """Requests of the collection by the file they come from."""
    files = [json.loads((DATA / name).read_text("utf-8")) for name in ("schedules.json", "tokens_open.json")]
    entries = [entry for table in files for name, entry in table.items() if name != "_about"]
    return {entry["source_file"]: entry["request"] for entry in entries}


def unlocked(request: dict[str, Any], months: int) -> Floats:
    """Tokens unlocked by the end of each month."""
    dated = [bucket for bucket in request["buckets"] if bucket["bucket"] not in MINTED_LATER and bucket["allocation"]]
    token = request["token"] | {"horizon_months": months}
    spec = SimulationSpec.model_validate({"token": token, "buckets": dated})
    return np.cumsum(spec.unlocks.total[:months])


@pytest.mark.skipif(not HAS_DATA, reason="the collection of schedules is not at hand")
@pytest.mark.parametrize("scenario_id", IDS)
def test_a_schedule_unlocks_what_the_collection_says(scenario_id: str) -> None:
    scenario, spec = LIBRARY.get(scenario_id), spec_of(scenario_id)
    theirs = collected()[scenario.sources[-1].removeprefix("DefiLlama emissions-adapters ")]
    assert spec.token.start_date.isoformat() == theirs["token"]["start_date"]
    gap = unlocked(request_of(scenario_id), spec.horizon) - unlocked(theirs, spec.horizon)
    assert np.abs(gap).max() < 0.0075 * spec.token.total_supply
