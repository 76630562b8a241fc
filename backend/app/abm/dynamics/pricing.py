"""Pricing models: what a month's selling and demand do to the price.

Every model obeys, for the same state and other inputs of the month: the price is finite and at least `min_price`; more
demand never lowers it; more selling never raises it. Formulas and sources: docs/model.md, section 7.
"""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from app.abm.core.compiled import kernel
from app.abm.core.controller import ABMController
from app.abm.core.month import Clearing, Floats, Month, Opening, ratio
from app.abm.core.params import Params, label
from app.abm.dynamics.token_economy import TokenEconomy

LEAST_PRICE, GREATEST_PRICE = 1e-15, 1e15
Price = Annotated[float, Field(ge=LEAST_PRICE, le=GREATEST_PRICE)]

GREATEST_SCALE = 1e250
"""Scale of a bonding curve, beyond which no price of its could be a number in range."""

MIN_PRICE_PART = 1e-6
"""The least price a model reports, over the start price, unless one is given."""


class PricingParams(Params):
    """What every pricing model can be told."""

    min_price: Annotated[Price | None, label("Least price", "fiat per token")] = None
    """Least price, fiat per token; omitted, a millionth of the start price."""


class PricingModel(ABMController):
    """Takes the month's selling, clears it against demand and sets the price."""

    Params: ClassVar[type[PricingParams]] = PricingParams
    title: ClassVar[str]
    """Its name in a form."""
    summary: ClassVar[str]
    """One sentence for a form or a catalogue."""

    def __init__(self, params: PricingParams, opening: Opening) -> None:
        self.params, self.opening = params, opening
        self.pool_fiat = np.zeros(opening.trials)
        """Fiat in the model's own pool, if it has one."""
        self.min_price = params.min_price or MIN_PRICE_PART * opening.initial_price

    def open(self, economy: TokenEconomy) -> list[str]:
        """Place the tokens the model starts with; says what it could not."""
        return []

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Move the tokens that change hands this month and set its price; `offered` is what holders would sell."""
        raise NotImplementedError(f"{type(self).__name__} does not say how a month clears")

    def buy_back(self, fiat: Floats, price: Floats, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Buy tokens for the treasury with up to `fiat`, never more than there are; returns tokens and fiat spent."""
        tokens = np.minimum(fiat / price, economy["market"])
        economy.transfer("market", "treasury", tokens)
        return tokens, tokens * price

    def add_liquidity(self, fiat: Floats, tokens: Floats, economy: TokenEconomy) -> None:
        """Take the treasury's tokens, and fiat of equal value, into the liquidity pool."""
        economy.transfer("treasury", "liquidity", tokens)

    @property
    def effective(self) -> PricingParams:
        """The parameters in force, every default filled."""
        return self.params.model_copy(update={"min_price": self.min_price, **self._filled()})

    def _filled(self) -> dict[str, float]:
        """Defaults that depend on the economy, by parameter."""
        return {}

    def priced(self, raw: Floats) -> Floats:
        """`raw`, but at least the minimum price."""
        return np.maximum(raw, self.min_price)


class ConstantParams(PricingParams):
    """A fixed price."""

    constant_price: Annotated[Price | None, label("Constant price", "fiat per token")] = None
    """The price, fiat per token; omitted, the start price."""


class ConstantPricing(PricingModel):
    """A fixed price: the baseline in which selling has no price."""

    Params = ConstantParams
    title = "Fixed price"
    summary = "Fixed price: a baseline that shows unlocks and holders alone."
    params: ConstantParams

    def __init__(self, params: ConstantParams, opening: Opening) -> None:
        super().__init__(params, opening)
        self.price = params.constant_price or opening.initial_price

    def _filled(self) -> dict[str, float]:
        return {"constant_price": self.price}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Everything offered is bought at the fixed price."""
        economy.transfer("liquid", "market", offered)
        raw = np.full(len(offered), self.price)
        return Clearing(self.priced(raw), raw, economy.circulating, offered, offered)


class EOEParams(PricingParams):
    """Equation of exchange."""

    holding_time: Annotated[float, Field(ge=0.01, le=1200), label("Holding time", "months")] = 6.0
    """Months a token rests between two trades; its inverse is the velocity of an undisturbed float."""
    smoothing_factor: Annotated[float, Field(ge=0, lt=1), label("Smoothing", "fraction")] = 0.7
    """Weight of the previous price in the new one."""


class EquationOfExchange(PricingModel):
    """P = Demand / (Supply × Velocity) (Fisher, "The Purchasing Power of Money", 1911), with endogenous velocity."""

    Params = EOEParams
    title = "Equation of exchange"
    summary = "Equation of exchange: fiat demand over what changes hands; holders who sell raise velocity."
    params: EOEParams

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """What changes hands is the float's own turnover, and the selling as far as depth does not absorb it."""
        economy.transfer("liquid", "market", offered)
        supply = economy.circulating
        velocity = 1 / self.params.holding_time
        softened = offered * exposed_part(month.demand, month.depth)
        volume = velocity * supply + (max(1.0, velocity) - velocity) * softened
        raw = np.where(supply > 0, ratio(month.demand, volume), month.price)
        weight = self.params.smoothing_factor
        return Clearing(self.priced(weight * month.price + (1 - weight) * raw), raw, supply, volume, offered)


