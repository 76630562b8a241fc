"""A fact, and the evidence that facts are measured on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.abm.core.month import Floats
from app.abm.dynamics.estimates import findings
from app.truth.backtest import Figures, shipped_figures, simulate_all
from app.truth.chance import Crowd, crowd
from app.truth.events import Event, events, mean_window
from app.truth.report import Finding
from app.truth.tokens import RealToken, read_tokens, shipped_tokens

MEASURED = "measured for this project: 90 tokens' published schedules and one exchange's prices, to 2025-11"
THEORY = "theory"
ISSUE = "bar of the second edition"
OPEN = "tokens_open.json"


class Evidence:
    """What facts are measured on, each part made once, when it is first needed."""

    def __init__(self, data: Path | None) -> None:
        self.data = data
        self._paths: dict[str, list[Floats]] = {}

    @cached_property
    def thirteen(self) -> list[RealToken]:
        """The library's real tokens."""
        return shipped_tokens()

    @cached_property
    def sixty(self) -> list[RealToken]:
        """The tokens of the data folder; none where it is missing."""
        path = None if self.data is None else self.data / OPEN
        return read_tokens(path) if path is not None and path.is_file() else []

    @cached_property
    def figures(self) -> Figures:
        """The shipped typical launch."""
        return shipped_figures()

    @cached_property
    def crowd(self) -> Crowd:
        """Trials of the thirteen schedules under the typical launch."""
        return crowd(self.thirteen, self.figures)

    def paths(self, model: str) -> list[Floats]:
        """The sixty tokens with the shipped figures, along ETH's real path."""
        if model not in self._paths:
            self._paths[model] = simulate_all(self.sixty, lambda _: self.figures, model)
        return self._paths[model]

    def window(self, model: str, wanted: Callable[[Event], bool]) -> Floats:
        """Mean excess return around the sixty tokens' unlocks."""
        return mean_window(events(self.sixty, self.paths(model)), wanted)

    @cached_property
    def thirteen_left_out(self) -> list[Floats]:
        """The thirteen, each with the figures fitted to all other tokens."""
        return simulate_all(self.thirteen, self._fitted_to_others)

    @cached_property
    def sixty_left_out(self) -> list[Floats]:
        """The sixty, each with the figures fitted to the others."""
        return simulate_all(self.sixty, self._fitted_to_others)

    def _fitted_to_others(self, token: RealToken) -> Figures:
        """Figures of the calibration that left the token out; a token it never saw takes the shipped ones."""
        found = findings()
        if token.symbol not in found["leave_one_out"]:
            return self.figures
        values = dict(zip(found["order"], found["leave_one_out"][token.symbol], strict=True))
        return Figures({name: value for name, value in values.items() if name != "beta"}, values["beta"], {})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known, the band in which the model passes, and how its value is found."""

    id: str
    fact: str
    source: str
    low: float | None
    high: float | None
    measure: Callable[[Evidence], float]
    note: str = ""
    needs_data: bool = False
    """Whether it is measured on the data folder."""

    def found(self, group: str, evidence: Evidence) -> Finding:
        """Measure it, to four significant digits."""
        missing = self.needs_data and not evidence.sixty
        value = None if missing else float(f"{self.measure(evidence):.4g}")
        return Finding(self.id, group, self.fact, self.source, self.low, self.high, value, self.note)


Facts = Sequence[Fact]
