"""The month loop: one economy, in many trials at once."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

from app.abm.agents.behaviour import appetite_by_cohort, appetite_by_trial
from app.abm.agents.cohort import yield_caution
from app.abm.agents.passes import Conditions
from app.abm.agents.population import Population, Split
from app.abm.agents.scaling import DEFAULT_ROW_BUDGET
from app.abm.core.controller import ABMController
from app.abm.core.errors import NumberRangeError
from app.abm.core.month import Clearing, Floats, Month, Opening, Orders, all_finite, over_cohorts, ratio
from app.abm.core.streams import Keys
from app.abm.dynamics.demand import Demand
from app.abm.dynamics.emissions import Emissions
from app.abm.dynamics.market import MarketIndex
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS, PricingModel
from app.abm.dynamics.revenue import Revenue
from app.abm.dynamics.staking import StakingFlows, StakingPool
from app.abm.dynamics.token_economy import ACCOUNTS, TokenEconomy
from app.abm.dynamics.treasury import TreasuryController
from app.abm.engine import snapshot
from app.abm.engine.designs import Designs
from app.abm.engine.journal import Diary, Journal
from app.abm.engine.parallel_execution import single_threaded
from app.abm.engine.recorder import Recorder
from app.abm.engine.result import SimulationResult
from app.abm.engine.spec import SimulationSpec

OnMonth: TypeAlias = Callable[[int, int], None]
"""Called with the months done and the months in all; raises SimulationCancelled to stop the run."""

AnyPart = TypeVar("AnyPart", bound=EconomyPart[Any])

_NEUTRAL_CAUTION = float(yield_caution(np.array([0.5]))[0])
_SERIES_OF_ACCOUNT = {
    "liquid": "total_held",
    "staked": "total_staked",
    "treasury": "treasury_tokens",
    "liquidity": "liquidity_tokens",
}


class ABMSimulationLoop(ABMController):
    """A token economy, simulated month by month; each month has this order.

    1. vesting unlocks tokens, and emissions mint theirs
    2. rewards are paid on stakes, and stakes whose lock-up has ended are returned
    3. holders decide on last month's price
    4. locked tokens are counted as staked, then the pool accepts stakes pro rata up to its capacity
    5. the pricing model takes the tokens that holders sell, as far as it can
    6. and sets the month's price
    7. the treasury takes its fee from the proceeds, adds liquidity, buys back, burns; revenue is paid out
    8. the ledger is checked against itself and the sums over all holders; the month is recorded and reported

    A run is a pure function of its specification and seeds. The state after any month can be saved and restored.
    """

    STATE = ("price", "rewards_minted", "worst_residual")

    def __init__(
        self,
        spec: SimulationSpec | Designs,
        *,
        seeds: Keys | None = None,
        pricing: type[PricingModel] | None = None,
        row_budget: int = DEFAULT_ROW_BUDGET,
        split: Split = single_threaded,
        explain: bool = False,
    ) -> None:
        """One trial per seed, by default a single one with the specification's seed; `pricing` overrides its model.

        `Designs` have seeds of their own, and record no cohorts unless asked to. With `explain`, the inputs of
        attribution are recorded.
        """
        designs = spec if isinstance(spec, Designs) else Designs.single(spec, row_budget, seeds)
        trials, opening, self.spec, self.month = len(designs.seeds), designs.opening, designs.first, 0
        self.calendar, self.anticipation = designs.calendar, designs.anticipation
        self.economy = TokenEconomy(trials, opening.total_supply, self.calendar.allocated)
        self.parts = {part: part.from_rules(designs.rules(part), opening) for part in PARTS.values()}
        self.treasury, self.staking = self.part(TreasuryController), self.part(StakingPool)
        self.emissions, self.revenue = self.part(Emissions), self.part(Revenue)
        self.pricing = (pricing or PRICING_MODELS[self.spec.abm.pricing_model])(designs.pricing, opening)
        self.demand = Demand(designs.demand, MarketIndex(designs.market, designs.seeds), designs.seeds)
        self.population = Population(designs.cohorts, designs.seeds, designs.noise, split, designs.draws)
        self.recorder, self.journal, self.diary = self._recorders(designs, explain)
        self._ones, self._has_anticipation = np.ones(trials), bool(np.any(self.anticipation))
        self.price = np.full(trials, opening.initial_price)
        self.rewards_minted, self.worst_residual = np.zeros(trials), np.zeros(trials)
        self._opening_remarks = self._open(opening)

    def _open(self, opening: Opening) -> list[str]:
        """Allocate all opening balances; returns sentences about what was not possible."""
        self.population.open(opening.initial_price, self.staking.lockup_slots)
        opened = [remark for part in self.parts.values() for remark in part.open(self.economy)]
        return [*opened, *self.pricing.open(self.economy)]

    def _recorders(self, designs: Designs, explain: bool) -> tuple[Recorder, Journal | None, Diary]:
        """The series, the inputs of attribution if asked for, and the months of single holders."""
        abm, months, trials, cohorts = self.spec.abm, self.spec.horizon, len(designs.seeds), len(self.spec.buckets)
        details = abm.store_cohort_details and (designs.details or len(designs.specs) == 1)
        recorder, sellers = Recorder(months, trials, cohorts if details else 0), cohorts + self.emissions.is_open
        journal = Journal(months, trials, sellers) if explain or abm.attribution else None
        return recorder, journal, Diary(self.spec, self.population)

    def part(self, kind: type[AnyPart]) -> AnyPart:
        """The part of a class."""
        return cast(AnyPart, self.parts[kind])

    def run(self, on_month: OnMonth | None = None, until: int | None = None) -> SimulationResult:
        """Simulate the remaining months, or until `until` months are done.

        Raises LedgerError, NumberRangeError, or whatever `on_month` raises to stop the run.
        """
        with np.errstate(all="ignore"):  # overflows are reported by `_check_numbers`
            while self.month < (self.spec.horizon if until is None else until):
                self.step()
                if on_month is not None:
                    on_month(self.month, self.spec.horizon)
            return self.result()

    def step(self) -> None:
        """Simulate one month."""
        month, economy, staking = self.month, self.economy, self.staking
        economy.month = month
        economy.unlock(self.calendar.total_locked[month])
        rate, rewards = staking.pay_rewards(economy)
        self.rewards_minted = self.rewards_minted + staking.minted_part(rewards)
        self.emissions.pay(staking, economy)
        conditions = self._conditions(rate)
        self.diary.before(conditions, self.population)
        orders = self.population.decide(conditions)
        matured = staking.mature(month, orders.matured, economy)
        if staking.accepts_locked:
            appetite = appetite_by_cohort(self._by_cohort(self.calendar.caution[0]), conditions.outside_pull)
            staking.stake_locked(self.calendar.locked[month], appetite * self.calendar.trades[0], economy)
        market_appetite = appetite_by_trial(_NEUTRAL_CAUTION, conditions.outside_pull)
        staked_part, staked = staking.accept(month, orders.stake, market_appetite, economy)
        opened = self._opened_month()
        if self.journal is not None:
            self.journal.before(month, self.demand, self.pricing, economy)
        clearing = self.pricing.clear(opened, orders.sell, economy)
        self._check_numbers(opened, clearing)
        self.treasury.act(clearing.sold_fiat, clearing.price, self.pricing, economy)
        self.revenue.pay_out(clearing.price, staking, self.treasury, self.pricing, economy)
        staking.close(StakingFlows(rewards, matured, staked), economy)
        self._settle(orders, staked_part, clearing)
        self._record(opened, clearing)
        self.price, self.month = clearing.price, month + 1

    def result(self) -> SimulationResult:
        """The result of the months simulated so far."""
        return SimulationResult(
            spec=self.spec,
            months=self.month,
            columns=self.recorder.columns(self.month),
            cohort_columns=self.recorder.cohort_columns(self.month),
            population=self.population,
            pricing=self.pricing,
            journal=None if self.journal is None else self.journal.columns(self.month),
            diary=self.diary,
            ledger_residual=self.worst_residual,
            remarks=(*self._opening_remarks, *(remark for part in self.parts.values() for remark in part.remarks())),
        )

    def snapshot_bytes(self) -> bytes:
        """The complete state after the months simulated so far."""
        return snapshot.to_bytes(self.month, self._controllers)

    def restore_bytes(self, saved: bytes) -> None:
        """Continue from a saved state of this run, or of one that had other parameters until then.

        Raises SnapshotError if the state has other holders, trials or lock-ups, or is beyond the horizon.
        """
        self.month = snapshot.restore(saved, self._controllers, self.spec.horizon)

    @property
    def _controllers(self) -> dict[str, ABMController]:
        """Everything that has a state, by its name in a snapshot."""
        return {
            "loop": self,
            "economy": self.economy,
            "population": self.population,
            "demand": self.demand,
            "pricing": self.pricing,
            **{name: self.parts[kind] for name, kind in PARTS.items()},
            "recorder": self.recorder,
            "market": self.demand.market,
            **({} if self.journal is None else {"journal": self.journal}),
            "diary": self.diary,
        }

    def _conditions(self, reward_rate: Floats) -> Conditions:
        """What holders know of the month; `reward_rate` is that of the staking pool."""
        emissions, extra_yield = self.emissions, self.revenue.real_yield
        if emissions.is_open:
            extra_yield, reward_rate = extra_yield + emissions.stakers_yield, reward_rate + emissions.stakers_rate
        return Conditions(
            month=self.month,
            price=self.price,
            reward_rate=reward_rate,
            anticipation=self._anticipation(),
            outside_pull=self.staking.outside_pull(extra_yield),
            unlocked=self._by_cohort(self.calendar.unlocked[self.month]),
            emitted=emissions.to_cohorts,
            income=reward_rate[:, None] * self.staking.locked_staked,
            cliff=self._by_cohort(self.calendar.cliff[self.month]),
        )

    def _by_cohort(self, values: Floats) -> Floats:
        """Values by cohort, repeated for every trial; (trials, cohorts)."""
        return self._ones[:, None] * values

    def _anticipation(self) -> Floats:
        """1 + a·min(1, next month's unlock / circulating supply): factor on selling ahead of an unlock."""
        if not self._has_anticipation:
            return self._ones
        upcoming = np.full_like(self.price, self.calendar.total_unlocked[self.month + 1])
        circulating = self.economy.circulating
        part = np.where(upcoming < circulating, ratio(upcoming, circulating), upcoming > 0)
        return 1.0 + self.anticipation * part

    def _opened_month(self) -> Month:
        """What the pricing model knows of the month; computes its demand."""
        unlocked = self.calendar.allocated - self.calendar.total_locked[self.month]
        return Month(
            index=self.month,
            price=self.price,
            demand=self.demand.spending(self.month, self.price, self.economy.circulating),
            issued=unlocked + self.rewards_minted + self.emissions.total,
            depth=self.treasury.liquidity,
        )

    def _check_numbers(self, opened: Month, clearing: Clearing) -> None:
        if all_finite(opened.demand, clearing.volume, clearing.price):
            return
        is_finite = {"demand": np.isfinite(opened.demand).all(), "volume": np.isfinite(clearing.volume).all()}
        raise NumberRangeError(next((name for name, finite in is_finite.items() if not finite), "price"), self.month)

    def _settle(self, orders: Orders, staked_part: Floats, clearing: Clearing) -> None:
        """Settle all holders, check the ledger against them, and record cohorts and inputs of attribution."""
        sold_part = ratio(clearing.sold, orders.sell)
        after = self.population.settle(self.month, sold_part, staked_part)
        held, staked_by_holders = over_cohorts(after)
        self.diary.after(self.month, self.population, sold_part, staked_part)
        residual = self.economy.check(held, staked_by_holders + self.staking.market_staked)
        self.worst_residual = np.maximum(self.worst_residual, residual)
        sold = orders.by_cohort[:, :, 1] * sold_part[:, None]
        self.recorder.record_cohorts(
            self.month,
            {
                "total_locked": self.calendar.locked[self.month],
                "total_unlocked": self.calendar.unlocked[self.month],
                "total_sold": sold,
                "total_staked": after[:, :, 1],
                "total_held": after[:, :, 0],
                "sold_fiat": sold * ratio(clearing.sold_fiat, clearing.sold)[:, None],
            },
        )
        if self.journal is not None:
            staked = orders.by_cohort[:, :, 2] * staked_part[:, None]
            held, staked_before = after[:, :, 0] + sold + staked, after[:, :, 1] - staked + orders.by_cohort[:, :, 0]
            self.journal.sales(self.month, self.emissions.with_emitted_apart(sold, held, staked_before))
            self.journal.after(self.month, self.revenue)

    def _record(self, opened: Month, clearing: Clearing) -> None:
        columns = {
            "price": clearing.price,
            "raw_price": clearing.raw_price,
            "supply_used": clearing.supply_used,
            "volume_tokens": clearing.volume,
            "total_sold": clearing.sold,
            "sold_fiat": clearing.sold_fiat,
            "total_unlocked": self._ones * self.calendar.total_unlocked[self.month],
            "demand_fiat": opened.demand,
            "market_index": self.demand.index,
            "attention": self._ones * self.demand.baseline.attention[self.month],
            "issued_supply": opened.issued,
            "minted": self.economy.minted,
            "burned": self.economy.burned,
            "pool_fiat": self.pricing.pool_fiat,
        }
        columns |= {_SERIES_OF_ACCOUNT.get(account, account): self.economy[account] for account in ACCOUNTS}
        for part in self.parts.values():
            columns.update(part.report())
        self.recorder.record(self.month, columns)
