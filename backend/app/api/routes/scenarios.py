"""The shipped library of scenarios: list, search, the tokens most like a design, one scenario."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from app.abm.engine.spec import SimulationSpec
from app.api.deps import CallerDep, ServiceDep
from app.api.errors import ProblemError
from app.api.openapi import body_problems, counted, json_request, problems
from app.api.request_parsing import json_answer, validated
from app.models.examples import SIMILAR_EXAMPLES
from app.models.scenarios import SimilarRequest
from app.scenarios.history import history
from app.scenarios.library import Scenario, ScenarioLibrary, UnknownScenarioError
from app.scenarios.portrait import Portrait, portrait
from app.scenarios.search import LibraryEntry, entries_of, search, similar

router = APIRouter(prefix="/api/v2/abm", tags=["catalogue"])

ScenarioId = Annotated[str, Path(max_length=64, description="One of the ids that /scenarios lists.")]
Words = Annotated[
    str,
    Query(
        max_length=200,
        description="Words of name, symbol or description, all of which must be there; and bounds, in % of the supply: "
        "`float<10`, `cliff>15`, `insiders>40`. The best first.",
        examples=["layer 2", "cliff>15 float<20"],
    ),
]
Most = Annotated[int, Query(ge=1, le=200, description="Scenarios to list, at most.")]


class Remarkable(BaseModel):
    """What is remarkable about a schedule."""

    float_pct: float = Field(description="Unlocked at launch, % of the supply.")
    largest_unlock_pct: float = Field(description="Unlocked in the largest month after it, % of the supply.")
    largest_unlock_month: int
    insiders_pct: float = Field(description="Allocated to team, advisers and investors, % of the supply.")

    @classmethod
    def of_portrait(cls, portrait: Portrait) -> "Remarkable":
        """The figures of a portrait, rounded."""
        return cls(
            float_pct=round(portrait.float_pct, 3),
            largest_unlock_pct=round(portrait.largest_unlock_pct, 3),
            largest_unlock_month=portrait.largest_unlock_month,
            insiders_pct=round(portrait.insiders_pct, 3),
        )


class ScenarioWords(BaseModel):
    """What the library says of a scenario in words."""

    id: str
    name: str
    kind: Literal["token", "teaching"]
    description: str
    look_at: str = Field(description="What to look at in the results.")
    grade: Literal["good", "fair"] | None = Field(
        description="How well the facts of a real token are documented; null for a teaching case."
    )
    featured: bool = Field(description="Looked at closely, with real prices or a lesson; the others are schedules.")


class ScenarioHead(Remarkable, ScenarioWords):  # pydantic lists the fields of the last base first
    """One scenario of the library, in a line."""

    @classmethod
    def of(cls, entry: LibraryEntry) -> "ScenarioHead":
        """The line of an entry."""
        scenario = entry.scenario
        return cls(
            id=scenario.id,
            name=scenario.name,
            kind=scenario.kind,
            description=scenario.description,
            look_at=scenario.look_at,
            grade=scenario.grade,
            featured=scenario.featured,
            **Remarkable.of_portrait(entry.portrait).model_dump(),
        )


class ScenarioList(BaseModel):
    """The shipped library, or what of it was looked for."""

    scenarios: list[ScenarioHead]
    total: int = Field(description="How many there are, listed or not.")


class SimilarScenario(BaseModel):
    """A real token and how unlike the design it is."""

    distance_pct: float = Field(
        description="How much of the supply is in other hands, or locked otherwise, on average over four years, %."
    )
    owners_pct: float = Field(description="How much of that is in other hands, %; the rest unlocks at other times.")
    scenario: ScenarioHead


class SimilarList(BaseModel):
    """The real tokens nearest to a design, the nearest first."""

    design: Remarkable = Field(description="What is remarkable about the design itself.")
    similar: list[SimilarScenario]


class HistoryMonth(BaseModel):
    """The price of a real token at the end of a month, to hold a row of the same month_index against."""

    month: int = Field(description="Row of a run that this is compared with; −1 is the first close.")
    date: date
    close: float


class ScenarioDetail(Scenario):
    """A scenario with the prices its token had."""

    history: list[HistoryMonth] | None = Field(description="Monthly closes, US dollars; null for a teaching case.")


@router.get("/scenarios", operation_id="listScenarios", summary="The shipped scenarios", responses=problems(422))
async def list_scenarios(service: ServiceDep, q: Words = "", limit: Most = 200) -> ScenarioList:
    """Real tokens, with sources, and teaching cases: all, or those that a query finds."""
    entries = await asyncio.to_thread(lambda: search(service.library, q) if q.strip() else entries_of(service.library))
    return ScenarioList(scenarios=[ScenarioHead.of(entry) for entry in entries[:limit]], total=len(entries))


@router.post(
    "/similar",
    operation_id="findSimilarScenarios",
    summary="The real tokens most like an allocation table",
    response_model=SimilarList,
    responses=body_problems() | counted() | problems(422),
    openapi_extra=json_request(SimilarRequest, SIMILAR_EXAMPLES),
)
async def find_similar(caller: CallerDep, request: Request) -> Response:
    """The nearest by who holds how much, and by when it unlocks; supply, price and behaviour do not matter."""
    headers, library = caller.count("checks"), caller.service.library
    return await json_answer(request, caller.service.limits, headers, lambda value: _similar(value, library))


def _similar(value: Any, library: ScenarioLibrary) -> SimilarList:
    request = validated(value, SimilarRequest)
    design = portrait(validated(request.economy, SimulationSpec))
    return SimilarList(
        design=Remarkable.of_portrait(design),
        similar=[
            SimilarScenario(
                distance_pct=round(distance, 3),
                owners_pct=round(design.distance_of_owners(entry.portrait), 3),
                scenario=ScenarioHead.of(entry),
            )
            for distance, entry in similar(library, design, request.limit)
        ],
    )


@router.get("/scenarios/{scenario_id}", operation_id="getScenario", summary="One scenario", responses=problems(404))
async def get_scenario(scenario_id: ScenarioId, service: ServiceDep) -> ScenarioDetail:
    """A scenario with its request, its sources, what to look at, and the prices its token had."""
    scenario = _scenario(service.library, scenario_id)
    closes = history(scenario_id)
    months = [HistoryMonth(month=close.month, date=close.day, close=close.price) for close in closes]
    return ScenarioDetail(**scenario.model_dump(), history=months or None)


@router.get(
    "/scenarios/{scenario_id}/request",
    operation_id="getScenarioRequest",
    summary="The bare request of a scenario, ready to post",
    responses=problems(404),
)
async def get_scenario_request(scenario_id: ScenarioId, service: ServiceDep) -> dict[str, Any]:
    """Post it to `/simulate-sync` as it is."""
    return _scenario(service.library, scenario_id).request


def _scenario(library: ScenarioLibrary, scenario_id: str) -> Scenario:
    try:
        return library.get(scenario_id)
    except UnknownScenarioError as error:
        raise ProblemError(404, str(error)) from None
