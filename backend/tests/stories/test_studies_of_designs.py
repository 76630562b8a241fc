"""Stress tests, searches for better designs, and calibrations, as a client sees them."""

import csv
import io
from typing import Any

import httpx
import pyarrow.parquet
import pytest

from app.models.designs import CalibrateResponse, OptimizeResponse, StressResponse
from app.models.examples import CALIBRATE_EXAMPLES, OPTIMIZE_EXAMPLES, STRESS_EXAMPLES
from tests.stories.posts import PREFIX, Json, crowd, documented, small
from tests.stories.submissions import told
from tests.stories.test_monte_carlo import accepted, cancelled, ended, problem, until

STRESS, OPTIMIZE, CALIBRATE = (f"{PREFIX}/{name}" for name in ("stress", "optimize", "calibrate"))
CANCELLED_WITHIN = 2.0
FEE = {"pointer": "/abm/treasury_config/transaction_fee_pct", "name": "fee", "low": 0, "high": 0.1}
PRICE = {"figure": "final_price", "goal": "max"}
CLOSES = [{"date": f"2025-{month:02d}-01", "close": 1 - month / 20} for month in range(1, 13)]


def stress(base: Json | None = None, **rest: Any) -> Json:
    return {"base": base or small(), "trials": 3, "stresses": ["forgotten", "demand-halves"]} | rest


def optimize(base: Json | None = None, **rest: Any) -> Json:
    body = {"base": base or documented(), "levers": [FEE], "objectives": [PRICE], "trials": 2, "designs": 12}
    return body | rest


def calibrate(base: Json | None = None, **rest: Any) -> Json:
    return {"base": base or small(market={"path": "flat"}), "history": {"months": CLOSES}} | rest


ALL = [(STRESS, stress(), "stress"), (OPTIMIZE, optimize(), "optimization"), (CALIBRATE, calibrate(), "calibration")]
NAMES = ["stress", "optimize", "calibrate"]


def studied(client: httpx.Client, address: str, request: Json) -> tuple[Json, Json]:
    """The result of a study, and its job."""
    job = accepted(client, request, address)
    assert ended(client, job)["status"] == "completed"
    return client.get(job["results_url"]).json(), job


@pytest.mark.parametrize("name", STRESS_EXAMPLES)
def test_the_documented_stress_tests_run(client: httpx.Client, name: str) -> None:
    answer = StressResponse.model_validate(studied(client, STRESS, STRESS_EXAMPLES[name])[0])
    assert {row.error for row in answer.rows} == {None}


@pytest.mark.parametrize("name", OPTIMIZE_EXAMPLES)
def test_the_documented_searches_run(client: httpx.Client, name: str) -> None:
    answer = OptimizeResponse.model_validate(studied(client, OPTIMIZE, OPTIMIZE_EXAMPLES[name])[0])
    assert answer.front
    assert answer.designs_run <= OPTIMIZE_EXAMPLES[name]["designs"]


@pytest.mark.parametrize("name", CALIBRATE_EXAMPLES)
def test_the_documented_calibrations_run(client: httpx.Client, name: str) -> None:
    answer = CalibrateResponse.model_validate(studied(client, CALIBRATE, CALIBRATE_EXAMPLES[name])[0])
    assert all(parameter.low < parameter.estimate < parameter.high for parameter in answer.parameters)


@pytest.mark.parametrize(("address", "request_", "kind"), ALL, ids=NAMES)
def test_each_is_a_job_like_any_other(client: httpx.Client, address: str, request_: Json, kind: Any) -> None:
    job = accepted(client, request_, address)
    status = ended(client, job)
    assert (status["kind"], status["status"], status["progress_pct"]) == (kind, "completed", 100)
    assert client.post(address, json=request_).json()["cached"] is True


@pytest.mark.parametrize(
    ("address", "request_", "rows"),
    [(STRESS, stress(), "rows"), (OPTIMIZE, optimize(), "front"), (CALIBRATE, calibrate(), "rows")],
    ids=NAMES,
)
def test_each_can_be_fetched_as_a_table(client: httpx.Client, address: str, request_: Json, rows: str) -> None:
    answer, job = studied(client, address, request_)
    text = client.get(job["results_url"] + ".csv").text
    table = pyarrow.parquet.read_table(io.BytesIO(client.get(job["results_url"] + ".parquet").content))
    assert len(list(csv.DictReader(io.StringIO(text)))) == table.num_rows == len(answer[rows])


def test_a_future_can_be_run_by_itself(client: httpx.Client) -> None:
    answer, _ = studied(client, STRESS, stress())
    for row in answer["rows"]:
        alone = row["request"] | {"monte_carlo": {"num_trials": 3}}
        told, _ = studied(client, f"{PREFIX}/monte-carlo/simulate", alone)
        assert told["summary"]["mean_final_price"] == pytest.approx(row["figures"]["final_price"]["mean"], rel=1e-12)


