"""What one request, and one client, may ask for."""

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.abm.core.errors import ConfigError
from app.abm.studies.estimate import Estimate
from app.api.errors import ProblemError

_LESS = "fewer holders, months or trials"

Counted: TypeAlias = Literal["submissions", "runs answered at once", "checks"]
"""What is counted each by itself: jobs, `/simulate-sync` and `/validate`."""

_CHECKS = 10
"""Checks for each submission allowed: a form checks what is typed into it."""


class Costed(Protocol):
    """A request whose cost can be said before anything is run."""

    def costs(self, row_budget: int, workers: int) -> Sequence[Estimate]:
        """What it may come to; the largest counts. Raises ConfigError when a run needs more rows than the budget."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets that are checked before anything is allocated."""

    max_agents: int
    max_work: float
    max_memory_mb: float
    sync_max_work: float
    max_body_bytes: int
    workers: int
    job_timeout_s: float

    def admit(self, wanted: Costed) -> Estimate:
        """The cost of what is asked for. Raises ConfigError when it is over a budget."""
        return self._admitted(wanted.costs(self.max_agents, self.workers))

    def _admitted(self, costs: Sequence[Estimate]) -> Estimate:
        most = max(costs, key=lambda cost: cost.work)
        _within_work(most.work, self.max_work, f"ask for {_LESS}")
        _within_memory(max(cost.memory_mb for cost in costs), self.max_memory_mb)
        return most

    def admit_study(self, wanted: Costed) -> None:
        """Raises ConfigError when a study is over a budget, or would only be stopped by the clock."""
        costs = wanted.costs(self.max_agents, self.workers)
        self._admitted(costs)
        seconds = max(cost.seconds for cost in costs)
        if seconds > self.job_timeout_s:
            message = f"would take about {seconds:,.0f} s, longer than the {self.job_timeout_s:,g} s a run may take"
            raise ConfigError.at((), f"{message}; ask for fewer runs, or {_LESS}", "time_over_budget")

    def admit_sync(self, cost: Estimate) -> None:
        """Raises ConfigError when a run is too large to be answered while the client waits."""
        if cost.trials > 1:
            message = "many trials run as a job; submit them to /api/v2/abm/simulate"
            raise ConfigError.at(("monte_carlo",), message, "needs_a_job")
        remedy = "submit it to /api/v2/abm/simulate, which runs it as a job"
        _within_work(cost.work, self.sync_max_work, remedy, "needs_a_job")


class SubmissionRate:
    """So many submissions per client and period, in a moving window; ten times as many checks."""

    def __init__(self, rate: str) -> None:
        self._rates: dict[Counted, RateLimitItem] = {}
        if rate:
            item = parse(rate)
            checks = type(item)(_CHECKS * item.amount, item.multiples)
            self._rates = {"submissions": item, "runs answered at once": item, "checks": checks}
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, client: str, what: Counted) -> dict[str, str]:
        """Count one of these; returns the headers that say how many are left. Raises ProblemError 429."""
        rate = self._rates.get(what)
        if rate is None:
            return {}
        allowed = self._limiter.hit(rate, what, client)
        window = self._limiter.get_window_stats(rate, what, client)
        reset = max(1, math.ceil(window.reset_time - time.time()))
        headers = {
            "RateLimit": f"limit={rate.amount}, remaining={window.remaining}, reset={reset}",
            "RateLimit-Policy": f"{rate.amount};w={rate.get_expiry()}",
        }
        if not allowed:
            detail = f"More {what} than the {rate} allowed; try again in {reset} s."
            raise ProblemError(429, detail, headers=headers | {"Retry-After": str(reset)})
        return headers


class StreamLimits:
    """Room for event streams: so many in all, and so many for one client, where that is not 0."""

    def __init__(self, total: int, per_client: int) -> None:
        self._total, self._per_client = total, per_client
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Streams open now."""
        return self._taken.total()

    def take(self, client: str) -> None:
        """Sit down, until `leave`. Raises ProblemError 429 when there is no seat left."""
        if 0 < self._per_client <= self._taken[client] or self.taken >= self._total:
            detail = "Too many event streams are open; close one, or watch several jobs through /stream?jobs=…"
            raise ProblemError(429, detail, headers={"Retry-After": "5"})
        self._taken[client] += 1

    def leave(self, client: str) -> None:
        """Give a seat back."""
        self._taken[client] -= 1
        if not self._taken[client]:
            del self._taken[client]


def _within_work(work: int, budget: float, advice: str, kind: str = "work_over_budget") -> None:
    if work > budget:
        message = f"agents × months × trials is {work:,}, over the budget of {budget:,.0f}; {advice}"
        raise ConfigError.at(("token", "horizon_months"), message, kind)


def _within_memory(needed: float, budget: float) -> None:
    if needed > budget:
        message = f"needs about {needed:,.0f} MB of memory, over the budget of {budget:,.0f} MB; ask for {_LESS}"
        raise ConfigError.at(("token", "horizon_months"), message, "memory_over_budget")
