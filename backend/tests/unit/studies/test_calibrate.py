"""What a history says: the truth where the model made it, the prior where it is short, a sentence where it is wrong."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
import pytest

from app.abm.core.errors import ConfigError
from app.abm.core.month import Floats
from app.abm.dynamics.estimates import estimate
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.calibrate import CalibratePlan
from app.abm.studies.fit import Fit, interval, places
from app.abm.studies.inversion import on_demand, path_of, spending_behind
from app.abm.studies.posterior import FREEDOM, NORMAL
from app.abm.studies.posterior import estimate as likeliest
from app.api.request_parsing import validated
from app.models.designs import CalibrateRequest
from tests.factories import bucket, buckets, config, token
from tests.laws.economies import ROW_BUDGET

MONTHS = 24
NAMES = ("level", "attention_half_life_months", "attention_floor", "float_elasticity", "volatility")
FLAT = {"path": "flat"}


def economy(months: int = MONTHS, **overrides: Any) -> dict[str, Any]:
    """Three buckets at a start price of 1."""
    calendar = token(horizon_months=months, initial_price=1.0)
    return config(token=calendar, buckets=buckets(), **{"market": FLAT} | overrides)


def closes_of(request: dict[str, Any]) -> list[float]:
    """The start price and every close of a run."""
    price: Floats = ABMSimulationLoop(SimulationSpec.model_validate(request)).run().columns["price"][:, 0]
    return [1.0, *price.tolist()]


def made(seed: int, months: int = MONTHS, **demand: float) -> list[float]:
    """Closes that the model made by itself, by other holders than the fit's."""
    settled = {"preset": "typical", "volatility_decay": estimate("volatility_decay")} | demand
    return closes_of(economy(months, demand=settled, seed=1000 + seed))


def months_of(closes: list[float], **more: Any) -> list[dict[str, Any]]:
    calendar = SimulationSpec.model_validate(economy()).token
    return [{"date": calendar.row_date(k).isoformat(), "close": close} | more for k, close in enumerate(closes)]


def plan_for(closes: list[float], base: Any = None, **rest: Any) -> CalibratePlan:
    body = {"base": base or economy(), "history": {"months": months_of(closes)}} | rest
    return validated(body, CalibrateRequest).plan(ROW_BUDGET)


def answer(plan: CalibratePlan) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(plan.reduce([plan.run_chunk((0, 1))], 1.0, datetime.now(UTC)))
    return told


def parameters(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in told["parameters"]}


def test_the_truth_lies_in_the_intervals_as_often_as_they_say() -> None:
    """Histories of the model's own, their truths drawn from the prior (Talts et al. 2018); by hand, a hundred."""
    histories, inside = 6, 0
    for seed in range(histories):
        truth = np.random.Generator(np.random.PCG64(seed)).normal(size=len(NAMES))
        prior = Fit({}, plan_for([1.0] * 7).closes, np.zeros(6), NAMES)
        values: dict[str, Any] = {name: prior.value(name, float(part)) for name, part in zip(NAMES, truth, strict=True)}
        found = plan_for(made(seed, **values)).run_chunk((0, 1)).estimate
        for name, part in zip(NAMES, truth.tolist(), strict=True):
            low, high = interval(found, places(NAMES)[name])
            inside += low <= part <= high
    assert 0.75 <= inside / (histories * len(NAMES)) <= 1


def test_the_spending_behind_closes_makes_them_again() -> None:
    plan = plan_for(made(3, volatility=0.3))
    part = plan.run_chunk((0, 1))
    price, _ = path_of(on_demand(part.fit.base, part.fit.spending), ROW_BUDGET)
    assert part.unmet == 0
    assert price == pytest.approx(plan.closes.log_price[1:], abs=1e-5)


@pytest.mark.parametrize("model", ["eoe", "amm"])
def test_the_spending_behind_a_run_is_its_demand(model: str) -> None:
    base = economy(
        pricing_model=model, demand={"model": "growth", "initial_monthly_fiat": 4e7, "monthly_growth": -0.02}
    )
    plan = plan_for(closes_of(base), base)
    spending, unmet = spending_behind(plan.base, plan.closes, np.full(MONTHS, 17.0), ROW_BUDGET)
    assert unmet == 0
    assert np.exp(spending) == pytest.approx(4e7 * 0.98 ** np.arange(MONTHS), rel=1e-4)


def test_one_history_without_chance_pulls_the_level_from_the_prior_towards_its_own() -> None:
    quiet = {"preset": "typical", "level": 0.7, "volatility": 0.0}
    level = parameters(answer(plan_for(closes_of(economy(demand=quiet)), fit=["level"])))["level"]
    assert 0.75 < level["estimate"] < 0.95 * level["prior"]["value"]


def test_a_short_history_moves_little_and_a_long_one_more() -> None:
    short, long = (
        parameters(answer(plan_for(made(1, level=2.0, volatility=0.1)[:count])))["volatility"] for count in (7, 25)
    )
    assert 0 < short["learnt"] < long["learnt"] < 1
    assert long["high"] / long["low"] < short["high"] / short["low"] < short["prior"]["high"] / short["prior"]["low"]


