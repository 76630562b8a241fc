"""The errors of the model, in the words of token economics."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with one field of a request; never carries the offending value."""

    location: Location
    message: str
    kind: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.location)) or 'request'}: {self.message}"


class CliffcastError(Exception):
    """Base class of all errors that the model raises."""


class ConfigError(CliffcastError):
    """The configuration cannot describe a token economy; `problems` names each field."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))

    @classmethod
    def at(cls, location: Location, message: str, kind: str = "value_error") -> "ConfigError":
        """An error about a single field."""
        return cls([FieldProblem(location, message, kind)])


class LedgerError(CliffcastError):
    """Tokens were created, lost or overdrawn: a bug in the model, never a result."""

    def __init__(self, account: str, month: int, residual: float) -> None:
        self.account, self.month, self.residual = account, month, residual
        super().__init__(f"the ledger does not add up in month {month}: {account} is off by {residual:.6g} tokens")


class NumberRangeError(CliffcastError):
    """A quantity overflowed or passed the bound set for it, so no later month could be trusted."""

    def __init__(self, quantity: str, month: int, bound: float = math.inf) -> None:
        self.quantity, self.month, self.bound = quantity, month, bound
        what = "is no longer a finite number" if math.isinf(bound) else f"goes beyond {bound:g}"
        super().__init__(
            f"{quantity} {what} in month {month}; choose a gentler pricing curve, demand or starting price"
        )


class RunsFailedError(CliffcastError):
    """So many runs of a study failed that it has no result."""

    def __init__(self, failed: int, runs: int, first: str) -> None:
        self.failed, self.runs, self.first = failed, runs, first
        super().__init__(f"{failed:,} of {runs:,} runs failed; the first: {first.rstrip('.')}")


class SnapshotError(CliffcastError):
    """A saved state does not fit the simulation it is restored into."""


class SimulationCancelled(CliffcastError):
    """The caller stopped the run between two months."""
