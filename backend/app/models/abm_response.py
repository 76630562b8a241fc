"""What a client gets: the shape of the results."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.abm.engine.metrics import COHORT_SERIES, SERIES


def _number(text: str) -> Any:
    return float, Field(description=text)


_MONTH: dict[str, Any] = {"month_index": (int, Field(description="Months after the start date."))}
_SERIES = {name: _number(f"{series.description} [{series.unit}]") for name, series in SERIES.items()}
_COHORT_SERIES = {name: _number(f"{description} [tokens]") for name, description in COHORT_SERIES.items()}
_COHORT: dict[str, Any] = {
    "cohort_name": (str, Field(description="Name of the bucket.")),
    "num_agents": (int, Field(description="Rows simulated.")),
    "num_holders": (int, Field(description="Holders they stand for.")),
}

GlobalMetrics = create_model(
    "GlobalMetrics",
    __doc__="One month of the whole economy: flows during it, stocks after it.",
    **_MONTH | {"date": (date, Field(description="Date of the row."))} | _SERIES,
)

CohortMetrics = create_model(
    "CohortMetrics", __doc__="One month of one bucket's holders.", **_MONTH | _COHORT | _COHORT_SERIES
)


class AgentSnapshot(BaseModel):
    """Final balances of one row; of one of its holders where it stands for several."""

    agent_id: int
    cohort_name: str
    weight: float = Field(description="Holders the row stands for.")
    allocation: float = Field(description="Tokens the holder gets in all.")
    liquid: float
    staked: float
    reference_price: float = Field(description="Price the holder compares the market with.")


class StakingMetrics(BaseModel):
    """The staking pool at the end."""

    total_staked: float
    current_apy: float = Field(description="Yearly yield, as a fraction.")
    utilization_pct: float = Field(description="Part of the capacity in use, %.")
    total_rewards_paid: float
    num_stakers: int


class TreasuryMetrics(BaseModel):
    """The treasury at the end."""

    fiat_balance: float
    token_balance: float
    total_fees_collected_fiat: float
    total_tokens_bought: float
    total_tokens_burned: float
    total_liquidity_deployed: float


class Summary(BaseModel):
    """Key figures of a run."""

    initial_price: float
    final_price: float
    final_circulating_supply: float
    total_tokens_sold: float
    average_price: float = Field(description="Weighted with the month's sales.")
    max_sell_month: int
    max_sell_tokens: float
    price_change_pct: float
    max_drawdown_pct: float = Field(description="Largest fall from an earlier peak, the start price included, %.")
    min_price: float
    staking_metrics: StakingMetrics | None
    treasury_metrics: TreasuryMetrics | None


class Provenance(BaseModel):
    """Where a result comes from: engine and hash give it again, to the bit."""

    engine_version: str
    config_hash: str
    seed: int
    created_at: datetime


class Manifest(Provenance):
    """Where a single run comes from, and how well its books are kept."""

    ledger_residual: float = Field(description="Largest error of the ledger, relative to all tokens.")


class SimulationResponse(BaseModel):
    """Everything a run found out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    global_metrics: list[GlobalMetrics]
    cohort_metrics: list[CohortMetrics] | None
    agent_snapshots: list[AgentSnapshot] | None
    summary: Summary
    execution_time_seconds: float
    num_agents: int
    num_holders: int
    num_cohorts: int
    warnings: list[str]
    config: dict[str, Any] = Field(
        description="The configuration in force, every default filled; it can be posted again."
    )
    manifest: Manifest
