"""Requests that run as they are: the examples of the interactive documentation."""

from typing import Any

_BUCKETS: list[dict[str, Any]] = [
    {"bucket": "Team", "allocation": 20, "tge_unlock_pct": 0, "cliff_months": 12, "vesting_months": 24},
    {"bucket": "VC", "allocation": 15, "tge_unlock_pct": 5, "cliff_months": 6, "vesting_months": 18},
    {"bucket": "Community", "allocation": 40, "tge_unlock_pct": 20, "cliff_months": 0, "vesting_months": 36},
    {"bucket": "Advisors", "allocation": 5, "tge_unlock_pct": 0, "cliff_months": 6, "vesting_months": 12},
]
_TOKEN = {"total_supply": 1_000_000_000, "start_date": "2025-01-01", "horizon_months": 36}

FULL_ECONOMY: dict[str, Any] = {
    "token": _TOKEN,
    "buckets": _BUCKETS,
    "abm": {
        "pricing_model": "eoe",
        "agents_per_cohort": 50,
        "enable_staking": True,
        "staking_config": {"base_apy": 0.15, "max_capacity_pct": 0.4, "lockup_months": 6},
        "enable_treasury": True,
        "treasury_config": {"transaction_fee_pct": 0.03, "buyback_pct": 0.30, "burn_bought_tokens": True},
    },
}

SMALLEST: dict[str, Any] = {
    "token": {"total_supply": 1_000_000, "start_date": "2025-01-01", "horizon_months": 12},
    "buckets": [{"bucket": "Community", "allocation": 100, "tge_unlock_pct": 10, "vesting_months": 12}],
}

TRADED_IN_A_POOL: dict[str, Any] = {
    "token": _TOKEN | {"name": "Pool", "initial_price": 0.5},
    "buckets": _BUCKETS,
    "abm": {
        "pricing_model": "amm",
        "pricing_config": {"pool_fiat": 5_000_000, "fee_pct": 0.003},
        "demand": {"model": "growth", "initial_monthly_fiat": 3_000_000, "monthly_growth": 0.02},
        "seed": 7,
    },
}

A_HUNDRED_TRIALS: dict[str, Any] = FULL_ECONOMY | {
    "monte_carlo": {"enabled": True, "num_trials": 100, "variance_level": "medium", "seed": 42}
}

FEW_BOLD_TRIALS: dict[str, Any] = SMALLEST | {
    "monte_carlo": {"num_trials": 20, "variance_level": "high", "confidence_levels": [5, 25, 50, 75, 95]}
}

MONTE_CARLO_EXAMPLES = {"A hundred trials": A_HUNDRED_TRIALS, "Few, bold trials": FEW_BOLD_TRIALS}

_LONGER_CLIFF = [bucket | {"cliff_months": 24} if bucket["bucket"] == "Team" else bucket for bucket in _BUCKETS]

COMPARE_EXAMPLES = {
    "A longer cliff for the team": {
        "a": FULL_ECONOMY,
        "b": FULL_ECONOMY | {"buckets": _LONGER_CLIFF},
        "monte_carlo": {"num_trials": 50, "seed": 1},
    },
    "No buyback": {
        "a": FULL_ECONOMY,
        "b": FULL_ECONOMY | {"abm": FULL_ECONOMY["abm"] | {"enable_treasury": False}},
        "monte_carlo": {"num_trials": 20, "variance_level": "low"},
    },
}

SWEEP_EXAMPLES: dict[str, dict[str, Any]] = {
    "Yield and lock-up": {
        "base": FULL_ECONOMY,
        "parameters": [
            {"pointer": "/abm/staking_config/base_apy", "name": "base_apy", "low": 0.05, "high": 0.25, "steps": 5},
            {"pointer": "/abm/staking_config/lockup_months", "name": "lockup", "values": [1, 3, 6, 12], "whole": True},
        ],
    },
    "A cliff, sampled": {
        "base": FULL_ECONOMY,
        "parameters": [{"pointer": "/buckets/0/cliff_months", "low": 0, "high": 24, "whole": True}],
        "method": "latin_hypercube",
        "samples": 12,
    },
}

SENSITIVITY_EXAMPLES: dict[str, dict[str, Any]] = {
    "Morris screening": {
        "base": FULL_ECONOMY,
        "parameters": [
            {"pointer": "/abm/staking_config/base_apy", "low": 0.05, "high": 0.25},
            {"pointer": "/abm/treasury_config/transaction_fee_pct", "low": 0.0, "high": 0.1},
            {"pointer": "/buckets/2/tge_unlock_pct", "low": 5, "high": 40},
        ],
        "method": "morris",
        "samples": 10,
    },
    "Sobol indices": {
        "base": FULL_ECONOMY,
        "parameters": [
            {"pointer": "/abm/staking_config/base_apy", "low": 0.05, "high": 0.25},
            {"pointer": "/buckets/2/tge_unlock_pct", "low": 5, "high": 40},
        ],
        "method": "sobol",
        "samples": 16,
        "figure": "max_drawdown_pct",
    },
}

