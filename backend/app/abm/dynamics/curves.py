"""Pricing by a curve: a bonding curve on which tokens trade, and an issuance curve that follows the schedule."""

import operator
from typing import Annotated

import numpy as np
from pydantic import Field

from app.abm.core.batch import elementwise, elementwise_power
from app.abm.core.month import Clearing, Floats, Month, Number, Opening, ratio
from app.abm.core.params import label
from app.abm.dynamics.pricing_model import Price, PricingModel, PricingParams, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.dynamics.trading import SALES, Shifts, TradingHistory, differences, lagged

MAX_SCALE = 1e250
"""Largest scale k; beyond it every price would overflow."""


class BondingCurveParams(TradingParams):
    """A bonding curve P = k·S^n."""

    k: Annotated[Annotated[float, Field(gt=0, le=MAX_SCALE)] | None, label("Scale k", "")] = None
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
    return elementwise(max, first_unlock, 0.01 * total_supply)


class BondingCurve(PricingModel):
    """P = k·S^n, backed by a reserve: demand mints tokens on the curve; holders and the float redeem and burn theirs.

    A trade is settled at the integral of the curve, not at its spot price (Hertzog, Benartzi & Benartzi, "Bancor
    protocol", 2017, after de la Rouviere's curved bonding). Vesting does not mint on the curve.
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
        power = elementwise(operator.pow, start, params.n)
        self.k = opening.initial_price / power if params.k is None else params.k
        self.start_price = self.k * power

    def _filled(self) -> dict[str, Number]:
        return {"initial_supply": self.start, "k": self.k}

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Demand mints, then holders and the float redeem, pro rata if they offer more tokens than are on the curve."""
        resold = np.minimum(self.params.velocity, 1.0) * economy["market"]
        minted = self._minted(month.demand)
        economy.mint("market", minted)
        peak = self.supply + minted
        part = np.minimum(ratio(peak, offered + resold), 1.0)
        sold, redeemed = part * offered, part * (offered + resold)
        economy.burn("liquid", sold)
        economy.burn("market", part * resold)
        self.supply = np.where(offered + resold > peak, 0.0, np.maximum(peak - redeemed, 0.0))
        raw = self.start_price * elementwise_power(self.supply / self.start, self.params.n)
        proceeds = ratio(offered, offered + resold) * (self._reserve(peak) - self._reserve(self.supply))
        return Clearing(self.priced(raw), raw, self.supply, minted + redeemed, sold, np.maximum(proceeds, 0.0))

    def shifts(self, history: TradingHistory) -> Shifts:
        """Minting by buyers raises the log price along the curve; redemption by holders and the float lowers it."""
        n, least = self.params.n, self.start * (self.min_price / self.start_price) ** (1 / self.params.n)
        before = lagged(history.supply, self.start)
        peak = before + np.maximum(history.volume + history.supply - before, 0.0) / 2
        opened, peaked, closed = (
            n * np.log(np.maximum(supply, least) / self.start) for supply in (before, peak, history.supply)
        )
        redeemed = np.maximum(peak - history.supply, 0.0)
        part = np.divide(history.total_sold, redeemed, out=np.zeros_like(redeemed), where=redeemed > 0)
        return {
            "buyers": peaked - opened,
            SALES: history.by_cohort(np.minimum(part, 1.0) * (closed - peaked)),
            "resale": (1 - np.minimum(part, 1.0)) * (closed - peaked),
            "launch": differences(np.zeros_like(redeemed), np.log(history.opening / self.start_price)),
            "least price": differences(np.log(history.price) - np.log(self.start_price) - closed, 0.0),
        }

    def _minted(self, paid: Floats) -> Floats:
        """Tokens minted for `paid` fiat, by inverting the integral of the curve."""
        power = self.params.n + 1
        grown = elementwise_power(self.supply / self.start, power) + power * paid / (self.start_price * self.start)
        return np.where(paid > 0, np.maximum(self.start * elementwise_power(grown, 1 / power) - self.supply, 0.0), 0.0)

    def _reserve(self, supply: Floats) -> Floats:
        """Fiat in the reserve for this supply: the integral of the curve from 0."""
        power = self.params.n + 1
        reserve: Floats = self.start_price * self.start / power * elementwise_power(supply / self.start, power)
        return reserve


class IssuanceCurveParams(PricingParams):
    """A price that follows issuance."""

    initial_price: Annotated[Price | None, label("Price at no issuance", "fiat per token")] = None
    """Price at no issuance, fiat per token; the start price by another name."""
    alpha: Annotated[float, Field(ge=0, le=20), label("Exponent α", "")] = 0.5
    """Exponent of the curve."""
    max_supply: Annotated[Annotated[float, Field(gt=0, le=1e24)] | None, label("Greatest supply", "tokens")] = None
    """S_max; omitted, the total supply."""


class IssuanceCurve(PricingModel):
    """P = P0·(1 + S/S_max)^α with S all tokens ever issued: the price follows the schedule and ignores selling."""

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
        """All tokens offered are bought at the curve's price."""
        economy.transfer("liquid", "market", offered)
        raw = self.opening.initial_price * elementwise_power(1 + month.issued / self.max_supply, self.params.alpha)
        price = self.priced(raw)
        return Clearing(price, raw, month.issued, offered, offered, offered * price)

    def shifts(self, history: TradingHistory) -> Shifts:
        """Issuance is the only actor."""
        return {"issuance": history.change()}
