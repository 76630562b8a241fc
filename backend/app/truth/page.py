"""The table of facts as a page: docs/validation.md."""

from app.truth.report import Finding, Validation

_HEAD = """# Validation

Made by `make validation`; do not edit. What the model is held against: facts that were published or measured, and
theory. Failures are shown, never removed; a band is changed only with a source. `cliffcast validate` measures again,
`GET /api/v2/abm/validation` serves the table, and `backend/tests/truth` holds every change to it. Whether the program
does what [the model page](model.md) says is another question, [verification](verification.md).

{passed} of {count} facts hold. Engine {version}; {data}.
"""

_TABLE = """
## {group}

| | fact | band | value | source |
|---|---|---|---|---|
"""


def page(table: Validation) -> str:
    """The page in Markdown."""
    text = _HEAD.format(passed=table.passed, count=len(table.facts), version=table.engine_version, data=table.data)
    for group in dict.fromkeys(fact.group for fact in table.facts):
        text += _TABLE.format(group=group)
        text += "".join(_row(fact) for fact in table.facts if fact.group == group)
    failed = [fact for fact in table.facts if not fact.passed and fact.note]
    text += "\n## What fails, and what was tried\n\n"
    return text + "".join(f"- **{fact.fact}**: {fact.note}.\n" for fact in failed)


def _row(fact: Finding) -> str:
    value = "–" if fact.value is None else f"{fact.value:.3g}"
    verdict = "pass" if fact.passed else "**fail**"
    note = f" ({fact.note})" if fact.note and fact.passed else ""
    return f"| {verdict} | {fact.fact}{note} | {fact.band} | {value} | {fact.source} |\n"
