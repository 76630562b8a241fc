"""Prices that follow a curve: a bonding curve that trades, and an issuance curve that does not."""

import operator
from typing import Annotated

import numpy as np
from pydantic import Field

from app.abm.core.along import each, raised
from app.abm.core.month import Clearing, Floats, Month, Number, Opening, ratio
from app.abm.core.params import label
from app.abm.dynamics.pricing_model import Price, PricingModel, PricingParams, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import SALES, Shifts, Trading, shifted, steps

GREATEST_SCALE = 1e250
"""Scale of a bonding curve, beyond which no price of its could be a number in range."""


class BondingCurveParams(TradingParams):
    """A bonding curve P = k·S^n."""

    k: Annotated[Annotated[float, Field(gt=0, le=GREATEST_SCALE)] | None, label("Scale k", "")] = None
    """Scale of the curve; omitted, the one that starts at the start price."""
    n: Annotated[float, Field(gt=0, le=10), label("Exponent n", "")] = 2.0
    """Exponent of the curve."""
    initial_supply: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Tokens on the curve", "tokens")] = (
        None
    )
    """Tokens on the curve at the start; omitted, the TGE unlock or 1 % of the supply, whichever is more."""


def curve_start(params: BondingCurveParams, first_unlock: Number, total_supply: Number) -> Number:
    """Tokens on the curve before the first month."""
    if params.initial_supply is not None:
        return params.initial_supply
    return each(max, first_unlock, 0.01 * total_supply)


class BondingCurve(PricingModel):
    """P = k·Sc^n, backed by a reserve: demand mints along the curve, sellers and the float redeem along it and burn.

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
        power = each(operator.pow, start, params.n)
        self.k = opening.initial_price / power if params.k is None else params.k
        self.start_price = self.k * power

    def _filled(self) -> dict[str, Number]:
        return {"initial_supply": self.start, "k": self.k}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Demand mints, then sellers and the float redeem; what the curve has no token for stays with its owner."""
        resold = np.minimum(self.params.velocity, 1.0) * economy["market"]
        minted = self._minted(month.demand)
        economy.mint("market", minted)
        top = self.supply + minted
        part = np.minimum(ratio(top, offered + resold), 1.0)
        sold, redeemed = part * offered, part * (offered + resold)
        economy.burn("liquid", sold)
        economy.burn("market", part * resold)
        self.supply = np.where(offered + resold > top, 0.0, np.maximum(top - redeemed, 0.0))
        raw = self.start_price * raised(self.supply / self.start, self.params.n)
        proceeds = ratio(offered, offered + resold) * (self._reserve(top) - self._reserve(self.supply))
        return Clearing(self.priced(raw), raw, self.supply, minted + redeemed, sold, np.maximum(proceeds, 0.0))

    def shifts(self, trading: Trading) -> Shifts:
        """What buyers mint lifts the price along the curve, what holders and the float redeem lowers it."""
        n, least = self.params.n, self.start * (self.min_price / self.start_price) ** (1 / self.params.n)
        before = shifted(trading.supply, self.start)
        top = before + np.maximum(trading.volume + trading.supply - before, 0.0) / 2
        level = [n * np.log(np.maximum(supply, least) / self.start) for supply in (before, top, trading.supply)]
        redeemed = level[2] - level[1]
        gone = np.maximum(top - trading.supply, 0.0)
        part = np.divide(trading.total_sold, gone, out=np.zeros_like(gone), where=gone > 0)
        return {
            "buyers": level[1] - level[0],
            SALES: trading.by_cohort(np.minimum(part, 1.0) * redeemed),
            "resale": (1 - np.minimum(part, 1.0)) * redeemed,
            "launch": steps(np.zeros_like(gone), np.log(trading.opening / self.start_price)),
            "least price": steps(np.log(trading.price) - np.log(self.start_price) - level[2], 0.0),
        }

    def _minted(self, paid: Floats) -> Floats:
        """Tokens that this much fiat mints along the curve."""
        power = self.params.n + 1
        grown = raised(self.supply / self.start, power) + power * paid / (self.start_price * self.start)
        return np.where(paid > 0, np.maximum(self.start * raised(grown, 1 / power) - self.supply, 0.0), 0.0)

    def _reserve(self, supply: Floats) -> Floats:
        """Fiat behind so many tokens: the integral of the curve from 0."""
        power = self.params.n + 1
        whole: Floats = self.start_price * self.start / power * raised(supply / self.start, power)
        return whole


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
        self.max_supply = opening.total_supply if params.max_supply is None else params.max_supply

    def _filled(self) -> dict[str, Number]:
        return {"initial_price": self.opening.initial_price, "max_supply": self.max_supply}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Everything offered is bought at the curve's price."""
        economy.transfer("liquid", "market", offered)
        raw = self.opening.initial_price * raised(1 + month.issued / self.max_supply, self.params.alpha)
        price = self.priced(raw)
        return Clearing(price, raw, month.issued, offered, offered, offered * price)

    def shifts(self, trading: Trading) -> Shifts:
        """Issuance alone moves the price."""
        return {"issuance": trading.change()}