def test_the_shipped_stresses_are_listed_and_each_can_be_asked_for(client: httpx.Client) -> None:
    shipped = client.get(f"{PREFIX}/stresses").json()["stresses"]
    assert all(stress["sentence"] and stress["source"] for stress in shipped)
    answer, _ = studied(client, STRESS, stress(stresses=[stress["id"] for stress in shipped], trials=2))
    assert len(answer["rows"]) == len(shipped)


def test_a_stress_that_was_listed_can_be_sent_back_as_ones_own(client: httpx.Client) -> None:
    shipped = client.get(f"{PREFIX}/stresses").json()["stresses"]
    own = [entry | {"id": f"my-{entry['id']}"} for entry in shipped]
    answer, _ = studied(client, STRESS, stress(stresses=own, trials=2))
    assert {row["id"] for row in answer["rows"]} == {entry["id"] for entry in own}


def test_every_design_of_the_front_can_be_posted(client: httpx.Client) -> None:
    answer, _ = studied(client, OPTIMIZE, optimize())
    for design in answer["front"]:
        assert client.post(f"{PREFIX}/validate", json=design["request"]).json()["valid"]


def test_progress_carries_the_front_so_far(client: httpx.Client) -> None:
    request = optimize(base=crowd(2_000, 60, enable_treasury=True), designs=40, population=8, trials=4)
    job = accepted(client, request, OPTIMIZE)
    seen = [event["partial"] for event in told(client, job["stream_url"]) if event.get("partial")]
    generations = [front["generation"] for front in seen]
    assert generations == sorted(set(generations))
    assert seen[-1] == client.get(job["status_url"]).json()["partial"]
    assert seen[-1]["front"][0]["levers"].keys() == {"fee"}
    assert {move["pointer"] for design in seen[-1]["front"] for move in design["patch"]} == {FEE["pointer"]}
    assert len(seen[-1]["start"]) == len(seen[-1]["objectives"]) == 1


@pytest.mark.parametrize(
    ("address", "request_"),
    [
        (STRESS, stress(base=crowd(20_000, 240), trials=50)),
        (OPTIMIZE, optimize(base=crowd(20_000, 240, enable_treasury=True), designs=40, trials=10)),
    ],
    ids=["stress", "optimize"],
)
def test_each_is_cancelled_within_two_seconds(client: httpx.Client, address: str, request_: Json) -> None:
    job = accepted(client, request_, address)
    until(client, job, lambda status: status["progress_pct"] > 0)
    assert cancelled(client, job) <= CANCELLED_WITHIN
    assert ended(client, job)["status"] == "cancelled"


@pytest.mark.parametrize(
    ("address", "request_", "field"),
    [
        (STRESS, stress(stresses=["forgotten", "nothing"]), "body.stresses.1"),
        (STRESS, stress(constraints=[{"figure": "price", "max": 1}]), "body.constraints.0.figure"),
        (OPTIMIZE, optimize(levers=[FEE | {"pointer": "/buckets/7/allocation"}]), "body.levers.0.pointer"),
        (OPTIMIZE, optimize(objectives=[PRICE | {"goal": "up"}]), "body.objectives.0.goal"),
        (CALIBRATE, calibrate(history={"months": CLOSES[:1]}), "body.history.months"),
        (CALIBRATE, calibrate(fit=["stake_alpha"]), "body.fit.0"),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, address: str, request_: Json, field: str) -> None:
    status, fields, _ = problem(client, request_, address)
    assert (status, fields) == (422, [field])


@pytest.mark.parametrize(
    ("address", "request_"),
    [
        (STRESS, stress(base=crowd(400, 120), trials=1000)),
        (OPTIMIZE, optimize(base=crowd(400, 120, enable_treasury=True), designs=10_000, trials=1000)),
    ],
    ids=["stress", "optimize"],
)
def test_what_would_take_too_long_is_refused(modest: httpx.Client, address: str, request_: Json) -> None:
    status, _, detail = problem(modest, request_, address)
    assert status == 422
    assert "over the budget" in detail or "longer than" in detail


def test_prices_as_they_are_downloaded_say_the_same_as_months(client: httpx.Client) -> None:
    text = "\n".join(["Date;Close", *(f"{close['date']};{close['close']}" for close in CLOSES)])
    as_text, as_months = (
        studied(client, CALIBRATE, calibrate(history=history))[0] for history in ({"text": text}, {"months": CLOSES})
    )
    assert as_text["parameters"] == as_months["parameters"]
