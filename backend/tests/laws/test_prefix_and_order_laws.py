"""What a longer horizon and another order of buckets must leave alone, to the bit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.abm.core.month import Floats
from app.abm.dynamics.pricing import PRICING_MODELS
from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from tests.factories import Config, bucket, config, spec, token
from tests.laws.economies import ROW_BUDGET, economies


def simulated(request: Config) -> SimulationResult:
    return ABMSimulationLoop(SimulationSpec.model_validate(request), row_budget=ROW_BUDGET).run()


def differing(left: dict[str, Floats], right: dict[str, Floats]) -> list[str]:
    """Series that are not equal to the bit."""
    return [name for name in left if left[name].tobytes() != right[name].tobytes()]


def first_months(columns: dict[str, Floats], months: int) -> dict[str, Floats]:
    return {name: values[:months] for name, values in columns.items()}


def with_horizon(request: Config, months: int) -> Config:
    return request | {"token": request["token"] | {"horizon_months": months}}


@pytest.mark.parametrize("pricing_model", PRICING_MODELS)
@given(data=st.data(), longer=st.integers(1, 12))
@settings(max_examples=25)
def test_a_longer_horizon_changes_no_earlier_row(pricing_model: str, data: st.DataObject, longer: int) -> None:
    request = data.draw(economies(pricing_model))
    months = request["token"]["horizon_months"]
    short, long = simulated(request), simulated(with_horizon(request, months + longer))
    assert differing(short.columns, first_months(long.columns, months)) == []
    assert differing(short.cohort_columns, first_months(long.cohort_columns, months)) == []


@pytest.mark.parametrize("seed", [7, None])
@pytest.mark.parametrize("pricing_model", PRICING_MODELS)
def test_a_year_is_the_first_half_of_two(pricing_model: str, seed: int | None) -> None:
    request = config(pricing_model=pricing_model, seed=seed, enable_staking=True, enable_treasury=True)
    year, two_years = simulated(with_horizon(request, 12)), simulated(with_horizon(request, 24))
    assert differing(year.columns, first_months(two_years.columns, 12)) == []


@pytest.mark.parametrize("pricing_model", PRICING_MODELS)
@given(data=st.data())
@settings(max_examples=25)
def test_the_order_of_buckets_changes_nothing(pricing_model: str, data: st.DataObject) -> None:
    request = data.draw(economies(pricing_model))
    assume(len(request["buckets"]) > 1)
    shuffled = request | {"buckets": data.draw(st.permutations(request["buckets"]))}
    left, right = simulated(request), simulated(shuffled)
    assert differing(left.columns, right.columns) == []
    assert differing(left.cohort_columns, right.cohort_columns) == []


def test_a_bucket_keeps_its_own_rows_wherever_it_stands() -> None:
    request = config(enable_staking=True)
    turned = request | {"buckets": request["buckets"][::-1]}
    rows = [
        [row for row in simulated(each).cohort_rows() or () if row["cohort_name"] == "VC"] for each in (request, turned)
    ]
    assert rows[0] == rows[1]


def test_cohort_rows_come_in_the_order_of_the_request() -> None:
    table = [bucket("VC"), bucket("Advisors"), bucket("Team")]
    rows = list(simulated(config(buckets=table)).cohort_rows() or ())
    assert [row["cohort_name"] for row in rows[:3]] == ["VC", "Advisors", "Team"]


SHARED_SIZE = [
    bucket(name, allocation=0.7, tge_unlock_pct=tge, cliff_months=0, vesting_months=vesting)
    for name, tge, vesting in [("a", 7.3, 11), ("b", 13.7, 17), ("c", 3.3, 23), ("d", 1.7, 29), ("e", 0.3, 31)]
]
"""Buckets of equal size and different schedules, the first float of which is reached in a month of many fractions."""


@given(order=st.permutations(SHARED_SIZE))
def test_buckets_of_one_size_size_the_default_demand_in_any_order(order: list[Config]) -> None:
    expected = spec(buckets=SHARED_SIZE).demand.initial_monthly_fiat
    assert spec(buckets=order).demand.initial_monthly_fiat == expected


@given(order=st.permutations(range(7)), budget=st.integers(224, 5000))
def test_adaptive_scaling_gives_a_bucket_its_rows_in_any_order(order: list[int], budget: int) -> None:
    table = [bucket(f"b{n}", allocation=1 + n % 3, num_holders=10_000 * (1 + n // 2)) for n in range(7)]
    plain = {cohort.name: cohort.rows for cohort in spec(buckets=table).cohorts(budget)}
    turned = {cohort.name: cohort.rows for cohort in spec(buckets=[table[n] for n in order]).cohorts(budget)}
    assert plain == turned


def test_a_missing_seed_does_not_depend_on_what_is_reported() -> None:
    plain = spec(seed=None)
    reported = spec(seed=None, store_cohort_details=False, aggregation_level="full", token=token(horizon_months=99))
    assert plain.seed == reported.seed


def test_a_missing_seed_depends_on_everything_else() -> None:
    variants = [spec(seed=None), spec(seed=None, behaviour_noise=0.1), spec(seed=None, buckets=[bucket()])]
    assert len(np.unique([variant.seed for variant in variants])) == len(variants)
