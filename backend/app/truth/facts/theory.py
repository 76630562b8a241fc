"""Facts from theory, which must hold in any market."""

from collections.abc import Callable, Iterator
from functools import partial

from app.truth import economies
from app.truth.facts.fact import ISSUE, THEORY, Evidence, Fact


def theory() -> Iterator[Fact]:
    """Drift, falling demand, agreement of the pricing models, effect of selling, closed forms."""
    yield from _demand()
    yield from _schedules()
    yield from _selling()
    yield from _closed_forms()


def _demand() -> Iterator[Fact]:
    for model in economies.TRADING:
        yield Fact(
            f"drift-{model}",
            f"Constant demand and nothing left to unlock: the price drifts by less than 2 % a year ({model})",
            THEORY,
            None,
            0.02,
            partial(_of_model, economies.drift_a_year, model),
            "mean from month 24 to 60",
        )
        yield Fact(
            f"falling-demand-{model}",
            f"Demand falls by 5 % a month: after 120 months less than half of the price is left ({model})",
            THEORY,
            None,
            0.5,
            partial(_of_model, economies.price_left_by_falling_demand, model),
        )


def _schedules() -> Iterator[Fact]:
    for outcome, words in enumerate(("price at month 36", "least price", "insiders' proceeds")):
        yield Fact(
            f"schedules-{outcome + 1}",
            f"Seven schedules are put in the same order by eoe and amm: {words}, Kendall's τ",
            THEORY,
            0.8,
            None,
            partial(_agreement, outcome),
        )


def _selling() -> Iterator[Fact]:
    for model in ("eoe", "amm"):
        yield Fact(
            f"nobody-everybody-{model}",
            f"Nobody sells against everybody sells all: after a year the price is three times as high ({model})",
            THEORY,
            3.0,
            None,
            partial(_of_model, economies.nobody_against_everybody, model),
            "" if model == "amm" else "under bonding_curve, which holders redeem from, it is 2.3 times",
        )
        yield Fact(
            f"idle-unlock-{model}",
            f"The float unlocks once more, to holders who sell nothing: no effect in six months ({model})",
            THEORY,
            -0.1,
            0.1,
            partial(_of_model, economies.idle_unlock, model),
            "log points; demand constant",
        )


def _closed_forms() -> Iterator[Fact]:
    yield Fact(
        "amm-sale", "One sale into a pool without fee or buyers moves its price by (x/(x+q))²",
        "Adams, Zinsmeister & Robinson, Uniswap v2 core, 2020", None, 1e-9, lambda _: economies.single_sale_error(),
        "relative error",
    )  # fmt: skip
    yield Fact(
        "units", "A thousand times the tokens at a thousandth of the price is the same economy", THEORY,
        None, 1e-9, lambda _: economies.unit_error(), "largest relative difference, three models",
    )  # fmt: skip
    yield Fact(
        "fair-launch", "The fair launch ends within 25 % under amm and eoe", ISSUE,
        None, 0.25, lambda _: economies.fair_launch_gap(), "larger over smaller end price, less one",
    )  # fmt: skip


def _of_model(measure: Callable[[str], float], model: str, _: Evidence) -> float:
    return measure(model)


def _agreement(outcome: int, _: Evidence) -> float:
    return economies.agreement(outcome)
