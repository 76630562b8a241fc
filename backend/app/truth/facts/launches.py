"""Facts about typical launches, and about the decline of tokens after them."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.truth.backtest import excess_by_age
from app.truth.chance import PooledTrials, coverage
from app.truth.facts.fact import MEASURED, Evidence, Fact

_TRIED_ELASTICITY = (
    "slope of sixty tokens' returns in excess of ETH on the change of the log float; tried: δ of .75 and .6, which "
    "bring it to −.02 and −.05, but errors of levels then to .897 and .921, above the .896 of ETH with a plain drift"
)
_TRIED_AUTOCORRELATION = (
    "thirteen real schedules, 100 trials each; smoothing of .2 alone gives .2; tried: holders without stop-loss and "
    "take-profit, which leaves .23 to .24"
)


def launches() -> Iterator[Fact]:
    """Falls after a launch, volatility, dependence on the market, width of the P10–P90 band."""
    note = "thirteen real schedules, 100 trials each at medium variance, in a market with its own chance"
    rows: Sequence[tuple[str, str, float | None, float | None, Callable[[PooledTrials], float]]] = (
        ("launch-1", "Median change one month after the launch: −5 to −25 %", -0.25, -0.05, lambda c: c.fall(1)),
        ("launch-6", "After six months: −15 to −50 %", -0.5, -0.15, lambda c: c.fall(6)),
        ("launch-12", "After twelve months: −40 to −72 %", -0.72, -0.4, lambda c: c.fall(12)),
        ("below-12", "65–85 % are below their first close then", 0.65, 0.85, lambda c: c.below_start(12)),
        ("sd", "Standard deviation of monthly returns .25–.40", 0.25, 0.4, lambda c: c.spread()[0]),
        ("sd-own", "Of it, what the market does not explain: .20–.30", 0.2, 0.3, lambda c: c.spread()[1]),
        ("beta", "β on the market .8–1.2", 0.8, 1.2, lambda c: c.beta_and_r2()[0]),
        ("r2", "The market explains .25–.50 of monthly returns", 0.25, 0.5, lambda c: c.beta_and_r2()[1]),
        (
            "autocorrelation",
            "A month says little of the next: lag-1 −.1 to .2",
            -0.1,
            0.2,
            PooledTrials.autocorrelation,
        ),
        ("skew", "Monthly log returns are not skewed to losses: > −.5", -0.5, None, PooledTrials.skewness),
        ("calming", "Own volatility falls as the float vests: .38 young, .23 grown", 1.2, 2.1, PooledTrials.calming),
    )
    for name, words, low, high, measure in rows:
        tried = _TRIED_AUTOCORRELATION if name == "autocorrelation" else note
        yield Fact(name, words, MEASURED, low, high, _of_trials(measure), tried)
    yield Fact(
        "coverage", "P10–P90 fans hold 70–90 % of the real months", MEASURED,
        0.7, 0.9, lambda e: coverage(e.thirteen, e.figures), "thirteen tokens along ETH's path, medium variance",
    )  # fmt: skip


def _of_trials(measure: Callable[[PooledTrials], float]) -> Callable[[Evidence], float]:
    return lambda evidence: measure(evidence.trials)


def decline() -> Iterator[Fact]:
    """The decline in excess of the market, and the elasticity of the price to the float."""
    words = "In excess of the market a token loses 4 to 10 % a month at every age: the {} month"
    for name, pick in (("least", max), ("greatest", min)):
        yield Fact(
            f"decline-{name}", words.format(f"{name} loss of an age's mean"), MEASURED, -0.1, -0.04,
            _of_ages(pick), "sixty tokens along ETH's path; ages 1, 2–3, 4–6, 7–12, 13–24, 25–36, 37+", True,
        )  # fmt: skip
    yield Fact(
        "float-elasticity", "A float larger by 1 % goes with a price lower by .08–.40 %", MEASURED,
        -0.4, -0.08, _float_elasticity, _TRIED_ELASTICITY, True,
    )  # fmt: skip


def _of_ages(pick: Callable[[Sequence[float]], float]) -> Callable[[Evidence], float]:
    return lambda e: float(pick(list(excess_by_age(e.sixty, e.paths("eoe")).values())))


def _float_elasticity(evidence: Evidence) -> float:
    growth, excess = [], []
    for token, path in zip(evidence.sixty, evidence.paths("eoe"), strict=True):
        floating = np.log(np.maximum(token.scheduled[:-1], 1e-3 * token.spec.token.total_supply))
        growth.append(np.diff(floating))
        excess.append((np.diff(path) - np.diff(token.log_eth))[1:])
    change, moves = np.concatenate(growth), np.concatenate(excess)
    return float(np.cov(change, moves)[0, 1] / change.var(ddof=1))
