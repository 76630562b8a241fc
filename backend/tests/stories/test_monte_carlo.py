"""Many trials as a client sees them: submitted, watched, fetched, cancelled, and each one run again alone."""

import copy
import csv
import io
import itertools
import math
import time
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pyarrow.parquet
import pytest
from httpx_sse import connect_sse

from app.abm.dynamics.estimates import estimate
from app.abm.dynamics.pricing import PRICING_MODELS
from app.models.examples import MONTE_CARLO_EXAMPLES
from app.models.monte_carlo import MonteCarloResponse
from app.scenarios.library import ScenarioLibrary
from tests.stories.posts import PREFIX, SIMULATE, Json, crowd, documented, simulated, small, validated
from tests.stories.submissions import events_of

Watched: TypeAlias = tuple[Json, list[Json], float]
"""A job, what its stream said, and the seconds it took."""

MONTE_CARLO = f"{PREFIX}/monte-carlo/simulate"
JOBS = f"{PREFIX}/simulate"
PATIENCE = 60
CANCELLED_WITHIN = 2.0


def with_trials(request: Json, trials: int = 20, **params: Any) -> Json:
    """A request with a Monte Carlo configuration."""
    return request | {"monte_carlo": {"enabled": True, "num_trials": trials} | params}


def real_token(trials: int = 1000, **params: Any) -> Json:
    return with_trials(ScenarioLibrary.shipped().get("arb").request, trials, **params)


def slow(**params: Any) -> Json:
    """Trials that keep two threads busy for half a minute."""
    return with_trials(crowd(100_000, 240), 200, **params)


def accepted(client: httpx.Client, request: Json, address: str = MONTE_CARLO) -> Json:
    response = client.post(f"{address}?fresh=true", json=request)
    assert response.status_code == 202, response.text
    answer: Json = response.json()
    return answer


def ended(client: httpx.Client, job: Json) -> Json:
    """The job's last status."""
    deadline = time.monotonic() + PATIENCE
    while (status := client.get(job["status_url"]).json())["status"] in ("pending", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    answer: Json = status
    return answer


def answered(client: httpx.Client, request: Json) -> Json:
    """The result of trials."""
    job = accepted(client, request)
    assert ended(client, job)["status"] == "completed"
    answer: Json = client.get(job["results_url"]).json()
    return answer


def problem(client: httpx.Client, request: Json, address: str = MONTE_CARLO) -> tuple[int, list[str], str]:
    """What is wrong with a request: the status, and the fields meant."""
    response = client.post(address, json=request)
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    return body["status"], [".".join(map(str, error["loc"])) for error in body.get("errors", [])], body["detail"]


def until(client: httpx.Client, job: Json, true_of: Callable[[Json], bool]) -> Json:
    """The first status of a running job of which something is true."""
    deadline = time.monotonic() + PATIENCE
    while not true_of(status := client.get(job["status_url"]).json()):
        assert status["status"] in ("pending", "running")
        assert time.monotonic() < deadline
        time.sleep(0.02)
    answer: Json = status
    return answer


def cancelled(client: httpx.Client, job: Json) -> float:
    """Seconds from a cancel until the threads are free for the next job."""
    begin = time.monotonic()
    assert client.delete(f"{PREFIX}/jobs/{job['job_id']}").status_code == 200
    assert ended(client, accepted(client, small(), JOBS))["status"] == "completed"
    return time.monotonic() - begin


@pytest.fixture(scope="module")
def watched(client: httpx.Client) -> Watched:
    """A thousand trials of a real token, watched to their end, and how long that took."""
    begin = time.monotonic()
    job = accepted(client, real_token())
    with connect_sse(client, "GET", job["stream_url"]) as stream:
        events = [event.json() for event in events_of(stream)]
    return job, events, time.monotonic() - begin


@pytest.fixture(scope="module")
def answer(client: httpx.Client, watched: Watched) -> Json:
    answer: Json = client.get(watched[0]["results_url"]).json()
    return answer


def test_a_thousand_trials_of_a_real_token_show_progress_by_trials(watched: Watched) -> None:
    done = [event["completed_trials"] for event in watched[1]]
    assert done == sorted(done)
    assert len(set(done)) >= 3
    assert done[-1] == watched[1][-1]["total_trials"] == 1000


def test_a_stream_of_trials_ends_with_one_last_word(watched: Watched) -> None:
    assert [event["type"] for event in watched[1]].count("done") == 1
    assert watched[1][-1]["status"] == "completed"


def test_a_thousand_trials_take_seconds(watched: Watched) -> None:
    assert watched[2] < 10


def test_a_thousand_trials_end_with_everything_documented(answer: Json) -> None:
    assert MonteCarloResponse.model_validate(answer).summary.num_trials == 1000
    assert set(answer) == set(MonteCarloResponse.model_fields)


def test_key_figures_have_percentiles_over_the_trials(answer: Json) -> None:
    summary = answer["summary"]
    assert summary["figures"]["final_price"]["p50"] == summary["p50_final_price"]
    assert summary["figures"]["treasury_runway_months"] == {"p10": None, "p50": None, "p90": None}


def test_bands_lie_in_order_in_every_month(answer: Json) -> None:
    low, middle, high = (band["global_metrics"] for band in answer["percentiles"])
    assert len(low) == answer["config"]["token"]["horizon_months"]
    for rows in zip(low, middle, high, strict=True):
        for name in rows[0].keys() - {"date"}:
            assert rows[0][name] <= rows[1][name] <= rows[2][name], name


def test_risk_is_told_in_chances_that_fall_with_the_fall(answer: Json) -> None:
    risk = answer["risk"]
    chances = [risk[f"probability_drawdown_over_{level}_pct"] for level in (50, 80, 95)]
    assert 1 >= chances[0] >= chances[1] >= chances[2] >= 0


def test_risk_can_be_counted_in_the_trials(answer: Json) -> None:
    below = sum(trial["final_price"] < answer["config"]["token"]["initial_price"] for trial in answer["trials"])
    assert answer["risk"]["probability_below_start"] == below / 1000


def test_convergence_looks_at_each_quarter(answer: Json) -> None:
    assert [point["trials"] for point in answer["convergence"]["checkpoints"]] == [250, 500, 750, 1000]
    assert "1,000 trials; the median is known to ±" in answer["convergence"]["words"]


def test_the_histogram_counts_every_trial(answer: Json) -> None:
    assert sum(answer["histogram"]["counts"]) == 1000


def test_more_than_a_hundred_trials_are_told_without_their_months(answer: Json) -> None:
    assert len(answer["trials"]) == 1000
    assert {trial["global_metrics"] for trial in answer["trials"]} == {None}


def test_a_running_job_tells_the_bands_so_far(client: httpx.Client) -> None:
    job = accepted(client, with_trials(crowd(20_000, 120), 200))
    partial = until(client, job, lambda status: status["partial"])["partial"]
    client.delete(f"{PREFIX}/jobs/{job['job_id']}")
    assert 0 < partial["trials"] < 200
    low, middle, high = (band["price"] for band in partial["price_percentiles"])
    assert len(low) == 120
    assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))


