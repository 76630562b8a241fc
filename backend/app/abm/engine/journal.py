"""What a run writes down, beside its series, to say afterwards who moved the price."""

from typing import ClassVar

import numpy as np

from app.abm.core.controller import ABMController, State, remembered
from app.abm.core.errors import SnapshotError
from app.abm.core.month import Floats
from app.abm.dynamics.demand import Demand
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.engine.series import Columns


class Journal(ABMController):
    """The market as each month found it, and the demand by its factors."""

    STATE = ("table", "sold")
    COLUMNS: ClassVar[tuple[str, ...]] = ("float", "pool_tokens", "pool_fiat", "wish", "market", "shock", "pull")
    """Outside buyers' float, the pool before trading, demand before waiting, and its factors that chance moves."""

    def __init__(self, months: int, trials: int, cohorts: int) -> None:
        self.table = np.ones((len(self.COLUMNS), months, trials))
        self.sold = np.zeros((months, trials, cohorts))
        """Tokens that each cohort sold; (months, trials, cohorts)."""

    def before(self, month: int, demand: Demand, pricing: PricingModel, economy: TokenEconomy) -> None:
        """Note the month as it is before it clears."""
        row = self.table[:, month]
        row[0], row[1], row[2], row[3] = economy["market"], economy["liquidity"], pricing.pool_fiat, demand.wish
        row[4] = demand.index**demand.market.known.elasticity
        row[5] = np.exp(demand.shock)
        row[6] = demand.pull() if demand.known.reflexivity else 1.0

    def sales(self, month: int, sold: Floats) -> None:
        """Note who sold how much; (trials, cohorts)."""
        self.sold[month] = sold

    def columns(self, months: int) -> Columns:
        """Every column, (months, trials), and `sold`, (months, trials, cohorts)."""
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
