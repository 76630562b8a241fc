"""The facts that the model is held against. The shipped table is measured again; what fails is shown, never removed."""

from pathlib import Path

import pytest

from app.truth.facts.fact import OPEN, Evidence, Fact
from app.truth.facts.table import GROUPS
from app.truth.page import page
from app.truth.report import shipped

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
RENEW = "`make validation` writes the table anew"

FACTS = [(group, fact) for group, facts in GROUPS.items() for fact in facts()]
NAMES = [fact.id for _, fact in FACTS]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence(DATA if (DATA / OPEN).is_file() else None)


@pytest.mark.parametrize(("group", "fact"), FACTS, ids=NAMES)
def test_the_shipped_table_is_what_is_measured(group: str, fact: Fact, evidence: Evidence) -> None:
    if fact.needs_data and not evidence.sixty:
        pytest.skip(f"needs {OPEN} in the shared data, which is not here")
    stated = next(entry for entry in shipped().facts if entry.id == fact.id)
    measured = fact.measured(group, evidence)
    assert (stated.group, stated.fact, stated.source, stated.low, stated.high) == (
        group, fact.fact, fact.source, fact.low, fact.high
    )  # fmt: skip
    assert measured.value == pytest.approx(stated.value, rel=0.02, abs=2e-3), RENEW
    assert measured.passed == stated.passed, RENEW


def test_the_table_has_every_fact_and_no_other() -> None:
    assert [fact.id for fact in shipped().facts] == NAMES


def test_every_fact_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_a_fact_has_a_band_and_a_source() -> None:
    assert all(fact.source and (fact.low, fact.high) != (None, None) for _, fact in FACTS)


def test_all_of_theory_holds() -> None:
    assert all(fact.passed for fact in shipped().facts if fact.group == "Theory")


def test_at_least_twenty_facts_hold() -> None:
    assert shipped().passed >= 20


def test_what_fails_says_what_was_tried() -> None:
    assert all(fact.note for fact in shipped().facts if not fact.passed)


def test_the_page_is_made_from_the_table() -> None:
    assert (ROOT / "docs" / "validation.md").read_text(encoding="utf-8") == page(shipped()), RENEW
