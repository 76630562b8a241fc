"""Requests as clients write them, each of which a story overrides only in what matters to it."""

import copy
from typing import Any, TypeAlias

import httpx

Json: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

PREFIX = "/api/v2/abm"
SIMULATE = f"{PREFIX}/simulate-sync"
VALIDATE = f"{PREFIX}/validate"

_ACCOUNTS = (
    "locked",
    "total_held",
    "total_staked",
    "market",
    "treasury_tokens",
    "liquidity_tokens",
    "unallocated",
)

_DOCUMENTED: Json = {
    "token": {"total_supply": 1000000000, "start_date": "2025-01-01", "horizon_months": 36},
    "buckets": [
        {"bucket": "Team", "allocation": 20, "tge_unlock_pct": 10, "cliff_months": 6, "vesting_months": 18},
        {"bucket": "VC", "allocation": 15, "tge_unlock_pct": 5, "cliff_months": 3, "vesting_months": 24},
        {"bucket": "Community", "allocation": 40, "tge_unlock_pct": 20, "cliff_months": 0, "vesting_months": 36},
    ],
    "abm": {
        "pricing_model": "eoe",
        "agents_per_cohort": 50,
        "enable_staking": True,
        "staking_config": {"base_apy": 0.15, "max_capacity_pct": 0.4, "lockup_months": 6},
        "enable_treasury": True,
        "treasury_config": {"transaction_fee_pct": 0.03, "buyback_pct": 0.30, "burn_bought_tokens": True},
    },
}


def documented() -> Json:
    """The example of the documentation, its buckets filled in."""
    return copy.deepcopy(_DOCUMENTED)


def small(**abm: Any) -> Json:
    """A year of ten holders in two buckets of 80 % of the supply; arguments join `abm`."""
    return {
        "token": {"total_supply": 1e6, "start_date": "2025-01-01", "horizon_months": 12},
        "buckets": [
            {"bucket": "Team", "allocation": 30, "cliff_months": 6, "vesting_months": 6},
            {"bucket": "Community", "allocation": 50, "tge_unlock_pct": 20, "vesting_months": 12},
        ],
        "abm": {"agents_per_cohort": 5, "seed": 1} | abm,
    }


def crowd(holders: int, months: int, **abm: Any) -> Json:
    """`holders` in one bucket that vests over all the months."""
    return {
        "token": {"total_supply": 1e9, "start_date": "2025-01-01", "horizon_months": months},
        "buckets": [{"bucket": "Community", "allocation": 90, "tge_unlock_pct": 10, "vesting_months": months}],
        "abm": {"agents_per_cohort": holders, "seed": 1} | abm,
    }


def simulated(client: httpx.Client, request: Json) -> Json:
    """The results of a request."""
    response = client.post(SIMULATE, json=request)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def validated(client: httpx.Client, request: object) -> Json:
    """What the service thinks of a request."""
    response = client.post(VALIDATE, json=request)
    assert response.status_code == 200, response.text
    report: Json = response.json()
    return report


def owned(row: Row) -> float:
    """All tokens that somebody has in a row."""
    return float(sum(row[account] for account in _ACCOUNTS))