@kernel
def exposed_part(demand: Floats, depth: Floats) -> Floats:
    """1 / (1 + L/D): part of the selling that liquidity L leaves to meet the demand D; 1 where there is no depth."""
    part = np.ones_like(demand)
    for trial in range(len(demand)):
        if depth[trial] > 0:
            part[trial] = demand[trial] / (demand[trial] + depth[trial])
    return part


class BondingCurveParams(PricingParams):
    """A bonding curve P = k·S^n."""

    k: Annotated[Annotated[float, Field(gt=0, le=GREATEST_SCALE)] | None, label("Scale k", "")] = None
    """Scale of the curve; omitted, the one that starts at the start price."""
    n: Annotated[float, Field(gt=0, le=10), label("Exponent n", "")] = 2.0
    """Exponent of the curve."""
    initial_supply: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Tokens on the curve", "tokens")] = (
        None
    )
    """Tokens on the curve at the start; omitted, the TGE unlock or 1 % of the supply, whichever is more."""


def curve_start(params: BondingCurveParams, first_unlock: float, total_supply: float) -> float:
    """Tokens on the curve before the first month."""
    return params.initial_supply or max(first_unlock, 0.01 * total_supply)


class BondingCurve(PricingModel):
    """P = k·Sc^n, backed by a reserve: demand mints along the curve, sellers redeem along it and burn.

    The integral of the curve, not its spot price, is paid (Hertzog, Benartzi & Benartzi, "Bancor protocol", 2017, after
    de la Rouviere's curved bonding). Vesting never mints on the curve.
    """

    STATE = ("supply",)
    Params = BondingCurveParams
    title = "Bonding curve"
    summary = "Bonding curve: demand mints and sellers redeem along P = k·S^n, against a reserve."
    params: BondingCurveParams

    def __init__(self, params: BondingCurveParams, opening: Opening) -> None:
        super().__init__(params, opening)
        start = curve_start(params, opening.first_unlock, opening.total_supply)
        self.start, self.supply = start, np.full(opening.trials, start)
        self.k = params.k or opening.initial_price / start**params.n
        self.start_price = self.k * start**params.n

    def _filled(self) -> dict[str, float]:
        return {"initial_supply": self.start, "k": self.k}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Demand mints, then sellers redeem; a redemption past the last token on the curve stays with the holder."""
        n = self.params.n
        level = self.supply / self.start
        paid = (n + 1) * month.demand / (self.start_price * self.start)
        bought = self.start * (level ** (n + 1) + paid) ** (1 / (n + 1)) - self.supply
        minted = np.where(month.demand > 0, np.maximum(bought, 0.0), 0.0)
        economy.mint("market", minted)
        redeemed = np.minimum(offered, self.supply + minted)
        economy.burn("liquid", redeemed)
        self.supply = self.supply + minted - redeemed
        raw = self.start_price * (self.supply / self.start) ** n
        return Clearing(self.priced(raw), raw, self.supply, minted + redeemed, redeemed)


class IssuanceCurveParams(PricingParams):
    """A price that follows issuance."""

    initial_price: Annotated[Price | None, label("Price at no issuance", "fiat per token")] = None
    """Price at no issuance, fiat per token; the start price by another name."""
    alpha: Annotated[float, Field(ge=0, le=20), label("Exponent α", "")] = 0.5
    """Exponent of the curve."""
    max_supply: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Greatest supply", "tokens")] = None
    """S_max; omitted, the total supply."""


class IssuanceCurve(PricingModel):
    """P = P0·(1 + S/S_max)^α with S all tokens ever issued: it prices vesting, and sellers leave it alone."""

    Params = IssuanceCurveParams
    title = "Issuance curve"
    summary = "Issuance curve: the price follows the tokens ever issued, P0·(1 + S/S_max)^α."
    params: IssuanceCurveParams

    def __init__(self, params: IssuanceCurveParams, opening: Opening) -> None:
        super().__init__(params, opening)
        self.max_supply = params.max_supply or opening.total_supply

    def _filled(self) -> dict[str, float]:
        return {"initial_price": self.opening.initial_price, "max_supply": self.max_supply}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Everything offered is bought at the curve's price."""
        economy.transfer("liquid", "market", offered)
        raw = self.opening.initial_price * (1 + month.issued / self.max_supply) ** self.params.alpha
        return Clearing(self.priced(raw), raw, month.issued, offered, offered)


