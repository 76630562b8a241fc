"""The whole API against its own description: Schemathesis tries what the schema allows, and what it does not.

Every phase and every check but use-after-free. Event streams do not end by themselves, and the addresses of one format
answer as the one of all does; they have stories of their own.
The same file is the hook module of the process that tests: it says what "accepted" and "refused" mean here, where some
rules join several fields and JSON Schema cannot say them.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response

from tests.launching import environment
from tests.stories.posts import Json
from tests.stories.serving import Serve

EXAMPLES = 10
"""Requests tried per operation and phase, where a phase draws them by chance."""

PATIENCE = 570
"""Seconds within which everything has been tried on a slow, busy machine."""

BEYOND_SCHEMA = {
    "unknown_run",
    "branch_mismatch",
    "value_error",
    "number_out_of_range",
    "work_over_budget",
    "memory_over_budget",
    "time_over_budget",
    "too_many_agents",
    "needs_a_job",
}
"""Kinds of refusal for rules that join several fields, or budgets; any other says the schema is wrong."""

RULES_BEYOND_SCHEMA = """
[[operations]]
include-path = "/api/v2/abm/validate"
checks.negative_data_rejection.expected-statuses = ["200", "400", "413", "415", "422"]

[[operations]]
include-path-regex = "abm/(tables|similar|simulate|simulate-sync|monte-carlo/compare|sweep)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "409", "422", "429"]

[[operations]]
include-path-regex = "abm/(sensitivity|stress|optimize|calibrate)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "409", "422", "429"]

[[operations]]
include-path-regex = "abm/(jobs/.job_id./results|monte-carlo/results/.job_id.)$"
checks.negative_data_rejection.expected-statuses = ["4xx"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "409", "410"]

[[operations]]
include-path = "/api/v2/abm/monte-carlo/simulate"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "409", "422", "429"]
"""


def options(url: str, config: Path) -> list[str]:
    """Everything is tried, in the same order each time."""
    return [
        *("--config-file", str(config), "run", f"{url}/openapi.json"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--checks", "all", "--exclude-checks", "use_after_free"),
        *("--exclude-path-regex", r"(stream|\.(json|csv|parquet))$"),
        *("--max-examples", str(EXAMPLES), "--generation-deterministic"),
        *("--workers", "1", "--continue-on-failure", "--no-color", "--warnings", "off"),
    ]


@pytest.mark.timeout(PATIENCE + 30)
def test_the_service_keeps_what_its_description_promises(serve: Serve, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(RULES_BEYOND_SCHEMA)
    url = serve(max_work=2e6, max_agents=20_000, archive_url=tmp_path / "archive.db").url
    here = Path(__file__)
    told = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *options(url, config)],
        env=environment()
        | {
            "SCHEMATHESIS_HOOKS": here.stem,
            "PYTHONPATH": os.pathsep.join([str(here.parent), environment()["PYTHONPATH"]]),
        },
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Tested: " in told.stdout


@schemathesis.hook
def filter_case(ctx: HookContext, case: Case[Any]) -> bool:
    """Null for a field with a default means the default, which the schema leaves unsaid: no such body is wrong."""
    is_wrong = case.meta is not None and case.meta.generation.mode.is_negative
    return not (is_wrong and has_null(case.body))


def has_null(value: Any) -> bool:
    """Whether a field of an object is null, at any depth."""
    if isinstance(value, dict):
        return any(inner is None or has_null(inner) for inner in value.values())
    return isinstance(value, list) and any(map(has_null, value))


@schemathesis.check
def refused_only_for_rules_beyond_the_schema(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What the schema allows is refused, or found wrong by `/validate`, only for a rule that JSON Schema cannot say."""
    allowed = case.meta is not None and case.meta.generation.mode.is_positive
    if allowed and "json" in response.headers.get("content-type", [""])[0]:
        told = response.json()
        errors = (told.get("problems") or told.get("errors") or []) if isinstance(told, dict) else []
        unforeseen = [
            error for error in errors if error["type"] not in BEYOND_SCHEMA and is_described(error, case.body)
        ]
        assert not unforeseen, f"the schema allows what is refused: {unforeseen}"


def is_described(error: Json, body: Any) -> bool:
    """Whether the schema has anything to say of the field that is wrong: not inside the `base` of a study."""
    return len(error["loc"]) < 2 or error["loc"][1] in body


@schemathesis.check
def nothing_wrong_is_called_valid(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What the schema forbids, `/validate` does not call valid."""
    wrong = case.meta is not None and case.meta.generation.mode.is_negative
    if wrong and case.path.endswith("/validate") and response.status_code == 200:
        assert response.json()["valid"] is False, "a configuration the schema forbids is called valid"
