"""The treasury: fees on sales, held as reserve, put into liquidity or spent on buybacks."""

from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from pydantic import model_validator

from app.abm.core.compiled import kernel
from app.abm.core.month import Floats, Number, Opening
from app.abm.core.params import Fraction, Params, label
from app.abm.dynamics.part import EconomyPart
from app.abm.dynamics.pricing_model import PricingModel
from app.abm.dynamics.token_economy import TokenEconomy

DEFAULT_SPLIT = {"hold_pct": 0.5, "liquidity_pct": 0.3, "buyback_pct": 0.2}
SPLIT_TOLERANCE = 1e-6


class TreasuryParams(Params):
    """What the treasury starts with, earns, and does with it. Shares left out divide what the given ones leave."""

    initial_balance_pct: Annotated[Fraction, label("Opening balance", "fraction")] = 0.0
    """Tokens the treasury opens with, as a fraction of the total supply; taken from what no bucket has."""
    transaction_fee_pct: Annotated[Fraction, label("Fee on sales", "fraction")] = 0.02
    """Part of what sellers are paid that is taken as a fee, as a fraction."""
    hold_pct: Annotated[Fraction | None, label("Kept", "fraction")] = None
    """Part of the fee kept as reserve, as a fraction; 0.50 unless other shares are given."""
    liquidity_pct: Annotated[Fraction | None, label("To liquidity", "fraction")] = None
    """Part of the fee put into liquidity, as a fraction; 0.30 unless other shares are given."""
    buyback_pct: Annotated[Fraction | None, label("To buybacks", "fraction")] = None
    """Part of the fee that buys tokens back, as a fraction; 0.20 unless other shares are given."""
    burn_bought_tokens: Annotated[bool, label("Burn what is bought")] = True
    """Burn what is bought back; otherwise it joins the treasury."""

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        given = [share for share in (self.hold_pct, self.liquidity_pct, self.buyback_pct) if share is not None]
        total = sum(given)
        if total > 1 + SPLIT_TOLERANCE:
            raise ValueError("hold_pct, liquidity_pct and buyback_pct must not exceed 1 together")
        if len(given) == len(DEFAULT_SPLIT) and abs(total - 1) > SPLIT_TOLERANCE:
            raise ValueError("hold_pct, liquidity_pct and buyback_pct must add up to 1")
        return self

    def filled(self) -> "TreasuryParams":
        """With all three shares: those not given divide the rest in proportion to their defaults."""
        given = {name: getattr(self, name) for name in DEFAULT_SPLIT if getattr(self, name) is not None}
        if len(given) == len(DEFAULT_SPLIT):  # their sum may be off 1 by rounding
            return self.model_copy(update={name: share / sum(given.values()) for name, share in given.items()})
        if sum(given.values()) > 1:
            given = {name: share / sum(given.values()) for name, share in given.items()}
        rest = max(1 - sum(given.values()), 0.0)
        weight = sum(default for name, default in DEFAULT_SPLIT.items() if name not in given)
        others = {name: rest * default / weight for name, default in DEFAULT_SPLIT.items() if name not in given}
        return self.model_copy(update=given | others)


class TreasuryFlows(NamedTuple):
    """The treasury's flows in a month; (trials,) each."""

    fee: Floats
    """Fiat taken as fee."""
    to_reserve: Floats
    to_liquidity: Floats
    to_buyback: Floats
    """The fee by purpose."""
    bought: Floats
    """Tokens bought back."""
    burned: Floats
    """Tokens burned of those bought back."""


