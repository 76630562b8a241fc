"""The market index: shipped paths, given levels, and shocks."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.abm.core.month import Floats
from app.abm.dynamics.market import MarketIndex, MarketParams, closes, real_path
from tests.factories import run, seeds, series, token

FEW = np.arange(20_000, dtype=np.uint64)


def levels(path: Any, months: int = 6) -> Floats:
    return MarketParams(path=path).levels(months)


def lived(index: MarketIndex, months: int) -> Floats:
    return np.array([index.level(month) for month in range(months)])


def test_a_market_is_flat_unless_given() -> None:
    assert MarketParams().levels(3).tolist() == [1, 1, 1]


@pytest.mark.parametrize("path", ["flat", "eth-2021-05", "btc-2022-11", "eth-2023-03-23", [7, 3, 9]], ids=str)
def test_every_market_starts_at_one(path: Any) -> None:
    assert levels(path)[0] == 1


def test_only_ratios_of_own_levels_count_and_the_last_one_stays() -> None:
    assert levels([4, 2, 6]).tolist() == [1, 0.5, 1.5, 1.5, 1.5, 1.5]


def test_a_shipped_path_is_exact_where_closes_are_shipped() -> None:
    shipped = closes()["eth"]
    days = ["2021-05-18", "2021-06-18", "2021-07-18", "2021-08-18"]
    assert real_path("eth-2021-05", 4) == pytest.approx([shipped[day] / shipped[days[0]] for day in days], rel=1e-12)


def test_a_shipped_path_may_start_on_any_day() -> None:
    shipped = closes()["eth"]
    assert real_path("eth-2021-05-18", 3).tolist() == real_path("eth-2021-05", 3).tolist()
    assert real_path("eth-2021-09-03", 2)[0] == 1
    assert real_path("eth-2021-08-18", 2)[1] == pytest.approx(shipped["2021-09-18"] / shipped["2021-08-18"])


@pytest.mark.parametrize("asset", ["eth", "btc"])
def test_a_shipped_path_keeps_its_last_close(asset: str) -> None:
    shipped = closes()[asset]
    ended = real_path(f"{asset}-2021-05", 240)
    assert ended[-1] == pytest.approx(shipped[max(shipped)] / shipped["2021-05-18"])


def test_between_two_closes_a_path_is_straight_in_logarithms() -> None:
    september, october, november = (np.log(closes()["eth"][f"2020-{month}-18"]) for month in ("09", "10", "11"))
    third_of_october = september + (october - september) * 15 / 30
    third_of_november = october + (november - october) * 16 / 31
    found = real_path("eth-2020-10-03", 2)[1]
    assert np.log(found) == pytest.approx(third_of_november - third_of_october)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("doge-2021-05", "must be 'flat', or like 'eth-2021-05'"),
        ("ETH-2021-05", "must be 'flat', or like 'eth-2021-05'"),
        ("eth-2021-13", "names no day of the calendar"),
        ("eth-2021-02-30", "names no day of the calendar"),
        ("eth-1999-01", "must start between 2020-09-18 and"),
        ("btc-2099-01", "must start between 2020-09-18 and"),
    ],
)
def test_a_path_nobody_ships_is_refused_in_clear_words(path: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        MarketParams(path=path)


@pytest.mark.parametrize("path", [[], [0.0, 1.0], [1.0, -2.0], [float("nan")]], ids=str)
def test_levels_must_be_there_and_above_nothing(path: Any) -> None:
    with pytest.raises(ValidationError):
        MarketParams(path=path)


def test_a_path_does_not_depend_on_the_horizon() -> None:
    short, long = (
        run(market={"path": "eth-2021-05"}, token=token(horizon_months=months), demand={}) for months in (4, 48)
    )
    assert series(short, "market_index").tolist() == series(long, "market_index")[:4].tolist()


def test_chance_multiplies_the_path_and_leaves_its_median_alone() -> None:
    index = MarketIndex(MarketParams(path=(1, 2, 4), volatility=0.3).baseline(3), FEW)
    found = np.log2(np.median(lived(index, 3), axis=1))
    assert found == pytest.approx([0, 1, 2], abs=4 * 1.2533 * 0.3 * 3**0.5 / len(FEW) ** 0.5 / np.log(2))


def test_chance_piles_up_as_a_random_walk() -> None:
    index = MarketIndex(MarketParams(volatility=0.3).baseline(12), FEW)
    lived(index, 12)
    assert index.shock.std() == pytest.approx(0.3 * 12**0.5, rel=0.03)


def test_two_tokens_of_a_trial_swim_in_one_market() -> None:
    one, other = (
        run(market={"volatility": 0.3}, demand={}, buckets=[{"bucket": name, "allocation": 50}], seed=7)
        for name in ("Team", "VC")
    )
    assert series(one, "market_index").tolist() == series(other, "market_index").tolist()


def test_without_volatility_a_market_has_no_chance() -> None:
    index = MarketIndex(MarketParams(path=(1, 2)).baseline(2), seeds(1, 2))
    assert lived(index, 2).tolist() == [[1, 1], [2, 2]]
