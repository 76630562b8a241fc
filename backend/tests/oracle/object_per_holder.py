"""A reference implementation with an object per holder and asyncio, for correctness and speed of the engine.

Written from docs/model.md and nothing else, as one would write it first. It knows equation-of-exchange pricing, demand
without chance, staking of vested and locked tokens, a treasury, emissions, revenue that is flat or grows, triples of
vesting, and rows that are one holder each.
"""

import asyncio
from collections import defaultdict

from app.abm.dynamics.pricing import EOEParams
from app.abm.engine.spec import SimulationSpec
from tests.oracle.buyers import Buyers
from tests.oracle.holder_objects import Cohort, News, Order, appetite, cohorts_of
from tests.oracle.parts import earned, minting

BATCH = 100
History = dict[str, list[float]]


class Ledger:
    """Who has how many tokens."""

    def __init__(self, total_supply: float, locked: float, treasury: float) -> None:
        self.total_supply = total_supply
        self.accounts: dict[str, float] = defaultdict(float)
        self.accounts["locked"] = locked
        self.accounts["treasury"] = treasury
        self.accounts["unallocated"] = total_supply - locked - treasury
        self.minted = self.burned = 0.0

    def __getitem__(self, account: str) -> float:
        return self.accounts[account]

    def transfer(self, source: str, target: str, amount: float) -> None:
        """Move tokens."""
        self.accounts[source] -= amount
        self.accounts[target] += amount

    def mint(self, account: str, amount: float) -> None:
        """Make tokens."""
        self.accounts[account] += amount
        self.minted += amount

    def burn(self, account: str, amount: float) -> None:
        """Destroy tokens."""
        self.accounts[account] -= amount
        self.burned += amount

    @property
    def circulating(self) -> float:
        """Tokens that can change hands."""
        return self["liquid"] + self["market"]

    def check(self) -> None:
        """Every token has exactly one owner."""
        residual = sum(self.accounts.values()) - (self.total_supply + self.minted - self.burned)
        assert abs(residual) <= 1e-9 * self.total_supply
        assert min(self.accounts.values()) >= -1e-9 * self.total_supply


