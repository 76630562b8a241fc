"""A pricing model of one's own, without touching the package: an order book of constant depth.

Net selling of a month moves the price by its part of the depth; net buying moves it up by the same rule.
"""

import numpy as np

from app.abm.core.month import Clearing, Floats, Month
from app.abm.dynamics.pricing import PricingModel
from app.abm.dynamics.token_economy import TokenEconomy
from app.abm.engine import ABMSimulationLoop, SimulationSpec, summary


class OrderBook(PricingModel):
    """price ← price · e^((bought − sold) / depth), with a depth of a tenth of the supply."""

    summary = "An order book as deep as a tenth of the supply."

    def clear(self, month: Month, offered: Floats, economy: TokenEconomy) -> Clearing:
        """Sellers sell everything to the market; demand buys at last month's price."""
        economy.transfer("liquid", "market", offered)
        depth = 0.1 * self.opening.total_supply
        raw = month.price * np.exp((month.demand / month.price - offered) / depth)
        return Clearing(self.priced(raw), raw, economy.circulating, offered, offered)


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
