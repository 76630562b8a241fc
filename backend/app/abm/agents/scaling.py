"""How many rows represent how many holders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.abm.core.errors import ConfigError

Granularity: TypeAlias = Literal["full_individual", "meta_agents", "adaptive"]

DEFAULT_AGENTS = 50
"""Default number of holders of a bucket, and of rows of a cohort of meta-agents."""

DEFAULT_ROW_BUDGET = 1_000_000
"""Default limit on the rows of one trial."""

MIN_ROWS = 32
"""Least number of rows of a cohort that adaptive scaling reduces, unless it has fewer holders."""


@dataclass(frozen=True, slots=True)
class BucketSize:
    """Tokens and number of holders of a bucket, which decide its number of rows."""

    tokens: float
    num_holders: int | None
    default_holders: int = DEFAULT_AGENTS
    """Number of holders if neither the bucket nor the request gives one."""


class AdaptiveAgentScaling:
    """One row per holder if all fit into the row budget, else meta-agents, each of which represents many holders.

    The number of holders is kept: rows × weight.
    """

    def __init__(self, granularity: Granularity, agents_per_cohort: int | None, row_budget: int) -> None:
        self.granularity, self.agents_per_cohort, self.row_budget = granularity, agents_per_cohort, row_budget

    def holders(self, size: BucketSize) -> int:
        """Holders of a bucket: its own number, else `agents_per_cohort`, else the default."""
        return size.num_holders or self.agents_per_cohort or size.default_holders

    def rows(self, sizes: Sequence[BucketSize]) -> list[int]:
        """Rows of each bucket. Raises ConfigError when they are more than the budget."""
        holders = [self.holders(size) for size in sizes]
        if self.granularity == "meta_agents":
            rows = [min(self.agents_per_cohort or DEFAULT_AGENTS, count) for count in holders]
        elif self.granularity == "adaptive" and sum(holders) > self.row_budget:
            rows = self._allocated_rows(sizes, holders)
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

    def _allocated_rows(self, sizes: Sequence[BucketSize], holders: Sequence[int]) -> list[int]:
        """Rows in proportion to √(tokens × holders): by impact on the market and by variety of holders."""
        rows = [
            count if size.num_holders is None else min(MIN_ROWS, count)
            for size, count in zip(sizes, holders, strict=True)
        ]
        weight = [
            0.0 if size.num_holders is None else (size.tokens * count) ** 0.5
            for size, count in zip(sizes, holders, strict=True)
        ]
        while (spare := self.row_budget - sum(rows)) > 0:
            growing = [index for index, count in enumerate(holders) if rows[index] < count and weight[index] > 0]
            total = sum(weight[index] for index in growing)
            grown = rows.copy()
            for index in growing:
                grown[index] = min(holders[index], rows[index] + int(spare * weight[index] / total))
            if grown == rows:
                break
            rows = grown
        return rows
