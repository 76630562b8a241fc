"""Base class of the pricing models, which clear a month's selling against demand and set the price.

Every model guarantees that the price is finite and at least `min_price`, and that, all else equal, more demand never
lowers it and more selling never raises it. Formulas and sources: docs/model.md, section 7.
"""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from app.abm.core.controller import ABMController
from app.abm.core.month import Clearing, Floats, Month, Number, Opening
from app.abm.core.params import Params, label
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import LOG_FLOOR, Shifts, TradingHistory, differences

MIN_PRICE, MAX_PRICE = 1e-15, 1e15
Price = Annotated[float, Field(ge=MIN_PRICE, le=MAX_PRICE)]

MIN_PRICE_PART = 1e-6
"""Default minimum price, as a part of the start price."""
MIN_FLOOR = 1e-21
"""Lowest minimum price that can be given: the default one of the lowest start price."""

HOLDING_TIME = 6.0
"""Default number of months that an outside buyer keeps a token."""


class PricingParams(Params):
    """Parameters of every pricing model."""

    min_price: Annotated[
        Annotated[float, Field(ge=MIN_FLOOR, le=MAX_PRICE)] | None, label("Least price", "fiat per token")
    ] = None
    """Least price, fiat per token; omitted, a millionth of the start price."""


class TradingParams(PricingParams):
    """Parameters of pricing models in which outside buyers trade."""

    holding_time: Annotated[float, Field(ge=0.01, le=1200), label("Holding time", "months")] = HOLDING_TIME
    """Months an outside buyer keeps a token; the inverse is the part of their float that they resell a month."""

    @property
    def velocity(self) -> float:
        """v: turnover of the outside buyers' float a month."""
        return 1 / self.holding_time


class PricingModel(ABMController):
    """Clears the month's selling against demand and sets the price."""

    Params: ClassVar[type[PricingParams]] = PricingParams
    title: ClassVar[str]
    """Its name in a form."""
    summary: ClassVar[str]
    """One sentence for a form or a catalogue."""

    def __init__(self, params: PricingParams, opening: Opening) -> None:
        self.params, self.opening = params, opening
        self.pool_fiat = np.zeros(opening.trials)
        """Fiat in the model's pool, 0 if it has none."""
        self.min_price = MIN_PRICE_PART * opening.initial_price if params.min_price is None else params.min_price

    def open(self, economy: TokenEconomy) -> list[str]:
        """Allocate the tokens that the model starts with; returns sentences about what was not possible."""
        return []

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Move the tokens that change hands this month and set its price; `offered` is what holders offer for sale."""
        raise NotImplementedError(f"{type(self).__name__} does not say how a month clears")

    def buy_back(self, fiat: Floats, price: Floats, economy: TokenEconomy) -> tuple[Floats, Floats]:
        """Buy tokens for the treasury with up to `fiat`, as far as there are any; returns tokens and fiat spent."""
        tokens = np.minimum(fiat / price, economy["market"])
        economy.transfer("market", "treasury", tokens)
        return tokens, tokens * price

    def shifts(self, history: TradingHistory) -> Shifts:
        """Change of the log price by actor in every month; by default all of it is attributed to the pricing model."""
        return {"pricing": history.change()}

    def add_liquidity(self, fiat: Floats, tokens: Floats, economy: TokenEconomy) -> None:
        """Move the treasury's tokens, and fiat of equal value, into the liquidity pool."""
        economy.transfer("treasury", "liquidity", tokens)

    @property
    def effective(self) -> PricingParams:
        """The parameters in force, with all defaults filled in."""
        return self.params.model_copy(update={"min_price": self.min_price, **self._filled()})

    def _filled(self) -> dict[str, Number]:
        """Defaults that depend on the economy, by parameter."""
        return {}

    def priced(self, raw: Floats) -> Floats:
        """The raw price, but at least `min_price`."""
        return np.maximum(raw, self.min_price)

    def _floor_shift(self, history: TradingHistory, raw: Floats) -> Floats:
        """Change of the log price due to the minimum price, by which it exceeds `raw`."""
        return differences(np.log(history.price) - np.log(np.maximum(raw, LOG_FLOOR)), 0.0)


class ConstantParams(PricingParams):
    """A fixed price."""

    constant_price: Annotated[Price | None, label("Constant price", "fiat per token")] = None
    """The price, fiat per token; omitted, the start price."""


class ConstantPricing(PricingModel):
    """A fixed price: a baseline without feedback from selling."""

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
        """All tokens offered are bought at the fixed price."""
        economy.transfer("liquid", "market", offered)
        raw = np.full(len(offered), self.price)
        price = self.priced(raw)
        return Clearing(price, raw, economy.circulating, offered, offered, offered * price)
