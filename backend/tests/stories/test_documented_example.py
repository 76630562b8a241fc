"""The example of the documentation, to the letter: what it answers, and that every row can be checked by hand."""

import math
from itertools import pairwise

import httpx
import pytest

from tests.stories.posts import Json, Row, documented, owned, simulated

SUPPLY, HORIZON = 1e9, 36
FEE, HOLD, LIQUIDITY, BUYBACK = 0.03, 0.4375, 0.2625, 0.30
HOLDING_TIME, IDLE, SMOOTHING = 6, 0.05, 0.2


@pytest.fixture(scope="module")
def answer(client: httpx.Client) -> Json:
    return simulated(client, documented())


@pytest.fixture(scope="module")
def rows(answer: Json) -> list[Row]:
    found: list[Row] = answer["global_metrics"]
    return found


def after(rows: list[Row]) -> list[tuple[Row, Row]]:
    """Every row with the one before it."""
    return list(pairwise(rows))


def test_it_answers_a_row_a_month(rows: list[Row]) -> None:
    assert [row["month_index"] for row in rows] == list(range(HORIZON))


def test_rows_are_dated_by_calendar_months(rows: list[Row]) -> None:
    assert [rows[month]["date"] for month in (0, 1, 35)] == ["2025-01-01", "2025-02-01", "2027-12-01"]


def test_it_simulates_fifty_agents_a_cohort(answer: Json) -> None:
    assert (answer["num_agents"], answer["num_holders"], answer["num_cohorts"]) == (150, 150, 3)


def test_it_has_nothing_to_warn_of(answer: Json) -> None:
    assert answer["warnings"] == []


def test_every_number_is_finite(rows: list[Row]) -> None:
    assert all(math.isfinite(value) for row in rows for name, value in row.items() if name != "date")


def test_the_ledger_of_every_row_adds_up(rows: list[Row]) -> None:
    for row in rows:
        assert owned(row) == pytest.approx(SUPPLY + row["minted"] - row["burned"], rel=1e-9)


def test_circulating_is_what_holders_and_the_market_can_trade(rows: list[Row]) -> None:
    assert all(row["circulating_supply"] == pytest.approx(row["total_held"] + row["market"], rel=1e-12) for row in rows)


def test_the_team_unlocks_its_tenth_at_once_and_instalments_after_the_cliff(answer: Json) -> None:
    team = [row["total_unlocked"] for row in answer["cohort_metrics"] if row["cohort_name"] == "Team"]
    assert team == pytest.approx([20e6, *(6 * [0]), *(18 * [10e6]), *(11 * [0])])


def test_unlocks_leave_what_is_locked(rows: list[Row]) -> None:
    for before, row in after(rows):
        assert row["locked"] == pytest.approx(before["locked"] - row["total_unlocked"], abs=1e-3)


def test_what_is_not_in_a_bucket_stays_unallocated(rows: list[Row]) -> None:
    assert [row["unallocated"] for row in rows] == pytest.approx([0.25 * SUPPLY] * HORIZON)


def test_the_yield_falls_from_one_and_a_half_times_the_base_as_the_pool_fills(rows: list[Row]) -> None:
    assert all(row["apy"] == pytest.approx(0.15 * (1.5 - row["staking_utilization"]), rel=1e-12) for row in rows)


def test_utilization_is_what_is_staked_over_two_fifths_of_the_supply(rows: list[Row]) -> None:
    assert all(
        row["staking_utilization"] == pytest.approx(row["total_staked"] / (0.4 * SUPPLY), rel=1e-12) for row in rows
    )


def test_stakes_are_those_before_and_what_came_less_what_went(rows: list[Row]) -> None:
    for before, row in after(rows):
        assert row["total_staked"] == pytest.approx(
            before["total_staked"] + row["staked_in"] - row["staked_out"], rel=1e-9
        )


def test_nothing_leaves_the_pool_before_six_months(rows: list[Row]) -> None:
    assert [row["staked_out"] for row in rows[:6]] == [0] * 6


def test_what_is_staked_leaves_after_six_months(rows: list[Row]) -> None:
    for staked, matured in zip(rows, rows[6:], strict=False):
        assert matured["staked_out"] == pytest.approx(staked["staked_in"], rel=1e-9)


def test_rewards_are_a_twelfth_of_last_months_yield_and_are_minted(rows: list[Row]) -> None:
    for before, row in after(rows):
        assert row["rewards_paid"] == pytest.approx(before["total_staked"] * before["apy"] / 12, rel=1e-9)
        assert row["minted"] == pytest.approx(before["minted"] + row["rewards_paid"], rel=1e-9)


def test_sellers_are_paid_the_months_price_before_smoothing(rows: list[Row]) -> None:
    assert all(row["sold_fiat"] == pytest.approx(row["total_sold"] * row["raw_price"], rel=1e-12) for row in rows)


def test_the_fee_is_three_percent_of_what_sellers_are_paid(rows: list[Row]) -> None:
    assert all(row["fee_fiat"] == pytest.approx(FEE * row["sold_fiat"], rel=1e-12) for row in rows)


@pytest.mark.parametrize(("part", "share"), [("reserve", HOLD), ("liquidity", LIQUIDITY), ("buyback", BUYBACK)])
def test_the_shares_left_out_divide_what_buyback_leaves(rows: list[Row], part: str, share: float) -> None:
    assert all(row[f"fee_to_{part}"] == pytest.approx(share * row["fee_fiat"], rel=1e-12) for row in rows)


def test_all_fees_are_reserve_liquidity_or_spent(rows: list[Row]) -> None:
    fees = 0.0
    for row in rows:
        fees += row["fee_fiat"]
        assert fees == pytest.approx(
            row["treasury_fiat"] + row["liquidity_fiat"] + row["treasury_spent_fiat"], rel=1e-9
        )


