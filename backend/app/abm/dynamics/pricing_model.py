"""What every pricing model is: it takes the month's selling, clears it against demand and sets the price.

Every model obeys, for the same state and other inputs of the month: the price is finite and at least `min_price`; more
demand never lowers it; more selling never raises it. Formulas and sources: docs/model.md, section 7.
"""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from app.abm.core.controller import ABMController
from app.abm.core.month import Clearing, Floats, Month, Number, Opening
from app.abm.core.params import Params, label
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import LEAST, Shifts, Trading, steps

LEAST_PRICE, GREATEST_PRICE = 1e-15, 1e15
Price = Annotated[float, Field(ge=LEAST_PRICE, le=GREATEST_PRICE)]

MIN_PRICE_PART = 1e-6
"""The least price a model reports, over the start price, unless one is given."""
LEAST_FLOOR = 1e-21
"""The lowest that can be given: what the lowest start price has by itself."""

HOLDING_TIME = 6.0
"""Months an outside buyer keeps a token, unless a model is told otherwise."""


class PricingParams(Params):
    """What every pricing model can be told."""

    min_price: Annotated[
        Annotated[float, Field(ge=LEAST_FLOOR, le=GREATEST_PRICE)] | None, label("Least price", "fiat per token")
    ] = None
    """Least price, fiat per token; omitted, a millionth of the start price."""


class TradingParams(PricingParams):
    """What a model is told in which outside buyers trade."""

    holding_time: Annotated[float, Field(ge=0.01, le=1200), label("Holding time", "months")] = HOLDING_TIME
    """Months an outside buyer keeps a token; the inverse is the part of their float that they resell a month."""

    @property
    def velocity(self) -> float:
        """v: turnover of the outside buyers' float a month."""
        return 1 / self.holding_time


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
        self.min_price = MIN_PRICE_PART * opening.initial_price if params.min_price is None else params.min_price

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

    def shifts(self, trading: Trading) -> Shifts:
        """Who moved the price, in every month of a run; a model that cannot say takes all of it on itself."""
        return {"pricing": trading.change()}

    def add_liquidity(self, fiat: Floats, tokens: Floats, economy: TokenEconomy) -> None:
        """Take the treasury's tokens, and fiat of equal value, into the liquidity pool."""
        economy.transfer("treasury", "liquidity", tokens)

    @property
    def effective(self) -> PricingParams:
        """The parameters in force, every default filled."""
        return self.params.model_copy(update={"min_price": self.min_price, **self._filled()})

    def _filled(self) -> dict[str, Number]:
        """Defaults that depend on the economy, by parameter."""
        return {}

    def priced(self, raw: Floats) -> Floats:
        """`raw`, but at least the minimum price."""
        return np.maximum(raw, self.min_price)

    def _held_up(self, trading: Trading, raw: Floats) -> Floats:
        """Shift by the minimum price, which keeps a price above `raw`."""
        return steps(np.log(trading.price) - np.log(np.maximum(raw, LEAST)), 0.0)


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
        self.price = opening.initial_price if params.constant_price is None else params.constant_price

    def _filled(self) -> dict[str, Number]:
        return {"constant_price": self.price}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Everything offered is bought at the fixed price."""
        economy.transfer("liquid", "market", offered)
        raw = np.full(len(offered), self.price)
        price = self.priced(raw)
        return Clearing(price, raw, economy.circulating, offered, offered, offered * price)