class AMMParams(PricingParams):
    """A constant-product pool."""

    pool_fiat: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Pool", "fiat")] = None
    """Fiat in the pool at the start; omitted, 2 % of start price × supply."""
    fee_pct: Annotated[float, Field(ge=0, le=0.5), label("Pool fee", "fraction")] = 0.003
    """Part of each trade that stays in the pool, as a fraction."""


POOL_PART = 0.02
"""Default fiat of the pool, over start price × supply."""

SLICES = 20
"""Equal parts into which a month's buying and selling are cut and interleaved, so that their order hardly matters."""


class ConstantProductAMM(PricingModel):
    """x·y = k (Adams, Zinsmeister & Robinson, "Uniswap v2 core", 2020): what most tokens trade on."""

    STATE = ("pool_fiat",)
    Params = AMMParams
    title = "Constant-product pool"
    summary = "Constant-product pool x·y = k: buyers and sellers trade against it, with a fee that stays inside."
    params: AMMParams

    def __init__(self, params: AMMParams, opening: Opening) -> None:
        super().__init__(params, opening)
        self.wanted_fiat = params.pool_fiat or POOL_PART * opening.initial_price * opening.total_supply

    def _filled(self) -> dict[str, float]:
        return {"pool_fiat": self.wanted_fiat}

    def open(self, economy: TokenEconomy) -> list[str]:
        """Fill the pool at the start price, from unallocated tokens and then the treasury's; fewer make it smaller."""
        price = self.opening.initial_price
        wanted = np.full(self.opening.trials, self.wanted_fiat / price)
        economy.transfer("unallocated", "liquidity", np.minimum(wanted, economy["unallocated"]))
        rest = wanted - economy["liquidity"]
        economy.transfer("treasury", "liquidity", np.minimum(rest, economy["treasury"]))
        self.pool_fiat = economy["liquidity"] * price
        part = float(self.pool_fiat[0]) / self.wanted_fiat
        if part >= 1 - 1e-9:
            return []
        return [f"the AMM opens with {part:.4g} of the pool asked for: fewer tokens are unallocated than it needs"]

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Demand takes tokens out and sellers put tokens in, slice by slice; the price is what the pool then quotes."""
        pool_tokens, bought = self._trade(month.demand, offered, economy)
        economy.transfer("liquid", "liquidity", offered)
        economy.transfer("liquidity", "market", bought)
        raw = self.pool_fiat / pool_tokens
        return Clearing(self.priced(raw), raw, pool_tokens, bought + offered, offered)

    def _trade(self, paid: Floats, sold: Floats, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Swap fiat and tokens against the pool; returns the tokens it then holds and those it gave."""
        before = economy["liquidity"]
        after = before.copy()
        _swap_month(self.pool_fiat, after, paid, sold, self.params.fee_pct)
        return after, np.maximum(before + sold - after, 0.0)

    def buy_back(self, fiat: Floats, price: Floats, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Buy through the pool, which moves its price for the next month."""
        _, tokens = self._trade(fiat, np.zeros_like(fiat), economy)
        economy.transfer("liquidity", "treasury", tokens)
        return tokens, fiat

    def add_liquidity(self, fiat: Floats, tokens: Floats, economy: TokenEconomy) -> None:
        """Both sides join the pool."""
        super().add_liquidity(fiat, tokens, economy)
        self.pool_fiat = self.pool_fiat + fiat


@kernel
def left_in_pool(pool_out: float, pool_in: float, paid: float, fee: float) -> float:
    """What a constant-product pool keeps of the side it gives from, when `paid` comes in on the other."""
    return pool_out * (pool_in / (pool_in + paid * (1.0 - fee)))


@kernel
def _swap_month(fiat: Floats, tokens: Floats, demand: Floats, offered: Floats, fee: float) -> None:
    """Swap a month's demand and selling in equal interleaved slices; updates the pool."""
    for trial in range(len(fiat)):
        pay, sell = demand[trial] / SLICES, offered[trial] / SLICES
        for _ in range(SLICES):
            tokens[trial] = left_in_pool(tokens[trial], fiat[trial], pay, fee)
            fiat[trial] += pay
            fiat[trial] = left_in_pool(fiat[trial], tokens[trial], sell, fee)
            tokens[trial] += sell


PRICING_MODELS: dict[str, type[PricingModel]] = {
    "eoe": EquationOfExchange,
    "bonding_curve": BondingCurve,
    "issuance_curve": IssuanceCurve,
    "constant": ConstantPricing,
    "amm": ConstantProductAMM,
}
"""Every pricing model by the name a request uses; request schema, catalogue and the family's laws read this table."""
