"""Key figures by hand: three years of a token of 1,000 at a start price of 2."""

from typing import Any

import numpy as np
import pytest

from app.abm.core.month import Floats
from app.abm.dynamics.series import SERIES
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.reports.key_figures import KEY_FIGURES, key_figures
from app.abm.reports.summary import summary
from tests.factories import full, run, seeds, spec, token

TOKEN = token(total_supply=1000.0, initial_price=2.0)


def columns(**given: Any) -> dict[str, Floats]:
    """Series of one trial; those not given are 0."""
    months = len(next(iter(given.values())))
    return {name: np.array(given.get(name, [0.0] * months), dtype=float)[:, None] for name in SERIES}


def figure(name: str, overrides: Any = None, **given: Any) -> float:
    """One figure of a run with these series."""
    return float(key_figures(spec(token=TOKEN, **(overrides or {})), columns(**given).__getitem__)[name][0])


def test_the_price_figures() -> None:
    price = [2.0, 4.0, 1.0, 3.0]
    found = [figure(name, price=price) for name in ("final_price", "price_change_pct", "max_drawdown_pct")]
    assert found == pytest.approx([3, 50, 75])
    assert (figure("min_price", price=price), figure("min_price_month", price=price)) == (1, 2)


def test_peak_selling_is_held_against_the_demand_of_its_month() -> None:
    ratio = figure("max_sell_to_demand_pct", total_sold=[10, 40, 20], sold_fiat=[5, 60, 90], demand_fiat=[99, 240, 9])
    assert ratio == 100 * 60 / 240


def test_the_average_price_is_what_was_paid_over_what_was_sold() -> None:
    assert figure("average_price", total_sold=[10, 40, 0], sold_fiat=[5, 70, 0], price=[9, 9, 9]) == 75 / 50


def test_without_sales_the_average_price_is_that_of_the_months() -> None:
    assert figure("average_price", total_sold=[0, 0], price=[2, 4]) == 3


def test_without_demand_nothing_can_be_held_against_it() -> None:
    assert np.isnan(figure("max_sell_to_demand_pct", total_sold=[1, 2], price=[1, 1], demand_fiat=[5, 0]))


def test_what_circulates_after_a_year_is_that_of_month_12() -> None:
    assert figure("circulating_month_12_pct", circulating_supply=range(20)) == 1.2


def test_a_horizon_of_a_year_ends_before_month_12() -> None:
    assert np.isnan(figure("circulating_month_12_pct", circulating_supply=range(12)))


def test_the_staking_ratio_is_of_staked_and_circulating_tokens() -> None:
    staking = {"enable_staking": True}
    assert figure("staking_ratio_pct", staking, total_staked=[0, 150], circulating_supply=[0, 450]) == 25


def test_without_a_pool_there_is_no_staking_ratio() -> None:
    assert np.isnan(figure("staking_ratio_pct", total_staked=[0], circulating_supply=[450]))


def test_shares_are_of_the_supply_at_the_start() -> None:
    assert figure("burned_pct", burned=[0, 25], minted=[0, 500]) == 2.5
    assert figure("final_circulating_pct", circulating_supply=[1, 300]) == 30


def test_the_runway_is_the_reserve_over_a_months_outflow_of_the_last_year() -> None:
    spent, liquidity = [100.0] * 3 + [100 + 10.0 * month for month in range(1, 13)], [5.0] * 3 + [29.0] * 12
    runway = figure(
        "treasury_runway_months", treasury_spent_fiat=spent, liquidity_fiat=liquidity, treasury_fiat=[600.0] * 15
    )
    assert runway == pytest.approx(600 / ((120 + 24) / 12))


def test_the_runway_of_a_short_run_counts_the_months_there_are() -> None:
    assert figure("treasury_runway_months", treasury_spent_fiat=[10, 20, 30], treasury_fiat=[0, 0, 50]) == 5


def test_who_spends_nothing_has_no_runway() -> None:
    spent = [100.0] * 14
    assert np.isnan(figure("treasury_runway_months", treasury_spent_fiat=spent, treasury_fiat=spent))


def test_fully_diluted_value_is_held_against_the_market_cap() -> None:
    assert figure("fully_diluted_to_market_cap", fully_diluted_value=[9, 8], market_cap=[1, 2]) == 4
    assert np.isnan(figure("fully_diluted_to_market_cap", fully_diluted_value=[8], market_cap=[0]))


@pytest.mark.parametrize("name", KEY_FIGURES)
def test_a_figure_says_what_it_is(name: str) -> None:
    assert KEY_FIGURES[name].title[0].isupper()
    assert KEY_FIGURES[name].description.endswith(".")


@pytest.mark.parametrize("name", [name for name, figure in KEY_FIGURES.items() if not figure.optional])
def test_only_optional_figures_may_be_missing(name: str) -> None:
    assert summary(run())[name] is not None


def test_every_trial_has_the_figures_of_its_own_run() -> None:
    batch = ABMSimulationLoop(spec(**full()), seeds=seeds(1, 2)).run()
    alone = ABMSimulationLoop(spec(**full()), seeds=seeds(2)).run()
    together, own = (key_figures(run.spec, run.columns.__getitem__) for run in (batch, alone))
    assert {name: values[1] for name, values in together.items()} == pytest.approx(
        {name: values[0] for name, values in own.items()}, nan_ok=True
    )