def test_a_buyback_spends_its_share_at_the_months_price_and_burns_what_it_buys(rows: list[Row]) -> None:
    burned = 0.0
    for row in rows:
        assert row["buyback_tokens"] == pytest.approx(row["fee_to_buyback"] / row["price"], rel=1e-9)
        burned += row["tokens_burned"]
        assert (row["tokens_burned"], row["burned"]) == (row["buyback_tokens"], pytest.approx(burned, rel=1e-9))


def float_when_it_clears(before: Row, row: Row) -> float:
    """Outside buyers' float: what they had, their rewards, and what they did not stake again."""
    returned = before["market_staked"] * (1 + before["apy"] / 12) - row["market_staked"]
    return float(before["market"] + returned)


def test_the_price_follows_the_equation_of_exchange(rows: list[Row]) -> None:
    before = {"market": 0.0, "market_staked": 0.0, "apy": 0.0, "price": 1.0, "liquidity_fiat": 0.0}
    for row in rows:
        floating, demand, depth = float_when_it_clears(before, row), row["demand_fiat"], before["liquidity_fiat"]
        idle, sold = IDLE * row["total_held"], row["total_sold"] / (1 + depth / demand)
        volume = (floating + idle) / HOLDING_TIME + sold
        assert row["volume_tokens"] == pytest.approx(volume, rel=1e-9)
        assert row["raw_price"] == pytest.approx(demand / volume, rel=1e-9)
        assert row["price"] == pytest.approx(SMOOTHING * before["price"] + (1 - SMOOTHING) * row["raw_price"], rel=1e-9)
        before = row


def test_the_pricing_model_saw_the_float_before_the_treasury_bought(rows: list[Row]) -> None:
    liquidity = 0.0
    for row in rows:
        taken = row["buyback_tokens"] + row["liquidity_tokens"] - liquidity
        assert row["supply_used"] == pytest.approx(row["circulating_supply"] + taken, rel=1e-9)
        liquidity = row["liquidity_tokens"]


def test_values_are_tokens_at_the_months_price(rows: list[Row]) -> None:
    for row in rows:
        assert row["market_cap"] == pytest.approx(row["price"] * row["circulating_supply"], rel=1e-12)
        assert row["fully_diluted_value"] == pytest.approx(row["price"] * owned(row), rel=1e-12)
        assert row["volume_fiat"] == pytest.approx(row["price"] * row["volume_tokens"], rel=1e-12)


@pytest.mark.parametrize(
    ("whole", "part"),
    [("locked", "total_locked"), ("total_unlocked",) * 2, ("total_sold",) * 2, ("sold_fiat",) * 2, ("total_held",) * 2],
)
def test_the_cohorts_add_up_to_the_whole(answer: Json, rows: list[Row], whole: str, part: str) -> None:
    sums = [0.0] * HORIZON
    for row in answer["cohort_metrics"]:
        sums[row["month_index"]] += row[part]
    assert sums == pytest.approx([row[whole] for row in rows], rel=1e-9, abs=1e-3)


def test_stakes_are_the_cohorts_and_the_markets(answer: Json, rows: list[Row]) -> None:
    sums = [row["market_staked"] for row in rows]
    for row in answer["cohort_metrics"]:
        sums[row["month_index"]] += row["total_staked"]
    assert sums == pytest.approx([row["total_staked"] for row in rows], rel=1e-9)


def test_the_summary_is_told_by_the_rows(answer: Json, rows: list[Row]) -> None:
    sold = [row["total_sold"] for row in rows]
    expected = {
        "initial_price": 1.0,
        "final_price": rows[-1]["price"],
        "final_circulating_supply": rows[-1]["circulating_supply"],
        "total_tokens_sold": pytest.approx(sum(sold)),
        "average_price": pytest.approx(sum(row["sold_fiat"] for row in rows) / sum(sold)),
        "max_sell_month": sold.index(max(sold)),
        "max_sell_tokens": max(sold),
        "min_price": min(row["price"] for row in rows),
    }
    assert {name: answer["summary"][name] for name in expected} == expected


def test_the_staking_summary_is_told_by_the_last_row(answer: Json, rows: list[Row]) -> None:
    staking, last = answer["summary"]["staking_metrics"], rows[-1]
    assert staking["total_staked"] == last["total_staked"]
    assert staking["current_apy"] == last["apy"]
    assert staking["utilization_pct"] == pytest.approx(100 * last["staking_utilization"])
    assert staking["total_rewards_paid"] == pytest.approx(last["minted"])
    assert 0 < staking["num_stakers"] <= 150


def test_the_treasury_summary_is_told_by_the_rows(answer: Json, rows: list[Row]) -> None:
    treasury, last = answer["summary"]["treasury_metrics"], rows[-1]
    assert treasury == {
        "fiat_balance": last["treasury_fiat"],
        "token_balance": last["treasury_tokens"],
        "total_fees_collected_fiat": pytest.approx(sum(row["fee_fiat"] for row in rows)),
        "total_tokens_bought": pytest.approx(sum(row["buyback_tokens"] for row in rows)),
        "total_tokens_burned": pytest.approx(last["burned"]),
        "total_liquidity_deployed": last["liquidity_fiat"],
    }


def test_the_manifest_says_where_the_result_comes_from(answer: Json) -> None:
    manifest = answer["manifest"]
    assert len(manifest["config_hash"]) == 64
    assert manifest["seed"] == answer["config"]["abm"]["seed"]
    assert manifest["ledger_residual"] < 1e-9


def test_the_same_request_gives_the_same_rows(client: httpx.Client, rows: list[Row]) -> None:
    assert simulated(client, documented())["global_metrics"] == rows
