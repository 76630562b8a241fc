"""A pricing model of your own, without changing the package: an order book of constant depth.

The net selling of a month, resale by outside buyers included, lowers the log price by its ratio to the depth; net
buying raises it by the same rule.
"""

import numpy as np

from app.abm.core.month import Clearing, Floats, Month
from app.abm.dynamics.pricing_model import PricingModel, TradingParams
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.engine import ABMSimulationLoop, SimulationSpec
from app.abm.reports import summary


class OrderBook(PricingModel):
    """price ← price · e^((bought − sold) / depth), with a depth of a tenth of the supply."""

    Params = TradingParams
    title = "Order book"
    summary = "An order book as deep as a tenth of the supply."
    params: TradingParams

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Holders and the float sell at the month's price; demand buys at last month's."""
        resold = self.params.velocity * economy["market"]
        economy.transfer("liquid", "market", offered)
        depth = 0.1 * self.opening.total_supply
        raw = month.price * np.exp((month.demand / month.price - offered - resold) / depth)
        price = self.priced(raw)
        return Clearing(price, raw, economy.circulating, offered + resold, offered, offered * price)


request = {
    "token": {"name": "Example", "total_supply": 1_000_000_000, "start_date": "2025-01-01", "horizon_months": 24},
    "buckets": [
        {"bucket": "Team", "allocation": 20, "cliff_months": 12, "vesting_months": 24},
        {"bucket": "Community", "allocation": 50, "tge_unlock_pct": 20, "vesting_months": 36},
    ],
    "abm": {"demand": {"initial_monthly_fiat": 8_000_000}, "seed": 1},
}

result = ABMSimulationLoop(SimulationSpec.model_validate(request), pricing=OrderBook).run()
for row in result.global_rows():
    if row["month_index"] % 6 == 0:
        print(f"{row['date']}  sold {row['total_sold'] / 1e6:6.2f} M  price {row['price']:.4f}")
print(f"end    price change {summary(result)['price_change_pct']:+.1f} %")