def test_partial_bands_are_renewed_as_trials_double(client: httpx.Client) -> None:
    job, seen = accepted(client, with_trials(crowd(20_000, 120), 200)), []
    while (status := client.get(job["status_url"]).json())["status"] in ("pending", "running"):
        seen.append((status["partial"] or {"trials": 0})["trials"])
        time.sleep(0.01)
    steps = [trials for trials in dict.fromkeys(seen) if trials]
    assert len(steps) >= 2
    assert all(later >= 2 * earlier for earlier, later in itertools.pairwise(steps))


def test_simulate_runs_the_same_kind_of_job(client: httpx.Client) -> None:
    job = accepted(client, with_trials(small()), JOBS)
    assert job["job_id"].startswith("mc_")
    assert job["results_url"] == f"{PREFIX}/monte-carlo/results/{job['job_id']}"
    assert ended(client, job)["kind"] == "monte_carlo"


def test_both_addresses_share_one_result(client: httpx.Client) -> None:
    request = with_trials(small(seed=4), seed=12345)
    first = client.post(MONTE_CARLO, json=request).json()
    ended(client, first)
    assert client.post(JOBS, json=request).json()["cached"] is True


@pytest.mark.parametrize(
    "request_",
    [small(), small() | {"monte_carlo": None}, with_trials(small(), enabled=False)],
    ids=["missing", "null", "switched off"],
)
def test_the_monte_carlo_address_asks_for_a_monte_carlo_configuration(client: httpx.Client, request_: Json) -> None:
    status, _, detail = problem(client, request_)
    assert status == 400
    assert "Monte Carlo configuration" in detail


def test_switched_off_trials_are_a_single_run(client: httpx.Client) -> None:
    job = accepted(client, with_trials(small(), enabled=False), JOBS)
    assert job["job_id"].startswith("abm_")