def test_a_run_of_the_calibrated_request_is_the_fitted_path() -> None:
    told = answer(plan_for(made(2, volatility=0.2)))
    assert closes_of(told["request"]) == pytest.approx([row["fitted"] for row in told["rows"]], rel=1e-12)


def test_the_closes_stand_beside_the_fitted_path() -> None:
    closes = made(2, volatility=0.2)
    told = answer(plan_for(closes))
    assert [row["close"] for row in told["rows"]] == pytest.approx(closes)


def test_the_test_says_in_words_and_numbers_whether_it_beats_a_random_walk() -> None:
    told = answer(plan_for(made(2, volatility=0.2)))
    errors, verdict = told["test"]["errors"], told["test"]["beats_random_walk"]
    assert verdict == (errors["model"] < errors["random_walk"])
    assert ("it beats a random walk" in told["words"][0]) == verdict
    assert "not a forecast" in told["words"][-1]


def test_a_random_walk_is_off_by_how_far_the_price_went() -> None:
    closes = made(2, volatility=0.2)
    told = answer(plan_for(closes))
    last = told["test"]["trained_months"]
    off = np.log(np.array(closes[last + 1 :]) / closes[last])
    assert told["test"]["errors"]["random_walk"] == pytest.approx(float(np.sqrt((off**2).mean())))


def test_the_test_sees_nothing_of_what_is_kept_back() -> None:
    closes = made(2, volatility=0.2)
    other = [*closes[:-3], *(close * 1.5 for close in closes[-3:])]
    first, second = (plan_for(each).run_chunk((0, 1)) for each in (closes, other))
    errors = [np.array(part.test["errors"]["model"]) for part in (first, second) if part.test]
    assert first.test is not None
    assert errors[0] != errors[1]
    assert first.fit.spending[:-3] == pytest.approx(second.fit.spending[:-3], abs=1e-6)


def test_a_history_too_short_to_keep_a_part_back_has_no_test() -> None:
    told = answer(plan_for(made(2)[:8]))
    assert told["test"] is None
    assert "too few" in told["words"][0]


def test_gaps_are_bridged() -> None:
    closes = made(4, volatility=0.2)
    entries = [entry for place, entry in enumerate(months_of(closes)) if place not in (5, 6, 13)]
    told = answer(validated({"base": economy(), "history": {"months": entries}}, CalibrateRequest).plan(ROW_BUDGET))
    assert [row["month"] for row in told["rows"] if row["close"] is None] == [5, 6, 13]
    whole = parameters(answer(plan_for(closes)))["level"]["estimate"]
    assert parameters(told)["level"]["estimate"] == pytest.approx(whole, rel=0.15)


def test_a_market_that_is_not_named_is_eths() -> None:
    unnamed = economy()
    unnamed["abm"].pop("market")
    unnamed["token"]["start_date"] = "2022-01-01"
    entries = [{"date": f"2022-{month:02d}-01", "close": 1.0 - month / 20} for month in range(1, 13)]
    plan = validated({"base": unnamed, "history": {"months": entries}}, CalibrateRequest).plan(ROW_BUDGET)
    assert plan.market == {"path": "eth-2022-02-01"}


def test_counted_supply_is_held_against_the_schedule() -> None:
    entries = months_of(made(2), circulating_supply=2e8)
    told = answer(validated({"base": economy(), "history": {"months": entries}}, CalibrateRequest).plan(ROW_BUDGET))
    assert any("counted circulation differ" in sentence for sentence in told["words"])


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (lambda months: months[:1], ("history", "months"), "have 1 closes"),
        (lambda months: [], ("history", "months"), "at least 1"),
        (lambda months: [*months[:3], months[3] | {"close": 0}], ("history", "months", 3, "close"), "greater than 0"),
        (lambda months: [*months, months[-1]], ("history", "months", 25, "date"), "after that of the entry before"),
        (
            lambda months: [m | {"date": m["date"][:-2] + "16"} for m in months],
            ("history", "months", 0, "date"),
            "10 days",
        ),
        (
            lambda months: [m | {"date": "1999" + m["date"][4:]} for m in months],
            ("history", "months", 0, "date"),
            "nearest",
        ),
        (
            lambda months: [m | {"close": 1000 * m["close"]} for m in months],
            ("history", "months", 0, "close"),
            "currency",
        ),
        (
            lambda months: [*months[:9], *(m | {"close": 1000 * m["close"]} for m in months[9:])],
            ("history", "months", 9, "close"),
            "times the close before",
        ),
    ],
    ids=["one month", "none", "zero", "twice", "other days", "other years", "other currency", "changed currency"],
)
def test_a_history_that_cannot_be_is_told_why(change: Any, place: tuple[str | int, ...], said: str) -> None:
    body = {"base": economy(), "history": {"months": change(months_of(made(0)))}}
    with pytest.raises(ConfigError) as refused:
        validated(body, CalibrateRequest).plan(ROW_BUDGET)
    problem = refused.value.problems[0]
    assert problem.location == place
    assert said in problem.message


