"""Facts about real prices: tokens simulated along ETH's real path with parameters fitted to the other tokens."""

from collections.abc import Callable, Iterator, Sequence

from app.truth import names
from app.truth.backtest import baselines, explained, level_errors, returns
from app.truth.facts.fact import ISSUE, MEASURED, Evidence, Fact

NAMES = "bucket_names.json"


def backtests() -> Iterator[Fact]:
    """Errors of price levels and R² of returns, compared with plain rules."""
    error = "error of the log price, mean of the tokens' root mean squares; each with the fit to the others"
    yield Fact(
        "thirteen-rmse", "The library's thirteen: error of the log price ≤ .78", ISSUE,
        None, 0.78, lambda e: level_errors(e.thirteen, e.thirteen_left_out), error,
    )  # fmt: skip
    yield Fact(
        "thirteen-r2", "The library's thirteen: R² of monthly returns ≥ .30", ISSUE,
        0.3, None, lambda e: explained(*returns(e.thirteen, e.thirteen_left_out)), "1 − squared errors over variance",
    )  # fmt: skip
    for name, words in (
        ("eth with drift", "ETH less 7 % a month"),
        ("flat", "flat"),
        ("eth", "ETH"),
        ("eth over float", "ETH over the float"),
    ):
        yield Fact(
            f"sixty-against-{name.replace(' ', '-')}", f"Sixty tokens: not above the error of {words}", MEASURED,
            None, 1.0, _against(name), f"{error}; the model's over the rule's", True,
        )  # fmt: skip
    yield Fact(
        "sixty-r2", "Sixty tokens: R² of monthly returns ≥ .25", MEASURED, 0.25, None,
        lambda e: explained(*returns(e.sixty, e.sixty_left_out)), "each with the fit to the others", True,
    )  # fmt: skip


def _against(rule: str) -> Callable[[Evidence], float]:
    def ratio(evidence: Evidence) -> float:
        rule_paths = [baselines()[rule](token) for token in evidence.sixty]
        return level_errors(evidence.sixty, evidence.sixty_left_out) / level_errors(evidence.sixty, rule_paths)

    return ratio


def recognition() -> Iterator[Fact]:
    """Facts about the recognition of bucket names."""
    for name, words, low, measure, note in names.ROWS:
        yield Fact(f"names-{name}", words, "502 labelled names", low, None, _of_names(measure), note, True)


def _of_names(measure: Callable[[Sequence[tuple[str, str]]], float]) -> Callable[[Evidence], float]:
    def measure_file(evidence: Evidence) -> float:
        if evidence.data is None:
            raise FileNotFoundError(NAMES)
        return measure(names.read(evidence.data / NAMES))

    return measure_file
