"""The designs that do best: levers moved by NSGA-II, each generation one batch under common random numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from app.abm.agents.population import Split
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.errors import RunsFailedError
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.simulation_loop import OnMonth
from app.abm.engine.spec import ENGINE_VERSION, SimulationSpec
from app.abm.reports.advice import input_warnings
from app.abm.reports.run_report import manifest
from app.abm.studies.levers import Lever, moved, patch
from app.abm.studies.objectives import OptimizeParams
from app.abm.studies.plan import Chunk, JobKind, OnPartial, digest, request_bytes
from app.abm.studies.search import Assessed, Search, moved_alone, shown_front
from app.abm.studies.variant import Request, Values, spec_of

MOST_SHOWN = 100
"""Most designs of a front that are reported."""


@dataclass(frozen=True)
class OptimizePlan:
    """A search is one chunk: a generation follows from the one before, and is itself a batch."""

    base: Request
    params: OptimizeParams
    months: int
    row_budget: int = DEFAULT_ROW_BUDGET
    kind: JobKind = "optimization"

    @cached_property
    def spec(self) -> SimulationSpec:
        """The design as it is."""
        return SimulationSpec.model_validate(self.base)

    @property
    def trials(self) -> int:
        """Most designs that are tried: what progress counts."""
        return self.params.designs

    @cached_property
    def fingerprint(self) -> str:
        """The request as it was written, and what is asked of it."""
        payload = request_bytes(self.base, self.params.model_dump(mode="json"))
        return digest(self.kind, ENGINE_VERSION, self.row_budget, payload)

    @property
    def chunks(self) -> Sequence[Chunk]:
        """The search."""
        return ((0, self.trials),)

    @property
    def work(self) -> int:
        """Every month of every row of every trial of every design, were all as large as the base."""
        return self.spec.rows(self.row_budget) * self.months * self.params.trials * self.trials

    def run_chunk(self, chunk: Chunk, on_month: OnMonth | None = None) -> Search:
        """The search."""
        return self.run_reporting(chunk, on_month, lambda _: None, single_threaded)

    def run_reporting(self, chunk: Chunk, on_month: OnMonth | None, on_partial: OnPartial, split: Split) -> Search:
        """The search; `split` may share a generation among threads, `on_partial` is given the front after each."""
        search = Search(self.base, self.params, self.row_budget, on_month, split)
        search.run(lambda: on_partial(self._front_so_far(search)))
        return search

    def reduce(self, parts: Sequence[Search], seconds: float, created_at: datetime) -> bytes:
        """The front, best first by the first objective. Raises RunsFailedError where no design could be run."""
        (search,) = parts
        assessed = search.assessed
        if all(design.figures is None for design in assessed):
            raise RunsFailedError(len(assessed), len(assessed), str(assessed[0].message))
        total, failed = len(assessed) * self.params.trials, sum(design.failed for design in assessed)
        return orjson.dumps(
            {
                "front": [self._payload(design) for design in shown_front(search.front, MOST_SHOWN)],
                "start": self._payload(assessed[0]),
                "levers": [lever.column for lever in self.params.levers],
                "objectives": self._objectives,
                "generations": search.generations,
                "designs_run": len(assessed),
                "stopped_early": search.stopped_early,
                "hypervolumes": search.hypervolumes,
                "total_runs": total,
                "completed_runs": total - failed,
                "failed_runs": failed,
                "warnings": self._warnings(search),
                "execution_time_seconds": seconds,
                "config": {"base": self.spec.effective()} | self.params.model_dump(mode="json"),
                "manifest": manifest(self.spec, created_at)
                | {"config_hash": self.fingerprint, "seed": self.params.seed},
            }
        )

    def partial(self, parts: Sequence[Search]) -> None:
        """None: the front is reported after each generation, by `run_reporting`."""

    def _front_so_far(self, search: Search) -> dict[str, Any]:
        """The front so far: levers, the figures that are wanted, and what to change in the design as it is."""
        front = [
            {"design": design.index, "levers": self._levers(design), "changed": self._changed(design)}
            | {"objectives": self._values_of_objectives(design), "patch": self._patch(design)}
            for design in shown_front(search.front, MOST_SHOWN)
        ]
        return {
            "generation": search.generations,
            "designs_run": len(search.assessed),
            "objectives": self._objectives,
            "front": front,
            "start": self._values_of_objectives(search.assessed[0]),
        }

    @property
    def _objectives(self) -> list[dict[str, Any]]:
        """What is wanted, as it was asked for."""
        return [objective.model_dump(mode="json") for objective in self.params.objectives]

    def _values_of_objectives(self, design: Assessed) -> list[float | None]:
        """What a design has of each figure that is wanted; none where it could not be run."""
        figures = design.figures
        return [None if figures is None else figures[each.figure][each.at] for each in self.params.objectives]

    def _payload(self, design: Assessed) -> dict[str, Any]:
        return {
            "design": design.index,
            "levers": self._levers(design),
            "figures": design.figures,
            "changed": self._changed(design),
            "breaks": self._breaks(design),
            "error": design.message,
            "request": self._request(design),
        }

    @cached_property
    def _at_start(self) -> dict[str, tuple[float | None, ...]]:
        """What stands at the places of each lever in the design as it is, each number once."""
        settled = self.spec.effective()
        return {lever.column: lever.values_in(self.base, settled) for lever in self.params.levers}

    @property
    def start(self) -> dict[str, float | None]:
        """Where each lever stands in the design as it is; none where its places differ."""
        return {name: values[0] if len(values) == 1 else None for name, values in self._at_start.items()}

    def _levers(self, design: Assessed) -> Mapping[str, float | None]:
        if design.values is None:
            return self.start
        return dict(zip(self.start, design.values, strict=True))

    def _request(self, design: Assessed) -> Request:
        if design.values is None:
            return self.base
        return moved(self.base, self.params.levers, design.values, self.params.keep_shares)

    def _patch(self, design: Assessed) -> list[dict[str, Any]]:
        """What makes the request the design's, place by place."""
        if design.values is None:
            return []
        return patch(self.base, self.params.levers, design.values, self.params.keep_shares)

    def _changed(self, design: Assessed) -> str:
        """What differs from the design as it is, in words."""
        moves = [] if design.values is None else self._moves(design.values)
        return "; ".join(moves) or "Nothing: the design as it is."

    def _moves(self, values: Values) -> Iterator[str]:
        """A few words for each lever that does not stand where it stood."""
        for lever, after in zip(self.params.levers, values, strict=True):
            before = self._at_start[lever.column]
            if before != (after,):
                yield f"{self._name(lever)} {' and '.join(map(_shown, before))} → {_shown(after)}"

    def _name(self, lever: Lever) -> str:
        """The lever in words: its own, or the last of its pointer and the bucket it is about."""
        parts = lever.places[0].split("/")[1:]
        if lever.name is not None or parts[0] != "buckets" or not parts[1].isdigit():
            return lever.name or " ".join(parts[-2:])
        return f"{self.spec.buckets[int(parts[1])].bucket} {' '.join(parts[2:])}"

    def _breaks(self, design: Assessed) -> list[str]:
        """A sentence for each constraint that the design does not keep."""
        if design.figures is None:
            return []
        sentences = [constraint.breach(design.figures) for constraint in self.params.constraints]
        return [sentence for sentence in sentences if sentence is not None]

    def _warnings(self, search: Search) -> list[str]:
        """What had no effect, and why there is no front where there is none."""
        ignored = [advice.message for advice in input_warnings(self.spec)]
        no_front = [] if search.front else [self._why_no_front(search.assessed)]
        return [*ignored, *_failures(search.assessed), *self._idle_levers(search.assessed), *no_front]

    def _idle_levers(self, assessed: Sequence[Assessed]) -> Iterator[str]:
        """A sentence for each lever that, moved alone to the ends of its range, changes no figure."""
        figures = assessed[0].figures
        for axis, lever in enumerate(self.params.levers):
            alone = moved_alone(assessed, axis)
            if figures is not None and alone and all(design.figures == figures for design in alone):
                yield f"{self._name(lever)} changes no figure{self._why_idle(alone[0])}"

    def _why_idle(self, design: Assessed) -> str:
        """What is ignored of a design and not of the design as it is, such as the rules of a part that is off."""
        known = {advice.message for advice in input_warnings(self.spec)}
        of_design = [advice.message for advice in input_warnings(spec_of(self._request(design)))]
        ignored = [message for message in of_design if message not in known]
        return f": {ignored[0]}" if ignored else " at either end of its range"

    def _why_no_front(self, assessed: Sequence[Assessed]) -> str:
        """Objectives that no design has a value of, or how near the search came to the constraints."""
        for objective in self.params.objectives:
            if all(design.figures is None or design.figures[objective.figure]["mean"] is None for design in assessed):
                return f"no design that was tried has a {objective.figure}: none is better than another"
        nearest = min(assessed, key=lambda design: design.violation)
        why = self._breaks(nearest) or [nearest.message or "it has no value of an objective."]
        return f"no design keeps every constraint; design {nearest.index} comes nearest: {' '.join(why)}"


def _failures(assessed: Sequence[Assessed]) -> Iterator[str]:
    """A sentence about designs that could not be run, where there are any."""
    failed = [design for design in assessed if design.figures is None]
    if failed:
        first = f"design {failed[0].index}: {failed[0].message}"
        yield f"{len(failed)} of {len(assessed)} designs could not be run; {first}"


def _shown(value: float | None) -> str:
    return "unset" if value is None else f"{value:.6g}"
