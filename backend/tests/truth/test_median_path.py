"""The single run is the path of the median: it lies within the confidence interval of its trials' median."""

import numpy as np
import pytest

from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.statistics import percentile_interval
from app.abm.studies.monte_carlo import MonteCarloParams, run_trials, varied
from app.scenarios.library import ScenarioLibrary

TRIALS = 300


@pytest.mark.parametrize("scenario", [entry.id for entry in ScenarioLibrary.shipped().all()])
def test_the_single_run_lies_within_the_interval_of_its_trials_median(scenario: str) -> None:
    spec = SimulationSpec.model_validate(ScenarioLibrary.shipped().get(scenario).request)
    varying = varied(spec, MonteCarloParams(num_trials=TRIALS))
    final = np.sort(run_trials(varying, 0, TRIALS, DEFAULT_ROW_BUDGET).series("price")[-1])
    low, high = percentile_interval(final, 50)
    assert low <= ABMSimulationLoop(spec).run().columns["price"][-1, 0] <= high
