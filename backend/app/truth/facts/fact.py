"""A fact, and the evidence from which facts are measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.abm.core.month import Floats
from app.abm.dynamics.estimates import findings
from app.truth.backtest import Figures, shipped_figures, simulate_all
from app.truth.chance import PooledTrials, pooled_trials
from app.truth.events import Event, events, mean_window
from app.truth.report import Finding
from app.truth.tokens import RealToken, read_tokens, shipped_tokens

MEASURED = "measured for this project: 90 tokens' published schedules and one exchange's prices, to 2025-11"
THEORY = "theory"
ISSUE = "bar of the second edition"
OPEN = "tokens_open.json"


class Evidence:
    """Tokens and simulations from which facts are measured; each is made at its first use, and cached."""

    def __init__(self, data: Path | None) -> None:
        self.data = data
        self._paths: dict[str, list[Floats]] = {}

    @cached_property
    def thirteen(self) -> list[RealToken]:
        """The library's real tokens."""
        return shipped_tokens()

    @cached_property
    def sixty(self) -> list[RealToken]:
        """The tokens of the data folder; empty where it is missing."""
        path = None if self.data is None else self.data / OPEN
        return read_tokens(path) if path is not None and path.is_file() else []

    @cached_property
    def figures(self) -> Figures:
        """The parameters of the shipped typical launch."""
        return shipped_figures()

    @cached_property
    def trials(self) -> PooledTrials:
        """Trials of the thirteen schedules with the typical launch."""
        return pooled_trials(self.thirteen, self.figures)

    def paths(self, model: str) -> list[Floats]:
        """Simulated paths of the sixty tokens with the shipped figures, under a pricing model."""
        if model not in self._paths:
            self._paths[model] = simulate_all(self.sixty, lambda _: self.figures, model)
        return self._paths[model]

    def window(self, model: str, selects: Callable[[Event], bool]) -> Floats:
        """Mean excess return around the selected unlocks of the sixty tokens."""
        return mean_window(events(self.sixty, self.paths(model)), selects)

    @cached_property
    def thirteen_left_out(self) -> list[Floats]:
        """Simulated paths of the thirteen, each with the figures fitted to all other tokens."""
        return simulate_all(self.thirteen, self._fitted_to_others)

    @cached_property
    def sixty_left_out(self) -> list[Floats]:
        """Simulated paths of the sixty, each with the figures fitted to the others."""
        return simulate_all(self.sixty, self._fitted_to_others)

    def _fitted_to_others(self, token: RealToken) -> Figures:
        """Figures of the calibration without this token; the shipped ones where the calibration did not use it."""
        calibration = findings()
        if token.symbol not in calibration["leave_one_out"]:
            return self.figures
        values = dict(zip(calibration["order"], calibration["leave_one_out"][token.symbol], strict=True))
        return Figures({name: value for name, value in values.items() if name != "beta"}, values["beta"], {})


@dataclass(frozen=True, slots=True)
class Fact:
    """A known fact, the band in which the model passes, and how the model's value is measured."""

    id: str
    fact: str
    source: str
    low: float | None
    high: float | None
    measure: Callable[[Evidence], float]
    note: str = ""
    needs_data: bool = False
    """Whether measuring it needs the data folder."""

    def measured(self, group: str, evidence: Evidence) -> Finding:
        """The fact with the model's value, to four significant digits."""
        missing = self.needs_data and not evidence.sixty
        value = None if missing else float(f"{self.measure(evidence):.4g}")
        return Finding(self.id, group, self.fact, self.source, self.low, self.high, value, self.note)


Facts = Sequence[Fact]
