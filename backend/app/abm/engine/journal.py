"""What a run records beside its series: the inputs of attribution, and the months of some single holders."""

from typing import ClassVar

import numpy as np

from app.abm.agents.behaviour import SELL_DRIVERS
from app.abm.agents.passes import Conditions
from app.abm.agents.population import Population
from app.abm.agents.token_holder import TokenHolderAgent
from app.abm.core.controller import ABMController, State, restore_months, saved_array
from app.abm.core.month import Floats
from app.abm.dynamics.demand import Demand
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.revenue import Revenue
from app.abm.dynamics.series import Columns
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.engine.spec import SimulationSpec


class Journal(ABMController):
    """The inputs of attribution: the market before each month cleared, the factors of demand, sales and buybacks."""

    STATE = ("table", "sold")
    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("float", "pool_tokens", "pool_fiat", "intended", "market", "shock", "reflexivity"),
        *("bought", "spent"),
    )
    """Float of outside buyers and pool before the month cleared; demand before any is postponed, and the factors of it
    that are random; tokens bought back by revenue after the month cleared, and the fiat meant for that."""

    def __init__(self, months: int, trials: int, sellers: int) -> None:
        self.table = np.ones((len(self.COLUMNS), months, trials))
        self.sold = np.zeros((months, trials, sellers))
        """Tokens sold by each cohort, and of emissions in a last column if there are any."""

    def before(self, month: int, demand: Demand, pricing: PricingModel, economy: TokenEconomy) -> None:
        """Record the market and demand before the month clears."""
        row = self.table[:, month]
        row[0], row[1], row[2], row[3] = economy["market"], economy["liquidity"], pricing.pool_fiat, demand.intended
        row[4] = demand.index**demand.market.baseline.elasticity
        row[5] = np.exp(demand.shock)
        row[6] = demand.reflexivity_factor() if demand.baseline.reflexivity else 1.0

    def sales(self, month: int, sold: Floats) -> None:
        """Record the tokens sold by each seller; (trials, sellers)."""
        self.sold[month] = sold

    def after(self, month: int, revenue: Revenue) -> None:
        """Record the buybacks of revenue after the month has cleared."""
        self.table[-2:, month] = revenue.bought, revenue.spent

    def columns(self, months: int) -> Columns:
        """Every column, (months, trials), and `sold`, (months, trials, sellers)."""
        return dict(zip(self.COLUMNS, self.table[:, :months], strict=True)) | {"sold": self.sold[:months]}

    def restore(self, state: State) -> None:
        """Restore the months of a snapshot, up to this run's horizon, which may differ. Raises SnapshotError."""
        for name, axis in (("table", 1), ("sold", 0)):
            message = f"the snapshot's journal has other trials or cohorts in '{name}'"
            restore_months(getattr(self, name), saved_array(state, name, self), axis, message)


MAX_FOLLOWED = 20
"""Greatest number of holders whose months are recorded: one of each bucket."""


def _followed(population: Population, level: str) -> list[int]:
    """The row in the middle of each bucket, of those that the aggregation level reports."""
    reported, first = population.sampled(level), population.layout.first
    cohort = first.searchsorted(reported, side="right") - 1
    by_cohort = [reported[cohort == index] for index in range(len(first))]
    return [int(rows[len(rows) // 2]) for rows in by_cohort if len(rows)][:MAX_FOLLOWED]


class Diary(ABMController):
    """The decisions and balances of one holder of each bucket in the first trial."""

    STATE = ("table",)
    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("unlocked", "gain", *(driver.__name__ for driver in SELL_DRIVERS), "offered"),
        *("sold", "newly_staked", "held", "staked"),
    )
    """In tokens, except `gain`, the price over the reference price less one, and the factors of the drivers."""

    def __init__(self, spec: SimulationSpec, population: Population) -> None:
        """Follows holders in a single run that reports single holders, nobody in any other."""
        level = spec.abm.aggregation_level
        is_recorded = level != "cohort" and len(population.share) == 1
        self.rows = _followed(population, level) if is_recorded else []
        self.table = np.zeros((len(self.COLUMNS), spec.horizon, len(self.rows)))

    def before(self, conditions: Conditions, population: Population) -> None:
        """Record what each followed holder receives and decides; the population is not changed."""
        for index, row in enumerate(self.rows):
            holder = TokenHolderAgent(population, row)
            holding, (offered, _) = holder.receive(conditions), holder.decide(conditions)
            values = (holding.unlocked, holding.gain, *holder.drivers(conditions), offered)
            self.table[: len(values), conditions.month, index] = values

    def after(self, month: int, population: Population, sold_part: Floats, staked_part: Floats) -> None:
        """Record the outcome, by the parts accepted of what was offered for sale and staking, 0 … 1; (trials,)."""
        columns = population.columns
        for index, row in enumerate(self.rows):
            self.table[-4:, month, index] = (
                sold_part[0] * columns.sell[0, row],
                staked_part[0] * columns.stake[0, row],
                columns.liquid[0, row],
                columns.staked[0, row],
            )

    def months_of(self, row: int, months: int) -> list[dict[str, float]] | None:
        """The first months of the holder in a row, None if it is not followed."""
        if row not in self.rows:
            return None
        table = self.table[:, :months, self.rows.index(row)].T.tolist()
        return [{"month_index": month, **dict(zip(self.COLUMNS, row, strict=True))} for month, row in enumerate(table)]

    def restore(self, state: State) -> None:
        """Restore the months of a snapshot, up to this run's horizon, which may differ. Raises SnapshotError."""
        restore_months(self.table, saved_array(state, "table", self), 1, "the snapshot follows other holders")
