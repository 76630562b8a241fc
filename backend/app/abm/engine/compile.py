"""Compiles all kernels into the on-disk cache before the first request: `python -m app.abm.engine.compile`."""

from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec


def compile_kernels() -> None:
    """Run a small economy under every pricing model; with `sampled`, the kernels for single holders run, too."""
    for model in PRICING_MODELS:
        ABMSimulationLoop(_small_economy(model)).run()


def _small_economy(model: str) -> SimulationSpec:
    return SimulationSpec.model_validate(
        {
            "token": {"total_supply": 1e6, "start_date": "2025-01-01", "horizon_months": 3},
            "buckets": [
                {"bucket": "Team", "allocation": 40, "vesting_months": 2, "num_holders": 200},
                {"bucket": "Community", "allocation": 40, "tge_unlock_pct": 50, "cliff_months": 1},
            ],
            "abm": {
                "pricing_model": model,
                "agent_granularity": "meta_agents",
                "enable_staking": True,
                "enable_treasury": True,
                "demand": {"volatility": 0.1, "reflexivity": 1},
                "unlock_anticipation": 0.5,
                "aggregation_level": "sampled",
                "seed": 1,
            },
        }
    )


if __name__ == "__main__":
    compile_kernels()
