"""Fit, and write the estimates into the package and the docs: `python -m calibration FOLDER`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.abm.dynamics.estimates import FILE
from app.truth.backtest import baselines, explained, level_errors, returns, simulate_all
from app.truth.tokens import RealToken, read_tokens, shipped_tokens
from calibration.chance import PARTS, market_volatility, own_volatility
from calibration.evidence import gather, real_event_means
from calibration.page import page
from calibration.scenarios import renew
from calibration.search import FITTED, Search, figures_of

ROOT = Path(__file__).resolve().parents[2]
ESTIMATES = ROOT / "backend" / "app" / "abm" / "dynamics" / FILE
SCENARIOS = ROOT / "backend" / "app" / "scenarios"
PAGE = ROOT / "docs" / "calibration.md"
OPEN = "tokens_open.json"

MEANINGS = {
    "beta": "β: power by which demand follows the market",
    "attention_half_life_months": "months in which the attention above its floor halves",
    "attention_floor": "f: part of the first attention that lasts",
    "float_elasticity": "δ: power by which demand grows with the scheduled float",
    "unlock_caution": "a: part of spending put off ahead of an unlock",
    "level": "demand at the start over what the first float turns over at the start price",
    "launch_rush": "spending of month 0 on top, by buyers who waited for the launch",
    "volatility": "σ: the token's own monthly shock once all of the supply has unlocked",
    "volatility_decay": "power by which σ falls as the float grows",
    "market_volatility": "σ_M: monthly shock of the market",
}


def calibrate(tokens: Sequence[RealToken]) -> dict[str, Any]:
    """Everything that is found, as it is written down."""
    search = Search(lambda figures: gather(tokens, figures), lambda line: print(line, flush=True))  # noqa: T201
    search.run()
    everyone = np.ones(len(tokens))
    best, (low, high) = search.points[search.best(everyone)], search.intervals()
    alone = [search.points[search.without(place)] for place in range(len(tokens))]
    sigma, decay, spreads = own_volatility(tokens, figures_of(best))
    fitted = [_entry(name, best[i], low[i], high[i]) for i, name in enumerate(FITTED)]
    measured = {"volatility": sigma, "volatility_decay": decay, "market_volatility": market_volatility(tokens)}
    return {
        "data": f"{len(tokens)} tokens of {OPEN}, {sum(int(np.isfinite(t.log_price).sum()) for t in tokens)} closes",
        "estimates": fitted + [_entry(name, value, value, value) for name, value in measured.items()],
        "leave_one_out": {token.symbol: point.tolist() for token, point in zip(tokens, alone, strict=True)},
        "order": list(FITTED),
        "scores": _scores(tokens, search, alone),
        "spread_by_part": dict(zip([f"{edge:g}" for edge in PARTS[:-1]], np.round(spreads, 3).tolist(), strict=True)),
        "events": {size: np.round(means, 3).tolist() for size, means in real_event_means(tokens).items()},
        "visited": len(search.points),
    }


def _scores(tokens: Sequence[RealToken], search: Search, alone: Sequence[Any]) -> dict[str, float]:
    """Errors of the logarithm of the price, mean over tokens, and R² of monthly returns."""
    by_symbol = {token.symbol: figures_of(point) for token, point in zip(tokens, alone, strict=True)}
    left_out = simulate_all(tokens, lambda token: by_symbol[token.symbol])
    fitted = search.evidence[search.best(np.ones(len(tokens)))]
    plain = {name: level_errors(tokens, [rule(token) for token in tokens]) for name, rule in baselines().items()}
    scores = {
        "all tokens": float(fitted.level.mean()),
        "leaving one out": level_errors(tokens, left_out),
        "R² leaving one out": explained(*returns(tokens, left_out)),
        **plain,
    }
    return {name: round(value, 4) for name, value in scores.items()}


def _entry(name: str, value: float, low: float, high: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": float(f"{value:.3g}"),
        "low": float(f"{low:.3g}"),
        "high": float(f"{high:.3g}"),
        "meaning": MEANINGS[name],
    }


def main(folder: Path) -> None:
    """Calibrate with the tokens of a folder, and write what is found."""
    source = folder / OPEN
    if not source.is_file():
        sys.exit(f"make calibrate reads {OPEN} in a folder given as DATA=…; there is none in {folder.name}")
    by_hand = {token.symbol: token for token in shipped_tokens()}
    found = calibrate([by_hand.get(token.symbol, token) for token in read_tokens(source)])
    ESTIMATES.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")
    named = {entry["name"]: entry["value"] for entry in found["estimates"]}
    renew(SCENARIOS, figures_of(np.array([named[name] for name in FITTED])))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
