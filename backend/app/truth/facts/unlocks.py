"""Facts about returns around dated unlocks."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.abm.core.month import Floats
from app.truth.events import AROUND, Event, of_size
from app.truth.facts.fact import MEASURED, Evidence, Fact

BEFORE, OF, NEXT = AROUND.index(-1), AROUND.index(0), AROUND.index(1)

_TRIED_PRIVATE = (
    "private less insiders, months −1 to +1, unlocks of ≥ 5 % of the float, eoe; tried: cliff multipliers of 1 for "
    "both, and selling .22 of a fresh unlock for VC and .06 for Team, which leave it between .08 and .09"
)


def unlocks() -> Iterator[Fact]:
    """Returns of the months before, of and after an unlock, by its size and by who receives it."""
    large, middle = of_size("≥ 50 %"), of_size("15–50 %")
    for model in ("eoe", "amm"):
        rows: Sequence[tuple[str, str, float, float, Callable[[Floats], float], Callable[[Event], bool]]] = (
            ("before", "the month before", -0.4, -0.12, lambda w: w[BEFORE], large),
            ("of", "its own month", -0.28, 0.02, lambda w: w[OF], large),
            ("next", "the month after", -0.25, 0.05, lambda w: w[NEXT], large),
            ("together", "the three together", -0.7, -0.3, lambda w: w[BEFORE : NEXT + 1].sum(), large),
            ("middle", "15–50 %: the month before", -0.28, -0.04, lambda w: w[BEFORE], middle),
        )
        for name, words, low, high, measure, selects in rows:
            size = "" if name == "middle" else "Unlocks of ≥ 50 % of the float: "
            yield Fact(
                f"unlock-{name}-{model}", f"{size}{words} ({model})", MEASURED, low, high,
                _of_window(model, selects, measure), "mean return in excess of ETH, log points", True,
            )  # fmt: skip
        yield Fact(
            f"unlock-small-{model}", f"1–15 %: every month is within 5 % of the ordinary decline ({model})",
            MEASURED, None, 0.05, _small(model), "largest distance of months −1, 0, +1 from −.04 … −.10", True,
        )  # fmt: skip
    yield Fact(
        "unlock-private", "Private sales' unlocks cost more than insiders' of the same size", MEASURED,
        None, 0.0, _private, _TRIED_PRIVATE, True,
    )  # fmt: skip


def _of_window(
    model: str, selects: Callable[[Event], bool], measure: Callable[[Floats], float]
) -> Callable[[Evidence], float]:
    return lambda evidence: float(measure(evidence.window(model, selects)))


def _small(model: str) -> Callable[[Evidence], float]:
    def distance(evidence: Evidence) -> float:
        around = [evidence.window(model, of_size(size))[BEFORE : NEXT + 1] for size in ("5–15 %", "1–5 %")]
        values = np.concatenate(around)
        return float(np.maximum(np.maximum(-0.1 - values, values + 0.04), 0).max())

    return distance


def _private(evidence: Evidence) -> float:
    private, insiders = (evidence.window("eoe", _to(kind)) for kind in ("privateSale", "insiders"))
    return float(private[BEFORE : NEXT + 1].sum() - insiders[BEFORE : NEXT + 1].sum())


def _to(kind: str) -> Callable[[Event], bool]:
    """The selection of unlocks of at least 5 % of the float, most of which goes to this kind of holder."""
    return lambda event: event.size >= 0.05 and event.kind == kind
