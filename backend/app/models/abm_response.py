"""Responses: the result of a simulation, made from the tables of series and key figures."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.abm.dynamics.series import COHORT_SERIES, SERIES
from app.abm.reports.key_figures import KEY_FIGURES, KeyFigure
from app.models.examples import HOLDER_SIZES


def _number(description: str, title: str | None = None) -> Any:
    return float, Field(title=title, description=description)


_MONTH: dict[str, Any] = {"month_index": (int, Field(description="Months after the start date."))}
_SERIES = {name: _number(f"{series.description} [{series.unit}]", series.title) for name, series in SERIES.items()}
_COHORT_SERIES = {
    name: _number(f"{description} [{'fiat' if name.endswith('fiat') else 'tokens'}]")
    for name, description in COHORT_SERIES.items()
}
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


class HolderMonth(BaseModel):
    """A month of one holder: tokens, and why so many were offered for sale."""

    month_index: int
    unlocked: float = Field(description="Tokens that vesting, or an emission, brought.")
    gain: float = Field(description="Price over the holder's own reference price, less one.")
    price_trigger: float = Field(description="Factor on selling: profit taken, or a loss cut.")
    caution: float = Field(description="Factor on selling: the cautious de-risk sooner.")
    chance: float = Field(description="Factor on selling: what no rule explains.")
    unlock_anticipation: float = Field(description="Factor on selling: next month's unlock.")
    offered: float = Field(description="Tokens the holder wanted to sell.")
    sold: float = Field(description="Tokens of these that the market took.")
    newly_staked: float
    held: float = Field(description="Liquid tokens after the month.")
    staked: float = Field(description="Staked tokens after the month.")


class AgentSnapshot(BaseModel):
    """Final balances of one row; of one of its holders where it stands for several."""

    agent_id: int
    cohort_name: str
    weight: float = Field(description="Holders the row stands for.")
    allocation: float = Field(description="Tokens the holder gets in all.")
    liquid: float
    staked: float
    reference_price: float = Field(description="Price the holder compares the market with.")
    months: list[HolderMonth] | None = Field(
        description="The holder's months; of one holder of each of the first twenty buckets, null of all others."
    )


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


def figure_field(figure: KeyFigure, type_: Any) -> Any:
    """The definition of a field for a key figure, of the given type."""
    unit = f" [{figure.unit}]" if figure.unit else ""
    return type_, Field(title=figure.title, description=figure.description + unit)


def _figure(figure: KeyFigure) -> Any:
    type_: Any = int if figure.unit == "month" else float
    return figure_field(figure, type_ | None if figure.optional else type_)


Summary = create_model(
    "Summary",
    __doc__="Key figures of a run; null where there is none.",
    **{name: _figure(figure) for name, figure in KEY_FIGURES.items()},
    staking_metrics=(StakingMetrics | None, Field(description="None where staking is off.")),
    treasury_metrics=(TreasuryMetrics | None, Field(description="None where the treasury is off.")),
)


class LorenzCurve(BaseModel):
    """The poorest so many percent of the holders have so many percent of the tokens; from (0, 0) to (100, 100)."""

    holders_pct: list[float] = Field(description="Part of the holders, poorest first, %.")
    tokens_pct: list[float] = Field(description="Part of the tokens they have together, %.")


class SizeHistogram(BaseModel):
    """How many holders have how much."""

    edges_tokens: list[float] = Field(description="Edges of bins equally wide on a logarithmic scale, tokens.")
    holders: list[float] = Field(description="Holders in each bin.")
    holders_with_nothing: float = Field(description="Holders in none.")


class HolderSizes(BaseModel):
    """How unequally tokens are spread over holders."""

    model_config = ConfigDict(json_schema_extra={"examples": [HOLDER_SIZES]})

    num_holders: int
    total_tokens: float
    gini: float = Field(description="Gini coefficient: 0 where all have the same, towards 1 where one has everything.")
    lorenz: LorenzCurve
    histogram: SizeHistogram


class Holders(BaseModel):
    """What holders get and what they keep; buckets' holders alone, outside buyers are none."""

    allocated: HolderSizes | None = Field(description="By all they get, vested or not; null where they get nothing.")
    at_end: HolderSizes | None = Field(description="By liquid and staked tokens at the end; null where there are none.")


class MonthParts(BaseModel):
    """Who moved the price in one month."""

    month_index: int
    parts: dict[str, float] = Field(
        description="Log points of the price's change by actor; together they are the change of its logarithm."
    )


class Attribution(BaseModel):
    """Who moved the price, exactly, in every month."""

    actors: dict[str, str] = Field(description="Each actor that ever moved the price, and what it stands for.")
    months: list[MonthParts]


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
    holders: Holders
    attribution: Attribution | None = Field(description="Who moved the price; null where `attribution` is off.")
    execution_time_seconds: float
    num_agents: int
    num_holders: int
    num_cohorts: int
    warnings: list[str]
    config: dict[str, Any] = Field(
        description="The configuration in force, every default filled; it can be posted again."
    )
    manifest: Manifest
