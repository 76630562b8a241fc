"""Responses: the result of a Monte Carlo simulation."""

from typing import Any

from pydantic import BaseModel, Field, create_model

from app.abm.reports.key_figures import KEY_FIGURES
from app.models.abm_response import Attribution, GlobalMetrics, Provenance, figure_field


class Trial(BaseModel):
    """One trial; its seed, with the configuration of the answer, runs it again alone."""

    trial_index: int
    seed: int
    final_price: float
    total_sold: float
    global_metrics: list[GlobalMetrics] | None


class PercentileBand(BaseModel):
    """A percentile of every series and month over the trials."""

    percentile: float = Field(description="%.")
    final_price: float
    final_price_ci95: list[float] = Field(description="95 % confidence interval, from order statistics.")
    total_sold: float
    global_metrics: list[GlobalMetrics]


class FigureSpread(BaseModel):
    """A key figure over the trials that have it; null where none has."""

    p10: float | None
    p50: float | None
    p90: float | None


FigureSpreads = create_model(
    "FigureSpreads",
    __doc__="Every key figure of a single run, over the trials.",
    **{name: figure_field(figure, FigureSpread) for name, figure in KEY_FIGURES.items()},
)


class MonteCarloSummary(BaseModel):
    """Key figures over the trials."""

    num_trials: int
    failed_trials: int
    mean_final_price: float
    std_final_price: float
    min_final_price: float
    max_final_price: float
    p10_final_price: float
    p50_final_price: float
    p90_final_price: float
    mean_total_sold: float
    mean_max_drawdown_pct: float
    mean_price_change_pct: float
    figures: FigureSpreads


class Risk(BaseModel):
    """Chances that matter, 0 … 1."""

    probability_below_start: float
    probability_drawdown_over_50_pct: float
    probability_drawdown_over_80_pct: float
    probability_drawdown_over_95_pct: float


class Checkpoint(BaseModel):
    """The final price over the first so many trials."""

    trials: int
    mean: float
    std: float
    p50: float


class Convergence(BaseModel):
    """Whether more trials would change the picture."""

    checkpoints: list[Checkpoint]
    drift: float = Field(description="Change of the mean over the last quarter of the trials, relative.")
    standard_error: float = Field(description="Of the mean, relative.")
    median_within: float = Field(description="Half the width of the median's 95 % interval, relative.")
    converged: bool
    words: str


class Histogram(BaseModel):
    """How often the final price falls where."""

    edges: list[float]
    counts: list[int]


class FailedTrial(BaseModel):
    """A trial that left the range of numbers; the others stand without it."""

    trial_index: int
    seed: int
    message: str


class MonteCarloResponse(BaseModel):
    """Everything the trials found out."""

    trials: list[Trial]
    percentiles: list[PercentileBand]
    mean_metrics: list[GlobalMetrics]
    std_metrics: list[GlobalMetrics]
    summary: MonteCarloSummary
    risk: Risk
    convergence: Convergence
    attribution: Attribution | None = Field(
        description="Who moved the price, mean over the trials; null unless `attribution` is true."
    )
    histogram: Histogram
    failed_trials: list[FailedTrial]
    warnings: list[str]
    execution_time_seconds: float
    config: dict[str, Any] = Field(description="The configuration each trial lived in, every default filled.")
    manifest: Provenance
