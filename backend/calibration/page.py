"""docs/calibration.md, made from what a calibration found."""

from typing import Any

_HEAD = """# Calibration

Made by `make calibrate DATA=…`; do not edit. A launch whose request says nothing of demand takes these numbers: they
are fitted once over all tokens together, in excess of ETH, and nothing is fitted to a single token's prices.

- Data: {data}. Published schedules and one exchange's monthly
  closes; the files have no licence and stay outside the repository, the package ships only what was found. The
  library's thirteen stand with their own schedules, which were checked by hand. Tokens priced from mid-life on live
  up to three years before their first price, with what had unlocked by then.
- What is minimised: the mean over tokens of the root mean square error of the logarithm of the price along ETH's real
  path, 0.3 × (1 − R²) of monthly returns, 0.001 × the squared errors, in standard errors, of mean returns by age and
  around unlocks by their size, and 0.05 × the squared distances from a prior, in units of its spread of ± 30 %. The
  prior is strong on purpose: half-life, floor, elasticity and level make up for each other along a valley in which the
  data hardly tell, and it stands where the library's thirteen and the facts about launches hold, too. It was found by
  exploring the same tokens by hand, so what is said of tokens left out is a little flattering.
  Profiles of holders are those of [the model](model.md#4-holders), not fitted.
- How: Nelder and Mead's simplex, then a Sobol cloud of ± 20 % around the best point, {visited} points in all. The
  interval is where 90 % of 1,000 fits to tokens drawn anew lie, the fits without one token are the best of the same
  points for the others. No interval can be wider than the cloud: one of almost ± 20 % says that the data hardly tell.

| number | value | 90 % interval | what it is |
|---|---|---|---|
"""

_SCORES = """
σ comes from the returns that the simulation leaves unexplained, σ_M from ETH's own; they have no interval here.

## How well it does

Error of the logarithm of the price along ETH's path, mean over the tokens of each one's root mean square.

| rule | error |
|---|---|
"""

_REST = """
R² of monthly returns, leaving one out: {r2:.3f}.

Unexplained monthly returns, standard deviation by the part of the supply that has unlocked: {spreads}.

None of this is a forecast: ETH's path is given, the level of demand follows a rule that knows only the schedule and the
first price, and single tokens miss by a factor of two as a rule.
"""

_RULES = {
    "leaving one out": "the model, each token with the fit to the others",
    "all tokens": "the model, fitted to all",
    "eth with drift": "ETH less 7 % a month",
    "eth over float": "ETH over the float",
    "flat": "flat",
    "eth": "ETH",
}


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    rows = [
        f"| `{entry['name']}` | {entry['value']:g} | {_interval(entry)} | {entry['meaning']} |"
        for entry in found["estimates"]
    ]
    scores = [f"| {words} | {found['scores'][name]:.3f} |" for name, words in _RULES.items()]
    spreads = ", ".join(
        f"from {100 * float(part):g} % {spread:.2f}" for part, spread in found["spread_by_part"].items()
    )
    head = _HEAD.format(data=found["data"], visited=found["visited"])
    rest = _REST.format(r2=found["scores"]["R² leaving one out"], spreads=spreads)
    return head + "\n".join(rows) + "\n" + _SCORES + "\n".join(scores) + "\n" + rest


def _interval(entry: dict[str, Any]) -> str:
    return "measured" if entry["low"] == entry["high"] == entry["value"] else f"{entry['low']:g} … {entry['high']:g}"
