"""A run that follows another up to a month, and goes on under a configuration of its own."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.abm.agents.population import Split
from app.abm.core.errors import ConfigError, FieldProblem, Location
from app.abm.dynamics.emissions import Emissions
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.simulation_loop import ABMSimulationLoop, OnMonth
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.run_report import Branching


@dataclass(frozen=True)
class Trunk:
    """The run that a branch follows, and the last month that is still that run's."""

    run_hash: str
    spec: SimulationSpec
    month: int
    trunk: "Trunk | None" = None
    """The run that this one follows itself, if any."""

    def reference(self) -> dict[str, Any]:
        """The `branch_from` of a request."""
        return {"run_hash": self.run_hash, "month": self.month}

    def branching(self, branch: SimulationSpec) -> Branching:
        """What the results of a branch report: where it left the trunk, and its own hash."""
        run_hash = hashlib.sha256(f"{branch.fingerprint()} {self.run_hash} {self.month}".encode())
        return Branching(self.reference(), run_hash.hexdigest())

    def state(
        self,
        branch: SimulationSpec,
        row_budget: int,
        explain: bool,
        split: Split = single_threaded,
        on_month: OnMonth | None = None,
    ) -> bytes:
        """Snapshot after `month`, simulated again to the bit, with the details that `branch` reports."""
        loop = ABMSimulationLoop(_reported_as(self.spec, branch), row_budget=row_budget, split=split, explain=explain)

        def report(month: int, _: int) -> None:
            if on_month is not None:
                on_month(month, branch.horizon)

        if self.trunk is not None:
            before = replace(self.trunk, month=min(self.month, self.trunk.month))
            loop.restore_bytes(before.state(branch, row_budget, explain, split, on_month))
        loop.run(report, self.month + 1)
        return loop.snapshot_bytes()


def _reported_as(spec: SimulationSpec, other: SimulationSpec) -> SimulationSpec:
    names = ("store_cohort_details", "aggregation_level")
    details = {name: getattr(other.abm, name) for name in names}
    return spec.model_copy(update={"abm": spec.abm.model_copy(update=details)})


def branch_of(trunk: Trunk, wanted: SimulationSpec, row_budget: int) -> SimulationSpec:
    """The configuration of a branch: `wanted`, with the trunk's seed where it names none.

    Raises ConfigError with every field that must equal the trunk's: holders, and everything before the month.
    """
    if wanted.abm.seed is None:
        abm = wanted.abm.model_copy(update={"seed": trunk.spec.seed})
        wanted = SimulationSpec(token=wanted.token, buckets=wanted.buckets, abm=abm)
    problems = [FieldProblem(*difference, "branch_mismatch") for difference in _differences(trunk, wanted, row_budget)]
    if problems:
        raise ConfigError(problems)
    return wanted


def _differences(trunk: Trunk, wanted: SimulationSpec, row_budget: int) -> Iterator[tuple[Location, str]]:
    """Fields in which a branch cannot continue its trunk, and what they would have to be."""
    spec, last = trunk.spec, min(trunk.spec.horizon, wanted.horizon) - 1
    if trunk.month > last:
        yield ("branch_from", "month"), f"must be at most {last}, the last month that both runs have"
        return
    yield from _other_start(spec, wanted)
    names = sorted(bucket.bucket for bucket in spec.buckets)
    if sorted(bucket.bucket for bucket in wanted.buckets) != names:
        yield ("buckets",), f"must be those of the run that is followed: {', '.join(names)}"
        return
    yield from _other_holders(trunk, wanted, row_budget)
    if spec.abm.pricing_model != wanted.abm.pricing_model:
        yield ("abm", "pricing_model"), f"must be {spec.abm.pricing_model}, as in the run that is followed"
    yield from _other_parts(spec, wanted)


def _other_parts(spec: SimulationSpec, wanted: SimulationSpec) -> Iterator[tuple[Location, str]]:
    """Parts of the economy whose state the other run could not take over."""
    pools = spec.staking_params, wanted.staking_params
    if (pools[0] is None) != (pools[1] is None):
        yield ("abm", "enable_staking"), f"must be {str(pools[0] is not None).lower()}, as in the run that is followed"
    elif pools[0] is not None and pools[1] is not None and pools[0].lockup_months != pools[1].lockup_months:
        place: Location = ("abm", "staking_config", "lockup_months")
        yield place, f"must be {pools[0].lockup_months}, as in the run that is followed"
    if (spec.rules(Emissions) is None) != (wanted.rules(Emissions) is None):
        yield ("abm", "emissions"), "must be there in both runs or in none; what they mint may change"


def _other_start(spec: SimulationSpec, wanted: SimulationSpec) -> Iterator[tuple[Location, str]]:
    starts: dict[Location, tuple[object, object]] = {
        ("token", "total_supply"): (spec.token.total_supply, wanted.token.total_supply),
        ("token", "start_date"): (spec.token.start_date, wanted.token.start_date),
        ("token", "initial_price"): (spec.initial_price, wanted.initial_price),
        ("abm", "seed"): (spec.seed, wanted.seed),
    }
    for place, (ours, theirs) in starts.items():
        if ours != theirs:
            yield place, f"must be {ours}, as in the run that is followed"


def _other_holders(trunk: Trunk, wanted: SimulationSpec, row_budget: int) -> Iterator[tuple[Location, str]]:
    """Buckets whose holders differ, or that have unlocked other tokens by the month."""
    indices = {bucket.bucket: index for index, bucket in enumerate(trunk.spec.buckets)}
    cohorts, others = trunk.spec.cohorts(row_budget), wanted.cohorts(row_budget)
    past = slice(trunk.month + 1)
    for index, cohort in enumerate(others):
        place = indices[cohort.name]
        was = cohorts[place]
        if (was.tokens, was.holders, was.rows) != (cohort.tokens, cohort.holders, cohort.rows):
            holders = f"{was.holders:,} holders of {was.tokens:,.10g} tokens in {was.rows:,} rows"
            yield ("buckets", index), f"must have {holders}, as in the run that is followed"
        elif (was.profile.size_sigma, was.profile.trades) != (cohort.profile.size_sigma, cohort.profile.trades):
            yield ("buckets", index, "profile"), "must be one whose holders are as unequal, and trade or not, as before"
        elif not np.array_equal(trunk.spec.unlocks.by_bucket[past, place], wanted.unlocks.by_bucket[past, index]):
            yield ("buckets", index), f"must have unlocked what it had by month {trunk.month}; later months may change"
