"""Designs side by side under the same trials."""

from app.abm.studies.designs import run_designs
from app.abm.studies.monte_carlo import run_trials
from tests.factories import full, spec

BUDGET = 10_000


def test_every_design_has_the_trials_it_has_alone() -> None:
    designs = [spec(**full(unlock_anticipation=strength)) for strength in (0.0, 0.5, 2.0)]
    found = run_designs(designs, 3, BUDGET)
    alone = [run_trials(design, 0, 3, BUDGET) for design in designs]
    assert [batch.table.tobytes() for batch in found] == [batch.table.tobytes() for batch in alone]