def test_results_of_another_kind_are_not_found(client: httpx.Client) -> None:
    job = accepted(client, small(), JOBS)
    ended(client, job)
    response = client.get(f"{PREFIX}/monte-carlo/results/{job['job_id']}")
    assert response.status_code == 404
    assert "Monte Carlo" in response.json()["detail"]


def test_results_of_an_unknown_job_are_not_found(client: httpx.Client) -> None:
    assert client.get(f"{PREFIX}/monte-carlo/results/mc_{'0' * 32}").status_code == 404


def test_results_can_be_fetched_at_the_common_address(client: httpx.Client, watched: Watched, answer: Json) -> None:
    assert client.get(f"{PREFIX}/jobs/{watched[0]['job_id']}/results").json() == answer


def test_results_of_running_trials_are_not_ready(client: httpx.Client) -> None:
    job = accepted(client, slow())
    response = client.get(job["results_url"])
    client.delete(f"{PREFIX}/jobs/{job['job_id']}")
    assert response.status_code == 409


def test_trials_are_cancelled_inside_a_chunk(client: httpx.Client) -> None:
    job = accepted(client, slow())
    until(client, job, lambda status: 0 < status["progress_pct"] < 50)
    assert cancelled(client, job) <= CANCELLED_WITHIN
    assert ended(client, job)["status"] == "cancelled"


@pytest.mark.parametrize("trials", [2, 10])
def test_trials_are_not_run_while_the_client_waits(client: httpx.Client, trials: int) -> None:
    status, fields, detail = problem(client, with_trials(small(), trials), SIMULATE)
    assert (status, fields) == (422, ["body.monte_carlo"])
    assert "/simulate" in detail


def test_csv_has_a_line_for_each_percentile_and_month(client: httpx.Client, watched: Watched, answer: Json) -> None:
    text = client.get(f"{PREFIX}/jobs/{watched[0]['job_id']}/results?format=csv").text
    lines = list(csv.DictReader(io.StringIO(text)))
    told = [(line["percentile"], line["month_index"], float(line["price"])) for line in lines]
    assert told == [
        (f"{band['percentile']:g}", str(row["month_index"]), row["price"])
        for band in answer["percentiles"]
        for row in band["global_metrics"]
    ]


@pytest.mark.parametrize("address", ["jobs/{}/results", "monte-carlo/results/{}"])
@pytest.mark.parametrize(
    "how", [{"params": {"format": "parquet"}}, {"headers": {"accept": "application/vnd.apache.parquet"}}]
)
def test_parquet_says_what_json_says(
    client: httpx.Client, watched: Watched, answer: Json, address: str, how: Json
) -> None:
    response = client.get(f"{PREFIX}/{address.format(watched[0]['job_id'])}", **how)
    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    rows = pyarrow.parquet.read_table(io.BytesIO(response.content)).to_pylist()
    assert [row["price"] for row in rows] == [
        row["price"] for band in answer["percentiles"] for row in band["global_metrics"]
    ]


@pytest.mark.parametrize("model", PRICING_MODELS)
def test_any_trial_can_be_run_again_alone(client: httpx.Client, model: str) -> None:
    told = answered(
        client,
        with_trials(documented(), 8, variance_level="high") | {"abm": documented()["abm"] | {"pricing_model": model}},
    )
    for trial in (told["trials"][0], told["trials"][-1]):
        config = copy.deepcopy(told["config"])
        del config["monte_carlo"]
        config["abm"]["seed"] = trial["seed"]
        assert simulated(client, config)["global_metrics"] == trial["global_metrics"]


def test_any_trial_of_a_real_token_can_be_run_again_alone(client: httpx.Client, answer: Json) -> None:
    config = copy.deepcopy(answer["config"])
    del config["monte_carlo"]
    config["abm"]["seed"] = answer["trials"][777]["seed"]
    assert simulated(client, config)["summary"]["final_price"] == answer["trials"][777]["final_price"]


def test_the_configuration_of_the_answer_can_be_posted_again(client: httpx.Client) -> None:
    told = answered(client, with_trials(small(), 10, seed=3))
    assert answered(client, told["config"])["percentiles"] == told["percentiles"]


@pytest.mark.parametrize(("level", "part"), [("low", 0.5), ("medium", 1), ("high", 1.6)])
def test_trials_have_the_chance_of_a_market_and_one_of_their_own(client: httpx.Client, level: str, part: float) -> None:
    abm = answered(client, with_trials(small(), 5, variance_level=level))["config"]["abm"]
    assert abm["market"]["volatility"] == pytest.approx(part * estimate("market_volatility"))
    assert abm["demand"]["volatility"] == pytest.approx(part * estimate("volatility"))
    assert abm["demand"]["volatility_decay"] == estimate("volatility_decay")