class TreasuryController(EconomyPart[TreasuryParams]):
    """Takes the month's fee, keeps a part, adds a part to liquidity and buys tokens back with the rest.

    In fiat, fees + income = reserve + liquidity + spent. A treasury without parameters is empty and takes no fee.
    """

    STATE = ("fees", "income", "liquidity", "spent")
    title = "Treasury"
    summary = "Takes a fee on what sellers are paid; keeps it, adds liquidity and buys tokens back."
    field = "treasury_config"
    switch = "enable_treasury"
    Params = TreasuryParams

    def __init__(self, params: TreasuryParams | None, trials: int) -> None:
        self.params = (params or TreasuryParams(transaction_fee_pct=0)).filled()
        self.fees, self.liquidity, self.spent = (np.zeros(trials) for _ in range(3))
        """Fiat taken as fees, put into liquidity, and spent on tokens, since the start."""
        self._none = np.zeros(trials)
        self.flows = TreasuryFlows(*np.zeros((6, trials)))
        self.income = np.zeros(trials)
        """Fiat received other than fees, since the start."""

    @classmethod
    def from_rules(cls, rules: TreasuryParams | None, opening: Opening) -> Self:
        """The treasury before its first fee; empty without rules."""
        return cls(rules, opening.trials)

    @classmethod
    def with_defaults(cls, given: TreasuryParams | None) -> TreasuryParams:
        """The given rules, else the default treasury, with all shares filled in."""
        return (given or TreasuryParams()).filled()

    @property
    def reserve(self) -> Floats:
        """Fiat in hand."""
        return np.maximum(self.fees + self.income - self.liquidity - self.spent, 0.0)

    def part(self, share: Literal["hold_pct", "liquidity_pct", "buyback_pct"]) -> Number:
        """One of the three shares of the fee, which add up to 1."""
        part: Number = getattr(self.params, share)
        return part

    def open(self, economy: TokenEconomy) -> list[str]:
        """Take the opening balance from the unallocated tokens; returns a sentence if there are too few."""
        requested = np.full_like(self.fees, self.params.initial_balance_pct * economy.total_supply)
        granted = np.minimum(requested, economy["unallocated"])
        economy.transfer("unallocated", "treasury", granted)
        is_short = granted < requested * (1 - 1e-9) - 1e-12 * economy.total_supply
        if not is_short.any():
            return []
        part = (granted / economy.total_supply)[is_short.argmax()]
        return [f"the buckets leave {part:.4g} of the supply for the treasury, less than initial_balance_pct asks"]

    def act(self, sold_fiat: Floats, price: Floats, pricing: PricingModel, economy: TokenEconomy) -> TreasuryFlows:
        """Take the fee from the sellers' proceeds, add liquidity, and buy back at the month's price."""
        fee = self.params.transaction_fee_pct * sold_fiat
        to_reserve, to_liquidity = self.part("hold_pct") * fee, self.part("liquidity_pct") * fee
        to_buyback = self.part("buyback_pct") * fee
        self.flows = TreasuryFlows(fee, to_reserve, to_liquidity, to_buyback, self._none, self._none)
        if not np.count_nonzero(fee):
            return self.flows
        self.fees = self.fees + fee
        self._add_liquidity(to_liquidity, price, pricing, economy)
        self.buy_back(to_buyback, price, pricing, economy)
        return self.flows

    def earn(self, fiat: Floats) -> None:
        """Receive fiat other than fees."""
        self.income = self.income + fiat

    def buy_back(self, fiat: Floats, price: Floats, pricing: PricingModel, economy: TokenEconomy) -> Floats:
        """Buy tokens with up to `fiat` at the month's price, and burn them if configured; returns the tokens bought."""
        bought, cost = pricing.buy_back(fiat, price, economy)
        self.spent = self.spent + cost
        burned = bought if self.params.burn_bought_tokens else self._none
        economy.burn("treasury", burned)
        flows = self.flows
        self.flows = TreasuryFlows(*flows[:4], flows.bought + bought, flows.burned + burned)
        return bought

    def report(self) -> dict[str, Floats]:
        """The treasury after the month, and its flows in it."""
        return {
            "fee_fiat": self.flows.fee,
            "fee_to_reserve": self.flows.to_reserve,
            "fee_to_liquidity": self.flows.to_liquidity,
            "fee_to_buyback": self.flows.to_buyback,
            "treasury_fiat": self.reserve,
            "liquidity_fiat": self.liquidity,
            "treasury_spent_fiat": self.spent,
            "buyback_tokens": self.flows.bought,
            "tokens_burned": self.flows.burned,
        }

    def _add_liquidity(self, fiat: Floats, price: Floats, pricing: PricingModel, economy: TokenEconomy) -> None:
        """Add half of the fiat with tokens of equal value: the treasury's own, else bought with the other half."""
        owned, purchase = _token_half(fiat, price, economy["treasury"])
        bought, cost = pricing.buy_back(purchase, price, economy)
        tokens = owned + bought
        paired = np.minimum(fiat / 2, tokens * price)
        pricing.add_liquidity(paired, tokens, economy)
        self.liquidity = self.liquidity + paired
        self.spent = self.spent + cost


@kernel
def _token_half(fiat: Floats, price: Floats, treasury: Floats) -> tuple[Floats, Floats]:
    """Tokens worth half of the fiat: those the treasury owns, and the fiat needed to buy the rest; (trials,) each."""
    owned, purchase = np.empty_like(fiat), np.empty_like(fiat)
    for trial in range(len(fiat)):
        wanted = fiat[trial] / 2 / price[trial]
        owned[trial] = np.minimum(wanted, treasury[trial])
        purchase[trial] = (wanted - owned[trial]) * price[trial]
    return owned, purchase