class Economy:
    """A token economy of holders that are objects."""

    def __init__(self, spec: SimulationSpec) -> None:
        assert spec.staking_params is not None
        assert spec.treasury_params is not None
        assert isinstance(spec.pricing_params, EOEParams)
        self.spec, self.pool, self.treasury, self.pricing = (
            spec, spec.staking_params, spec.treasury_params, spec.pricing_params
        )  # fmt: skip
        self.supply = spec.token.total_supply
        self.price = spec.initial_price
        self.cohorts = cohorts_of(spec)
        allocated = sum(cohort.tokens for cohort in self.cohorts)
        opening = min(self.treasury.initial_balance_pct * self.supply, self.supply - allocated)
        self.ledger = Ledger(self.supply, allocated, opening)
        self.market_stakes: dict[int, float] = defaultdict(float)
        self.fees = self.depth = self.spent = 0.0
        self.income = self.real_yield = 0.0
        self.buyers = Buyers.of(spec, self.cohorts, self.pricing.holding_time)
        self.locked_stakes = [0.0] * len(self.cohorts)
        self.history: History = defaultdict(list)
        self.cohort_history: dict[str, History] = defaultdict(lambda: defaultdict(list))

    @property
    def capacity(self) -> float:
        """Most tokens that the pool takes."""
        return self.pool.max_capacity_pct * self.supply

    @property
    def in_use(self) -> float:
        """Tokens that fill the pool: those in it, and the locked ones that count as staked."""
        return self.ledger["staked"] + sum(self.locked_stakes)

    @property
    def utilization(self) -> float:
        """Part of the pool's capacity in use."""
        return self.in_use / self.capacity if self.capacity else 1.0

    @property
    def apy(self) -> float:
        """The yearly yield that the pool quotes."""
        empty, full = self.pool.apy_multiplier_at_empty, self.pool.apy_multiplier_at_full
        return self.pool.base_apy * (empty + (full - empty) * self.utilization)

    async def live(self, months: int) -> None:
        """Simulate some months."""
        for month in range(months):
            await self.live_month(month)

    async def live_month(self, month: int) -> None:
        """Simulate one month."""
        row: dict[str, float] = {"total_unlocked": 0.0}
        apy, rate = self.apy, self.reward_rate()
        pool_due, in_existence = rate * self.in_use, self.supply + self.ledger.minted - self.ledger.burned
        if self.pool.reward_source == "emission":
            in_existence += pool_due
        emissions = minting(self.spec, self.cohorts, month, in_existence)
        extra = emissions.to_stakers / self.in_use if self.in_use else 0.0
        row["emitted"] = sum(emissions.to_cohorts) + extra * self.in_use
        for tokens in emissions.to_cohorts:
            self.ledger.mint("liquid", tokens)
        apy += 12.0 * extra + self.real_yield
        orders = []
        for cohort, locked_stake, minted in zip(self.cohorts, self.locked_stakes, emissions.to_cohorts, strict=True):
            unlocked = cohort.unlocked_in(month)
            row["total_unlocked"] += unlocked
            self.ledger.transfer("locked", "liquid", unlocked)
            news = News(
                month, self.price, apy, rate + extra, self.pool.outside_yield, self.spec.abm.behaviour_noise, unlocked,
                cohort.cliff(month), (rate + extra) * locked_stake, minted,
            )  # fmt: skip
            orders.append(await self.ask(cohort, news))
        row |= self.pay_rewards(orders, rate, extra)
        row |= self.return_stakes(month, orders)
        self.stake_locked(month, apy)
        row |= self.stake(month, orders, apy)
        row |= self.clear(month, sum(order.sell for group in orders for order in group))
        row |= self.take_fee(row["sold_fiat"])
        row |= self.pay_out_revenue(month, row)
        self.ledger.check()
        self.record(month, row)
        self.record_cohorts(month, orders, row["raw_price"])

    def reward_rate(self) -> float:
        """Tokens that the pool pays this month for each one staked."""
        rate = self.apy / 12.0
        due = rate * self.in_use
        if self.pool.reward_source == "treasury" and due > self.ledger["treasury"]:
            rate *= self.ledger["treasury"] / due
        return rate

    async def ask(self, cohort: Cohort, news: News) -> list[Order]:
        """Let all holders act, `BATCH` at a time."""
        orders: list[Order] = []
        chances = list(zip(cohort.holders, cohort.draws(news.month), strict=True))
        for first in range(0, len(chances), BATCH):
            batch = chances[first : first + BATCH]
            orders += await asyncio.gather(*(holder.act(news, draw) for holder, draw in batch))
        return orders

    def pay_rewards(self, orders: list[list[Order]], rate: float, extra: float) -> dict[str, float]:
        """Book the rewards of holders and of the market; `extra` is minted on top, for each token staked."""
        paid = sum(order.reward for group in orders for order in group)
        to_holders = paid * rate / (rate + extra) if rate + extra else 0.0
        self.ledger.mint("liquid", paid - to_holders)
        self.ledger.mint("market", extra * sum(self.market_stakes.values()))
        to_market = rate * sum(self.market_stakes.values())
        for account, amount in (("liquid", to_holders), ("market", to_market)):
            if self.pool.reward_source == "treasury":
                self.ledger.transfer("treasury", account, amount)
            else:
                self.ledger.mint(account, amount)
        return {"rewards_paid": to_holders + to_market}

    def return_stakes(self, month: int, orders: list[list[Order]]) -> dict[str, float]:
        """Return what matures."""
        matured = sum(order.matured for group in orders for order in group)
        market_matured = self.market_stakes.pop(month, 0.0)
        self.ledger.transfer("staked", "liquid", matured)
        self.ledger.transfer("staked", "market", market_matured)
        return {"staked_out": matured + market_matured}

    def stake_locked(self, month: int, apy: float) -> None:
        """Count the part of each cohort's locked tokens that it likes to stake, up to the pool's room, pro rata."""
        wanted = []
        for cohort in self.cohorts:
            target_part = (
                0.0 if cohort.spending is not None else appetite(apy, cohort.mean_risk, self.pool.outside_yield)
            )
            wanted.append(self.pool.locked_can_stake * target_part * (cohort.tokens - cohort.unlocked_by(month)))
        room = max(self.capacity - self.ledger["staked"], 0.0)
        accepted = min(room / sum(wanted), 1.0) if sum(wanted) else 0.0
        self.locked_stakes = [accepted * tokens for tokens in wanted]

    def stake(self, month: int, orders: list[list[Order]], apy: float) -> dict[str, float]:
        """Accept new stakes up to the room that is left, pro rata."""
        due = month + max(self.pool.lockup_months, 1)
        offered = sum(order.stake for group in orders for order in group)
        market_offered = self.market_wants_to_stake(apy)
        room = max(self.capacity - self.in_use, 0.0)
        wanted = offered + market_offered
        accepted = min(room / wanted, 1.0) if wanted else 1.0
        for cohort, group in zip(self.cohorts, orders, strict=True):
            for holder, order in zip(cohort.holders, group, strict=True):
                holder.settle(order, accepted, due)
        self.market_stakes[due] += accepted * market_offered
        self.ledger.transfer("liquid", "staked", accepted * offered)
        self.ledger.transfer("market", "staked", accepted * market_offered)
        return {"staked_in": accepted * wanted}

    def market_wants_to_stake(self, apy: float) -> float:
        """Outside buyers aim at a part of all they have."""
        staked, free = sum(self.market_stakes.values()), self.ledger["market"]
        target_part = self.pool.market_staking_propensity * appetite(apy, 0.5, self.pool.outside_yield)
        return min(max(target_part * (free + staked) - staked, 0.0), free)

    def clear(self, month: int, sold: float) -> dict[str, float]:
        """Demand meets the resale of the float, a part of idle tokens, and the selling of holders."""
        demand, floating, supply = self.buyers.spend(month), self.ledger["market"], self.ledger.circulating
        self.ledger.transfer("liquid", "market", sold)
        turnover = 1.0 / self.pricing.holding_time
        idle = self.pricing.idle_turnover * turnover
        exposed = demand / (demand + self.depth) if self.depth else 1.0
        counted = max(max(1.0, turnover) * exposed, idle)
        traded = turnover * floating + idle * self.ledger["liquid"] + counted * sold
        raw = demand / traded if traded > 0.0 else self.price
        keep = self.pricing.smoothing_factor
        self.price = max(keep * self.price + (1.0 - keep) * raw, 1e-6 * self.spec.initial_price)
        return {
            "demand_fiat": demand,
            "total_sold": sold,
            "sold_fiat": sold * raw,
            "supply_used": supply,
            "volume_tokens": traded,
            "raw_price": raw,
        }

    def take_fee(self, paid: float) -> dict[str, float]:
        """Take the fee on what sellers were paid; add liquidity, buy back, burn."""
        fee = self.treasury.transaction_fee_pct * paid
        assert self.treasury.hold_pct is not None
        assert self.treasury.liquidity_pct is not None
        assert self.treasury.buyback_pct is not None
        self.fees += fee
        self.add_liquidity(0.5 * self.treasury.liquidity_pct * fee)
        bought = self.buy(self.treasury.buyback_pct * fee / self.price)
        if self.treasury.burn_bought_tokens:
            self.ledger.burn("market", bought)
        else:
            self.ledger.transfer("market", "treasury", bought)
        return {
            "fee_fiat": fee,
            "fee_to_reserve": self.treasury.hold_pct * fee,
            "fee_to_liquidity": self.treasury.liquidity_pct * fee,
            "fee_to_buyback": self.treasury.buyback_pct * fee,
            "buyback_tokens": bought,
            "tokens_burned": bought if self.treasury.burn_bought_tokens else 0.0,
        }

    def pay_out_revenue(self, month: int, row: dict[str, float]) -> dict[str, float]:
        """Pay stakers in fiat, buy back, and give the treasury what is left."""
        fiat, for_buyback, for_stakers, for_treasury = earned(self.spec, month)
        value = self.in_use * self.price
        self.real_yield = 12.0 * for_stakers / value if value else 0.0
        self.income += for_buyback + for_treasury + (0.0 if value else for_stakers)
        bought = self.buy(for_buyback / self.price)
        if self.treasury.burn_bought_tokens:
            self.ledger.burn("market", bought)
        else:
            self.ledger.transfer("market", "treasury", bought)
        return {
            "revenue_fiat": fiat,
            "real_yield": self.real_yield,
            "buyback_tokens": row["buyback_tokens"] + bought,
            "tokens_burned": row["tokens_burned"] + (bought if self.treasury.burn_bought_tokens else 0.0),
        }

    def add_liquidity(self, fiat: float) -> None:
        """Pair fiat with tokens of the same value: the treasury's own, else bought from the market."""
        self.depth += fiat
        own = min(fiat / self.price, self.ledger["treasury"])
        self.ledger.transfer("treasury", "liquidity", own)
        self.ledger.transfer("market", "liquidity", self.buy(fiat / self.price - own))

    def buy(self, tokens: float) -> float:
        """Buy tokens from the market at the month's price, as far as there are any."""
        bought = min(tokens, self.ledger["market"])
        self.spent += bought * self.price
        return bought

    def record(self, month: int, row: dict[str, float]) -> None:
        """Record the month."""
        ledger, price, volume = self.ledger, self.price, row["volume_tokens"]
        in_existence = self.supply + ledger.minted - ledger.burned
        stocks = {
            "price": price,
            "circulating_supply": ledger.circulating,
            "total_staked": ledger["staked"],
            "total_held": ledger["liquid"],
            "locked": ledger["locked"],
            "market": ledger["market"],
            "market_staked": sum(self.market_stakes.values()),
            "treasury_tokens": ledger["treasury"],
            "liquidity_tokens": ledger["liquidity"],
            "unallocated": ledger["unallocated"],
            "burned": ledger.burned,
            "minted": ledger.minted,
            "issued_supply": sum(c.tokens for c in self.cohorts) - ledger["locked"] + ledger.minted,
            "market_cap": price * ledger.circulating,
            "fully_diluted_value": price * in_existence,
            "market_index": self.buyers.index(month),
            "attention": self.buyers.attention(month),
            "locked_staked": sum(self.locked_stakes),
            "staking_ratio": self.in_use / in_existence,
            "velocity": volume / row["supply_used"] if row["supply_used"] else 0.0,
            "volume_fiat": volume * price,
            "apy": self.apy,
            "staking_utilization": self.utilization,
            "treasury_fiat": self.fees + self.income - self.depth - self.spent,
            "liquidity_fiat": self.depth,
            "treasury_spent_fiat": self.spent,
            "pool_fiat": 0.0,
        }
        for name, value in (row | stocks).items():
            self.history[name].append(value)

    def record_cohorts(self, month: int, orders: list[list[Order]], raw_price: float) -> None:
        """Record the month of every cohort."""
        for cohort, group in zip(self.cohorts, orders, strict=True):
            row = {
                "total_locked": cohort.tokens - cohort.unlocked_by(month),
                "total_unlocked": cohort.unlocked_in(month),
                "total_sold": sum(order.sell for order in group),
                "total_staked": sum(holder.staked for holder in cohort.holders),
                "total_held": sum(holder.liquid for holder in cohort.holders),
                "sold_fiat": sum(order.sell for order in group) * raw_price,
            }
            for name, value in row.items():
                self.cohort_history[cohort.bucket.bucket][name].append(value)
