"""What the trials of many designs come to, in figures: what a stress test and a search are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.agents.draws import HolderDraws
from app.abm.core.month import Floats
from app.abm.core.series import SeriesOf
from app.abm.engine.designs import Designs
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import unheeded
from app.abm.studies.designs import Batches, run_design
from app.abm.studies.monte_carlo import MonteCarloParams, check_numbers, proceeds_of, varied
from app.abm.studies.trial_figures import Spread, figures_of, spreads_of


@dataclass(frozen=True, slots=True)
class Assessment:
    """A design's figures and the median of its price, or why there are none."""

    figures: Mapping[str, Spread] | None
    median_price: tuple[float, ...]
    failed: int
    """Trials that left the range of numbers."""
    warnings: tuple[str, ...] = ()
    message: str | None = None


def lived(spec: SimulationSpec, params: MonteCarloParams) -> SimulationSpec:
    """The economy each trial of a design lives in, with every bucket reported."""
    each = varied(spec, params)
    abm = each.abm.model_copy(update={"store_cohort_details": True})
    return SimulationSpec(token=each.token, buckets=each.buckets, abm=abm)


def assess(
    specs: Sequence[SimulationSpec],
    trials: int,
    row_budget: int,
    on_month: OnMonth | None = None,
    draws: HolderDraws | None = None,
) -> list[Assessment]:
    """Trials [0, `trials`) of every design as `lived` makes it, in their order; one that fails is data.

    Trial k of all of them has the seed of trial k: common random numbers where the designs have one seed. With `draws`,
    holders that another run has drawn are taken from there.
    """

    def alone(spec: SimulationSpec, on_month: OnMonth | None) -> Assessment:
        batch = run_design(spec, range(trials), row_budget, on_month, draws)
        if not batch.index:
            return Assessment(None, (), len(batch.failed), batch.warnings, batch.failed[0].message)
        return _assessed(spec, batch.series, batch.proceeds, len(batch.failed), batch.warnings)

    return Batches(row_budget, trials, _in_one_batch, alone, details=True).run(specs, on_month)


def _in_one_batch(designs: Designs, loop: ABMSimulationLoop) -> list[Assessment]:
    """The designs of a batch in which no trial failed."""
    result = loop.result()
    check_numbers(result.columns)
    paid, found = proceeds_of(result), []
    for place, spec in enumerate(designs.specs):
        own = slice(designs.trials * place, designs.trials * (place + 1))
        columns = {name: column[:, own] for name, column in result.columns.items()}
        proceeds = {name: fiat[own] for name, fiat in paid.items()}
        told = tuple(advice.message for advice in unheeded(spec))
        found.append(_assessed(spec, columns.__getitem__, proceeds, 0, told))
    return found


def _assessed(
    spec: SimulationSpec, series: SeriesOf, proceeds: Mapping[str, Floats], failed: int, warnings: tuple[str, ...]
) -> Assessment:
    median = np.median(series("price"), axis=1)
    return Assessment(spreads_of(figures_of(spec, series, proceeds)), tuple(median.tolist()), failed, warnings)
