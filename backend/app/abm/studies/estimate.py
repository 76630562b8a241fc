"""Estimated time and memory of a run, before it is admitted."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.designs import designs_at_once
from app.abm.studies.monte_carlo import chunks

# Measured on two cores, docs/performance.md; a machine twice as fast or slow stays within a factor of two.
_SECONDS_PER_AGENT_STEP = 9e-9
_SECONDS_PER_AGENT = 1.3e-7
_SECONDS_PER_MONTH = 1.4e-4
_SECONDS_PER_RUN = 1e-3
_SECONDS_PER_VARIANT = 2e-4
_SECONDS_PER_NUMBER = 1.5e-8
_BYTES_PER_AGENT = 8 * 26
_BYTES_PER_MONTH = 8 * 40
_NUMBERS_PER_MONTH = 60


@dataclass(frozen=True, slots=True)
class Estimate:
    """The size of a run, and its time and memory on an ordinary core."""

    agents: int
    months: int
    trials: int
    work: int
    """agents × months × trials."""
    seconds: float
    memory_mb: float


def estimate(spec: SimulationSpec, row_budget: int = DEFAULT_ROW_BUDGET, trials: int = 1, workers: int = 1) -> Estimate:
    """The cost of so many trials of `spec`. Raises ConfigError when they need more rows than the budget."""
    agents, months = spec.rows(row_budget), spec.horizon
    lockup = max(spec.staking_params.lockup_months, 1) if spec.staking_params is not None else 1
    cuts = list(chunks(trials, agents))
    numbers = trials * months * _NUMBERS_PER_MONTH
    seconds = (
        _SECONDS_PER_RUN
        + len(cuts) * months * _SECONDS_PER_MONTH
        + trials * agents * (_SECONDS_PER_AGENT + months * _SECONDS_PER_AGENT_STEP) / min(workers, len(cuts))
        + numbers * _SECONDS_PER_NUMBER
    )
    at_once = agents * max(high - low for low, high in cuts) * min(workers, len(cuts))
    memory = at_once * (_BYTES_PER_AGENT + 8 * lockup) + trials * months * _BYTES_PER_MONTH
    return Estimate(agents, months, trials, agents * months * trials, seconds, memory / 2**20)


def estimate_variants(spec: SimulationSpec, row_budget: int, runs: int, workers: int) -> Estimate:
    """The cost of so many runs in batches, of which only figures are kept. Raises ConfigError as `estimate`.

    Variants of another structure than the rest, such as other numbers of holders, cost more.
    """
    one = estimate(spec, row_budget)
    size = min(designs_at_once(one.agents, 1), runs)
    batches = -(-runs // size)
    at_once = min(workers, batches)
    seconds = (
        _SECONDS_PER_RUN
        + batches * one.months * _SECONDS_PER_MONTH
        + runs * _SECONDS_PER_VARIANT
        + runs * one.agents * (_SECONDS_PER_AGENT + one.months * _SECONDS_PER_AGENT_STEP) / at_once
        + runs * one.months * _NUMBERS_PER_MONTH * _SECONDS_PER_NUMBER
    )
    return Estimate(one.agents, one.months, runs, one.work * runs, seconds, one.memory_mb * size * at_once)


def altogether(costs: Sequence[Estimate]) -> Estimate:
    """The cost of several runs of one job: work and seconds of all of them, rows and memory of the largest."""
    return Estimate(
        max(cost.agents for cost in costs),
        max(cost.months for cost in costs),
        sum(cost.trials for cost in costs),
        sum(cost.work for cost in costs),
        sum(cost.seconds for cost in costs),
        max(cost.memory_mb for cost in costs),
    )
