"""Three studies of Arbitrum without a server: a stress test, an optimisation and a calibration."""

import json
from datetime import UTC, datetime
from typing import Any

from app.models.designs import CalibrateRequest, OptimizeRequest, StressRequest
from app.scenarios.history import history
from app.scenarios.library import ScenarioLibrary


def answer(study: StressRequest | OptimizeRequest | CalibrateRequest) -> dict[str, Any]:
    """The result of a study, whose chunks are run one after the other; the service runs them on several threads."""
    plan = study.plan(row_budget=1_000_000)
    chunk_results = [plan.run_chunk(chunk) for chunk in plan.chunks]
    return json.loads(plan.reduce(chunk_results, seconds=0.0, created_at=datetime.now(UTC)))


arbitrum = ScenarioLibrary.shipped().get("arb").request

stressed = answer(StressRequest.model_validate({"base": arbitrum, "stresses": ["demand-halves", "unlocked-early"]}))
for row in stressed["rows"]:
    print(f"{row['title']}: final price {row['figures']['final_price']['p50']:.3f}, median")

levers = [
    {"pointer": "/buckets/0/tge_unlock_pct", "name": "airdropped at once", "low": 10, "high": 100, "step": 10},
    {"pointer": "/buckets/0/vesting_months", "name": "the rest over", "low": 6, "high": 48, "step": 6},
]
goal = {"figure": "final_price", "goal": "max"}
search = {"base": arbitrum, "levers": levers, "objectives": [goal], "trials": 8, "designs": 20}
for design in answer(OptimizeRequest.model_validate(search))["front"]:
    print(f"{design['changed']}: final price {design['figures']['final_price']['p50']:.3f}, median")

closes = [{"date": close.day.isoformat(), "close": close.price} for close in history("arb")]
calibration = answer(CalibrateRequest.model_validate({"base": arbitrum, "history": {"months": closes}}))
for parameter in calibration["parameters"]:
    print(f"{parameter['name']}: {parameter['estimate']:.2f} ({parameter['low']:.2f} … {parameter['high']:.2f})")
print(calibration["words"][0])
