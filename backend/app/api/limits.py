"""Limits of a request and of a client: work, memory, submissions in a period, open event streams."""

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, Protocol, TypeAlias

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.abm.core.errors import ConfigError
from app.abm.studies.estimate import Estimate
from app.api.errors import ProblemError

_SMALLER = "fewer holders, months or trials"

Quota: TypeAlias = Literal["submissions", "runs answered at once", "checks"]
"""Requests that are counted separately: jobs; `/simulate-sync`; `/validate`, `/tables` and `/similar`."""

_CHECKS_PER_SUBMISSION = 10
"""The page checks a form while it is being typed, so there are more checks than submissions."""


class Costed(Protocol):
    """A request whose cost can be estimated before it is run."""

    def costs(self, row_budget: int, workers: int) -> Sequence[Estimate]:
        """Estimates of which the largest is held against the limits.

        Raises ConfigError when a run needs more rows than the budget.
        """


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one request, checked before anything is allocated."""

    max_agents: int
    max_work: float
    max_memory_mb: float
    sync_max_work: float
    max_body_bytes: int
    workers: int
    job_timeout_s: float

    def admit(self, request: Costed) -> Estimate:
        """The cost of a request. Raises ConfigError when it is over a budget."""
        return self._within_budgets(request.costs(self.max_agents, self.workers))

    def admit_study(self, request: Costed) -> None:
        """Raises ConfigError when a study is over a budget, or would take longer than a run may."""
        costs = request.costs(self.max_agents, self.workers)
        self._within_budgets(costs)
        seconds = max(cost.seconds for cost in costs)
        if seconds > self.job_timeout_s:
            message = f"would take about {seconds:,.0f} s, longer than the {self.job_timeout_s:,g} s a run may take"
            raise ConfigError.at((), f"{message}; ask for fewer runs, or {_SMALLER}", "time_over_budget")

    def admit_sync(self, cost: Estimate) -> None:
        """Raises ConfigError when a run is too large to be answered while the client waits."""
        if cost.trials > 1:
            message = "many trials run as a job; submit them to /api/v2/abm/simulate"
            raise ConfigError.at(("monte_carlo",), message, "needs_a_job")
        remedy = "submit it to /api/v2/abm/simulate, which runs it as a job"
        _check_work(cost.work, self.sync_max_work, remedy, "needs_a_job")

    def _within_budgets(self, costs: Sequence[Estimate]) -> Estimate:
        """The estimate with the most work. Raises ConfigError when work or memory is over its budget."""
        largest = max(costs, key=attrgetter("work"))
        _check_work(largest.work, self.max_work, f"ask for {_SMALLER}", "work_over_budget")
        memory, budget = max(cost.memory_mb for cost in costs), self.max_memory_mb
        if memory > budget:
            message = f"needs about {memory:,.0f} MB of memory, over the budget of {budget:,.0f} MB; ask for {_SMALLER}"
            raise ConfigError.at(("token", "horizon_months"), message, "memory_over_budget")
        return largest


def _check_work(work: int, budget: float, remedy: str, kind: str) -> None:
    if work > budget:
        message = f"agents × months × trials is {work:,}, over the budget of {budget:,.0f}; {remedy}"
        raise ConfigError.at(("token", "horizon_months"), message, kind)


class RateLimiter:
    """Submissions of each client in a moving window, and ten times as many checks."""

    def __init__(self, rate: str) -> None:
        """`rate` is written as 60/minute; empty for no limit."""
        self._rates: dict[Quota, RateLimitItem] = {}
        if rate:
            item = parse(rate)
            checks = type(item)(_CHECKS_PER_SUBMISSION * item.amount, item.multiples)
            self._rates = {"submissions": item, "runs answered at once": item, "checks": checks}
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, client: str, quota: Quota) -> dict[str, str]:
        """Count one request; returns the headers that say how many are left. Raises ProblemError 429."""
        rate = self._rates.get(quota)
        if rate is None:
            return {}
        allowed = self._limiter.hit(rate, quota, client)
        window = self._limiter.get_window_stats(rate, quota, client)
        reset = max(1, math.ceil(window.reset_time - time.time()))
        headers = {
            "RateLimit": f"limit={rate.amount}, remaining={window.remaining}, reset={reset}",
            "RateLimit-Policy": f"{rate.amount};w={rate.get_expiry()}",
        }
        if not allowed:
            detail = f"More {quota} than the {rate} allowed; try again in {reset} s."
            raise ProblemError(429, detail, headers=headers | {"Retry-After": str(reset)})
        return headers


class StreamLimits:
    """Open event streams, limited in total and for each client; a limit per client of 0 is none."""

    def __init__(self, total: int, per_client: int) -> None:
        self._total, self._per_client = total, per_client
        self._open: Counter[str] = Counter()

    @property
    def open(self) -> int:
        """Streams that are open now."""
        return self._open.total()

    def acquire(self, client: str) -> None:
        """Count a stream as open, until `release`. Raises ProblemError 429 when there are too many."""
        if 0 < self._per_client <= self._open[client] or self.open >= self._total:
            detail = "Too many event streams are open; close one, or watch several jobs through /stream?jobs=…"
            raise ProblemError(429, detail, headers={"Retry-After": "5"})
        self._open[client] += 1

    def release(self, client: str) -> None:
        """Count a stream as closed."""
        self._open[client] -= 1
        if not self._open[client]:
            del self._open[client]