_SHEET = """Bucket\tShare\tTGE\tCliff\tVesting
Team\t20 %\t0 %\t1 year\t36 months
Investors\t15 %\t10 %\t6 months\t18 months
Community\t65 %\t20 %\tnone\t4 years
Total\t100 %\t\t\t"""
_AMOUNTS = "Name;Tokens;Sperrfrist;Laufzeit\nTeam;200.000.000;12 Monate;2 Jahre\nGemeinschaft;800.000.000;keine;4 Jahre"

TABLE_EXAMPLES: dict[str, dict[str, Any]] = {
    "Copied from a spreadsheet": {"text": _SHEET, "cliff_included": True},
    "Amounts with semicolons": {"text": _AMOUNTS, "total_supply": 1_000_000_000},
}

SIMILAR_EXAMPLES: dict[str, dict[str, Any]] = {
    "An allocation table": {"buckets": _BUCKETS, "limit": 3},
    "Amounts of a supply": {
        "token": _TOKEN,
        "buckets": [{"bucket": "Team", "amount": 2e8, "vesting_months": 36}, {"bucket": "Airdrop", "amount": 8e8}],
    },
}

STRESS_EXAMPLES: dict[str, dict[str, Any]] = {
    "Every shipped stress": {
        "base": FULL_ECONOMY,
        "trials": 20,
        "constraints": [{"figure": "max_drawdown_pct", "at": "p50", "max": 90}],
    },
    "One of them, and one of your own": {
        "base": FULL_ECONOMY,
        "stresses": [
            "eth-bear-2022",
            {
                "id": "dear-fees",
                "title": "Fees double",
                "sentence": "The treasury takes twice the fee.",
                "source": "A proposal in the forum.",
                "patch": [{"pointer": "/abm/treasury_config/transaction_fee_pct", "factor": 2}],
            },
        ],
        "trials": 20,
    },
}

OPTIMIZE_EXAMPLES: dict[str, dict[str, Any]] = {
    "What the team is paid, and what the price suffers": {
        "base": FULL_ECONOMY,
        "levers": [
            {"pointer": "/buckets/0/cliff_months", "low": 6, "high": 24, "whole": True, "name": "cliff"},
            {"pointer": "/abm/treasury_config/transaction_fee_pct", "low": 0, "high": 0.1, "name": "fee"},
        ],
        "objectives": [
            {"figure": "proceeds of Team", "goal": "max", "at": "p50"},
            {"figure": "max_drawdown_pct", "goal": "min", "at": "p90"},
        ],
        "trials": 8,
        "designs": 40,
    },
    "The best price with shares that keep adding up": {
        "base": FULL_ECONOMY,
        "levers": [{"pointer": "/buckets/2/allocation", "low": 30, "high": 60, "step": 5, "name": "community"}],
        "keep_shares": True,
        "objectives": [{"figure": "final_price", "goal": "max", "at": "mean"}],
        "constraints": [{"figure": "probability_below_start", "at": "mean", "max": 0.9}],
        "trials": 8,
        "designs": 16,
    },
}

_CLOSES = [1.0, 0.74, 0.81, 0.66, 0.52, 0.58, 0.47, 0.35, 0.38, 0.31, 0.27, 0.33, 0.29]
_MONTHS_OF_2025 = [f"2025-{month:02d}-01" for month in range(1, 13)]

CALIBRATE_EXAMPLES: dict[str, dict[str, Any]] = {
    "A year of closes": {
        "base": FULL_ECONOMY,
        "history": {
            "months": [
                {"date": day, "close": close}
                for day, close in zip([*_MONTHS_OF_2025, "2026-01-01"], _CLOSES, strict=True)
            ]
        },
        "market": {"path": "flat"},
    },
    "The level alone, against Bitcoin": {
        "base": SMALLEST,
        "history": {"months": [{"date": day, "close": 1 - place / 30} for place, day in enumerate(_MONTHS_OF_2025)]},
        "market": {"path": "btc-2025-02-01", "beta": 1.2},
        "fit": ["level", "volatility"],
    },
}

ADVICE: dict[str, Any] = {
    "loc": ["body", "buckets", 0, "vesting_months"],
    "msg": "'Team' vests until month 48, past the horizon of 36 months",
    "type": "vests_past_horizon",
}

UNLOCKS: dict[str, Any] = {
    "tokens": [250_000.0, 0.0, 125_000.0, 125_000.0],
    "supply_pct": [25.0, 0.0, 12.5, 12.5],
    "cumulative_pct": [25.0, 25.0, 37.5, 50.0],
}

PREVIEW: dict[str, Any] = {
    "dates": ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"],
    "allocated_pct": 50.0,
    "unlocks": [UNLOCKS],
    "total": UNLOCKS,
    "segments": [[{"kind": "linear", "start_month": 1, "end_month": 3, "pct": 50.0}]],
}

HOLDER_SIZES: dict[str, Any] = {
    "num_holders": 3,
    "total_tokens": 600.0,
    "gini": 0.333,
    "lorenz": {"holders_pct": [0.0, 33.3, 66.7, 100.0], "tokens_pct": [0.0, 0.0, 50.0, 100.0]},
    "histogram": {"edges_tokens": [150.0, 600.0], "holders": [2.0], "holders_with_nothing": 1.0},
}

SIMULATE_EXAMPLES = {
    "Staking and treasury": FULL_ECONOMY,
    "Smallest request": SMALLEST,
    "Traded in a pool": TRADED_IN_A_POOL,
}
