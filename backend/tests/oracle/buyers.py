"""Demand of the reference implementation: monthly spending of outside buyers, factor by factor, from docs/model.md."""

from dataclasses import dataclass, field

from app.abm.dynamics.demand import DemandParams
from app.abm.dynamics.market import MarketParams
from app.abm.engine.spec import SimulationSpec
from tests.oracle.holder_objects import Cohort


@dataclass
class Buyers:
    """Outside buyers without chance and without memory of prices: flat or growing demand, and all that scales it."""

    demand: DemandParams
    market: MarketParams
    cohorts: list[Cohort]
    supply: float
    start: float = field(init=False)
    held_back: float = 0.0

    @classmethod
    def of(cls, spec: SimulationSpec, cohorts: list[Cohort], holding_time: float) -> "Buyers":
        """The buyers of a specification; what they spend at the start is the first float's turnover unless given."""
        assert (spec.demand.volatility, spec.demand.reflexivity, spec.market.volatility) == (0, 0, 0)
        traded = [cohort for cohort in cohorts if cohort.spending is None] or cohorts
        buyers = cls(spec.demand, spec.market, traded, spec.token.total_supply)
        given = spec.abm.demand.initial_monthly_fiat if spec.abm.demand else None
        usual = buyers.demand.level * spec.initial_price * buyers.first_float() / holding_time
        buyers.start = usual if given is None else given
        return buyers

    def unlocked(self, month: int) -> float:
        """Scheduled float: everything unlocked by the end of a month that is not only spent."""
        return sum(cohort.unlocked_by(month) for cohort in self.cohorts)

    def first_float(self) -> float:
        """Scheduled float once it is 1 % of the supply."""
        for month in range(1200):
            if self.unlocked(month) >= 0.01 * self.supply:
                break
        return self.unlocked(month)

    def index(self, month: int) -> float:
        """The market index, 1 in month 0."""
        path = self.market.path
        if isinstance(path, str):
            assert path == "flat"
            return 1.0
        return path[min(month, len(path) - 1)] / path[0]

    def attention(self, month: int) -> float:
        """The factor of attention, with the launch rush in month 0."""
        half_life, floor = self.demand.attention_half_life_months, self.demand.attention_floor
        left = 1.0 if half_life is None else floor + (1.0 - floor) * 0.5 ** (month / half_life)
        return left * (1.0 + self.demand.launch_rush) if month == 0 else left

    def intended(self, month: int) -> float:
        """What buyers would spend if nobody waited."""
        base = self.start
        if self.demand.model == "growth":
            base *= (1.0 + self.demand.monthly_growth) ** month
        else:
            assert self.demand.model == "constant"
        first = self.first_float()
        grown = max(self.unlocked(month), first) / first
        beta = 1.0 if self.market.beta is None else self.market.beta
        return float(base * self.index(month) ** beta * self.attention(month) * grown**self.demand.float_elasticity)

    def waiting(self, month: int) -> float:
        """Part of a month's spending that is held back for the unlock of the next."""
        now, next_ = self.unlocked(month), self.unlocked(month + 1)
        if next_ <= now:
            return 0.0
        if now == 0.0:
            return self.demand.unlock_caution
        unlock = (next_ - now) / now
        return self.demand.unlock_caution * unlock / (1.0 + unlock)

    def spend(self, month: int) -> float:
        """Spending of a month, with what was held back the month before."""
        intended, part = self.intended(month), self.waiting(month)
        spent = intended * (1.0 - part) + self.held_back
        self.held_back = intended * part
        return spent
