"""Many designs of an economy under the same trials: what sweeps, optimisers and stress tests have in common."""

from collections.abc import Sequence

from app.abm.engine.config import DEFAULT_ROW_BUDGET
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.monte_carlo import TrialBatch, run_trials


def run_designs(
    specs: Sequence[SimulationSpec],
    trials: int = 1,
    row_budget: int = DEFAULT_ROW_BUDGET,
    on_month: OnMonth | None = None,
) -> list[TrialBatch]:
    """Trials [0, `trials`) of every design, in the order of the designs.

    Trial k of a design has the seed of trial k of its own seed, so designs with one seed live under common random
    numbers. Each batch is `run_trials` of its design, to the bit; trials that fail are data of their design.
    `on_month` is told the months done and the months in all, over all designs.
    """
    return [
        run_trials(spec, 0, trials, row_budget, _share(on_month, done, len(specs))) for done, spec in enumerate(specs)
    ]


def _share(on_month: OnMonth | None, done: int, designs: int) -> OnMonth | None:
    """Reports the months of one design as a part of so many."""
    return None if on_month is None else lambda month, total: on_month(done * total + month, designs * total)
