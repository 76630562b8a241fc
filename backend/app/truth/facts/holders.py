"""Facts about holders: airdrops, inequality, staking."""

from collections.abc import Iterator

import numpy as np

from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec
from app.abm.reports.holder_sizes import holders
from app.scenarios.library import ScenarioLibrary
from app.truth import economies
from app.truth.facts.fact import Evidence, Fact

STAKED = "staking ratios and yields of proof-of-stake chains"


def holdings() -> Iterator[Fact]:
    """Airdrops sold and kept, inequality, staking ratios."""
    yield from _airdrops()
    yield from _staking()


def _airdrops() -> Iterator[Fact]:
    claims = "studies of claimed airdrops"
    yield Fact(
        "airdrop-30", "Of an airdrop at least 40 % is sold after 30 days", claims,
        0.4, None, lambda _: economies.airdrop(1)[0],
    )  # fmt: skip
    yield Fact(
        "airdrop-90", "25–50 % of an airdrop is kept after 90 days", claims,
        0.25, 0.5, lambda _: economies.airdrop(3)[1],
    )  # fmt: skip
    yield Fact(
        "gini", "Holdings of real tokens are very unequal: Gini .90–.99", "holder lists of real tokens",
        0.9, 0.99, _median_gini, "median of the library's thirteen, what holders get in all",
    )  # fmt: skip


def _staking() -> Iterator[Fact]:
    yield Fact(
        "staking-ratio", "At 7–12 % a year 45–65 % of a vested supply is staked", STAKED,
        0.45, 0.65, lambda _: economies.staking_ratio(0.12)[0], "base yield 12 %, which pays some 10 % then",
    )  # fmt: skip
    yield Fact(
        "staking-ratio-locked", "Where locked tokens may stake (APT, SUI) 70–85 % is staked", STAKED,
        0.7, 0.85, lambda _: economies.locked_staking_ratio(0.15)[0],
        "after a year, four fifths locked, base yield 15 %",
    )  # fmt: skip
    yield Fact(
        "staking-across", "Across chains a higher yield goes with a higher staking ratio", STAKED,
        0.0, None, lambda _: economies.staking_ratio(0.15)[0] - economies.staking_ratio(0.06)[0],
        "ratio at a base yield of 15 % less that at 6 %",
    )  # fmt: skip
    yield Fact(
        "staking-along", "Along a chain's months a higher staking ratio goes with a lower yield", STAKED,
        None, 0.0, lambda _: economies.ratio_and_yield(), "correlation over three years",
    )  # fmt: skip


def _median_gini(evidence: Evidence) -> float:
    ginis = []
    for token in evidence.thirteen:
        request = ScenarioLibrary.shipped().get(token.symbol.lower()).request
        table = holders(ABMSimulationLoop(SimulationSpec.model_validate(request)).run())
        ginis.append(table["allocated"]["gini"])
    return float(np.median(ginis))
