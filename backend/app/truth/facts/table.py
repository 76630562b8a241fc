"""All facts by group."""

from collections.abc import Callable, Iterator, Mapping

from app.truth.facts.backtests import backtests, recognition
from app.truth.facts.fact import Evidence, Fact
from app.truth.facts.holders import holdings
from app.truth.facts.launches import decline, launches
from app.truth.facts.theory import theory
from app.truth.facts.unlocks import unlocks
from app.truth.report import Finding, Validation, table_of

GROUPS: Mapping[str, Callable[[], Iterator[Fact]]] = {
    "Theory": theory,
    "Holders and staking": holdings,
    "Typical launches": launches,
    "The ordinary decline": decline,
    "Unlocks in event time": unlocks,
    "Real prices, given ETH's path": backtests,
    "Names of buckets": recognition,
}


def findings_of(evidence: Evidence) -> Iterator[Finding]:
    """Measure every fact, one after the other."""
    for group, facts in GROUPS.items():
        for fact in facts():
            yield fact.measured(group, evidence)


def validate(evidence: Evidence) -> Validation:
    """Measure every fact."""
    tokens = f"{len(evidence.thirteen)} tokens of the library"
    data = f", {len(evidence.sixty)} of tokens_open.json" if evidence.sixty else "; tokens_open.json is not there"
    return table_of(list(findings_of(evidence)), tokens + data)
