"""What a run writes down, beside its series, to say afterwards who moved the price."""

from typing import ClassVar

import numpy as np

from app.abm.core.controller import ABMController, State, remembered
from app.abm.core.errors import SnapshotError
from app.abm.core.month import Floats
from app.abm.dynamics.demand import Demand
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.revenue import Revenue
from app.abm.dynamics.series import Columns
from app.abm.dynamics.token_economy import TokenEconomy


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
