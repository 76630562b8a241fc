"""Many trials of one economy: new holders, new shocks and jittered traits in each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal, TypeAlias, TypeVar

import numpy as np
from pydantic import Field, field_validator

from app.abm.agents.draws import HolderDraws
from app.abm.core.errors import LedgerError, NumberRangeError
from app.abm.core.month import Floats
from app.abm.core.params import WHOLE, Listed, Params, label
from app.abm.core.streams import MAX_SEED, trial_seed
from app.abm.dynamics.demand import DemandParams, VolumeParams
from app.abm.dynamics.estimates import estimate
from app.abm.dynamics.market import FLAT, MarketParams
from app.abm.dynamics.series import RECORDED, SERIES, Columns
from app.abm.engine.designs import Designs
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.advice import warnings_of
from app.abm.reports.attribution import log_shifts

VarianceLevel: TypeAlias = Literal["low", "medium", "high"]

AnyDemand = TypeVar("AnyDemand", DemandParams | None, VolumeParams | None)

CALM: dict[VarianceLevel, float] = {"low": 0.5, "medium": 1.0, "high": 1.6}
"""Both kinds of chance over what real tokens and ETH had: a calm market, theirs, a wild one."""

JITTER: dict[VarianceLevel, float] = {"low": 0.05, "medium": 0.10, "high": 0.20}
"""Relative standard deviation of a trial's mean traits."""

ROWS_AT_ONCE = 2**17
"""Rows of all trials of a chunk: enough to make Python's share small, and few enough for the processor's cache."""

TRIALS_AT_ONCE = 125
"""Most trials of a chunk, so that progress and cancelling stay lively."""

SHOWN_TRIALS = 100
"""Up to so many trials are reported one by one unless the request says otherwise."""

GREATEST_NUMBER = 1e150
"""Larger numbers could not be squared and summed over the trials; a trial that has one counts as failed."""

MOST_SHOWN_ROWS = 100_000
"""Most months over all trials that are reported one by one."""


