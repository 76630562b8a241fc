"""What a rich run and a Monte Carlo come to is committed, so that no number moves unnoticed.

`make baseline` writes it anew. Figures are held to nine digits: the last ones of a logarithm differ between processors.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.abm.studies.plan import Plan
from app.models.abm_request import SimulateRequest
from tests.factories import bucket, config, full, token

HERE = Path(__file__).parent
CLOSE = 1e-9
ONE_RUN = ("summary", "holders", "global_metrics", "cohort_metrics", "attribution", "warnings", "config")
TRIALS = ("summary", "risk", "convergence", "percentiles", "mean_metrics", "attribution", "config")
EVERY = 6
"""Months from one row that is kept to the next."""

INFLATION = {
    "name": "Inflation",
    "kind": "percent_of_supply",
    "percent": 8,
    "decay_per_year": 0.1,
    "profile": "stakers",
}
EVENLY = {"kind": "linear", "pct": 100, "start_month": 0, "end_month": 20}
RICH = config(
    **full(
        pricing_model="amm",
        emissions=[
            {
                "name": "Inflation",
                "kind": "percent_of_supply",
                "percent": 8,
                "decay_per_year": 0.1,
                "profile": "stakers",
            }
        ],
        revenue={"initial_monthly_fiat": 2e6, "to_buyback": 0.3, "to_stakers": 0.3},
        bucket_cohort_mapping={"Partners": "VC"},
        cohort_profiles={"Team": {"sell_pressure_mean": 0.2}},
    ),
    token=token(horizon_months=25, initial_price=0.5),
    buckets=[
        bucket("Team", allocation=25, num_holders=40),
        bucket("Partners", allocation=20, cliff_months=3, tge_unlock_pct=5, num_holders=1000),
        bucket("Airdrop", allocation=10, cliff_months=0, tge_unlock_pct=100, vesting_months=0, num_holders=20_000),
        bucket("Treasury", allocation=20),
        {"bucket": "Community", "allocation": 20, "segments": [EVENLY]},
    ],
)
REQUESTS = {
    "rich_run": (RICH, ONE_RUN),
    "monte_carlo": (RICH | {"monte_carlo": {"num_trials": 20, "seed": 3}}, TRIALS),
}


def thinned(value: Any) -> Any:
    """Every sixth month of what is told by month, and all of the rest."""
    if isinstance(value, dict):
        return {name: thinned(inner) for name, inner in value.items()}
    if isinstance(value, list):
        kept = [row for row in value if not isinstance(row, dict) or row.get("month_index", 0) % EVERY == 0]
        return [thinned(row) for row in kept]
    return value


def found(name: str) -> Any:
    """What the request comes to now."""
    request, told = REQUESTS[name]
    plan: Plan[Any] = SimulateRequest.model_validate(request).plan(1_000_000)
    answer = json.loads(plan.reduce([plan.run_chunk(chunk) for chunk in plan.chunks], 0.0, datetime.now(UTC)))
    return thinned({part: answer[part] for part in told})


def differences(now: Any, then: Any, place: str = "") -> list[str]:
    """Where two answers differ, at most by what a processor may."""
    if isinstance(now, dict) and isinstance(then, dict) and now.keys() == then.keys():
        return [each for name in now for each in differences(now[name], then[name], f"{place}/{name}")]
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        pairs = enumerate(zip(now, then, strict=True))
        return [each for index, pair in pairs for each in differences(*pair, f"{place}/{index}")]
    same = now == pytest.approx(then, rel=CLOSE, abs=CLOSE) if isinstance(now, float) else now == then
    return [] if same else [f"{place}: {then!r} is now {now!r}"]


@pytest.mark.parametrize("name", REQUESTS)
def test_the_numbers_are_those_committed(name: str) -> None:
    now, path = found(name), HERE / f"{name}.json"
    if os.environ.get("RENEW"):
        path.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    told = differences(now, json.loads(path.read_text(encoding="utf-8")))
    assert told == [], "the engine's numbers have moved; if they should, renew them: make baseline"
