"""What a form needs: everything a request can name."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.abm.agents.behaviour import SELL_DRIVERS
from app.abm.agents.profiles import PRESETS, PROFILES, CohortProfile
from app.abm.core.series import Group
from app.abm.dynamics.demand import PRESETS as PRESET_FIGURES
from app.abm.dynamics.market import ASSETS, FLAT, asset_closes, closes, mid_month_closes
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.dynamics.series import COHORT_SERIES, SERIES
from app.abm.reports.key_figures import KEY_FIGURES
from app.api.deps import ServiceDep
from app.models.abm_request import SimulateRequest

router = APIRouter(prefix="/api/v2/abm", tags=["catalogue"])


class PricingModelEntry(BaseModel):
    """A pricing model a request can choose."""

    name: str
    title: str
    description: str
    parameters: dict[str, Any] = Field(description="JSON Schema of its pricing_config.")


class PartEntry(BaseModel):
    """A part of the economy that a request may switch on."""

    name: str
    title: str
    description: str
    field: str = Field(description="The field of `abm` that holds its rules.")
    switch: str | None = Field(
        description="The field of `abm` that switches it on; null for one that is on by its rules."
    )
    series: list[str] = Field(description="The series it adds to a row.")


class DriverEntry(BaseModel):
    """A factor on what a holder sells."""

    name: str
    description: str


class SeriesEntry(BaseModel):
    """A column of every month's report."""

    name: str
    title: str
    group: Group = Field(description="What it is about; series of `owners` add up to total supply + minted.")
    unit: str
    description: str


class CohortSeriesEntry(BaseModel):
    """A column of every month's report of one bucket; in tokens, or fiat where the name says so."""

    name: str
    description: str


class FigureEntry(BaseModel):
    """A number of the summary."""

    name: str
    title: str
    unit: str
    description: str


class LimitsEntry(BaseModel):
    """What one request may ask for."""

    max_agents: int
    max_work: float
    max_memory_mb: float
    sync_max_work: float


class MarketClose(BaseModel):
    """Where the market stood in one month."""

    month: str = Field(description="YYYY-MM: a path may start here.")
    close: float = Field(description="Close in the middle of the month, US dollars.")


class MarketEntry(BaseModel):
    """The shipped closes of one asset; a path is named `<id>-YYYY-MM` or `<id>-YYYY-MM-DD`."""

    id: str
    name: str
    first: date = Field(description="First day with a close.")
    last: date = Field(description="Last day with a close.")
    paths: list[str] = Field(description="A path from each month on, ready for `abm.market.path`.")
    closes: list[MarketClose]


class MarketList(BaseModel):
    """Market paths to simulate in."""

    markets: list[MarketEntry]
    presets: dict[str, dict[str, Any]] = Field(description="What each `abm.demand.preset` fills in.")
    source: str


class Catalogue(BaseModel):
    """Everything a request can name."""

    pricing_models: list[PricingModelEntry]
    profiles: dict[str, CohortProfile] = Field(description="Cohorts and presets by name.")
    presets: list[str] = Field(description="Names of the profiles that are no cohort's own.")
    demand_presets: dict[str, dict[str, Any]] = Field(description="What each `abm.demand.preset` fills in.")
    market_paths: list[str] = Field(description="What `abm.market.path` can name; /markets has their closes.")
    parts: list[PartEntry]
    sell_drivers: list[DriverEntry]
    series: list[SeriesEntry]
    cohort_series: list[CohortSeriesEntry]
    figures: list[FigureEntry]
    limits: LimitsEntry


@router.get("/markets", operation_id="listMarkets", summary="Market paths: real closes of ETH and BTC")
async def list_markets() -> MarketList:
    """What `abm.market.path` can name: each asset's closes, from any month on."""
    return MarketList(
        markets=[_market(asset, name) for asset, name in ASSETS.items()],
        presets={name: dict(figures) for name, figures in PRESET_FIGURES.items()},
        source=closes()["source"],
    )


def _market(asset: str, name: str) -> MarketEntry:
    days = list(asset_closes(asset))
    months = [MarketClose(month=f"{day:%Y-%m}", close=close) for day, close in mid_month_closes(asset).items()]
    paths = [f"{asset}-{entry.month}" for entry in months]
    return MarketEntry(id=asset, name=name, first=days[0], last=days[-1], paths=paths, closes=months)


def _pricing_models() -> list[PricingModelEntry]:
    return [
        PricingModelEntry(
            name=name, title=model.title, description=model.summary, parameters=model.Params.model_json_schema()
        )
        for name, model in PRICING_MODELS.items()
    ]


def _parts() -> list[PartEntry]:
    return [
        PartEntry(
            name=name,
            title=part.title,
            description=part.summary,
            field=part.field,
            switch=part.switch,
            series=list(part.SERIES),
        )
        for name, part in PARTS.items()
    ]


@router.get("/catalogue", operation_id="getCatalogue", summary="Pricing models, profiles, series and limits")
async def get_catalogue(service: ServiceDep) -> Catalogue:
    """What a form needs to offer every choice with its unit, bounds and default."""
    limits = service.limits
    return Catalogue(
        pricing_models=_pricing_models(),
        profiles=PROFILES,
        presets=list(PRESETS),
        demand_presets={name: dict(figures) for name, figures in PRESET_FIGURES.items()},
        market_paths=[FLAT, *(path for asset, name in ASSETS.items() for path in _market(asset, name).paths)],
        parts=_parts(),
        sell_drivers=[
            DriverEntry(name=driver.__name__, description=(driver.__doc__ or "").strip()) for driver in SELL_DRIVERS
        ],
        series=[
            SeriesEntry(name=name, title=s.title, group=s.group, unit=s.unit, description=s.description)
            for name, s in SERIES.items()
        ],
        cohort_series=[CohortSeriesEntry(name=name, description=text) for name, text in COHORT_SERIES.items()],
        figures=[
            FigureEntry(name=name, title=figure.title, unit=figure.unit, description=figure.description)
            for name, figure in KEY_FIGURES.items()
        ],
        limits=LimitsEntry(
            max_agents=limits.max_agents,
            max_work=limits.max_work,
            max_memory_mb=limits.max_memory_mb,
            sync_max_work=limits.sync_max_work,
        ),
    )


@router.get("/schema", operation_id="getRequestSchema", summary="The JSON Schema of a request, with all a form needs")
async def get_request_schema() -> dict[str, Any]:
    """Each field has a title, help, bounds and a default; numbers have a `unit`, choices `options` in plain words."""
    return SimulateRequest.form()