class MonteCarloParams(Params):
    """How many trials, how different, and what to report."""

    enabled: Annotated[bool, label("Uncertainty")] = True
    """Run trials; false runs a single simulation."""
    num_trials: Annotated[int, Field(ge=2, le=10_000), WHOLE, label("Trials", "trials")] = 100
    """Trials to run."""
    variance_level: Annotated[
        VarianceLevel,
        label("Variance", options={"low": "A calm market", "medium": "As real tokens", "high": "A wild market"}),
    ] = "medium"
    """low, a calm market; medium, shocks as real markets and tokens had, mean traits ± 10 %; high, a wild one."""
    seed: Annotated[Annotated[int, Field(ge=0, le=MAX_SEED), WHOLE] | None, label("Seed", "")] = None
    """Seed of the first trial, from which the others' follow; omitted, the configuration's."""
    confidence_levels: Annotated[
        tuple[Annotated[float, Field(gt=0, lt=100)], ...],
        Listed,
        Field(min_length=1, max_length=20),
        label("Percentiles", "%"),
    ] = (10.0, 50.0, 90.0)
    """Percentiles to report, %."""
    include_trials: Annotated[bool | None, label("Report every trial")] = None
    """Report every trial's months; omitted, up to 100 trials."""

    @field_validator("confidence_levels")
    @classmethod
    def _in_order(cls, levels: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(sorted(set(levels)))

    @property
    def shows_trials(self) -> bool:
        """Whether every trial's months are reported."""
        return self.num_trials <= SHOWN_TRIALS if self.include_trials is None else self.include_trials


def varied(spec: SimulationSpec, params: MonteCarloParams) -> SimulationSpec:
    """The economy of each trial: `spec` with the level's shocks and jitter, and the seed of the first trial.

    A single run of it with a trial's own seed is that trial, to the bit.
    """
    abm = spec.abm
    changes = {
        "market": _market_with_volatility(spec, params),
        "demand": None if abm.enable_volume else _with_volatility(spec.demand, abm.demand, params),
        "volume_config": _with_volatility(spec.volume_params, abm.volume_config, params),
        "attribution": bool(abm.attribution),
        "trait_jitter": abm.trait_jitter if "trait_jitter" in abm.model_fields_set else JITTER[params.variance_level],
        "seed": params.seed if params.seed is not None else spec.seed,
    }
    return SimulationSpec(token=spec.token, buckets=spec.buckets, abm=abm.model_copy(update=changes))


def _market_with_volatility(spec: SimulationSpec, params: MonteCarloParams) -> MarketParams:
    """The market with the level's own chance; a path that is given is known, and has none unless it says so."""
    given = spec.abm.market
    if spec.market.path != FLAT or (given is not None and "volatility" in given.model_fields_set):
        return spec.market
    return spec.market.model_copy(update={"volatility": CALM[params.variance_level] * estimate("market_volatility")})


def _with_volatility(filled: AnyDemand, given: AnyDemand, params: MonteCarloParams) -> AnyDemand:
    """The demand with the level's volatility, unless it was given one of its own."""
    given_fields: set[str] = given.model_fields_set if given is not None else set()
    if filled is None or "volatility" in given_fields:
        return filled
    shocks = {"volatility": CALM[params.variance_level] * estimate("volatility")}
    if "volatility_decay" in type(filled).model_fields.keys() - given_fields:
        shocks["volatility_decay"] = estimate("volatility_decay")
    return filled.model_copy(update=shocks)


@dataclass(frozen=True, slots=True)
class FailedTrial:
    """A trial that left the range of numbers: data, not the end of the others."""

    trial_index: int
    seed: int
    message: str


@dataclass(frozen=True)
class TrialBatch:
    """Results of some trials, in the order of their indices."""

    index: tuple[int, ...]
    """Index of each trial that did not fail."""
    table: Floats
    """The series of `RECORDED`, from which the others are derived; (series, months, trials)."""
    failed: tuple[FailedTrial, ...]
    warnings: tuple[str, ...]
    actors: tuple[str, ...] = ()
    """Actors of the price attribution; empty where it was not asked for."""
    shifts: Floats | None = None
    """Change of the log price by each actor, where attribution was asked for; (actors, months, trials)."""
    proceeds: Mapping[str, Floats] = field(default_factory=dict)
    """Fiat paid to each bucket's holders over all months, where the buckets are reported; (trials,)."""

    @classmethod
    def joined(cls, batches: Sequence["TrialBatch"]) -> "TrialBatch":
        """All trials of several batches, which are in the order of their indices."""
        whole = Trials(tuple(batches))
        table = np.concatenate([batch.table for batch in batches], axis=2)
        return cls(whole.index, table, whole.failed, whole.warnings, whole.actors, whole.shifts, whole.proceeds)

    def series(self, name: str) -> Floats:
        """One series; (months, trials)."""
        derive = SERIES[name].derive
        column: Floats = self.table[RECORDED.index(name)] if derive is None else derive(self.series)
        return column


@dataclass(frozen=True)
class Trials:
    """All trials of several batches, which are in the order of their indices.

    Series are joined one by one when they are read: a second copy of all of them would take too much memory.
    """

    batches: tuple[TrialBatch, ...]

    @cached_property
    def index(self) -> tuple[int, ...]:
        """Index of each trial that did not fail."""
        return tuple(index for batch in self.batches for index in batch.index)

    @property
    def failed(self) -> tuple[FailedTrial, ...]:
        """The trials that failed."""
        return tuple(failure for batch in self.batches for failure in batch.failed)

    @property
    def actors(self) -> tuple[str, ...]:
        """Actors of the price attribution; empty where it was not asked for."""
        return next((batch.actors for batch in self.batches if batch.actors), ())

    @property
    def shifts(self) -> Floats | None:
        """Change of the log price by each actor, where attribution was asked for; (actors, months, trials)."""
        shifts = [batch.shifts for batch in self.batches if batch.shifts is not None]
        return np.concatenate(shifts, axis=2) if shifts else None

    @property
    def proceeds(self) -> dict[str, Floats]:
        """Fiat paid to each bucket's holders over all months, where the buckets are reported; (trials,)."""
        proceeds = [batch.proceeds for batch in self.batches if batch.index]
        names = proceeds[0] if proceeds else ()
        return {name: np.concatenate([of_batch[name] for of_batch in proceeds]) for name in names}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings of all batches, each once."""
        return tuple(dict.fromkeys(warning for batch in self.batches for warning in batch.warnings))

    def mean_shifts(self) -> dict[str, Floats]:
        """Mean change of the log price by each actor, empty without attribution; (months,).

        Actors are joined one by one: all of them together would take as much memory as the series.
        """
        explained = [batch.shifts for batch in self.batches if batch.shifts is not None]
        return {
            actor: np.concatenate([shifts[place] for shifts in explained], axis=1).mean(axis=1)
            for place, actor in enumerate(self.actors)
        }

    def series(self, name: str) -> Floats:
        """One series; (months, trials)."""
        return np.concatenate([batch.series(name) for batch in self.batches], axis=1)


def chunks(trials: int, rows: int) -> Iterator[tuple[int, int]]:
    """First and last + 1 trial of each chunk; results do not depend on the cut, to the bit."""
    size = max(1, min(TRIALS_AT_ONCE, ROWS_AT_ONCE // max(rows, 1)))
    for low in range(0, trials, size):
        yield low, min(low + size, trials)


def run_trials(
    spec: SimulationSpec,
    low: int,
    high: int,
    row_budget: int,
    on_month: OnMonth | None = None,
    draws: HolderDraws | None = None,
) -> TrialBatch:
    """Trials [low, high) of an economy made by `varied`, in one batch; trials that fail are left out and reported.

    With `draws`, holders that another run has drawn are taken from there.
    """
    seeds = np.array([trial_seed(spec.seed, trial) for trial in range(low, high)], dtype=np.uint64)
    try:
        return _run_batch(Designs([spec], seeds, row_budget, first_trial=low, draws=draws), on_month)
    except (NumberRangeError, LedgerError) as error:
        if high - low == 1:
            failure = FailedTrial(low, trial_seed(spec.seed, low), f"{error}.")
            return TrialBatch((), np.empty((len(RECORDED), spec.horizon, 0)), (failure,), ())
        middle = (low + high) // 2
        halves = [run_trials(spec, *half, row_budget, on_month) for half in ((low, middle), (middle, high))]
        return TrialBatch.joined(halves)


def _run_batch(designs: Designs, on_month: OnMonth | None) -> TrialBatch:
    result = ABMSimulationLoop(designs).run(on_month)
    check_numbers(result.columns)
    table = np.stack([result.columns[name] for name in RECORDED])
    by_actor = {} if result.journal is None else log_shifts(result)
    shifts = np.stack(list(by_actor.values())) if by_actor else None
    index = tuple(range(designs.first_trial, designs.first_trial + designs.trials))
    return TrialBatch(index, table, (), warnings_of(result), tuple(by_actor), shifts, proceeds_of(result))


def proceeds_of(result: SimulationResult) -> dict[str, Floats]:
    """Fiat paid to each bucket's holders over all months; empty where the buckets are not reported; (trials,)."""
    if not result.spec.abm.store_cohort_details:
        return {}
    paid = result.cohort_columns["sold_fiat"].sum(axis=0)
    return {cohort.name: paid[:, place] for place, cohort in enumerate(result.population.cohorts)}


def check_numbers(columns: Columns) -> None:
    """Raises NumberRangeError where a series has a number too large for statistics over trials."""
    in_range = np.array([(np.abs(columns[name]) < GREATEST_NUMBER).all(axis=1) for name in SERIES])
    if not in_range.all():
        month, series = np.argwhere(~in_range.T)[0]
        raise NumberRangeError(list(SERIES)[series], int(month), GREATEST_NUMBER)
