"""How many rows stand for how many holders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.abm.core.errors import ConfigError

Granularity: TypeAlias = Literal["full_individual", "meta_agents", "adaptive"]

DEFAULT_AGENTS = 50
"""Holders of a bucket that does not say, and rows of a cohort of meta-agents."""

DEFAULT_ROW_BUDGET = 1_000_000
"""Most rows of one trial, unless the caller says otherwise."""

FEWEST_ROWS = 32
"""Rows of the smallest cohort of meta-agents that adaptive scaling makes, if it has as many holders."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The holders of one bucket, before it is decided how many rows stand for them."""

    tokens: float
    num_holders: int | None
    usual_holders: int = DEFAULT_AGENTS
    """Holders where neither the bucket nor the request says how many."""


class AdaptiveAgentScaling:
    """One row per holder where that fits, meta-agents that stand for many where it does not.

    Every way keeps the number of holders: rows × weight is exactly that.
    """

    def __init__(self, granularity: Granularity, agents_per_cohort: int | None, row_budget: int) -> None:
        self.granularity, self.agents_per_cohort, self.row_budget = granularity, agents_per_cohort, row_budget

    def holders(self, crowd: Crowd) -> int:
        """Holders of a bucket: its own number, else the number of agents asked per cohort."""
        return crowd.num_holders or self.agents_per_cohort or crowd.usual_holders

    def rows(self, crowds: Sequence[Crowd]) -> list[int]:
        """Rows of each bucket. Raises ConfigError when they are more than the budget."""
        holders = [self.holders(crowd) for crowd in crowds]
        if self.granularity == "meta_agents":
            rows = [min(self.agents_per_cohort or DEFAULT_AGENTS, count) for count in holders]
        elif self.granularity == "adaptive" and sum(holders) > self.row_budget:
            rows = self._shared_out(crowds, holders)
        else:
            rows = holders
        if sum(rows) > self.row_budget:
            advice = "fewer agents_per_cohort" if self.granularity != "full_individual" else "meta_agents or adaptive"
            raise ConfigError.at(
                ("abm", "agent_granularity"),
                f"needs {sum(rows):,} rows and at most {self.row_budget:,} are allowed; use {advice}",
                "too_many_agents",
            )
        return rows

    def _shared_out(self, crowds: Sequence[Crowd], holders: Sequence[int]) -> list[int]:
        """Rows in proportion to √(tokens × holders): where both the weight in the market and the variety are."""
        rows = [
            count if crowd.num_holders is None else min(FEWEST_ROWS, count)
            for crowd, count in zip(crowds, holders, strict=True)
        ]
        pull = [
            0.0 if crowd.num_holders is None else (crowd.tokens * count) ** 0.5
            for crowd, count in zip(crowds, holders, strict=True)
        ]
        while (spare := self.row_budget - sum(rows)) > 0:
            open_to_more = [index for index, count in enumerate(holders) if rows[index] < count and pull[index] > 0]
            total = sum(pull[index] for index in open_to_more)
            grown = rows.copy()
            for index in open_to_more:
                grown[index] = min(holders[index], rows[index] + int(spare * pull[index] / total))
            if grown == rows:
                break
            rows = grown
        return rows