def elsewhere(abm: dict[str, Any]) -> dict[str, Any]:
    """The economy with its start price in `abm`."""
    base = economy(**abm)
    base["token"].pop("initial_price", None)
    return base


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"fit": ["sell_pressure_mean"]}, ("fit", 0), "cannot be told from prices"),
        ({"fit": ["levl"]}, ("fit", 0), "did you mean 'level'"),
        ({"history": {}}, ("history", "months"), "have 0 closes"),
        ({"fit": ["level", "level"]}, ("fit", 1), "there already"),
        ({"base": economy(pricing_model="constant")}, ("base", "abm", "pricing_model"), "no buyer moves"),
        ({"base": economy(enable_volume=True)}, ("base", "abm", "enable_volume"), "give abm.demand"),
        ({"market": {"path": "eth-1999-01"}}, ("market", "path"), "must start between"),
        ({"fit": ["unlock_anticipation"]}, ("fit", 0), "cannot be told from prices"),
        ({"fit": ["selling"]}, ("fit", 0), "many kinds of holders make the same prices"),
        ({"base": economy() | {"buckets": [bucket(allocation=0)]}}, ("base", "buckets"), "unlock no token"),
        ({"base": elsewhere({"initial_price": 200.0})}, ("history", "months", 0, "close"), "currency"),
        (
            {"base": elsewhere({"pricing_config": {"initial_price": 200.0}})},
            ("history", "months", 0, "close"),
            "currency",
        ),
        (
            {"base": elsewhere({"initial_price": 200.0}), "history": {"months": months_of([1.0] * 8)[1:]}},
            ("history", "months", 0, "close"),
            "currency",
        ),
    ],
)
def test_what_prices_cannot_tell_is_refused_with_the_reason(change: Any, place: Any, said: str) -> None:
    body = {"base": economy(), "history": {"months": months_of([1.0] * 8)}} | change
    with pytest.raises(ConfigError) as refused:
        validated(body, CalibrateRequest).plan(ROW_BUDGET)
    problem = refused.value.problems[0]
    assert problem.location == place
    assert said in problem.message


def test_a_straight_problem_has_the_mode_and_the_interval_of_its_formula() -> None:
    """One error x − z of scale s, and the prior: with few data far off, Student's weight is nearly 1."""
    scale, data = 0.5, np.full(200, 0.02)
    found = likeliest(lambda points: data - points[:, :1], np.full(200, scale), 1, None)
    tau = NORMAL * scale
    weight = (FREEDOM + 1) / FREEDOM / tau**2 * len(data)
    assert found.mode[0] == pytest.approx(0.02 * weight / (weight + 1), rel=1e-3)
    assert found.deviation[0] == pytest.approx((1 + 200 * (FREEDOM + 1) / (FREEDOM + 3) / tau**2) ** -0.5)


def test_the_interval_is_that_of_the_profile() -> None:
    """Where the posterior has fallen by what a normal one has at 90 %: the profile's ends, found by bisection."""
    plan = plan_for(made(5, volatility=0.2))
    part = plan.run_chunk((0, 1))
    fit, found = part.fit, part.estimate
    low, high = interval(found, 0)
    for end in (low, high):
        assert 0.5 < profile(fit, found.mode, end) - profile(fit, found.mode, float(found.mode[0])) < 2.5


def profile(fit: Fit, mode: Floats, level: float) -> float:
    """Negative log posterior at a level, the other parameters at their best for it: a few steps of descent."""
    point = mode.copy()
    point[0] = level
    best = cost(fit, point)
    for step in (0.4, 0.2, 0.1, 0.05):
        for axis in range(1, len(point)):
            for side in (-step, step):
                trial = point.copy()
                trial[axis] += side
                if (value := cost(fit, trial)) < best:
                    best, point = value, trial
    return best


def cost(fit: Fit, point: Floats) -> float:
    tau = NORMAL * fit.scale * np.exp(0.3 * point[-1])
    off = fit.errors(point[None, :-1])[0] / tau
    heavy = (FREEDOM + 1) / 2 * np.log(1 + off**2 / FREEDOM).sum()
    return float(heavy + np.log(tau).sum() + 0.5 * (point**2).sum())


@pytest.mark.parametrize(
    "abm",
    [
        {"pricing_config": {"initial_price": 1.1}},
        {"demand": {"model": "series", "series": [0, 1e6, 2e6]}},
        {"demand": {"initial_monthly_fiat": 0}},
        {"pricing_model": "bonding_curve"},
    ],
    ids=["a price elsewhere", "no demand at first", "no demand", "a curve"],
)
def test_an_unusual_design_has_an_answer_in_finite_numbers(abm: dict[str, Any]) -> None:
    base = economy(8, **abm)
    base["token"].pop("initial_price")
    told = answer(plan_for([1.0, 0.9, 0.95, 0.7, 0.75, 0.6, 0.5, 0.55, 0.4], base))
    assert all(entry["low"] <= entry["estimate"] <= entry["high"] for entry in told["parameters"])
    assert all(row["fitted"] > 0 for row in told["rows"])
