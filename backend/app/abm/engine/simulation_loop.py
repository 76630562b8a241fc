"""The month loop: one economy, many trials at once."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

from app.abm.agents.behaviour import appetite_of, appetites
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
from app.abm.engine.parallel_execution import in_one_piece
from app.abm.engine.recorder import Recorder
from app.abm.engine.result import SimulationResult
from app.abm.engine.spec import SimulationSpec

OnMonth: TypeAlias = Callable[[int, int], None]
"""Told the months done and the months in all; raises SimulationCancelled to stop."""

AnyPart = TypeVar("AnyPart", bound=EconomyPart[Any])

_MIDDLING_CAUTION = float(yield_caution(np.array([0.5]))[0])
_SERIES_OF_ACCOUNT = {
    "liquid": "total_held",
    "staked": "total_staked",
    "treasury": "treasury_tokens",
    "liquidity": "liquidity_tokens",
}


class ABMSimulationLoop(ABMController):
    """A token economy that lives its months, each in the order below.

    1. vesting unlocks tokens, and emissions mint theirs
    2. rewards are paid on what is staked, and stakes whose lock-up is over return
    3. holders decide on last month's price
    4. locked tokens that may stake are counted, then the pool accepts up to its room, pro rata; the rest stays liquid
    5. the pricing model takes what holders sell, as far as it can
    6. and sets the month's price
    7. the treasury takes its fee out of what sellers were paid, adds liquidity, buys back, burns; revenue is paid out
    8. the ledger is checked against itself and against every holder; the month is recorded and reported

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
        split: Split = in_one_piece,
        explain: bool = False,
    ) -> None:
        """One trial per seed, by default one with the specification's own; `pricing` replaces the model it names.

        Several designs bring the seeds of all their trials, and keep no details of cohorts. With `explain`, the result
        can say who moved the price in every month.
        """
        designs = spec if isinstance(spec, Designs) else Designs.alone(spec, row_budget, seeds)
        trials, opening, self.spec, self.month = len(designs.seeds), designs.opening, designs.first, 0
        self.calendar, self.anticipation = designs.calendar, designs.anticipation
        self.economy = TokenEconomy(trials, opening.total_supply, self.calendar.allocated)
        self.parts = {part: part.at(designs.rules(part), opening) for part in PARTS.values()}
        self.treasury, self.staking = self.part(TreasuryController), self.part(StakingPool)
        self.emissions, self.revenue = self.part(Emissions), self.part(Revenue)
        self.pricing = (pricing or PRICING_MODELS[self.spec.abm.pricing_model])(designs.pricing, opening)
        self.demand = Demand(designs.demand, MarketIndex(designs.market, designs.seeds), designs.seeds)
        self.population = Population(designs.cohorts, designs.seeds, designs.noise, split, designs.draws)
        self.recorder, self.journal, self.diary = self._books(designs, explain)
        self._ones, self._anticipated = np.ones(trials), bool(np.any(self.anticipation))
        self.price = np.full(trials, opening.initial_price)
        self.rewards_minted, self.worst_residual = np.zeros(trials), np.zeros(trials)
        self._opening_remarks = self._open(opening)

    def _open(self, opening: Opening) -> list[str]:
        """Give everyone what they start with; says what could not be given."""
        self.population.open(opening.initial_price, self.staking.lockup_slots)
        opened = [remark for part in self.parts.values() for remark in part.open(self.economy)]
        return [*opened, *self.pricing.open(self.economy)]

    def _books(self, designs: Designs, explain: bool) -> tuple[Recorder, Journal | None, Diary]:
        """What the months are written down in."""
        abm, months, trials, cohorts = self.spec.abm, self.spec.horizon, len(designs.seeds), len(self.spec.buckets)
        details = abm.store_cohort_details and (designs.details or len(designs.specs) == 1)
        recorder, sellers = Recorder(months, trials, cohorts if details else 0), cohorts + self.emissions.is_open
        journal = Journal(months, trials, sellers) if explain or abm.attribution else None
        return recorder, journal, Diary(self.spec, self.population)

    def part(self, kind: type[AnyPart]) -> AnyPart:
        """The one part of a kind."""
        return cast(AnyPart, self.parts[kind])

    def run(self, on_month: OnMonth | None = None, until: int | None = None) -> SimulationResult:
        """Live every month that is left, or those until so many have been lived.

        Raises LedgerError, NumberRangeError, or whatever `on_month` raises to stop the run.
        """
        with np.errstate(all="ignore"):  # a number that leaves its range is found below, and named
            while self.month < (self.spec.horizon if until is None else until):
                self.step()
                if on_month is not None:
                    on_month(self.month, self.spec.horizon)
            return self.result()

    def step(self) -> None:
        """Live one month."""
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
        if staking.takes_locked:
            wish = appetite_of(self._by_cohort(self.calendar.caution[0]), conditions.outside_pull)
            staking.stake_locked(self.calendar.locked[month], wish * self.calendar.trades[0], economy)
        part, staked = staking.accept(
            month, orders.stake, appetites(_MIDDLING_CAUTION, conditions.outside_pull), economy
        )
        known = self._known()
        if self.journal is not None:
            self.journal.before(month, self.demand, self.pricing, economy)
        clearing = self.pricing.clear(known, orders.sell, economy)
        self._check_numbers(known, clearing)
        self.treasury.act(clearing.sold_fiat, clearing.price, self.pricing, economy)
        self.revenue.pay_out(clearing.price, staking, self.treasury, self.pricing, economy)
        staking.close(StakingFlows(rewards, matured, staked), economy)
        self._book(orders, part, clearing)
        self._record(known, clearing)
        self.price, self.month = clearing.price, month + 1

    def result(self) -> SimulationResult:
        """What has been lived so far."""
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
            remarks=(*self._opening_remarks, *(each for part in self.parts.values() for each in part.remarks())),
        )

    def snapshot_bytes(self) -> bytes:
        """The whole state after the months lived so far."""
        return snapshot.to_bytes(self.month, self._parts)

    def restore_bytes(self, saved: bytes) -> None:
        """Go on from a saved state: of this run, or of one with other parameters in force from here on.

        Raises SnapshotError when the state has other holders, trials or lock-ups, or goes beyond the horizon.
        """
        self.month = snapshot.restore(saved, self._parts, self.spec.horizon)

    @property
    def _parts(self) -> dict[str, ABMController]:
        """Everyone who remembers something."""
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
        """The month as holders find it, on last month's price; `reward_rate` is the staking pool's own."""
        emissions, on_top = self.emissions, self.revenue.real_yield
        if emissions.is_open:
            on_top, reward_rate = on_top + emissions.stakers_yield, reward_rate + emissions.rate
        return Conditions(
            month=self.month,
            price=self.price,
            reward_rate=reward_rate,
            anticipation=self._anticipation(),
            outside_pull=self.staking.outside_pull(on_top),
            unlocked=self._by_cohort(self.calendar.unlocked[self.month]),
            emitted=emissions.fresh,
            income=reward_rate[:, None] * self.staking.locked_staked,
            cliff=self._by_cohort(self.calendar.cliff[self.month]),
        )

    def _by_cohort(self, values: Floats) -> Floats:
        """What each cohort has, for every trial; (trials, cohorts)."""
        return self._ones[:, None] * values

    def _anticipation(self) -> Floats:
        """1 + a · min(1, next month's unlock / circulating), the factor of who sells ahead of an unlock."""
        if not self._anticipated:
            return self._ones
        coming = np.full_like(self.price, self.calendar.total_unlocked[self.month + 1])
        floating = self.economy.circulating
        part = np.where(coming < floating, ratio(coming, floating), coming > 0)
        return 1.0 + self.anticipation * part

    def _known(self) -> Month:
        """The month as the pricing model finds it."""
        unlocked = self.calendar.allocated - self.calendar.total_locked[self.month]
        return Month(
            index=self.month,
            price=self.price,
            demand=self.demand.of_month(self.month, self.price, self.economy.circulating),
            issued=unlocked + self.rewards_minted + self.emissions.total,
            depth=self.treasury.liquidity,
        )

    def _check_numbers(self, known: Month, clearing: Clearing) -> None:
        if all_finite(known.demand, clearing.volume, clearing.price):
            return
        finite = {"demand": np.isfinite(known.demand).all(), "volume": np.isfinite(clearing.volume).all()}
        raise NumberRangeError(next((name for name, good in finite.items() if not good), "price"), self.month)

    def _book(self, orders: Orders, staked_part: Floats, clearing: Clearing) -> None:
        """Settle every holder, and hold the ledger against them."""
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
            before = after[:, :, 1] - staked + orders.by_cohort[:, :, 0]
            self.journal.sales(self.month, self.emissions.told_apart(sold, after[:, :, 0] + sold + staked, before))
            self.journal.after(self.month, self.revenue)

    def _record(self, known: Month, clearing: Clearing) -> None:
        columns = {
            "price": clearing.price,
            "raw_price": clearing.raw_price,
            "supply_used": clearing.supply_used,
            "volume_tokens": clearing.volume,
            "total_sold": clearing.sold,
            "sold_fiat": clearing.sold_fiat,
            "total_unlocked": self._ones * self.calendar.total_unlocked[self.month],
            "demand_fiat": known.demand,
            "market_index": self.demand.index,
            "attention": self._ones * self.demand.known.attention[self.month],
            "issued_supply": known.issued,
            "minted": self.economy.minted,
            "burned": self.economy.burned,
            "pool_fiat": self.pricing.pool_fiat,
        }
        columns |= {_SERIES_OF_ACCOUNT.get(account, account): self.economy[account] for account in ACCOUNTS}
        for part in self.parts.values():
            columns.update(part.report())
        self.recorder.record(self.month, columns)
