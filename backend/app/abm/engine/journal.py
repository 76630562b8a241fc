"""What a run writes down, beside its series: what says who moved the price, and the months of some holders."""

from typing import ClassVar

import numpy as np

from app.abm.agents.behaviour import SELL_DRIVERS
from app.abm.agents.passes import Conditions
from app.abm.agents.population import Population
from app.abm.agents.token_holder import TokenHolderAgent
from app.abm.core.controller import ABMController, State, remembered
from app.abm.core.errors import SnapshotError
from app.abm.core.month import Floats
from app.abm.dynamics.demand import Demand
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.revenue import Revenue
from app.abm.dynamics.series import Columns
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.engine.spec import SimulationSpec


class Journal(ABMController):
    """The market as each month found it, and the demand by its factors."""

    STATE = ("table", "sold")
    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("float", "pool_tokens", "pool_fiat", "wish", "market", "shock", "pull"),
        *("bought", "spent"),
    )
    """Outside buyers' float, the pool before trading, demand before waiting, and its factors that chance moves; tokens
    that revenue bought back after the month, and the fiat meant for them."""

    def __init__(self, months: int, trials: int, sellers: int) -> None:
        self.table = np.ones((len(self.COLUMNS), months, trials))
        self.sold = np.zeros((months, trials, sellers))
        """Tokens that each cohort sold, and, where there are emissions, a last column for what they fed."""

    def before(self, month: int, demand: Demand, pricing: PricingModel, economy: TokenEconomy) -> None:
        """Note the month as it is before it clears."""
        row = self.table[:, month]
        row[0], row[1], row[2], row[3] = economy["market"], economy["liquidity"], pricing.pool_fiat, demand.wish
        row[4] = demand.index**demand.market.known.elasticity
        row[5] = np.exp(demand.shock)
        row[6] = demand.pull() if demand.known.reflexivity else 1.0

    def sales(self, month: int, sold: Floats) -> None:
        """Note who sold how much; (trials, sellers)."""
        self.sold[month] = sold

    def after(self, month: int, revenue: Revenue) -> None:
        """Note what revenue bought back once the price was known."""
        self.table[-2:, month] = revenue.bought, revenue.spent

    def columns(self, months: int) -> Columns:
        """Every column, (months, trials), and `sold`, (months, trials, sellers)."""
        return dict(zip(self.COLUMNS, self.table[:, :months], strict=True)) | {"sold": self.sold[:months]}

    def restore(self, state: State) -> None:
        """Take over what was written, up to this run's own horizon, shorter or longer."""
        for name, axis in (("table", 1), ("sold", 0)):
            own, saved = getattr(self, name), remembered(state, name, self)
            if saved.ndim != own.ndim or np.delete(saved.shape, axis).tolist() != np.delete(own.shape, axis).tolist():
                raise SnapshotError(f"the snapshot's journal has other trials or cohorts in '{name}'")
            months = min(own.shape[axis], saved.shape[axis])
            kept = (slice(None),) * axis + (slice(months),)
            own[kept] = saved[kept]


FOLLOWED = 20
"""Most holders whose months are told: one of each bucket, near its middle."""


def _followed(population: Population, level: str) -> list[int]:
    """One row near the middle of each bucket, of those that are told of."""
    taken, first = population.sampled(level), population.layout.first
    cohort = first.searchsorted(taken, side="right") - 1
    of_each = [taken[cohort == index] for index in range(len(first))]
    return [int(rows[len(rows) // 2]) for rows in of_each if len(rows)][:FOLLOWED]


class Diary(ABMController):
    """What a holder of each bucket decides and does, of the first trial."""

    STATE = ("table",)
    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("unlocked", "gain", *(driver.__name__ for driver in SELL_DRIVERS), "offered"),
        *("sold", "newly_staked", "held", "staked"),
    )
    """Tokens, but `gain`, the price over the holder's own reference less one, and the factors of the drivers."""

    def __init__(self, spec: SimulationSpec, population: Population) -> None:
        """Of a single run that tells of some of its holders; of another, nobody's."""
        level = spec.abm.aggregation_level
        is_told = level != "cohort" and len(population.share) == 1
        self.rows = _followed(population, level) if is_told else []
        self.table = np.zeros((len(self.COLUMNS), spec.horizon, len(self.rows)))

    def before(self, conditions: Conditions, population: Population) -> None:
        """Ask each holder, alone, what the month brings and what to do; changes nothing."""
        for place, row in enumerate(self.rows):
            holder = TokenHolderAgent(population, row)
            holding, (offered, _) = holder.receive(conditions), holder.decide(conditions)
            told = (holding.unlocked, holding.gain, *holder.drivers(conditions), offered)
            self.table[: len(told), conditions.month, place] = told

    def after(self, month: int, population: Population, sold: Floats, staked: Floats) -> None:
        """Note what became of it: the accepted parts of what all offered for sale and for staking, by trial."""
        columns = population.columns
        for place, row in enumerate(self.rows):
            self.table[-4:, month, place] = (
                sold[0] * columns.sell[0, row],
                staked[0] * columns.stake[0, row],
                columns.liquid[0, row],
                columns.staked[0, row],
            )

    def of(self, row: int, months: int) -> list[dict[str, float]] | None:
        """The first months of a holder, none of one who is not followed."""
        if row not in self.rows:
            return None
        lived = self.table[:, :months, self.rows.index(row)].T.tolist()
        return [{"month_index": month, **dict(zip(self.COLUMNS, row, strict=True))} for month, row in enumerate(lived)]

    def restore(self, state: State) -> None:
        """Take over what was written, up to this run's own horizon, shorter or longer."""
        saved = remembered(state, "table", self)
        if saved.ndim != 3 or (saved.shape[0], saved.shape[2]) != (self.table.shape[0], self.table.shape[2]):
            raise SnapshotError("the snapshot follows other holders")
        months = min(self.table.shape[1], saved.shape[1])
        self.table[:, :months] = saved[:, :months]
