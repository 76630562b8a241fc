"""Figures of many designs over the same trials: the common part of stress tests and searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.abm.agents.draws import HolderDraws
from app.abm.agents.population import Split
from app.abm.core.month import Floats
from app.abm.core.series import SeriesLookup
from app.abm.engine.designs import Designs
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import input_warnings
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


def trial_spec(spec: SimulationSpec, params: MonteCarloParams) -> SimulationSpec:
    """The economy of each trial of a design, with every bucket reported."""
    economy = varied(spec, params)
    abm = economy.abm.model_copy(update={"store_cohort_details": True})
    return SimulationSpec(token=economy.token, buckets=economy.buckets, abm=abm)


def assess(
    specs: Sequence[SimulationSpec],
    trials: int,
    row_budget: int,
    on_month: OnMonth | None = None,
    draws: HolderDraws | None = None,
    split: Split = single_threaded,
) -> list[Assessment]:
    """Trials [0, `trials`) of every design as `trial_spec` makes it, in their order; one that fails is data.

    Trial k of all of them has the seed of trial k: common random numbers where the designs have one seed. With `draws`,
    holders that another run has drawn are taken from there; `split` may share the batches out among threads.
    """

    def assess_alone(spec: SimulationSpec, on_month: OnMonth | None) -> Assessment:
        batch = run_design(spec, range(trials), row_budget, on_month, draws)
        if not batch.index:
            return Assessment(None, (), len(batch.failed), batch.warnings, batch.failed[0].message)
        return _assessment(spec, batch.series, batch.proceeds, len(batch.failed), batch.warnings)

    return Batches(row_budget, trials, _assess_batch, assess_alone, details=True, split=split).run(specs, on_month)


def _assess_batch(designs: Designs, loop: ABMSimulationLoop) -> list[Assessment]:
    """Every design of a batch. Raises NumberRangeError where a trial of any left the range of numbers."""
    result = loop.result()
    check_numbers(result.columns)
    proceeds, assessments = proceeds_of(result), []
    for place, spec in enumerate(designs.specs):
        trials = slice(designs.trials * place, designs.trials * (place + 1))
        columns = {name: column[:, trials] for name, column in result.columns.items()}
        paid = {name: fiat[trials] for name, fiat in proceeds.items()}
        warnings = tuple(advice.message for advice in input_warnings(spec))
        assessments.append(_assessment(spec, columns.__getitem__, paid, 0, warnings))
    return assessments


def _assessment(
    spec: SimulationSpec, series: SeriesLookup, proceeds: Mapping[str, Floats], failed: int, warnings: tuple[str, ...]
) -> Assessment:
    median = np.median(series("price"), axis=1)
    return Assessment(spreads_of(figures_of(spec, series, proceeds)), tuple(median.tolist()), failed, warnings)