def test_trials_in_a_market_that_is_known_have_their_own_chance_alone(client: httpx.Client) -> None:
    told = answered(client, with_trials(small(market={"path": "eth-2021-05"}), 5))
    assert told["config"]["abm"]["market"]["volatility"] == 0
    assert len({trial["global_metrics"][-1]["market_index"] for trial in told["trials"]}) == 1
    assert len({trial["final_price"] for trial in told["trials"]}) == 5


def test_chances_that_are_given_are_kept(client: httpx.Client) -> None:
    request = small(demand={"volatility": 0}, market={"volatility": 0.1})
    abm = answered(client, with_trials(request, 5, variance_level="high"))["config"]["abm"]
    assert (abm["demand"]["volatility"], abm["market"]["volatility"]) == (0, 0.1)


def test_the_median_of_many_trials_is_near_the_single_run(client: httpx.Client) -> None:
    single = simulated(client, small())["global_metrics"][-1]["price"]
    told = answered(client, with_trials(small(), 1000))
    assert math.log(told["summary"]["p50_final_price"] / single) == pytest.approx(0, abs=0.15)


def test_trials_are_told_with_their_months_up_to_a_hundred(client: httpx.Client) -> None:
    told = answered(client, with_trials(small(), 100))
    assert {len(trial["global_metrics"]) for trial in told["trials"]} == {12}


@pytest.mark.parametrize(("trials", "include", "shown"), [(101, None, False), (101, True, True), (5, False, False)])
def test_trials_are_told_with_their_months_as_asked(
    client: httpx.Client, trials: int, include: bool | None, shown: bool
) -> None:
    told = answered(client, with_trials(small(), trials, include_trials=include))
    assert all((trial["global_metrics"] is not None) == shown for trial in told["trials"])


def test_too_many_months_of_trials_are_not_told_one_by_one(client: httpx.Client) -> None:
    status, fields, _ = problem(client, with_trials(small(), 10_000, include_trials=True))
    assert (status, fields) == (422, ["body.monte_carlo.include_trials"])


def test_percentiles_are_those_asked_in_order(client: httpx.Client) -> None:
    told = answered(client, with_trials(small(), confidence_levels=[95, 5, 50.5, 5]))
    assert [band["percentile"] for band in told["percentiles"]] == [5, 50.5, 95]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"num_trials": 1}, "num_trials"),
        ({"num_trials": 10_001}, "num_trials"),
        ({"num_trials": 2.5}, "num_trials"),
        ({"num_trials": "10"}, "num_trials"),
        ({"variance_level": "wild"}, "variance_level"),
        ({"confidence_levels": []}, "confidence_levels"),
        ({"confidence_levels": [0]}, "confidence_levels.0"),
        ({"confidence_levels": [100]}, "confidence_levels.0"),
        ({"confidence_levels": [True]}, "confidence_levels.0"),
        ({"seed": -1}, "seed"),
        ({"num_trial": 5}, "num_trial"),
    ],
)
def test_a_monte_carlo_configuration_that_cannot_be_names_its_field(
    client: httpx.Client, params: Json, field: str
) -> None:
    status, fields, _ = problem(client, with_trials(small(), **params))
    assert (status, fields) == (422, [f"body.monte_carlo.{field}"])


def test_more_work_than_the_budget_is_refused_with_the_number(client: httpx.Client) -> None:
    status, _, detail = problem(client, with_trials(crowd(100_000, 60), 1000))
    assert status == 422
    assert "6,000,000,000" in detail


def test_trials_that_all_fail_fail_the_job_with_a_sentence(client: httpx.Client) -> None:
    curve = {"pricing_model": "issuance_curve", "pricing_config": {"alpha": 20, "max_supply": 1e-20}}
    job = accepted(client, with_trials(small(**curve)))
    status = ended(client, job)
    assert status["status"] == "failed"
    assert "no longer a finite number" in status["error"]


def test_validation_counts_the_trials(client: httpx.Client) -> None:
    estimate = validated(client, with_trials(small(), 500))["estimate"]
    assert (estimate["trials"], estimate["work"]) == (500, 500 * 12 * estimate["agents"])


@pytest.mark.parametrize("name", MONTE_CARLO_EXAMPLES)
def test_the_documented_examples_run(client: httpx.Client, name: str) -> None:
    MonteCarloResponse.model_validate(answered(client, MONTE_CARLO_EXAMPLES[name]))
