"""A new part of the economy touches one file of its own, one row of a table, and one line of the month."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import app

PACKAGE = Path(app.__file__).parent
PARTS, LOOP = "abm/dynamics/parts.py", "abm/engine/simulation_loop.py"

GRANTS = '''
"""Grants: tokens that the treasury gives away."""

from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field

from app.abm.core.month import Floats, Opening
from app.abm.core.params import Params, label
from app.abm.core.series import Figure, Series
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.token_economy import TokenEconomy


class GrantParams(Params):
    """What the treasury gives away."""

    tokens: Annotated[float, Field(ge=0, le=1e24), label("Granted a month", "tokens")] = 0.0
    """Tokens granted each month, as far as the treasury has them."""


class Grants(EconomyPart[GrantParams]):
    """The treasury gives tokens to outsiders, who trade them."""

    STATE = ("granted",)
    title = "Grants"
    summary = "Tokens that the treasury gives away."
    field = "grants"
    Params = GrantParams
    SERIES: ClassVar = {"granted": Series("Granted", "flows", "tokens", "Tokens granted during the month.")}
    FIGURES: ClassVar = {
        "total_granted": Figure("Granted", "tokens", "Tokens granted.", lambda of: of("granted").sum(axis=0))
    }

    def __init__(self, params: GrantParams | None, opening: Opening) -> None:
        self.params, self.granted = params or GrantParams(), np.zeros(opening.trials)

    @classmethod
    def from_rules(cls, rules: GrantParams | None, opening: Opening) -> Self:
        return cls(rules, opening)

    def give(self, economy: TokenEconomy) -> None:
        self.granted = np.minimum(economy["treasury"], self.params.tokens)
        economy.transfer("treasury", "market", self.granted)

    def report(self) -> dict[str, Floats]:
        return {"granted": self.granted}
'''

TELL = """
import asyncio, json
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.api.routes.catalogue import get_request_schema
from app.abm.dynamics.parts import PARTS
from app.abm.reports.export import MONTHLY
from app.abm.reports.summary import summary
from app.models.abm_request import SimulateRequest
from app.models.abm_response import GlobalMetrics
from tests.factories import spec, token

def economy(**more):
    treasury = {"initial_balance_pct": 0.05, "transaction_fee_pct": 0}
    return spec(
        enable_treasury=True, treasury_config=treasury, agents_per_cohort=2, token=token(horizon_months=4), **more
    )

given = economy(grants={"tokens": 2e7})
first, second = ABMSimulationLoop(given), ABMSimulationLoop(given)
first.step()
second.restore_bytes(first.snapshot_bytes())
result = second.run()
form = SimulateRequest.form()["$defs"]
print(json.dumps({
    "months": result.columns["granted"][:, 0].tolist(),
    "figure": summary(result)["total_granted"],
    "effective": given.effective()["abm"]["grants"],
    "without": "grants" in economy().effective()["abm"],
    "form": [form["ABMParams"]["properties"]["grants"]["title"], form["GrantParams"]["properties"]["tokens"]["unit"]],
    "row": "granted" in GlobalMetrics.model_fields,
    "parquet": "granted" in MONTHLY,
    "parts": list(PARTS),
    "as_before": ABMSimulationLoop(economy()).run().columns["price"][:, 0].tolist(),
}))
"""


def inserted(path: Path, after: str, line: str) -> None:
    """The file with a line more, where one that is there ends."""
    text = path.read_text(encoding="utf-8")
    assert text.count(after) == 1, after
    path.write_text(text.replace(after, after + line), encoding="utf-8")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with grants in it: one file, one row, one line, and their imports."""
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(PACKAGE, root / "app", ignore=shutil.ignore_patterns("page", "__pycache__"))
    shutil.copytree(PACKAGE.parent / "tests", root / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "app/abm/dynamics/grants.py").write_text(GRANTS, encoding="utf-8")
    ours = "from app.abm.dynamics.grants import Grants\n"
    inserted(root / "app" / PARTS, "from app.abm.dynamics.emissions import Emissions\n", ours)
    inserted(root / "app" / PARTS, '    "revenue": Revenue,\n', '    "grants": Grants,\n')
    inserted(root / "app" / LOOP, "from app.abm.dynamics.emissions import Emissions\n", ours)
    inserted(
        root / "app" / LOOP,
        "        orders = self.population.decide(conditions)\n",
        "        self.part(Grants).give(economy)\n",
    )
    return root


@pytest.fixture(scope="module")
def told(source: Path) -> dict[str, Any]:
    """What the rest of the house makes of it; interpreted, for compiling takes longer than the run."""
    given = os.environ | {"PYTHONPATH": str(source), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", TELL], env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_nothing_but_its_file_its_row_and_its_line_is_touched(source: Path) -> None:
    files = [file.relative_to(source / "app") for file in (source / "app").rglob("*.py")]
    changed = {str(file) for file in files if not _same(source / "app" / file, PACKAGE / file)}
    assert changed == {"abm/dynamics/grants.py", PARTS, LOOP}


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def test_its_series_is_recorded_and_survives_a_snapshot(told: dict[str, Any]) -> None:
    assert told["months"] == [2e7, 2e7, 1e7, 0]


def test_its_figure_joins_the_summary(told: dict[str, Any]) -> None:
    assert told["figure"] == 5e7


def test_its_rules_are_part_of_the_configuration_only_where_they_are_given(told: dict[str, Any]) -> None:
    assert (told["effective"], told["without"]) == ({"tokens": 2e7}, False)


def test_a_form_can_ask_for_it(told: dict[str, Any]) -> None:
    assert told["form"] == ["Grants", "tokens"]


def test_rows_files_and_catalogue_know_it(told: dict[str, Any]) -> None:
    assert (told["row"], told["parquet"], told["parts"][-1]) == (True, True, "grants")


def test_an_economy_without_it_is_as_it_was(told: dict[str, Any]) -> None:
    assert len(told["as_before"]) == 4
